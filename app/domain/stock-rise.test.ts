import fc from "fast-check";
import { expect, test } from "vitest";
import { calendarDate } from "./calendar-date.ts";
import type { InboundShipmentId } from "./ids.ts";
import { doubtOf, isTakenBack, proposeMatches } from "./stock-rise.ts";

const candidate = (name: string, deadline: string | null, unitsOpen: number) => ({
  inboundShipmentId: name as InboundShipmentId, // a test's own name
  deadline: deadline === null ? null : calendarDate(deadline),
  unitsOpen,
});
const open = [candidate("late", "2026-10-03", 12), candidate("early", "2026-09-28", 20), candidate("undated", null, 5)];

test.each([
  [12, [["late", 12]]],
  [15, [["early", 15]]],
  [20, [["early", 20]]],
  [
    34,
    [
      ["early", 20],
      ["late", 12],
      ["undated", 2],
    ],
  ],
  [
    50,
    [
      ["early", 20],
      ["late", 12],
      ["undated", 5],
    ],
  ],
])("%i more units on the shelf are proposed as %j", (units, expected) =>
  expect(proposeMatches(units, open).map((match) => [match.inboundShipmentId, match.units])).toEqual(expected),
);

test("never more is proposed than came up, nor more of a delivery than it still brings", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 6 }), (units, openUnits) => {
      const candidates = openUnits.map((unitsOpen, index) => candidate(`s${index}`, index % 2 === 0 ? `2026-10-0${index + 1}` : null, unitsOpen));
      const matches = proposeMatches(units, candidates);
      const total = matches.reduce((sum, match) => sum + match.units, 0);
      expect(total).toBe(Math.min(units, openUnits.includes(units) ? units : openUnits.reduce((sum, one) => sum + one, 0)));
      for (const match of matches)
        expect(match.units).toBeLessThanOrEqual(candidates.find((one) => one.inboundShipmentId === match.inboundShipmentId)?.unitsOpen ?? 0);
    }),
  );
});

// 5 wait at available -5 in every row: what is read now, what deliveries are open, what is in doubt and what is kept back of it.
test.each([
  ["3 may be 3 that came, or 8", 3, [20], { unitsDoubted: 5, unitsWithheld: 5 }],
  ["a delivery of 8 speaks for 8 that came", 3, [20, 8], { unitsDoubted: 5, unitsWithheld: 0 }],
  ["a shop that fills its shelf by hand is asked and served", 3, [], { unitsDoubted: 5, unitsWithheld: 0 }],
  ["5 on the shelf serve all who wait, however many were added", 5, [20], null],
  ["nobody types a 0 for goods that came: 5 were added", 0, [20], null],
  ["still below zero: 3 were added", -2, [20], null],
])("%s", (_, available, deliveries, expected) => expect(doubtOf({ available, units: available + 5, unitsWaiting: 5 }, deliveries)).toEqual(expected));

test("what our receipts explain is not in doubt: 6 of ours and 2 more make 3 of -5 without a riddle", () => {
  expect(doubtOf({ available: 3, units: 2, unitsWaiting: 5 }, [20])).toBeNull();
});

test("who is withheld nothing is served as far as either reading of the number has units", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 60 }), (unitsWaiting, available) => {
      const doubt = doubtOf({ available, units: available + unitsWaiting, unitsWaiting }, [1_000]);
      const given = Math.min(unitsWaiting, available + unitsWaiting - (doubt?.unitsWithheld ?? 0));
      expect(given).toBe(Math.min(unitsWaiting, available));
    }),
  );
});

test("a number put right by hand is no sale: what is for sale and what is on the shelf fall together", () => {
  const before = { available: 3, onHand: 8 };
  expect(isTakenBack(5, before, { available: -2, onHand: 3 })).toBe(true);
  expect(isTakenBack(5, before, { available: -2, onHand: 8 })).toBe(false);
  expect(isTakenBack(5, before, { available: 3, onHand: 3 })).toBe(false);
});
