/**
 * How many more units of a variant may be sold without stock.
 *
 * stillSellable = max(0, min(limit - waiting, dated inbound within the horizon - waiting - unseen - buffer)). A limit of 0
 * is 0; no limit is null. Under `on` only the merchant's own limit holds; `autopilot` sells nothing that no dated supply
 * covers. The buffer is what sells while a change is on its way to the storefront.
 *
 * Shopify's switch does not wait for a new cap: each recorded order takes its units off what was last offered, and at 0 the
 * switch turns. Orders that came in between are sold beyond the offer: none after the switch, so they are at most what
 * sells until it has turned.
 *
 * Example: limit 20, 12 waiting, 15 inbound units with a date: on autopilot 15 - 12 = 3 more, under `on` 8 more. An order of
 * 5 while 3 were offered beyond 12: nothing is left, and units 16 and 17 of those that wait were sold beyond the offer.
 */
import type { CalendarDate } from "./ids.ts";
import { addDays } from "./calendar-date.ts";
import { poissonQuantile } from "./poisson.ts";

export type BackorderMode = "off" | "on" | "autopilot";
export const BACKORDER_MODES: readonly BackorderMode[] = ["off", "on", "autopilot"];

/** Supply that ships later than this does not open sales on autopilot. */
export const SUPPLY_HORIZON_DAYS = 180;

export interface CapFacts {
  readonly mode: BackorderMode;
  /** Backordered units that we may owe at once; null: no limit. */
  readonly limit: number | null;
  readonly unitsWaiting: number;
  /** Committed units in orders that we cannot read. */
  readonly unseenUnits: number;
  /** Inbound units that ship within the horizon. */
  readonly datedInboundUnits: number;
  readonly bufferUnits: number;
}

/** Null: no limit. */
export function unitsStillSellable({ mode, limit, unitsWaiting, unseenUnits, datedInboundUnits, bufferUnits }: CapFacts): number | null {
  if (mode === "off") return 0;
  const withinLimit = limit === null ? null : Math.max(0, limit - unitsWaiting);
  if (mode === "on") return withinLimit;
  const covered = Math.max(0, datedInboundUnits - unitsWaiting - unseenUnits - bufferUnits);
  return withinLimit === null ? covered : Math.min(withinLimit, covered);
}

/** What the storefront was told: so many units beyond those that waited then. */
export interface Offer {
  /** Null: no limit. */
  readonly cap: number | null;
  /** Null: nothing was offered, the variant was switched off. */
  readonly unitsWaiting: number | null;
}

/** What is left of the limit and, on autopilot, of the last offer, before dates are computed anew; null: no limit. */
export function unitsLeft({ mode, limit, unitsWaiting, offer }: Pick<CapFacts, "mode" | "limit" | "unitsWaiting"> & { offer: Offer | null }): number | null {
  if (mode === "off") return 0;
  const withinLimit = limit === null ? null : Math.max(0, limit - unitsWaiting);
  if (mode === "on" || offer === null || offer.cap === null) return withinLimit;
  // Units that went since then are not offered again before a date is computed for them.
  const sold = Math.max(0, unitsWaiting - (offer.unitsWaiting ?? unitsWaiting));
  const ofOffer = Math.max(0, offer.cap - sold);
  return withinLimit === null ? ofOffer : Math.min(withinLimit, ofOffer);
}

/** Of units that wait, by the place of their last one among all that wait, those sold beyond the offer under which they were ordered. */
export function unitsBeyondOffer({ units, lastPlace, offer: { cap, unitsWaiting } }: { units: number; lastPlace: number; offer: Offer }): number {
  if (cap === null || unitsWaiting === null) return 0;
  return cap === 0 ? units : Math.min(units, Math.max(0, lastPlace - cap - unitsWaiting));
}

/** A change reaches the storefront in at most so long, unless it was measured to take longer: Shopify's switch takes up to a minute. */
export const PUBLISH_DELAY_SECONDS = 60;
const SECONDS_A_DAY = 86_400;

/** What sells while a change is on its way, at the shop's confidence. 3,000 a day, 60 s, 0.9: 2.1 on average, at most 4. */
export function bufferUnits({ soldPerDay, publishSeconds, confidence }: { soldPerDay: number; publishSeconds: number; confidence: number }): number {
  return poissonQuantile((soldPerDay * Math.max(PUBLISH_DELAY_SECONDS, publishSeconds)) / SECONDS_A_DAY, confidence);
}

/** Shopify's continue-selling switch that the cap asks for. */
export function policyForCap(stillSellable: number | null): "CONTINUE" | "DENY" {
  return stillSellable === 0 ? "DENY" : "CONTINUE";
}

export function isWithinHorizon(shipBy: CalendarDate, today: CalendarDate): boolean {
  return shipBy <= addDays(today, SUPPLY_HORIZON_DAYS);
}
