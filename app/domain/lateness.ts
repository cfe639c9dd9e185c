/**
 * How late a supplier's goods come, learned from what came before.
 *
 * Lateness is received minus deadline, in calendar days; early is negative. A supplier with few receipts is shrunk
 * towards all suppliers: the others' receipts count as `PRIOR_RECEIPTS` of its own. Everything is conditioned on "not
 * arrived by today": only lateness larger than today minus deadline can still happen. Lots that are late and still
 * open are censored, not ignored, because leaving them out would make every supplier look better than it is (Kaplan
 * and Meier 1958).
 *
 * With `FEWEST_TO_SCALE` receipts and more, every receipt counts, stretched to what is usual for this supplier and location
 * (`scaled-lateness.ts`), older ones less.
 *
 * The stated quantile is the split-conformal one: of n receipts the ceil((n + 1) confidence)-th smallest. Example: of
 * nine receipts 0, 0, 1, 1, 2, 3, 3, 5, 9 days late, 9 in 10 of the next arrive within the 9th smallest: 9 days. Of
 * eight there would be no such rank: too few to say.
 */
import type { LocationId, SupplierId } from "./ids.ts";
import { conformalLevel, observedLaw } from "./kaplan-meier.ts";
import { learnScaledLateness, weightOf } from "./scaled-lateness.ts";
import type { Lane, ScaledLateness } from "./scaled-lateness.ts";

export interface LatenessRecord {
  readonly supplierId: SupplierId;
  /** Where the goods go. */
  readonly locationId: LocationId;
  /** Days since they were received; of an open lot 0. */
  readonly ageDays: number;
  /** Calendar days; of an open lot, how late it is today. */
  readonly daysLate: number;
  /** Not received yet: it will be later than `daysLate`. */
  readonly isOpen: boolean;
}

/** The part of a law that can still happen, as a distribution function: the share of arrivals up to `daysLate`. */
export interface LatenessLaw {
  /** Whose receipts speak; assumed: none do, see `DEFAULT_LATENESS_DAYS`. */
  readonly source: "supplier" | "pooled" | "assumed";
  /** Receipts behind it. */
  readonly receipts: number;
  readonly steps: readonly { readonly daysLate: number; readonly share: number }[];
  /** Weight of the receipts in `steps`: n of the rank ceil((n + 1) confidence). */
  readonly size: number;
}

/** Fewer receipts of its own, and a supplier is judged by all suppliers together. */
export const FEWEST_OWN_RECEIPTS = 5;
/** What all suppliers' receipts weigh beside a supplier's own. */
export const PRIOR_RECEIPTS = 10;
/** Stated while there are fewer than `FEWEST_RECEIPTS` receipts in all. */
export const DEFAULT_LATENESS_DAYS = 7;
export const FEWEST_RECEIPTS = 9;
const ROUNDING = 1e-9;

/**
 * The lateness law of a lot that is `daysOverdue` late today (negative: not due yet), or null when so late a lot is
 * beyond anything seen: then no date can be stated and the supplier must be asked.
 */
export function latenessLaw(records: readonly LatenessRecord[], lot: Lane & { daysOverdue: number; confidence: number }): LatenessLaw | null {
  const receipts = records.filter(({ isOpen }) => !isOpen);
  if (!reaches(receipts.length, lot.confidence)) return assumedLaw(receipts, lot.daysOverdue);

  const own = receipts.filter(({ supplierId }) => supplierId === lot.supplierId).length;
  const scaled = scaledLateness(records);
  if (scaled !== null) {
    const law = conditionedLaw(records, lot.daysOverdue, { weight: weightOf, daysLate: (record) => scaled.daysLateOn(lot, record) });
    if (canState(law, lot.confidence)) {
      return own >= FEWEST_OWN_RECEIPTS ? { ...law, source: "supplier", receipts: own } : { ...law, source: "pooled", receipts: receipts.length };
    }
  } else if (own >= FEWEST_OWN_RECEIPTS) {
    const weightOfOthers = Math.min(1, PRIOR_RECEIPTS / (receipts.length - own));
    const law = conditionedLaw(records, lot.daysOverdue, { weight: ({ supplierId }) => (supplierId === lot.supplierId ? 1 : weightOfOthers), daysLate });
    if (canState(law, lot.confidence)) return { ...law, source: "supplier", receipts: own };
  }
  const law = conditionedLaw(records, lot.daysOverdue, { weight: () => 1, daysLate });
  if (canState(law, lot.confidence)) return { ...law, source: "pooled", receipts: receipts.length };
  const soonest = lot.daysOverdue < 0 ? lawFromTomorrow(records, lot.daysOverdue) : null;
  return soonest !== null && canState(soonest, lot.confidence) ? { ...soonest, source: "pooled", receipts: receipts.length } : null;
}

