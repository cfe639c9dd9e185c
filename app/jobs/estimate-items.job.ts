import { estimateItems } from "../use-cases/estimate-items.ts";
import { job } from "./job-handler.ts";
import { itemsJob } from "./payloads.ts";

export const estimateItemsJob = job({
  name: "estimate-items",
  payload: itemsJob,
  batchSize: 50,
  atOnce: 1,
  key: ({ shop }) => shop,
  isExclusive: false,
  run: (parts, jobs) => estimateItems(parts, { shop: jobs[0].shop, inventoryItemIds: jobs.flatMap(({ inventoryItemIds }) => inventoryItemIds) }),
});
