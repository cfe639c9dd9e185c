import fc from "fast-check";
import { expect, test } from "vitest";
import { addDays, calendarDate, daysBetween } from "./calendar-date.ts";
import { planPacking } from "./capacity.ts";
import type { CalendarDate, InboundShipmentId, LocationId, SupplierId } from "./ids.ts";
import type { LatenessRecord } from "./lateness.ts";
import { promiseCurve, stepAt } from "./promise-curve.ts";
import type { CurveFacts } from "./promise-curve.ts";
import type { InboundLot, SupplyLot } from "./supply-lot.ts";
import { layOut } from "./working-calendar.ts";

const WEEK = [1, 2, 3, 4, 5];
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const monday = calendarDate("2026-09-28");
const north = "north" as SupplierId; // tests name suppliers as they like
const here = "here" as LocationId; // as above

const weekdays = (today: CalendarDate, receivingDays = 2) => layOut({ receivingWeekdays: WEEK, packingWeekdays: WEEK, receivingDays, holidays: [] }, today);

function lot(id: string, units: number, deadline: string | null): InboundLot {
  return {
    kind: "inbound",
    units,
    inboundShipmentId: id as InboundShipmentId, // as above
    purchaseOrder: id,
    supplierId: north,
    supplier: "North",
    locationId: here,
    deadline: deadline === null ? null : calendarDate(deadline),
  };
}

function received(...daysLate: number[]): LatenessRecord[] {
  return daysLate.map((days) => ({ supplierId: north, locationId: here, daysLate: days, ageDays: 0, isOpen: false }));
}

const always6DaysLate = received(6, 6, 6, 6, 6, 6, 6, 6, 6);
const unlimited = planPacking({ unitsPerDay: null, normalUnitsPerDay: 0, confidence: 0.9, ahead: [] });

function curveOf(lots: SupplyLot[], facts: Partial<CurveFacts> = {}) {
  return promiseCurve({ days: weekdays(monday), isPastCutOff: false, packing: unlimited, lots, lateness: always6DaysLate, confidence: 0.9, ...facts });
}

test("agreed for Friday 2 October, 6 days late, 2 receiving days, second packing day: Tuesday 13 October", () => {
  const packing = planPacking({ unitsPerDay: 3, normalUnitsPerDay: 0, confidence: 0.9, ahead: [] });
  const curve = curveOf([lot("PO-1", 4, "2026-10-02")], { packing });
  expect(curve.steps.map(({ upTo, shipBy }) => [upTo, shipBy])).toEqual([
    [3, "2026-10-12"],
    [4, "2026-10-13"],
  ]);
  expect(curve.steps[1]?.because).toEqual([
    { kind: "inbound", inboundShipmentId: "PO-1", purchaseOrder: "PO-1", supplier: "North", deadline: "2026-10-02" },
    { kind: "lateness", source: "supplier", days: 6, receipts: 9 },
    { kind: "receiving", days: 2 },
    { kind: "packing", day: 2 },
  ]);
});

test("units on the shelf ship today, units in receipt too, the rest when their lots come", () => {
  const curve = curveOf([{ kind: "on_hand", units: 3 }, { kind: "in_receipt", units: 1 }, lot("PO-1", 4, "2026-10-02"), lot("PO-2", 5, "2026-11-02")]);
  expect(curve.shelfUnits).toBe(3);
  expect(curve.steps.map(({ upTo, shipBy }) => [upTo, shipBy])).toEqual([
    [3, monday],
    [4, monday],
    [8, "2026-10-12"],
    [13, "2026-11-11"],
  ]);
  expect(stepAt(curve, 9)?.shipBy).toBe("2026-11-11");
  expect(stepAt(curve, 14)).toBeNull();
});

test("after the cut-off, today's packing is over", () =>
  expect(curveOf([{ kind: "on_hand", units: 1 }], { isPastCutOff: true }).steps[0]?.shipBy).toBe("2026-09-29"));

test("without a deadline there is no date, and the reason says so", () => {
  const curve = curveOf([lot("PO-1", 4, null)]);
  expect(curve.steps).toEqual([]);
  expect(curve.undated).toEqual([{ kind: "no_dated_supply" }]);
});

test("a lot later than anything seen has no date; a later lot still has one", () => {
  const curve = curveOf([lot("PO-1", 4, "2026-09-20"), lot("PO-2", 5, "2026-11-02")]);
  expect(curve.steps.map(({ upTo, shipBy }) => [upTo, shipBy])).toEqual([[5, "2026-11-11"]]);
  expect(curve.undated).toEqual([{ kind: "overdue_beyond_seen", purchaseOrder: "PO-1", supplier: "North", days: 8 }]);
});

test("an overdue lot is not promised for yesterday", () => {
  // Nine in ten come on the day, and this one has not: it is among the others.
  const onTime = Array<number>(110).fill(0);
  const curve = curveOf([lot("PO-1", 4, "2026-09-24")], { lateness: received(...onTime, 5, 5, 6, 6, 7, 8, 9, 9, 9, 10) });
  expect(curve.steps[0]?.shipBy).toBe("2026-10-07"); // day 10 is Sunday 4 October, received on Monday, two days more
});

