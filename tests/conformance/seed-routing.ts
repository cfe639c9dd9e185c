import { levelOf } from "../../dev-store/commerce/context.ts";
import { changeQuantities, stockItem } from "../../dev-store/commerce/inventory.ts";
import { gidIn } from "./id-map.ts";
import { nodesIn, objectIn, textIn, walk } from "./json.ts";
import type { JsonObject } from "./json.ts";
import type { Recording } from "./recording.ts";
import type { Seed } from "./seed.ts";

/** More than any recorded order asks for. */
const PLENTY = 1000;

/**
 * Where recorded orders of different goods went to different locations, stock explains it: each location has what was
 * routed to it. The location with the fewest goods ranks first, so that one with more gets what only it has.
 */
export function seedRouting(seed: Seed, recording: Recording): void {
  const goodsAt = new Map<number, Set<number>>();
  for (const { locationId, variantIds } of routedOrders(seed, recording)) {
    goodsAt.set(locationId, new Set([...(goodsAt.get(locationId) ?? []), ...variantIds]));
  }
  if (goodsAt.size < 2) return;
  const { context } = seed;
  for (const [locationId, variantIds] of goodsAt) {
    const location = context.shop.locations.get(locationId);
    if (location !== undefined) location.rank = variantIds.size - PLENTY;
    for (const variantId of variantIds) stockPlenty(seed, { variantId, locationId });
  }
}

function stockPlenty({ context }: Seed, { variantId, locationId }: { variantId: number; locationId: number }): void {
  const inventoryItemId = context.shop.variants.get(variantId)?.inventoryItemId;
  if (inventoryItemId === undefined) return;
  stockItem(context, { inventoryItemId, locationId });
  const available = levelOf(context.shop, inventoryItemId, locationId)?.quantities.available ?? 0;
  changeQuantities(context, [{ inventoryItemId, locationId, name: "available", delta: PLENTY - available }]);
}

type RoutedOrder = { locationId: number; variantIds: number[] };

/** Orders that steps made of goods, each with the one location that it went to. */
function routedOrders({ ids }: Seed, { steps }: Recording): RoutedOrder[] {
  const numberOf = (gid: string | null): number => Number(gidIn(ids.translate(gid ?? ""))?.id ?? 0);
  return steps.flatMap(({ variables, expected }) => {
    const order = ordersMade(expected)[0];
    const [first, ...others] = nodesIn(order?.["fulfillmentOrders"]);
    const locationId = numberOf(textIn(first, "assignedLocation", "location", "id"));
    const variantIds = [...walk(objectIn(variables, "order") ?? {})].flatMap(({ value }) => textIn(value, "variantId") ?? []).map(numberOf);
    return locationId === 0 || others.length > 0 || variantIds.length === 0 ? [] : [{ locationId, variantIds }];
  });
}

function ordersMade(expected: JsonObject): JsonObject[] {
  const data = objectIn(expected, "data") ?? {};
  const orders = Object.entries(data).map(([name, payload]) => (/^orderCreate/.test(name) ? objectIn(payload, "order") : null));
  return orders.filter((order) => order !== null);
}
