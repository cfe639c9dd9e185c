/**
 * Shopify's leaky bucket, seen from our side: a query takes its requested cost, the bucket refills at a steady rate and
 * every answer tells how full it is. We wait before a call that would be throttled, rather than after it.
 *
 * A bucket of 2,000 refilled by 100 a second holds 40 points and a query needs 240: it is sent after 2 seconds.
 */

export interface ThrottleStatus {
  readonly maximumAvailable: number;
  readonly currentlyAvailable: number;
  readonly restoreRate: number;
}

interface Bucket {
  status: ThrottleStatus;
  /** What is left by our own count since the last answer. */
  left: number;
  updatedMs: number;
}

/** What an operation costs until an answer has said so. */
const UNKNOWN_COST = 50;

export class CostBudget {
  readonly #buckets = new Map<string, Bucket>();
  readonly #costs = new Map<string, number>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** Takes the operation's cost from the shop's bucket and answers how long to wait before sending it. */
  take(shop: string, operation: string): number {
    const bucket = this.#refilled(shop);
    if (bucket === undefined) return 0;
    const cost = Math.min(this.#costs.get(operation) ?? UNKNOWN_COST, bucket.status.maximumAvailable);
    bucket.left -= cost;
    return bucket.left >= 0 ? 0 : (-bucket.left / bucket.status.restoreRate) * 1000;
  }

  /** What an answer said. Shopify's count includes what other processes took. */
  learn(shop: string, operation: string, requestedCost: number, status: ThrottleStatus): void {
    this.#costs.set(operation, requestedCost);
    this.#buckets.set(shop, { status, left: status.currentlyAvailable, updatedMs: this.#nowMs() });
  }

  #refilled(shop: string): Bucket | undefined {
    const bucket = this.#buckets.get(shop);
    if (bucket === undefined) return undefined;
    const nowMs = this.#nowMs();
    const { maximumAvailable, restoreRate } = bucket.status;
    bucket.left = Math.min(maximumAvailable, bucket.left + ((nowMs - bucket.updatedMs) / 1000) * restoreRate);
    bucket.updatedMs = nowMs;
    return bucket;
  }
}
