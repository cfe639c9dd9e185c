/**
 * What we need of the ledger's tables: orders folded into queue entries, and the queue read and settled.
 *
 * Whoever changes the queue of an item holds that item's lock to the end of the transaction. Locks are taken in one
 * order for everybody, so that two workers wait for each other and never in a circle.
 */
import type { AllocationPolicy, GrantRule, Reserve, ServingRules } from "../../domain/allocation.ts";
import type { BackorderMode } from "../../domain/backorder-cap.ts";
import type { StockAndQueue } from "../../domain/allocatable-units.ts";
import type { Loan } from "../../domain/borrowing.ts";
import type { CalendarDate, CustomerId, Instant, InventoryItemId, LineItemId, LocationId, NoticeId, OrderId, ShopDomain, VariantId } from "../../domain/ids.ts";
import { withoutTakenBack } from "../../domain/notice-facts.ts";
import type { NoticeFacts } from "../../domain/notice-facts.ts";
import type { PriorityRule } from "../../domain/priority-class.ts";
import type { HeadWish } from "../../domain/queue-head.ts";
import type { FoldedOrder, QueueEntry } from "../../domain/queue-entry.ts";
import type { PublishedPromise } from "../../domain/published-promise.ts";
import type { QueueTerms } from "../../domain/settle.ts";
import type { RiseDoubt } from "../../domain/stock-rise.ts";
import type { LevelFact, OrderFact } from "./facts.ts";
import type { LocationFacts, NewPublication } from "./promises.ts";
import type { Transaction } from "./transaction.ts";

/** Orders as recorded, and their places in the queue. */
export interface OrderLedger {
  /**
   * Locks the items that the facts and their recorded entries touch, and tells how each order is recorded. Items that
   * no catalogue reading has named yet get a row of their own, so that there is something to lock.
   */
  lock(tx: Transaction, shop: ShopDomain, facts: readonly OrderFact[]): Promise<RecordedOrders>;
  /**
   * Writes newer facts, the entries they change, the history and the totals; moves the version of each queue that changed.
   * Notices still owed for a cancelled order are withheld. Answers with the notices that are new.
   */
  save(tx: Transaction, shop: ShopDomain, orders: readonly OrderToSave[]): Promise<readonly OwedNotice[]>;
  /** A newer reading that says what is recorded: only its number is kept, so that an older one cannot pass it. */
  confirm(tx: Transaction, shop: ShopDomain, facts: readonly OrderFact[]): Promise<void>;
  /** As `QueueStore.offers`. */
  offers(tx: Transaction, shop: ShopDomain, inventoryItemIds: readonly InventoryItemId[]): Promise<OfferedItem[]>;
  /** Of the orders, those recorded at this version or a newer one. */
  recordedAt(shop: ShopDomain, orders: readonly { readonly orderId: OrderId; readonly updatedAt: Instant }[]): Promise<Set<OrderId>>;
  /** Items of these orders whose queue has moved since their last settle. */
  unsettledItemsOf(shop: ShopDomain, orderIds: readonly OrderId[]): Promise<InventoryItemId[]>;
  /** Of the orders, those recorded with open units, as they were last read. */
  openFacts(shop: ShopDomain, orderIds: readonly OrderId[]): Promise<OrderFact[]>;
  /** A number for a reading that is about to start: later than every reading before it. */
  nextReadSeq(): Promise<number>;
  /** Orders changed before this moment have been read; null: none were ever read to the end. */
  watermark(shop: ShopDomain): Promise<Instant | null>;
  /** Never moves back. */
  advanceWatermark(shop: ShopDomain, to: Instant): Promise<void>;
}

export interface RecordedOrders {
  readonly stage: ShopStage;
  /** In force under the policy that serves by class; otherwise none. */
  readonly priorityRules: readonly PriorityRule[];
  /** Missing: never recorded. */
  readonly orders: ReadonlyMap<OrderId, { readonly updatedAt: Instant; readonly readSeq: number; readonly isSame: boolean }>;
  readonly entries: ReadonlyMap<OrderId, readonly QueueEntry[]>;
  /** Items for which we act in Shopify and write to people. */
  readonly managedItems: ReadonlySet<InventoryItemId>;
}

