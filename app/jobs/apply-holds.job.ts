import { applyHolds } from "../use-cases/apply-holds.ts";
import { job } from "./job-handler.ts";
import { orderJob } from "./payloads.ts";

export const applyHoldsJob = job({
  name: "apply-holds",
  payload: orderJob,
  batchSize: 40,
  atOnce: 4,
  key: ({ shop, orderId }) => `${shop}:${orderId}`,
  isExclusive: true,
  run: (parts, [{ shop, orderId }]) => applyHolds(parts, { shop, orderId }),
});
