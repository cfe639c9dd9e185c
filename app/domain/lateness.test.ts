import fc from "fast-check";
import { expect, test } from "vitest";
import type { SupplierId } from "./ids.ts";
import { DEFAULT_LATENESS_DAYS, latenessLaw, latenessQuantile } from "./lateness.ts";
import type { LatenessRecord } from "./lateness.ts";

const [north, south] = ["north", "south"] as [SupplierId, SupplierId]; // tests name suppliers as they like
const received = (supplierId: SupplierId, ...days: number[]): LatenessRecord[] => days.map((daysLate) => ({ supplierId, daysLate, isOpen: false }));
const open = (supplierId: SupplierId, ...days: number[]): LatenessRecord[] => days.map((daysLate) => ({ supplierId, daysLate, isOpen: true }));

function quantile(records: LatenessRecord[], { daysOverdue = -30, confidence = 0.9, supplierId = north } = {}) {
  const law = latenessLaw(records, { supplierId, daysOverdue, confidence });
  return law === null ? null : { days: latenessQuantile(law, confidence), source: law.source };
}

test("9 in 10 of the next arrivals come within the 9th smallest of nine receipts", () =>
  expect(quantile(received(north, 0, 0, 1, 1, 2, 3, 3, 5, 9))).toEqual({ days: 9, source: "supplier" }));

test("of nineteen receipts, 9 in 10 come within the 18th smallest", () => {
  const days = Array.from({ length: 19 }, (_, day) => day + 1);
  expect(quantile(received(north, ...days))).toEqual({ days: 18, source: "supplier" });
});

test("with fewer than nine receipts in all, seven days are assumed and said to be", () => {
  expect(quantile(received(north, 20, 20, 20, 20, 20, 20, 20, 20))).toEqual({ days: DEFAULT_LATENESS_DAYS, source: "assumed" });
  expect(quantile([])).toEqual({ days: 7, source: "assumed" });
});

test("a supplier with fewer than five receipts is judged by all suppliers", () =>
  expect(quantile([...received(north, 0, 0, 0, 0), ...received(south, 1, 2, 3, 4, 5, 6, 7, 8, 9)])).toMatchObject({ source: "pooled" }));

test("a punctual supplier with many receipts is judged mostly by its own", () => {
  const punctual = received(north, ...Array.from({ length: 90 }, () => 0));
  expect(quantile([...punctual, ...received(south, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30)])).toEqual({ days: 30, source: "supplier" });
  const more = received(north, ...Array.from({ length: 110 }, () => 0));
  expect(quantile([...more, ...received(south, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30)])).toEqual({ days: 0, source: "supplier" });
});

test("a lot that is 3 days late can only be one of those that came later than that", () => {
  const days = [0, 0, 0, 0, 1, 2, 4, 4, 5, 5, 6, 6, 7, 8, 9];
  expect(quantile(received(north, ...days), { daysOverdue: 3 })).toEqual({ days: 9, source: "supplier" });
});

test("a lot later than anything seen has no date", () => {
  expect(quantile(received(north, 0, 0, 1, 1, 2, 3, 3, 5, 9), { daysOverdue: 9 })).toBeNull();
  expect(quantile(received(north, 0, 0, 1, 1, 2, 3, 3, 5, 9), { daysOverdue: 4 })).toBeNull();
  expect(quantile([], { daysOverdue: 7 })).toBeNull();
  expect(quantile([], { daysOverdue: 6 })).toEqual({ days: 7, source: "assumed" });
});

test("lots that are late and still open make a supplier look as late as it is", () => {
  const days = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 20, 20];
  expect(quantile(received(north, ...days))?.days).toBe(20);
  const punctual = [...days.slice(0, 18), 9, 20];
  expect(quantile(received(north, ...punctual))?.days).toBe(9);
  expect(quantile([...received(north, ...punctual), ...open(north, 5, 6, 7)])?.days).toBe(20);
});

test("a larger confidence never states an earlier day, and being later never brings the day closer", () =>
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -10, max: 40 }), { maxLength: 60 }), fc.integer({ min: -20, max: 30 }), (days, daysOverdue) => {
      const records = received(north, ...days);
      const law = latenessLaw(records, { supplierId: north, daysOverdue, confidence: 0.9 });
      const stated = [0.5, 0.6, 0.7, 0.8, 0.9].map((confidence) => law && latenessQuantile(law, confidence));
      for (const day of stated) if (day !== null) expect(day).toBeGreaterThan(daysOverdue);
      const numbers = stated.map((day) => day ?? Infinity);
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }),
  ));
