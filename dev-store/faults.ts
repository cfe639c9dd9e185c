import { z } from "zod";
import { seededRandom } from "./seeded-random.ts";
import type { SeededRandom } from "./seeded-random.ts";

const percent = z.number().min(0).max(100);

/** What can go wrong on the way to the Admin API and back, in percent of all calls. What is not named stays as it usually is. */
export const faultChanges = z
  .strictObject({
    seed: z.int(),
    /** HTTP 429 before anything is done. */
    tooManyRequestsPercent: percent,
    /** HTTP 500, 502 or 503 before anything is done. */
    serverErrorPercent: percent,
    /** GraphQL's own `THROTTLED`, however full the bucket is. */
    throttledPercent: percent,
    /** GraphQL's own `INTERNAL_SERVER_ERROR`: nothing is done. */
    internalErrorPercent: percent,
    /** The connection breaks before anything is done. */
    lostBeforePercent: percent,
    /** Everything is done, then the connection breaks: the caller cannot know. */
    lostAfterPercent: percent,
    /** Everything is done and the answer is not JSON. */
    garbagePercent: percent,
    /** Everything is done, and the connection closes in the middle of the answer. */
    halfClosedPercent: percent,
    /** No answer for `timeoutMs`, then the connection breaks: nothing was done, */
    timeoutBeforePercent: percent,
    /** or everything. */
    timeoutAfterPercent: percent,
    timeoutMs: z.number().min(0),
    /** The answer comes, late. */
    slowPercent: percent,
    slowMs: z.number().min(0),
    /** Not a chance but a rule: no page reaches beyond so many objects of a list. 25,000 in Shopify's words; 0 is no end. */
    pagedObjects: z.int().min(0),
  })
  .partial();

export type FaultSettings = Required<z.infer<typeof faultChanges>>;

export const NO_FAULTS: FaultSettings = {
  seed: 1,
  tooManyRequestsPercent: 0,
  serverErrorPercent: 0,
  throttledPercent: 0,
  internalErrorPercent: 0,
  lostBeforePercent: 0,
  lostAfterPercent: 0,
  garbagePercent: 0,
  halfClosedPercent: 0,
  timeoutBeforePercent: 0,
  timeoutAfterPercent: 0,
  timeoutMs: 60_000,
  slowPercent: 0,
  slowMs: 3000,
  pagedObjects: 0,
};

const RATES = {
  too_many_requests: "tooManyRequestsPercent",
  server_error: "serverErrorPercent",
  throttled: "throttledPercent",
  internal_error: "internalErrorPercent",
  lost_before: "lostBeforePercent",
  lost_after: "lostAfterPercent",
  garbage: "garbagePercent",
  half_closed: "halfClosedPercent",
  timeout_before: "timeoutBeforePercent",
  timeout_after: "timeoutAfterPercent",
} as const satisfies Record<string, keyof FaultSettings>;

export type Fault = keyof typeof RATES;
// The keys of a constant object are its type's.
const FAULTS = Object.keys(RATES) as Fault[];

/** A proxy that gives up on Shopify sooner than the app does: tests need not wait for the app's own patience. */
const SPREAD_TIMEOUT_MS = 2000;

/** So many percent of all calls fail, each way as often as the others, and as many come late as fail in one way. */
export function spreadFaults(percentOfCalls: number): FaultSettings {
  const share = percentOfCalls / FAULTS.length;
  const shares = Object.fromEntries(FAULTS.map((fault) => [RATES[fault], share]));
  return { ...NO_FAULTS, ...shares, slowPercent: share, slowMs: SPREAD_TIMEOUT_MS, timeoutMs: SPREAD_TIMEOUT_MS };
}

export class Faults {
  readonly #usual: FaultSettings;
  #settings: FaultSettings;
  #random: SeededRandom;
  #counts: Record<Fault | "slow", number> = countsAtZero();

  /** `usual` is what holds until something else is set, and what is not named later. */
  constructor(usual: FaultSettings = NO_FAULTS) {
    this.#usual = usual;
    this.#settings = usual;
    this.#random = seededRandom(usual.seed);
  }

  get settings(): FaultSettings {
    return this.#settings;
  }

  get counts(): Record<string, number> {
    return { ...this.#counts };
  }

  countOf(fault: Fault): number {
    return this.#counts[fault];
  }

  set(changes: z.infer<typeof faultChanges>): void {
    this.#settings = { ...this.#usual, ...changes };
    this.#random = seededRandom(this.#settings.seed);
    this.#counts = countsAtZero();
  }

  /** What happens to the next call: at most one fault, and how long it waits. */
  draw(): { fault: Fault | null; waitMs: number } {
    const isSlow = this.#random.chance(this.#settings.slowPercent);
    if (isSlow) this.#counts.slow += 1;
    let point = this.#random.next() * 100;
    const fault = FAULTS.find((candidate) => (point -= this.#settings[RATES[candidate]]) < 0) ?? null;
    if (fault !== null) this.#counts[fault] += 1;
    return { fault, waitMs: isSlow ? this.#settings.slowMs : 0 };
  }
}

function countsAtZero(): Record<Fault | "slow", number> {
  const counts = Object.fromEntries(FAULTS.map((fault) => [fault, 0]));
  // One entry for each fault.
  return { ...(counts as Record<Fault, number>), slow: 0 };
}
