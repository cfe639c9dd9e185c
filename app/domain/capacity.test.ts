import fc from "fast-check";
import { expect, test } from "vitest";
import { planPacking } from "./capacity.ts";
import type { PackingWork } from "./capacity.ts";
import { normalQuantile, poissonQuantile } from "./poisson.ts";

const twentyADay: PackingWork = { unitsPerDay: 20, normalUnitsPerDay: 12, confidence: 0.9, ahead: [] };

/** Packing day, counted from 1, on which unit k of a lot leaves that is there from `day`. */
function dayOf(work: PackingWork, k: number, day = 0): number {
  const packing = planPacking(work);
  for (let lastDay = day; lastDay < 1_000; lastDay++) if (packing.unitsPacked(day, lastDay) >= k) return lastDay - day + 1;
  return Infinity;
}

test("20 a day, 12 normal: the 31st unit leaves on day 6, not on day 2", () => expect(dayOf(twentyADay, 31)).toBe(6));

test("with 15 covered units unshipped it leaves on day 8", () => expect(dayOf({ ...twentyADay, ahead: [{ day: 0, units: 15 }] }, 31)).toBe(8));

test("a backlog that is packed before the lot comes does not delay it", () => {
  const work = { ...twentyADay, ahead: [{ day: 0, units: 15 }] };
  expect(dayOf(work, 31, 20)).toBe(6);
  expect(dayOf(work, 31, 1)).toBeGreaterThan(6);
});

test("another variant's lot of the same day is packed first, a later one is not", () => {
  expect(dayOf({ ...twentyADay, ahead: [{ day: 5, units: 15 }] }, 31, 5)).toBe(8);
  expect(dayOf({ ...twentyADay, ahead: [{ day: 6, units: 15 }] }, 31, 5)).toBe(6);
});

test("with no known limit everything leaves on the first packing day", () =>
  expect(dayOf({ ...twentyADay, unitsPerDay: null, ahead: [{ day: 0, units: 500 }] }, 10_000)).toBe(1));

test("a location that is busy with normal work alone never gets to it", () => {
  expect(dayOf({ ...twentyADay, unitsPerDay: 12 }, 1)).toBe(Infinity);
  expect(dayOf({ ...twentyADay, unitsPerDay: 0 }, 1)).toBe(Infinity);
});

test("one more unit never leaves earlier, and more work ahead never helps", () =>
  fc.assert(
    fc.property(
      fc.record({
        perDay: fc.integer({ min: 1, max: 60 }),
        normal: fc.double({ min: 0, max: 30, noNaN: true }),
        k: fc.integer({ min: 1, max: 200 }),
        backlog: fc.nat(100),
        day: fc.nat(20),
      }),
      ({ perDay, normal, k, backlog, day }) => {
        const work = { unitsPerDay: perDay, normalUnitsPerDay: normal, confidence: 0.9, ahead: [{ day: 0, units: backlog }] };
        expect(dayOf(work, k + 1, day)).toBeGreaterThanOrEqual(dayOf(work, k, day));
        expect(dayOf({ ...work, ahead: [{ day: 0, units: backlog + 10 }] }, k, day)).toBeGreaterThanOrEqual(dayOf(work, k, day));
      },
    ),
    { numRuns: 60 },
  ));

test.each([
  [72, 0.9, 83],
  [12, 0.9, 17],
  [0, 0.9, 0],
  [0.1, 0.9, 0],
  [0.2, 0.9, 1],
  [96, 0.9, 109],
])("of a mean of %d, share %d has at most %d orders", (mean, confidence, count) => expect(poissonQuantile(mean, confidence)).toBe(count));

test("the expansion for large means agrees with the exact law where both can be computed", () => {
  const z = normalQuantile(0.9);
  expect(z).toBeCloseTo(1.2815515655, 9);
  expect(normalQuantile(0.99)).toBeCloseTo(2.326347874, 9);
  for (const mean of [200, 400, 600]) {
    const expanded = Math.ceil(mean + z * Math.sqrt(mean) + (z * z - 1) / 6);
    expect(Math.abs(poissonQuantile(mean, 0.9) - expanded)).toBeLessThanOrEqual(1);
  }
});
