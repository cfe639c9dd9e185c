import type { FulfillmentService, Location, ShopState } from "../state/types.ts";
import { createLocation } from "./catalog.ts";
import { takeId, timestamp } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome, Refusal } from "./outcome.ts";
import { closeLocation, relocate } from "./relocate.ts";

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

function renameLocation(context: ShopContext, location: Location, name: string): void {
  location.name = name;
  location.updatedAt = timestamp(context);
  context.emit({ topic: "locations/update", locationId: location.id });
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