export type ShopStage = "live" | "observe";

export interface OrderToSave {
  readonly fact: OrderFact;
  /** The level of its class as it was folded. */
  readonly priority: number;
  readonly folded: FoldedOrder;
  readonly notices: readonly OwedNotice[];
}

/** A notice that a change owes the customer. `event` names it: it is owed once, however often the change is seen. */
export interface OwedNotice {
  readonly person: string;
  readonly event: string;
  readonly orderId: OrderId;
  readonly facts: NoticeFacts;
}

/** The event is unique in its shop, so it is the notice's id too. */
export function noticeIdOf({ event }: OwedNotice): NoticeId {
  return event as NoticeId; // the one place where such an id is made
}

/** Who a notice is for: the customer, or the order where Shopify tells no customer. */
export function personOf(order: { readonly orderId: OrderId; readonly customerId: CustomerId | null }): string {
  return order.customerId === null ? `order:${order.orderId}` : `customer:${order.customerId}`;
}

/** Entries one settle serves at one place, so that no transaction lasts over a second; the next settle goes on. */
export const LINES_PER_SETTLE = 20_000;

/** The queue as settle reads and changes it. */
export interface QueueStore {
  /** The items' totals as they stand, without a lock. Items that are not tracked are missing. */
  read(shop: ShopDomain, inventoryItemIds: readonly InventoryItemId[]): Promise<QueueState>;
  /** Locks the items and reads the same again, with an id for the settlement that may follow. */
  lock(tx: Transaction, shop: ShopDomain, inventoryItemIds: readonly InventoryItemId[]): Promise<LockedQueue>;
  /**
   * For each wish, the first eligible waiting entries: as many as there are units, which is always enough, up to
   * `LINES_PER_SETTLE`; beside them as many of those that the wish prefers. In the order of their ranks.
   */
  head(tx: Transaction, shop: ShopDomain, wishes: readonly QueueWish[]): Promise<WaitingEntry[]>;
  /** For each wish, entries with allocated units, newest first: as many as taking back that many units can touch. */
  tail(tx: Transaction, shop: ShopDomain, wishes: readonly QueueWish[]): Promise<AllocatedEntry[]>;
  /** Waiting entries of the lines that the overrides are for, at their places, oldest cohort first. */
  overrideEntries(tx: Transaction, shop: ShopDomain, overrides: readonly PendingOverride[]): Promise<WaitingEntry[]>;
  /** What our receipts and open deliveries say about levels that rose while somebody waits. */
  riseFacts(tx: Transaction, shop: ShopDomain, places: readonly Place[]): Promise<RiseFacts[]>;
  /** How the locations pack, for a policy that asks when units leave. */
  packing(tx: Transaction, shop: ShopDomain): Promise<PackingFacts>;
  /** Why the first waiting entry at each place cannot be served; places where nobody waits are missing. */
  idleReasons(tx: Transaction, shop: ShopDomain, places: readonly Place[]): Promise<(Place & { readonly reason: NonNullable<QueueEntry["ineligible"]> })[]>;
  /** Marks what waits at these places as backorders; answers with the orders that got a backorder by it. */
  nameBackorders(tx: Transaction, shop: ShopDomain, places: readonly Place[]): Promise<(Place & { readonly orderId: OrderId })[]>;
  /** Keeps that these items were read and settled with nothing to change. Comes before `save` for the items that are saved. */
  confirm(tx: Transaction, shop: ShopDomain, read: { readonly inventoryItemIds: readonly InventoryItemId[]; readonly readSeq: number }): Promise<void>;
  /** Writes the settlements and all that follows from them but jobs; answers with the notices that are new. */
  save(tx: Transaction, shop: ShopDomain, settled: SettledItems): Promise<readonly OwedNotice[]>;
  /** Of the items, those that are sold up to a limit or on autopilot, as the queue stands now. */
  offers(tx: Transaction, shop: ShopDomain, inventoryItemIds: readonly InventoryItemId[]): Promise<OfferedItem[]>;
  /** Names units that were ordered lately beyond what was offered. */
  saveOvershoot(tx: Transaction, shop: ShopDomain, named: NamedOvershoot): Promise<void>;
  savePublications(tx: Transaction, shop: ShopDomain, publications: readonly NewPublication[]): Promise<void>;
  /** Order deliveries of the shop that no worker has applied yet. */
  hasOrdersToApply(shop: ShopDomain): Promise<boolean>;
}

