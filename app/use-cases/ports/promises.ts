/** What estimates, promises and publications need of the ledger's tables. */
import type { Because } from "../../domain/because.ts";
import type { BackorderMode } from "../../domain/backorder-cap.ts";
import type { ClassSales, ClassSteps } from "../../domain/class-inflow.ts";
import type { CalendarDate, CustomerId, Instant, InventoryItemId, LineItemId, LocationId, OrderId, ShopDomain, VariantId } from "../../domain/ids.ts";
import type { LatenessRecord } from "../../domain/lateness.ts";
import type { OrderTerms } from "../../domain/made-to-order.ts";
import type { PromiseOrigin } from "../../domain/promise.ts";
import type { CurveStep } from "../../domain/promise-curve.ts";
import type { PublishedPromise } from "../../domain/published-promise.ts";
import type { DatedQueue } from "../../domain/reach-of-change.ts";
import type { Criterion } from "../../domain/readiness.ts";
import type { InboundLot } from "../../domain/supply-lot.ts";
import type { LocationCalendar } from "../../domain/working-calendar.ts";
import type { OwedNotice } from "./queue.ts";
import type { Transaction } from "./transaction.ts";

export interface EstimateStore {
  /** Locks the items and reads all that their dates depend on. Null: the shop does not use the app. */
  lock(tx: Transaction, shop: ShopDomain, items: { inventoryItemIds: readonly InventoryItemId[]; now: Instant }): Promise<EstimateFacts | null>;
  /** The same as it stands, nothing locked: of other items that the dates of orders which ship together depend on. */
  read(tx: Transaction, shop: ShopDomain, items: { inventoryItemIds: readonly InventoryItemId[]; now: Instant }): Promise<EstimateFacts | null>;
  /** Writes curves, and the estimate of each waiting entry where it differs. Answers where the location's work changed and whose estimates did. */
  saveCurves(tx: Transaction, shop: ShopDomain, places: readonly EstimatedPlace[]): Promise<SavedCurves>;
  /** Other items with supply or a queue at a location, whose dates depend on its work from a day on. */
  itemsSharing(tx: Transaction, shop: ShopDomain, work: { locationId: LocationId; except: readonly InventoryItemId[] }): Promise<InventoryItemId[]>;
  /** Waiting lines of the items whose estimate may have left their promise, by order; of all lines, or of those named; so many at most, after one of them. */
  promisedLines(
    tx: Transaction,
    shop: ShopDomain,
    wish: { inventoryItemIds: readonly InventoryItemId[]; lineItemIds: MovedLines; after: LineOfOrder | null; limit: number },
  ): Promise<{ lines: PromisedLine[]; hasMore: boolean }>;
  /** The four criteria of each item, written where they differ. */
  saveReadiness(tx: Transaction, shop: ShopDomain, items: readonly { inventoryItemId: InventoryItemId; readiness: readonly Criterion[] }[]): Promise<void>;
  savePublications(tx: Transaction, shop: ShopDomain, publications: readonly NewPublication[]): Promise<void>;
  /** Items whose dates were computed for an earlier day than `today`, or whose publication ends before `renewBefore`. */
  itemsToRefresh(shop: ShopDomain, due: { today: CalendarDate; renewBefore: Instant }): Promise<InventoryItemId[]>;
  /** Measures how many units a day each location ships that never waited, from orders since a moment. */
  measureNormalUnits(shop: ShopDomain, since: { orderedAfter: Instant; workingDays: number }): Promise<void>;
}

/** Lines with a new estimate; "many": too many to name. */
export type MovedLines = readonly LineItemId[] | "many";

export interface SavedCurves {
  readonly movedWork: readonly { readonly locationId: LocationId; readonly day: CalendarDate }[];
  readonly movedLines: MovedLines;
  /** Items with more dates to write than one transaction should: to be estimated again. */
  readonly unfinished: readonly InventoryItemId[];
}

export interface NewPublication {
  readonly variantId: VariantId;
  readonly payload: PublishedPromise;
  /** Units that waited when it was made; null: nothing is offered. */
  readonly unitsWaiting: number | null;
}

