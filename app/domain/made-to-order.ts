/**
 * What is ordered from the supplier only when it has been sold: its date without a purchase order.
 *
 * The next order goes to the supplier on the next day on which it takes orders, if the units that wait reach its minimum.
 * If they do not, the order is full when enough more have sold: so many days, at the rate of late, that it is nearly certain.
 * Nothing sells, and there is no such day: then there is no date, and what is missing is said.
 *
 * From the order on, the days that this supplier took before, from order to receipt, say when goods come. With too few of
 * those, the stated lead time stands for the deadline, and lateness is judged as of any other shipment.
 *
 * The order is not placed yet: while nobody places it, its day moves on, and the date with it.
 *
 * Example: 4 wait of a minimum of 10, 2 sell a day, the supplier takes orders on Mondays and needs 20 days. Six more have
 * sold in 7 days with 99 in 100, so on Wednesday 7 October the order is expected for Monday 19 October, its deadline is
 * 8 November.
 */
import type { Because } from "./because.ts";
import { addDays, isoWeekday, laterOf } from "./calendar-date.ts";
import type { CalendarDate, InboundShipmentId, InventoryItemId, LocationId, SupplierId } from "./ids.ts";
import { latenessLaw } from "./lateness.ts";
import type { LatenessRecord } from "./lateness.ts";
import { poissonQuantile } from "./poisson.ts";
import type { MadeToOrderLot } from "./supply-lot.ts";

export interface OrderTerms {
  readonly supplierId: SupplierId;
  readonly supplier: string;
  /** Calendar days from order to delivery, as the supplier states; null: it does not. */
  readonly leadTimeDays: number | null;
  /** The least units of one order; null: no minimum. */
  readonly minimumUnits: number | null;
  readonly packSize: number;
  /** ISO weekdays on which it takes orders. */
  readonly orderWeekdays: readonly number[];
}

export interface MadeToOrderFacts {
  readonly inventoryItemId: InventoryItemId;
  readonly locationId: LocationId;
  readonly terms: OrderTerms;
  readonly today: CalendarDate;
  readonly confidence: number;
  /** Sold units that no stock and no purchase order covers. */
  readonly unitsUncovered: number;
  /** Further units that may be sold before the order goes out. */
  readonly unitsOpen: number;
  readonly unitsSoldPerDay: number;
  /** Days from order to receipt, as `daysLate`. */
  readonly leadTimes: readonly LatenessRecord[];
  /** Of what is on its way already: what is ordered next does not come before it. Null: nothing. */
  readonly lastDeadline: CalendarDate | null;
}

/** How sure it must be that enough have sold by the day on which the order goes out. */
const FILL_CONFIDENCE = 0.99;
/** An order that takes longer to fill has no day. */
export const MOST_FILL_DAYS = 180;

/** The lot that the next order will be, or why it has no date. */
export function madeToOrderLot(facts: MadeToOrderFacts): MadeToOrderLot | Because {
  const { terms, today } = facts;
  const missing = Math.max(0, (terms.minimumUnits ?? 0) - facts.unitsUncovered);
  const fillDays = daysToSell(missing, facts.unitsSoldPerDay);
  if (fillDays === null) return { kind: "minimum_not_reached", supplier: terms.supplier, units: missing };
  const orderOn = nextOrderDay(addDays(today, fillDays), terms.orderWeekdays);
  const law = latenessLaw(facts.leadTimes, { ...terms, locationId: facts.locationId, daysOverdue: 0, confidence: facts.confidence });
  const isLearned = law?.source === "supplier";
  if (!isLearned && terms.leadTimeDays === null) return { kind: "no_lead_time", supplier: terms.supplier };
  const deadline = isLearned ? orderOn : addDays(orderOn, terms.leadTimeDays ?? 0);
  return {
    kind: "made_to_order",
    units: unitsToOrder(terms, facts.unitsUncovered + facts.unitsOpen),
    inboundShipmentId: `made-to-order ${facts.inventoryItemId} ${facts.locationId}` as InboundShipmentId, // no shipment yet: a name to draw by
    purchaseOrder: "",
    supplierId: terms.supplierId,
    supplier: terms.supplier,
    locationId: facts.locationId,
    deadline: facts.lastDeadline === null ? deadline : laterOf(deadline, facts.lastDeadline),
    orderOn,
    leadTimes: isLearned ? facts.leadTimes : null,
    leadTimeDays: terms.leadTimeDays ?? 0,
  };
}

/** Units of an order for so many sold ones: at least the minimum, in whole packs. */
export function unitsToOrder({ minimumUnits, packSize }: Pick<OrderTerms, "minimumUnits" | "packSize">, unitsSold: number): number {
  const pack = Math.max(1, packSize);
  return Math.ceil(Math.max(minimumUnits ?? 0, unitsSold) / pack) * pack;
}

/** Days after which so many units have nearly certainly sold, if orders come at random at this rate; null: too many. */
function daysToSell(units: number, unitsSoldPerDay: number): number | null {
  if (units === 0) return 0;
  if (unitsSoldPerDay <= 0) return null;
  for (let days = 1; days <= MOST_FILL_DAYS; days++) {
    if (poissonQuantile(unitsSoldPerDay * days, 1 - FILL_CONFIDENCE) >= units) return days;
  }
  return null;
}

function nextOrderDay(from: CalendarDate, weekdays: readonly number[]): CalendarDate {
  let day = from;
  for (let tries = 0; tries < 7 && weekdays.length > 0 && !weekdays.includes(isoWeekday(day)); tries++) day = addDays(day, 1);
  return day;
}
