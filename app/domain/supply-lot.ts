/**
 * Units that cover the queue, and when each lot can be packed.
 *
 * What lies on the shelf comes first, then what was received and is not in Shopify's stock yet, then inbound shipments
 * by deadline. One lateness is drawn per shipment, not per line: a truck is late as a whole.
 *
 * Example: 4 units agreed for Friday 2 October by a supplier that is 6 days late 9 times in 10, with 2 receiving days,
 * can be packed from Monday 12 October.
 */
import type { Because } from "./because.ts";
import { daysBetween } from "./calendar-date.ts";
import type { CalendarDate, InboundShipmentId, LocationId, SupplierId } from "./ids.ts";
import { drawLateness, latenessLaw, latenessQuantile } from "./lateness.ts";
import type { LatenessLaw, LatenessRecord } from "./lateness.ts";
import { packingDayOfArrival } from "./working-calendar.ts";
import type { WorkingDays } from "./working-calendar.ts";

/** Units of one item at one location that are here already. */
export interface ShelfLot {
  readonly kind: "on_hand" | "in_receipt";
  readonly units: number;
}

/** Units of one item in one inbound shipment that have not been received. */
export interface InboundLot {
  readonly kind: "inbound";
  readonly units: number;
  readonly inboundShipmentId: InboundShipmentId;
  readonly purchaseOrder: string;
  readonly supplierId: SupplierId;
  readonly supplier: string;
  readonly locationId: LocationId;
  /** What the supplier agreed to; null: nothing. */
  readonly deadline: CalendarDate | null;
}

/** What will be ordered from the supplier because it has been sold (`made-to-order.ts`). */
export interface MadeToOrderLot extends Omit<InboundLot, "kind"> {
  readonly kind: "made_to_order";
  /** When the order is expected to go out. */
  readonly orderOn: CalendarDate;
  /** Days that orders took until received, where they say enough: counted from `deadline`, which is then the day of the order. */
  readonly leadTimes: readonly LatenessRecord[] | null;
  /** As the supplier states. */
  readonly leadTimeDays: number;
}

export type ComingLot = InboundLot | MadeToOrderLot;
export type SupplyLot = ShelfLot | ComingLot;

/** An inbound lot with a date to go by. */
export interface DatedLot {
  readonly lot: ComingLot;
  readonly deadline: CalendarDate;
  /** Days from today to the deadline; negative when it has passed. */
  readonly deadlineOffset: number;
  readonly law: LatenessLaw;
}

/** The lot with its lateness law, or why no date can be stated for it. */
export function dateLot(lot: ComingLot, known: { today: CalendarDate; records: readonly LatenessRecord[]; confidence: number }): DatedLot | Because {
  if (lot.deadline === null) return { kind: "no_dated_supply" };
  const deadlineOffset = daysBetween(known.today, lot.deadline);
  const daysOverdue = -deadlineOffset;
  const records = lot.kind === "made_to_order" && lot.leadTimes !== null ? lot.leadTimes : known.records;
  const law = latenessLaw(records, { supplierId: lot.supplierId, locationId: lot.locationId, daysOverdue, confidence: known.confidence });
  if (law === null) return { kind: "overdue_beyond_seen", purchaseOrder: lot.purchaseOrder, supplier: lot.supplier, days: daysOverdue };
  return { lot, deadline: lot.deadline, deadlineOffset, law };
}

/** The packing day from which the lot is there with the given confidence; null beyond the horizon. */
export function packableFrom({ law, deadlineOffset }: DatedLot, days: WorkingDays, confidence: number): number | null {
  const daysLate = latenessQuantile(law, confidence);
  return daysLate === null ? null : packingDayOfArrival(days, deadlineOffset + daysLate);
}

/** The same for one draw from [0, 1); infinite when the lot does not come within the horizon. */
export function drawPackableFrom({ law, deadlineOffset }: DatedLot, days: WorkingDays, draw: number): number {
  const daysLate = drawLateness(law, draw);
  return Number.isFinite(daysLate) ? (packingDayOfArrival(days, deadlineOffset + daysLate) ?? Infinity) : Infinity;
}

/** Packing days between which the lot may become packable, the unknown tail left out. */
export function packableSpan({ law, deadlineOffset }: DatedLot, days: WorkingDays): { from: number; to: number } {
  const at = (daysLate: number | undefined) => (daysLate === undefined ? Infinity : (packingDayOfArrival(days, deadlineOffset + daysLate) ?? Infinity));
  return { from: at(law.steps[0]?.daysLate), to: at(law.steps.at(-1)?.daysLate) };
}

export function becauseOf({ lot, deadline, deadlineOffset, law }: DatedLot, days: WorkingDays, confidence: number): Because[] {
  if (lot.kind === "made_to_order") return [...becauseOfOrder(lot, law, confidence), ...receivingOf(days)];
  const because: Because[] = [
    { kind: "inbound", inboundShipmentId: lot.inboundShipmentId, purchaseOrder: lot.purchaseOrder, supplier: lot.supplier, deadline },
  ];
  if (deadlineOffset < 0) because.push({ kind: "overdue", days: -deadlineOffset });
  because.push({ kind: "lateness", source: law.source, days: latenessQuantile(law, confidence) ?? 0, receipts: law.receipts });
  return [...because, ...receivingOf(days)];
}

function becauseOfOrder(lot: MadeToOrderLot, law: LatenessLaw, confidence: number): Because[] {
  const days = latenessQuantile(law, confidence) ?? 0;
  const because: Because[] = [{ kind: "made_to_order", supplier: lot.supplier, orderOn: lot.orderOn }];
  if (lot.leadTimes !== null) return [...because, { kind: "lead_time", source: "supplier", days, receipts: law.receipts }];
  return [
    ...because,
    { kind: "lead_time", source: "stated", days: lot.leadTimeDays, receipts: 0 },
    { kind: "lateness", source: law.source, days, receipts: law.receipts },
  ];
}

function receivingOf({ receivingDays }: WorkingDays): Because[] {
  return receivingDays > 0 ? [{ kind: "receiving", days: receivingDays }] : [];
}
