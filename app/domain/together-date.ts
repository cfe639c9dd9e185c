/**
 * The date of an order that ships together: the day by which the last of its lines can leave, with the shop's confidence.
 *
 * That is the quantile of the joint maximum, not the latest of the lines' own dates: two lines that each keep their day 9
 * times in 10, by shipments that have nothing to do with each other, are both in time only 81 times in 100. Lines that come
 * in the same shipment are late together, and then the shipment's own date holds. So shipments are drawn, not lines: the
 * same draws serve every line that depends on the shipment (common random numbers).
 *
 * Example: mug and lamp come in two shipments, each in 0 to 9 days with equal chance. Each is there within 8 days 9 times in
 * 10; both are within d days (d + 1)^2 times in 100: 81 for 8, 100 for 9, so the order is dated 9 days ahead. In one
 * shipment: 8.
 */
import { addDays } from "./calendar-date.ts";
import { drawsOf, DRAWS, levelOf, packDraw, quantileOfDraws } from "./crossing-lots.ts";
import type { CalendarDate, InboundShipmentId } from "./ids.ts";
import { coverAt } from "./promise-curve.ts";
import type { Cover, CurveFacts } from "./promise-curve.ts";
import { drawPackableFrom } from "./supply-lot.ts";

/** A line's last waiting unit: its place in the queue of its item at a location. */
export interface TogetherLine {
  readonly curve: CurveFacts;
  readonly position: number;
}

export interface TogetherDate {
  readonly shipBy: CalendarDate;
  /** The median; the window ends with `shipBy`. */
  readonly windowFrom: CalendarDate;
}

const MEDIAN = 0.5;

/** Null: one of the lines has no date. All lines are judged at the same confidence, of the same day. */
export function togetherDate(lines: readonly TogetherLine[]): TogetherDate | null {
  const [first] = lines;
  if (first === undefined) return null;
  const { confidence, days } = first.curve;
  const covered = lines.map((line) => ({ ...line, cover: coverAt(line.curve, line.position) }));
  const waiting: CoveredLine[] = [];
  for (const { cover, ...line } of covered) {
    if (cover === null) return null;
    waiting.push({ ...line, cover });
  }
  const lastDays = lastDayPerDraw(waiting);
  const lots = waiting.flatMap(({ cover }) => cover.lots);
  const level = (share: number) => (lots.length === 0 ? share : levelOf(lots, share));
  const by = quantileOfDraws(lastDays, level(confidence));
  if (!Number.isFinite(by)) return null;
  const from = Math.min(by, quantileOfDraws(lastDays, level(MEDIAN)));
  return { shipBy: addDays(days.today, by), windowFrom: addDays(days.today, from) };
}

type CoveredLine = TogetherLine & { readonly cover: Cover };

/** In each draw, the day on which the last line leaves, in days from today. */
function lastDayPerDraw(lines: readonly CoveredLine[]): Float64Array {
  const lots = lines.flatMap(({ cover }) => cover.lots);
  const draws = new Map(lots.map((lot): [InboundShipmentId, number[]] => [lot.lot.inboundShipmentId, drawsOf(lot)]));
  return Float64Array.from({ length: DRAWS }, (_, draw) => Math.max(...lines.map((line) => dayInDraw(line, (shipment) => draws.get(shipment)?.[draw] ?? 0))));
}

function dayInDraw({ curve, position, cover }: CoveredLine, drawOf: (shipment: InboundShipmentId) => number): number {
  const { days, packing } = curve;
  if (cover.lots.length === 0) return days.packing.offsets[cover.fixedDay] ?? Infinity;
  const arrived = cover.lots
    .map((lot) => ({ day: drawPackableFrom(lot, days, drawOf(lot.lot.inboundShipmentId)), units: lot.lot.units }))
    .sort((one, other) => one.day - other.day);
  const [day = Infinity] = packDraw(arrived, [position - cover.before], { before: cover.before, earlier: cover.earlier, packing });
  return days.packing.offsets[day] ?? Infinity;
}
