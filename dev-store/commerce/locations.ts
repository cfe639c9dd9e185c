import type { Location, LocationAddress, ShopState } from "../state/types.ts";
import { createLocation } from "./catalog.ts";
import { timestamp } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { OPEN_STATUSES } from "./fulfillment-orders.ts";
import { serviceAt } from "./fulfillment-services.ts";
import { unstockItem } from "./inventory.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome, UserError } from "./outcome.ts";
import { closeLocation, relocate } from "./relocate.ts";

/** Opening, changing, closing and deleting locations: Shopify's checks for `locationAdd` and its kin. */

const MAX_NAME_LENGTH = 100;
/** What Shopify's plans without a limit of their own allow. */
const MAX_ACTIVE_LOCATIONS = 200;

export type LocationChanges = { name?: string; address?: Partial<LocationAddress>; fulfillsOnlineOrders?: boolean };

export function addLocation(context: ShopContext, { name = "", ...rest }: LocationChanges): Outcome<Location> {
  const errors = nameErrors(context.shop, name, null);
  if (errors.length > 0) return { ok: false, errors };
  return done(createLocation(context, { name: name.trim(), ...rest, address: rest.address ?? {} }));
}

export function editLocation(context: ShopContext, location: Location, { name, address, fulfillsOnlineOrders }: LocationChanges): Outcome<Location> {
  const { shop } = context;
  const errors = [...(name === undefined ? [] : nameErrors(shop, name, location)), ...onlineErrors(shop, location, fulfillsOnlineOrders)];
  if (errors.length > 0) return { ok: false, errors };
  if (name !== undefined) location.name = name.trim();
  if (fulfillsOnlineOrders !== undefined) location.fulfillsOnlineOrders = fulfillsOnlineOrders;
  location.address = { ...location.address, ...address };
  location.updatedAt = timestamp(context);
  context.emit({ topic: "locations/update", locationId: location.id });
  return done(location);
}

function nameErrors({ locations }: ShopState, name: string, own: Location | null): UserError[] {
  const field = ["input", "name"];
  if (name.trim() === "") return [{ field, message: "Add a location name", code: "BLANK" }];
  if (name.length > MAX_NAME_LENGTH) return [{ field, message: `Use a shorter location name (up to ${MAX_NAME_LENGTH} characters)`, code: "TOO_LONG" }];
  return isNameTaken(locations, name, own) ? [{ field, message: "You already have a location with this name", code: "TAKEN" }] : [];
}

function isNameTaken(locations: ReadonlyMap<number, Location>, name: string, own: Location | null): boolean {
  const wanted = name.trim().toLowerCase();
  return [...locations.values()].some((location) => location !== own && location.isActive && location.name.toLowerCase() === wanted);
}

function onlineErrors(shop: ShopState, location: Location, fulfillsOnlineOrders: boolean | undefined): UserError[] {
  const field = ["input", "fulfillsOnlineOrders"];
  if (fulfillsOnlineOrders === undefined || fulfillsOnlineOrders === location.fulfillsOnlineOrders) return [];
  if (serviceAt(shop, location.id) !== null) {
    const message = "Cannot modify the online order fulfillment preference for fulfillment service locations.";
    return [{ field, message, code: "CANNOT_MODIFY_ONLINE_ORDER_FULFILLMENT_FOR_FS_LOCATION" }];
  }
  return fulfillsOnlineOrders || othersShip(shop, location) ? [] : [{ field, ...NOBODY_SHIPS }];
}

const NOBODY_SHIPS = { message: "At least one location must fulfill online orders.", code: "CANNOT_DISABLE_ONLINE_ORDER_FULFILLMENT" };

function othersShip({ locations }: ShopState, location: Location): boolean {
  return [...locations.values()].some((other) => other !== location && other.isActive && other.fulfillsOnlineOrders);
}

/** Opens a closed location again. An open one stays as it is. */
export function activateLocation(context: ShopContext, location: Location): Outcome<Location> {
  const error = activationError(context.shop, location);
  if (error !== null) return refused(["locationId"], error.message, error.code);
  if (location.isActive) return done(location);
  location.isActive = true;
  location.deactivatedAt = null;
  location.updatedAt = timestamp(context);
  context.emit({ topic: "locations/activate", locationId: location.id });
  return done(location);
}

type Blocked = { message: string; code: string };

export function activationError({ locations }: ShopState, location: Location): Blocked | null {
  if (location.isActive) return null;
  if (isNameTaken(locations, location.name, location)) return { message: "There is already an active location with this name.", code: "HAS_NON_UNIQUE_NAME" };
  const active = [...locations.values()].filter(({ isActive }) => isActive).length;
  return active >= MAX_ACTIVE_LOCATIONS ? { message: "Shop has reached its location limit.", code: "LOCATION_LIMIT" } : null;
}

