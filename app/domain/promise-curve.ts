/**
 * The promise curve of one item at one location: which position in the queue ships by when.
 *
 * A position counts units from the head of the queue: orders we cannot see, units waiting ahead, and one's own. Lots
 * cover positions in the order in which they can be packed; the date is the last packing day that the shop's confidence
 * needs, the window starts at the median. The curve never falls: waiting further back never means shipping earlier.
 *
 * Example: 3 units on the shelf, 4 agreed for Friday 2 October (6 days late at 9 in 10, 2 receiving days): positions
 * 1 to 3 ship today, 4 to 7 by Monday 12 October; beyond 7 there is no date.
 */
import type { Because } from "./because.ts";
import { PACKING_HORIZON_DAYS } from "./capacity.ts";
import type { Packing } from "./capacity.ts";
import { packedDaysOfCrossing, unitsPackedBy } from "./crossing-lots.ts";
import type { Arrival, PackedStep } from "./crossing-lots.ts";
import type { CalendarDate } from "./ids.ts";
import type { LatenessRecord } from "./lateness.ts";
import { becauseOf, dateLot, packableFrom, packableSpan } from "./supply-lot.ts";
import type { ComingLot, DatedLot, ShelfLot, SupplyLot } from "./supply-lot.ts";
import { packingDate, packingDayOfNow } from "./working-calendar.ts";
import type { WorkingDays } from "./working-calendar.ts";

export interface CurveStep {
  /** The step's last position; its first is the one after the step before. */
  readonly upTo: number;
  readonly shipBy: CalendarDate;
  /** The median; the window ends with `shipBy`. */
  readonly windowFrom: CalendarDate;
  readonly because: readonly Because[];
}

export interface PromiseCurve {
  readonly steps: readonly CurveStep[];
  /** Positions that lie on the shelf already. */
  readonly shelfUnits: number;
  /** Why lots, or the end of the queue, have no date. */
  readonly undated: readonly Because[];
  /** Dated positions by the first day on which they can be packed: what this item asks of the location. */
  readonly work: readonly { readonly upTo: number; readonly day: CalendarDate }[];
}

export interface CurveFacts {
  readonly days: WorkingDays;
  readonly isPastCutOff: boolean;
  readonly packing: Packing;
  readonly lots: readonly SupplyLot[];
  /** Why supply that is not among the lots has no date. */
  readonly missing?: readonly Because[];
  readonly lateness: readonly LatenessRecord[];
  readonly confidence: number;
}

const MEDIAN = 0.5;

export function promiseCurve(facts: CurveFacts): PromiseCurve {
  const now = packingDayOfNow(facts.days, facts.isPastCutOff);
  if (now === null) return { steps: [], shelfUnits: unitsOf(facts.lots, "on_hand"), undated: [{ kind: "no_capacity" }], work: [] };
  const { dated, undated: undatedLots } = dateLots(facts);
  const undated = [...undatedLots, ...(facts.missing ?? [])];
  const groups = groupCrossing(dated, facts.days);
  const stated = packedSteps(facts, { now, groups, confidence: facts.confidence });
  const median = packedSteps(facts, { now, groups, confidence: MEDIAN });
  const steps = inDates(stated.steps, median.steps, facts.days);
  const isCapacityShort = (steps.at(-1)?.upTo ?? 0) < facts.lots.reduce((sum, lot) => sum + lot.units, 0) && undated.length === 0;
  return {
    steps,
    shelfUnits: unitsOf(facts.lots, "on_hand"),
    undated: isCapacityShort ? [{ kind: "no_capacity" }] : undated,
    work: stated.arrivals.flatMap(({ upTo, day }) => {
      const date = packingDate(facts.days, day);
      return date === null ? [] : [{ upTo, day: date }];
    }),
  };
}

/** The step that covers a position; null beyond the last dated unit. */
export function stepAt(curve: { readonly steps: readonly CurveStep[] }, position: number): CurveStep | null {
  return curve.steps.find(({ upTo }) => position <= upTo) ?? null;
}

/** What a position waits for: the lots that may bring it, in any order, behind units that come before all of them. */
export interface Cover {
  /** Empty: it is covered already, and leaves on `fixedDay`. */
  readonly lots: readonly DatedLot[];
  readonly fixedDay: number;
  readonly before: number;
  readonly earlier: readonly Arrival[];
}

/** What covers a position; null: it has no date. */
export function coverAt(facts: CurveFacts, position: number): Cover | null {
  const now = packingDayOfNow(facts.days, facts.isPastCutOff);
  if (now === null) return null;
  const groups = groupCrossing(dateLots(facts).dated, facts.days);
  for (let ahead = 0; ahead <= groups.length; ahead++) {
    const { steps, earlier, covered } = packedSteps(facts, { now, groups: groups.slice(0, ahead), confidence: facts.confidence });
    const group = groups[ahead];
    const coming = (group ?? []).reduce((sum, { lot }) => sum + lot.units, 0);
    const packed = steps.find(({ upTo }) => position <= upTo);
    if (packed !== undefined) return { lots: [], fixedDay: packed.day, before: covered, earlier };
    if (group !== undefined && position <= covered + coming) return { lots: group, fixedDay: now, before: covered, earlier };
  }
  return null;
}

function dateLots({ lots, days, lateness, confidence }: CurveFacts): { dated: DatedLot[]; undated: Because[] } {
  const dated: DatedLot[] = [];
  const undated: Because[] = [];
  for (const lot of lots) {
    if (!isComing(lot) || lot.units <= 0) continue;
    const outcome = dateLot(lot, { today: days.today, records: lateness, confidence });
    if ("lot" in outcome) dated.push(outcome);
    else undated.push(outcome);
  }
  return { dated: dated.sort(byDeadline), undated };
}

