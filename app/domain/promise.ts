/**
 * Which date is the promise: the one that was shown.
 *
 * An order line carries the revision of the publication that its page showed. If that revision is known and was still
 * valid at checkout, what it showed is the promise, even if we would say later now: the slip is ours. Without a revision
 * it is what the page said when the order came, marked inferred. Only where no page stated a date is it computed now, and
 * the mail says that it differs.
 *
 * A promise is never edited. It is replaced when today's estimate has passed it, when the date is gone or new, or when it
 * has become better by `IMPROVEMENT_DAYS` or more: less is not worth a mail.
 *
 * Example: the page said 14 October. The estimate moves to 12 October: nothing. To 10 October: told. To 15 October: told.
 */
import { inboundOf, packingDayOf } from "./because.ts";
import type { Because } from "./because.ts";
import { daysBetween, laterOf } from "./calendar-date.ts";
import type { CalendarDate, Instant } from "./ids.ts";
import type { MoveReason } from "./notice-facts.ts";
import { tranchesOf, wasValidAt } from "./published-promise.ts";
import type { PublishedPromise } from "./published-promise.ts";
import { tranchesOfLast } from "./tranches.ts";

export type PromiseOrigin = "shown" | "inferred" | "added" | "moved";

/** What the order's page said, as far as we know. */
export interface PageFacts {
  /** The publication that the line names; null: it names none, or one that we never made. */
  readonly seen: PublishedPromise | null;
  /** The publication in force when the order came; null: there was none. */
  readonly inForce: PublishedPromise | null;
  readonly orderedAt: Instant;
  readonly unitsOrdered: number;
  readonly unitsWaiting: number;
}

/** What we compute now for a line's waiting units. */
export interface Estimate {
  readonly shipBy: CalendarDate | null;
  readonly windowFrom: CalendarDate | null;
  readonly because: readonly Because[];
}

export interface FirstPromise {
  readonly origin: "shown" | "inferred" | "added";
  readonly rev: number | null;
  readonly shipBy: CalendarDate | null;
  readonly windowFrom: CalendarDate | null;
  readonly because: readonly Because[];
  readonly confidence: number;
  /** Tranches of the waiting units; a tranche without a date ships on a day that we cannot state. */
  readonly tranches: readonly { readonly units: number; readonly shipBy: CalendarDate | null }[];
  readonly differsFromPage: boolean;
}

export const IMPROVEMENT_DAYS = 3;

export function firstPromise(page: PageFacts, estimate: Estimate, confidence: number): FirstPromise {
  const seen = page.seen !== null && wasValidAt(page.seen, page.orderedAt) ? datedBy(page.seen, page) : null;
  if (page.seen !== null && seen !== null) {
    const because: Because[] = [{ kind: "shown", rev: page.seen.rev }, ...estimate.because];
    return { origin: "shown", rev: page.seen.rev, ...seen, windowFrom: null, because, confidence: page.seen.confidence, differsFromPage: false };
  }
  const inForce = page.seen === null && page.inForce !== null ? datedBy(page.inForce, page) : null;
  if (page.inForce !== null && inForce !== null) {
    const because: Because[] = [{ kind: "in_force", rev: page.inForce.rev }, ...estimate.because];
    return { origin: "inferred", rev: page.inForce.rev, ...inForce, windowFrom: null, because, confidence: page.inForce.confidence, differsFromPage: false };
  }
  const tranches = [{ units: page.unitsWaiting, shipBy: estimate.shipBy }];
  const saidOtherwise = page.seen !== null && lastDate(page.seen, page) !== estimate.shipBy;
  return { origin: "inferred", rev: null, ...estimate, confidence, tranches, differsFromPage: saidOtherwise };
}

/**
 * The promise of a line to which an order edit added units. No page showed them a date, so they get today's estimate; the line as a
 * whole keeps the later of both dates. Example: 2 units promised by 14 October, 3 added that are estimated for 2 November:
 * "3 more by 2 November", and the line is on time if its last unit leaves by then.
 */
