import { estimateItems } from "../use-cases/estimate-items.ts";
import { shareUnits } from "../use-cases/share-units.ts";
import { job } from "./job-handler.ts";
import { itemsJob } from "./payloads.ts";

/** New dates, then who may share on them: a loan must be back by its day, and what a settle left waiting may be served elsewhere. */
export const estimateItemsJob = job({
  name: "estimate-items",
  payload: itemsJob,
  batchSize: 50,
  atOnce: 1,
  key: ({ shop }) => shop,
  isExclusive: false,
  async run(parts, jobs) {
    const items = { shop: jobs[0].shop, inventoryItemIds: jobs.flatMap(({ inventoryItemIds }) => inventoryItemIds) };
    await estimateItems(parts, items);
    await shareUnits(parts, items);
  },
});
