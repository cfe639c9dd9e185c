import { describe, expect, test } from "vitest";
import type { Instant, InventoryItemId, LineItemId, LocationId, OrderId } from "./ids.ts";
import { UNROUTED } from "./ids.ts";
import { foldOrder, totalChanges } from "./queue-entry.ts";
import type { OrderToFold, QueueEntry } from "./queue-entry.ts";

// A test's own names.
const rankAt = "2026-10-01T08:00:00.000Z" as Instant;
const at = (locationId: string, unitsRemaining: number, unitsFulfilled = 0) => ({
  locationId: locationId as LocationId,
  unitsRemaining,
  unitsFulfilled,
  isHeldElsewhere: false,
});
const order = (line: Partial<OrderToFold["lines"][number]>, financialStatus = "PAID"): OrderToFold => ({
  orderId: "A" as OrderId,
  financialStatus,
  sourceName: "web",
  lines: [
    {
      lineItemId: "A-1" as LineItemId,
      inventoryItemId: "mug" as InventoryItemId,
      unitsFulfilled: 0,
      unitsRemoved: 0,
      cohorts: [{ units: 3, rankAt }],
      at: [at("L1", 3)],
      ...line,
    },
  ],
});
const afterOf = (folded: ReturnType<typeof foldOrder>): QueueEntry => folded.changed[0]!.after;
const granted = (entry: QueueEntry, units: number): QueueEntry => ({
  ...entry,
  unitsGranted: units,
  unitsAllocated: units,
  unitsWaiting: entry.unitsWaiting - units,
  status: "partly_allocated",
  isBackorder: true,
});

describe("folding an order", () => {
  test("a new line waits in full", () =>
    expect(afterOf(foldOrder(order({}), []))).toMatchObject({ unitsWaiting: 3, unitsAllocated: 0, status: "waiting", isBackorder: false }));

  test("the same order again changes nothing", () => {
    const { changed } = foldOrder(order({}), []);
    expect(
      foldOrder(
        order({}),
        changed.map(({ after }) => after),
      ),
    ).toEqual({ changed: [], gone: [] });
  });

  test("what was granted survives a newer reading", () => {
    const entry = granted(afterOf(foldOrder(order({}), [])), 2);
    const shipped = afterOf(foldOrder(order({ unitsFulfilled: 1, at: [at("L1", 2, 1)] }), [entry]));
    expect(shipped).toMatchObject({ unitsGranted: 2, unitsAllocated: 1, unitsWaiting: 1, isBackorder: true });
  });

  test("units that move to another location wait there anew, and are still backorders", () => {
    const entry = granted(afterOf(foldOrder(order({}), [])), 2);
    const { changed, gone } = foldOrder(order({ at: [at("L2", 3)] }), [entry]);
    expect(gone).toEqual([entry]);
    expect(changed).toMatchObject([{ before: null, after: { locationId: "L2", unitsGranted: 0, unitsWaiting: 3, isBackorder: true } }]);
  });

  test("units without a location are ranked and may not be given out", () =>
    expect(afterOf(foldOrder(order({ at: [] }), []))).toMatchObject({ locationId: UNROUTED, ineligible: "unrouted" }));
  test("a payment that will not come any more leaves the line its rank and gives it nothing", () =>
    expect(afterOf(foldOrder(order({}, "VOIDED"), []))).toMatchObject({ ineligible: "unpaid", unitsWaiting: 3 }));

  test("totals move by what the entries moved", () => {
    const entry = granted(afterOf(foldOrder(order({}), [])), 2);
    const place = { inventoryItemId: "mug", locationId: "L1" };
    expect(totalChanges([foldOrder(order({}), [])])).toEqual([{ ...place, unitsWaiting: 3, unitsAllocated: 0 }]);
    expect(totalChanges([foldOrder(order({ unitsRemoved: 3, at: [at("L1", 0)] }), [entry])])).toEqual([{ ...place, unitsWaiting: -1, unitsAllocated: -2 }]);
    expect(totalChanges([foldOrder(order({ at: [at("L2", 3)] }), [entry])])).toEqual([
      { inventoryItemId: "mug", locationId: "L2", unitsWaiting: 3, unitsAllocated: 0 },
      { ...place, unitsWaiting: -1, unitsAllocated: -2 },
    ]);
  });
});
