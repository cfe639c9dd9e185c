import fs from "node:fs";
import { expect, test } from "vitest";
import { calendarDate } from "./calendar-date.ts";
import { planPacking } from "./capacity.ts";
import type { InboundShipmentId, LocationId, SupplierId } from "./ids.ts";
import { promiseCurve, stepAt } from "./promise-curve.ts";
import { layOut } from "./working-calendar.ts";

// The worked example of docs/promise.md, with the numbers that stand there.
const document = fs.readFileSync(new URL("../../docs/promise.md", import.meta.url), "utf8");
const WEEK = [1, 2, 3, 4, 5];

function said(pattern: RegExp): string {
  const [, value] = pattern.exec(document.replaceAll(/\s+/g, " ")) ?? [];
  if (value === undefined) throw new Error(`docs/promise.md says nothing like ${String(pattern)}`);
  return value;
}

const number = (pattern: RegExp) => Number(said(pattern));
const place = number(/the (\d+)st mug/);
const unitsPerDay = number(/packs \*\*(\d+) units a day/);

function packingDay({ normal, backlog }: { normal: number; backlog: number }): number {
  const packing = planPacking({ unitsPerDay, normalUnitsPerDay: normal, confidence: 0.9, ahead: [{ day: 0, units: backlog }] });
  let day = 0;
  while (packing.unitsPacked(0, day) < place) day += 1;
  return day + 1;
}

test("the document's example ships when the document says", () => {
  const [north, here] = ["north" as SupplierId, "here" as LocationId]; // a test's own names
  const deadline = calendarDate(said(/agreed \| Fri ([\d-]+)/));
  const daysLate = number(/up to \*\*(\d+) days\*\* late/);
  const receivingDays = number(/needs \*\*(\d+) receiving days/);
  const days = layOut({ receivingWeekdays: WEEK, packingWeekdays: WEEK, receivingDays, holidays: [] }, calendarDate("2026-09-28"));
  const curve = promiseCurve({
    days,
    isPastCutOff: false,
    confidence: 0.9,
    packing: planPacking({ unitsPerDay, normalUnitsPerDay: 0, confidence: 0.9, ahead: [] }),
    lateness: Array.from({ length: 9 }, (_, index) => ({ supplierId: north, locationId: here, daysLate: index - 8 + daysLate, ageDays: 0, isOpen: false })),
    lots: [
      {
        kind: "inbound",
        units: number(/ordered (\d+) mugs/),
        inboundShipmentId: "shipment" as InboundShipmentId, // as above
        purchaseOrder: "1042",
        supplierId: north,
        supplier: "North",
        locationId: here,
        deadline,
      },
    ],
  });
  expect(stepAt(curve, 1)?.shipBy).toBe(said(/first packing day \| Mon ([\d-]+)/));
  expect(stepAt(curve, place)?.shipBy).toBe(said(/packing day 2 \| Tue ([\d-]+)/));
});

test("the document's table of packing days is what capacity says", () => {
  const rows = [...document.matchAll(/^\| +(\d+) +\| +(\d+) +\| +(\d+) +\|$/gm)].map(([, normal, backlog, day]) => [Number(normal), Number(backlog), Number(day)]);
  expect(rows).toHaveLength(3);
  for (const [normal = NaN, backlog = NaN, day] of rows) expect(packingDay({ normal, backlog })).toBe(day);
  expect(number(/leaves on packing day \*\*(\d+)\*\*\. With 15/)).toBe(packingDay({ normal: 12, backlog: 0 }));
  expect(number(/not shipped yet, on packing day \*\*(\d+)\*\*/)).toBe(packingDay({ normal: 12, backlog: 15 }));
});
