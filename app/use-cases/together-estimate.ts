/** The estimate of an order that ships together, from the curves of the items that it waits for: pure, for any order of a batch. */
import { laterOf } from "../domain/calendar-date.ts";
import type { CalendarDate, Instant, InventoryItemId, LocationId } from "../domain/ids.ts";
import type { Estimate } from "../domain/promise.ts";
import type { CurveFacts, PromiseCurve } from "../domain/promise-curve.ts";
import { togetherDate } from "../domain/together-date.ts";
import type { TogetherDate, TogetherLine } from "../domain/together-date.ts";
import { estimateItem, layOutLocations } from "./item-estimate.ts";
import type { EstimateFacts, TogetherEntry } from "./ports/promises.ts";

interface PlaceCurve {
  readonly facts: CurveFacts;
  readonly curve: PromiseCurve;
}

export interface Curves {
  find(place: { readonly inventoryItemId: InventoryItemId; readonly locationId: LocationId }): PlaceCurve | undefined;
  /** Orders that wait for the same units of the same curves have the same date: it is computed once. */
  readonly known: Map<string, TogetherDate | null>;
}

/** The curves of all items that the facts are about, computed when they are asked for. */
export function curvesOf(read: readonly EstimateFacts[], now: Instant): Curves {
  const curves = new Map<string, PlaceCurve>();
  for (const facts of read) {
    const locations = layOutLocations(facts, now);
    for (const item of facts.items) {
      const estimated = estimateItem(item, { facts, locations, now });
      for (const [locationId, curve] of estimated.curves) {
        const curveFacts = estimated.curveFacts.get(locationId);
        if (curveFacts !== undefined) curves.set(`${item.inventoryItemId} ${locationId}`, { facts: curveFacts, curve });
      }
    }
  }
  return { find: ({ inventoryItemId, locationId }) => curves.get(`${inventoryItemId} ${locationId}`), known: new Map() };
}

/**
 * Where a unit stands in its queue is not read again: its own estimate says in which step of the curve it is, and the step's
 * last unit is as late as any of them. Never earlier than the latest of the lines' own estimates.
 */
export function togetherEstimate(entries: readonly TogetherEntry[], curves: Curves): Estimate {
  const because = [{ kind: "together" as const, lines: entries.length }];
  const latest = latestOf(entries.map(({ estimatedOn }) => estimatedOn));
  if (latest === null) return { shipBy: null, windowFrom: null, because };
  const name = entries
    .map(({ inventoryItemId, locationId, estimatedOn }) => `${inventoryItemId} ${locationId} ${estimatedOn}`)
    .sort()
    .join(", ");
  const known = curves.known.get(name);
  const date = known === undefined ? togetherDate(entries.flatMap((entry) => lineOf(entry, curves))) : known;
  curves.known.set(name, date);
  if (date === null) return { shipBy: latest, windowFrom: null, because };
  return { shipBy: laterOf(latest, date.shipBy), windowFrom: date.windowFrom, because };
}

/** No line: the curve has changed since the estimate, which then stands for itself. */
function lineOf(entry: TogetherEntry, curves: Curves): TogetherLine[] {
  const place = curves.find(entry);
  const step = place?.curve.steps.findLast(({ shipBy }) => shipBy === entry.estimatedOn);
  return place === undefined || step === undefined ? [] : [{ curve: place.facts, position: step.upTo }];
}

function latestOf(dates: readonly (CalendarDate | null)[]): CalendarDate | null {
  return dates.reduce((latest, date) => (latest === null || date === null ? null : laterOf(latest, date)), dates[0] ?? null);
}
