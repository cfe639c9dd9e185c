import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UNROUTED } from "./ids.ts";
import type { Instant, LocationId } from "./ids.ts";
import { lineUnits, spreadLine } from "./line-units.ts";
import type { PlacedUnits } from "./line-units.ts";

const counts = (unitsOrdered: number, unitsGranted: number, unitsFulfilled: number, unitsRemoved: number) => ({
  unitsOrdered,
  unitsGranted,
  unitsFulfilled,
  unitsRemoved,
});

describe("what the counts amount to", () => {
  test.each([
    { what: "nothing covered", of: counts(5, 0, 0, 0), is: { unitsOpen: 5, unitsAllocated: 0, unitsWaiting: 5, status: "waiting" } },
    { what: "covered in part", of: counts(5, 3, 0, 0), is: { unitsOpen: 5, unitsAllocated: 3, unitsWaiting: 2, status: "partly_allocated" } },
    {
      what: "shipping uses allocated units first",
      of: counts(5, 3, 2, 0),
      is: { unitsOpen: 3, unitsAllocated: 1, unitsWaiting: 2, status: "partly_allocated" },
    },
    { what: "cancelling uses waiting units first", of: counts(5, 3, 2, 2), is: { unitsOpen: 1, unitsAllocated: 1, unitsWaiting: 0, status: "allocated" } },
    { what: "shipped by hand before it was covered", of: counts(3, 0, 2, 0), is: { unitsOpen: 1, unitsAllocated: 0, unitsWaiting: 1, status: "waiting" } },
    { what: "an undone fulfilment is allocated again", of: counts(2, 2, 0, 0), is: { unitsOpen: 2, unitsAllocated: 2, unitsWaiting: 0, status: "allocated" } },
    { what: "all shipped", of: counts(2, 2, 2, 0), is: { unitsOpen: 0, unitsAllocated: 0, unitsWaiting: 0, status: "fulfilled" } },
    { what: "one shipped, the other cancelled", of: counts(2, 1, 1, 1), is: { unitsOpen: 0, unitsAllocated: 0, unitsWaiting: 0, status: "fulfilled" } },
    { what: "all cancelled", of: counts(2, 1, 0, 2), is: { unitsOpen: 0, unitsAllocated: 0, unitsWaiting: 0, status: "cancelled" } },
  ])("$what", ({ of, is }) => expect(lineUnits(of)).toEqual(is));
});

const at = (locationId: string, unitsRemaining: number, unitsFulfilled = 0, isHeldElsewhere = false): PlacedUnits => ({
  locationId: locationId as LocationId, // a test's own id
  unitsRemaining,
  unitsFulfilled,
  isHeldElsewhere,
});
const day = (of: number) => `2026-10-${String(of).padStart(2, "0")}T00:00:00.000Z` as Instant; // written as the brand asks
const brief = (places: ReturnType<typeof spreadLine>) =>
  places.map(({ cohort, locationId, unitsOrdered, unitsFulfilled, unitsRemoved, ineligible }) => [
    cohort,
    locationId,
    unitsOrdered,
    unitsFulfilled,
    unitsRemoved,
    ineligible,
  ]);

describe("a line's places in the queue", () => {
  test("units added by an edit queue at the edit's moment, not at the order's", () => {
    const places = spreadLine({
      unitsFulfilled: 0,
      unitsRemoved: 0,
      cohorts: [
        { units: 1, rankAt: day(1) },
        { units: 9, rankAt: day(5) },
      ],
      at: [at("L", 10)],
    });
    expect(brief(places)).toEqual([
      [0, "L", 1, 0, 0, null],
      [1, "L", 9, 0, 0, null],
    ]);
    expect(places.map(({ rankAt }) => rankAt)).toEqual([day(1), day(5)]);
  });
  test("removed units leave the newest cohort first, shipped units the oldest", () => {
    const places = spreadLine({
      unitsFulfilled: 2,
      unitsRemoved: 4,
      cohorts: [
        { units: 3, rankAt: day(1) },
        { units: 5, rankAt: day(5) },
      ],
      at: [at("L", 2, 2)],
    });
    expect(brief(places)).toEqual([
      [0, "L", 3, 2, 0, null],
      [1, "L", 5, 0, 4, null],
    ]);
  });
  test("units without a location are unrouted: ranked, not given out", () => {
    expect(brief(spreadLine({ unitsFulfilled: 0, unitsRemoved: 0, cohorts: [{ units: 4, rankAt: day(1) }], at: [at("L", 3)] }))).toEqual([
      [0, "L", 3, 0, 0, null],
      [0, UNROUTED, 1, 0, 0, "unrouted"],
    ]);
  });
  test("somebody else's hold makes the units there ineligible", () => {
    expect(brief(spreadLine({ unitsFulfilled: 0, unitsRemoved: 0, cohorts: [{ units: 4, rankAt: day(1) }], at: [at("M", 2), at("L", 2, 0, true)] }))).toEqual([
      [0, "L", 2, 0, 0, "held_elsewhere"],
      [0, "M", 2, 0, 0, null],
    ]);
  });
  test("a cancelled line stays at its location", () => {
    expect(brief(spreadLine({ unitsFulfilled: 0, unitsRemoved: 4, cohorts: [{ units: 4, rankAt: day(1) }], at: [at("L", 0)] }))).toEqual([
      [0, "L", 4, 0, 4, null],
    ]);
  });

  test("no unit is lost or made on the way", () => {
    const line = fc
      .record({
        cohorts: fc.array(fc.nat(6), { minLength: 1, maxLength: 4 }),
        at: fc.array(fc.tuple(fc.nat(8), fc.nat(4), fc.boolean()), { maxLength: 3 }),
        shares: fc.tuple(fc.nat(100), fc.nat(100)),
      })
      .map(({ cohorts, at: places, shares }) => {
        const ordered = cohorts.reduce((sum, units) => sum + units, 0);
        const unitsRemoved = Math.floor((ordered * shares[0]) / 100);
        const unitsFulfilled = Math.floor(((ordered - unitsRemoved) * shares[1]) / 100);
        return {
          unitsRemoved,
          unitsFulfilled,
          cohorts: cohorts.map((units, index) => ({ units, rankAt: day(index + 1), unitsRemoved: index % 2 === 0 ? units : 1 })),
          at: places.map(([remaining, fulfilled, held], index) => at(`L${index}`, remaining, fulfilled, held)),
        };
      });
    fc.assert(
      fc.property(line, (line) => {
        const places = spreadLine(line);
        const sum = (of: (place: (typeof places)[number]) => number) => places.reduce((total, place) => total + of(place), 0);
        expect(sum(({ unitsFulfilled }) => unitsFulfilled)).toBe(line.unitsFulfilled);
        expect(sum(({ unitsRemoved }) => unitsRemoved)).toBe(line.unitsRemoved);
        line.cohorts.forEach(({ units }, cohort) => expect(sum((place) => (place.cohort === cohort ? place.unitsOrdered : 0))).toBe(units));
        for (const place of places) expect(place.unitsOrdered).toBeGreaterThanOrEqual(place.unitsFulfilled + place.unitsRemoved);
        expect(new Set(places.map(({ cohort, locationId }) => `${cohort}/${locationId}`)).size).toBe(places.length);
      }),
    );
  });
});
