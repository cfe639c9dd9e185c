import { rankedLocations } from "../../commerce/routing.ts";
import { activationError, deactivationError, deletionError, hasStock, hasUnfulfilledOrders } from "../../commerce/locations.ts";
import { serviceAt } from "../../commerce/fulfillment-services.ts";
import { idOf, toGid } from "../../state/gid.ts";
import type { Location, LocationAddress } from "../../state/types.ts";
import type { ResolverMap, TypeResolvers } from "../api-context.ts";
import { inactiveLevels, levelAt, levelConnection } from "./inventory-types.ts";
import { metafieldFields } from "./metafield-types.ts";

/** Where the city's line reads "New York NY 10006" and not "10115 Berlin". */
const ZIP_AFTER_CITY: ReadonlySet<string> = new Set(["AU", "CA", "GB", "IN", "US"]);

/** A `LocationAddress` as the API shows it. */
export function addressView(address: LocationAddress): object {
  const { city, zip, provinceCode, countryCode } = address;
  const cityLine = ZIP_AFTER_CITY.has(countryCode) ? [city, provinceCode, zip] : [zip, city];
  return {
    ...address,
    latitude: null,
    longitude: null,
    formatted: [address.address1, address.address2, cityLine.filter(isSaid).join(" "), address.country].filter(isSaid),
  };
}

function isSaid(part: string | null): boolean {
  return part !== null && part !== "";
}

const location: TypeResolvers<Location> = {
  id: ({ id }) => toGid("Location", id),
  legacyResourceId: ({ id }) => id,
  name: ({ name }) => name,
  isActive: ({ isActive }) => isActive,
  isPrimary: ({ id }, _args, { shop }) => rankedLocations(shop)[0]?.id === id,
  activatable: (record, _args, { shop }) => activationError(shop, record) === null,
  deactivatable: (record, _args, { shop }) => deactivationError(shop, record, null) === null,
  deletable: (record, _args, { shop }) => deletionError(shop, record) === null,
  deactivatedAt: ({ deactivatedAt }) => deactivatedAt,
  fulfillsOnlineOrders: ({ fulfillsOnlineOrders }) => fulfillsOnlineOrders,
  shipsInventory: ({ fulfillsOnlineOrders }) => fulfillsOnlineOrders,
  isFulfillmentService: ({ id }, _args, { shop }) => serviceAt(shop, id) !== null,
  fulfillmentService: ({ id }, _args, { shop }) => serviceAt(shop, id),
  localPickupSettingsV2: () => null,
  hasActiveInventory: ({ id }, _args, { shop }) => hasStock(shop, id),
  hasUnfulfilledOrders: ({ id }, _args, { shop }) => hasUnfulfilledOrders(shop, id),
  address: ({ address }) => addressView(address),
  addressVerified: () => false,
  suggestedAddresses: () => [],
  inventoryLevel: ({ id }, args, { shop }) =>
    levelAt(shop, { inventoryItemId: idOf("InventoryItem", args["inventoryItemId"]) ?? 0, locationId: id }, args["includeInactive"] === true),
  inventoryLevels: ({ id }, args, { shop }) => {
    const active = [...shop.inventoryLevels.values()].filter(({ locationId }) => locationId === id);
    const inactive = args["includeInactive"] === true ? inactiveLevels(shop, { locationId: id }) : [];
    return levelConnection([...active, ...inactive], args);
  },
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
  ...metafieldFields<Location>(({ id }) => toGid("Location", id)),
};

export const locationTypes: ResolverMap = { Location: location };
