/**
 * What the storefront is told about a variant: one small metafield, read by the theme without a request to us.
 *
 * It carries its revision, which travels on the order line, so that the date a shopper saw is the date that is kept. It is
 * valid for a day: a page that shows an older one says "date on request" and sells nothing beyond the shelf.
 *
 * Example: {"rev":7,"at":"2026-10-02T08:00:00.000Z","validUntil":"2026-10-03T08:00:00.000Z","state":"low","cap":4,
 * "confidence":0.9,"tranches":[[3,null],[4,"2026-10-14"]]}: 3 ship now, 4 more by 14 October.
 */
import type { BackorderMode } from "./backorder-cap.ts";
import type { CalendarDate, Instant } from "./ids.ts";
import { limitTranches, shortenTranches } from "./tranches.ts";
import type { Tranche } from "./tranches.ts";

/** `waitlist` is not given yet: nothing is sold, and a waitlist is offered. */
export type PublishedState = "in_stock" | "low" | "backorder" | "limit_reached" | "waitlist" | "out_of_stock";

export interface PublishedPromise {
  readonly rev: number;
  readonly at: Instant;
  readonly validUntil: Instant;
  readonly state: PublishedState;
  /** Backordered units that may still be sold; null: no limit. */
  readonly cap: number | null;
  /** Share of dates that are kept. */
  readonly confidence: number;
  /** Units and the day by which they ship, soonest first; no date: they ship now. */
  readonly tranches: readonly (readonly [units: number, shipBy: CalendarDate | null])[];
}

/** What a publication says, without its number and times. */
export type PromiseContent = Omit<PublishedPromise, "rev" | "at" | "validUntil">;

/** So few units on the shelf are shown as "low". */
export const LOW_STOCK_UNITS = 3;
const VALID_HOURS = 24;
/** A publication whose content has not changed is renewed when this much of its day is left. */
const RENEW_HOURS = 12;
const HOUR_MS = 3_600_000;

export interface PublicationFacts {
  readonly mode: BackorderMode;
  readonly stillSellable: number | null;
  readonly limit: number | null;
  readonly unitsWaiting: number;
  /** Soonest first, from the end of the queue. */
  readonly tranches: readonly Tranche[];
  readonly confidence: number;
}

export function promiseContent({ mode, stillSellable, limit, unitsWaiting, tranches, confidence }: PublicationFacts): PromiseContent {
  const shown = shortenTranches(limitTranches(tranches, mode === "off" ? 0 : stillSellable));
  const shelfUnits = tranches.reduce((sum, { units, shipBy }) => (shipBy === null ? sum + units : sum), 0);
  return {
    state: stateOf({ shelfUnits, stillSellable, isLimitReached: mode !== "off" && limit !== null && unitsWaiting >= limit }),
    cap: stillSellable,
    confidence,
    tranches: shown.map(({ units, shipBy }) => [units, shipBy] as const),
  };
}

function stateOf(facts: { shelfUnits: number; stillSellable: number | null; isLimitReached: boolean }): PublishedState {
  if (facts.shelfUnits > LOW_STOCK_UNITS) return "in_stock";
  if (facts.shelfUnits > 0) return "low";
  if (facts.stillSellable !== 0) return "backorder";
  return facts.isLimitReached ? "limit_reached" : "out_of_stock";
}

/** The same with nothing more to sell beyond the shelf. */
export function soldOut({ state, confidence, tranches }: PublishedPromise, { isLimitReached }: { isLimitReached: boolean }): PromiseContent {
  const onShelf = tranches.filter(([, shipBy]) => shipBy === null);
  const isEmpty = onShelf.length === 0;
  return { state: isEmpty ? (isLimitReached ? "limit_reached" : "out_of_stock") : state, cap: 0, confidence, tranches: onShelf };
}

export function publish(content: PromiseContent, { rev, at }: { rev: number; at: Instant }): PublishedPromise {
  return { rev, at, validUntil: hoursAfter(at, VALID_HOURS), ...content };
}

/** Whether the newest publication no longer says what it should, or soon expires. */
export function needsPublishing(content: PromiseContent, newest: PublishedPromise | null, now: Instant): boolean {
  if (newest === null) return true;
  if (hoursAfter(now, RENEW_HOURS) >= newest.validUntil) return true;
  const { rev: _rev, at: _at, validUntil: _validUntil, ...published } = newest;
  return canonical(published) !== canonical(content);
}

/** Whether the publication could still be on a shopper's page at a moment. Their clocks and ours may differ a little. */
export function wasValidAt({ at, validUntil }: Pick<PublishedPromise, "at" | "validUntil">, moment: Instant): boolean {
  return hoursAfter(at, -CLOCK_SKEW_HOURS) <= moment && moment <= hoursAfter(validUntil, CLOCK_SKEW_HOURS);
}
const CLOCK_SKEW_HOURS = 5 / 60;

/** The published tranches in the shape of the domain. */
export function tranchesOf({ tranches }: Pick<PublishedPromise, "tranches">): Tranche[] {
  return tranches.map(([units, shipBy]) => ({ units, shipBy }));
}

function canonical({ state, cap, confidence, tranches }: PromiseContent): string {
  return JSON.stringify([state, cap, confidence, tranches]);
}

function hoursAfter(moment: Instant, hours: number): Instant {
  return new Date(Date.parse(moment) + hours * HOUR_MS).toISOString() as Instant; // toISOString writes exactly an Instant
}