export interface EstimateFacts {
  readonly stage: "live" | "observe";
  readonly timeZone: string;
  readonly confidence: number;
  /** Seconds from a decision to the storefront, as measured; 0: not measured yet. */
  readonly publishSeconds: number;
  readonly locations: ReadonlyMap<LocationId, LocationFacts>;
  readonly lateness: readonly LatenessRecord[];
  /** Days from order to receipt, as `daysLate`; read only for items that are made to order. */
  readonly leadTimes: readonly LatenessRecord[];
  readonly items: readonly ItemFacts[];
}

export interface LocationFacts {
  readonly calendar: LocationCalendar;
  readonly cutOff: string;
  readonly isActive: boolean;
  readonly fulfilsOnline: boolean;
  /** Null: no limit known. */
  readonly unitsPerDay: number | null;
  readonly normalUnitsPerDay: number;
  /** Covered units that are not shipped. */
  readonly backlogUnits: number;
  readonly booked: readonly BookedWork[];
}

/** Waiting units of an item, by the day on which they can be packed. */
export interface BookedWork {
  readonly inventoryItemId: InventoryItemId;
  readonly day: CalendarDate;
  readonly units: number;
  /** Rank of the first of them. */
  readonly rankAt: Instant;
}

export interface ItemFacts {
  readonly inventoryItemId: InventoryItemId;
  readonly variantId: VariantId;
  readonly mode: BackorderMode;
  readonly limit: number | null;
  /** Units sold a day, as measured. */
  readonly soldPerDay: number;
  readonly inventoryPolicy: "CONTINUE" | "DENY";
  readonly publicationRev: number;
  readonly newest: PublishedPromise | null;
  readonly places: readonly PlaceFacts[];
  /** Whom it is ordered from when it has been sold, and how fast it sells; null: it is not made to order, or nobody is known to supply it. */
  readonly madeToOrder: (OrderTerms & { readonly unitsSoldPerDay: number }) | null;
  /** Units of orders that Shopify does not count, and units on the shelf of which nobody has said where they came from. */
  readonly uncommittedUnits: number;
  readonly risenUnits: number;
  /** A receipt is on its way into Shopify's stock, and the levels may or may not show it: nothing can be said right now. */
  readonly isReceiptUncertain: boolean;
}

export interface PlaceFacts {
  readonly locationId: LocationId;
  readonly available: number;
  readonly committed: number;
  readonly unitsWaiting: number;
  readonly unitsAllocated: number;
  readonly unseenUnits: number;
  /** Received units that Shopify's stock does not show yet. */
  readonly unitsInReceipt: number;
  /** Rank of the first waiting entry; null: nobody waits. */
  readonly firstRankAt: Instant | null;
  readonly lots: readonly InboundLot[];
  /** What each level of priority has sold there of late; empty where everybody has the same. */
  readonly classSales: readonly ClassSales[];
  /** The saved curve; null: there is none. */
  readonly saved: SavedCurve | null;
}

export interface SavedCurve {
  /** The queue that the estimates were written for and its dates; null: they must all be written anew. */
  readonly queue: DatedQueue | null;
  /** It states dates. */
  readonly hasDates: boolean;
  readonly computedFor: CalendarDate;
}

export interface EstimatedPlace {
  readonly inventoryItemId: InventoryItemId;
  readonly locationId: LocationId;
  readonly unseenUnits: number;
  readonly unitsWaiting: number;
  /** Somebody waits who has a date, or can have one now. */
  readonly movesQueue: boolean;
  /** What the queue's estimates were last written for; null: never, or all of them are to be written anew. */
  readonly before: DatedQueue | null;
  readonly steps: readonly CurveStep[];
  /** The curves of those whom higher classes pass; empty: nobody is passed. */
  readonly behindClasses: readonly ClassSteps<CurveStep>[];
  readonly work: readonly BookedWork[];
  readonly computedAt: Instant;
  readonly computedFor: CalendarDate;
}

