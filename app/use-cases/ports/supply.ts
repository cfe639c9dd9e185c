/** What supply, settings and switches need of the ledger's tables. Every write happens in the caller's transaction. */
import type { AllocationPolicy, Reserve } from "../../domain/allocation.ts";
import type { PreviewedLine } from "../../domain/receipt-preview.ts";
import type { BackorderMode } from "../../domain/backorder-cap.ts";
import type {
  CalendarDate,
  InboundShipmentId,
  Instant,
  InventoryItemId,
  LocationId,
  OrderId,
  PurchaseOrderId,
  ReceiptId,
  ShopDomain,
  SupplierId,
  VariantId,
} from "../../domain/ids.ts";
import type { ShipPreference } from "../../domain/units-to-hold.ts";
import type { PurchaseOrder } from "../../domain/purchase-order.ts";
import type { PurchaseOrderChange } from "../../domain/purchase-order-change.ts";
import type { LevelFact } from "./facts.ts";
import type { Transaction } from "./transaction.ts";

export interface SupplyStore {
  /** Null: never installed. */
  shopToday(shop: ShopDomain): Promise<{ timeZone: string } | null>;
  /** Are deliveries shown as incoming stock in Shopify? */
  mirrorsInbound(tx: Transaction, shop: ShopDomain): Promise<boolean>;
  /** Of the items, those of tracked variants that are still in the shop. */
  knownItems(tx: Transaction, shop: ShopDomain, inventoryItemIds: readonly InventoryItemId[]): Promise<Set<InventoryItemId>>;
  hasLocation(tx: Transaction, shop: ShopDomain, locationId: LocationId): Promise<boolean>;

  /** Null: unknown. */
  findSupplier(tx: Transaction, shop: ShopDomain, supplierId: SupplierId): Promise<SavedSupplier | null>;
  /** False: the name is another supplier's. */
  saveSupplier(tx: Transaction, shop: ShopDomain, supplier: SavedSupplier): Promise<boolean>;
  /** Replaces the supplier's terms for the item. */
  saveSupplierItem(tx: Transaction, shop: ShopDomain, item: SavedSupplierItem): Promise<void>;
  /** False: there was none. */
  removeSupplierItem(tx: Transaction, shop: ShopDomain, key: { supplierId: SupplierId; inventoryItemId: InventoryItemId }): Promise<boolean>;

  /** Locks the purchase order and reads it whole. Null: unknown. */
  lockPurchaseOrder(tx: Transaction, shop: ShopDomain, purchaseOrderId: PurchaseOrderId): Promise<LockedPurchaseOrder | null>;
  /** The same, found by one of its shipments. */
  lockPurchaseOrderOf(tx: Transaction, shop: ShopDomain, inboundShipmentId: InboundShipmentId): Promise<LockedPurchaseOrder | null>;
  /** Saves the purchase order as it is now, with what changed; its version grows. False: the number is another one's. */
  savePurchaseOrder(tx: Transaction, shop: ShopDomain, saved: SavedPurchaseOrder): Promise<boolean>;

  /** A shipment without a lock, for a preview. Null: unknown. */
  readShipment(shop: ShopDomain, inboundShipmentId: InboundShipmentId): Promise<LockedShipment | null>;
  /** Units are in receipt; the purchase order has been saved without them. */
  saveReceipt(tx: Transaction, shop: ShopDomain, receipt: NewReceipt): Promise<void>;

  /** Locks the question where units came from. Null: unknown. */
  lockStockRise(tx: Transaction, shop: ShopDomain, stockRiseId: number): Promise<LockedStockRise | null>;
  answerStockRise(tx: Transaction, shop: ShopDomain, answered: { stockRiseId: number; unitsMatched: number; actor: string; at: Instant }): Promise<void>;

  /** From now on the units in doubt are to be taken off Shopify's shelf. */
  askCorrection(tx: Transaction, shop: ShopDomain, asked: { stockRiseId: number; actor: string; at: Instant }): Promise<void>;
  /** They are off the shelf: what is left of the rise is no longer in doubt. */
  corrected(tx: Transaction, shop: ShopDomain, done: { stockRiseId: number; at: Instant }): Promise<void>;
  correctionRefused(tx: Transaction, shop: ShopDomain, refused: { stockRiseId: number; reason: string }): Promise<void>;

  readReceipt(shop: ShopDomain, receiptId: ReceiptId): Promise<OpenReceipt | null>;
  /** From now on Shopify's levels may show the receipt. The first moment stays. */
  markReceiptSent(shop: ShopDomain, receiptId: ReceiptId, at: Instant): Promise<void>;
  /** `reading` began after Shopify accepted the units; recorded levels that say the same are as new as it. */
  confirmReceipt(
    tx: Transaction,
    shop: ShopDomain,
    confirmed: { receiptId: ReceiptId; at: Instant; reading: { readSeq: number; levels: readonly LevelFact[] } },
  ): Promise<void>;
  refuseReceipt(tx: Transaction, shop: ShopDomain, refused: { receiptId: ReceiptId; reason: string }): Promise<void>;

  /** The head of each item's queue at a location, enough for so many units, with the stock as last read. */
  queueHeads(shop: ShopDomain, locationId: LocationId, wishes: readonly { inventoryItemId: InventoryItemId; units: number }[]): Promise<QueueHead[]>;

