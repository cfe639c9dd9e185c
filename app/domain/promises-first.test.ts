import fc from "fast-check";
import { expect, test } from "vitest";
import { calendarDate } from "./calendar-date.ts";
import { leavesOn } from "./leave-days.ts";
import { promisesFirst } from "./promises-first.ts";

const day = (number: number) => calendarDate(`2026-10-${String(number).padStart(2, "0")}`);
const leaves = [1, 2, 3, 4, 5].map((number) => ({ upTo: 2 * number, day: day(number) }));
const line = (name: string, unitsWaiting: number, promised: number | null) => ({ name, unitsWaiting, promisedOn: promised === null ? null : day(promised) });
const names = (entries: readonly { name: string }[]) => entries.map(({ name }) => name).join("");

test("the earliest promise that can be kept is first; without one, or too late, everybody keeps their turn", () => {
  const { first, then } = promisesFirst([line("A", 1, null), line("B", 3, 1), line("C", 1, 3), line("D", 2, 1), line("E", 1, 3)], leaves);
  expect([names(first), names(then)]).toEqual(["DCE", "AB"]);
});

test("all units of a line must leave in time", () => expect(names(promisesFirst([line("A", 3, 1)], leaves).first)).toBe(""));

test("whoever comes first by promise leaves in time, and nobody is lost or doubled", () => {
  const lines = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.option(fc.integer({ min: 1, max: 9 }))), { maxLength: 12 });
  fc.assert(
    fc.property(lines, (drawn) => {
      const queue = drawn.map(([units, promised], index) => line(String(index), units, promised));
      const { first, then } = promisesFirst(queue, leaves);
      expect([...first, ...then].toSorted((a, b) => queue.indexOf(a) - queue.indexOf(b))).toEqual(queue);
      let position = 0;
      for (const entry of first) {
        position += entry.unitsWaiting;
        const leaving = leavesOn(leaves, position);
        expect(leaving !== null && entry.promisedOn !== null && leaving <= entry.promisedOn).toBe(true);
      }
    }),
  );
});