/** A line's place among the lines that are told, by order. */
export interface LineOfOrder {
  readonly orderId: OrderId;
  readonly lineItemId: LineItemId;
}

/** An entry that waits, of an order that ships together. */
export interface TogetherEntry {
  readonly inventoryItemId: InventoryItemId;
  readonly locationId: LocationId;
  readonly estimatedOn: CalendarDate | null;
}

export interface PromisedLine {
  readonly lineItemId: LineItemId;
  readonly orderId: OrderId;
  readonly customerId: CustomerId | null;
  readonly inventoryItemId: InventoryItemId;
  readonly locationId: LocationId;
  readonly title: string;
  readonly unitsWaiting: number;
  /** The latest estimate of its waiting entries; null: one of them has none. */
  readonly estimatedOn: CalendarDate | null;
  readonly lastCohort: number;
  readonly seq: number;
  readonly promised: { readonly shipBy: CalendarDate | null; readonly because: readonly Because[] };
  /** Its order ships together: what of it waits, and the latest of its promises (null: one has no date). Null: each line ships as it is ready. */
  readonly together: { readonly entries: readonly TogetherEntry[]; readonly promisedOn: CalendarDate | null } | null;
}

export interface PromiseStore {
  /** Locks the items of the order's waiting lines, and reads those that have no promise yet, or units that none is about. */
  lockUnpromised(tx: Transaction, shop: ShopDomain, orderId: OrderId): Promise<UnpromisedOrder | null>;
  /** Appends promises and owes the notice that tells them; answers false, and writes nothing, when that notice was owed before. */
  append(tx: Transaction, shop: ShopDomain, told: ToldPromises): Promise<boolean>;
  /** The newest publications that Shopify has not accepted yet, oldest first. */
  unpublished(shop: ShopDomain, wish: { limit: number; except: readonly VariantId[] }): Promise<{ variantId: VariantId; payload: PublishedPromise }[]>;
  markPublished(shop: ShopDomain, published: readonly { variantId: VariantId; rev: number }[], at: Instant): Promise<void>;
}

export interface UnpromisedOrder {
  readonly stage: "live" | "observe";
  readonly confidence: number;
  readonly customerId: CustomerId | null;
  readonly orderedAt: Instant;
  /** Units of the order are not routed to a location yet. */
  readonly isRouting: boolean;
  /** The order's confirmation is owed or sent already. */
  readonly isConfirmed: boolean;
  readonly lines: readonly UnpromisedLine[];
  /** All that waits of an order that ships together; empty for one that does not. */
  readonly together: readonly TogetherEntry[];
}

export interface UnpromisedLine {
  readonly lineItemId: LineItemId;
  readonly inventoryItemId: InventoryItemId;
  readonly title: string;
  readonly sku: string;
  readonly unitsOrdered: number;
  /** Of cohorts that no promise is about, like the estimates. */
  readonly unitsWaiting: number;
  readonly lastCohort: number;
  /** The newest promise, about the line's earlier cohorts; null: there is none. */
  readonly promised: { readonly seq: number; readonly shipBy: CalendarDate | null; readonly unitsWaiting: number } | null;
  readonly estimates: readonly { readonly shipBy: CalendarDate | null; readonly steps: readonly CurveStep[] }[];
  /** The publication that the line names; null: none, or one that we never made. */
  readonly seen: PublishedPromise | null;
  /** The publication in force when the order came. */
  readonly inForce: PublishedPromise | null;
}

export interface ToldPromises {
  readonly notice: OwedNotice;
  readonly promises: readonly PromiseToAppend[];
  readonly at: Instant;
}

export interface PromiseToAppend {
  readonly lineItemId: LineItemId;
  readonly orderId: OrderId;
  readonly seq: number;
  readonly shipBy: CalendarDate | null;
  readonly windowFrom: CalendarDate | null;
  readonly units: number;
  readonly lastCohort: number;
  readonly confidence: number;
  readonly origin: PromiseOrigin;
  readonly rev: number | null;
  readonly because: readonly Because[];
}
