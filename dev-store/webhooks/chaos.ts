import { z } from "zod";

/** How unkind the delivery of webhooks is. Percents of all webhooks; the seed makes a run repeatable. */
export const chaosSettings = z.object({
  seed: z.int().default(1),
  duplicatePercent: z.number().min(0).max(100).default(0),
  reorderPercent: z.number().min(0).max(100).default(0),
  dropPercent: z.number().min(0).max(100).default(0),
  /** Every webhook waits this long before its first delivery. */
  delayMs: z.number().min(0).default(0),
  /** A reordered or repeated webhook comes up to this much later than it should. */
  reorderWindowMs: z.number().min(0).default(2000),
});

export type ChaosSettings = z.infer<typeof chaosSettings>;

export const KIND: ChaosSettings = chaosSettings.parse({});
