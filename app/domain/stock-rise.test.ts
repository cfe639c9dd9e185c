import fc from "fast-check";
import { expect, test } from "vitest";
import { calendarDate } from "./calendar-date.ts";
import type { InboundShipmentId } from "./ids.ts";
import { proposeMatches } from "./stock-rise.ts";

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
