import fc from "fast-check";
import { expect, test } from "vitest";
import type { InventoryItemId } from "./ids.ts";
import { mirrorDeltas, shownAfter } from "./inbound-mirror.ts";

const units = (inventoryItemId: string, count: number) => ({ inventoryItemId: inventoryItemId as InventoryItemId, units: count }); // a test's own name

test("12 mugs shown, 4 wanted: incoming changes by -8; what is new comes in, what is gone goes", () => {
  expect(mirrorDeltas([units("mug", 4), units("lamp", 2)], [units("mug", 12), units("rug", 1)])).toEqual([
    units("lamp", 2),
    units("mug", -8),
    units("rug", -1),
  ]);
  expect(mirrorDeltas([units("mug", 4)], [units("mug", 4)])).toEqual([]);
});

test("once the difference is accepted, what is wanted is what is shown", () => {
  const lines = fc.uniqueArray(fc.tuple(fc.constantFrom("mug", "lamp", "rug"), fc.integer({ min: 1, max: 50 })), { selector: ([item]) => item });
  fc.assert(
    fc.property(lines, lines, (wanted, shown) => {
      const [one, other] = [wanted, shown].map((all) => all.map(([item, count]) => units(item, count)));
      if (one === undefined || other === undefined) return;
      expect(mirrorDeltas(one, shownAfter(other, mirrorDeltas(one, other)))).toEqual([]);
    }),
  );
});