function isComing(lot: SupplyLot): lot is ComingLot {
  return lot.kind === "inbound" || lot.kind === "made_to_order";
}

function byDeadline(one: DatedLot, other: DatedLot): number {
  if (one.deadline !== other.deadline) return one.deadline < other.deadline ? -1 : 1;
  return one.lot.inboundShipmentId < other.lot.inboundShipmentId ? -1 : 1;
}

/** Lots whose possible arrivals overlap belong together; a lot that is surely in before the next one stands alone. */
function groupCrossing(lots: readonly DatedLot[], days: WorkingDays): DatedLot[][] {
  const groups: DatedLot[][] = [];
  let lastDay = -Infinity;
  for (const lot of lots) {
    const span = packableSpan(lot, days);
    const group = groups.at(-1);
    if (group !== undefined && span.from < lastDay) group.push(lot);
    else groups.push([lot]);
    lastDay = Math.max(lastDay, span.to);
  }
  return groups;
}

type Step = PackedStep & { readonly because: readonly Because[]; readonly from: number };

/** Where the walk over the lots stands. */
interface Walk {
  readonly steps: Step[];
  readonly earlier: Arrival[];
  readonly arrivals: { upTo: number; day: number }[];
  covered: number;
}

interface LotOnDay {
  readonly units: number;
  readonly day: number;
  readonly because: readonly Because[];
}

/** Walks the lots in order; stops at the first unit that has no day, since nobody behind it can have one. */
function packedSteps(facts: CurveFacts, plan: { now: number; groups: readonly DatedLot[][]; confidence: number }): Walk {
  const walk: Walk = { steps: [], earlier: [], arrivals: [], covered: 0 };
  for (const kind of ["on_hand", "in_receipt"] as const) {
    const units = unitsOf(facts.lots, kind);
    if (units > 0 && !addLot(walk, { units, day: plan.now, because: [{ kind }] }, facts.packing)) return walk;
  }
  for (const group of plan.groups) {
    const [only, ...others] = group;
    const goesOn = only !== undefined && others.length === 0 ? addAlone(walk, only, facts, plan.confidence) : addCrossing(walk, group, facts, plan.confidence);
    if (!goesOn) return walk;
  }
  return walk;
}

function addAlone(walk: Walk, lot: DatedLot, facts: CurveFacts, confidence: number): boolean {
  const day = packableFrom(lot, facts.days, confidence);
  return day !== null && addLot(walk, { units: lot.lot.units, day, because: becauseOf(lot, facts.days, facts.confidence) }, facts.packing);
}

function addCrossing(walk: Walk, group: readonly DatedLot[], { days, packing, confidence: stated }: CurveFacts, confidence: number): boolean {
  const packed = packedDaysOfCrossing(group, { before: walk.covered, earlier: [...walk.earlier], days, packing, confidence });
  return group.every((lot) => {
    const upTo = walk.covered + lot.lot.units;
    const day = packableFrom(lot, days, confidence);
    if (day === null) return false;
    const because: Because[] = [...becauseOf(lot, days, stated), { kind: "crossing", lots: group.length }];
    const ofLot = packed.filter((step) => step.upTo > walk.covered && step.upTo <= upTo);
    return addSteps(walk, { units: lot.lot.units, day, because }, ofLot);
  });
}

function addLot(walk: Walk, lot: LotOnDay, packing: Packing): boolean {
  return addSteps(walk, lot, packedDays({ ...lot, before: walk.covered, earlier: walk.earlier, packing }));
}

/** False: some of the lot's units have no day. */
function addSteps(walk: Walk, { units, day, because }: LotOnDay, packed: readonly PackedStep[]): boolean {
  walk.steps.push(...packed.filter((step) => Number.isFinite(step.day)).map((step) => ({ ...step, because, from: day })));
  walk.earlier.push({ day, before: walk.covered });
  walk.covered += units;
  walk.arrivals.push({ upTo: walk.covered, day });
  return walk.steps.at(-1)?.upTo === walk.covered;
}

/** The days on which the units of one lot leave, exact. */
function packedDays(lot: { units: number; day: number; before: number; earlier: readonly Arrival[]; packing: Packing }): PackedStep[] {
  const arrivals = [...lot.earlier, { day: lot.day, before: lot.before }];
  const last = lot.before + lot.units;
  const steps: PackedStep[] = [];
  let covered = lot.before;
  for (let day = lot.day; day < lot.day + PACKING_HORIZON_DAYS && covered < last; day++) {
    const upTo = Math.min(last, Math.floor(unitsPackedBy(day, arrivals, lot.packing)));
    if (upTo > covered) steps.push({ upTo, day });
    covered = Math.max(covered, upTo);
  }
  return steps;
}

function inDates(stated: readonly Step[], median: readonly Step[], days: WorkingDays): CurveStep[] {
  const steps: CurveStep[] = [];
  let latest = 0;
  for (const { upTo, day, from, because } of stated) {
    latest = Math.max(latest, day);
    const shipBy = packingDate(days, latest);
    if (shipBy === null) break;
    const early = median.find((step) => step.upTo >= upTo)?.day ?? latest;
    const windowFrom = packingDate(days, Math.min(early, latest)) ?? shipBy;
    const packing: Because[] = latest > from ? [{ kind: "packing", day: latest - from + 1 }] : [];
    steps.push({ upTo, shipBy, windowFrom, because: [...because, ...packing] });
  }
  return steps;
}

function unitsOf(lots: readonly SupplyLot[], kind: ShelfLot["kind"]): number {
  return lots.reduce((sum, lot) => (lot.kind === kind ? sum + Math.max(0, lot.units) : sum), 0);
}
