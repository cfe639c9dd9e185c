/**
 * What a quantity gets, and when: "3 ship now, 2 by 14 October, 4 by 2 November".
 *
 * A tranche without a date ships now, from the shelf. Tranches of a page begin at the end of the queue: whoever buys
 * now stands behind everybody who waits. At most ten are shown; where there are more, neighbours are joined at the
 * later date, those first that lose the fewest unit-days by it, so that no date gets better than it is.
 *
 * Example: the curve gives positions 1 to 3 today from the shelf and 4 to 7 by 12 October; nobody waits. Five units:
 * 3 now, 2 by 12 October.
 */
import { daysBetween } from "./calendar-date.ts";
import type { CalendarDate } from "./ids.ts";
import type { PromiseCurve } from "./promise-curve.ts";

export interface Tranche {
  readonly units: number;
  /** Null: ships now. */
  readonly shipBy: CalendarDate | null;
}

export const MAX_TRANCHES = 10;

/** Tranches for units behind the first `unitsAhead` positions. */
export function tranchesBehind(curve: Pick<PromiseCurve, "steps" | "shelfUnits">, unitsAhead: number): Tranche[] {
  const tranches: Tranche[] = [];
  let before = unitsAhead;
  if (curve.shelfUnits > before) {
    tranches.push({ units: curve.shelfUnits - before, shipBy: null });
    before = curve.shelfUnits;
  }
  for (const { upTo, shipBy } of curve.steps) {
    if (upTo <= before) continue;
    tranches.push({ units: upTo - before, shipBy });
    before = upTo;
  }
  return joinEqual(tranches);
}

/** One list of several locations' tranches, soonest first. */
export function mergeTranches(lists: readonly (readonly Tranche[])[]): Tranche[] {
  return joinEqual(lists.flat().sort((one, other) => compareDates(one.shipBy, other.shipBy)));
}

/** Only as many units beyond the shelf as may still be sold; null: no limit. */
export function limitTranches(tranches: readonly Tranche[], unitsToSell: number | null): Tranche[] {
  let unitsLeft = unitsToSell ?? Infinity;
  return tranches.flatMap((tranche) => {
    if (tranche.shipBy === null) return [tranche];
    const units = Math.min(tranche.units, unitsLeft);
    unitsLeft -= units;
    return units > 0 ? [{ ...tranche, units }] : [];
  });
}

export function shortenTranches(tranches: readonly Tranche[], most = MAX_TRANCHES): Tranche[] {
  const kept = [...tranches];
  while (kept.length > most) {
    let cheapest = { index: -1, cost: Infinity };
    for (const [index, tranche] of kept.entries()) {
      const next = kept[index + 1];
      if (next?.shipBy == null || tranche.shipBy === null) continue; // the shelf is never joined with a date
      const cost = tranche.units * daysBetween(tranche.shipBy, next.shipBy);
      if (cost < cheapest.cost) cheapest = { index, cost };
    }
    const [one, next] = kept.slice(cheapest.index, cheapest.index + 2);
    if (one === undefined || next === undefined) break;
    kept.splice(cheapest.index, 2, { units: one.units + next.units, shipBy: next.shipBy });
  }
  return kept;
}

/** The tranches of the last units of a quantity, soonest first; null when the tranches do not reach that far. */
export function tranchesOfLast(units: number, { quantity, tranches }: { quantity: number; tranches: readonly Tranche[] }): Tranche[] | null {
  const first = quantity - units;
  const taken: Tranche[] = [];
  let before = 0;
  for (const tranche of tranches) {
    const from = Math.max(before, first);
    const to = Math.min(before + tranche.units, quantity);
    if (to > from) taken.push({ ...tranche, units: to - from });
    before += tranche.units;
  }
  return before < quantity ? null : taken;
}

function joinEqual(tranches: readonly Tranche[]): Tranche[] {
  const joined: Tranche[] = [];
  for (const tranche of tranches) {
    const last = joined.at(-1);
    if (last !== undefined && last.shipBy === tranche.shipBy) joined.splice(-1, 1, { ...last, units: last.units + tranche.units });
    else joined.push(tranche);
  }
  return joined;
}

function compareDates(one: CalendarDate | null, other: CalendarDate | null): number {
  if (one === other) return 0;
  if (one === null || other === null) return one === null ? -1 : 1;
  return one < other ? -1 : 1;
}
