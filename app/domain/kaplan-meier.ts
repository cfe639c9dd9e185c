/**
 * How long things take when some of them are still under way.
 *
 * Leaving out what is still open would count only the quick ones. Kaplan and Meier (1958) keep them: at each value at
 * which something ended, the share that ends there is judged among those that had got that far. Observations may weigh
 * less than one, because they are old or somebody else's.
 *
 * Example: ended after 2, 4 and 6 days, one open since 5: a quarter ends by day 2, half by day 4, and of the rest, who
 * is past day 5, everybody known by day 6.
 */

export interface Observation {
  readonly value: number;
  /** Not ended: it will take longer than `value`. */
  readonly isOpen: boolean;
  readonly weight: number;
}

export interface ObservedLaw {
  /** The share that ends up to each value, rising; below one at the end when the longest is still open. */
  readonly steps: readonly { readonly value: number; readonly share: number }[];
  /** Weight of what has ended. */
  readonly size: number;
}

/** The weighted product-limit estimate. Observations with weight zero say nothing. */
export function observedLaw(observations: readonly Observation[]): ObservedLaw {
  // What is open since day 4 was still at risk of ending on day 4: what ended comes before what is open.
  const ordered = [...observations].sort((a, b) => a.value - b.value || Number(a.isOpen) - Number(b.isOpen));
  let atRisk = ordered.reduce((sum, { weight }) => sum + weight, 0);
  let underWay = 1;
  let size = 0;
  const shareUpTo = new Map<number, number>();
  for (const { value, isOpen, weight } of ordered) {
    if (!isOpen && weight > 0) {
      underWay *= Math.max(0, 1 - weight / atRisk);
      size += weight;
      shareUpTo.set(value, 1 - underWay);
    }
    atRisk -= weight;
  }
  return { steps: [...shareUpTo].map(([value, share]) => ({ value, share })), size };
}

/** Sums of weights carry rounding in their last digits. */
const ROUNDING = 1e-9;

/** The smallest value that at least `level` of all do not exceed; null: too much is open to say. */
export function quantileOf({ steps }: Pick<ObservedLaw, "steps">, level: number): number | null {
  return steps.find(({ share }) => share >= level - ROUNDING)?.value ?? null;
}

/** The level to read so that the *next* one is covered with `confidence`: of n, the ceil((n + 1) confidence)-th (split conformal). */
export function conformalLevel({ size }: Pick<ObservedLaw, "size">, confidence: number): number {
  return (confidence * (size + 1)) / size;
}
