/** Our holds, and the units they are about, in memory. */
import type { OrderId, ShopDomain } from "../../domain/ids.ts";
import type { OrderUnits } from "../../domain/units-to-hold.ts";
import type { Holds } from "../../use-cases/ports/holds.ts";
import { personOf } from "../../use-cases/ports/queue.ts";
import { keyed, memory } from "./database.ts";
import type { MemoryTransaction } from "./database.ts";
import { compare, lockItems, sum } from "./memory.ts";
import type { Memory } from "./memory.ts";
import { saveNotices } from "./notice-rows.ts";

export function createHolds(memoryParts: Memory): Holds {
  const { tables } = memoryParts;
  const byHandle = (tx: MemoryTransaction, shop: ShopDomain, orderId: OrderId) => tables.holds.of(tx, "order", shop, orderId);
  return {
    async lock(transaction, shop, orderId) {
      const tx = memory(transaction);
      const order = tables.orders.get(tx, shop, orderId);
      if (order === undefined) return null;
      const shipsTogether = order.shipPreference === "together";
      const held = tables.entries.of(tx, "order", shop, orderId).filter(({ isBackorder }) => isBackorder || shipsTogether);
      await lockItems(
        memoryParts,
        tx,
        shop,
        held.map(({ inventoryItemId }) => inventoryItemId),
      );
      const own = tables.shops.get(tx, shop);
      return { isLive: own?.stage === "live" && own.uninstalledAt === null, shipsTogether, units: unitsOf(memoryParts, tx, shop, orderId) };
    },

    async oweWholeOrder(transaction, shop, orderId) {
      const tx = memory(transaction);
      const ofLine = Map.groupBy(
        tables.entries.of(tx, "order", shop, orderId).filter(({ isBackorder, unitsAllocated }) => isBackorder && unitsAllocated > 0),
        ({ lineItemId }) => lineItemId,
      );
      const lines = [...ofLine]
        .filter(([lineItemId]) => tables.promises.of(tx, "line", shop, lineItemId).length > 0)
        .sort(([one], [other]) => compare(one, other))
        .map(([lineItemId, entries]) => {
          const title = tables.lines.get(tx, shop, lineItemId)?.title ?? "";
          return { lineItemId, title, units: sum(entries, (entry) => entry.unitsAllocated), unitsStillWaiting: 0 };
        });
      if (lines.length === 0) return [];
      const person = personOf({ orderId, customerId: tables.orders.get(tx, shop, orderId)?.customerId ?? null });
      const notice = { person, event: `allocated:${orderId}:whole`, orderId, facts: { kind: "allocated" as const, orderId, lines } };
      return saveNotices(memoryParts, tx, { shop, notices: [notice] });
    },

    async observe(transaction, shop, orderId, seen) {
      const tx = memory(transaction);
      for (const hold of byHandle(tx, shop, orderId)) {
        const found = seen.find(({ handle }) => handle === hold.handle);
        if (found !== undefined) tables.holds.change(tx, hold, { state: "placed", holdId: found.holdId });
        else if (hold.state !== "released") tables.holds.change(tx, hold, { state: "released" });
      }
    },

    async markReleased(transaction, shop, orderId, freed) {
      const tx = memory(transaction);
      for (const entry of tables.entries.of(tx, "order", shop, orderId)) {
        const isFreed = freed.some(({ lineItemId, locationId }) => lineItemId === entry.lineItemId && locationId === entry.locationId);
        if (!isFreed || entry.unitsAllocated === 0) continue;
        const { lineItemId, cohort, locationId } = entry;
        const cause = "hold_release_sent";
        const units = Math.max(tables.marks.get(tx, shop, lineItemId, cohort, locationId, cause)?.units ?? 0, entry.unitsGranted);
        tables.marks.put(tx, { shop, lineItemId, cohort, locationId, cause, units });
        tables.entries.change(tx, entry, { unitsFirm: Math.max(entry.unitsFirm, units) });
      }
    },

    async begin(transaction, shop, orderId, fulfillmentOrderId) {
      const tx = memory(transaction);
      const earlier = byHandle(tx, shop, orderId).filter((hold) => hold.fulfillmentOrderId === fulfillmentOrderId).length;
      const handle = `promised-${fulfillmentOrderId}-${earlier + 1}`;
      await memoryParts.database.lockRows(tx, "hold", [keyed(shop, handle)]);
      if (tables.holds.get(tx, shop, handle) !== undefined) throw new Error(`There is a hold ${handle} already.`);
      tables.holds.put(tx, { shop, handle, orderId, fulfillmentOrderId, holdId: null, state: "placing" });
      return handle;
    },

    async placed(transaction, shop, handle, holdId) {
      const tx = memory(transaction);
      tables.holds.change(tx, tables.holds.get(tx, shop, handle), { state: "placed", holdId });
    },

    async refused(transaction, shop, handle) {
      const tx = memory(transaction);
      tables.holds.change(tx, tables.holds.get(tx, shop, handle), { state: "released" });
    },

    async released(transaction, shop, holdIds) {
      const tx = memory(transaction);
      for (const hold of tables.holds.of(tx, "shop", shop)) {
        if (hold.holdId !== null && holdIds.includes(hold.holdId)) tables.holds.change(tx, hold, { state: "released" });
      }
    },
  };
}

function unitsOf({ tables }: Memory, tx: MemoryTransaction, shop: ShopDomain, orderId: OrderId): OrderUnits[] {
  const places = Map.groupBy(tables.entries.of(tx, "order", shop, orderId), (entry) => keyed(entry.lineItemId, entry.locationId));
  return [...places]
    .sort(([one], [other]) => compare(one, other))
    .flatMap(([, entries]) => {
      const [first] = entries;
      if (first === undefined) return [];
      const { lineItemId, locationId, inventoryItemId } = first;
      const variants = tables.variants.of(tx, "item", shop, inventoryItemId);
      const isManaged = variants.every(({ mode }) => mode !== "off");
      return [
        {
          lineItemId,
          locationId,
          unitsWaiting: sum(entries, (entry) => entry.unitsWaiting),
          unitsAllocated: sum(entries, (entry) => entry.unitsAllocated),
          isManaged,
          leastShippable: variants[0]?.leastShippable ?? tables.shops.get(tx, shop)?.leastShippable ?? 1,
        },
      ];
    });
}
