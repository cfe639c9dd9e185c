/**
 * What settling leaves waiting is looked at once more: units that lie spare at another location, and units that an order
 * which ships together could lend. Both are decisions under the item's lock, kept like a settle's own.
 *
 * Nothing new is given out here: moves only say where a line is to be served, and a loan gives to one what another had.
 */
import { lend } from "../domain/borrowing.ts";
import type { Loan } from "../domain/borrowing.ts";
import type { Instant, InventoryItemId, LocationId, ShopDomain } from "../domain/ids.ts";
import { moveSentence, planMoves, spareUnits } from "../domain/pool-moves.ts";
import type { Clock } from "./ports/clock.ts";
import type { Job, Jobs } from "./ports/jobs.ts";
import { noticeIdOf } from "./ports/queue.ts";
import type { ItemQueue, LockedQueue, Place, PlaceLoan, QueueStore, SettledItem, SettledLocation } from "./ports/queue.ts";
import { ENTRIES_PER_SHARING } from "./ports/sharing.ts";
import type { LendingParty, LendingQueue, MoveToSave, Sharing } from "./ports/sharing.ts";
import type { Database, Transaction } from "./ports/transaction.ts";
import { inChunks } from "./record-orders.ts";
import { loanChanges } from "./loan-changes.ts";
import { allocatedNotices } from "./settlement.ts";

export interface ShareUnitsDeps {
  readonly database: Database;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly queue: QueueStore;
  readonly sharing: Sharing;
}

/** Items locked together: each may read a few hundred entries per location. */
const ITEMS_PER_SHARING = 20;

export interface Shared {
  moves: number;
  unitsLent: number;
}

/** An item whose queue has moved since its last settle is left alone: the settle that it is owed looks again. */
export async function shareUnits(
  deps: ShareUnitsDeps,
  { shop, inventoryItemIds }: { shop: ShopDomain; inventoryItemIds: readonly InventoryItemId[] },
): Promise<Shared> {
  const shared: Shared = { moves: 0, unitsLent: 0 };
  for (const chunk of inChunks([...new Set(inventoryItemIds)], ITEMS_PER_SHARING)) {
    const { moves, loans } = await deps.database.transaction((tx) => shareOnce(deps, tx, { shop, inventoryItemIds: chunk }));
    shared.moves += moves.length;
    shared.unitsLent += loans.reduce((sum, { units }) => sum + units, 0);
  }
  return shared;
}

type PartyLoan = Loan<LenderParty, LendingParty> & { readonly place: Place };

async function shareOnce(
  deps: ShareUnitsDeps,
  tx: Transaction,
  { shop, inventoryItemIds }: { shop: ShopDomain; inventoryItemIds: readonly InventoryItemId[] },
): Promise<{ moves: MoveToSave[]; loans: PartyLoan[] }> {
  const locked = await deps.queue.lock(tx, shop, inventoryItemIds);
  const items = [...locked.items.values()].filter(({ isManaged, queueVersion, settledVersion }) => isManaged && queueVersion === settledVersion);
  if (items.length === 0) return { moves: [], loans: [] };
  const at = deps.clock.now();
  const moves = await decideMoves(deps, tx, { shop, locked, items, at });
  const loans = await decideLoans(deps, tx, { shop, locked, items });
  const settled = items
    .map((item) =>
      settledItem(item, { locked, moves: moves.filter(({ entry }) => entry.inventoryItemId === item.inventoryItemId), loans: loansOf(item, loans) }),
    )
    .filter((item) => item !== null);
  if (settled.length === 0) return { moves: [], loans: [] };
  const notices = await deps.queue.save(tx, shop, { at, policy: "sharing", readSeq: 0, items: settled });
  await deps.sharing.saveMoves(tx, shop, moves);
  await deps.jobs.enqueue(tx, [
    ...notices.map((notice): Job => ({ name: "send-notice", shop, noticeId: noticeIdOf(notice) })),
    ...[...new Set(moves.map(({ entry }) => entry.orderId))].map((orderId): Job => ({ name: "move-units", shop, orderId })),
    ...[...new Set(loans.flatMap(({ lender, borrower }) => [lender.orderId, borrower.orderId]))].map((orderId): Job => ({
      name: "apply-holds",
      shop,
      orderId,
    })),
    ...lentItems(loans).map((inventoryItemId): Job => ({ name: "estimate-items", shop, inventoryItemIds: [inventoryItemId] })),
  ]);
  return { moves, loans };
}

const loansOf = ({ inventoryItemId }: ItemQueue, loans: readonly PartyLoan[]) => loans.filter(({ place }) => place.inventoryItemId === inventoryItemId);
const lentItems = (loans: readonly PartyLoan[]) => [...new Set(loans.map(({ place }) => place.inventoryItemId))];

async function decideMoves(
  deps: ShareUnitsDeps,
  tx: Transaction,
  { shop, locked, items, at }: { shop: ShopDomain; locked: LockedQueue; items: readonly ItemQueue[]; at: Instant },
): Promise<MoveToSave[]> {
  const pool = await deps.sharing.pool(tx, shop);
  const moves: MoveToSave[] = [];
  for (const item of items) {
    const spare = [...pool.keys()].map((locationId) => ({ locationId, units: spareAt(item, locationId) })).filter(({ units }) => units > 0);
    const waitsAt = [...pool.keys()].filter((locationId) => (item.totals.get(locationId)?.unitsWaiting ?? 0) > 0);
    if (spare.length === 0 || waitsAt.length === 0) continue;
    const limit = Math.min(
      ENTRIES_PER_SHARING,
      spare.reduce((sum, { units }) => sum + units, 0),
    );
    const waiting = await deps.sharing.poolQueue(tx, shop, { inventoryItemId: item.inventoryItemId, locationIds: waitsAt, limit });
    for (const move of planMoves(waiting, spare)) {
      const names = { from: pool.get(move.entry.locationId) ?? "", to: pool.get(move.toLocationId) ?? "" };
      moves.push({ ...move, at, settlementId: settlementIdOf(locked, item), sentence: moveSentence({ ...move, ...names }) });
    }
  }
  return moves;
}

