/** What sharing reads and writes beside the queue: the pool of locations, who waits over all of it, who could lend to whom. */
import type { Borrower, DatedUnits } from "../../domain/borrowing.ts";
import type { CalendarDate, Instant, InventoryItemId, LocationId, OrderId, ShopDomain } from "../../domain/ids.ts";
import type { Move, PoolWaiting } from "../../domain/pool-moves.ts";
import type { AllocatedEntry, EntryRef, Place, WaitingEntry } from "./queue.ts";
import type { Transaction } from "./transaction.ts";

/** Entries that sharing looks at for one item: enough to see who may share, however long the queue is. */
export const ENTRIES_PER_SHARING = 200;

export interface Sharing {
  /** Locations that fulfil online orders and that the merchant does not exclude, with their names. */
  pool(tx: Transaction, shop: ShopDomain): Promise<ReadonlyMap<LocationId, string>>;
  /** The first who wait eligible at any of the item's locations and are not on the move, in the order of the queue. */
  poolQueue(
    tx: Transaction,
    shop: ShopDomain,
    wish: { readonly inventoryItemId: InventoryItemId; readonly locationIds: readonly LocationId[]; readonly limit: number },
  ): Promise<PoolEntry[]>;
  /** Of the places, those where an order that ships together has units that it could lend. */
  lendingPlaces(tx: Transaction, shop: ShopDomain, inventoryItemIds: readonly InventoryItemId[]): Promise<Place[]>;
  /** The first who wait at the place and those who could lend to them, in the order of the queue. */
  lendingParties(tx: Transaction, shop: ShopDomain, place: Place): Promise<LendingQueue>;
  /** Marks the entries as moving, so that they get nothing else meanwhile. */
  saveMoves(tx: Transaction, shop: ShopDomain, moves: readonly MoveToSave[]): Promise<void>;
}

export interface PoolEntry extends PoolWaiting, Place, EntryRef {
  readonly orderId: OrderId;
}

export interface MoveToSave extends Move<PoolEntry> {
  readonly settlementId: number;
  readonly sentence: string;
  readonly at: Instant;
}

/** An entry that waits, or has units to lend, or both. */
export interface LendingParty extends WaitingEntry, Omit<Borrower, "unitsWaiting" | "unitsLent">, Pick<AllocatedEntry, "unitsFirm"> {
  readonly unitsLent: number;
  readonly orderName: string;
  readonly shipsTogether: boolean;
  /** Its units are being packed, or may not be given out. */
  readonly isFixed: boolean;
  /** Its order waits for something beside what it has lent. */
  readonly isIncomplete: boolean;
  /** When the last of what its order waits for can ship; null: no day can be stated. */
  readonly completesOn: CalendarDate | null;
}

export interface LendingQueue {
  readonly parties: readonly LendingParty[];
  /** The promise curve there; empty unless it was computed for today. */
  readonly inbound: readonly DatedUnits[];
}
