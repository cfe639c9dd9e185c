import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LineItemId, LocationId } from "./ids.ts";
import { unitsKeptBack, unitsToHold } from "./units-to-hold.ts";
import type { OrderUnits } from "./units-to-hold.ts";

// Brands are made here for tests alone.
const at = (line: string, place: string, counts: Partial<OrderUnits>): OrderUnits => ({
  lineItemId: line as LineItemId,
  locationId: place as LocationId,
  unitsWaiting: 0,
  unitsAllocated: 0,
  isManaged: true,
  leastShippable: 1,
  ...counts,
});
const fulfillmentOrder = (place: string, lines: Readonly<Record<string, number>>) => ({
  locationId: place as LocationId,
  lines: Object.entries(lines).map(([lineItemId, unitsRemaining]) => ({ lineItemId: lineItemId as LineItemId, unitsRemaining })),
});
const held = (units: OrderUnits[], options: { together?: boolean; orders?: ReturnType<typeof fulfillmentOrder>[] } = {}) =>
  unitsToHold({ shipsTogether: options.together ?? false, units }, options.orders ?? []).map(
    ({ lineItemId, locationId, units: held }) => `${lineItemId}@${locationId} ${held}`,
  );

describe("an order shipped as ready", () => {
  test("holds what waits and nothing else", () => {
    expect(held([at("mug", "A", { unitsWaiting: 2, unitsAllocated: 3 }), at("bowl", "A", { unitsAllocated: 1 })])).toEqual(["mug@A 2"]);
  });

  test.each([
    { allocated: 0, waiting: 5, least: 4, keptBack: 0, holds: 5 },
    { allocated: 3, waiting: 2, least: 4, keptBack: 3, holds: 5 },
    { allocated: 4, waiting: 1, least: 4, keptBack: 0, holds: 1 },
    { allocated: 3, waiting: 0, least: 4, keptBack: 0, holds: 0 },
    { allocated: 1, waiting: 1, least: 1, keptBack: 0, holds: 1 },
  ])("of $allocated ready and $waiting waiting, ships from $least: $keptBack kept back", ({ allocated, waiting, least, keptBack, holds }) => {
    const line = at("mug", "A", { unitsWaiting: waiting, unitsAllocated: allocated, leastShippable: least });
    expect(unitsKeptBack(line)).toBe(keptBack);
    expect(held([line])).toEqual(holds === 0 ? [] : [`mug@A ${holds}`]);
  });

  test("holds nothing of a variant that is switched off", () => {
    expect(held([at("mug", "A", { unitsWaiting: 2, isManaged: false })])).toEqual([]);
  });
});

describe("an order that ships together", () => {
  test("holds every open unit at every location until the last one is covered", () => {
    const orders = [fulfillmentOrder("A", { mug: 2, bowl: 1 }), fulfillmentOrder("B", { lamp: 3 })];
    const units = [at("mug", "A", { unitsAllocated: 2 }), at("bowl", "A", { unitsAllocated: 1 }), at("lamp", "B", { unitsAllocated: 2, unitsWaiting: 1 })];
    expect(held(units, { together: true, orders })).toEqual(["mug@A 2", "bowl@A 1", "lamp@B 3"]);
    const covered = units.map((one) => ({ ...one, unitsAllocated: one.unitsAllocated + one.unitsWaiting, unitsWaiting: 0 }));
    expect(held(covered, { together: true, orders })).toEqual([]);
  });

  test("needs no least parcel: all of it is one", () => {
    const units = [at("mug", "A", { unitsAllocated: 1, leastShippable: 4 })];
    expect(held(units, { together: true, orders: [fulfillmentOrder("A", { mug: 1 })] })).toEqual([]);
  });
});

test("no line starves at its end: as units arrive one by one, everything leaves in parcels of at least the least, but for the rest", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 12 }), (unitsOrdered, leastShippable) => {
      const parcels: number[] = [];
      let unitsShipped = 0;
      for (let unitsArrived = 1; unitsArrived <= unitsOrdered; unitsArrived++) {
        const counts = { unitsAllocated: unitsArrived - unitsShipped, unitsWaiting: unitsOrdered - unitsArrived };
        const leaving = counts.unitsAllocated - unitsKeptBack({ ...counts, leastShippable });
        if (leaving > 0) parcels.push(leaving);
        unitsShipped += leaving;
      }
      expect(unitsShipped).toBe(unitsOrdered);
      for (const units of parcels.slice(0, -1)) expect(units).toBeGreaterThanOrEqual(leastShippable);
    }),
  );
});