export interface OfferedItem {
  readonly inventoryItemId: InventoryItemId;
  readonly variantId: VariantId;
  readonly mode: BackorderMode;
  readonly limit: number | null;
  readonly inventoryPolicy: "CONTINUE" | "DENY";
  readonly unitsWaiting: number;
  /** Units on its shelves that were not given out when these were last read: they may cover some that wait. */
  readonly unitsFree: number;
  /** What the storefront was last told, and the units that waited then; null: nothing was published, or nothing offered. */
  readonly newest: PublishedPromise | null;
  readonly waitedThen: number | null;
}

export interface NamedOvershoot {
  readonly inventoryItemIds: readonly InventoryItemId[];
  readonly orderedAfter: Instant;
  readonly now: Instant;
}

export interface Place {
  readonly inventoryItemId: InventoryItemId;
  readonly locationId: LocationId;
}

/** `HeadWish` says who is preferred where units are to be given; where they are to be taken, nobody is. */
export interface QueueWish extends Place, HeadWish {}

/** Units that the merchant gives to a line by hand. */
export interface PendingOverride extends Place {
  readonly overrideId: number;
  readonly lineItemId: LineItemId;
  readonly units: number;
}

export interface RiseFacts extends Place {
  /** Units of our receipts that Shopify was asked to add and that no saved level shows yet. */
  readonly unitsInReceipt: number;
  /** Units that each open delivery still brings there. */
  readonly deliveries: readonly number[];
}

export interface PackingFacts {
  readonly timeZone: string;
  readonly confidence: number;
  readonly locations: ReadonlyMap<LocationId, LocationFacts>;
}

export interface QueueState {
  readonly stage: ShopStage;
  readonly policy: AllocationPolicy;
  readonly items: ReadonlyMap<InventoryItemId, ItemQueue>;
}

export interface LockedQueue extends QueueState {
  /** Not applied yet, in the order in which they were decided. */
  readonly overrides: readonly PendingOverride[];
  readonly settlementIds: ReadonlyMap<InventoryItemId, number>;
}

export interface ItemQueue {
  readonly inventoryItemId: InventoryItemId;
  readonly variantId: VariantId;
  readonly queueVersion: number;
  readonly settledVersion: number;
  /** We act in Shopify and write to people for this item. */
  readonly isManaged: boolean;
  readonly totals: ReadonlyMap<LocationId, QueueTerms & { readonly unitsWaiting: number; readonly unitsAllocated: number }>;
  readonly levels: ReadonlyMap<LocationId, LevelFact & { readonly readSeq: number }>;
  /** Units kept for channels, by location. */
  readonly reserves: ReadonlyMap<LocationId, readonly Reserve[]>;
  /** Units that wait for a line on its way there, by location; missing: none anywhere. */
  readonly blocked?: ReadonlyMap<LocationId, number>;
  /** Units in doubt that nobody is given until the merchant says that they are there, by location; missing: none anywhere. */
  readonly withheld?: ReadonlyMap<LocationId, number>;
}

export interface EntryRef {
  readonly lineItemId: LineItemId;
  readonly cohort: number;
}

export interface WaitingEntry extends Place, EntryRef {
  readonly orderId: OrderId;
  readonly status: string;
  readonly unitsWaiting: number;
  readonly customerId: CustomerId | null;
  readonly title: string;
  /** The day by which the line was promised; null: no promise, or one without a day. */
  readonly promisedOn: CalendarDate | null;
  /** Shopify's `sourceName` of the order. */
  readonly channel: string;
  /** Waits as a backorder and the customer has a promise for it. */
  readonly isTold: boolean;
  /** Units of the whole line that wait, over cohorts and locations. */
  readonly lineUnitsWaiting: number;
  /** Of the units that wait, those that it has lent. */
  readonly unitsLent?: number;
  /** Its order leaves in one parcel, and is announced when all of it is there. */
  readonly shipsTogether?: boolean;
  /** Ordered before the app was installed: nobody waited for us to cover it. */
  readonly isOlderThanInstall: boolean;
}