export function promiseOfAdded(
  promised: CalendarDate | null,
  added: { readonly units: number; readonly estimate: Estimate },
  confidence: number,
): FirstPromise {
  const { units, estimate } = added;
  const shipBy = promised === null || estimate.shipBy === null ? null : laterOf(promised, estimate.shipBy);
  const windowFrom = shipBy === estimate.shipBy ? estimate.windowFrom : null;
  const tranches = [{ units, shipBy: estimate.shipBy }];
  return { origin: "added", rev: null, shipBy, windowFrom, because: estimate.because, confidence, tranches, differsFromPage: false };
}

/**
 * The promises of an order's lines that ship together: none leaves before the last, so all have the latest of their dates;
 * none, if one has none. Example: the mug's page said 14 October and the lamp's 2 November: both by 2 November.
 */
export function promisesTogether(promises: readonly FirstPromise[]): FirstPromise[] {
  const shipBy = promises.map((promise) => promise.shipBy).reduce((latest, date) => (latest === null || date === null ? null : laterOf(latest, date)));
  return promises.map((promise) => {
    if (promise.shipBy === shipBy && promise.tranches.every((tranche) => tranche.shipBy === shipBy)) return promise;
    const units = promise.tranches.reduce((sum, tranche) => sum + tranche.units, 0);
    return { ...promise, shipBy, windowFrom: promise.shipBy === shipBy ? promise.windowFrom : null, tranches: [{ units, shipBy }] };
  });
}

/** The waiting units' tranches by a publication; null when it states no date for the last of them. */
function datedBy(shown: PublishedPromise, { unitsOrdered, unitsWaiting }: PageFacts): Pick<FirstPromise, "tranches" | "shipBy"> | null {
  const tranches = tranchesOfLast(unitsWaiting, { quantity: unitsOrdered, tranches: tranchesOf(shown) });
  const shipBy = tranches?.at(-1)?.shipBy ?? null;
  if (tranches === null || shipBy === null) return null;
  // "Now" came true for other units of this order or for somebody else's: these leave with the next ones that were shown.
  const firstDate = tranches.find((tranche) => tranche.shipBy !== null)?.shipBy ?? shipBy;
  return { shipBy, tranches: tranches.map((tranche) => ({ units: tranche.units, shipBy: tranche.shipBy ?? firstDate })) };
}

function lastDate(shown: PublishedPromise, { unitsOrdered }: PageFacts): CalendarDate | null {
  return tranchesOfLast(1, { quantity: unitsOrdered, tranches: tranchesOf(shown) })?.[0]?.shipBy ?? null;
}

/** Whether the customer must be told a new date. Null: no date can be stated, or none was. */
export function mustMove(promised: CalendarDate | null, estimated: CalendarDate | null): boolean {
  if (promised === null || estimated === null) return promised !== estimated;
  return estimated > promised || daysBetween(estimated, promised) >= IMPROVEMENT_DAYS;
}

/** Why the date moved, for the customer: the first reason that the facts behind both dates show. */
export function moveReasons(before: Pick<Estimate, "shipBy" | "because">, after: Pick<Estimate, "shipBy" | "because">): MoveReason[] {
  if (after.shipBy === null) return [after.because.some(({ kind }) => kind === "overdue_beyond_seen") ? "supplier_overdue" : "no_dated_supply"];
  if (before.shipBy === null) return ["dated_supply"];
  const [one, other] = [inboundOf(before.because), inboundOf(after.because)];
  if (one !== null && one.inboundShipmentId === other?.inboundShipmentId && one.deadline !== other.deadline) {
    return [one.deadline < other.deadline ? "supplier_later" : "supplier_earlier"];
  }
  if (after.because.some(({ kind }) => kind === "overdue") && after.shipBy > before.shipBy) return ["supplier_overdue"];
  const [packedBefore, packedAfter] = [packingDayOf(before.because), packingDayOf(after.because)];
  if (packedBefore !== packedAfter && one?.inboundShipmentId === other?.inboundShipmentId) {
    return [packedBefore < packedAfter ? "more_work_ahead" : "less_work_ahead"];
  }
  return ["estimate_changed"];
}

/** The latest of several entries' estimates; null when one of them has none. */
export function latestEstimate(estimates: readonly Estimate[]): Estimate {
  return estimates.reduce((latest, estimate) => {
    if (latest.shipBy === null || estimate.shipBy === null) return latest.shipBy === null ? latest : estimate;
    return laterOf(latest.shipBy, estimate.shipBy) === estimate.shipBy ? estimate : latest;
  });
}
