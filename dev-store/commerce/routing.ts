import type { LineItem, Location, ShopState } from "../state/types.ts";
import { levelOf } from "./context.ts";

/**
 * Decides which location ships which units of an order, by Shopify's rules for a shop with ranked locations:
 *
 *   1. One parcel is better than two: the first location that has everything ships everything.
 *   2. Otherwise each line goes to the first location that has all its units, one that ships anyway before others.
 *   3. A line that only several locations have together is split between them.
 *   4. A line that all of them together do not have waits whole, at the first location that stocks its item.
 *
 * Two mugs and a lamp, Berlin with the mugs, Hamburg with the lamp: two fulfillment orders. Were both in Hamburg, one.
 */

export type RoutedUnits = { lineItemId: number; units: number };
type RoutableLine = Pick<LineItem, "id" | "inventoryItemId" | "quantity">;

/** The units of each location, in the order in which locations were given their first line. */
export function routeLines(shop: ShopState, lines: readonly RoutableLine[]): Map<number, RoutedUnits[]> {
  const routing = new Routing(shop, rankedLocations(shop));
  const whole = routing.locationWithAll(lines);
  for (const line of lines) {
    if (whole === undefined) routing.routeLine(line);
    else routing.give(whole.id, line, line.quantity);
  }
  return routing.routed;
}

/** Active locations that fulfil online orders, first in rank first; of equals the older. */
export function rankedLocations(shop: ShopState): Location[] {
  return [...shop.locations.values()]
    .filter(({ isActive, fulfillsOnlineOrders }) => isActive && fulfillsOnlineOrders)
    .sort((one, other) => one.rank - other.rank || one.id - other.id);
}

class Routing {
  readonly routed = new Map<number, RoutedUnits[]>();
  readonly #shop: ShopState;
  readonly #locations: readonly Location[];
  /** Units that lines of this order have taken already, by location and item. */
  readonly #taken = new Map<string, number>();

  constructor(shop: ShopState, locations: readonly Location[]) {
    this.#shop = shop;
    this.#locations = locations;
  }

  locationWithAll(lines: readonly RoutableLine[]): Location | undefined {
    const wanted = new Map<number, number>();
    for (const { inventoryItemId, quantity } of lines) {
      if (inventoryItemId !== null) wanted.set(inventoryItemId, (wanted.get(inventoryItemId) ?? 0) + quantity);
    }
    if (wanted.size === 0) return undefined;
    return this.#locations.find(({ id }) => [...wanted].every(([inventoryItemId, units]) => this.#unitsAt(id, inventoryItemId) >= units));
  }

  routeLine(line: RoutableLine): void {
    const { inventoryItemId, quantity } = line;
    const stocking = inventoryItemId === null ? [] : this.#locations.filter(({ id }) => levelOf(this.#shop, inventoryItemId, id) !== undefined);
    const [first] = stocking;
    if (inventoryItemId === null || first === undefined) return this.give(this.#anyLocation(), line, quantity);
    const shipping = stocking.filter(({ id }) => this.routed.has(id));
    const single = [...shipping, ...stocking].find(({ id }) => this.#unitsAt(id, inventoryItemId) >= quantity);
    if (single !== undefined) return this.give(single.id, line, quantity);
    const together = stocking.reduce((sum, { id }) => sum + Math.max(0, this.#unitsAt(id, inventoryItemId)), 0);
    if (together < quantity) return this.give(first.id, line, quantity);
    this.#split(line, inventoryItemId, stocking);
  }

  give(locationId: number, line: RoutableLine, units: number): void {
    const there = this.routed.get(locationId) ?? [];
    this.routed.set(locationId, [...there, { lineItemId: line.id, units }]);
    const key = `${locationId}:${line.inventoryItemId}`;
    this.#taken.set(key, (this.#taken.get(key) ?? 0) + units);
  }

  #split(line: RoutableLine, inventoryItemId: number, stocking: readonly Location[]): void {
    let left = line.quantity;
    for (const { id } of stocking) {
      const units = Math.min(left, Math.max(0, this.#unitsAt(id, inventoryItemId)));
      if (units > 0) this.give(id, line, units);
      left -= units;
    }
  }

  /** What is left of the item there for this order. An item that is not tracked never runs out where it is stocked. */
  #unitsAt(locationId: number, inventoryItemId: number): number {
    const level = levelOf(this.#shop, inventoryItemId, locationId);
    if (level === undefined) return 0;
    if (this.#shop.inventoryItems.get(inventoryItemId)?.tracked === false) return Infinity;
    return level.quantities.available - (this.#taken.get(`${locationId}:${inventoryItemId}`) ?? 0);
  }

  /** For what nobody stocks: where a parcel leaves anyway, else the first location. */
  #anyLocation(): number {
    const [shipping] = this.routed.keys();
    const id = shipping ?? this.#locations[0]?.id;
    if (id === undefined) throw new Error("the shop has no active location that fulfils online orders: create one first");
    return id;
  }
}
