/**
 * A purchase order and its deliveries, and the only ways in which it changes.
 *
 * What was ordered is spread over inbound shipments, each with its own deadline. For every variant the units of the
 * shipments that are not cancelled, plus the units that will not come, are the units ordered: nothing is lost by moving
 * units between deliveries, by a short delivery or by a cancellation. More may come in than a shipment carries; that is
 * kept as received, not as ordered.
 *
 * Example: 12 ordered for 3 October. 5 come on the 3rd, 4 are put off to the 20th, the supplier has no more: 12 ordered,
 * 5 received, 4 on their way, 3 cancelled.
 */
import type { CalendarDate, InboundShipmentId, InventoryItemId, LocationId, PurchaseOrderId, SupplierId } from "./ids.ts";

export type PurchaseOrderStatus = "draft" | "ordered" | "received" | "cancelled";

export interface PurchaseOrder {
  readonly purchaseOrderId: PurchaseOrderId;
  readonly number: string;
  readonly supplierId: SupplierId;
  readonly locationId: LocationId;
  readonly status: PurchaseOrderStatus;
  readonly orderedOn: CalendarDate;
  readonly note: string;
  /** Of the lines' costs; empty: the shop's own. */
  readonly currency: string;
  readonly lines: readonly OrderedLine[];
  readonly shipments: readonly InboundShipment[];
}

export interface OrderedLine {
  readonly inventoryItemId: InventoryItemId;
  readonly unitsOrdered: number;
  readonly unitsReceived: number;
  /** Ordered, and will not come. */
  readonly unitsCancelled: number;
  /** Hundredths of the order's currency for one unit; null: not known. */
  readonly unitCostCents: number | null;
}

export interface InboundShipment {
  readonly inboundShipmentId: InboundShipmentId;
  /** What the supplier agreed to; null: nothing yet. */
  readonly deadline: CalendarDate | null;
  /** Day of its last receipt; null: nothing came in. */
  readonly lastReceiptOn: CalendarDate | null;
  /** The day on which nothing of it was still to come. */
  readonly receivedOn: CalendarDate | null;
  /** Nothing of it came, and nothing will. */
  readonly isCancelled: boolean;
  readonly lines: readonly ShippedLine[];
}

export interface ShippedLine {
  readonly inventoryItemId: InventoryItemId;
  readonly units: number;
  readonly unitsReceived: number;
}

/** An item and how many units of it. */
export interface ItemUnits {
  readonly inventoryItemId: InventoryItemId;
  readonly units: number;
}

export function isOpen({ receivedOn, isCancelled }: Pick<InboundShipment, "receivedOn" | "isCancelled">): boolean {
  return receivedOn === null && !isCancelled;
}

/** Units of a line that are still to come. */
export function openUnits({ units, unitsReceived }: Pick<ShippedLine, "units" | "unitsReceived">): number {
  return Math.max(0, units - unitsReceived);
}

/** Units of an item that a shipment still brings. */
export function openUnitsOf(shipment: InboundShipment, inventoryItemId: InventoryItemId): number {
  const line = shipment.lines.find((one) => one.inventoryItemId === inventoryItemId);
  return line === undefined || !isOpen(shipment) ? 0 : openUnits(line);
}

/** Units of a line that were ordered and not given up: what should have come when all is done. */
export function unitsWanted({ unitsOrdered, unitsCancelled }: Pick<OrderedLine, "unitsOrdered" | "unitsCancelled">): number {
  return unitsOrdered - unitsCancelled;
}

export interface EditedLine extends ItemUnits {
  readonly unitCostCents: number | null;
}

/**
 * Sets what should come. More of an item is added to the first open delivery that carries it, else to the first open one,
 * else to a new one; less of it is taken from the last deliveries first. The caller has made sure that no line falls
 * below what came in: see `leastUnits`.
 */
