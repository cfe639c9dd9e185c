import { z } from "zod";
import { confirmReceipt } from "../use-cases/confirm-receipt.ts";
import { job } from "./job-handler.ts";
import { receiptId, shop } from "./payloads.ts";

export const confirmReceiptJob = job({
  name: "confirm-receipt",
  payload: z.object({ shop, receiptId }),
  batchSize: 5,
  atOnce: 2,
  key: (payload) => `${payload.shop}:${payload.receiptId}`,
  isExclusive: true,
  run: (parts, [payload]) => confirmReceipt(parts, payload),
});
