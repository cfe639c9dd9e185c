import { reconcile } from "../use-cases/reconcile.ts";
import { job } from "./job-handler.ts";
import { shopJob } from "./payloads.ts";

export const reconcileJob = job({
  name: "reconcile",
  payload: shopJob,
  batchSize: 5,
  atOnce: 1,
  key: ({ shop }) => shop,
  isExclusive: true,
  run: (parts, [{ shop }]) => reconcile(parts, { shop }),
});
