/** Suppliers, purchase orders, shipments, receipts and settings in memory. */
import type { InboundShipmentId, InventoryItemId, LocationId, PurchaseOrderId, ShopDomain } from "../../domain/ids.ts";
import type { LockedPurchaseOrder, LockedShipment, QueueHead, SupplyStore } from "../../use-cases/ports/supply.ts";
import { keyed, memory } from "./database.ts";
import type { MemoryTransaction } from "./database.ts";
import { byRank, compare, lockItems } from "./memory.ts";
import type { Memory } from "./memory.ts";
import type { InboundLineRow, ShipmentRow } from "./tables.ts";

/** A preview lists no more orders than a person can read. */
const MOST_ENTRIES = 500;

export function createSupplyStore(memoryParts: Memory): SupplyStore {
  const { database, tables } = memoryParts;
  const lock = (tx: MemoryTransaction, table: string, ...key: string[]) => database.lockRows(tx, table, [keyed(...key)]);
  return {
    async shopToday(shop) {
      const own = tables.shops.get(null, shop);
      return own === undefined ? null : { timeZone: own.timeZone };
    },

    async mirrorsInbound() {
      return false;
    },

    async knownItems(transaction, shop, inventoryItemIds) {
      const isKnown = (item: InventoryItemId) =>
        tables.variants.of(memory(transaction), "item", shop, item).some(({ isTracked, deletedAt }) => isTracked && deletedAt === null);
      return new Set(inventoryItemIds.filter(isKnown));
    },

    async hasLocation(transaction, shop, locationId) {
      return tables.locations.get(memory(transaction), shop, locationId)?.isActive === true;
    },

    async saveSupplier(transaction, shop, supplier) {
      const tx = memory(transaction);
      await lock(tx, "supplier", shop, supplier.name);
      const isTaken = tables.suppliers.all(tx).some((row) => row.shop === shop && row.name === supplier.name && row.supplierId !== supplier.supplierId);
      if (!isTaken) tables.suppliers.put(tx, { shop, ...supplier });
      return !isTaken;
    },

    async findSupplier(transaction, shop, supplierId) {
      return tables.suppliers.get(memory(transaction), shop, supplierId) ?? null;
    },

    async saveSupplierItem(transaction, shop, item) {
      tables.supplierItems.put(memory(transaction), { shop, ...item });
    },

    async removeSupplierItem(transaction, shop, { supplierId, inventoryItemId }) {
      const tx = memory(transaction);
      const item = tables.supplierItems.get(tx, shop, supplierId, inventoryItemId);
      if (item !== undefined) tables.supplierItems.delete(tx, item);
      return item !== undefined;
    },

    async lockPurchaseOrder(transaction, shop, purchaseOrderId) {
      const tx = memory(transaction);
      await lock(tx, "purchase order", shop, purchaseOrderId);
      return readPurchaseOrder(memoryParts, tx, shop, purchaseOrderId);
    },

    async lockPurchaseOrderOf(transaction, shop, inboundShipmentId) {
      const tx = memory(transaction);
      const shipment = tables.shipments.get(tx, shop, inboundShipmentId);
      if (shipment === undefined) return null;
      await lock(tx, "purchase order", shop, shipment.purchaseOrderId);
      return readPurchaseOrder(memoryParts, tx, shop, shipment.purchaseOrderId);
    },

    async savePurchaseOrder(transaction, shop, { order, at }) {
      const tx = memory(transaction);
      const { shipments, ...head } = order;
      const { purchaseOrderId, supplierId, locationId } = order;
      await lock(tx, "purchase order number", shop, order.number);
      if (tables.purchaseOrders.of(tx, "number", shop, order.number).some((row) => row.purchaseOrderId !== purchaseOrderId)) return false;
      const before = tables.purchaseOrders.get(tx, shop, purchaseOrderId);
      tables.purchaseOrders.put(tx, { shop, ...head, version: before === undefined ? 0 : before.version + 1 });
      for (const row of tables.shipments.of(tx, "purchaseOrder", shop, purchaseOrderId)) {
        for (const line of linesOf(memoryParts, tx, shop, row.inboundShipmentId)) tables.inbound.delete(tx, line);
        if (!shipments.some(({ inboundShipmentId }) => inboundShipmentId === row.inboundShipmentId)) tables.shipments.delete(tx, row);
      }
      for (const { lines, isCancelled, ...shipment } of shipments) {
        const { inboundShipmentId } = shipment;
        const known = tables.shipments.get(tx, shop, inboundShipmentId);
        const cancelledAt = isCancelled ? (known?.cancelledAt ?? at) : null;
        tables.shipments.put(tx, { shop, ...shipment, purchaseOrderId, supplierId, locationId, cancelledAt });
        for (const line of lines) tables.inbound.put(tx, { shop, inboundShipmentId, purchaseOrderId, ...line });
      }
      return true;
    },

    async readShipment(shop, inboundShipmentId) {
      return readShipment(memoryParts, null, shop, inboundShipmentId);
    },

    async saveReceipt(transaction, shop, { receiptId, inboundShipmentId, locationId, lines, at, onShelf }) {
      const tx = memory(transaction);
      if (tables.receipts.get(tx, shop, receiptId) !== undefined) throw new Error(`There is a receipt ${receiptId} already.`);
      const sent = onShelf === null ? { sentAt: null, confirmedAt: null, confirmedSeq: null } : { sentAt: at, confirmedAt: at, confirmedSeq: onShelf.readSeq };
      tables.receipts.put(tx, { shop, receiptId, inboundShipmentId, locationId, lines: [...lines], failure: null, ...sent });
    },

    // The ledger in memory asks nobody where units came from.
    async lockStockRise() {
      return null;
    },

    async answerStockRise() {},
    async askCorrection() {},
    async corrected() {},
    async correctionRefused() {},

    async readReceipt(shop, receiptId) {
      const receipt = tables.receipts.get(null, shop, receiptId);
      if (receipt === undefined) return null;
      const { locationId, confirmedAt, failure } = receipt;
      const lines = [...receipt.lines].sort((a, b) => compare(a.inventoryItemId, b.inventoryItemId));
      return { receiptId, locationId, isConfirmed: confirmedAt !== null, isRefused: failure !== null, lines };
    },

    async markReceiptSent(shop, receiptId, at) {
      database.now((tx) => {
        const receipt = tables.receipts.get(tx, shop, receiptId);
        tables.receipts.change(tx, receipt, { sentAt: receipt?.sentAt ?? at });
      });
    },

    async confirmReceipt(transaction, shop, { receiptId, at, reading }) {
      const tx = memory(transaction);
      await lockItems(
        memoryParts,
        tx,
        shop,
        reading.levels.map(({ inventoryItemId }) => inventoryItemId),
      );
      const receipt = tables.receipts.get(tx, shop, receiptId);
      if (receipt?.confirmedAt === null) tables.receipts.change(tx, receipt, { confirmedAt: at, confirmedSeq: reading.readSeq });
      for (const level of reading.levels) {
        const known = tables.levels.get(tx, shop, level.inventoryItemId, level.locationId);
        const isSame =
          known?.available === level.available && known.committed === level.committed && known.onHand === level.onHand && known.incoming === level.incoming;
        if (known !== undefined && known.readSeq < reading.readSeq && isSame) tables.levels.change(tx, known, { readSeq: reading.readSeq, readAt: at });
      }
    },

    async refuseReceipt(transaction, shop, { receiptId, reason }) {
      const tx = memory(transaction);
      tables.receipts.change(tx, tables.receipts.get(tx, shop, receiptId), { failure: reason });
    },

    async queueHeads(shop, locationId, wishes) {
      return wishes.map(({ inventoryItemId }) => queueHead(memoryParts, { shop, locationId, inventoryItemId }));
    },

    async lockVariant(transaction, shop, variantId) {
      const tx = memory(transaction);
      const found = tables.variants.get(tx, shop, variantId);
      if (found === undefined) return null;
      await lockItems(memoryParts, tx, shop, [found.inventoryItemId]);
      const row = tables.variants.get(tx, shop, variantId);
      if (row === undefined || !row.isTracked || row.deletedAt !== null) return null;
      const { inventoryItemId, mode, limit, leastShippable } = row;
      return { variantId, inventoryItemId, mode, limit, leastShippable };
    },

    async waitingOrders(transaction, shop, { inventoryItemId, limit }) {
      const waiting = tables.entries
        .of(memory(transaction), "item", shop, inventoryItemId)
        .filter(({ unitsWaiting, isBackorder }) => unitsWaiting > 0 && isBackorder)
        .sort((a, b) => compare(a.rankAt, b.rankAt) || compare(a.orderId, b.orderId));
      return [...new Set(waiting.map(({ orderId }) => orderId))].slice(0, limit);
    },

    async heldOrders(transaction, shop, { inventoryItemId, limit }) {
      const tx = memory(transaction);
      const held = tables.holds.of(tx, "shop", shop).filter(({ state }) => state !== "released");
      const ofItem = held.filter(({ orderId }) => tables.lines.of(tx, "order", shop, orderId).some((line) => line.inventoryItemId === inventoryItemId));
      return [...new Set(ofItem.map(({ orderId }) => orderId))].sort().slice(0, limit);
    },

    async ordersToHold(transaction, shop, { limit }) {
      const tx = memory(transaction);
      const managed = tables.variants.of(tx, "shop", shop).filter(({ mode }) => mode !== "off");
      const waiting = managed
        .flatMap(({ inventoryItemId }) => tables.entries.of(tx, "item", shop, inventoryItemId))
        .filter(({ unitsWaiting, isBackorder }) => unitsWaiting > 0 && isBackorder)
        .sort((a, b) => compare(a.rankAt, b.rankAt) || compare(a.orderId, b.orderId));
      const held = tables.holds.of(tx, "shop", shop).filter(({ state }) => state !== "released");
      const heldIds = held.map(({ orderId }) => orderId).sort();
      return [...new Set([...waiting.map(({ orderId }) => orderId), ...heldIds])].slice(0, limit);
    },

    async saveSwitch(transaction, shop, { variantId, mode, limit, leastShippable }) {
      const tx = memory(transaction);
      // Only Shopify's two answers are ever remembered.
      tables.variants.change(tx, tables.variants.get(tx, shop, variantId), {
        mode,
        limit,
        leastShippable,
      });
    },

    async saveShopSettings(transaction, shop, settings) {
      const tx = memory(transaction);
      await lock(tx, "shop", shop);
      const own = tables.shops.get(tx, shop);
      if (own === undefined) throw new Error(`${shop} has settings to save and no row.`);
      tables.shops.put(tx, { ...own, ...settings, stage: settings.stage ?? own.stage });
      return { stage: own.stage, leastShippable: own.leastShippable };
    },

    async saveLocationSettings(transaction, shop, settings) {
      const tx = memory(transaction);
      const known = tables.locations.get(tx, shop, settings.locationId);
      tables.locations.change(tx, known, settings);
      return { poolChanged: known !== undefined && known.isInPool !== settings.isInPool };
    },

    async datedItems(transaction, shop) {
      const tx = memory(transaction);
      const variants = tables.variants.of(tx, "shop", shop);
      const shown = variants.filter(({ mode, publicationRev, deletedAt }) => (mode !== "off" || publicationRev > 0) && deletedAt === null);
      const waiting = variants.filter(({ inventoryItemId }) =>
        tables.totals.of(tx, "item", shop, inventoryItemId).some(({ unitsWaiting }) => unitsWaiting > 0),
      );
      return [...new Set([...tables.curves.of(tx, "shop", shop), ...shown, ...waiting].map(({ inventoryItemId }) => inventoryItemId))].sort();
    },
  };
}

