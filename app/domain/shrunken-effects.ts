/**
 * What each trait of a thing adds to a number, learned from many things that each have several traits.
 *
 * The number is the mean of all plus an effect for each trait: where it goes, who sends it, what was agreed. A trait
 * that was seen seldom says little, so its effect is pulled towards none: n observations count n / (n + prior). Effects
 * are fitted in turn, each to what the others leave over (backfitting; the shrinkage is that of a random effect with a
 * variance ratio of `prior`, Robinson 1991).
 *
 * Example: mean 10 days; 8 parcels to Amazonas took 12 days longer. With a prior of 8 Amazonas adds 6.
 */

/** One value per trait, in the same order for all things. */
export type Traits = readonly string[];

export interface Effects {
  /** Mean and effects of the traits; a trait never seen adds nothing. */
  at(traits: Traits): number;
}

interface Seen {
  readonly traits: Traits;
  readonly value: number;
  readonly weight: number;
}

/** Two rounds settle the effects to well below a day; further ones change nothing that matters. */
const ROUNDS = 3;

/** Learns the effects. `prior`: how many observations a trait needs until half of its effect is believed. Throws without observations. */
export function learnEffects(seen: readonly Seen[], prior: number): Effects {
  const [first] = seen;
  if (first === undefined) throw new Error("Effects cannot be learned from nothing.");
  const totalWeight = seen.reduce((sum, { weight }) => sum + weight, 0);
  const mean = seen.reduce((sum, { value, weight }) => sum + value * weight, 0) / totalWeight;
  const effects = first.traits.map(() => new Map<string, number>());
  const left = seen.map(({ value }) => value - mean);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, effect] of effects.entries()) refit(effect, { index, seen, left, prior });
  }
  return { at: (traits) => effects.reduce((sum, effect, index) => sum + (effect.get(traits[index] ?? "") ?? 0), mean) };
}

/** Fits one trait's effects to what all others leave over, and leaves over the rest. */
function refit(effect: Map<string, number>, { index, seen, left, prior }: { index: number; seen: readonly Seen[]; left: number[]; prior: number }): void {
  const sums = new Map<string, { value: number; weight: number }>();
  for (const [at, { traits, weight }] of seen.entries()) {
    const trait = traits[index] ?? "";
    const sum = sums.get(trait) ?? { value: 0, weight: 0 };
    sum.value += ((left[at] ?? 0) + (effect.get(trait) ?? 0)) * weight;
    sum.weight += weight;
    sums.set(trait, sum);
  }
  for (const [at, { traits }] of seen.entries()) {
    const trait = traits[index] ?? "";
    const sum = sums.get(trait);
    if (sum !== undefined) left[at] = (left[at] ?? 0) + (effect.get(trait) ?? 0) - sum.value / (sum.weight + prior);
  }
  for (const [trait, { value, weight }] of sums) effect.set(trait, value / (weight + prior));
}
