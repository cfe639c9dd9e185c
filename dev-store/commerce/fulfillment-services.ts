import type { FulfillmentService, Location, ShopState } from "../state/types.ts";
import { createLocation } from "./catalog.ts";
import { takeId, timestamp, touchOrder } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { OPEN_STATUSES } from "./fulfillment-orders.ts";
import { changeQuantities } from "./inventory.ts";
import type { QuantityChange } from "./inventory.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome, Refusal } from "./outcome.ts";

/**
 * Fulfillment services: an app's warehouse. Each comes with a location of its own; what is routed there is not packed
 * by the merchant but asked for, and the app answers (see `fulfillment-requests.ts`).
 */

export type ServiceSettings = Pick<FulfillmentService, "callbackUrl" | "inventoryManagement" | "name" | "requiresShippingMethod" | "trackingSupport">;

export type InventoryAction = "DELETE" | "KEEP" | "TRANSFER";

/** The service that the location belongs to, or null where the merchant packs. */
export function serviceAt(shop: ShopState, locationId: number): FulfillmentService | null {
  for (const service of shop.fulfillmentServices.values()) if (service.locationId === locationId) return service;
  return null;
}

export function createFulfillmentService(context: ShopContext, settings: ServiceSettings, appId: number | null): Outcome<FulfillmentService> {
  const refusal = nameRefusal(context.shop, settings.name, null);
  if (refusal !== null) return refusal;
  const location = createLocation(context, { name: settings.name });
  const service: FulfillmentService = { ...settings, id: takeId(context), appId, handle: handleOf(settings.name), locationId: location.id };
  context.shop.fulfillmentServices.set(service.id, service);
  return done(service);
}

/** A new name becomes the name of the location too; the handle stays. */
export function changeFulfillmentService(context: ShopContext, service: FulfillmentService, changes: Partial<ServiceSettings>): Outcome<FulfillmentService> {
  const { name } = changes;
  if (name !== undefined) {
    const refusal = nameRefusal(context.shop, name, service);
    if (refusal !== null) return refusal;
    const location = context.shop.locations.get(service.locationId);
    if (location !== undefined) renameLocation(context, location, name);
  }
  return done(Object.assign(service, changes));
}

/**
 * Ends the service. Its location stays as one of the merchant's own (KEEP), or closes: then what was to be shipped
 * from there goes to the destination, with the stock (TRANSFER) or without it (DELETE).
 */
export function deleteFulfillmentService(
  context: ShopContext,
  service: FulfillmentService,
  { inventoryAction, destinationLocationId }: { inventoryAction: InventoryAction; destinationLocationId: number | null },
): Outcome<FulfillmentService> {
  const { shop } = context;
  if (inventoryAction !== "KEEP") {
    const destination = destinationOf(shop, service, destinationLocationId);
    if (destination === null) return refused(["destinationLocationId"], "Destination location could not be found.");
    relocate(context, service.locationId, { destination, withStock: inventoryAction === "TRANSFER" });
    const location = shop.locations.get(service.locationId);
    if (location !== undefined) closeLocation(context, location);
  }
  shop.fulfillmentServices.delete(service.id);
  return done(service);
}

function destinationOf(shop: ShopState, service: FulfillmentService, destinationLocationId: number | null): Location | null {
  const candidates = [...shop.locations.values()].filter(({ id, isActive }) => isActive && id !== service.locationId && serviceAt(shop, id) === null);
  if (destinationLocationId === null) return candidates[0] ?? null;
  return candidates.find(({ id }) => id === destinationLocationId) ?? null;
}

/** Committed units always go along: the fulfillment orders that they are committed to move. */
function relocate(context: ShopContext, locationId: number, { destination, withStock }: { destination: Location; withStock: boolean }): void {
  const changes: QuantityChange[] = [];
  for (const { inventoryItemId, quantities, ...level } of context.shop.inventoryLevels.values()) {
    if (level.locationId !== locationId) continue;
    for (const [key, units] of Object.entries(quantities)) {
      // The keys of a record keyed by this type.
      const name = key as QuantityChange["name"];
      changes.push({ inventoryItemId, locationId, name, delta: -units });
      if (withStock || name === "committed") changes.push({ inventoryItemId, locationId: destination.id, name, delta: units });
    }
  }
  changeQuantities(context, changes);
  moveOwed(context, locationId, destination);
}

function moveOwed(context: ShopContext, locationId: number, destination: Location): void {
  for (const order of context.shop.orders.values()) {
    for (const fulfillmentOrder of order.fulfillmentOrders) {
      if (fulfillmentOrder.locationId !== locationId || !OPEN_STATUSES.has(fulfillmentOrder.status)) continue;
      fulfillmentOrder.locationId = destination.id;
      fulfillmentOrder.requestStatus = "UNSUBMITTED";
      fulfillmentOrder.updatedAt = timestamp(context);
      touchOrder(context, order);
      const { id: fulfillmentOrderId } = fulfillmentOrder;
      const moved = { fulfillmentOrderId, movedFromId: fulfillmentOrderId, originLocationId: locationId };
      context.emit({ topic: "fulfillment_orders/moved", orderId: order.id, ...moved });
    }
  }
}

function renameLocation(context: ShopContext, location: Location, name: string): void {
  location.name = name;
  location.updatedAt = timestamp(context);
  context.emit({ topic: "locations/update", locationId: location.id });
}

function closeLocation(context: ShopContext, location: Location): void {
  location.isActive = false;
  location.fulfillsOnlineOrders = false;
  location.updatedAt = timestamp(context);
  context.emit({ topic: "locations/deactivate", locationId: location.id });
}

function nameRefusal(shop: ShopState, name: string, own: FulfillmentService | null): Refusal | null {
  if (name.trim() === "") return refused(["name"], "Name can't be blank");
  const isTaken = [...shop.fulfillmentServices.values()].some((service) => service !== own && service.name.toLowerCase() === name.toLowerCase());
  return isTaken ? refused(["name"], "Name has already been taken") : null;
}

function handleOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
