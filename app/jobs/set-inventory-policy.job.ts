import { z } from "zod";
import { setInventoryPolicy } from "../use-cases/set-inventory-policy.ts";
import { job } from "./job-handler.ts";
import { shop, variantId } from "./payloads.ts";

export const setInventoryPolicyJob = job({
  name: "set-inventory-policy",
  payload: z.object({ shop, variantId }),
  batchSize: 10,
  atOnce: 1,
  key: (payload) => `${payload.shop}:${payload.variantId}`,
  isExclusive: true,
  run: (parts, [payload]) => setInventoryPolicy(parts, payload),
});
