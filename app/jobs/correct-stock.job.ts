import { z } from "zod";
import { correctStock } from "../use-cases/correct-stock.ts";
import { job } from "./job-handler.ts";
import { shop } from "./payloads.ts";

export const correctStockJob = job({
  name: "correct-stock",
  payload: z.object({ shop, stockRiseId: z.number().int() }),
  batchSize: 5,
  atOnce: 1,
  key: (payload) => `${payload.shop}:${payload.stockRiseId}`,
  isExclusive: true,
  run: (parts, [payload]) => correctStock(parts, payload),
});
