import { toGid } from "../../state/gid.ts";
import type { ShopState } from "../../state/types.ts";
import type { ResolverMap, TypeResolvers } from "../api-context.ts";
import { MANUAL_SERVICE } from "./fulfillment-types.ts";
import { metafieldFields } from "./metafield-types.ts";
import { shopProfileFields } from "./shop-profile-fields.ts";

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
    shopifyPlus: profile.planDisplayName.endsWith("Plus"),
  }),
  shopAddress: ({ profile }) => ({ countryCodeV2: profile.countryCode, country: profile.countryCode }),
  taxesIncluded: () => true,
  fulfillmentServices: ({ fulfillmentServices }) => [MANUAL_SERVICE, ...fulfillmentServices.values()],
  createdAt: ({ profile }) => profile.createdAt,
  ...shopProfileFields,
  ...metafieldFields<ShopState>(({ profile }) => toGid("Shop", profile.id)),
};

function offsetMinutes(timeZone: string, now: Date): number {
  const name = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }).formatToParts(now).find(({ type }) => type === "timeZoneName")?.value;
  const match = /GMT([+-])(\d\d):(\d\d)/.exec(name ?? "");
  if (match === null) return 0;
  const [, sign, hours = "0", minutes = "0"] = match;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

export const shopTypes: ResolverMap = { Shop: shop };
