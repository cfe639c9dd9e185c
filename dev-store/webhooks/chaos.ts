import { z } from "zod";

const percent = z.number().min(0).max(100).default(0);
const duration = z.number().min(0).default(0);

/** How unkind the delivery of webhooks is. Percents of all webhooks; the seed makes a run repeatable. */
export const chaosSettings = z.strictObject({
  seed: z.int().default(1),
  duplicatePercent: percent,
  reorderPercent: percent,
  dropPercent: percent,
  /** Every webhook waits this long before its first delivery. */
  delayMs: duration,
  /** A reordered or repeated webhook comes up to this much later than it should. */
  reorderWindowMs: z.number().min(0).default(2000),
  /** Webhooks gather for so long and leave all at once. */
  burstMs: duration,
  /** For so long from now Shopify sends nothing; then everything. */
  outageMs: duration,
  /** For so long from now the app answers nothing: every delivery fails and is tried again later. */
  unreachableMs: duration,
  /** Percent of all attempts that are signed with a secret that is not the app's. */
  wrongSecretPercent: percent,
});

export type ChaosSettings = z.infer<typeof chaosSettings>;

export const KIND: ChaosSettings = chaosSettings.parse({});
