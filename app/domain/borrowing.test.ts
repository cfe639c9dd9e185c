import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { borrowedSentence, lend, lentSentence, repay } from "./borrowing.ts";
import type { Borrower, Bystander, DatedUnits, Lender } from "./borrowing.ts";
import { parseCalendarDate } from "./calendar-date.ts";
import type { CalendarDate } from "./ids.ts";

const day = (text: string): CalendarDate => {
  const date = parseCalendarDate(text);
  if (date === null) throw new Error(`${text} is no date`);
  return date;
};
const NOV_3 = day("2026-11-03");
const OCT_14 = day("2026-10-14");
/** Two mugs can ship on 14 Oct, two more on 3 Nov. */
const INBOUND: DatedUnits[] = [
  { upTo: 2, shipBy: OCT_14 },
  { upTo: 4, shipBy: NOV_3 },
];
type Named<One> = One & { name: string };
const lender = (name: string, rank: number, more: Partial<Lender> = {}): Named<Lender> => ({
  name,
  rank,
  unitsWaiting: 0,
  unitsLent: 0,
  unitsBefore: 0,
  unitsLendable: 1,
  completesOn: NOV_3,
  ...more,
});
const borrower = (name: string, rank: number, more: Partial<Borrower> = {}): Named<Borrower> => ({
  name,
  rank,
  unitsWaiting: 1,
  unitsLent: 0,
  unitsBefore: 0,
  unitsAllocated: 0,
  leastShippable: 1,
  ...more,
});
const bystander = (name: string, rank: number, more: Partial<Bystander> = {}): Named<Bystander> => ({
  name,
  rank,
  unitsWaiting: 1,
  unitsLent: 0,
  unitsBefore: 0,
  completesOn: null,
  ...more,
});
const loansOf = (lenders: Named<Lender>[], borrowers: Named<Borrower>[], { bystanders = [] as Named<Bystander>[], inbound = INBOUND } = {}) =>
  lend({ lenders, borrowers, bystanders }, inbound).map((loan) => `${loan.lender.name} lends ${loan.borrower.name} ${loan.units} to ${loan.repaidBy}`);

describe("who lends to whom", () => {
  test.each<[rule: string, Named<Lender>[], Named<Borrower>[], string[]]>([
    ["a unit that is back before the lender needs it is lent", [lender("A", 1)], [borrower("B", 2)], ["A lends B 1 to 2026-10-14"]],
    ["not one that would come back on the lender's own day", [lender("A", 1, { completesOn: OCT_14 })], [borrower("B", 2)], []],
    ["a lender without any day waits longer than all", [lender("A", 1, { completesOn: null })], [borrower("B", 2)], ["A lends B 1 to 2026-10-14"]],
    ["nothing without dated inbound for it", [lender("A", 1, { completesOn: null, unitsBefore: 4 })], [borrower("B", 2)], []],
    ["never to an older line", [lender("A", 2)], [borrower("B", 1)], []],
    ["not what somebody has been told of", [lender("A", 1, { unitsLendable: 0 })], [borrower("B", 2)], []],
    ["who needs its units last lends first", [lender("A", 1), lender("C", 2, { completesOn: null })], [borrower("B", 3)], ["C lends B 1 to 2026-10-14"]],
    [
      "only as many as are back in time: the third unit would come on 3 Nov",
      [lender("A", 1, { unitsLendable: 3 })],
      [borrower("B", 2, { unitsWaiting: 3 })],
      ["A lends B 2 to 2026-10-14"],
    ],
    ["the older borrower first", [lender("A", 1)], [borrower("C", 3), borrower("B", 2)], ["A lends B 1 to 2026-10-14"]],
    ["nobody behind one who cannot borrow all it waits for", [lender("A", 2, { unitsLendable: 2 })], [borrower("B", 1), borrower("C", 3)], []],
    [
      "two lenders for one line",
      [lender("A", 1), lender("C", 2)],
      [borrower("B", 3, { unitsWaiting: 2 })],
      ["A lends B 1 to 2026-10-14", "C lends B 1 to 2026-10-14"],
    ],
    ["nothing that would not make a parcel", [lender("A", 1)], [borrower("B", 2, { unitsWaiting: 5, leastShippable: 2 })], []],
    [
      "what makes the parcel with units that are there",
      [lender("A", 1)],
      [borrower("B", 2, { unitsWaiting: 5, unitsAllocated: 1, leastShippable: 2 })],
      ["A lends B 1 to 2026-10-14"],
    ],
  ])("%s", (_rule, lenders, borrowers, expected) => {
    expect(loansOf(lenders, borrowers)).toEqual(expected);
  });

  test("a together-order in between is passed only if it is no later for it", () => {
    const passed = (completesOn: CalendarDate | null) => [bystander("T", 2, { completesOn, unitsBefore: 1 })];
    expect(loansOf([lender("A", 1)], [borrower("B", 3)], { bystanders: passed(NOV_3) })).toEqual(["A lends B 1 to 2026-10-14"]);
    expect(loansOf([lender("A", 1)], [borrower("B", 3)], { bystanders: passed(null) })).toEqual(["A lends B 1 to 2026-10-14"]);
    expect(loansOf([lender("A", 1)], [borrower("B", 3)], { bystanders: passed(OCT_14) })).toEqual([]);
  });
});

