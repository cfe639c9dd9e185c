/** A purchase order as its form shows it: of each item what should come in all, and the deadline of its open delivery. */
import type { PurchaseOrderDetail, ShipmentLineRow } from "../../adapters/prisma/read-models/purchase-order-detail.server.ts";
import { typedAmount } from "../../components/amount-text.ts";
import type { PurchaseOrderDraft } from "../../components/purchase-order-form.tsx";

export function draftOf({ order, shipments }: PurchaseOrderDetail): PurchaseOrderDraft & { readonly hasSeveralDeliveries: boolean } {
  const { number, supplierId, locationId, orderedOn, note } = order;
  const live = shipments.filter(({ cancelledAt }) => cancelledAt === null);
  const open = live.filter(({ receivedOn }) => receivedOn === null);
  const byItem = Map.groupBy(
    live.flatMap(({ lines }) => lines),
    ({ inventoryItemId }) => inventoryItemId,
  );
  const lines = [...byItem.values()].map(lineOf).filter(({ units }) => units !== "0");
  return { number, supplierId, locationId, orderedOn, note, deadline: open[0]?.deadline ?? "", lines, hasSeveralDeliveries: open.length > 1 };
}

function lineOf(rows: readonly ShipmentLineRow[]): PurchaseOrderDraft["lines"][number] {
  const [first] = rows;
  if (first === undefined) throw new Error("A group has a member.");
  const { inventoryItemId, productTitle, title, sku, unitsWaiting, unitCostCents } = first;
  const units = String(rows.reduce((sum, row) => sum + row.units, 0));
  return { inventoryItemId, productTitle, title, sku, unitsWaiting, units, unitCost: typedAmount(unitCostCents) };
}
