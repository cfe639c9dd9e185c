import fc from "fast-check";
import { expect, test } from "vitest";
import type { LocationId, SupplierId } from "./ids.ts";
import { DEFAULT_LATENESS_DAYS, latenessLaw, latenessQuantile } from "./lateness.ts";
import type { LatenessRecord } from "./lateness.ts";

const [north, south] = ["north", "south"] as [SupplierId, SupplierId]; // tests name suppliers as they like
const here = "here" as LocationId; // as above
const received = (supplierId: SupplierId, ...days: number[]): LatenessRecord[] =>
  days.map((daysLate) => ({ supplierId, locationId: here, daysLate, ageDays: 0, isOpen: false }));
const open = (supplierId: SupplierId, ...days: number[]): LatenessRecord[] =>
  days.map((daysLate) => ({ supplierId, locationId: here, daysLate, ageDays: 0, isOpen: true }));

const times = (count: number, days: number) => Array.from({ length: count }, () => days);

function quantile(records: LatenessRecord[], { daysOverdue = -30, confidence = 0.9, supplierId = north } = {}) {
  const law = latenessLaw(records, { supplierId, locationId: here, daysOverdue, confidence });
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

test("of a lot that is not due, receipts that came earlier than it still can count as coming tomorrow", () => {
  const receipts = received(north, -10, 0, 1, 1, 2, 3, 3, 5, 9);
  expect(quantile(receipts, { daysOverdue: -11 })).toEqual({ days: 9, source: "supplier" });
  expect(quantile(receipts, { daysOverdue: -10 })).toEqual({ days: 9, source: "pooled" });
  expect(quantile(receipts, { daysOverdue: 0 })).toBeNull();
});

test("a supplier with fewer than five receipts is judged by all suppliers", () =>
  expect(quantile([...received(north, 0, 0, 0, 0), ...received(south, 1, 2, 3, 4, 5, 6, 7, 8, 9)])).toMatchObject({ source: "pooled" }));

test("a punctual supplier with few receipts is judged by others' too", () =>
  expect(quantile([...received(north, ...times(30, 0)), ...received(south, ...times(10, 30))])).toEqual({ days: 30, source: "supplier" }));

test("with many receipts a punctual supplier is not late because another one is", () => {
  const records = [...received(north, ...times(90, 0)), ...received(south, ...times(10, 30))];
  expect(quantile(records)).toEqual({ days: 1, source: "supplier" });
  expect(quantile(records, { supplierId: south })?.days).toBeGreaterThan(20);
});

test("many receipts of one lane state what their own order states", () => {
  const days = Array.from({ length: 59 }, (_, index) => index - 5);
  expect(quantile(received(north, ...days))).toEqual({ days: 48, source: "supplier" }); // the 54th of 59
});

test("a place that is hard to reach is late from every supplier, and a new supplier's goods are late there too", () => {
  const far = "far" as LocationId; // as above
  const to = (locationId: LocationId, records: LatenessRecord[]) => records.map((record) => ({ ...record, locationId }));
  const records = [...received(north, ...times(40, 0)), ...to(far, received(north, ...times(30, 12))), ...to(far, received(south, ...times(3, 14)))];
  const law = (locationId: LocationId) => latenessLaw(records, { supplierId: "new" as SupplierId, locationId, daysOverdue: -30, confidence: 0.5 });
  const median = (locationId: LocationId) => latenessQuantile(law(locationId) ?? { source: "pooled", receipts: 0, steps: [], size: 1 }, 0.5) ?? NaN;
  expect(median(far)).toBeGreaterThan(median(here) + 3);
});

test("old receipts count less than recent ones", () => {
  const late = received(north, ...times(50, 9)).map((record) => ({ ...record, ageDays: 5 * 365 }));
  expect(quantile([...late, ...received(north, ...times(50, 1))])?.days).toBe(9);
  expect(quantile([...late, ...received(north, ...times(120, 1))])?.days).toBe(1);
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
      const law = latenessLaw(records, { supplierId: north, locationId: here, daysOverdue, confidence: 0.9 });
      const stated = [0.5, 0.6, 0.7, 0.8, 0.9].map((confidence) => law && latenessQuantile(law, confidence));
      for (const day of stated) if (day !== null) expect(day).toBeGreaterThan(daysOverdue);
      const numbers = stated.map((day) => day ?? Infinity);
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }),
  ));

test("a lot that is overdue is never expected earlier than before it was, whoever the receipts are from", () =>
  fc.assert(
    fc.property(
      fc.array(fc.record({ days: fc.integer({ min: -10, max: 40 }), isSouth: fc.boolean() }), { minLength: 9, maxLength: 120 }),
      fc.integer({ min: -9, max: 30 }),
      (receipts, daysOverdue) => {
        const records = receipts.flatMap(({ days, isSouth }) => received(isSouth ? south : north, days));
        const unconditional = quantile(records, { daysOverdue: -60 });
        const conditional = quantile(records, { daysOverdue });
        if (unconditional?.source !== conditional?.source) return; // too few are left: all suppliers are asked
        expect(conditional?.days ?? Infinity).toBeGreaterThanOrEqual(unconditional?.days ?? -Infinity);
      },
    ),
  ));