/** Closes the location. With a destination its stock, what it has to ship and its transfers go there. */
export function deactivateLocation(context: ShopContext, location: Location, destination: Location | null): Outcome<Location> {
  const { shop } = context;
  if (!location.isActive) return done(location);
  const error = deactivationError(shop, location, destination);
  if (error !== null) return refused(["locationId"], error.message, error.code);
  if (destination !== null) {
    relocate(context, location.id, { destination, withStock: true });
    redirectTransfers(context, location.id, destination);
  }
  for (const level of [...shop.inventoryLevels.values()]) if (level.locationId === location.id) unstockItem(context, level);
  closeLocation(context, location);
  return done(location);
}

/** Why the location cannot close, or null. */
export function deactivationError(shop: ShopState, location: Location, destination: Location | null): Blocked | null {
  const others = [...shop.locations.values()].filter((other) => other !== location && other.isActive);
  if (serviceAt(shop, location.id) !== null || others.length === 0) {
    const message = "Location either has a fulfillment service or is the only location with a shipping address.";
    return { message, code: "PERMANENTLY_BLOCKED_FROM_DEACTIVATION_ERROR" };
  }
  if (location.fulfillsOnlineOrders && !othersShip(shop, location)) return NOBODY_SHIPS;
  if (destination !== null) return null;
  if (hasIncoming(shop, location.id)) {
    const message = "Location has incoming inventory. The location can be deactivated after the inventory has been received.";
    return { message, code: "TEMPORARILY_BLOCKED_FROM_DEACTIVATION_ERROR" };
  }
  if (hasUnfulfilledOrders(shop, location.id)) {
    return { message: "Location could not be deactivated because it has pending orders.", code: "HAS_FULFILLMENT_ORDERS_ERROR" };
  }
  if (!hasStock(shop, location.id)) return null;
  const message = "Location could not be deactivated without specifying where to relocate inventory at the location.";
  return { message, code: "HAS_ACTIVE_INVENTORY_ERROR" };
}

export function hasStock({ inventoryLevels }: ShopState, locationId: number): boolean {
  return [...inventoryLevels.values()].some((level) => level.locationId === locationId && Object.values(level.quantities).some((units) => units !== 0));
}

function hasIncoming({ inventoryLevels }: ShopState, locationId: number): boolean {
  return [...inventoryLevels.values()].some((level) => level.locationId === locationId && level.quantities.incoming !== 0);
}

export function hasUnfulfilledOrders({ orders }: ShopState, locationId: number): boolean {
  for (const { fulfillmentOrders } of orders.scan()) {
    if (fulfillmentOrders.some((one) => one.locationId === locationId && OPEN_STATUSES.has(one.status))) return true;
  }
  return false;
}

/** Deletes a closed location that nothing hangs on any more. */
export function deleteLocation(context: ShopContext, location: Location): Outcome<number> {
  const error = deletionError(context.shop, location);
  if (error !== null) return refused(["locationId"], error.message, error.code);
  context.shop.locations.delete(location.id);
  for (const [key, level] of context.shop.inactiveInventoryLevels) {
    if (level.locationId === location.id) context.shop.inactiveInventoryLevels.delete(key);
  }
  context.emit({ topic: "locations/delete", locationId: location.id });
  return done(location.id);
}

export function deletionError(shop: ShopState, location: Location): Blocked | null {
  if (location.isActive) return { message: "The location cannot be deleted while it is active.", code: "LOCATION_IS_ACTIVE" };
  if (hasStock(shop, location.id)) return { message: "The location cannot be deleted while it has inventory.", code: "LOCATION_HAS_INVENTORY" };
  if (!hasUnfulfilledOrders(shop, location.id)) return null;
  return { message: "The location cannot be deleted while it has pending orders.", code: "LOCATION_HAS_PENDING_ORDERS" };
}

/** Transfers that are not done yet start or end at the destination from now on. */
function redirectTransfers(context: ShopContext, locationId: number, destination: Location): void {
  const place = { locationId: destination.id, name: destination.name, address: { ...destination.address }, snapshottedAt: timestamp(context) };
  for (const transfer of context.shop.inventoryTransfers.values()) {
    if (transfer.status === "TRANSFERRED" || transfer.status === "CANCELED") continue;
    if (transfer.origin?.locationId === locationId) transfer.origin = place;
    if (transfer.destination?.locationId === locationId) transfer.destination = place;
  }
}
