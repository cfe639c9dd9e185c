import { publishPromises } from "../use-cases/publish-promises.ts";
import { job } from "./job-handler.ts";
import { shopJob } from "./payloads.ts";

/** One at a time per shop, so that an older promise never overtakes a newer one on its way to the storefront. */
export const publishPromisesJob = job({
  name: "publish-promises",
  payload: shopJob,
  batchSize: 100,
  atOnce: 1,
  key: ({ shop }) => shop,
  isExclusive: true,
  run: (parts, [{ shop }]) => publishPromises(parts, { shop }),
});
