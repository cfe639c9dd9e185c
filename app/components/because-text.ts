/** The reasons of a date and of a place in the queue, as sentences. */
import type { Because } from "../domain/because.ts";
import type { AdminText } from "./admin-text.ts";

/** One sentence per reason, in the order in which they add up to the date. */
export function becauseSentences(because: readonly Because[], text: AdminText): string[] {
  return because.map((reason) => becauseSentence(reason, text));
}

function becauseSentence(reason: Because, { t, day }: AdminText): string {
  switch (reason.kind) {
    case "inbound":
      return t("because.inbound", { purchaseOrder: reason.purchaseOrder, supplier: reason.supplier, deadline: day(reason.deadline) });
    case "lateness":
      if (reason.days < 0) return t("backorders.early", { count: reason.receipts, days: t("formats.days", { count: -reason.days }) });
      return t(`because.lateness_${reason.source}`, { count: reason.days, receipts: reason.receipts });
    case "made_to_order":
      return t("because.made_to_order", { supplier: reason.supplier, day: day(reason.orderOn) });
    case "lead_time":
      return t(`because.lead_time_${reason.source}`, { count: reason.days, receipts: reason.receipts });
    case "minimum_not_reached":
      return t("because.minimum_not_reached", { count: reason.units, supplier: reason.supplier });
    case "no_lead_time":
      return t("because.no_lead_time", { supplier: reason.supplier });
    case "overdue":
    case "receiving":
      return t(`because.${reason.kind}`, { count: reason.days });
    case "crossing":
      return t("because.crossing", { count: reason.lots });
    case "together":
      return t("because.together", { count: reason.lines });
    case "packing":
      return t("because.packing", { count: reason.day });
    case "overdue_beyond_seen":
      return t("because.overdue_beyond_seen", { purchaseOrder: reason.purchaseOrder, supplier: reason.supplier, days: reason.days });
    case "shown":
    case "in_force":
      return t(`because.${reason.kind}`, { rev: reason.rev });
    default:
      return t(`because.${reason.kind}`);
  }
}

export interface PlaceInQueue {
  readonly rankAt: string;
  readonly unitsWaiting: number;
  readonly unitsAhead: number;
  readonly ordersAhead: number;
  readonly ineligible: string | null;
}

const INELIGIBLE = ["unrouted", "unpaid", "held_elsewhere", "untracked", "moving"] as const;

/** Why an entry stands where it stands. */
export function placeSentences({ rankAt, unitsWaiting, unitsAhead, ordersAhead, ineligible }: PlaceInQueue, { t, moment }: AdminText): string[] {
  if (unitsWaiting === 0) return [t("backorders.place.done")];
  const rank = moment(rankAt);
  const known = INELIGIBLE.find((reason) => reason === ineligible);
  const reasons = known === undefined ? [] : [t(`backorders.place.ineligible.${known}`)];
  if (unitsAhead === 0) return [t("backorders.place.first", { rank }), ...reasons];
  if (ordersAhead === 0) return [t("backorders.place.behindUnseen", { count: unitsAhead, rank }), ...reasons];
  return [t("backorders.place.behind", { count: unitsAhead, orders: t("formats.orders", { count: ordersAhead }), rank }), ...reasons];
}

/** The reasons of the date at a position of the queue, from the curve as it is stored: steps with `upTo` and `because`. */
export function becauseAt(curve: unknown, position: number): readonly Because[] {
  if (!Array.isArray(curve)) return [];
  const steps = curve as { upTo: number; because: readonly Because[] }[]; // written by the estimate, read back as it was
  const step = steps.find(({ upTo }) => position <= upTo);
  return step?.because ?? [{ kind: "no_dated_supply" }];
}
