import { z } from "zod";
import { seededRandom } from "./seeded-random.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** What can go wrong on the way to the Admin API and back, in percent of all calls. */
export const faultSettings = z.object({
  seed: z.int().default(1),
  /** HTTP 429 before anything is done. */
  tooManyRequestsPercent: z.number().min(0).max(100).default(0),
  /** HTTP 502 before anything is done. */
  serverErrorPercent: z.number().min(0).max(100).default(0),
  /** The connection breaks before anything is done. */
  lostBeforePercent: z.number().min(0).max(100).default(0),
  /** Everything is done, then the connection breaks: the caller cannot know. */
  lostAfterPercent: z.number().min(0).max(100).default(0),
  /** Everything is done and the answer is not JSON. */
  garbagePercent: z.number().min(0).max(100).default(0),
  slowPercent: z.number().min(0).max(100).default(0),
  slowMs: z.number().min(0).default(3000),
});

export type FaultSettings = z.infer<typeof faultSettings>;
export type Fault = "garbage" | "lost_after" | "lost_before" | "server_error" | "too_many_requests";

export class Faults {
  #settings: FaultSettings = faultSettings.parse({});
  #random: SeededRandom = seededRandom(1);
  #counts: Record<Fault | "slow", number> = countsAtZero();

  get settings(): FaultSettings {
    return this.#settings;
  }

  get counts(): Record<string, number> {
    return { ...this.#counts };
  }

  set(settings: FaultSettings): void {
    this.#settings = settings;
    this.#random = seededRandom(settings.seed);
    this.#counts = countsAtZero();
  }

  /** What happens to the next call: at most one fault, and how long it waits. */
  draw(): { fault: Fault | null; waitMs: number } {
    const { tooManyRequestsPercent, serverErrorPercent, lostBeforePercent, lostAfterPercent, garbagePercent } = this.#settings;
    const rates: [Fault, number][] = [
      ["too_many_requests", tooManyRequestsPercent],
      ["server_error", serverErrorPercent],
      ["lost_before", lostBeforePercent],
      ["lost_after", lostAfterPercent],
      ["garbage", garbagePercent],
    ];
    const isSlow = this.#random.chance(this.#settings.slowPercent);
    if (isSlow) this.#counts.slow += 1;
    let point = this.#random.next() * 100;
    const hit = rates.find(([, percent]) => (point -= percent) < 0);
    if (hit !== undefined) this.#counts[hit[0]] += 1;
    return { fault: hit?.[0] ?? null, waitMs: isSlow ? this.#settings.slowMs : 0 };
  }
}

function countsAtZero(): Record<Fault | "slow", number> {
  return { garbage: 0, lost_after: 0, lost_before: 0, server_error: 0, too_many_requests: 0, slow: 0 };
}
