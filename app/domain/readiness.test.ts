import { expect, test } from "vitest";
import type { Because } from "./because.ts";
import type { CalendarDate, InboundShipmentId } from "./ids.ts";
import { CRITERIA, isReady, readinessOf } from "./readiness.ts";
import type { ReadinessFacts } from "./readiness.ts";

const day = (text: string) => text as CalendarDate; // a test's own days
const because = (packingDay: number): Because[] => [
  { kind: "inbound", inboundShipmentId: "s" as InboundShipmentId, purchaseOrder: "1042", supplier: "North", deadline: day("2026-10-03") },
  { kind: "lateness", source: "supplier", days: 6, receipts: 23 },
  { kind: "packing", day: packingDay },
];
const ready: ReadinessFacts = {
  next: { shipBy: day("2026-10-14"), because: because(2) },
  undated: [],
  datedInboundUnits: 15,
  unitsWaiting: 12,
  unseenUnits: 0,
  bufferUnits: 0,
  placesRead: 1,
  uncommittedUnits: 0,
  risenUnits: 0,
};
const failing = (change: Partial<ReadinessFacts>) =>
  readinessOf({ ...ready, ...change })
    .filter(({ holds }) => !holds)
    .map(({ name, reason }) => `${name}: ${reason}`);

test("a variant with a believable date, free dated units, read stock and packers is ready, and each criterion has its evidence", () => {
  const criteria = readinessOf(ready);
  expect(isReady(criteria)).toBe(true);
  expect(criteria.map(({ name }) => name)).toEqual(CRITERIA);
  expect(criteria[0]?.facts).toEqual({ shipBy: "2026-10-14", purchaseOrder: "1042" });
  expect(criteria[1]?.facts).toMatchObject({ dated: 15, waiting: 12, free: 3 });
});

test.each([
  ["nothing is on its way", { next: null, datedInboundUnits: 0 }, ["date: undated", "inbound: none"]],
  ["everything on its way is spoken for", { unitsWaiting: 15 }, ["inbound: spoken_for"]],
  ["orders that we cannot read take the rest", { unseenUnits: 3 }, ["inbound: spoken_for", "records: unexplained"]],
  ["what is left sells before the storefront hears of it", { bufferUnits: 3 }, ["inbound: spoken_for"]],
  ["orders are not in Shopify's count", { uncommittedUnits: 1 }, ["records: unexplained"]],
  ["nobody has said where units came from", { risenUnits: 4 }, ["records: risen"]],
  ["no stock was read", { placesRead: 0 }, ["records: unread"]],
  ["the packers are booked for weeks", { next: { shipBy: day("2026-11-02"), because: because(11) } }, ["capacity: short"]],
  [
    "the delivery is later than anything seen",
    { next: null, undated: [{ kind: "overdue_beyond_seen", purchaseOrder: "1042", supplier: "North", days: 30 } as const] },
    ["date: overdue"],
  ],
])("not ready while %s", (_, change, expected) => expect(failing(change)).toEqual(expected));
