import fc from "fast-check";
import { expect, test } from "vitest";
import { addDays, calendarDate } from "./calendar-date.ts";
import { behindInflow, curvesBehindClasses, stepsOfLevel } from "./class-inflow.ts";

const today = calendarDate("2026-10-01");
const day = (days: number) => addDays(today, days);
const curve = [
  { upTo: 20, shipBy: day(10) },
  { upTo: 60, shipBy: day(30) },
];

test("each unit that a higher class may sell until a day takes a place of those behind", () => {
  expect(behindInflow(curve, { unitsPerDay: 1, today, confidence: 0.9 }).map(({ upTo }) => upTo)).toEqual([6, 23]);
  expect(behindInflow(curve, { unitsPerDay: 0, today, confidence: 0.9 })).toEqual(curve);
});

test("where a higher class may sell all of it, those behind have no date", () => {
  expect(behindInflow(curve, { unitsPerDay: 3, today, confidence: 0.9 })).toEqual([]);
});

test("each level is passed by all levels above it, and by no other", () => {
  const sales = [
    { priority: 10, unitsPerDay: 0.5 },
    { priority: 20, unitsPerDay: 0.5 },
    { priority: 0, unitsPerDay: 9 },
  ];
  const behind = curvesBehindClasses(curve, { sales, today, confidence: 0.9 });
  const positions = (level: number) => stepsOfLevel(level, curve, behind).map(({ upTo }) => upTo);
  expect(positions(20)).toEqual([20, 60]);
  expect(positions(10)).toEqual(positions(19));
  expect(positions(0)).toEqual([6, 23]);
  expect(positions(10)[0]).toBeGreaterThan(6);
});

test("played out, a unit that others pass leaves by its date as often as was promised", () => {
  const DRAWS = 2_000;
  const steps = fc.array(fc.record({ units: fc.integer({ min: 1, max: 40 }), days: fc.integer({ min: 1, max: 20 }) }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(
      steps,
      fc.double({ min: 0.05, max: 2, noNaN: true }),
      fc.constantFrom(0.8, 0.9, 0.95),
      fc.integer({ min: 1 }),
      (lots, rate, confidence, seed) => {
        let upTo = 0;
        let days = 0;
        const deliveries = lots.map((lot) => ({ upTo: (upTo += lot.units), days: (days += lot.days) }));
        const dated = behindInflow(
          deliveries.map((delivery) => ({ upTo: delivery.upTo, shipBy: day(delivery.days), days: delivery.days })),
          { unitsPerDay: rate, today, confidence },
        );
        const random = uniform(seed);
        for (const step of dated) {
          let kept = 0;
          for (let draw = 0; draw < DRAWS; draw++) kept += leavesAfter(step.upTo, deliveries, rate, random) <= step.days ? 1 : 0;
          // Five standard errors below.
          expect(kept / DRAWS).toBeGreaterThanOrEqual(confidence - 5 * Math.sqrt((confidence * (1 - confidence)) / DRAWS));
        }
      },
    ),
    { numRuns: 25, seed: 11 },
  );
});

/** The day of the first delivery that reaches a unit, with what a higher class has bought by then ahead of it. */
function leavesAfter(position: number, deliveries: readonly { upTo: number; days: number }[], rate: number, random: () => number): number {
  let clock = 0;
  let passedBy = 0;
  let next = -Math.log(1 - random()) / rate;
  for (const { upTo, days } of deliveries) {
    for (clock = days; next <= clock; next += -Math.log(1 - random()) / rate) passedBy += 1;
    if (position + passedBy <= upTo) return days;
  }
  return Infinity;
}

function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}
