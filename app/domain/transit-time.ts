/**
 * How many days a parcel takes from the order to the door, learned from the parcels before it.
 *
 * Days are compared as ratios, because a parcel to a remote place is not late by the same number of days as one around
 * the corner: its logarithm is the sum of what each trait adds (`shrunken-effects.ts`), and how far parcels like it
 * stray is learned from the same traits. What remains is one law for all, in which parcels on their way count as
 * long as they have been under way (`kaplan-meier.ts`) and older parcels count less.
 *
 * Young parcels do not take part in learning the traits: of them only the quick ones have arrived. They do take part
 * in the law, so a carrier that slows down is noticed before its parcels are there.
 *
 * Example: parcels like this one take 9 days, and 9 in 10 of all parcels stay below 1.6 times their usual days: 14 days.
 */
import { conformalLevel, observedLaw, quantileOf } from "./kaplan-meier.ts";
import { learnEffects } from "./shrunken-effects.ts";
import type { Traits } from "./shrunken-effects.ts";

export interface TransitRecord {
  /** Such as lane, sender, area, announced days by size class: one value each, in the same order for all parcels. */
  readonly traits: Traits;
  /** Days from the order to the door; of a parcel on its way, days so far. */
  readonly days: number;
  readonly isOpen: boolean;
  /** Days since the order. */
  readonly ageDays: number;
}

export interface TransitTimes {
  /** Whole days within which such a parcel arrives with `confidence`; null: too much is unknown to say. */
  daysFor(traits: Traits, confidence: number): number | null;
}

/** Older parcels say nothing. */
export const TRANSIT_MEMORY_DAYS = 150;
/** After so many days a parcel counts half. */
export const HALF_LIFE_DAYS = 120;
/** So old a parcel is there or lost: what is older may teach the traits. */
export const SETTLED_AFTER_DAYS = 20;
/** Fewer parcels that have arrived, and nothing is said. */
export const FEWEST_PARCELS = 50;
/** Parcels of a trait at which half of what it adds is believed; spread needs more of them. */
const PRIOR_PARCELS = 6;
const PRIOR_PARCELS_OF_SPREAD = 20;
/** Keeps a parcel that arrives to the day from claiming that nobody ever strays. */
const LEAST_STRAY = 0.05;

/** Null: too few parcels have arrived. */
export function learnTransitTimes(records: readonly TransitRecord[]): TransitTimes | null {
  const known = records
    .filter(({ ageDays }) => ageDays <= TRANSIT_MEMORY_DAYS)
    .map((record) => ({ ...record, weight: 0.5 ** (record.ageDays / HALF_LIFE_DAYS) }));
  const teachers = known.filter(({ isOpen, ageDays }) => !isOpen && ageDays >= SETTLED_AFTER_DAYS);
  if (teachers.length < FEWEST_PARCELS) return null;
  const usual = learnEffects(
    teachers.map(({ traits, days, weight }) => ({ traits, weight, value: logDays(days) })),
    PRIOR_PARCELS,
  );
  const stray = learnEffects(
    teachers.map(({ traits, days, weight }) => ({ traits, weight, value: Math.log(LEAST_STRAY + Math.abs(logDays(days) - usual.at(traits))) })),
    PRIOR_PARCELS_OF_SPREAD,
  );
  const spread = (traits: Traits) => Math.exp(stray.at(traits));
  const law = observedLaw(known.map(({ traits, days, isOpen, weight }) => ({ value: (logDays(days) - usual.at(traits)) / spread(traits), isOpen, weight })));
  return {
    daysFor(traits, confidence) {
      const strays = quantileOf(law, conformalLevel(law, confidence));
      // Days are whole: who arrives within 12.7 days arrives within 12.
      return strays === null ? null : Math.max(0, Math.floor(Math.exp(usual.at(traits) + strays * spread(traits)) - 1 + ROUNDING));
    },
  };
}

const ROUNDING = 1e-9;

/** One is added so that a parcel of the same day has a logarithm. */
function logDays(days: number): number {
  return Math.log(days + 1);
}

/** A number as a trait: values of about the same size are one class. `perDoubling`: classes from a value to its double. */
export function sizeClass(value: number, perDoubling: number): string {
  return String(Math.round(Math.log2(1 + Math.max(0, value)) * perDoubling));
}
