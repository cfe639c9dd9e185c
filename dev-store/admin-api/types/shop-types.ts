import { idOf, toGid } from "../../state/gid.ts";
import type { InstalledApp, Location, ShopState } from "../../state/types.ts";
import { levelOf } from "../../commerce/context.ts";
import { OPEN_STATUSES } from "../../commerce/fulfillment-orders.ts";
import { serviceAt } from "../../commerce/fulfillment-services.ts";
import type { ResolverMap, TypeResolvers } from "../api-context.ts";
import { connection } from "../connections.ts";
import { MANUAL_SERVICE } from "./fulfillment-types.ts";
import { metafieldFields } from "./metafield-types.ts";

const shop: TypeResolvers<ShopState> = {
  id: ({ profile }) => toGid("Shop", profile.id),
  name: ({ profile }) => profile.name,
  email: ({ profile }) => profile.email,
  contactEmail: ({ profile }) => profile.email,
  myshopifyDomain: ({ profile }) => profile.domain,
  primaryDomain: ({ profile }) => ({
    id: toGid("Domain", profile.id),
    host: profile.domain,
    url: `https://${profile.domain}`,
    sslEnabled: true,
  }),
  url: ({ profile }) => `https://${profile.domain}`,
  currencyCode: ({ profile }) => profile.currencyCode,
  ianaTimezone: ({ profile }) => profile.ianaTimezone,
  timezoneOffsetMinutes: ({ profile }, _args, { commerce }) => offsetMinutes(profile.ianaTimezone, commerce.now()),
  plan: ({ profile }) => ({
    displayName: profile.planDisplayName,
    publicDisplayName: profile.planDisplayName,
    partnerDevelopment: false,
    shopifyPlus: profile.planDisplayName === "Plus",
  }),
  shopAddress: ({ profile }) => ({ countryCodeV2: profile.countryCode, country: profile.countryCode }),
  taxesIncluded: () => true,
  fulfillmentServices: ({ fulfillmentServices }) => [MANUAL_SERVICE, ...fulfillmentServices.values()],
  createdAt: ({ profile }) => profile.createdAt,
  ...metafieldFields<ShopState>(({ profile }) => toGid("Shop", profile.id)),
};

function offsetMinutes(timeZone: string, now: Date): number {
  const name = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }).formatToParts(now).find(({ type }) => type === "timeZoneName")?.value;
  const match = /GMT([+-])(\d\d):(\d\d)/.exec(name ?? "");
  if (match === null) return 0;
  const [, sign, hours = "0", minutes = "0"] = match;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

const location: TypeResolvers<Location> = {
  id: ({ id }) => toGid("Location", id),
  legacyResourceId: ({ id }) => id,
  name: ({ name }) => name,
  isActive: ({ isActive }) => isActive,
  activatable: () => true,
  deactivatable: () => true,
  deletable: () => false,
  deactivatedAt: ({ isActive, updatedAt }) => (isActive ? null : updatedAt),
  fulfillsOnlineOrders: ({ fulfillsOnlineOrders }) => fulfillsOnlineOrders,
  shipsInventory: ({ fulfillsOnlineOrders }) => fulfillsOnlineOrders,
  isFulfillmentService: ({ id }, _args, api) => serviceAt(api.shop, id) !== null,
  fulfillmentService: ({ id }, _args, api) => serviceAt(api.shop, id),
  localPickupSettingsV2: () => null,
  hasActiveInventory: ({ id }, _args, api) => [...api.shop.inventoryLevels.values()].some((level) => level.locationId === id),
  hasUnfulfilledOrders: ({ id }, _args, api) =>
    [...api.shop.orders.values()].some(({ fulfillmentOrders }) =>
      fulfillmentOrders.some(({ locationId, status }) => locationId === id && OPEN_STATUSES.has(status)),
    ),
  address: ({ address, name }) => ({
    address1: address.address1,
    address2: null,
    city: address.city,
    zip: address.zip,
    country: address.country,
    countryCode: address.countryCode,
    province: null,
    provinceCode: null,
    phone: null,
    formatted: [name, address.address1, `${address.zip} ${address.city}`, address.country],
  }),
  inventoryLevel: ({ id }, args, api) => levelOf(api.shop, idOf("InventoryItem", args["inventoryItemId"]) ?? 0, id) ?? null,
  inventoryLevels: ({ id }, args, api) =>
    connection(
      [...api.shop.inventoryLevels.values()].filter((level) => level.locationId === id).map((node) => ({ id: node.id, sortValue: node.id, node })),
      args,
    ),
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
  ...metafieldFields<Location>(({ id }) => toGid("Location", id)),
};

const app: TypeResolvers<InstalledApp> = {
  id: ({ id }) => toGid("App", id),
  apiKey: ({ apiKey }) => apiKey,
  title: ({ title }) => title,
  handle: ({ handle }) => handle,
  embedded: () => true,
};

const appInstallation: TypeResolvers<InstalledApp> = {
  id: ({ id }) => toGid("AppInstallation", id),
  app: (installed) => installed,
  accessScopes: ({ scopes }) => scopes.map((handle) => ({ handle, description: handle })),
  activeSubscriptions: () => [],
  launchUrl: ({ handle }, _args, api) => `https://${api.shop.profile.domain}/admin/apps/${handle}`,
  uninstallUrl: () => null,
  ...metafieldFields<InstalledApp>(({ id }) => toGid("AppInstallation", id)),
};

export const shopTypes: ResolverMap = { Shop: shop, Location: location, App: app, AppInstallation: appInstallation };
