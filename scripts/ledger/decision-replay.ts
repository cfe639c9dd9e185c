/**
 * The decision log replayed by the pure core alone: facts and settlements in the order in which they happened, no
 * database, no SQL of the app. What it decides must be what was saved, to the byte.
 */
import { allocate, grantSentence, lift, liftSentence } from "../../app/domain/allocation.ts";
import { foldOrder } from "../../app/domain/queue-entry.ts";
import type { QueueEntry } from "../../app/domain/queue-entry.ts";
import { lineUnits } from "../../app/domain/line-units.ts";
import type { InventoryItemId, LocationId, OrderId } from "../../app/domain/ids.ts";
import type { OrderFact } from "../../app/use-cases/ports/facts.ts";
import { LINES_PER_SETTLE } from "../../app/use-cases/ports/queue.ts";

export interface SavedSettlement {
  readonly settlementId: number;
  readonly inventoryItemId: InventoryItemId;
  readonly seen: Readonly<Record<LocationId, SeenPlace>>;
}

interface SeenPlace {
  readonly available: number;
  readonly committed: number;
  readonly unitsWaiting: number;
  readonly unitsAllocated: number;
  readonly unitsToGive: number;
  readonly unitsToLift: number;
  /** Lines from which units could be taken back, each with how many of its units were firm then. */
  readonly tail?: readonly (readonly [lineItemId: string, cohort: number, unitsFirm: number])[];
}

/** One row of the table `allocation`, as one line of text. */
export function allocationLine(row: { settlementId: number; lineItemId: string; cohort: number; locationId: string; units: number; rule: string; rank: number; sentence: string }): string {
  return [row.settlementId, row.lineItemId, row.cohort, row.locationId, row.units, row.rule, row.rank, row.sentence].join("|");
}

const entryKey = (entry: Pick<QueueEntry, "lineItemId" | "cohort" | "locationId">) => `${entry.lineItemId}/${entry.cohort}/${entry.locationId}`;

export class DecisionReplay {
  readonly allocations: string[] = [];
  /** Settlements that saw another queue than the facts before them make. */
  readonly surprises: string[] = [];
  readonly #entriesOf = new Map<OrderId, Map<string, QueueEntry>>();
  readonly #queueAt = new Map<string, Map<string, QueueEntry>>();
  readonly #inProgress = new Set<string>();

