import fc from "fast-check";
import { expect, test } from "vitest";
import type { LocationId } from "./ids.ts";
import { MOST_MOVES_PER_LINE, moveSentence, planMoves, spareUnits } from "./pool-moves.ts";
import type { PoolWaiting } from "./pool-moves.ts";

const at = (name: string) => name as LocationId; // a test's own ids
const [BERLIN, HAMBURG, KIEL] = [at("Berlin"), at("Hamburg"), at("Kiel")];
type Named = PoolWaiting & { name: string };
const line = (name: string, unitsWaiting: number, more: Partial<PoolWaiting> = {}): Named => ({
  name,
  unitsWaiting,
  locationId: BERLIN,
  unitsAllocated: 0,
  shipsTogether: false,
  leastShippable: 1,
  movesBefore: 0,
  ruledOut: [],
  ...more,
});
const planned = (waiting: Named[], spare: Record<string, number>) =>
  planMoves(
    waiting,
    Object.entries(spare).map(([name, units]) => ({ locationId: at(name), units })),
  ).map(({ entry, toLocationId, units, rank }) => `${rank} ${entry.name}: ${units} to ${toLocationId}`);

test.each<[rule: string, waiting: Named[], spare: Record<string, number>, expected: string[]]>([
  ["the older line first, the last one in part", [line("A", 2), line("B", 2)], { Hamburg: 3 }, ["1 A: 2 to Hamburg", "2 B: 1 to Hamburg"]],
  ["to one that can serve all of it, the smallest of them", [line("A", 2)], { Hamburg: 1, Kiel: 2, Munich: 9 }, ["1 A: 2 to Kiel"]],
  ["else to the one with the most", [line("A", 5)], { Hamburg: 1, Kiel: 3 }, ["1 A: 3 to Kiel"]],
  [
    "an order that ships together moves only for all it waits for",
    [line("A", 5, { shipsTogether: true }), line("B", 1)],
    { Hamburg: 3 },
    ["2 B: 1 to Hamburg"],
  ],
  ["not for less than a parcel", [line("A", 5, { leastShippable: 4 }), line("B", 3)], { Hamburg: 3 }, ["2 B: 3 to Hamburg"]],
  ["the end of a line moves however small", [line("A", 1, { leastShippable: 4, unitsAllocated: 4 })], { Hamburg: 1 }, ["1 A: 1 to Hamburg"]],
  ["never back, nor where it was refused", [line("A", 1, { ruledOut: [HAMBURG, KIEL] })], { Hamburg: 3, Kiel: 3 }, []],
  ["never to where it lies", [line("A", 1)], { Berlin: 3 }, []],
  ["not once more after so many moves", [line("A", 1, { movesBefore: MOST_MOVES_PER_LINE })], { Hamburg: 3 }, []],
  ["nothing without spare units", [line("A", 1)], { Hamburg: 0 }, []],
])("%s", (_rule, waiting, spare, expected) => expect(planned(waiting, spare)).toEqual(expected));

test.each([
  [{ available: 3, committed: 0, unitsWaiting: 0, unitsAllocated: 0 }, 3],
  [{ available: 3, committed: 2, unitsWaiting: 0, unitsAllocated: 2 }, 3],
  // Two wait that Shopify does not count as committed: their units are not spare.
  [{ available: 3, committed: 0, unitsWaiting: 2, unitsAllocated: 0 }, 1],
  [{ available: -2, committed: 5, unitsWaiting: 2, unitsAllocated: 3 }, 0],
])("of %o, spare are %i", (place, expected) => {
  expect(spareUnits({ ...place, unitsBlocked: 0, unitsReserved: 0 })).toBe(expected);
  expect(spareUnits({ ...place, unitsBlocked: 1, unitsReserved: 1 })).toBe(Math.max(0, expected - 2));
});

test("nothing moves beyond what is spare, nor beyond what waits, and a line to one place at most", () => {
  const lines = fc.record({
    unitsWaiting: fc.integer({ min: 0, max: 6 }),
    locationId: fc.constantFrom(BERLIN, HAMBURG),
    shipsTogether: fc.boolean(),
    leastShippable: fc.integer({ min: 1, max: 3 }),
    movesBefore: fc.integer({ min: 0, max: 4 }),
    ruledOut: fc.subarray([BERLIN, HAMBURG, KIEL]),
  });
  fc.assert(
    fc.property(fc.array(lines, { maxLength: 8 }), fc.record({ Berlin: fc.nat(6), Hamburg: fc.nat(6), Kiel: fc.nat(6) }), (specs, spare) => {
      const waiting = specs.map(({ unitsWaiting, ...more }, index) => line(String(index), unitsWaiting, more));
      const places = Object.entries(spare).map(([name, units]) => ({ locationId: at(name), units }));
      const moves = planMoves(waiting, places);
      for (const { locationId, units } of places)
        expect(moves.filter(({ toLocationId }) => toLocationId === locationId).reduce((sum, move) => sum + move.units, 0)).toBeLessThanOrEqual(units);
      expect(new Set(moves.map(({ entry }) => entry)).size).toBe(moves.length);
      for (const { entry, units, toLocationId } of moves) {
        expect(units).toBeGreaterThan(0);
        expect(units).toBeLessThanOrEqual(entry.unitsWaiting);
        expect([entry.locationId, ...entry.ruledOut]).not.toContain(toLocationId);
      }
    }),
  );
});

test("a move says which place, how many, from where to where", () =>
  expect(moveSentence({ units: 2, rank: 1, from: "Berlin", to: "Hamburg" })).toBe(
    "First of those who wait in the pool: 2 units it waits for at Berlin lie spare at Hamburg, so it moves there.",
  ));
