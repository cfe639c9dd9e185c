import { activateLocation, addLocation, deactivateLocation, deleteLocation, editLocation } from "../../commerce/locations.ts";
import type { LocationChanges } from "../../commerce/locations.ts";
import { idOf } from "../../state/gid.ts";
import type { Location, LocationAddress } from "../../state/types.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { notImplemented } from "../api-error.ts";

const COUNTRY_NAMES = new Intl.DisplayNames("en", { type: "region" });
const NOT_FOUND = { field: ["locationId"], message: "Location not found.", code: "LOCATION_NOT_FOUND" };

function locationOf(api: ApiContext, gid: string): Location | undefined {
  return api.shop.locations.get(idOf("Location", gid) ?? 0);
}

function changesOf(input: Args): LocationChanges {
  if ((input["metafields"] ?? []).length > 0) throw notImplemented("a location with metafields");
  const { name, address, fulfillsOnlineOrders } = input;
  return {
    ...(name == null ? {} : { name }),
    ...(address == null ? {} : { address: addressOf(address) }),
    ...(fulfillsOnlineOrders == null ? {} : { fulfillsOnlineOrders }),
  };
}

function addressOf(input: Args): Partial<LocationAddress> {
  const address: Partial<LocationAddress> = {};
  for (const name of ["address1", "city", "zip"] as const) if (name in input) address[name] = input[name] ?? "";
  for (const name of ["address2", "phone", "provinceCode"] as const) if (name in input) address[name] = input[name];
  if (input["countryCode"] != null) Object.assign(address, { countryCode: input["countryCode"], country: COUNTRY_NAMES.of(input["countryCode"]) ?? "" });
  return address;
}

export const locationMutations: TypeResolvers<unknown> = {
  locationAdd: (_source, { input }, api) => {
    const outcome = addLocation(api.commerce, changesOf(input));
    return outcome.ok ? { location: outcome.value, userErrors: [] } : { location: null, userErrors: outcome.errors };
  },

  locationEdit: (_source, { id, input }, api) => {
    const location = locationOf(api, id);
    if (location === undefined) {
      const message = "The record with the ID used as the input value couldn't be found.";
      return { location: null, userErrors: [{ field: ["id"], message, code: "NOT_FOUND" }] };
    }
    const outcome = editLocation(api.commerce, location, changesOf(input));
    return outcome.ok ? { location, userErrors: [] } : { location: null, userErrors: outcome.errors };
  },

  locationActivate: (_source, { locationId }, api) => {
    const location = locationOf(api, locationId);
    if (location === undefined) return { location: null, locationActivateUserErrors: [NOT_FOUND] };
    const outcome = activateLocation(api.commerce, location);
    return { location, locationActivateUserErrors: outcome.ok ? [] : outcome.errors };
  },

  locationDeactivate: (_source, { locationId, destinationLocationId }, api) => {
    const location = locationOf(api, locationId);
    if (location === undefined) return { location: null, locationDeactivateUserErrors: [NOT_FOUND] };
    const destination = destinationLocationId == null ? null : (locationOf(api, destinationLocationId) ?? null);
    const refuse = (message: string, code: string): object => ({
      location,
      locationDeactivateUserErrors: [{ field: ["destinationLocationId"], message, code }],
    });
    if (destination === location)
      return refuse("Destination location is the same as the location to be deactivated.", "DESTINATION_LOCATION_IS_THE_SAME_LOCATION");
    if (destinationLocationId != null && destination?.isActive !== true) {
      return refuse("Destination location is not found or inactive.", "DESTINATION_LOCATION_NOT_FOUND_OR_INACTIVE");
    }
    const outcome = deactivateLocation(api.commerce, location, destination);
    return { location, locationDeactivateUserErrors: outcome.ok ? [] : outcome.errors };
  },

  locationDelete: (_source, { locationId }, api) => {
    const location = locationOf(api, locationId);
    if (location === undefined) return { deletedLocationId: null, locationDeleteUserErrors: [NOT_FOUND] };
    const outcome = deleteLocation(api.commerce, location);
    return outcome.ok ? { deletedLocationId: locationId, locationDeleteUserErrors: [] } : { deletedLocationId: null, locationDeleteUserErrors: outcome.errors };
  },
};
