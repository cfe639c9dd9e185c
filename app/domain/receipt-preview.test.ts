import fc from "fast-check";
import { expect, test } from "vitest";
import type { CalendarDate, Instant } from "./ids.ts";
import { previewPolicies } from "./receipt-preview.ts";
import type { PreviewedLine } from "./receipt-preview.ts";

// Brands are made here for tests alone.
const line = (lineItemId: string, hour: number, unitsWaiting: number, more: Partial<PreviewedLine> = {}): PreviewedLine => ({
  lineItemId,
  unitsWaiting,
  rankAt: `2026-10-01T${String(hour).padStart(2, "0")}:00:00.000Z` as Instant,
  level: 0,
  promisedOn: null,
  estimatedOn: null,
  channel: "web",
  unitsLent: 0,
  ...more,
});
const day = (text: string) => text as CalendarDate;
const LEAVES = [{ upTo: null, day: day("2026-10-05") }];
const preview = (waiting: PreviewedLine[], units: number) =>
  previewPolicies(waiting, { units, free: { units, onShelf: units }, leaves: LEAVES, reserves: [] }).map(
    ({ policy, gets, promisesKept, promisesBroken, unitsLeft }) =>
      `${policy}: ${gets.map(({ line: { lineItemId }, units: own }) => `${lineItemId} ${own}`).join(", ")}; ${promisesKept} kept, ${promisesBroken} broken, ${unitsLeft} left`,
  );

test("each policy gives one unit to somebody else", () => {
  const estimatedOn = day("2026-10-12");
  const waiting = [
    line("A", 1, 2, { promisedOn: day("2026-10-20"), estimatedOn }),
    line("B", 2, 1, { promisedOn: day("2026-10-05"), estimatedOn }),
    line("C", 3, 1, { level: 10 }),
  ];
  expect(preview(waiting, 1)).toEqual([
    "first_come: A 1; 0 kept, 1 broken, 0 left",
    "class_first_come: C 1; 0 kept, 1 broken, 0 left",
    "keep_promises: B 1; 1 kept, 0 broken, 0 left",
  ]);
});

test("what nobody waits for stays for sale, and a promise whose units leave too late is broken", () => {
  const waiting = [line("A", 1, 1, { promisedOn: day("2026-10-04"), estimatedOn: day("2026-10-04") })];
  expect(preview(waiting, 3)).toEqual(["first_come", "class_first_come", "keep_promises"].map((policy) => `${policy}: A 1; 0 kept, 1 broken, 2 left`));
});

test("units in = units given + units left, under every policy", () => {
  const lines = fc.array(fc.record({ units: fc.integer({ min: 1, max: 5 }), hour: fc.integer({ min: 0, max: 23 }), level: fc.integer({ min: 0, max: 2 }) }), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(lines, fc.integer({ min: 0, max: 20 }), (specs, units) => {
      const waiting = specs.map(({ units: own, hour, level }, index) => line(String(index), hour, own, { level }));
      const free = Math.min(
        units,
        waiting.reduce((sum, one) => sum + one.unitsWaiting, 0),
      );
      for (const { gets, unitsLeft } of previewPolicies(waiting, { units, free: { units: free, onShelf: units }, leaves: LEAVES, reserves: [] }))
        expect(gets.reduce((sum, get) => sum + get.units, 0) + unitsLeft).toBe(units);
    }),
  );
});
