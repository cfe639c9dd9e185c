/**
 * How many more units of a variant may be sold without stock.
 *
 * stillSellable = max(0, min(limit - waiting, dated inbound within the horizon - waiting - unseen - buffer)). A limit of 0
 * is 0; no limit is null. Under `on` only the merchant's own limit holds; `autopilot` sells nothing that no dated supply
 * covers. The buffer is what sells while a change is on its way to the storefront.
 *
 * Example: limit 20, 12 waiting, 15 inbound units with a date: on autopilot 15 - 12 = 3 more, under `on` 8 more.
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

/** Units waiting beyond the merchant's limit: sold while a change was on its way to the storefront, or before the limit was lowered. */
export function unitsBeyondLimit({ mode, limit, unitsWaiting }: Pick<CapFacts, "mode" | "limit" | "unitsWaiting">): number {
  return mode === "off" || limit === null ? 0 : Math.max(0, unitsWaiting - limit);
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
