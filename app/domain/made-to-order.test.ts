import fc from "fast-check";
import { expect, test } from "vitest";
import { calendarDate } from "./calendar-date.ts";
import { planPacking } from "./capacity.ts";
import type { InventoryItemId, LocationId, SupplierId } from "./ids.ts";
import type { LatenessRecord } from "./lateness.ts";
import { madeToOrderLot, unitsToOrder } from "./made-to-order.ts";
import type { MadeToOrderFacts } from "./made-to-order.ts";
import { promiseCurve } from "./promise-curve.ts";
import { layOut } from "./working-calendar.ts";

const [north, here, mug] = ["north" as SupplierId, "here" as LocationId, "mug" as InventoryItemId]; // tests name things as they like
const wednesday = calendarDate("2026-10-07");
const WEEK = [1, 2, 3, 4, 5];
const terms = { supplierId: north, supplier: "North", leadTimeDays: 20, minimumUnits: null, packSize: 1, orderWeekdays: [1] };

function facts(changes: Partial<MadeToOrderFacts> = {}): MadeToOrderFacts {
  return {
    inventoryItemId: mug,
    locationId: here,
    terms,
    today: wednesday,
    confidence: 0.9,
    unitsUncovered: 4,
    unitsOpen: 6,
    unitsSoldPerDay: 2,
    leadTimes: [],
    lastDeadline: null,
    ...changes,
  };
}

const took = (...days: number[]): LatenessRecord[] => days.map((daysLate) => ({ supplierId: north, locationId: here, daysLate, ageDays: 0, isOpen: false }));
const learned = took(15, 16, 17, 18, 18, 19, 19, 20, 24);

function curveOf(changes: Partial<MadeToOrderFacts>) {
  const lot = madeToOrderLot(facts(changes));
  const isDated = "deadline" in lot && "units" in lot;
  return promiseCurve({
    days: layOut({ receivingWeekdays: WEEK, packingWeekdays: WEEK, receivingDays: 1, holidays: [] }, wednesday),
    isPastCutOff: false,
    packing: planPacking({ unitsPerDay: null, normalUnitsPerDay: 0, confidence: 0.9, ahead: [] }),
    lots: isDated ? [lot] : [],
    missing: isDated ? [] : [lot],
    lateness: [],
    confidence: 0.9,
  });
}

test("without a minimum the order goes out on the next order day", () =>
  expect(madeToOrderLot(facts())).toMatchObject({ orderOn: "2026-10-12", deadline: "2026-11-01", units: 10 }));

test("6 of 10 are missing and 2 sell a day: the order is full within 7 days, and goes out on the Monday after", () =>
  expect(madeToOrderLot(facts({ terms: { ...terms, minimumUnits: 10 } }))).toMatchObject({ orderOn: "2026-10-19", deadline: "2026-11-08" }));

test("a minimum that nobody's orders will reach has no date, and says what is missing", () => {
  const changes = { terms: { ...terms, minimumUnits: 10 }, unitsSoldPerDay: 0 };
  expect(madeToOrderLot(facts(changes))).toEqual({ kind: "minimum_not_reached", supplier: "North", units: 6 });
  expect(curveOf(changes)).toMatchObject({ steps: [], undated: [{ kind: "minimum_not_reached", supplier: "North", units: 6 }] });
});

test("what the supplier's orders took says more than what it states", () => {
  const [step] = curveOf({ leadTimes: learned }).steps;
  // Monday 12 October and 24 days: Thursday 5 November, one receiving day.
  expect(step?.shipBy).toBe("2026-11-06");
  expect(step?.because).toEqual([
    { kind: "made_to_order", supplier: "North", orderOn: "2026-10-12" },
    { kind: "lead_time", source: "supplier", days: 24, receipts: 9 },
    { kind: "receiving", days: 1 },
  ]);
});

test("with too few orders the stated lead time holds, and lateness is assumed and said to be", () => {
  const [step] = curveOf({ leadTimes: took(3, 4) }).steps;
  // Monday 12 October, 20 days and 7: Sunday 8 November, received on Monday, one day more.
  expect(step?.shipBy).toBe("2026-11-10");
  expect(step?.because.slice(1, 3)).toEqual([
    { kind: "lead_time", source: "stated", days: 20, receipts: 0 },
    { kind: "lateness", source: "assumed", days: 7, receipts: 0 },
  ]);
});

test("nobody knows how long the supplier takes: no date", () =>
  expect(madeToOrderLot(facts({ terms: { ...terms, leadTimeDays: null } }))).toEqual({ kind: "no_lead_time", supplier: "North" }));

test("what is ordered next does not come before what is on its way", () =>
  expect(madeToOrderLot(facts({ lastDeadline: calendarDate("2027-01-04") }))).toMatchObject({ deadline: "2027-01-04" }));

test("orders are whole packs and never below the minimum", () => {
  expect(unitsToOrder({ minimumUnits: 10, packSize: 6 }, 4)).toBe(12);
  expect(unitsToOrder({ minimumUnits: null, packSize: 6 }, 13)).toBe(18);
});

test("the more has sold, the earlier the order goes out; the larger the minimum, the later", () =>
  fc.assert(
    fc.property(fc.nat(40), fc.nat(40), fc.nat(30), fc.nat(30), fc.integer({ min: 1, max: 9 }), (uncovered, more, minimum, larger, perDay) => {
      const at = (unitsUncovered: number, minimumUnits: number) => {
        const lot = madeToOrderLot(facts({ unitsUncovered, unitsSoldPerDay: perDay, terms: { ...terms, minimumUnits, orderWeekdays: [1, 2, 3, 4, 5, 6, 7] } }));
        return "orderOn" in lot && "deadline" in lot ? lot.orderOn : "9999";
      };
      expect(at(uncovered + more, minimum) <= at(uncovered, minimum)).toBe(true);
      expect(at(uncovered, minimum + larger) >= at(uncovered, minimum)).toBe(true);
    }),
  ));