test("what was lent is given back before anybody else is served, oldest lender first", () => {
  const owed = [lender("A", 1, { unitsLent: 2 }), lender("C", 2, { unitsLent: 2 })];
  expect([...repay(owed, 3)].map(([entry, units]) => `${entry.name} ${units}`)).toEqual(["A 2", "C 1"]);
  expect(repay(owed, 0).size).toBe(0);
});

test("each side is told with whom, until when and why", () => {
  expect(borrowedSentence({ units: 1, lender: "#1001", repaidBy: OCT_14 })).toBe(
    "Borrowed 1 unit from #1001, which ships together and waits for other units longer; it gets its own back by 2026-10-14.",
  );
  expect(lentSentence({ units: 2, borrower: "#1002", repaidBy: OCT_14, completesOn: NOV_3 })).toBe(
    "Lent 2 units to #1002, which can leave today: given back by 2026-10-14, before the rest of this order, due 2026-11-03.",
  );
});

/** A shop of orders over several items, with lots that arrive on the days stated. */
interface Line {
  readonly order: number;
  readonly item: number;
  readonly unitsOrdered: number;
  allocated: number;
  shipped: boolean;
  lent: number;
}
interface Story {
  readonly orders: { together: boolean; units: number[] }[];
  readonly onHand: number[];
  readonly lots: { item: number; inDays: number; units: number }[];
}
const ITEMS = 2;
const LAST_DAY = 30;
const dayAfter = (days: number): CalendarDate => day(new Date(Date.UTC(2026, 9, 1 + days)).toISOString().slice(0, 10));
const waitingOf = (line: Line) => line.unitsOrdered - line.allocated;

/** Lives through the story day by day; answers when each order is complete (null: never). Orders rank as they are numbered. */
function live({ orders, onHand, lots }: Story, { lends }: { lends: boolean }): (number | null)[] {
  const lines = orders.flatMap(({ units }, order) =>
    units.map((unitsOrdered, item): Line => ({ order, item, unitsOrdered, allocated: 0, shipped: false, lent: 0 })).filter((line) => line.unitsOrdered > 0),
  );
  const free = [...onHand];
  const completed: (number | null)[] = orders.map(() => null);
  for (let today = 0; today <= LAST_DAY; today++) {
    for (const lot of lots) if (lot.inDays === today) free[lot.item] = (free[lot.item] ?? 0) + lot.units;
    for (let item = 0; item < ITEMS; item++) serve(item, lines, free);
    if (lends) for (let item = 0; item < ITEMS; item++) lendAt(item, { lines, orders, lots, today });
    orders.forEach(({ together }, order) => {
      const own = lines.filter((line) => line.order === order);
      if (completed[order] === null && own.every((line) => waitingOf(line) === 0)) completed[order] = today;
      if (!together || completed[order] === today) for (const line of own) line.shipped ||= waitingOf(line) === 0;
    });
  }
  return completed;
}

function serve(item: number, lines: Line[], free: number[]): void {
  const queue = lines.filter((line) => line.item === item && waitingOf(line) > 0);
  const owed = queue.filter(({ lent }) => lent > 0).map((line) => ({ line, unitsLent: line.lent }));
  for (const [entry, units] of repay(owed, free[item] ?? 0)) {
    entry.line.lent -= units;
    entry.line.allocated += units;
    free[item] = (free[item] ?? 0) - units;
  }
  for (const line of queue) {
    const units = Math.min(waitingOf(line) - line.lent, free[item] ?? 0);
    line.allocated += units;
    free[item] = (free[item] ?? 0) - units;
  }
}

