/**
 * Lots that may arrive in either order. A unit at position k leaves when enough units have come, from whichever lot, and
 * when everything before it is packed; that day's law has no closed form, so it is simulated.
 *
 * The same draws serve every position (common random numbers), so one unit more never leaves earlier. Each lot's draws
 * are spread evenly over its law and shuffled (Latin hypercube), which needs fewer of them; each shipment's
 * generator is seeded by its id, so that the same facts always give the same date.
 */
import type { Packing } from "./capacity.ts";
import { PACKING_HORIZON_DAYS } from "./capacity.ts";
import { levelFor } from "./lateness.ts";
import { drawPackableFrom } from "./supply-lot.ts";
import type { DatedLot } from "./supply-lot.ts";
import type { WorkingDays } from "./working-calendar.ts";

export const DRAWS = 1_000;
/** Positions that are simulated; those between get the date of the next one. */
const POSITIONS = 48;
/** Of so few lots every order of arrival is told apart by its sums: 2^5 - 1 of them. */
const FEW_LOTS = 5;

/** Units that are there from a packing day on, after `before` others of the same item. */
export interface Arrival {
  readonly day: number;
  readonly before: number;
}

/** The day by which units up to a position have left. */
export interface PackedStep {
  readonly upTo: number;
  readonly day: number;
}

/** Packing days of the lots' units with the given confidence; positions count from after `earlier` arrivals' units. */
export function packedDaysOfCrossing(
  lots: readonly DatedLot[],
  { before, earlier, days, packing, confidence }: { before: number; earlier: readonly Arrival[]; days: WorkingDays; packing: Packing; confidence: number },
): PackedStep[] {
  const positions = positionsOf(
    lots.map(({ lot }) => lot.units),
    packing.isLimited,
  );
  const packedOn = positions.map(() => new Float64Array(DRAWS));
  const draws = lots.map(drawsOf);
  for (let draw = 0; draw < DRAWS; draw++) {
    const arrived = lots
      .map((lot, index) => ({ day: drawPackableFrom(lot, days, draws[index]?.[draw] ?? 0), units: lot.lot.units }))
      .sort((one, other) => one.day - other.day);
    const packedDays = packDraw(arrived, positions, { before, earlier, packing });
    for (let index = 0; index < positions.length; index++) {
      const ofPosition = packedOn[index];
      if (ofPosition !== undefined) ofPosition[draw] = packedDays[index] ?? Infinity;
    }
  }
  const level = levelOf(lots, confidence);
  return positions.map((position, index) => ({ upTo: before + position, day: quantileOfDraws(packedOn[index] ?? new Float64Array(0), level) }));
}

/** The share of draws that must be covered: what the most uncertain of the lots asks for. */
export function levelOf(lots: readonly DatedLot[], confidence: number): number {
  return Math.min(1, Math.max(...lots.map(({ law }) => levelFor(law, confidence))));
}

/** Sorts the draws. They are the middles of their slices: the last one below the level reads what the exact quantile reads. */
export function quantileOfDraws(draws: Float64Array, level: number): number {
  const rank = Math.max(1, Math.ceil(level * DRAWS - 0.5 - 1e-9));
  return draws.sort()[rank - 1] ?? Infinity;
}

/** When each position leaves in one draw; positions count from after `before`, and ascend, so the day only moves forward. */
export function packDraw(
  arrived: readonly { day: number; units: number }[],
  positions: readonly number[],
  { before, earlier, packing }: { before: number; earlier: readonly Arrival[]; packing: Packing },
): number[] {
  const arrivals: Arrival[] = [...earlier];
  let unitsCome = 0;
  let lotsCome = 0;
  let day = 0;
  return positions.map((position) => {
    for (let lot = arrived[lotsCome]; lot !== undefined && unitsCome < position; lot = arrived[lotsCome]) {
      arrivals.push({ day: lot.day, before: before + unitsCome });
      day = Math.max(day, lot.day);
      unitsCome += lot.units;
      lotsCome += 1;
    }
    if (packing.isLimited) day = packedBy(before + position, { arrivals, packing, notBefore: day });
    return day;
  });
}

/** The first packing day by whose end the unit at `position` has left; infinite beyond the horizon. */
function packedBy(position: number, { arrivals, packing, notBefore }: { arrivals: readonly Arrival[]; packing: Packing; notBefore: number }): number {
  if (!Number.isFinite(notBefore)) return Infinity;
  for (let day = notBefore; day < notBefore + PACKING_HORIZON_DAYS; day++) {
    if (unitsPackedBy(day, arrivals, packing) >= position) return day;
  }
  return Infinity;
}

/** Units of the item that have left by the end of a day: as few as the tightest of its arrivals allows. */
export function unitsPackedBy(day: number, arrivals: readonly Arrival[], packing: Packing): number {
  let fewest = Infinity;
  for (const arrival of arrivals) fewest = Math.min(fewest, arrival.before + packing.unitsPacked(arrival.day, day));
  return fewest;
}

/**
 * Where the date can change. Without a limit on packing only at sums of lots, in whatever order they come. With one,
 * anywhere: every position of few units, else evenly spread ones and the ends of lots in deadline order.
 */
function positionsOf(units: readonly number[], isLimited: boolean): number[] {
  const total = units.reduce((sum, count) => sum + count, 0);
  let end = 0;
  const ends = units.map((count) => (end += count));
  const spread = Array.from({ length: Math.min(total, POSITIONS) }, (_, index) => Math.ceil(((index + 1) * total) / Math.min(total, POSITIONS)));
  const sums = units.reduce<number[]>((sofar, count) => [...sofar, ...sofar.map((sum) => sum + count)], [0]).slice(1);
  const positions = !isLimited && units.length <= FEW_LOTS ? sums : [...spread, ...ends];
  return [...new Set(positions)].sort((one, other) => one - other);
}

/** A shipment's draws are its own: whatever depends on it, of whichever item, moves with it. */
export function drawsOf({ lot }: DatedLot): number[] {
  const random = generator(lot.inboundShipmentId);
  const draws = Array.from({ length: DRAWS }, (_, index) => (index + 0.5) / DRAWS);
  for (let last = DRAWS - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [draws[last], draws[other]] = [draws[other] ?? 0, draws[last] ?? 0];
  }
  return draws;
}

/** Numbers from [0, 1) that depend on the seed alone (mulberry32, seeded by FNV-1a). */
function generator(seed: string): () => number {
  let state = 2166136261;
  for (let index = 0; index < seed.length; index++) state = Math.imul(state ^ seed.charCodeAt(index), 16777619);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
