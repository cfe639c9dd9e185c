/** The ledger's tables in memory. Rows are named and keyed as prisma/schema.prisma says, every key beginning with the shop. */
import type { BackorderMode } from "../../domain/backorder-cap.ts";
import type {
  CalendarDate,
  CustomerId,
  Instant,
  InventoryItemId,
  LineItemId,
  LocationId,
  NoticeId,
  OrderId,
  ProductId,
  PurchaseOrderId,
  ReceiptId,
  ShopDomain,
  SupplierId,
  VariantId,
} from "../../domain/ids.ts";
import type { NoticeFacts } from "../../domain/notice-facts.ts";
import type { AllocationPolicy, Reserve } from "../../domain/allocation.ts";
import type { PriorityRule } from "../../domain/priority-class.ts";
import type { PublishedPromise } from "../../domain/published-promise.ts";
import type { CurveStep } from "../../domain/promise-curve.ts";
import type { InboundShipment, PurchaseOrder } from "../../domain/purchase-order.ts";
import type { Criterion } from "../../domain/readiness.ts";
import type { QueueEntry } from "../../domain/queue-entry.ts";
import type { QueueTerms } from "../../domain/settle.ts";
import type { ShipPreference } from "../../domain/units-to-hold.ts";
import type { LevelFact, LineFact, OrderFact } from "../../use-cases/ports/facts.ts";
import type { Job } from "../../use-cases/ports/jobs.ts";
import type { NoticeState } from "../../use-cases/ports/notices.ts";
import type { SwitchOwner } from "../../use-cases/ports/shops.ts";
import type { BookedWork, PromiseToAppend } from "../../use-cases/ports/promises.ts";
import type { AllocationChange, PendingOverride } from "../../use-cases/ports/queue.ts";
import type { Reconciliation } from "../../use-cases/ports/reconciliation.ts";
import type { LocationSettings, SavedSupplier, SavedSupplierItem } from "../../use-cases/ports/supply.ts";
import { keyed, Table } from "./database.ts";

interface OfShop {
  readonly shop: ShopDomain;
}

export interface ShopRow extends OfShop {
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly locale: string;
  readonly stage: "live" | "observe";
  readonly confidence: number;
  readonly policy: AllocationPolicy;
  readonly priorityRules: readonly PriorityRule[];
  readonly senderName: string;
  readonly senderEmail: string;
  readonly installedAt: Instant;
  readonly uninstalledAt: Instant | null;
  readonly ordersWatermark: Instant | null;
  readonly mirroredAt: Instant | null;
  readonly shipPreference: ShipPreference;
  readonly leastShippable: number;
}

export interface LocationRow extends OfShop, LocationSettings {
  readonly name: string;
  readonly isActive: boolean;
  readonly fulfilsOnline: boolean;
  readonly measuredUnitsPerDay: number;
}

export interface VariantRow extends OfShop {
  readonly variantId: VariantId;
  readonly productId: ProductId;
  readonly inventoryItemId: InventoryItemId;
  readonly productTitle: string;
  readonly title: string;
  readonly sku: string;
  readonly imageUrl: string | null;
  readonly isTracked: boolean;
  readonly inventoryPolicy: "CONTINUE" | "DENY";
  readonly inheritedPolicy: "CONTINUE" | "DENY" | null;
  readonly switchOwner: SwitchOwner;
  readonly ownedPolicy: "CONTINUE" | "DENY" | null;
  /** Null: never estimated. */
  readonly readiness: readonly Criterion[] | null;
  readonly mode: BackorderMode;
  readonly limit: number | null;
  readonly leastShippable: number | null;
  readonly queueVersion: number;
  readonly settledVersion: number;
  readonly publicationRev: number;
  readonly sourceUpdatedAt: Instant;
  readonly deletedAt: Instant | null;
}

export interface LevelRow extends OfShop, LevelFact {
  readonly readSeq: number;
  readonly readAt: Instant;
}

export interface TotalRow extends OfShop, QueueTerms {
  readonly inventoryItemId: InventoryItemId;
  readonly locationId: LocationId;
  readonly unitsWaiting: number;
  readonly unitsAllocated: number;
}

