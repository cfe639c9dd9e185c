import fc from "fast-check";
import { expect, test } from "vitest";
import { addDays, calendarDate } from "./calendar-date.ts";
import type { CalendarDate } from "./ids.ts";
import { reachOfChange } from "./reach-of-change.ts";
import type { DatedQueue } from "./reach-of-change.ts";

const monday = calendarDate("2026-09-28");
const steps = (...list: [upTo: number, day: number][]) => list.map(([upTo, day]) => ({ upTo, shipBy: addDays(monday, day) }));
const queue = (unitsWaiting: number, list: DatedQueue["steps"], unseenUnits = 0): DatedQueue => ({ unitsWaiting, unseenUnits, steps: list });
const twoLots = steps([40, 5], [120, 20]);

test("what was never written is written whole", () => expect(reachOfChange(null, queue(10, twoLots), true)).toEqual({ part: "all" }));

test("without a change nobody is looked at", () => expect(reachOfChange(queue(100, twoLots), queue(100, twoLots), false)).toEqual({ part: "none" }));

test("an order at the tail reaches only what begins with it", () =>
  expect(reachOfChange(queue(100, twoLots), queue(102, twoLots), true)).toEqual({ part: "from_changed" }));

test("units that go to the head reach nobody behind those who got them", () =>
  expect(reachOfChange(queue(100, twoLots), queue(90, steps([30, 5], [110, 20])), true)).toEqual({ part: "up_to_changed" }));

test("a lot that is late reaches its own positions and none ahead of them", () =>
  expect(reachOfChange(queue(100, twoLots), queue(100, steps([40, 5], [120, 25])), false)).toEqual({ part: "tail", entries: 60 }));

test("a lot near the head is read from the head", () =>
  expect(reachOfChange(queue(100, twoLots), queue(100, steps([40, 7], [120, 20])), false)).toEqual({ part: "head", entries: 40 }));

test("an unseen order ahead moves those whose date ends", () =>
  expect(reachOfChange(queue(100, twoLots), queue(100, twoLots, 3), false)).toEqual({ part: "head", entries: 40 }));

interface Entry {
  id: number;
  units: number;
}

/** Each waiting entry's date, one by one. */
function datesOf(entries: readonly Entry[], { steps: list, unseenUnits }: Pick<DatedQueue, "steps" | "unseenUnits">): Map<number, CalendarDate | null> {
  let position = unseenUnits;
  return new Map(
    entries.map(({ id, units }) => {
      position += units;
      return [id, list.find(({ upTo }) => position <= upTo)?.shipBy ?? null];
    }),
  );
}

const someSteps = fc
  .array(fc.record({ units: fc.integer({ min: 1, max: 12 }), days: fc.nat(9) }), { maxLength: 5 })
  .map((list) =>
    list.reduce<[number, number][]>((sofar, { units, days }) => [...sofar, [(sofar.at(-1)?.[0] ?? 0) + units, (sofar.at(-1)?.[1] ?? 0) + days]], []),
  )
  .map((list) => steps(...list));
const someUnits = fc.array(fc.nat(3), { minLength: 1, maxLength: 14 });

test("whoever is not reached has the date that it had", () =>
  fc.assert(
    fc.property(someUnits, someUnits, fc.nat(13), someSteps, someSteps, fc.nat(3), fc.nat(3), fc.boolean(), (units, others, cut, one, other, u1, u2, same) => {
      // The queue before and after: some entries from `cut` on have other units; 0 units: not there.
      const now = units.map((count, index) => (same || index < cut || index % 2 === 0 ? count : (others[index] ?? count)));
      const before = units.map((count, id) => ({ id, units: count })).filter((entry) => entry.units > 0);
      const after = now.map((count, id) => ({ id, units: count })).filter((entry) => entry.units > 0);
      const changed = units.flatMap((count, id) => (count === now[id] ? [] : [id]));
      const sum = (list: Entry[]) => list.reduce((total, entry) => total + entry.units, 0);
      const was = queue(sum(before), one, u1);
      const is = queue(sum(after), same ? one : other, u2);
      const reach = reachOfChange(was, is, changed.length > 0);
      const reached = after.filter(({ id }, index) => {
        if (reach.part === "all") return true;
        if (reach.part === "from_changed") return id >= (changed[0] ?? Infinity);
        if (reach.part === "up_to_changed") return id <= (changed.at(-1) ?? -1);
        if (reach.part === "tail") return index >= after.length - reach.entries;
        return reach.part === "head" && index < reach.entries;
      });
      const [old, recent] = [datesOf(before, was), datesOf(after, is)];
      for (const { id } of after) {
        if (!reached.some((entry) => entry.id === id)) expect(recent.get(id)).toBe(old.get(id));
      }
    }),
    { numRuns: 500 },
  ));
