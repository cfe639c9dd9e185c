/**
 * Dates promised to customers of a marketplace, judged by what happened: for each order of the test months, the days
 * that `app/domain/transit-time.ts` states on the day of the order, from what was known that day and nothing later.
 */
import path from "node:path";
import { learnTransitTimes, sizeClass } from "../../app/domain/transit-time.ts";
import type { TransitRecord } from "../../app/domain/transit-time.ts";
import { readRows } from "./csv.ts";
import type { Row } from "./csv.ts";
import { dayOf, mean, share, sharesBy } from "./figures.ts";
import type { Share } from "./figures.ts";

const FILE = "orders/olist_orders_2017.csv.gz";
/** Orders that ended without a delivery say nothing about carriers. */
const NOT_DELIVERED = new Set(["canceled", "unavailable"]);
/** Where the file does not say: the middle of those that do. */
const TYPICAL_WEIGHT_GRAMS = 1_000;
const TYPICAL_FREIGHT = 15;

interface PlacedOrder {
  readonly month: string;
  readonly state: string;
  readonly day: number;
  readonly deliveredOn: number | null;
  /** Days that the marketplace itself promised. */
  readonly announcedDays: number;
  readonly traits: readonly string[];
}

export interface DeliveryEval {
  readonly confidence: number;
  readonly orders: number;
  readonly leftOut: { readonly cancelledOrUnavailable: number; readonly notDueYet: number; readonly tooLittleKnown: number };
  readonly coverage: number;
  readonly meanDays: number;
  readonly announcedMeanDays: number;
  readonly announcedCoverage: number;
  readonly byMonth: Readonly<Record<string, Share>>;
  readonly byState: Readonly<Record<string, Share>>;
}

/** `from`, `to`: months of purchase, inclusive; `end`: the day from which the file knows nothing. */
export function evaluateDeliveries(dataFolder: string, window: { from: string; to: string; end: string; confidence: number }): DeliveryEval {
  const rows = readRows(path.join(dataFolder, FILE));
  const orders = rows
    .filter(({ status }) => !NOT_DELIVERED.has(status ?? ""))
    .map(orderOf)
    .sort((a, b) => a.day - b.day);
  const end = dayOf(window.end);
  const tested = orders.filter(({ month }) => month >= window.from && month <= window.to);
  const judged: { order: PlacedOrder; days: number; isOnTime: boolean; isAnnouncedOnTime: boolean }[] = [];
  let notDueYet = 0;
  let tooLittleKnown = 0;
  for (const [day, ofDay] of Map.groupBy(tested, (order) => order.day)) {
    const times = learnTransitTimes(knownOn(orders, day));
    for (const order of ofDay) {
      const days = times?.daysFor(order.traits, window.confidence) ?? null;
      if (days === null) tooLittleKnown += 1;
      else if (order.deliveredOn === null && day + days >= end) notDueYet += 1;
      else judged.push({ order, days, isOnTime: isBy(order, days), isAnnouncedOnTime: isBy(order, order.announcedDays) });
    }
  }
  return {
    confidence: window.confidence,
    orders: judged.length,
    leftOut: { cancelledOrUnavailable: rows.length - orders.length, notDueYet, tooLittleKnown },
    coverage: share(judged, ({ isOnTime }) => isOnTime),
    meanDays: mean(judged.map(({ days }) => days)),
    announcedMeanDays: mean(judged.map(({ order }) => order.announcedDays)),
    announcedCoverage: share(judged, ({ isAnnouncedOnTime }) => isAnnouncedOnTime),
    byMonth: sharesBy(judged, ({ order }) => order.month),
    byState: sharesBy(judged, ({ order }) => order.state),
  };
}

function knownOn(orders: readonly PlacedOrder[], today: number): TransitRecord[] {
  return orders
    .filter(({ day }) => day < today)
    .map(({ traits, day, deliveredOn }) => {
      const isOpen = deliveredOn === null || deliveredOn >= today;
      return { traits, ageDays: today - day, isOpen, days: (isOpen ? today : deliveredOn) - day };
    });
}

/** What is known of an order when it is placed. */
function orderOf(row: Row): PlacedOrder {
  const day = dayOf(row["purchased"] ?? "");
  const announcedDays = dayOf(row["promised"] ?? "") - day;
  const handlingDays = row["ship_by"] ? dayOf(row["ship_by"]) - day : null;
  const state = row["customer_state"] ?? "";
  const sellerState = row["seller_state"] ?? "";
  const area = row["customer_zip"] ?? "";
  return {
    month: (row["purchased"] ?? "").slice(0, 7),
    state,
    day,
    deliveredOn: row["delivered"] ? dayOf(row["delivered"]) : null,
    announcedDays,
    traits: [
      state,
      sellerState,
      sizeClass(announcedDays, 4),
      handlingDays === null ? "none" : sizeClass(handlingDays, 2),
      sizeClass(numberOr(row["weight_g"], TYPICAL_WEIGHT_GRAMS), 1),
      sizeClass(numberOr(row["freight"], TYPICAL_FREIGHT), 2),
      String(day % 7),
      `${sellerState} to ${state}`,
      row["seller_id"] ?? "",
      area.slice(0, 2),
      area.slice(0, 3),
    ],
  };
}

function isBy({ deliveredOn, day }: PlacedOrder, days: number): boolean {
  return deliveredOn !== null && deliveredOn <= day + days;
}

function numberOr(text: string | undefined, otherwise: number): number {
  const value = Number(text);
  return text === undefined || text === "" || !Number.isFinite(value) ? otherwise : value;
}
