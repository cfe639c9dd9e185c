import { expect, test } from "vitest";
import { calendarDate } from "./calendar-date.ts";
import type { InventoryItemId, SupplierId } from "./ids.ts";
import { fittingUnits, orderWarnings, proposedSupplier } from "./supplier-terms.ts";

const mug = "mug" as InventoryItemId; // a test's own name
const lamp = "lamp" as InventoryItemId; // as above
const terms = { minimumUnits: null, minimumCents: null, orderWeekdays: [1, 2, 3, 4, 5], email: "orders@north.example" };
const FRIDAY = calendarDate("2026-10-02");
const warn = (part: Partial<Parameters<typeof orderWarnings>[0]>) =>
  orderWarnings({ terms, items: [{ inventoryItemId: mug, packSize: 6, minimumUnits: 12 }], lines: [], orderedOn: FRIDAY, ...part });
const line = (units: number, unitCostCents: number | null = null) => ({ inventoryItemId: mug, units, unitCostCents });

test("10 mugs in packs of 6, sold from 12: both are said, with what would fit", () => {
  expect(warn({ lines: [line(10)] })).toEqual([
    { kind: "not_whole_packs", inventoryItemId: mug, units: 10, packSize: 6, fits: 12 },
    { kind: "below_item_minimum", inventoryItemId: mug, units: 10, least: 12 },
  ]);
  expect(warn({ lines: [line(18)] })).toEqual([]);
  expect(warn({ lines: [{ ...line(7), inventoryItemId: lamp }] })).toEqual([]);
});

test.each([
  [0, 12],
  [12, 12],
  [13, 18],
])("for %i wanted %i are ordered", (wanted, fits) => expect(fittingUnits({ packSize: 6, minimumUnits: 12 }, wanted)).toBe(fits));

test("the whole order has its minimum, in units and in money as far as the costs are known", () => {
  const strict = { ...terms, minimumUnits: 20, minimumCents: 50_000 };
  expect(warn({ terms: strict, lines: [line(12, 1_000)] })).toEqual([
    { kind: "below_minimum_units", units: 12, least: 20 },
    { kind: "below_minimum_amount", cents: 12_000, leastCents: 50_000 },
  ]);
  expect(warn({ terms: strict, lines: [line(60, null)] })).toEqual([{ kind: "amount_unknown", leastCents: 50_000 }]);
  expect(warn({ terms: strict, lines: [line(60, 1_000)] })).toEqual([]);
});

test("a supplier without an address, and a day on which it takes no orders", () => {
  expect(warn({ terms: { ...terms, email: "" }, lines: [line(12)], orderedOn: calendarDate("2026-10-03") })).toEqual([
    { kind: "no_order_day", weekday: 6 },
    { kind: "no_email" },
  ]);
});

test("of several suppliers of one variant the one asked first is proposed, of equals the quicker", () => {
  const offer = (supplierId: string, rank: number, leadTimeDays: number | null, inventoryItemId = mug) => ({
    supplierId: supplierId as SupplierId, // a test's own name
    inventoryItemId,
    rank,
    leadTimeDays,
  });
  expect(proposedSupplier([offer("south", 2, 5), offer("north", 1, 30)], [mug])).toBe("north");
  expect(proposedSupplier([offer("south", 1, 5), offer("north", 1, null)], [mug])).toBe("south");
  expect(proposedSupplier([offer("south", 1, 5), offer("north", 2, 9), offer("north", 2, 9, lamp)], [mug, lamp])).toBe("north");
  expect(proposedSupplier([offer("south", 1, 5)], [lamp])).toBeNull();
});
