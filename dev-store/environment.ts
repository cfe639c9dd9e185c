import { z } from "zod";
import type { BucketLimits } from "./admin-api/bucket.ts";
import { spreadFaults } from "./faults.ts";
import type { FaultSettings } from "./faults.ts";

/**
 * What a whole test run asks of every dev store that it starts, by the environment, which processes inherit:
 *
 *   DEV_STORE_VALIDATE_WEBHOOKS=1   hold the payload of everything that happens against Shopify's schemas
 *   DEV_STORE_BUCKET=2000,100       no dev store process gives more points, or fills them up faster
 *   DEV_STORE_FAULTS=10             so many percent of the API calls to a dev store process fail, in all ways
 */
export type RunDemands = { validatesWebhooks: boolean; bucket: BucketLimits | null; faults: FaultSettings | null };

const settings = z.object({
  DEV_STORE_VALIDATE_WEBHOOKS: z.enum(["0", "1"]).default("0"),
  DEV_STORE_BUCKET: z
    .string()
    .regex(/^\d+,\d+$/, "DEV_STORE_BUCKET takes points and points a second, such as 2000,100.")
    .optional(),
  DEV_STORE_FAULTS: z.coerce.number("DEV_STORE_FAULTS takes a percentage, such as 10.").min(0).max(100).default(0),
});

/** Throws, naming the variable, when one cannot be read. */
export function runDemands(source: Readonly<Record<string, string | undefined>> = process.env): RunDemands {
  const parsed = settings.safeParse(source);
  if (!parsed.success) throw new Error(parsed.error.issues.map(({ message }) => message).join(" "));
  const { DEV_STORE_VALIDATE_WEBHOOKS: validates, DEV_STORE_BUCKET: bucket, DEV_STORE_FAULTS: percent } = parsed.data;
  return { validatesWebhooks: validates === "1", bucket: bucket === undefined ? null : limitsOf(bucket), faults: percent === 0 ? null : spreadFaults(percent) };
}

/** Reads `2000,100`. */
export function limitsOf(text: string): BucketLimits {
  const [maximumAvailable = 0, restoreRate = 0] = text.split(",").map(Number);
  return { maximumAvailable, restoreRate };
}

/** Of each the smaller: what a test wants tighter than the run stays so. */
export function tighter(one: BucketLimits, other: BucketLimits | null): BucketLimits {
  if (other === null) return one;
  return {
    maximumAvailable: Math.min(one.maximumAvailable, other.maximumAvailable),
    restoreRate: Math.min(one.restoreRate, other.restoreRate),
  };
}