function linesOf({ tables }: Memory, tx: MemoryTransaction | null, shop: ShopDomain, inboundShipmentId: InboundShipmentId): InboundLineRow[] {
  return tables.inbound.of(tx, "shipment", shop, inboundShipmentId).sort((a, b) => compare(a.inventoryItemId, b.inventoryItemId));
}

function readPurchaseOrder(memoryParts: Memory, tx: MemoryTransaction, shop: ShopDomain, purchaseOrderId: PurchaseOrderId): LockedPurchaseOrder | null {
  const { tables } = memoryParts;
  const row = tables.purchaseOrders.get(tx, shop, purchaseOrderId);
  if (row === undefined) return null;
  const { shop: _shop, version, ...head } = row;
  const shipments = tables.shipments
    .of(tx, "purchaseOrder", shop, purchaseOrderId)
    .sort((a, b) => compare(a.deadline ?? "~", b.deadline ?? "~") || compare(a.inboundShipmentId, b.inboundShipmentId))
    .map(({ inboundShipmentId, deadline, lastReceiptOn, receivedOn, cancelledAt }) => ({
      inboundShipmentId,
      deadline,
      lastReceiptOn,
      receivedOn,
      isCancelled: cancelledAt !== null,
      lines: linesOf(memoryParts, tx, shop, inboundShipmentId).map(({ inventoryItemId, units, unitsReceived }) => ({ inventoryItemId, units, unitsReceived })),
    }));
  return { version, order: { ...head, shipments } };
}