/** Dated units of an item still to come, as the curve states them. */
function inboundOf(item: number, { lots, today }: { lots: Story["lots"]; today: number }): DatedUnits[] {
  let upTo = 0;
  return lots
    .filter((lot) => lot.item === item && lot.inDays > today)
    .sort((one, other) => one.inDays - other.inDays)
    .map((lot) => ({ upTo: (upTo += lot.units), shipBy: dayAfter(lot.inDays) }));
}

function lendAt(item: number, story: { lines: Line[]; orders: Story["orders"]; lots: Story["lots"]; today: number }): void {
  const { lines, orders } = story;
  const before = (line: Line) => sum(lines.filter((other) => other.item === line.item && other.order < line.order).map(waitingOf));
  const owedToOthers = (line: Line) => sum(lines.filter((other) => other.item === line.item && other.order > line.order).map(({ lent }) => lent));
  const own = (line: Line) => ({ line, rank: line.order, unitsWaiting: waitingOf(line), unitsLent: line.lent, unitsBefore: before(line) + owedToOthers(line) });
  const dayOf = (line: Line, units: number) =>
    inboundOf(line.item, story).find(({ upTo }) => before(line) + owedToOthers(line) + units <= upTo)?.shipBy ?? null;
  const completesOn = (order: number) => {
    const waiting = lines.filter((line) => line.order === order && waitingOf(line) > line.lent);
    const days = waiting.map((line) => dayOf(line, waitingOf(line)));
    return days.includes(null) ? null : days.filter((one) => one !== null).reduce((latest, one) => (one > latest ? one : latest), dayAfter(0));
  };
  const isTogether = (line: Line) => orders[line.order]?.together === true;
  const isIncomplete = (line: Line) => lines.some((other) => other.order === line.order && waitingOf(other) > other.lent);
  const here = lines.filter((line) => line.item === item && !line.shipped);
  const lenders = here
    .filter((line) => isTogether(line) && line.allocated > 0 && isIncomplete(line))
    .map((line) => ({ ...own(line), unitsLendable: line.allocated, completesOn: completesOn(line.order) }));
  const waiting = here.filter((line) => waitingOf(line) > 0);
  const borrowers = waiting.filter((line) => !isTogether(line)).map((line) => ({ ...own(line), unitsAllocated: line.allocated, leastShippable: 1 }));
  const bystanders = waiting.filter((line) => isTogether(line)).map((line) => ({ ...own(line), completesOn: completesOn(line.order) }));
  for (const { lender, borrower, units } of lend({ lenders, borrowers, bystanders }, inboundOf(item, story))) {
    lender.line.allocated -= units;
    lender.line.lent += units;
    borrower.line.allocated += units;
  }
}

const sum = (units: readonly number[]) => units.reduce((total, one) => total + one, 0);

const stories: fc.Arbitrary<Story> = fc.record({
  orders: fc.array(fc.record({ together: fc.boolean(), units: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: ITEMS, maxLength: ITEMS }) }), {
    minLength: 2,
    maxLength: 7,
  }),
  onHand: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: ITEMS, maxLength: ITEMS }),
  lots: fc.array(fc.record({ item: fc.integer({ min: 0, max: ITEMS - 1 }), inDays: fc.integer({ min: 1, max: 20 }), units: fc.integer({ min: 1, max: 4 }) }), {
    maxLength: 8,
  }),
});

test("nobody is complete later because of lending, when arrivals keep their stated days, and somebody is earlier", () => {
  let earlier = 0;
  fc.assert(
    fc.property(stories, (story) => {
      const without = live(story, { lends: false });
      const withLending = live(story, { lends: true });
      withLending.forEach((completedOn, order) => {
        const before = without[order] ?? null;
        if (before !== null) expect(completedOn ?? Infinity, `order ${order}`).toBeLessThanOrEqual(before);
        if ((completedOn ?? Infinity) < (before ?? Infinity)) earlier += 1;
      });
    }),
    { numRuns: 2_000 },
  );
  expect(earlier).toBeGreaterThan(10);
});
