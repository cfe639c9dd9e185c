import { expect, test } from "vitest";
import { applyOverrides } from "./override.ts";

const given = (lineItemId: string, unitsAllocated: number, unitsFirm = 0, isInProgress = false) => ({ lineItemId, unitsAllocated, unitsFirm, isInProgress });
const target = (lineItemId: string, units: number, unitsWaiting: number) => ({ overrideId: 1, units, entries: [{ lineItemId, unitsWaiting }] });

test("free units first, then the newest others', never an announced one or one that is being packed", () => {
  const outcome = applyOverrides([target("D", 4, 4)], { freeUnits: 1, tail: [given("packing", 2, 0, true), given("C", 1), given("B", 2, 1), given("A", 1)] });
  expect(outcome.grants).toMatchObject([{ units: 4, rule: "override" }]);
  expect(outcome.lifts.map(({ entry, units }) => [entry.lineItemId, units])).toEqual([
    ["C", 1],
    ["B", 1],
    ["A", 1],
  ]);
  expect(outcome).toMatchObject({ applied: [{ unitsGiven: 4 }], freeUnitsLeft: 0 });
});

test("a line never gives to itself, and what cannot be had is said", () => {
  const outcome = applyOverrides([target("D", 3, 3)], { freeUnits: 1, tail: [given("D", 2), given("B", 1, 1)] });
  expect(outcome).toMatchObject({ lifts: [], applied: [{ overrideId: 1, unitsGiven: 1 }] });
});

test("no more than waits by now", () => {
  expect(applyOverrides([target("D", 3, 1)], { freeUnits: 5, tail: [] })).toMatchObject({ applied: [{ unitsGiven: 1 }], freeUnitsLeft: 4 });
});
