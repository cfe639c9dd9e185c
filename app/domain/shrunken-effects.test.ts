import { expect, test } from "vitest";
import { learnEffects } from "./shrunken-effects.ts";

const parcels = (count: number, traits: readonly string[], value: number) => Array.from({ length: count }, () => ({ traits, value, weight: 1 }));

test("a trait seen as often as the prior is believed by half", () => {
  const { at } = learnEffects([...parcels(8, ["remote"], 22), ...parcels(92, ["near"], 10)], 8);
  const mean = (8 * 22 + 92 * 10) / 100;
  // The rounds end where the trait's own share of the mean is settled too.
  expect(at(["remote"]) - mean).toBeCloseTo((22 - mean) / 2, 6);
});

test("a trait never seen adds nothing", () => {
  const { at } = learnEffects([...parcels(5, ["a"], 3), ...parcels(5, ["b"], 5)], 1);
  expect(at(["c"])).toBeCloseTo(4, 9);
});

test("effects of two traits add up", () => {
  const seen = [
    ...parcels(500, ["slow", "far"], 9),
    ...parcels(500, ["slow", "near"], 7),
    ...parcels(500, ["quick", "far"], 5),
    ...parcels(500, ["quick", "near"], 3),
  ];
  const { at } = learnEffects(seen, 0.01);
  expect(at(["slow", "far"])).toBeCloseTo(9, 3);
  expect(at(["quick", "near"])).toBeCloseTo(3, 3);
});

test("what weighs nothing teaches nothing", () => {
  const { at } = learnEffects([...parcels(5, ["a"], 3), { traits: ["b"], value: 1000, weight: 0 }], 1);
  expect(at(["b"])).toBeCloseTo(3, 9);
});

test("nothing cannot be learned from", () => expect(() => learnEffects([], 1)).toThrow("nothing"));
