import { settleItems } from "../use-cases/settle-items.ts";
import { job } from "./job-handler.ts";
import { itemsJob } from "./payloads.ts";

export const settleItemsJob = job({
  name: "settle-items",
  payload: itemsJob,
  batchSize: 50,
  atOnce: 1,
  key: ({ shop }) => shop,
  isExclusive: false,
  run: (parts, jobs) => settleItems(parts, { shop: jobs[0].shop, inventoryItemIds: jobs.flatMap(({ inventoryItemIds }) => inventoryItemIds) }),
});
