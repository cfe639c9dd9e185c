/**
 * How many units at a location are free to give to those who wait, and how Shopify's numbers differ from our queue.
 *
 * `available` already has every open order subtracted, waiting ones included, so "available above 0" is the wrong
 * question: with 5 units sold at stock 0 and 3 arrived, `available` is -2 and yet 3 people can be served.
 *
 * With available A, committed K, our waiting W and allocated C, the free units are min(A + W, A + K - C): the first term
 * ranks orders we have not read before ours, the second never gives more than lies on the shelf (A + K).
 *
 * Example: stock 3, one order waits for 3 units and one for 2. The 2 were just shipped by hand, which we have not read:
 * A is -2 and K is 3, while our queue still says W 5, C 0. min(-2 + 5, -2 + 3 - 0) = 1 unit lies on the shelf, 1 is free.
 */
export interface StockAndQueue {
  /** Shopify's `available`; negative when oversold. */
  readonly available: number;
  /** Shopify's `committed`. */
  readonly committed: number;
  readonly unitsWaiting: number;
  readonly unitsAllocated: number;
  /** Units that wait there for a line on its way from another location; missing: none. */
  readonly unitsBlocked?: number;
}

export interface FreeUnits {
  /** Units that may be given out now. */
  readonly allocatableUnits: number;
  /** Units that could be given out, were they not kept for a line on its way. */
  readonly blockedUnits: number;
  /** Units on the shelf that are nobody's, whether or not somebody waits for them. */
  readonly nobodysUnits: number;
  /** Allocated units that the shelf does not hold. */
  readonly shortageUnits: number;
  /** Committed units that no line of ours explains: orders we have not read, or may not. They rank first. */
  readonly unseenUnits: number;
  /** Units of our lines that Shopify does not count as committed. */
  readonly uncommittedUnits: number;
}

/** Never gives more than waits, never calls more short than is allocated. */
export function freeUnits({ available, committed, unitsWaiting, unitsAllocated, unitsBlocked = 0 }: StockAndQueue): FreeUnits {
  const uncovered = Math.min(available + unitsWaiting, available + committed - unitsAllocated);
  const difference = committed - (unitsWaiting + unitsAllocated);
  return {
    allocatableUnits: Math.min(Math.max(uncovered - unitsBlocked, 0), unitsWaiting),
    blockedUnits: Math.min(Math.max(uncovered, 0), unitsWaiting) - Math.min(Math.max(uncovered - unitsBlocked, 0), unitsWaiting),
    nobodysUnits: Math.max(uncovered - unitsBlocked, 0),
    shortageUnits: Math.min(Math.max(-uncovered, 0), unitsAllocated),
    unseenUnits: Math.max(difference, 0),
    uncommittedUnits: Math.max(-difference, 0),
  };
}
