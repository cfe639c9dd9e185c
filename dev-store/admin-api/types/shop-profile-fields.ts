import { toGid } from "../../state/gid.ts";
import type { ShopState } from "../../state/types.ts";
import { notImplemented } from "../api-error.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { listConnection } from "../connections.ts";
import { currencySetting } from "./market-types.ts";
import { translationFields } from "./translation-types.ts";

/** What a shop says of itself: plan, place, clock, money, limits. */

/** By plan, as Shopify sells them; a plan of another name counts as Basic. */
const LOCATION_LIMITS: Record<string, number> = { Basic: 10, Shopify: 10, Grow: 10, Advanced: 10, Plus: 200, "Shopify Plus": 200 };
const MAX_OPTIONS = 3;
const MAX_VARIANTS = 2048;

export const shopProfileFields: TypeResolvers<ShopState> = {
  description: () => null,
  shopOwnerName: ({ profile }) => `${profile.name} owner`,
  features: ({ profile }) => ({
    avalaraAvatax: false,
    branding: isPlus(profile) ? "SHOPIFY_PLUS" : "SHOPIFY",
    bundles: { eligibleForBundles: true, ineligibilityReason: null, sellsBundles: false },
    buyerExperienceDepositEnabled: false,
    captcha: true,
    captchaExternalDomains: false,
    deliveryProfiles: true,
    directConnectionCatalogAssignmentEnabled: false,
    dynamicRemarketing: false,
    eligibleForSubscriptionMigration: false,
    eligibleForSubscriptions: true,
    giftCards: true,
    harmonizedSystemCode: true,
    internationalDomains: true,
    internationalPriceOverrides: true,
    internationalPriceRules: true,
    legacySubscriptionGatewayEnabled: false,
    liveView: true,
    marketDrivenShipping: true,
    onboardingVisual: false,
    paypalExpressSubscriptionGatewayStatus: "DISABLED",
    reports: true,
    sellsSubscriptions: false,
    shopifyPlus: isPlus(profile),
    showMetrics: true,
    storefront: true,
    subCountryMarketsEnabled: false,
    unifiedMarkets: true,
    usingShopifyBalance: false,
  }),
  resourceLimits: ({ profile }) => ({
    locationLimit: LOCATION_LIMITS[profile.planDisplayName] ?? LOCATION_LIMITS["Basic"],
    maxProductOptions: MAX_OPTIONS,
    maxProductVariants: MAX_VARIANTS,
    redirectLimitReached: false,
  }),
  checkoutApiSupported: () => true,
  setupRequired: () => false,
  taxShipping: () => true,
  transactionalSmsDisabled: () => false,
  marketingSmsConsentEnabledAtCheckout: () => false,
  orderNumberFormatPrefix: () => "#",
  orderNumberFormatSuffix: () => "",
  unitSystem: ({ profile }) => (usesPounds(profile) ? "IMPERIAL_SYSTEM" : "METRIC_SYSTEM"),
  weightUnit: ({ profile }) => (usesPounds(profile) ? "POUNDS" : "KILOGRAMS"),
  timezoneAbbreviation: ({ profile }, _args, api) => zoneName(api, profile.ianaTimezone, "short"),
  timezoneOffset: ({ profile }, _args, api) => zoneName(api, profile.ianaTimezone, "longOffset").replace("GMT", "").replace(":", "") || "+0000",
  currencyFormats: ({ profile }) => {
    const symbol = symbolOf(profile.currencyCode);
    const short = `${symbol}{{amount}}`;
    const long = `${short} ${profile.currencyCode}`;
    return { moneyFormat: short, moneyInEmailsFormat: short, moneyWithCurrencyFormat: long, moneyWithCurrencyInEmailsFormat: long };
  },
  enabledPresentmentCurrencies: (shop) => currenciesOf(shop),
  currencySettings: (shop, args) =>
    listConnection(
      currenciesOf(shop).map((code, index) => ({ ...currencySetting(code), id: index })),
      args,
    ),
  shipsToCountries: (shop) => [...new Set([...shop.markets.values()].flatMap(({ countryCodes }) => countryCodes))].sort(),
  domains: ({ profile }) => [domainOf(profile)],
  storefrontUrl: ({ profile }) => `https://${profile.domain}`,
  orderTags: ({ orders }, args) =>
    texts(
      [...orders.values()].flatMap(({ tags }) => tags),
      args,
    ),
  productTags: ({ products }, args) =>
    texts(
      [...products.values()].flatMap(({ tags }) => tags),
      args,
    ),
  productTypes: ({ products }, args) =>
    texts(
      [...products.values()].map(({ productType }) => productType),
      args,
    ),
  productVendors: ({ products }, args) =>
    texts(
      [...products.values()].map(({ vendor }) => vendor),
      args,
    ),
  updatedAt: ({ profile }) => profile.createdAt,
  publicationCount: () => 1,
  customerAccounts: () => "OPTIONAL",
  ...translationFields<ShopState>(({ profile }) => toGid("Shop", profile.id)),
};

type Profile = ShopState["profile"];

function isPlus({ planDisplayName }: Profile): boolean {
  return planDisplayName.endsWith("Plus");
}

function usesPounds({ countryCode }: Profile): boolean {
  return countryCode === "US";
}

function domainOf({ id, domain }: Profile): object {
  return { id: toGid("Domain", id), host: domain, url: `https://${domain}`, sslEnabled: true };
}

function currenciesOf({ profile, markets }: ShopState): string[] {
  return [...new Set([profile.currencyCode, ...[...markets.values()].map(({ currencyCode }) => currencyCode)])];
}

function symbolOf(currency: string): string {
  return new Intl.NumberFormat("en", { style: "currency", currency }).formatToParts(0).find(({ type }) => type === "currency")?.value ?? currency;
}

function zoneName({ commerce }: ApiContext, timeZone: string, timeZoneName: "longOffset" | "short"): string {
  const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName }).formatToParts(commerce.now());
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
}

/** A connection of plain texts, each once, in the order of the alphabet. */
function texts(all: readonly string[], args: Args): object {
  if (args["first"] == null) throw notImplemented("a list of texts without first");
  const nodes = [...new Set(all)].filter((text) => text !== "").sort();
  const page = nodes.slice(0, args["first"]);
  const [start, end] = [page[0], page.at(-1)];
  return {
    nodes: page,
    edges: page.map((node) => ({ cursor: node, node })),
    pageInfo: { hasNextPage: nodes.length > page.length, hasPreviousPage: false, startCursor: start ?? null, endCursor: end ?? null },
  };
}
