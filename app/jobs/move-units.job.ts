import { moveUnits } from "../use-cases/move-units.ts";
import { job } from "./job-handler.ts";
import { orderJob } from "./payloads.ts";

export const moveUnitsJob = job({
  name: "move-units",
  payload: orderJob,
  batchSize: 40,
  atOnce: 4,
  key: ({ shop, orderId }) => `${shop}:${orderId}`,
  isExclusive: true,
  run: (parts, [{ shop, orderId }]) => moveUnits(parts, { shop, orderId }),
});
