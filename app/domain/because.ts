/**
 * Why a date is what it is, as data: the text is in app/locales, so that a merchant reads it in words and a change of
 * date can be traced to the one reason that changed.
 *
 * Example: [{inbound PO-1041, deadline 2 Oct}, {lateness of 6 days, by 23 receipts}, {2 receiving days}, {packing day 2}].
 */
import type { CalendarDate, InboundShipmentId } from "./ids.ts";

export type Because =
  /** The units lie on the shelf. */
  | { readonly kind: "on_hand" }
  /** The units were received and Shopify's stock does not show them yet. */
  | { readonly kind: "in_receipt" }
  | {
      readonly kind: "inbound";
      readonly inboundShipmentId: InboundShipmentId;
      readonly purchaseOrder: string;
      readonly supplier: string;
      readonly deadline: CalendarDate;
    }
  /** It is ordered when it has been sold: from whom and on which day. */
  | { readonly kind: "made_to_order"; readonly supplier: string; readonly orderOn: CalendarDate }
  /** Calendar days from order to delivery: what this supplier's orders took, or what it states. */
  | { readonly kind: "lead_time"; readonly source: "supplier" | "stated"; readonly days: number; readonly receipts: number }
  /** Too few have sold for the supplier's least order, and too slowly to say when they will. */
  | { readonly kind: "minimum_not_reached"; readonly supplier: string; readonly units: number }
  /** Nobody states how long the supplier takes, and it has delivered too seldom to tell. */
  | { readonly kind: "no_lead_time"; readonly supplier: string }
  /** Calendar days added to the deadline, and whose receipts said so. */
  | { readonly kind: "lateness"; readonly source: "supplier" | "pooled" | "assumed"; readonly days: number; readonly receipts: number }
  /** The deadline has passed; only receipts later than this count. */
  | { readonly kind: "overdue"; readonly days: number }
  /** Several lots may arrive in either order. */
  | { readonly kind: "crossing"; readonly lots: number }
  /** The order ships together: the day by which all of so many waiting lines can leave. */
  | { readonly kind: "together"; readonly lines: number }
  | { readonly kind: "receiving"; readonly days: number }
  /** Packing day on which the last unit leaves, 1 is the first after the units are on the shelf. */
  | { readonly kind: "packing"; readonly day: number }
  /** The product page said so. */
  | { readonly kind: "shown"; readonly rev: number }
  /** What the product page said when the order came, though the order does not say that it was seen. */
  | { readonly kind: "in_force"; readonly rev: number }
  /** No purchase order with a date covers these units. */
  | { readonly kind: "no_dated_supply" }
  /** A lot is later than anything its suppliers' receipts have shown. */
  | { readonly kind: "overdue_beyond_seen"; readonly purchaseOrder: string; readonly supplier: string; readonly days: number }
  /** The location's capacity does not suffice within the horizon. */
  | { readonly kind: "no_capacity" };

export function inboundOf(because: readonly Because[]): Extract<Because, { kind: "inbound" }> | null {
  return because.find((reason) => reason.kind === "inbound") ?? null;
}

export function packingDayOf(because: readonly Because[]): number {
  return because.find((reason) => reason.kind === "packing")?.day ?? 1;
}

/** The sentence for a reason: its key in app/locales/<language>/because.json and what fills its gaps. */
export function sentenceOf(reason: Because): { readonly key: string; readonly facts: Readonly<Record<string, string | number>> } {
  const { kind, ...facts } = reason;
  switch (reason.kind) {
    case "lateness":
      return { key: `lateness_${reason.source}`, facts: { count: reason.days, receipts: reason.receipts } };
    case "lead_time":
      return { key: `lead_time_${reason.source}`, facts: { count: reason.days, receipts: reason.receipts } };
    case "minimum_not_reached":
      return { key: kind, facts: { count: reason.units, supplier: reason.supplier } };
    case "overdue":
    case "receiving":
      return { key: kind, facts: { count: reason.days } };
    case "crossing":
      return { key: kind, facts: { count: reason.lots } };
    case "together":
      return { key: kind, facts: { count: reason.lines } };
    case "packing":
      return { key: kind, facts: { count: reason.day } };
    default:
      return { key: kind, facts };
  }
}
