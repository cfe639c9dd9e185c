import { expect, test } from "vitest";
import { calendarDate } from "./calendar-date.ts";
import { expectedArrival, usualLateness } from "./expected-arrival.ts";
import type { LocationId, SupplierId } from "./ids.ts";

const lane = { supplierId: "north" as SupplierId, locationId: "main" as LocationId }; // a test's own names
const records = [0, 0, 1, 1, 2, 3, 3, 5, 6].map((daysLate) => ({ ...lane, ageDays: 10, daysLate, isOpen: false }));
const known = { records, confidence: 0.9 };
const due = { ...lane, deadline: calendarDate("2026-10-02") };

test("a supplier is up to 6 days late 9 times in 10, so what is due on the 2nd is expected by the 8th", () => {
  expect(usualLateness(lane, known)).toEqual({ days: 6, source: "supplier", receipts: 9 });
  expect(expectedArrival(due, { ...known, today: calendarDate("2026-09-20") })).toEqual({ on: "2026-10-08", days: 6, source: "supplier", receipts: 9 });
});

test("without a deadline, or later than anything seen, no day is expected", () => {
  expect(expectedArrival({ ...due, deadline: null }, { ...known, today: calendarDate("2026-09-20") })).toBeNull();
  expect(expectedArrival(due, { ...known, today: calendarDate("2026-10-30") })).toBeNull();
});

test("with too few receipts the default speaks, and says so", () => {
  expect(usualLateness(lane, { records: [], confidence: 0.9 })).toEqual({ days: 7, source: "assumed", receipts: 0 });
});
