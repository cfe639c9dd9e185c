import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conformalLevel, observedLaw, quantileOf } from "./kaplan-meier.ts";

const ended = (value: number, weight = 1) => ({ value, isOpen: false, weight });
const open = (value: number, weight = 1) => ({ value, isOpen: true, weight });

describe("what is still open counts for as long as it has been open", () => {
  test("without anything open the law is the share of those that ended", () =>
    expect(observedLaw([ended(6), ended(2), ended(4), ended(4)]).steps).toEqual([
      { value: 2, share: 0.25 },
      { value: 4, share: 0.75 },
      { value: 6, share: 1 },
    ]));

  test("what is open since day 5 raises the share that ends later", () => {
    const { steps, size } = observedLaw([ended(2), ended(4), open(5), ended(6)]);
    expect(steps).toEqual([
      { value: 2, share: 0.25 },
      { value: 4, share: 0.5 },
      { value: 6, share: 1 },
    ]);
    expect(size).toBe(3);
  });

  test("what is open on the day on which others ended was at risk that day", () =>
    expect(observedLaw([ended(4), open(4)]).steps).toEqual([{ value: 4, share: 0.5 }]));

  test("where the longest is open, nobody knows the end", () => expect(quantileOf(observedLaw([ended(1), ended(2), open(9)]), 0.9)).toBeNull());
});

test("two that weigh half count as one", () =>
  expect(observedLaw([ended(3, 0.5), ended(3, 0.5), ended(5)]).steps).toEqual([
    { value: 3, share: 0.5 },
    { value: 5, share: 1 },
  ]));

test("of nine the next one is covered at 9 in 10 by the ninth, of eight by none", () => {
  const nine = observedLaw([1, 2, 3, 4, 5, 6, 7, 8, 9].map((value) => ended(value)));
  expect(quantileOf(nine, conformalLevel(nine, 0.9))).toBe(9);
  const eight = observedLaw([1, 2, 3, 4, 5, 6, 7, 8].map((value) => ended(value)));
  expect(quantileOf(eight, conformalLevel(eight, 0.9))).toBeNull();
});

test("shares rise with the value and never exceed one", () => {
  const observation = fc.record({ value: fc.integer({ min: 0, max: 30 }), isOpen: fc.boolean(), weight: fc.double({ min: 0.01, max: 2, noNaN: true }) });
  fc.assert(
    fc.property(fc.array(observation, { maxLength: 60 }), (observations) => {
      const { steps } = observedLaw(observations);
      for (const [index, { value, share }] of steps.entries()) {
        expect(share).toBeLessThanOrEqual(1);
        expect(value).toBeGreaterThan(steps[index - 1]?.value ?? -1);
        expect(share).toBeGreaterThanOrEqual(steps[index - 1]?.share ?? 0);
      }
    }),
  );
});
