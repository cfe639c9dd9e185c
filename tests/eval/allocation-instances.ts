/**
 * Small shops on paper for comparing allocation policies: lines with promises, lots that come later or smaller than was
 * expected when the promises were made, and a packing table of limited size.
 *
 * A promise is what a queue served in turn could keep if every lot came as expected, and some days of grace. Then lots slip.
 */
export interface PaperLine {
  readonly name: string;
  readonly units: number;
  /** Day on which it was placed. */
  readonly placedOn: number;
  /** Last day on which it may leave; null: nothing was promised. */
  readonly promisedOn: number | null;
  readonly level: number;
}

export interface PaperLot {
  readonly day: number;
  readonly units: number;
}

export interface PaperShop {
  readonly lines: readonly PaperLine[];
  readonly lots: readonly PaperLot[];
  readonly unitsPerDay: number;
  /** Days 0 to `days` - 1. */
  readonly days: number;
}

export const PAPER_DAYS = 24;
const LEVEL_OF_CLASS = 10;

/** A shop drawn at random. `random`: uniform on [0, 1). */
export function paperShop(random: () => number, lineCount: number): PaperShop {
  const whole = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  const unitsPerDay = whole(2, 6);
  const expected = Array.from({ length: whole(2, 4) }, (_, index) => ({ day: 1 + 4 * index + whole(0, 2), units: whole(6, 14) }));
  const asked = Array.from({ length: lineCount }, (_, index) => ({
    name: `L${index}`,
    units: random() < 0.6 ? 1 : whole(2, 4),
    placedOn: whole(0, 9),
    grace: whole(0, 3),
  }));
  asked.sort((a, b) => a.placedOn - b.placedOn);
  let position = 0;
  const lines = asked.map(({ name, units, placedOn, grace }): PaperLine => {
    position += units;
    const leavesOn = dayOf(position, { lots: expected, unitsPerDay });
    const promisedOn = leavesOn === null || random() < 0.1 ? null : Math.max(placedOn, leavesOn) + grace;
    return { name, units, placedOn, promisedOn, level: random() < 0.25 ? LEVEL_OF_CLASS : 0 };
  });
  const lots = expected.map(({ day, units }) => ({
    day: day + (random() < 0.5 ? whole(1, 5) : 0),
    units: random() < 0.2 ? whole(Math.ceil(units / 2), units) : units,
  }));
  return { lines, lots: lots.sort((a, b) => a.day - b.day), unitsPerDay, days: PAPER_DAYS };
}

/** The day on which the `position`th unit of a queue served in turn leaves. */
function dayOf(position: number, { lots, unitsPerDay }: Pick<PaperShop, "lots" | "unitsPerDay">): number | null {
  let left = 0;
  for (let day = 0; day < PAPER_DAYS; day++) {
    const there = lots.reduce((sum, lot) => (lot.day <= day ? sum + lot.units : sum), 0);
    left = Math.min(there, left + unitsPerDay);
    if (left >= position) return day;
  }
  return null;
}

/** The same lines in one decision: everybody has ordered, and one lot comes that is enough for all. */
export function oneDecision(shop: PaperShop, day: number): PaperShop {
  const units = shop.lines.reduce((sum, line) => sum + line.units, 0);
  return { ...shop, lines: shop.lines.map((line) => ({ ...line, placedOn: 0 })), lots: [{ day, units }] };
}