/**
 * Of a lot that is not due yet, when too few receipts came as late as it still can: those that came earlier count as
 * coming tomorrow, the soonest that it can. Silence would be wrong, since nothing about the lot is unusual.
 */
function lawFromTomorrow(records: readonly LatenessRecord[], daysOverdue: number): Pick<LatenessLaw, "steps" | "size"> {
  const soonest = daysOverdue + 1;
  const possible = records.filter((record) => !record.isOpen || record.daysLate > daysOverdue);
  return conditionedLaw(possible, daysOverdue, { weight: () => 1, daysLate: (record) => Math.max(record.daysLate, soonest) });
}

/** What the same receipts teach is learned once for all lots that are judged by them. */
function scaledLateness(records: readonly LatenessRecord[]): ScaledLateness | null {
  const known = learned.get(records);
  if (known !== undefined) return known;
  const scaled = learnScaledLateness(records);
  learned.set(records, scaled);
  return scaled;
}
const learned = new WeakMap<readonly LatenessRecord[], ScaledLateness | null>();

function daysLate(record: LatenessRecord): number {
  return record.daysLate;
}

/** Days late that the share `confidence` of arrivals does not exceed, or null when the receipts are too few to say. */
export function latenessQuantile(law: LatenessLaw, confidence: number): number | null {
  const level = levelFor(law, confidence);
  return law.steps.find(({ share }) => share >= level - ROUNDING)?.daysLate ?? null;
}

/** The share of a finite sample that must be covered so that the next arrival is covered with `confidence`. */
export function levelFor(law: LatenessLaw, confidence: number): number {
  return law.source === "assumed" ? confidence : conformalLevel(law, confidence);
}

/** The lateness at a uniform draw from [0, 1); infinite where the open lots leave it unknown. */
export function drawLateness(law: LatenessLaw, draw: number): number {
  return law.steps.find(({ share }) => share > draw)?.daysLate ?? Infinity;
}

function canState(law: { steps: LatenessLaw["steps"]; size: number }, confidence: number): boolean {
  return latenessQuantile({ ...law, source: "pooled", receipts: 0 }, confidence) !== null;
}

function reaches(size: number, confidence: number): boolean {
  return confidence * (size + 1) <= size + ROUNDING;
}

/** On time in half of all cases, else the default; never less than what few receipts have already shown. */
function assumedLaw(receipts: readonly LatenessRecord[], daysOverdue: number): LatenessLaw | null {
  const seen = receipts.length < FEWEST_RECEIPTS ? [] : receipts.map(({ daysLate }) => daysLate);
  const longest = Math.max(DEFAULT_LATENESS_DAYS, ...seen);
  if (daysOverdue >= longest) return null;
  const steps = [
    { daysLate: 0, share: 0.5 },
    { daysLate: longest, share: 1 },
  ];
  const isPossible = daysOverdue < 0 ? steps : steps.slice(1);
  return { source: "assumed", receipts: receipts.length, steps: isPossible, size: receipts.length };
}

/** What can still happen of the records' law when a lot is `daysOverdue` late, by what each record says about the lot. */
function conditionedLaw(
  records: readonly LatenessRecord[],
  daysOverdue: number,
  saying: { weight: (record: LatenessRecord) => number; daysLate: (record: LatenessRecord) => number },
): Pick<LatenessLaw, "steps" | "size"> {
  const said = records.map((record) => ({ value: saying.daysLate(record), isOpen: record.isOpen, weight: saying.weight(record) }));
  const { steps, size } = observedLaw(said.filter(({ value }) => value > daysOverdue));
  return { steps: steps.map(({ value, share }) => ({ daysLate: value, share })), size };
}
