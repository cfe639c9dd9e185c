import { z } from "zod";
import { redactCustomer } from "../use-cases/redact-customer.ts";
import { job } from "./job-handler.ts";
import { shop } from "./payloads.ts";

export const redactJob = job({
  name: "redact",
  payload: z.object({ shop, customerId: z.string().nullable() }),
  batchSize: 5,
  atOnce: 1,
  key: (payload) => `${payload.shop}:${payload.customerId ?? "everybody"}`,
  isExclusive: false,
  run: (parts, [payload]) => redactCustomer(parts, payload),
});
