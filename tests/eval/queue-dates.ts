/**
 * Dates in the queue, judged against a world that is known: lots whose lateness follows a given law are drawn many times
 * over, `app/domain/promise-curve.ts` sees receipts of that law only, and what it states is compared with what comes.
 */
import { addDays, calendarDate, daysBetween } from "../../app/domain/calendar-date.ts";
import { planPacking } from "../../app/domain/capacity.ts";
import { packedDaysOfCrossing } from "../../app/domain/crossing-lots.ts";
import type { InboundShipmentId, LocationId, SupplierId } from "../../app/domain/ids.ts";
import type { LatenessRecord } from "../../app/domain/lateness.ts";
import { promiseCurve, stepAt } from "../../app/domain/promise-curve.ts";
import { dateLot } from "../../app/domain/supply-lot.ts";
import type { InboundLot } from "../../app/domain/supply-lot.ts";
import { layOut } from "../../app/domain/working-calendar.ts";
import { seededRandom } from "../replay/random.ts";
import type { Random } from "../replay/random.ts";

export const CONFIDENCES = [0.5, 0.8, 0.9, 0.95] as const;
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const TODAY = calendarDate("2026-03-02");
/** One less than a round number: then each confidence is met by a whole rank. */
const RECEIPTS = 199;
/** Days between the earliest and the latest arrival: wide, so that whole days are fine steps of the law. */
const LATENESS_SPAN_DAYS = 180;
const UNITS_PER_DAY = 20;
const LOT_UNITS = 60;
const DAYS_TO_DEADLINE = 20;
const POSITIONS = [1, 20, 60] as const;
const SUPPLIER = "supplier" as SupplierId; // ids are text; the world has one supplier and one location
const LOCATION = "location" as LocationId; // as above

export interface QueueDateEval {
  readonly trials: number;
  /** Share of trials in which the unit left by the stated date, by confidence, all positions together. */
  readonly coverage: Readonly<Record<string, number>>;
  /** Positions for which the exact date and the simulated one differ. */
  readonly differences: number;
  /** Curves on which somebody further back has an earlier date. */
  readonly overtakings: number;
}

/** Draws `trials` worlds from the seed. */
export function evaluateQueueDates({ trials, seed }: { trials: number; seed: number }): QueueDateEval {
  const random = seededRandom(seed);
  const covered = new Map<number, number>(CONFIDENCES.map((confidence) => [confidence, 0]));
  let differences = 0;
  let overtakings = 0;
  for (let trial = 0; trial < trials; trial++) {
    const lateness = Array.from({ length: RECEIPTS }, (): LatenessRecord => ({
      supplierId: SUPPLIER,
      locationId: LOCATION,
      daysLate: drawDaysLate(random),
      ageDays: 0,
      isOpen: false,
    }));
    const arrival = DAYS_TO_DEADLINE + drawDaysLate(random);
    for (const confidence of CONFIDENCES) {
      const curve = promiseCurve({ ...world(confidence), lateness, lots: [LOT] });
      if (curve.steps.some(({ shipBy }, index) => shipBy < (curve.steps[index - 1]?.shipBy ?? shipBy))) overtakings += 1;
      for (const position of POSITIONS) {
        const stated = stepAt(curve, position);
        const leaves = arrival + Math.ceil(position / UNITS_PER_DAY) - 1;
        if (stated !== null && leaves <= daysBetween(TODAY, stated.shipBy)) covered.set(confidence, (covered.get(confidence) ?? 0) + 1);
      }
      if (trial < COMPARED_TRIALS) differences += differencesToSimulation(curve, { lateness, confidence });
    }
  }
  const coverage = Object.fromEntries([...covered].map(([confidence, count]) => [String(confidence), count / (trials * POSITIONS.length)]));
  return { trials, coverage, differences, overtakings };
}

/** The simulation costs a thousand draws a curve, so it is compared in the first worlds only. */
const COMPARED_TRIALS = 50;

const LOT: InboundLot = {
  kind: "inbound",
  units: LOT_UNITS,
  inboundShipmentId: "shipment" as InboundShipmentId, // as above
  purchaseOrder: "1042",
  supplierId: SUPPLIER,
  supplier: "Supplier",
  locationId: LOCATION,
  deadline: addDays(TODAY, DAYS_TO_DEADLINE),
};

function world(confidence: number) {
  const days = layOut({ receivingWeekdays: EVERY_DAY, packingWeekdays: EVERY_DAY, receivingDays: 0, holidays: [] }, TODAY);
  const packing = planPacking({ unitsPerDay: UNITS_PER_DAY, normalUnitsPerDay: 0, confidence, ahead: [] });
  return { days, packing, isPastCutOff: false, confidence };
}

/** Skewed: most come soon after the deadline, a few very late, some early. */
function drawDaysLate(random: Random): number {
  return Math.floor(LATENESS_SPAN_DAYS * random.fraction() ** 1.5) - 10;
}

function differencesToSimulation(
  curve: ReturnType<typeof promiseCurve>,
  { lateness, confidence }: { lateness: readonly LatenessRecord[]; confidence: number },
): number {
  const { days, packing } = world(confidence);
  const dated = dateLot(LOT, { today: TODAY, records: lateness, confidence });
  if (!("lot" in dated)) return 1;
  const simulated = packedDaysOfCrossing([dated], { before: 0, earlier: [], days, packing, confidence });
  return simulated.filter(({ upTo, day }) => stepAt(curve, upTo)?.shipBy !== addDays(TODAY, day)).length;
}
