/** Quantiles of the Poisson law: how many orders to expect at most, with a stated confidence. */

/** Above this mean the law's first term is below the smallest number there is. */
const EXACT_UP_TO = 600;

/**
 * The smallest count that is not exceeded with probability `confidence`. Exact up to a mean of 600, from there Cornish
 * and Fisher's expansion, which is off by at most one. Example: mean 72, 0.9: 83.
 */
export function poissonQuantile(mean: number, confidence: number): number {
  if (mean <= 0) return 0;
  if (mean > EXACT_UP_TO) {
    const z = normalQuantile(confidence);
    return Math.ceil(mean + z * Math.sqrt(mean) + (z * z - 1) / 6);
  }
  let count = 0;
  let probability = Math.exp(-mean);
  let sum = probability;
  while (sum < confidence) {
    count += 1;
    probability *= mean / count;
    sum += probability;
  }
  return count;
}

/**
 * Quantile of the standard normal law. Newton's method on the distribution function written as a power series
 * (Marsaglia 2004), good to nine digits for 0.001 to 0.999.
 */
export function normalQuantile(probability: number): number {
  let z = 0;
  for (let step = 0; step < 20; step++) {
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    const correction = (normalShare(z, density) - probability) / density;
    z -= correction;
    if (Math.abs(correction) < 1e-10) break;
  }
  return z;
}

function normalShare(z: number, density: number): number {
  let term = z;
  let sum = z;
  for (let divisor = 3; Math.abs(term) > 1e-16; divisor += 2) {
    term *= (z * z) / divisor;
    sum += term;
  }
  return 0.5 + sum * density;
}
