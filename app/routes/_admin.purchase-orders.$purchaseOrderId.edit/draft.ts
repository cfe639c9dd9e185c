/** A purchase order as its form shows it. Lines of all its deliveries are one list; the deadline is the first open one. */
import type { PurchaseOrderDetail } from "../../adapters/prisma/read-models/purchase-order-detail.server.ts";
import type { PurchaseOrderDraft } from "../../components/purchase-order-form.tsx";

export function draftOf({ order, shipments }: PurchaseOrderDetail): PurchaseOrderDraft {
  const { number, supplierId, locationId, orderedOn, note } = order;
  const lines = shipments.flatMap((shipment) =>
    shipment.lines.map(({ inventoryItemId, productTitle, title, sku, units, unitsWaiting }) => ({
      inventoryItemId,
      productTitle,
      title,
      sku,
      unitsWaiting,
      units: String(units),
    })),
  );
  return { number, supplierId, locationId, orderedOn, note, deadline: shipments[0]?.deadline ?? "", lines };
}