function readShipment(memoryParts: Memory, tx: MemoryTransaction | null, shop: ShopDomain, inboundShipmentId: InboundShipmentId): LockedShipment | null {
  const { tables } = memoryParts;
  const shipment: ShipmentRow | undefined = tables.shipments.get(tx, shop, inboundShipmentId);
  const order = shipment === undefined ? undefined : tables.purchaseOrders.get(tx, shop, shipment.purchaseOrderId);
  if (shipment === undefined || order === undefined) return null;
  const { purchaseOrderId, locationId, deadline, cancelledAt } = shipment;
  const status = cancelledAt === null ? order.status : "cancelled";
  const lines = linesOf(memoryParts, tx, shop, inboundShipmentId).map(({ inventoryItemId, units, unitsReceived }) => ({
    inventoryItemId,
    units,
    unitsReceived,
  }));
  return { inboundShipmentId, purchaseOrderId, number: order.number, locationId, deadline, status, version: order.version, lines };
}

function queueHead(
  { tables }: Memory,
  { shop, locationId, inventoryItemId }: { shop: ShopDomain; locationId: LocationId; inventoryItemId: InventoryItemId },
): QueueHead {
  const level = tables.levels.get(null, shop, inventoryItemId, locationId);
  const total = tables.totals.get(null, shop, inventoryItemId, locationId);
  const waiting = tables.entries
    .of(null, "open", shop, inventoryItemId, locationId)
    .filter((entry) => entry.unitsWaiting > 0 && entry.ineligible === null)
    .sort(byRank)
    .slice(0, MOST_ENTRIES);
  const own = tables.shops.get(null, shop);
  return {
    inventoryItemId,
    available: level?.available ?? 0,
    committed: level?.committed ?? 0,
    unitsWaiting: total?.unitsWaiting ?? 0,
    unitsAllocated: total?.unitsAllocated ?? 0,
    policy: own?.policy ?? "first_come",
    reserves: [],
    waiting: waiting.map(({ orderId, lineItemId, unitsWaiting, unitsLent, rankAt, promisedOn, estimatedOn, channel, priority }) => ({
      orderId,
      orderName: tables.orders.get(null, shop, orderId)?.name ?? "",
      level: priority,
      ...{ lineItemId, unitsWaiting, unitsLent, rankAt, promisedOn, estimatedOn, channel },
    })),
  };
}