/** On the shelf as it was last read. A location that has a shortage, or orders that we cannot see, has nothing to spare. */
function spareAt(item: ItemQueue, locationId: LocationId): number {
  const level = item.levels.get(locationId);
  const total = item.totals.get(locationId);
  if (level === undefined || (total?.shortageUnits ?? 0) > 0) return 0;
  const { available, committed } = level;
  const unitsReserved = (item.reserves.get(locationId) ?? []).reduce((sum, { units }) => sum + units, 0);
  const queue = { unitsWaiting: total?.unitsWaiting ?? 0, unitsAllocated: total?.unitsAllocated ?? 0 };
  return spareUnits({ available, committed, ...queue, unitsBlocked: item.blocked?.get(locationId) ?? 0, unitsReserved });
}

/** Where promises come first the queue's order is not the order of service, so nobody can say when a loan would be back. */
async function decideLoans(
  deps: ShareUnitsDeps,
  tx: Transaction,
  { shop, locked, items }: { shop: ShopDomain; locked: LockedQueue; items: readonly ItemQueue[] },
): Promise<PartyLoan[]> {
  if (locked.policy === "keep_promises") return [];
  const byId = new Map(items.map((item) => [item.inventoryItemId, item]));
  const places = await deps.sharing.lendingPlaces(tx, shop, [...byId.keys()]);
  const loans: PartyLoan[] = [];
  for (const place of places) {
    const total = byId.get(place.inventoryItemId)?.totals.get(place.locationId);
    if (total === undefined || total.unitsWaiting === 0 || total.shortageUnits > 0) continue;
    loans.push(...lendAt(await deps.sharing.lendingParties(tx, shop, place)).map((loan) => ({ ...loan, place })));
  }
  return loans;
}

type LenderParty = LendingParty & { readonly unitsLendable: number };

function lendAt({ parties, inbound }: LendingQueue): Loan<LenderParty, LendingParty>[] {
  const together = parties.filter(({ shipsTogether }) => shipsTogether);
  const lenders = together
    .filter(({ isFixed, isIncomplete }) => !isFixed && isIncomplete)
    .map((party): LenderParty => ({ ...party, unitsLendable: party.unitsAllocated - party.unitsFirm }))
    .filter(({ unitsLendable }) => unitsLendable > 0);
  const borrowers = parties.filter(({ shipsTogether, isFixed, unitsWaiting }) => !shipsTogether && !isFixed && unitsWaiting > 0);
  return lend({ lenders, borrowers, bystanders: together.filter(({ unitsWaiting }) => unitsWaiting > 0) }, inbound);
}

function settlementIdOf({ settlementIds }: LockedQueue, { inventoryItemId }: ItemQueue): number {
  const settlementId = settlementIds.get(inventoryItemId);
  if (settlementId === undefined) throw new Error(`No settlement id was drawn for item ${inventoryItemId}.`);
  return settlementId;
}

/** Null: nothing is shared of the item. */
function settledItem(
  item: ItemQueue,
  { locked, moves, loans }: { locked: LockedQueue; moves: readonly MoveToSave[]; loans: readonly PartyLoan[] },
): SettledItem | null {
  if (moves.length === 0 && loans.length === 0) return null;
  const { inventoryItemId, queueVersion } = item;
  const settlementId = settlementIdOf(locked, item);
  const placeLoans = loans.map((loan): PlaceLoan => ({ ...loan, completesOn: loan.lender.completesOn }));
  const grants = loans.map(({ borrower, units }) => ({ entry: borrower, units }));
  return {
    inventoryItemId,
    settlementId,
    queueVersion,
    locations: [...item.totals]
      .filter(([locationId]) => item.levels.has(locationId))
      .map(([locationId]) => ({ ...unchangedPlace(item, locationId), loans: placeLoans.filter(({ lender }) => lender.locationId === locationId) })),
    changes: loanChanges(placeLoans),
    newLevels: [],
    overrides: [],
    notices: allocatedNotices(grants, settlementId),
  };
}

/** Totals and terms stay: what one has less, another has more. */
function unchangedPlace(item: ItemQueue, locationId: LocationId): SettledLocation {
  const { unitsWaiting = 0, unitsAllocated = 0, ...terms } = item.totals.get(locationId) ?? {};
  const { available = 0, committed = 0 } = item.levels.get(locationId) ?? {};
  const {
    unseenUnits = 0,
    uncommittedUnits = 0,
    idleUnits = 0,
    idleReason = null,
    shortageUnits = 0,
    shortageSince = null,
  } = terms as Partial<SettledLocation["terms"]>; // what is left of a total
  return {
    locationId,
    seen: { available, committed, unitsWaiting, unitsAllocated },
    tail: [],
    rules: { leaves: [], reserves: [] },
    overrides: [],
    unitsToGive: 0,
    unitsToLift: 0,
    unitsWaiting,
    unitsAllocated,
    terms: { unseenUnits, uncommittedUnits, idleUnits, idleReason, shortageUnits, shortageSince },
  };
}
