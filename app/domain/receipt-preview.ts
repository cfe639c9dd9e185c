/**
 * Who would get the units of a receipt under each of the three policies, what that does to promises, and what is left over.
 * A look at the head of the queue alone: nothing is decided.
 *
 * A promise is kept when all units that its line waits for are given now and leave by the promised day. It is broken when
 * they leave later, or when the line gets less than it waits for and today's estimate for it is past the promised day.
 *
 * Example: A waits for 2, promised for 20 Oct and estimated for 12 Oct; B, younger, waits for 1, promised for 5 Oct and
 * estimated for 12 Oct. 1 unit comes and leaves on 5 Oct. First come gives it to A: 0 kept, 1 broken. Promises first
 * gives it to B: 1 kept, 0 broken.
 */
import { allocate, ALLOCATION_POLICIES } from "./allocation.ts";
import type { AllocationPolicy, FreeShelf, Reserve } from "./allocation.ts";
import type { CalendarDate, Instant } from "./ids.ts";
import type { LeaveStep } from "./leave-days.ts";

export interface PreviewedLine {
  readonly lineItemId: string;
  readonly unitsWaiting: number;
  readonly rankAt: Instant;
  /** The level of its order's class by the shop's rules, whether or not the shop serves by class now. */
  readonly level: number;
  readonly promisedOn: CalendarDate | null;
  readonly estimatedOn: CalendarDate | null;
  readonly channel: string;
  readonly unitsLent: number;
}

export interface PolicyPreview<Line> {
  readonly policy: AllocationPolicy;
  /** In the order in which they are served. */
  readonly gets: readonly { readonly line: Line; readonly units: number }[];
  readonly promisesKept: number;
  readonly promisesBroken: number;
  readonly unitsLeft: number;
}

/** `units`: those of the receipt. `leaves`: when units given now would leave. */
export function previewPolicies<Line extends PreviewedLine>(
  waiting: readonly Line[],
  { units, free, leaves, reserves }: { units: number; free: FreeShelf; leaves: readonly LeaveStep[]; reserves: readonly Reserve[] },
): PolicyPreview<Line>[] {
  const byRank = waiting.toSorted((one, other) => Date.parse(one.rankAt) - Date.parse(other.rankAt));
  return ALLOCATION_POLICIES.map((policy) => {
    const queue = policy === "class_first_come" ? byRank.toSorted((one, other) => other.level - one.level) : byRank;
    const grants = allocate(queue, free, { policy, leaves, reserves });
    const kept = keptPromises(grants, leaves);
    const given = new Map(grants.map(({ entry, units: own }) => [entry, own]));
    const broken = queue.filter((line) => line.promisedOn !== null && !kept.has(line) && isBroken(line, given.get(line) ?? 0));
    return {
      policy,
      gets: grants.map(({ entry: line, units: own }) => ({ line, units: own })),
      promisesKept: kept.size,
      promisesBroken: broken.length,
      unitsLeft: units - grants.reduce((sum, grant) => sum + grant.units, 0),
    };
  });
}

/** Units are packed in the order in which they are given. */
function keptPromises<Line extends PreviewedLine>(
  grants: readonly { readonly entry: Line; readonly units: number }[],
  leaves: readonly LeaveStep[],
): Set<Line> {
  const kept = new Set<Line>();
  let place = 0;
  for (const { entry, units } of grants) {
    place += units;
    const day = leaves.find(({ upTo }) => upTo === null || place <= upTo)?.day;
    if (entry.promisedOn !== null && units === entry.unitsWaiting && day !== undefined && day <= entry.promisedOn) kept.add(entry);
  }
  return kept;
}

function isBroken({ unitsWaiting, promisedOn, estimatedOn }: PreviewedLine, unitsGiven: number): boolean {
  if (unitsGiven === unitsWaiting) return true;
  return promisedOn !== null && (estimatedOn === null || estimatedOn > promisedOn);
}
