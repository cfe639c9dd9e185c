import fc from "fast-check";
import { expect, test } from "vitest";
import { addDays, calendarDate, daysBetween } from "./calendar-date.ts";
import { planPacking } from "./capacity.ts";
import type { InboundShipmentId, LocationId, SupplierId } from "./ids.ts";
import type { LatenessRecord } from "./lateness.ts";
import { promiseCurve, stepAt } from "./promise-curve.ts";
import type { CurveFacts } from "./promise-curve.ts";
import type { InboundLot } from "./supply-lot.ts";
import { togetherDate } from "./together-date.ts";
import { layOut } from "./working-calendar.ts";

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const today = calendarDate("2026-10-01");
const north = "north" as SupplierId; // tests name suppliers as they like
const here = "here" as LocationId; // as above
const unlimited = planPacking({ unitsPerDay: null, normalUnitsPerDay: 0, confidence: 0.9, ahead: [] });
const days = layOut({ receivingWeekdays: EVERY_DAY, packingWeekdays: EVERY_DAY, receivingDays: 0, holidays: [] }, today);

function lot(shipment: string, units: number, deadline = "2026-10-01"): InboundLot {
  const inboundShipmentId = shipment as InboundShipmentId; // as above
  return {
    kind: "inbound",
    units,
    inboundShipmentId,
    purchaseOrder: shipment,
    supplierId: north,
    supplier: "North",
    locationId: here,
    deadline: calendarDate(deadline),
  };
}

/** Many receipts, each of 1 to 10 days late as often as any other. */
const evenly: LatenessRecord[] = Array.from({ length: 490 }, (_, index) => ({
  supplierId: north,
  locationId: here,
  daysLate: 1 + (index % 10),
  ageDays: 0,
  isOpen: false,
}));

function curve(lots: InboundLot[], facts: Partial<CurveFacts> = {}): CurveFacts {
  return { days, isPastCutOff: false, packing: unlimited, lots, lateness: evenly, confidence: 0.9, ...facts };
}
const daysAhead = (lines: { curve: CurveFacts; position: number }[]) => daysBetween(today, togetherDate(lines)?.shipBy ?? today);

test("two shipments that have nothing to do with each other are both in time as often as the product of their chances", () => {
  for (const confidence of [0.5, 0.75, 0.9]) {
    const first = { curve: curve([lot("PO-1", 5)], { confidence }), position: 5 };
    const other = { curve: curve([lot("PO-2", 5)], { confidence }), position: 5 };
    // Within d days each is there d times in 10, both d squared times in 100.
    const exact = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].find((day) => (day / 10) ** 2 >= confidence);
    expect(daysAhead([first, other])).toBe(exact);
  }
});

test("lines that come in the same shipment are late together: the order's date is the shipment's", () => {
  const mug = curve([lot("PO-1", 5)]);
  const lamp = curve([lot("PO-1", 8)]);
  const own = stepAt(promiseCurve(mug), 5)?.shipBy;
  expect(
    togetherDate([
      { curve: mug, position: 5 },
      { curve: lamp, position: 8 },
    ])?.shipBy,
  ).toBe(own);
  expect(togetherDate([{ curve: mug, position: 2 }])?.shipBy).toBe(own);
});

test("a line whose units lie on the shelf keeps nobody waiting", () => {
  const shelf: CurveFacts = { ...curve([]), lots: [{ kind: "on_hand", units: 3 }] };
  const waiting = { curve: curve([lot("PO-1", 5)]), position: 5 };
  expect(togetherDate([{ curve: shelf, position: 3 }, waiting])).toEqual(togetherDate([waiting]));
  expect(togetherDate([{ curve: shelf, position: 3 }])).toEqual({ shipBy: today, windowFrom: today });
});

test("a line without a date leaves the whole order without one", () => {
  expect(
    togetherDate([
      { curve: curve([lot("PO-1", 5)]), position: 5 },
      { curve: curve([]), position: 1 },
    ]),
  ).toBeNull();
});

test("alone, a line has the date of its curve; with others, never an earlier one", () => {
  const supply = fc.array(fc.record({ units: fc.integer({ min: 1, max: 9 }), afterDays: fc.integer({ min: 0, max: 30 }) }), { minLength: 1, maxLength: 4 });
  const capacity = fc.constantFrom(null, 3);
  fc.assert(
    fc.property(supply, supply, capacity, fc.nat(8), (ours, theirs, unitsPerDay, place) => {
      const packing = planPacking({ unitsPerDay, normalUnitsPerDay: 0, confidence: 0.9, ahead: [] });
      const [mug, lamp] = [ours, theirs].map((lots, item) =>
        curve(
          lots.map(({ units, afterDays }, index) => lot(`PO-${item}-${index}`, units, addDays(today, afterDays))),
          { packing },
        ),
      ) as [CurveFacts, CurveFacts]; // two in, two out
      const own = promiseCurve(mug).steps;
      const step = own[place % own.length];
      const other = promiseCurve(lamp).steps.at(-1);
      if (step === undefined || other === undefined) return;
      const alone = togetherDate([{ curve: mug, position: step.upTo }])?.shipBy ?? "";
      const both = togetherDate([
        { curve: mug, position: step.upTo },
        { curve: lamp, position: other.upTo },
      ]);
      expect(alone <= step.shipBy).toBe(true); // a curve's step may be held back by the one before it
      expect(both === null || (both.shipBy >= alone && both.windowFrom <= both.shipBy)).toBe(true);
    }),
    { numRuns: 40, seed: 7 },
  );
});