  /** Every entry's granted units as they now stand. */
  *granted(): Generator<[string, number]> {
    for (const entries of this.#entriesOf.values()) for (const entry of entries.values()) yield [entryKey(entry), entry.unitsGranted];
  }

  see(fact: OrderFact): void {
    const entries = this.#entriesOf.get(fact.orderId) ?? new Map<string, QueueEntry>();
    this.#entriesOf.set(fact.orderId, entries);
    const { changed, gone } = foldOrder(fact, [...entries.values()]);
    for (const entry of gone) this.#forget(entries, entry);
    for (const { after } of changed) this.#keep(entries, after);
    for (const line of fact.lines) {
      for (const place of line.at) {
        const key = `${line.lineItemId}/${place.locationId}`;
        if (place.isInProgress) this.#inProgress.add(key);
        else this.#inProgress.delete(key);
      }
    }
  }

  settle(settlement: SavedSettlement): void {
    for (const [locationId, seen] of Object.entries(settlement.seen) as [LocationId, SeenPlace][]) { // keys of a record lose their brand
      const open = [...(this.#queueAt.get(`${settlement.inventoryItemId}/${locationId}`)?.values() ?? [])].sort(byRank);
      this.#compareTotals(settlement, locationId, seen, open);
      this.#give(settlement, seen, open);
      this.#takeBack(settlement, locationId, seen, open);
    }
  }

  #compareTotals({ settlementId }: SavedSettlement, locationId: LocationId, seen: SeenPlace, open: readonly QueueEntry[]): void {
    const unitsWaiting = open.reduce((sum, entry) => sum + entry.unitsWaiting, 0);
    const unitsAllocated = open.reduce((sum, entry) => sum + entry.unitsAllocated, 0);
    if (unitsWaiting === seen.unitsWaiting && unitsAllocated === seen.unitsAllocated) return;
    this.surprises.push(`settlement ${settlementId} at ${locationId} saw ${seen.unitsWaiting} waiting and ${seen.unitsAllocated} allocated; its facts make ${unitsWaiting} and ${unitsAllocated}`);
  }

  #give({ settlementId }: SavedSettlement, { unitsToGive }: SeenPlace, open: readonly QueueEntry[]): void {
    const head = open.filter((entry) => entry.unitsWaiting > 0 && entry.ineligible === null).slice(0, Math.min(unitsToGive, LINES_PER_SETTLE));
    for (const { entry, units, rank } of allocate(head, unitsToGive)) {
      const sentence = grantSentence({ rank, units, unitsWaiting: entry.unitsWaiting, allocatableUnits: unitsToGive });
      this.allocations.push(allocationLine({ ...entry, settlementId, units, rule: "first_come", rank, sentence }));
      this.#grant(entry, units);
    }
  }

  #takeBack({ settlementId }: SavedSettlement, locationId: LocationId, seen: SeenPlace, open: readonly QueueEntry[]): void {
    if (seen.unitsToLift === 0) return;
    const liftable = open.filter((entry) => entry.unitsAllocated > 0 && !this.#inProgress.has(`${entry.lineItemId}/${locationId}`)).reverse();
    const firm = new Map((seen.tail ?? []).map(([lineItemId, cohort, unitsFirm]) => [entryKey({ lineItemId: lineItemId as QueueEntry["lineItemId"], cohort, locationId }), unitsFirm])); // saved ids lose their brand
    const tail = liftable.flatMap((entry) => {
      const unitsFirm = firm.get(entryKey(entry));
      return unitsFirm === undefined ? [] : [{ entry, unitsAllocated: entry.unitsAllocated, unitsFirm, isInProgress: false }];
    });
    if (tail.length < firm.size || !reachesBack(liftable, firm, seen.unitsToLift)) {
      this.surprises.push(`settlement ${settlementId} at ${locationId} took units back from other lines than its facts offer`);
    }
    const shortageUnits = Math.max(0, -Math.min(seen.available + seen.unitsWaiting, seen.available + seen.committed - seen.unitsAllocated));
    for (const { entry: candidate, units, rank, breaksFirm } of lift(tail, seen.unitsToLift)) {
      const sentence = liftSentence({ units, shortageUnits, breaksFirm });
      this.allocations.push(allocationLine({ ...candidate.entry, settlementId, units: -units, rule: "shortage", rank, sentence }));
      this.#grant(candidate.entry, -units);
    }
  }

  #grant(entry: QueueEntry, units: number): void {
    const entries = this.#entriesOf.get(entry.orderId);
    if (entries === undefined) throw new Error(`order ${entry.orderId} was settled before it was seen`);
    const unitsGranted = entry.unitsFulfilled + entry.unitsAllocated + units;
    const { unitsAllocated, unitsWaiting, status } = lineUnits({ ...entry, unitsGranted });
    this.#keep(entries, { ...entry, unitsGranted, unitsAllocated, unitsWaiting, status });
  }

  #keep(entries: Map<string, QueueEntry>, entry: QueueEntry): void {
    entries.set(entryKey(entry), entry);
    const place = `${entry.inventoryItemId}/${entry.locationId}`;
    const queue = this.#queueAt.get(place) ?? new Map<string, QueueEntry>();
    this.#queueAt.set(place, queue);
    if (entry.unitsWaiting + entry.unitsAllocated > 0) queue.set(entryKey(entry), entry);
    else queue.delete(entryKey(entry));
  }

  #forget(entries: Map<string, QueueEntry>, entry: QueueEntry): void {
    entries.delete(entryKey(entry));
    this.#queueAt.get(`${entry.inventoryItemId}/${entry.locationId}`)?.delete(entryKey(entry));
  }
}

/** First in the queue first; ties as the database breaks them. */
function byRank(a: QueueEntry, b: QueueEntry): number {
  return Date.parse(a.rankAt) - Date.parse(b.rankAt) || (a.lineItemId < b.lineItemId ? -1 : a.lineItemId > b.lineItemId ? 1 : a.cohort - b.cohort);
}

/** Every unit counts for a line at least: so many of the newest must have been looked at, whatever was firm. */
function reachesBack(liftable: readonly QueueEntry[], looked: ReadonlyMap<string, number>, units: number): boolean {
  return liftable.slice(0, units).every((entry) => looked.has(entryKey(entry)));
}
