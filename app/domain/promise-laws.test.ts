import fc from "fast-check";
import { expect, test } from "vitest";
import { addDays, calendarDate, daysBetween, todayIn } from "./calendar-date.ts";
import { planPacking } from "./capacity.ts";
import type { InboundShipmentId, Instant, LocationId, SupplierId } from "./ids.ts";
import { promiseCurve, stepAt } from "./promise-curve.ts";
import { layOut } from "./working-calendar.ts";

const [north, here] = ["north" as SupplierId, "here" as LocationId]; // tests name things as they like
const monday = calendarDate("2026-09-28");
const WEEK = [1, 2, 3, 4, 5];

interface World {
  deadline: number;
  unitsPerDay: number | null;
  normal: number;
  late: readonly number[];
}

function dateAt(position: number, { deadline, unitsPerDay, normal, late }: World): string {
  const curve = promiseCurve({
    days: layOut({ receivingWeekdays: WEEK, packingWeekdays: WEEK, receivingDays: 1, holidays: [] }, monday),
    isPastCutOff: false,
    confidence: 0.9,
    packing: planPacking({ unitsPerDay, normalUnitsPerDay: normal, confidence: 0.9, ahead: [] }),
    lateness: late.map((daysLate) => ({ supplierId: north, locationId: here, daysLate, ageDays: 0, isOpen: false })),
    lots: [
      {
        kind: "inbound",
        units: 60,
        inboundShipmentId: "shipment" as InboundShipmentId, // as above
        purchaseOrder: "1042",
        supplierId: north,
        supplier: "North",
        locationId: here,
        deadline: addDays(monday, deadline),
      },
    ],
  });
  return stepAt(curve, position)?.shipBy ?? "9999-12-31";
}

const worlds = fc.record({
  deadline: fc.integer({ min: 30, max: 90 }),
  unitsPerDay: fc.option(fc.integer({ min: 1, max: 40 })),
  normal: fc.nat(10),
  // No receipt so early that a lot of these worlds would have had to come by today: that it has not come is news, see lateness.ts.
  late: fc.array(fc.integer({ min: -9, max: 25 }), { minLength: 9, maxLength: 80 }),
});

test("an earlier deadline never means a later date", () =>
  fc.assert(
    fc.property(worlds, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 20 }), (world, position, days) => {
      expect(dateAt(position, { ...world, deadline: world.deadline - days }) <= dateAt(position, world)).toBe(true);
    }),
    { numRuns: 60 },
  ));

test("more hands at the packing table never mean a later date", () =>
  fc.assert(
    fc.property(worlds, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 20 }), (world, position, more) => {
      const date = dateAt(position, { ...world, unitsPerDay: world.unitsPerDay === null ? null : world.unitsPerDay + more });
      expect(date <= dateAt(position, world)).toBe(true);
      expect(dateAt(position, { ...world, unitsPerDay: null }) <= date).toBe(true);
    }),
    { numRuns: 60 },
  ));

// The weeks in which clocks are changed: forwards and back, north and south, and a zone that changes by half an hour.
test.each([
  ["Europe/Berlin", "2026-03-25", "2026-10-21"],
  ["America/Los_Angeles", "2026-03-04", "2026-10-28"],
  ["Australia/Lord_Howe", "2026-04-01", "2026-09-30"],
])("in %s each day comes once, in order, through the weeks in which clocks are changed", (timeZone, ...weeks) => {
  for (const start of weeks) {
    const first = Date.parse(`${start}T00:30:00Z`);
    const quarters = Array.from({ length: 9 * 96 }, (_, index) => new Date(first + index * 900_000).toISOString() as Instant); // an instant as toISOString writes it
    const days = [...new Set(quarters.map((now) => todayIn(timeZone, now)))];
    for (const [index, day] of days.entries()) expect(daysBetween(days[0] ?? day, day)).toBe(index);
    expect(days.length).toBeGreaterThanOrEqual(9);
  }
});
