import { confirmBackorder } from "../use-cases/confirm-backorder.ts";
import { job } from "./job-handler.ts";
import { orderJob } from "./payloads.ts";

export const confirmBackorderJob = job({
  name: "confirm-backorder",
  payload: orderJob,
  batchSize: 20,
  atOnce: 2,
  key: ({ shop, orderId }) => `${shop}:${orderId}`,
  isExclusive: false,
  run: (parts, [{ shop, orderId }]) => confirmBackorder(parts, { shop, orderId }),
});
