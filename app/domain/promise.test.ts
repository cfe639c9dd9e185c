import { expect, test } from "vitest";
import { calendarDate } from "./calendar-date.ts";
import type { CalendarDate, InboundShipmentId, Instant } from "./ids.ts";
import { firstPromise, latestEstimate, moveReasons, mustMove } from "./promise.ts";
import type { Estimate } from "./promise.ts";
import { publish } from "./published-promise.ts";
import type { PublishedPromise } from "./published-promise.ts";

const on = (text: string | null) => (text === null ? null : calendarDate(text));
const noon = "2026-10-01T12:00:00.000Z" as Instant; // tests state moments as text

function page(tranches: [number, string | null][]): PublishedPromise {
  const dated = tranches.map(([units, date]) => [units, on(date)] as const);
  return publish({ state: "backorder", cap: null, confidence: 0.95, tranches: dated }, { rev: 7, at: "2026-10-01T08:00:00.000Z" as Instant });
}

const estimate: Estimate = { shipBy: on("2026-10-20"), windowFrom: on("2026-10-16"), because: [] };
const bought = (unitsOrdered: number, unitsWaiting: number) => ({ orderedAt: noon, unitsOrdered, unitsWaiting, inForce: null });

test("what the page showed for the quantity is the promise, with the page's confidence", () =>
  expect(
    firstPromise(
      {
        ...bought(5, 5),
        seen: page([
          [3, "2026-10-12"],
          [4, "2026-10-14"],
        ]),
      },
      estimate,
      0.9,
    ),
  ).toMatchObject({
    origin: "shown",
    rev: 7,
    shipBy: "2026-10-14",
    confidence: 0.95,
    differsFromPage: false,
    tranches: [
      { units: 3, shipBy: "2026-10-12" },
      { units: 2, shipBy: "2026-10-14" },
    ],
  }));

test("units that the page showed as shipping now, and that somebody else got, leave with the next ones shown", () =>
  expect(
    firstPromise(
      {
        ...bought(5, 5),
        seen: page([
          [3, null],
          [4, "2026-10-14"],
        ]),
      },
      estimate,
      0.9,
    ),
  ).toMatchObject({
    shipBy: "2026-10-14",
    tranches: [
      { units: 3, shipBy: "2026-10-14" },
      { units: 2, shipBy: "2026-10-14" },
    ],
  }));

test("a page that showed no date for the quantity leaves the promise to be computed, and the mail says so", () =>
  expect(firstPromise({ ...bought(5, 5), seen: page([[3, null]]) }, estimate, 0.9)).toMatchObject({
    origin: "inferred",
    rev: null,
    shipBy: "2026-10-20",
    windowFrom: "2026-10-16",
    confidence: 0.9,
    differsFromPage: true,
  }));

test("an order that came in without a page differs from none", () =>
  expect(firstPromise({ ...bought(2, 2), seen: null }, estimate, 0.9)).toMatchObject({ origin: "inferred", shipBy: "2026-10-20", differsFromPage: false }));

test("a page older than its day is not what was promised", () => {
  const late = { ...bought(2, 2), seen: page([[3, "2026-10-12"]]), orderedAt: "2026-10-02T08:06:00.000Z" as Instant };
  expect(firstPromise(late, estimate, 0.9)).toMatchObject({ origin: "inferred", shipBy: "2026-10-20", differsFromPage: true });
});

test.each<[string | null, string | null, boolean]>([
  ["2026-10-14", "2026-10-14", false],
  ["2026-10-14", "2026-10-15", true],
  ["2026-10-14", "2026-10-12", false],
  ["2026-10-14", "2026-10-11", true],
  ["2026-10-14", null, true],
  [null, "2026-10-14", true],
  [null, null, false],
])("promised %s, estimated %s: told anew is %s", (promised, estimated, isTold) => expect(mustMove(on(promised), on(estimated))).toBe(isTold));

const inbound = (deadline: string, id = "s1") => ({
  kind: "inbound" as const,
  inboundShipmentId: id as InboundShipmentId,
  purchaseOrder: "PO-1",
  supplier: "North",
  deadline: calendarDate(deadline),
});
const dated = (shipBy: CalendarDate | null, ...because: Estimate["because"]) => ({ shipBy, because });

test("the customer is told the reason that the facts show", () => {
  const before = dated(on("2026-10-12"), inbound("2026-10-02"));
  expect(moveReasons(before, dated(on("2026-10-19"), inbound("2026-10-09")))).toEqual(["supplier_later"]);
  expect(moveReasons(before, dated(on("2026-10-05"), inbound("2026-09-25")))).toEqual(["supplier_earlier"]);
  expect(moveReasons(before, dated(on("2026-10-19"), inbound("2026-10-02"), { kind: "overdue", days: 3 }))).toEqual(["supplier_overdue"]);
  expect(moveReasons(before, dated(on("2026-10-13"), inbound("2026-10-02"), { kind: "packing", day: 2 }))).toEqual(["more_work_ahead"]);
  expect(moveReasons(before, dated(null))).toEqual(["no_dated_supply"]);
  expect(moveReasons(dated(null), before)).toEqual(["dated_supply"]);
  expect(moveReasons(before, dated(on("2026-11-10"), inbound("2026-11-02", "s2")))).toEqual(["estimate_changed"]);
});

test("a line ships with its last unit, and has no date while one of its units has none", () => {
  const early: Estimate = { shipBy: on("2026-10-02"), windowFrom: null, because: [] };
  expect(latestEstimate([early, estimate]).shipBy).toBe("2026-10-20");
  expect(latestEstimate([estimate, { ...early, shipBy: null }, early]).shipBy).toBeNull();
});