export interface OrderRow extends OfShop, Omit<OrderFact, "lines" | "fulfillments" | "customer" | "shipPreference"> {
  readonly customerId: CustomerId | null;
  readonly customerName: string | null;
  readonly shipPreference: ShipPreference;
  readonly shipPreferenceBy: "order" | "shop" | "merchant";
  readonly email: string | null;
  readonly factDigest: string;
}

export interface LineRow extends OfShop, LineFact {
  readonly orderId: OrderId;
}

export interface EntryRow extends OfShop, QueueEntry {
  readonly promisedOn: CalendarDate | null;
  readonly unitsFirm: number;
  readonly shipsTogether: boolean;
  readonly unitsLent: number;
  readonly estimatedOn: CalendarDate | null;
}

export interface ReserveRow extends OfShop, Reserve {
  readonly locationId: LocationId;
  /** "": each item of the location. */
  readonly inventoryItemId: InventoryItemId | "";
}

export interface OverrideRow extends OfShop, PendingOverride {
  readonly reason: string;
  readonly actor: string;
  readonly at: Instant;
  /** null: not applied yet. */
  readonly unitsGiven: number | null;
  readonly settlementId: number | null;
}

export interface FirmMarkRow extends OfShop {
  readonly lineItemId: LineItemId;
  readonly cohort: number;
  readonly locationId: LocationId;
  readonly cause: string;
  readonly units: number;
}

export interface SettlementRow extends OfShop {
  readonly settlementId: number;
  readonly inventoryItemId: InventoryItemId;
  readonly at: Instant;
  readonly policy: string;
  readonly queueVersion: number;
  readonly seen: Readonly<Record<string, { readonly unitsToGive: number; readonly unitsToLift: number }>>;
}

export interface AllocationRow extends OfShop, Omit<AllocationChange, "statusBefore" | "isFirmFromStart"> {
  readonly settlementId: number;
}

export interface HistoryRow extends OfShop {
  readonly historyId: number;
  readonly lineItemId: LineItemId;
  readonly cohort: number;
  readonly locationId: LocationId;
  readonly cause: string;
  readonly statusFrom: string | null;
  readonly statusTo: string;
  readonly unitsOrdered: number;
  readonly unitsFulfilled: number;
  readonly unitsRemoved: number;
  readonly unitsGranted: number;
  readonly settlementId: number | null;
}

export interface FactRow extends OfShop {
  readonly factId: number;
  readonly kind: "order" | "level";
  readonly key: string;
  readonly version: Instant;
  readonly readSeq: number;
}

export interface SupplierRow extends OfShop, SavedSupplier {}

export interface SupplierItemRow extends OfShop, SavedSupplierItem {}

export interface PurchaseOrderRow extends OfShop, Omit<PurchaseOrder, "shipments"> {
  readonly version: number;
}

export interface ShipmentRow extends OfShop, Omit<InboundShipment, "lines" | "isCancelled"> {
  readonly purchaseOrderId: PurchaseOrderId;
  readonly supplierId: SupplierId;
  readonly locationId: LocationId;
  readonly cancelledAt: Instant | null;
}

export interface InboundLineRow extends OfShop {
  readonly inboundShipmentId: string;
  readonly purchaseOrderId: string;
  readonly inventoryItemId: InventoryItemId;
  readonly units: number;
  readonly unitsReceived: number;
}

export interface ReceiptRow extends OfShop {
  readonly receiptId: ReceiptId;
  readonly inboundShipmentId: string;
  readonly locationId: LocationId;
  readonly lines: readonly { readonly inventoryItemId: InventoryItemId; readonly units: number }[];
  readonly sentAt: Instant | null;
  readonly confirmedAt: Instant | null;
  readonly confirmedSeq: number | null;
  readonly failure: string | null;
}

export interface CurveRow extends OfShop {
  readonly inventoryItemId: InventoryItemId;
  readonly locationId: LocationId;
  readonly steps: readonly CurveStep[];
  readonly computedAt: Instant;
  readonly computedFor: CalendarDate;
}

