/**
 * Shopify's leaky bucket, one for each app and shop: a query takes its requested cost, gets back what it did not
 * use, and the bucket refills at a steady rate.
 */

export type BucketLimits = { maximumAvailable: number; restoreRate: number };

/** Points of the plans: 100 a second for most shops, with twenty seconds' worth in the bucket. */
export const STANDARD_BUCKET: BucketLimits = { maximumAvailable: 2000, restoreRate: 100 };

export type ThrottleStatus = BucketLimits & { currentlyAvailable: number };

export class CostBucket {
  readonly #limits: BucketLimits;
  readonly #nowMs: () => number;
  #available: number;
  #updatedMs: number;

  constructor(limits: BucketLimits, nowMs: () => number) {
    this.#limits = limits;
    this.#nowMs = nowMs;
    this.#available = limits.maximumAvailable;
    this.#updatedMs = nowMs();
  }

  /** Takes the points, or takes nothing and says false. */
  take(points: number): boolean {
    this.#refill();
    if (this.#available < points) return false;
    this.#available -= points;
    return true;
  }

  giveBack(points: number): void {
    this.#refill();
    this.#available = Math.min(this.#limits.maximumAvailable, this.#available + points);
  }

  status(): ThrottleStatus {
    this.#refill();
    return { ...this.#limits, currentlyAvailable: Math.floor(this.#available) };
  }

  #refill(): void {
    const nowMs = this.#nowMs();
    const earned = ((nowMs - this.#updatedMs) / 1000) * this.#limits.restoreRate;
    this.#available = Math.min(this.#limits.maximumAvailable, this.#available + Math.max(0, earned));
    this.#updatedMs = nowMs;
  }
}
