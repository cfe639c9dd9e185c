/**
 * The merchant's own decision: give so many units to this line, whatever its place in the queue.
 *
 * Free units are used first, also those kept for a channel; then the newest others give theirs, but only units that
 * nobody was told about and nobody is picking. What cannot be had is the shortfall, and the merchant is told. A given
 * line leaves the queue's own order alone: nobody else moves.
 *
 * Example: 3 units are to go to D; 1 is free, B holds 2 of which 1 was announced, C holds 1 and is newer than B. D gets
 * the free one, C's and B's unannounced one: 3, no shortfall.
 */
import type { Candidate, Given, Grant, Lift } from "./allocation.ts";

export interface OverrideTarget<Waiting> {
  readonly overrideId: number;
  readonly units: number;
  /** The line's waiting entries at this place. */
  readonly entries: readonly Waiting[];
}

export interface OverrideOutcome<Waiting, Allocated> {
  readonly grants: Grant<Waiting>[];
  readonly lifts: Lift<Allocated>[];
  readonly applied: { readonly overrideId: number; readonly unitsGiven: number }[];
  readonly freeUnitsLeft: number;
}

interface Keyed {
  /** Names the line, so that a line never gives to itself. */
  readonly lineItemId?: string;
}

/** Applies the overrides in their order. `tail`: entries with allocated units, newest first. */
export function applyOverrides<Waiting extends Candidate & Keyed, Allocated extends Given & Keyed>(
  overrides: readonly OverrideTarget<Waiting>[],
  { freeUnits, tail }: { freeUnits: number; tail: readonly Allocated[] },
): OverrideOutcome<Waiting, Allocated> {
  const grants = new Map<Waiting, number>();
  const lifts = new Map<Allocated, { units: number; rank: number }>();
  const applied: { overrideId: number; unitsGiven: number }[] = [];
  const receivers = new Set(overrides.flatMap(({ entries }) => entries.map(({ lineItemId }) => lineItemId)));
  let freeUnitsLeft = freeUnits;
  for (const { overrideId, units, entries } of overrides) {
    const wanted = Math.min(
      units,
      entries.reduce((sum, entry) => sum + entry.unitsWaiting - (grants.get(entry) ?? 0), 0),
    );
    const fromFree = Math.min(wanted, freeUnitsLeft);
    freeUnitsLeft -= fromFree;
    let fromOthers = 0;
    for (const [index, other] of tail.entries()) {
      const { units: taken } = lifts.get(other) ?? { units: 0 };
      const more = Math.min(other.unitsAllocated - other.unitsFirm - taken, wanted - fromFree - fromOthers);
      if (more <= 0 || other.isInProgress || receivers.has(other.lineItemId)) continue;
      lifts.set(other, { units: taken + more, rank: index + 1 });
      fromOthers += more;
    }
    spread(entries, fromFree + fromOthers, grants);
    applied.push({ overrideId, unitsGiven: fromFree + fromOthers });
  }
  return {
    grants: [...grants].map(([entry, units]) => ({ entry, units, rank: 0, rule: "override" })),
    lifts: [...lifts].map(([entry, { units, rank }]) => ({ entry, units, rank, breaksFirm: false, rule: "override" })),
    applied,
    freeUnitsLeft,
  };
}

function spread<Waiting extends Candidate>(entries: readonly Waiting[], units: number, grants: Map<Waiting, number>): void {
  let unitsLeft = units;
  for (const entry of entries) {
    const before = grants.get(entry) ?? 0;
    const more = Math.min(entry.unitsWaiting - before, unitsLeft);
    if (more <= 0) continue;
    grants.set(entry, before + more);
    unitsLeft -= more;
  }
}
