/**
 * What changed in a purchase order, field by field, found by comparing it before and after: whatever way it was changed,
 * nothing escapes its history. Receipts are not listed: they are rows of their own.
 *
 * Example: the supplier puts 4 of 12 mugs off to 20 October. The history reads: delivery added, deadline of the new
 * delivery: none to 20 Oct, mugs in the new delivery: 0 to 4, mugs in the first delivery: 12 to 8.
 */
import type { InboundShipmentId, InventoryItemId } from "./ids.ts";
import type { InboundShipment, PurchaseOrder } from "./purchase-order.ts";

export type PurchaseOrderChangeKind =
  | "created"
  | "status"
  | "number"
  | "supplier"
  | "location"
  | "ordered_on"
  | "note"
  | "units_ordered"
  | "units_cancelled"
  | "unit_cost"
  | "delivery_added"
  | "delivery_cancelled"
  | "delivery_removed"
  | "deadline"
  | "units_in_delivery";

export interface PurchaseOrderChange {
  readonly kind: PurchaseOrderChangeKind;
  readonly inboundShipmentId: InboundShipmentId | null;
  readonly inventoryItemId: InventoryItemId | null;
  readonly before: string | null;
  readonly after: string | null;
}

/** `before` null: it is new, and its contents are what it began with. */
export function changesBetween(before: PurchaseOrder | null, after: PurchaseOrder): PurchaseOrderChange[] {
  if (before === null) return [{ kind: "created", inboundShipmentId: null, inventoryItemId: null, before: null, after: after.status }];
  return [...headChanges(before, after), ...lineChanges(before, after), ...shipmentChanges(before, after)];
}

function headChanges(before: PurchaseOrder, after: PurchaseOrder): PurchaseOrderChange[] {
  return [
    ...changed("status", before.status, after.status),
    ...changed("number", before.number, after.number),
    ...changed("supplier", before.supplierId, after.supplierId),
    ...changed("location", before.locationId, after.locationId),
    ...changed("ordered_on", before.orderedOn, after.orderedOn),
    ...changed("note", before.note, after.note),
  ];
}

function lineChanges(before: PurchaseOrder, after: PurchaseOrder): PurchaseOrderChange[] {
  return itemsOf(before.lines, after.lines).flatMap((inventoryItemId) => {
    const one = before.lines.find((line) => line.inventoryItemId === inventoryItemId);
    const other = after.lines.find((line) => line.inventoryItemId === inventoryItemId);
    const where = { inventoryItemId };
    return [
      ...changed("units_ordered", String(one?.unitsOrdered ?? 0), String(other?.unitsOrdered ?? 0), where),
      ...changed("units_cancelled", String(one?.unitsCancelled ?? 0), String(other?.unitsCancelled ?? 0), where),
      ...changed("unit_cost", textOf(one?.unitCostCents), textOf(other?.unitCostCents), where),
    ];
  });
}

/** With one delivery before and after, its units follow from the order's and are not said twice. */
function shipmentChanges(before: PurchaseOrder, after: PurchaseOrder): PurchaseOrderChange[] {
  const isAlone = before.shipments.length === 1 && after.shipments.length === 1;
  const ids = [...new Set([...before.shipments, ...after.shipments].map(({ inboundShipmentId }) => inboundShipmentId))];
  return ids.flatMap((inboundShipmentId) => {
    const one = before.shipments.find((shipment) => shipment.inboundShipmentId === inboundShipmentId);
    const other = after.shipments.find((shipment) => shipment.inboundShipmentId === inboundShipmentId);
    const where = { inboundShipmentId };
    const said = (kind: PurchaseOrderChangeKind) => [{ kind, before: null, after: null, inventoryItemId: null, ...where }];
    return [
      ...(one === undefined ? said("delivery_added") : []),
      ...(other === undefined ? said("delivery_removed") : []),
      ...(other?.isCancelled === true && one?.isCancelled === false ? said("delivery_cancelled") : []),
      ...changed("deadline", one?.deadline ?? null, other === undefined ? (one?.deadline ?? null) : other.deadline, where),
      ...(isAlone ? [] : unitChanges(one, other)),
    ];
  });
}

function unitChanges(one: InboundShipment | undefined, other: InboundShipment | undefined): PurchaseOrderChange[] {
  const inboundShipmentId = (one ?? other)?.inboundShipmentId ?? null;
  const unitsIn = (shipment: InboundShipment | undefined, inventoryItemId: InventoryItemId) =>
    String(shipment?.lines.find((line) => line.inventoryItemId === inventoryItemId)?.units ?? 0);
  return itemsOf(one?.lines ?? [], other?.lines ?? []).flatMap((inventoryItemId) =>
    changed("units_in_delivery", unitsIn(one, inventoryItemId), unitsIn(other, inventoryItemId), { inboundShipmentId, inventoryItemId }),
  );
}

type Where = Partial<Pick<PurchaseOrderChange, "inboundShipmentId" | "inventoryItemId">>;

function changed(kind: PurchaseOrderChangeKind, before: string | null, after: string | null, where: Where = {}): PurchaseOrderChange[] {
  return before === after ? [] : [{ kind, inboundShipmentId: null, inventoryItemId: null, ...where, before, after }];
}

function textOf(cents: number | null | undefined): string | null {
  return cents === null || cents === undefined ? null : String(cents);
}

function itemsOf(...lines: readonly (readonly { inventoryItemId: InventoryItemId }[])[]): InventoryItemId[] {
  return [...new Set(lines.flat().map(({ inventoryItemId }) => inventoryItemId))];
}