export function setLines(
  order: PurchaseOrder,
  wanted: readonly EditedLine[],
  fresh: { inboundShipmentId: InboundShipmentId; deadline: CalendarDate | null },
): PurchaseOrder {
  const dropped = order.lines.filter((line) => !wanted.some(({ inventoryItemId }) => inventoryItemId === line.inventoryItemId));
  const all: EditedLine[] = [...wanted, ...dropped.map(({ inventoryItemId, unitCostCents }) => ({ inventoryItemId, units: 0, unitCostCents }))];
  const lines = all.flatMap((line): OrderedLine[] => {
    const before = lineOf(order, line.inventoryItemId);
    const unitsCancelled = before?.unitsCancelled ?? 0;
    const unitsOrdered = line.units + unitsCancelled;
    if (unitsOrdered === 0) return [];
    const { inventoryItemId, unitCostCents } = line;
    return [{ inventoryItemId, unitsOrdered, unitsCancelled, unitsReceived: before?.unitsReceived ?? 0, unitCostCents }];
  });
  let shipments = order.shipments;
  for (const { inventoryItemId, units } of all) {
    const before = lineOf(order, inventoryItemId);
    const more = units - (before === undefined ? 0 : unitsWanted(before));
    if (more > 0) shipments = addUnits(shipments, { inventoryItemId, units: more }, fresh);
    if (more < 0) shipments = takeUnits(shipments, { inventoryItemId, units: -more });
  }
  return settled({ ...order, lines, shipments });
}

/** The fewest units that a line can be set to: what came in, or is bound in deliveries that are over. */
export function leastUnits(order: PurchaseOrder, inventoryItemId: InventoryItemId): number {
  const line = lineOf(order, inventoryItemId);
  if (line === undefined) return 0;
  return unitsWanted(line) - order.shipments.reduce((sum, shipment) => sum + openUnitsOf(shipment, inventoryItemId), 0);
}

function addUnits(
  shipments: readonly InboundShipment[],
  { inventoryItemId, units }: ItemUnits,
  fresh: { inboundShipmentId: InboundShipmentId; deadline: CalendarDate | null },
): InboundShipment[] {
  const open = shipments.filter(isOpen);
  const target = open.find(({ lines }) => lines.some((line) => line.inventoryItemId === inventoryItemId)) ?? open[0];
  const into = target ?? { ...fresh, lastReceiptOn: null, receivedOn: null, isCancelled: false, lines: [] };
  const grown = { ...into, lines: withUnits(into.lines, { inventoryItemId, units }) };
  return target === undefined ? [...shipments, grown] : shipments.map((one) => (one === target ? grown : one));
}

/** Takes open units from the last deliveries first. */
function takeUnits(shipments: readonly InboundShipment[], { inventoryItemId, units }: ItemUnits): InboundShipment[] {
  let left = units;
  return shipments
    .toReversed()
    .map((shipment) => {
      const taken = Math.min(left, openUnitsOf(shipment, inventoryItemId));
      left -= taken;
      return taken === 0 ? shipment : { ...shipment, lines: withUnits(shipment.lines, { inventoryItemId, units: -taken }) };
    })
    .toReversed();
}

/** Lines with so many more units of an item, or fewer; a line of which nothing is left and nothing came goes. */
function withUnits(lines: readonly ShippedLine[], { inventoryItemId, units }: ItemUnits): ShippedLine[] {
  const before = lines.find((line) => line.inventoryItemId === inventoryItemId);
  if (before === undefined) return [...lines, { inventoryItemId, units, unitsReceived: 0 }];
  const after = { ...before, units: before.units + units };
  const isGone = after.units === 0 && after.unitsReceived === 0;
  return lines.flatMap((line) => (line !== before ? [line] : isGone ? [] : [after]));
}

/** Puts off units of one delivery to another, or to a new one with a deadline of its own. */
export function moveUnits(
  order: PurchaseOrder,
  move: { from: InboundShipmentId; to: InboundShipmentId; deadlineOfNew: CalendarDate | null; lines: readonly ItemUnits[] },
): PurchaseOrder {
  const isKnown = order.shipments.some(({ inboundShipmentId }) => inboundShipmentId === move.to);
  const fresh = { inboundShipmentId: move.to, deadline: move.deadlineOfNew, lastReceiptOn: null, receivedOn: null, isCancelled: false, lines: [] };
  const shipments = [...order.shipments, ...(isKnown ? [] : [fresh])].map((shipment): InboundShipment => {
    const sign = shipment.inboundShipmentId === move.from ? -1 : shipment.inboundShipmentId === move.to ? 1 : 0;
    if (sign === 0) return shipment;
    return {
      ...shipment,
      lines: move.lines.reduce((lines, { inventoryItemId, units }) => withUnits(lines, { inventoryItemId, units: sign * units }), shipment.lines),
    };
  });
  return settled({ ...order, shipments });
}

