import { describe, expect, test } from "vitest";
import { FEWEST_PARCELS, learnTransitTimes, sizeClass } from "./transit-time.ts";
import type { TransitRecord } from "./transit-time.ts";

const arrived = (days: number, traits: readonly string[] = ["lane"], ageDays = 40): TransitRecord => ({ traits, days, isOpen: false, ageDays });
/** Days 1 to 10 in turn. */
const spreadOut = (count: number, traits?: readonly string[], factor = 1) =>
  Array.from({ length: count }, (_, index) => arrived(((index % 10) + 1) * factor, traits));

describe("days within which the stated share arrives", () => {
  test("of parcels that take 1 to 10 days alike, 85 in 100 arrive within 9", () => expect(learnTransitTimes(spreadOut(1000))?.daysFor(["lane"], 0.85)).toBe(9));

  test("a remote place takes longer, and strays by more days", () => {
    const times = learnTransitTimes([...spreadOut(1000, ["near"]), ...spreadOut(1000, ["remote"], 3)]);
    const near = times?.daysFor(["near"], 0.9) ?? 0;
    const remote = times?.daysFor(["remote"], 0.9) ?? 0;
    expect(near).toBeGreaterThanOrEqual(8);
    expect(near).toBeLessThanOrEqual(11);
    expect(remote).toBeGreaterThan(2 * near);
  });

  test("more confidence never means fewer days", () => {
    const times = learnTransitTimes(spreadOut(300));
    const days = [0.5, 0.8, 0.9, 0.95].map((confidence) => times?.daysFor(["lane"], confidence) ?? 0);
    expect(days).toEqual([...days].sort((a, b) => a - b));
  });
});

describe("what is on its way counts", () => {
  test("parcels that are overdue make the stated days longer", () => {
    const before = learnTransitTimes(spreadOut(400))?.daysFor(["lane"], 0.8) ?? 0;
    const stuck = Array.from({ length: 60 }, (): TransitRecord => ({ traits: ["lane"], days: 9, isOpen: true, ageDays: 9 }));
    expect(learnTransitTimes([...spreadOut(400), ...stuck])?.daysFor(["lane"], 0.8)).toBeGreaterThan(before);
  });

  test("where too many never arrive, nothing is stated", () => {
    const lost = Array.from({ length: 100 }, (): TransitRecord => ({ traits: ["lane"], days: 60, isOpen: true, ageDays: 60 }));
    expect(learnTransitTimes([...spreadOut(200), ...lost])?.daysFor(["lane"], 0.9)).toBeNull();
  });
});

test("too few parcels say nothing", () => expect(learnTransitTimes(spreadOut(FEWEST_PARCELS - 1))).toBeNull());

test("parcels of about the same size are one class", () => {
  expect(sizeClass(1000, 1)).toBe(sizeClass(1100, 1));
  expect(sizeClass(1000, 1)).not.toBe(sizeClass(2200, 1));
  expect(sizeClass(-5, 1)).toBe("0");
});