export interface LoadRow extends OfShop, BookedWork {
  readonly locationId: LocationId;
}

export interface PublicationRow extends OfShop {
  readonly variantId: VariantId;
  readonly rev: number;
  readonly payload: PublishedPromise;
  readonly publishedAt: Instant | null;
  readonly unitsWaiting: number | null;
}

export interface OvershootRow extends OfShop {
  readonly lineItemId: LineItemId;
  readonly cohort: number;
  readonly locationId: LocationId;
  readonly inventoryItemId: InventoryItemId;
  readonly orderId: OrderId;
  readonly units: number;
  readonly rev: number;
}

export interface PromiseRow extends OfShop, PromiseToAppend {
  readonly noticeId: NoticeId;
  readonly at: Instant;
}

export interface NoticeRow extends OfShop {
  readonly noticeId: NoticeId;
  readonly person: string;
  readonly event: string;
  readonly orderId: OrderId;
  readonly facts: NoticeFacts;
  readonly state: NoticeState;
  readonly reason: string | null;
  readonly messageId: string | null;
  readonly attempts: number;
  readonly leasedUntil: Instant | null;
  readonly createdAt: Instant;
  readonly sentAt: Instant | null;
}

export interface HoldRow extends OfShop {
  readonly handle: string;
  readonly orderId: OrderId;
  readonly fulfillmentOrderId: string;
  readonly holdId: string | null;
  readonly state: "placing" | "placed" | "released";
}

export interface ReconciliationRow extends OfShop, Reconciliation {
  readonly finishedAt: Instant | null;
}

export interface DeliveryRow extends OfShop {
  readonly topic: string;
  readonly webhookId: string;
  readonly key: string;
  readonly triggeredAt: Instant | null;
  readonly receivedAt: Instant;
  readonly attempts: number;
  readonly nextTryAt: Instant;
  readonly leaseToken: string | null;
  readonly leaseUntil: Instant | null;
  readonly appliedAt: Instant | null;
  readonly deadAt: Instant | null;
  readonly deadReason: string | null;
}

export interface JobRow {
  readonly jobId: number;
  readonly job: Job;
  readonly dueAt: Instant;
  readonly tries: number;
  readonly takenBy: string | null;
}