/** No more will come: of everything, of one delivery, or of one item in it. The open units leave the supply. */
export function giveUp(order: PurchaseOrder, which: { inboundShipmentId?: InboundShipmentId; inventoryItemId?: InventoryItemId } = {}): PurchaseOrder {
  const isMeant = (shipment: InboundShipment) =>
    isOpen(shipment) && (which.inboundShipmentId === undefined || shipment.inboundShipmentId === which.inboundShipmentId);
  const isMeantLine = ({ inventoryItemId }: ShippedLine) => which.inventoryItemId === undefined || inventoryItemId === which.inventoryItemId;
  const givenUp = new Map<InventoryItemId, number>();
  const shipments = order.shipments.map((shipment): InboundShipment => {
    if (!isMeant(shipment)) return shipment;
    for (const line of shipment.lines.filter(isMeantLine)) givenUp.set(line.inventoryItemId, (givenUp.get(line.inventoryItemId) ?? 0) + openUnits(line));
    const isAll = shipment.lines.every((line) => line.unitsReceived === 0 && (isMeantLine(line) || line.units === 0));
    if (isAll) return { ...shipment, isCancelled: true };
    return { ...shipment, lines: shipment.lines.map((line) => (isMeantLine(line) ? { ...line, units: line.units - openUnits(line) } : line)) };
  });
  const lines = order.lines.map((line) => ({ ...line, unitsCancelled: line.unitsCancelled + (givenUp.get(line.inventoryItemId) ?? 0) }));
  return settled({ ...order, lines, shipments });
}

export function changeDeadline(order: PurchaseOrder, inboundShipmentId: InboundShipmentId, deadline: CalendarDate | null): PurchaseOrder {
  return { ...order, shipments: order.shipments.map((one) => (one.inboundShipmentId === inboundShipmentId ? { ...one, deadline } : one)) };
}

/** Units came in; more than were ordered stay recorded as received. */
export function receive(
  order: PurchaseOrder,
  { inboundShipmentId, receivedOn, lines }: { inboundShipmentId: InboundShipmentId; receivedOn: CalendarDate; lines: readonly ItemUnits[] },
): PurchaseOrder {
  const unitsOf = (inventoryItemId: InventoryItemId) => lines.find((line) => line.inventoryItemId === inventoryItemId)?.units ?? 0;
  const grown = <Line extends { inventoryItemId: InventoryItemId; unitsReceived: number }>(line: Line): Line => ({
    ...line,
    unitsReceived: line.unitsReceived + unitsOf(line.inventoryItemId),
  });
  const shipments = order.shipments.map((shipment) => {
    if (shipment.inboundShipmentId !== inboundShipmentId) return shipment;
    const lastReceiptOn = shipment.lastReceiptOn === null || shipment.lastReceiptOn < receivedOn ? receivedOn : shipment.lastReceiptOn;
    return { ...shipment, lastReceiptOn, lines: shipment.lines.map(grown) };
  });
  return settled({ ...order, lines: order.lines.map(grown), shipments });
}

/** The supplier was told: from now on its units are supply. */
export function place(order: PurchaseOrder, orderedOn: CalendarDate): PurchaseOrder {
  return settled({ ...order, status: "ordered", orderedOn });
}

/** Deliveries of which nothing is to come any more are over, those left empty are none, and the order ends with its last one. */
function settled(order: PurchaseOrder): PurchaseOrder {
  const filled = order.shipments.filter(({ lines }) => lines.length > 0);
  const shipments = filled.map((shipment): InboundShipment => {
    if (!isOpen(shipment) || shipment.lines.some((line) => openUnits(line) > 0)) return shipment;
    return shipment.lastReceiptOn === null ? { ...shipment, isCancelled: true } : { ...shipment, receivedOn: shipment.lastReceiptOn };
  });
  return { ...order, shipments, status: statusOf(order.status, shipments) };
}

function statusOf(before: PurchaseOrderStatus, shipments: readonly InboundShipment[]): PurchaseOrderStatus {
  if (shipments.every(({ isCancelled }) => isCancelled)) return "cancelled";
  if (before === "draft") return "draft";
  return shipments.some(isOpen) ? "ordered" : "received";
}

function lineOf(order: PurchaseOrder, inventoryItemId: InventoryItemId): OrderedLine | undefined {
  return order.lines.find((line) => line.inventoryItemId === inventoryItemId);
}