export interface AllocatedEntry extends Place, EntryRef {
  readonly orderId: OrderId;
  readonly status: string;
  readonly unitsAllocated: number;
  readonly unitsFirm: number;
  readonly isInProgress: boolean;
  /** What its customer has been told; missing: nothing. */
  readonly told?: ToldUnits | null;
}

/** Of an entry's allocated units, those that a mail said are there. */
export interface ToldUnits {
  readonly units: number;
  readonly customerId: CustomerId | null;
  readonly title: string;
  readonly promisedOn: CalendarDate | null;
}

export interface SettledItems {
  readonly at: Instant;
  /** "sharing": nothing was given out by any policy; units were lent, or lines sent to where units lie. */
  readonly policy: AllocationPolicy | "sharing";
  readonly readSeq: number;
  readonly items: readonly SettledItem[];
}

export interface SettledItem {
  readonly inventoryItemId: InventoryItemId;
  readonly settlementId: number;
  readonly queueVersion: number;
  readonly locations: readonly SettledLocation[];
  readonly changes: readonly AllocationChange[];
  /** Levels that differ from the recorded ones. */
  readonly newLevels: readonly NewLevel[];
  /** Overrides that this settle applied. What a line could not get is the difference to what was asked. */
  readonly overrides: readonly { readonly overrideId: number; readonly unitsGiven: number }[];
  readonly notices: readonly OwedNotice[];
}

export interface NewLevel extends LevelFact {
  /** It rose, and nobody knows by how much it really did. */
  readonly doubt: RiseDoubt | null;
  /** What was in doubt there has been taken back by hand. */
  readonly isDoubtOver: boolean;
}

export interface SettledLocation {
  readonly locationId: LocationId;
  readonly seen: StockAndQueue;
  /** The lines from which units could be taken back, newest first; empty where none had to be. */
  readonly tail: readonly AllocatedEntry[];
  readonly rules: Omit<ServingRules, "policy">;
  /** What was decided by hand for this place and not applied before. */
  readonly overrides: readonly PendingOverride[];
  /** Units lent there; missing: none. */
  readonly loans?: readonly PlaceLoan[];
  readonly unitsToGive: number;
  readonly unitsToLift: number;
  readonly unitsWaiting: number;
  readonly unitsAllocated: number;
  readonly terms: QueueTerms;
}

/** Who lends to whom at one place, as far as the rows that follow say it. */
export interface PlaceLoan extends Pick<Loan<LoanParty, LoanParty>, "lender" | "borrower" | "units" | "repaidBy"> {
  readonly completesOn: CalendarDate | null;
}

export interface LoanParty extends Place, EntryRef {
  readonly status: string;
  readonly rank: number;
  readonly orderName: string;
}

/** Units given (positive) or taken back (negative). */
export interface AllocationChange extends Place, EntryRef {
  readonly units: number;
  readonly rule: GrantRule | "shortage" | "lent" | "borrowed";
  readonly rank: number;
  readonly sentence: string;
  readonly statusBefore: string;
  readonly isFirmFromStart: boolean;
}

/** An owed notice about units of which some are taken back before it was sent: the news that are still true, as a notice of its own. */
export function whatIsLeft(notice: OwedNotice, takenBack: readonly (AllocationChange & { readonly settlementId: number })[]): OwedNotice[] {
  if (notice.facts.kind !== "allocated") return [];
  const unitsOf = new Map<LineItemId, number>();
  for (const { lineItemId, units } of takenBack) unitsOf.set(lineItemId, (unitsOf.get(lineItemId) ?? 0) - units);
  const facts = withoutTakenBack(notice.facts, unitsOf);
  return facts === null ? [] : [{ ...notice, event: `${notice.event}:${takenBack[0]?.settlementId ?? 0}`, facts }];
}
