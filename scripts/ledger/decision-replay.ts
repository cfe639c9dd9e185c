/**
 * The decision log replayed by the pure core alone: facts, promises, changes of class and settlements in the order in which
 * they happened, no database, no SQL of the app. What it decides must be what was saved, to the byte.
 */
import type { SavedLoan, SeenPlace } from "../../app/adapters/prisma/saved-facts.ts";
import { foldOrder } from "../../app/domain/queue-entry.ts";
import type { QueueEntry } from "../../app/domain/queue-entry.ts";
import { lineUnits } from "../../app/domain/line-units.ts";
import type { AllocationPolicy } from "../../app/domain/allocation.ts";
import type { CalendarDate, Instant, InventoryItemId, LineItemId, LocationId, OrderId, VariantId } from "../../app/domain/ids.ts";
import { queueHead } from "../../app/domain/queue-head.ts";
import { NO_TERMS, reach } from "../../app/domain/settle.ts";
import type { QueueTerms } from "../../app/domain/settle.ts";
import type { OrderFact } from "../../app/use-cases/ports/facts.ts";
import { LINES_PER_SETTLE } from "../../app/use-cases/ports/queue.ts";
import { loanChanges } from "../../app/use-cases/loan-changes.ts";
import type { AllocatedEntry, AllocationChange, ItemQueue, LoanParty, PendingOverride, PlaceLoan, WaitingEntry } from "../../app/use-cases/ports/queue.ts";
import { decideItem, overrideTargets, placeKey, preferences } from "../../app/use-cases/settlement.ts";
import type { QueueEnds, View } from "../../app/use-cases/settlement.ts";

export interface SavedSettlement {
  readonly settlementId: number;
  readonly inventoryItemId: InventoryItemId;
  readonly at: Instant;
  readonly policy: AllocationPolicy | "sharing";
  readonly seen: Readonly<Record<LocationId, SeenPlace>>;
}

export interface SavedPromise {
  readonly lineItemId: LineItemId;
  readonly shipBy: CalendarDate | null;
  /** Units added to the line later are not meant. */
  readonly lastCohort: number;
}

/** One row of the table `allocation`, as one line of text. */
export function allocationLine(
  row: { settlementId: number } & Pick<AllocationChange, "lineItemId" | "cohort" | "locationId" | "units" | "rule" | "rank" | "sentence">,
): string {
  return [row.settlementId, row.lineItemId, row.cohort, row.locationId, row.units, row.rule, row.rank, row.sentence].join("|");
}

const entryKey = (entry: Pick<QueueEntry, "lineItemId" | "cohort" | "locationId">) => `${entry.lineItemId}/${entry.cohort}/${entry.locationId}`;

export class DecisionReplay {
  readonly allocations: string[] = [];
  /** Settlements that saw another queue than the facts before them make, or decided something else. */
  readonly surprises: string[] = [];
  readonly #entriesOf = new Map<OrderId, Map<string, QueueEntry>>();
  readonly #queueAt = new Map<string, Map<string, QueueEntry>>();
  readonly #inProgress = new Set<string>();
  readonly #names = new Map<OrderId, string>();
  /** Units lent and not given back, by entry. */
  readonly #lent = new Map<string, number>();
  readonly #promises = new Map<LineItemId, SavedPromise>();
  readonly #terms = new Map<string, QueueTerms>();
  readonly #readBefore = new Map<string, { available: number; committed: number }>();