test("a location without capacity states no date", () => {
  const packing = planPacking({ unitsPerDay: 0, normalUnitsPerDay: 0, confidence: 0.9, ahead: [] });
  const curve = curveOf([lot("PO-1", 4, "2026-10-02")], { packing });
  expect(curve.steps).toEqual([]);
  expect(curve.undated).toEqual([{ kind: "no_capacity" }]);
});

test("the window begins at the median and ends with the promise", () => {
  const curve = curveOf([lot("PO-1", 4, "2026-10-02")], { lateness: received(0, 0, 0, 0, 0, 3, 3, 3, 6, 6, 6, 6) });
  expect(curve.steps[0]).toMatchObject({ windowFrom: "2026-10-07", shipBy: "2026-10-12" });
});

test("what one lot leaves unpacked delays the next", () => {
  const packing = planPacking({ unitsPerDay: 1, normalUnitsPerDay: 0, confidence: 0.9, ahead: [] });
  const curve = curveOf([lot("PO-1", 5, "2026-10-01"), lot("PO-2", 1, "2026-10-02")], { packing });
  expect(curve.steps.at(-1)).toMatchObject({ upTo: 6, shipBy: "2026-10-16" }); // packed 9, 12, 13, 14, 15 October, then the sixth
});

const days = layOut({ receivingWeekdays: EVERY_DAY, packingWeekdays: EVERY_DAY, receivingDays: 0, holidays: [] }, monday);

/** Share of all combinations of three latenesses in which the unit at a position has come by a day. Exact. */
function shareBy(day: number, position: number, lots: { units: number; deadline: number }[], lateness: number[]): number {
  const combinations = lateness.flatMap((a) => lateness.flatMap((b) => lateness.map((c) => [a, b, c])));
  const kept = combinations.filter((late) => {
    const units = lots.reduce((sum, { units, deadline }, index) => (deadline + (late[index] ?? NaN) <= day ? sum + units : sum), 0);
    return units >= position;
  });
  return kept.length / combinations.length;
}

test("where lots cross, the date covers the stated share of all ways in which they can arrive", () => {
  const lateness = [0, 1, 1, 2, 3, 4, 5, 6, 8, 9, 11, 12, 13, 15, 17, 18, 19, 22, 25];
  const lots = [
    { units: 5, deadline: 10 },
    { units: 8, deadline: 14 },
    { units: 3, deadline: 20 },
  ];
  const curve = curveOf(
    lots.map(({ units, deadline }) => lot(`PO-${deadline}`, units, addDays(monday, deadline))),
    { days, lateness: received(...lateness) },
  );
  const level = (0.9 * 20) / 19;
  for (const position of [1, 5, 6, 8, 9, 13, 14, 16]) {
    const stated = daysBetween(monday, stepAt(curve, position)?.shipBy ?? monday);
    expect(shareBy(stated, position, lots, lateness), `position ${position}`).toBeGreaterThan(level - 0.015);
    expect(shareBy(stated - 1, position, lots, lateness), `position ${position}`).toBeLessThan(level + 0.015);
  }
});

test("the same facts give the same dates", () => {
  const lots = [lot("PO-1", 5, "2026-10-08"), lot("PO-2", 8, "2026-10-12")];
  const lateness = received(0, 1, 2, 4, 6, 8, 9, 12, 15, 20);
  expect(curveOf(lots, { lateness })).toEqual(curveOf(lots, { lateness }));
});

const someLots = fc.array(fc.record({ units: fc.integer({ min: 1, max: 60 }), deadline: fc.integer({ min: -5, max: 60 }), hasDate: fc.boolean() }), {
  maxLength: 5,
});
const someFacts = fc.record({
  lots: someLots,
  onHand: fc.nat(10),
  lateness: fc.array(fc.integer({ min: -3, max: 30 }), { maxLength: 40 }),
  unitsPerDay: fc.option(fc.integer({ min: 1, max: 30 })),
  normal: fc.integer({ min: 0, max: 10 }),
});

test("further back never ships earlier, no date lies in the past, and windows never end before they begin", () =>
  fc.assert(
    fc.property(someFacts, ({ lots, onHand, lateness, unitsPerDay, normal }) => {
      const packing = planPacking({ unitsPerDay, normalUnitsPerDay: normal, confidence: 0.9, ahead: [] });
      const supply: SupplyLot[] = [
        { kind: "on_hand", units: onHand },
        ...lots.map(({ units, deadline, hasDate }, index) => lot(`PO-${index}`, units, hasDate ? addDays(monday, deadline) : null)),
      ];
      const { steps } = curveOf(supply, { packing, lateness: received(...lateness) });
      const total = supply.reduce((sum, { units }) => sum + units, 0);
      let before = { upTo: 0, shipBy: monday };
      for (const step of steps) {
        expect(step.upTo).toBeGreaterThan(before.upTo);
        expect(step.upTo).toBeLessThanOrEqual(total);
        expect(step.shipBy >= before.shipBy).toBe(true);
        expect(step.windowFrom <= step.shipBy).toBe(true);
        before = step;
      }
    }),
    { numRuns: 60 },
  ));