/** All tables of one database. */
export function createTables() {
  return {
    shops: new Table<ShopRow>(({ shop }) => shop),
    locations: new Table<LocationRow>((row) => keyed(row.shop, row.locationId), { shop: ({ shop }) => shop }),
    variants: new Table<VariantRow>((row) => keyed(row.shop, row.variantId), { item: (row) => keyed(row.shop, row.inventoryItemId), shop: ({ shop }) => shop }),
    levels: new Table<LevelRow>((row) => keyed(row.shop, row.inventoryItemId, row.locationId), { item: (row) => keyed(row.shop, row.inventoryItemId) }),
    totals: new Table<TotalRow>((row) => keyed(row.shop, row.inventoryItemId, row.locationId), { item: (row) => keyed(row.shop, row.inventoryItemId) }),
    orders: new Table<OrderRow>((row) => keyed(row.shop, row.orderId), { shop: ({ shop }) => shop }),
    lines: new Table<LineRow>((row) => keyed(row.shop, row.lineItemId), {
      order: (row) => keyed(row.shop, row.orderId),
      item: (row) => keyed(row.shop, row.inventoryItemId),
    }),
    entries: new Table<EntryRow>((row) => keyed(row.shop, row.lineItemId, row.cohort, row.locationId), {
      order: (row) => keyed(row.shop, row.orderId),
      line: (row) => keyed(row.shop, row.lineItemId),
      item: (row) => keyed(row.shop, row.inventoryItemId),
      // Entries with nothing open are history: the queue is read without them.
      open: (row) => (row.unitsWaiting + row.unitsAllocated > 0 ? keyed(row.shop, row.inventoryItemId, row.locationId) : ""),
    }),
    marks: new Table<FirmMarkRow>((row) => keyed(row.shop, row.lineItemId, row.cohort, row.locationId, row.cause), {
      entry: (row) => keyed(row.shop, row.lineItemId, row.cohort, row.locationId),
    }),
    reserves: new Table<ReserveRow>((row) => keyed(row.shop, row.locationId, row.inventoryItemId, row.channel), { shop: ({ shop }) => shop }),
    overrides: new Table<OverrideRow>((row) => keyed(row.shop, row.overrideId), {
      pending: (row) => (row.unitsGiven === null ? keyed(row.shop, row.inventoryItemId) : ""),
    }),
    settlements: new Table<SettlementRow>((row) => keyed(row.shop, row.settlementId)),
    allocations: new Table<AllocationRow>((row) => keyed(row.shop, row.settlementId, row.lineItemId, row.cohort, row.locationId)),
    history: new Table<HistoryRow>((row) => keyed(row.shop, row.historyId), { entry: (row) => keyed(row.shop, row.lineItemId, row.cohort, row.locationId) }),
    facts: new Table<FactRow>((row) => keyed(row.shop, row.factId)),
    suppliers: new Table<SupplierRow>((row) => keyed(row.shop, row.supplierId)),
    supplierItems: new Table<SupplierItemRow>((row) => keyed(row.shop, row.supplierId, row.inventoryItemId)),
    purchaseOrders: new Table<PurchaseOrderRow>((row) => keyed(row.shop, row.purchaseOrderId), { number: (row) => keyed(row.shop, row.number) }),
    shipments: new Table<ShipmentRow>((row) => keyed(row.shop, row.inboundShipmentId), {
      purchaseOrder: (row) => keyed(row.shop, row.purchaseOrderId),
      shop: ({ shop }) => shop,
    }),
    inbound: new Table<InboundLineRow>((row) => keyed(row.shop, row.inboundShipmentId, row.inventoryItemId), {
      shipment: (row) => keyed(row.shop, row.inboundShipmentId),
      item: (row) => keyed(row.shop, row.inventoryItemId),
    }),
    receipts: new Table<ReceiptRow>((row) => keyed(row.shop, row.receiptId), { shop: ({ shop }) => shop }),
    curves: new Table<CurveRow>((row) => keyed(row.shop, row.inventoryItemId, row.locationId), {
      item: (row) => keyed(row.shop, row.inventoryItemId),
      shop: ({ shop }) => shop,
    }),
    loads: new Table<LoadRow>((row) => keyed(row.shop, row.locationId, row.day, row.inventoryItemId), {
      location: (row) => keyed(row.shop, row.locationId),
      place: (row) => keyed(row.shop, row.locationId, row.inventoryItemId),
    }),
    publications: new Table<PublicationRow>((row) => keyed(row.shop, row.variantId, row.rev), {
      variant: (row) => keyed(row.shop, row.variantId),
      shop: ({ shop }) => shop,
    }),
    overshoots: new Table<OvershootRow>((row) => keyed(row.shop, row.lineItemId, row.cohort, row.locationId), {
      item: (row) => keyed(row.shop, row.inventoryItemId),
    }),
    promises: new Table<PromiseRow>((row) => keyed(row.shop, row.lineItemId, row.seq), { line: (row) => keyed(row.shop, row.lineItemId) }),
    notices: new Table<NoticeRow>((row) => keyed(row.shop, row.noticeId), { order: (row) => keyed(row.shop, row.orderId), shop: ({ shop }) => shop }),
    holds: new Table<HoldRow>((row) => keyed(row.shop, row.handle), { order: (row) => keyed(row.shop, row.orderId), shop: ({ shop }) => shop }),
    reconciliations: new Table<ReconciliationRow>((row) => keyed(row.shop, row.startedAt), { shop: ({ shop }) => shop }),
    deliveries: new Table<DeliveryRow>((row) => keyed(row.shop, row.topic, row.webhookId), {
      open: (row) => (row.appliedAt === null && row.deadAt === null ? "open" : ""),
    }),
    jobs: new Table<JobRow>((row) => keyed(row.jobId), { name: (row) => row.job.name }),
  };
}

export type Tables = ReturnType<typeof createTables>;
