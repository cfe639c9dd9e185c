import { recordOrders } from "../use-cases/record-orders.ts";
import { settleItems } from "../use-cases/settle-items.ts";
import { job } from "./job-handler.ts";
import { ordersJob } from "./payloads.ts";

/** Re-reads orders, folds them in and settles what they touch. */
export const recordOrdersJob = job({
  name: "record-orders",
  payload: ordersJob,
  batchSize: 25,
  atOnce: 1,
  key: ({ shop }) => shop,
  isExclusive: false,
  async run(parts, jobs) {
    const [{ shop }] = jobs;
    const { inventoryItemIds } = await recordOrders(parts, { shop, orderIds: jobs.flatMap(({ orderIds }) => orderIds) });
    return settleItems(parts, { shop, inventoryItemIds });
  },
});
