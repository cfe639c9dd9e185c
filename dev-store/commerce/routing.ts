import type { LineItem, ShopState } from "../state/types.ts";
import { levelOf } from "./context.ts";

/**
 * Decides which location ships which line. A location that has all the units comes first; where nobody has
 * them, the first location that stocks the item takes the line (it will wait there), else the first location.
 * Of two equals the older location wins, as in a shop that never changed its routing rules.
 */
export function routeLines(shop: ShopState, lines: readonly LineItem[]): Map<number, LineItem[]> {
  const routed = new Map<number, LineItem[]>();
  for (const line of lines) {
    const locationId = locationFor(shop, line);
    const there = routed.get(locationId);
    if (there === undefined) routed.set(locationId, [line]);
    else there.push(line);
  }
  return routed;
}

function locationFor(shop: ShopState, line: LineItem): number {
  const candidates = [...shop.locations.values()].filter((location) => location.isActive && location.fulfillsOnlineOrders);
  const { inventoryItemId } = line;
  if (inventoryItemId !== null) {
    const stocking = candidates.flatMap((location) => levelOf(shop, inventoryItemId, location.id) ?? []);
    const best = stocking.find((level) => level.quantities.available >= line.quantity) ?? stocking[0];
    if (best !== undefined) return best.locationId;
  }
  const [first] = candidates;
  if (first === undefined) throw new Error("the shop has no active location that fulfils online orders: create one first");
  return first.id;
}