  /** Every entry's granted units as they now stand. */
  *granted(): Generator<[string, number]> {
    for (const entries of this.#entriesOf.values()) for (const entry of entries.values()) yield [entryKey(entry), entry.unitsGranted];
  }

  see(fact: OrderFact, priority: number): void {
    const entries = this.#entriesOf.get(fact.orderId) ?? new Map<string, QueueEntry>();
    this.#entriesOf.set(fact.orderId, entries);
    this.#names.set(fact.orderId, fact.name);
    const { changed, gone } = foldOrder(fact, [...entries.values()], priority);
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

  promise(promise: SavedPromise): void {
    this.#promises.set(promise.lineItemId, promise);
  }

  /** The order's class has changed with the shop's rules. */
  rank(orderId: OrderId, priority: number): void {
    const entries = this.#entriesOf.get(orderId);
    if (entries !== undefined) for (const entry of [...entries.values()]) this.#keep(entries, { ...entry, priority });
  }

  /** A line is on its way to another location, or that has ended. */
  move(orderId: OrderId, entry: Pick<QueueEntry, "lineItemId" | "cohort" | "locationId">, isUnderWay: boolean): void {
    const entries = this.#entriesOf.get(orderId);
    const known = entries?.get(entryKey(entry));
    if (entries === undefined || known === undefined) return;
    if (isUnderWay) this.#keep(entries, { ...known, ineligible: "moving" });
    else if (known.ineligible === "moving") this.#keep(entries, { ...known, ineligible: null });
  }

  settle(settlement: SavedSettlement): void {
    const { inventoryItemId, settlementId, at: now, policy } = settlement;
    if (policy === "sharing") return this.#share(settlement);
    const places = (Object.entries(settlement.seen) as [LocationId, SeenPlace][]).map(([locationId, seen]) => this.#placeAt(settlement, locationId, seen)); // keys of a record lose their brand
    const ends: QueueEnds = {
      head: new Map(places.map(({ view, head }) => [placeKey(view), head])),
      tail: new Map(places.map(({ view, tail }) => [placeKey(view), tail])),
      idleReasons: new Map(places.flatMap(({ view, idleReason }) => (idleReason === null ? [] : [[placeKey(view), idleReason]]))),
      overrides: overrideTargets(
        places.flatMap(({ view }) => view.overrides),
        places.flatMap(({ waiting }) => waiting),
      ),
    };
    const { settled } = decideItem(emptyItem(inventoryItemId), { views: places.map(({ view }) => view), ends, settlementId, now });
    for (const { locationId, terms, seen: read } of settled.locations) {
      this.#terms.set(`${inventoryItemId}/${locationId}`, terms);
      this.#readBefore.set(`${inventoryItemId}/${locationId}`, read);
    }
    for (const change of settled.changes) {
      this.allocations.push(allocationLine({ ...change, settlementId }));
      this.#grant(change);
    }
  }

  /** Who lends to whom was decided on dates; the log keeps the loans, and what follows from them is made anew. */
  #share({ inventoryItemId, settlementId, seen }: SavedSettlement): void {
    for (const [at, { loans = [] }] of Object.entries(seen)) {
      const locationId = at as LocationId; // keys of a record lose their brand, saved ids theirs
      const party = ([lineItemId, cohort, rank]: SavedLoan[0]): LoanParty => {
        const ref = { lineItemId: lineItemId as LineItemId, cohort, locationId };
        const entry = this.#queueAt.get(`${inventoryItemId}/${locationId}`)?.get(entryKey(ref));
        if (entry === undefined) throw new Error(`line ${lineItemId} lent or borrowed before it was seen`);
        return { ...ref, inventoryItemId, rank, status: entry.status, orderName: this.#names.get(entry.orderId) ?? "" };
      };
      const placed = loans.map(([lender, borrower, units, repaidBy, completesOn]): PlaceLoan => ({
        lender: party(lender),
        borrower: party(borrower),
        units,
        repaidBy: repaidBy as CalendarDate,
        completesOn: completesOn as CalendarDate | null,
      }));
      for (const change of loanChanges(placed)) {
        this.allocations.push(allocationLine({ ...change, settlementId }));
        this.#grant(change);
      }
    }
  }

  #placeAt(settlement: SavedSettlement, locationId: LocationId, seen: SeenPlace) {
    const { inventoryItemId, settlementId, at: now } = settlement;
    const policy = settlement.policy === "sharing" ? "first_come" : settlement.policy;
    const key = `${inventoryItemId}/${locationId}`;
    const open = [...(this.#queueAt.get(key)?.values() ?? [])].sort(byRank);
    const { available, committed, unitsWaiting, unitsAllocated, unitsBlocked = 0 } = seen;
    const view: View = {
      inventoryItemId,
      locationId,
      available,
      committed,
      unitsWaiting,
      unitsAllocated,
      unitsBlocked,
      doubt: null,
      isDoubtOver: false,
      level: { inventoryItemId, locationId, available, committed, onHand: available + committed, incoming: 0 },
      earlier: this.#terms.get(key) ?? NO_TERMS,
      readBefore: this.#readBefore.get(key) ?? null,
      rules: {
        policy,
        leaves: (seen.leaves ?? []).map(([upTo, day]) => ({ upTo, day: day as CalendarDate })), // saved from branded values, as below
        reserves: (seen.reserves ?? []).map(([channel, units]) => ({ channel, units })),
      },
      overrides: (seen.overrides ?? []).map(([overrideId, lineItemId, units]): PendingOverride => ({
        overrideId,
        lineItemId: lineItemId as LineItemId,
        units,
        inventoryItemId,
        locationId,
      })),
    };
    const { unitsToGive, unitsToLift } = reach(view, now);
    if (unitsToGive !== seen.unitsToGive || unitsToLift !== seen.unitsToLift) {
      this.surprises.push(
        `settlement ${settlementId} at ${locationId} had ${seen.unitsToGive} to give and ${seen.unitsToLift} to take back; replayed ${unitsToGive} and ${unitsToLift}`,
      );
    }
    this.#compareTotals(settlement, view, open);
    const waiting = open.filter((entry) => entry.unitsWaiting > 0).map((entry) => this.#waiting(entry));
    const eligible = waiting.filter((_, index) => open.filter((entry) => entry.unitsWaiting > 0)[index]?.ineligible === null);
    const blocked = open.find((entry) => entry.unitsWaiting > 0 && entry.ineligible !== null);
    return {
      view,
      waiting: eligible,
      head: queueHead(eligible, { units: unitsToGive, ...preferences(view.rules) }, LINES_PER_SETTLE),
      tail: this.#tailOf(view, seen, open, settlementId),
      idleReason: blocked?.ineligible ?? null,
    };
  }

  #compareTotals({ settlementId }: SavedSettlement, view: View, open: readonly QueueEntry[]): void {
    const unitsWaiting = open.reduce((sum, entry) => sum + entry.unitsWaiting, 0);
    const unitsAllocated = open.reduce((sum, entry) => sum + entry.unitsAllocated, 0);
    if (unitsWaiting === view.unitsWaiting && unitsAllocated === view.unitsAllocated) return;
    this.surprises.push(
      `settlement ${settlementId} at ${view.locationId} saw ${view.unitsWaiting} waiting and ${view.unitsAllocated} allocated; its facts make ${unitsWaiting} and ${unitsAllocated}`,
    );
  }

  #tailOf(view: View, seen: SeenPlace, open: readonly QueueEntry[], settlementId: number): AllocatedEntry[] {
    const { inventoryItemId, locationId } = view;
    const liftable = open.filter((entry) => entry.unitsAllocated > 0 && !this.#inProgress.has(`${entry.lineItemId}/${locationId}`)).reverse();
    const firm = new Map(
      (seen.tail ?? []).map(([lineItemId, cohort, unitsFirm]) => [entryKey({ lineItemId: lineItemId as LineItemId, cohort, locationId }), unitsFirm]),
    ); // saved ids lose their brand
    const tail = liftable.flatMap((entry): AllocatedEntry[] => {
      const unitsFirm = firm.get(entryKey(entry));
      const { lineItemId, cohort, orderId, status, unitsAllocated } = entry;
      return unitsFirm === undefined
        ? []
        : [{ inventoryItemId, locationId, lineItemId, cohort, orderId, status, unitsAllocated, unitsFirm, isInProgress: false }];
    });
    if (tail.length < firm.size || !reachesBack(liftable, firm, seen.unitsToLift)) {
      this.surprises.push(`settlement ${settlementId} at ${locationId} could take units back from other lines than its facts offer`);
    }
    return tail;
  }

  #waiting({ inventoryItemId, locationId, lineItemId, cohort, orderId, status, unitsWaiting, channel }: QueueEntry): WaitingEntry {
    const nobody = { customerId: null, title: "", isTold: false, lineUnitsWaiting: unitsWaiting, isOlderThanInstall: false };
    const unitsLent = Math.min(this.#lent.get(entryKey({ lineItemId, cohort, locationId })) ?? 0, unitsWaiting);
    const promise = this.#promises.get(lineItemId);
    const promisedOn = promise !== undefined && cohort <= promise.lastCohort ? promise.shipBy : null;
    return { inventoryItemId, locationId, lineItemId, cohort, orderId, status, unitsWaiting, unitsLent, channel, promisedOn, ...nobody };
  }

  #grant({ inventoryItemId, locationId, units, ...change }: AllocationChange): void {
    const entry = this.#queueAt.get(`${inventoryItemId}/${locationId}`)?.get(entryKey({ ...change, locationId }));
    const entries = entry && this.#entriesOf.get(entry.orderId);
    if (entry === undefined || entries === undefined) throw new Error(`line ${change.lineItemId} was settled before it was seen`);
    if (change.rule === "lent" || change.rule === "repaid") this.#lent.set(entryKey(entry), Math.max(0, (this.#lent.get(entryKey(entry)) ?? 0) - units));
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
  return (
    b.priority - a.priority ||
    Date.parse(a.rankAt) - Date.parse(b.rankAt) ||
    (a.lineItemId < b.lineItemId ? -1 : a.lineItemId > b.lineItemId ? 1 : a.cohort - b.cohort)
  );
}

/** Every unit counts for a line at least: so many of the newest must have been looked at, whatever was firm. */
function reachesBack(liftable: readonly QueueEntry[], looked: ReadonlyMap<string, number>, units: number): boolean {
  return liftable.slice(0, units).every((entry) => looked.has(entryKey(entry)));
}

/** A replayed settle reads its item from the views alone, and owes nobody a notice. */
function emptyItem(inventoryItemId: InventoryItemId): ItemQueue {
  const nothing = new Map<LocationId, never>();
  return {
    inventoryItemId,
    variantId: "" as VariantId,
    queueVersion: 0,
    settledVersion: 0,
    isManaged: false,
    totals: nothing,
    levels: nothing,
    reserves: nothing,
  }; // no variant is looked at
}