  lockVariant(tx: Transaction, shop: ShopDomain, variantId: VariantId): Promise<SwitchableVariant | null>;
  /** Orders with units of the item that wait as backorders, oldest first. */
  waitingOrders(tx: Transaction, shop: ShopDomain, wish: { inventoryItemId: InventoryItemId; limit: number }): Promise<OrderId[]>;
  /** Orders that we hold in Shopify and that have a line of the item. */
  heldOrders(tx: Transaction, shop: ShopDomain, wish: { inventoryItemId: InventoryItemId; limit: number }): Promise<OrderId[]>;
  /** Orders whose holds may not be what they should: those that wait for a variant that is switched on, oldest first, then those we hold. */
  ordersToHold(tx: Transaction, shop: ShopDomain, wish: { limit: number }): Promise<OrderId[]>;
  saveSwitch(
    tx: Transaction,
    shop: ShopDomain,
    /** `madeToOrder`: null leaves it as it is. */
    saved: { variantId: VariantId; mode: BackorderMode; limit: number | null; leastShippable: number | null; madeToOrder: boolean | null },
  ): Promise<void>;

  /** Answers with what a change of which has consequences, as it was. */
  saveShopSettings(tx: Transaction, shop: ShopDomain, settings: ShopSettings): Promise<{ readonly stage: "live" | "observe"; readonly leastShippable: number }>;
  /** Answers whether the location joined the pool or left it. */
  saveLocationSettings(tx: Transaction, shop: ShopDomain, settings: LocationSettings): Promise<{ poolChanged: boolean }>;
  /** Items that wait, have supply on its way, or are shown in the storefront: whose dates a setting may change. */
  datedItems(tx: Transaction, shop: ShopDomain): Promise<InventoryItemId[]>;
}

export interface SavedSupplier {
  readonly supplierId: SupplierId;
  readonly name: string;
  readonly email: string;
  readonly country: string;
  readonly leadTimeDays: number | null;
  readonly currency: string;
  readonly minimumUnits: number | null;
  readonly minimumCents: number | null;
  readonly orderWeekdays: readonly number[];
}

export interface SavedSupplierItem {
  readonly supplierId: SupplierId;
  readonly inventoryItemId: InventoryItemId;
  readonly supplierSku: string;
  readonly unitCostCents: number | null;
  readonly packSize: number;
  readonly minimumUnits: number | null;
  readonly leadTimeDays: number | null;
  readonly rank: number;
}

export interface LockedPurchaseOrder {
  readonly order: PurchaseOrder;
  readonly version: number;
}

export interface SavedPurchaseOrder {
  readonly order: PurchaseOrder;
  readonly changes: readonly PurchaseOrderChange[];
  readonly reason: string;
  readonly actor: string;
  readonly at: Instant;
}

export interface LockedStockRise {
  readonly stockRiseId: number;
  readonly inventoryItemId: InventoryItemId;
  readonly locationId: LocationId;
  readonly units: number;
  /** Number of the first reading that showed them. */
  readonly readSeq: number;
  readonly at: Instant;
  readonly isAnswered: boolean;
  /** Units that are there only if nobody typed the number. */
  readonly unitsDoubted: number;
  readonly isCorrecting: boolean;
}

export interface LockedShipment {
  readonly inboundShipmentId: InboundShipmentId;
  readonly purchaseOrderId: PurchaseOrderId;
  readonly number: string;
  readonly locationId: LocationId;
  readonly deadline: CalendarDate | null;
  readonly status: string;
  readonly version: number;
  readonly lines: readonly { readonly inventoryItemId: InventoryItemId; readonly units: number; readonly unitsReceived: number }[];
}

export interface NewReceipt {
  readonly receiptId: ReceiptId;
  readonly inboundShipmentId: InboundShipmentId;
  readonly locationId: LocationId;
  readonly receivedOn: CalendarDate;
  readonly actor: string;
  readonly lines: readonly ReceiptLine[];
  readonly at: Instant;
  /** The units stood on the shelf already: Shopify is not told again, and this reading showed them. */
  readonly onShelf: { readonly stockRiseId: number; readonly readSeq: number } | null;
}

export interface ReceiptLine {
  readonly inventoryItemId: InventoryItemId;
  readonly units: number;
}

export interface OpenReceipt {
  readonly receiptId: ReceiptId;
  readonly locationId: LocationId;
  readonly isConfirmed: boolean;
  readonly isRefused: boolean;
  readonly lines: readonly ReceiptLine[];
}

export interface QueueHead {
  readonly inventoryItemId: InventoryItemId;
  readonly available: number;
  readonly committed: number;
  readonly unitsWaiting: number;
  readonly unitsAllocated: number;
  /** The shop's own policy. */
  readonly policy: AllocationPolicy;
  /** Units that stay there for channels. */
  readonly reserves: readonly Reserve[];
  /** The first eligible waiting entries in rank order, as many as a comparison shows. */
  readonly waiting: readonly WaitingLine[];
}

export interface WaitingLine extends PreviewedLine {
  readonly orderId: string;
  readonly orderName: string;
}

export interface SwitchableVariant {
  readonly variantId: VariantId;
  readonly inventoryItemId: InventoryItemId;
  readonly mode: BackorderMode;
  readonly limit: number | null;
  readonly leastShippable: number | null;
}

export interface ShopSettings {
  readonly timeZone: string;
  readonly confidence: number;
  readonly senderName: string;
  readonly senderEmail: string;
  /** Null: as it was. */
  readonly stage: "live" | "observe" | null;
  /** How an order ships that says nothing about it. */
  readonly shipPreference: ShipPreference;
  readonly leastShippable: number;
}

export interface LocationSettings {
  readonly locationId: LocationId;
  readonly unitsPerDay: number | null;
  readonly normalUnitsPerDay: number | null;
  readonly packingWeekdays: readonly number[];
  readonly receivingWeekdays: readonly number[];
  readonly receivingDays: number;
  readonly holidays: readonly CalendarDate[];
  readonly cutOff: string;
  readonly isInPool: boolean;
}
