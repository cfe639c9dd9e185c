import { localesOf } from "../../commerce/markets.ts";
import { toGid } from "../../state/gid.ts";
import type { Market, WebPresence } from "../../state/market-types.ts";
import { named } from "../api-context.ts";
import type { ApiContext, Args, ResolverMap, TypeResolvers } from "../api-context.ts";
import { listConnection } from "../connections.ts";
import { count } from "../views.ts";
import { metafieldFields } from "./metafield-types.ts";

const languages = new Intl.DisplayNames("en", { type: "language", fallback: "none" });
const regions = new Intl.DisplayNames("en", { type: "region" });
const currencies = new Intl.DisplayNames("en", { type: "currency" });

export function isKnownLocale(locale: string): boolean {
  return /^[a-z]{2,3}(-[A-Z]{2})?$/.test(locale) && languages.of(locale) !== undefined;
}

export function localeName(locale: string): string {
  return languages.of(locale) ?? locale;
}

export type ShownLocale = { locale: string; isPublished: boolean; isPrimary: boolean };

export function localeView({ shop }: ApiContext, { locale, isPublished, isPrimary }: ShownLocale): object {
  const presences = [...shop.webPresences.values()].filter((one) => one.defaultLocale === locale || one.alternateLocales.includes(locale));
  return { locale, name: localeName(locale), primary: isPrimary, published: isPublished, marketWebPresences: presences };
}

export function currencySetting(currencyCode: string): object {
  return { currencyCode, currencyName: currencies.of(currencyCode) ?? currencyCode, enabled: true, manualRate: null, rateUpdatedAt: null };
}

function regionsOf({ countryCodes, currencyCode }: Market, args: Args, api: ApiContext): object {
  const countries = countryCodes.map((code, index) =>
    named(api, "MarketRegionCountry", {
      id: toGid("MarketRegionCountry", index + 1),
      code,
      name: regions.of(code) ?? code,
      currency: currencySetting(currencyCode),
    }),
  );
  return listConnection(countries, args);
}

export function presencesOf({ webPresenceIds }: Market, { shop }: ApiContext): WebPresence[] {
  return webPresenceIds.flatMap((id) => shop.webPresences.get(id) ?? []);
}

const market: TypeResolvers<Market> = {
  id: ({ id }) => toGid("Market", id),
  name: ({ name }) => name,
  handle: ({ handle }) => handle,
  status: ({ status }) => status,
  enabled: ({ status }) => status === "ACTIVE",
  primary: ({ isPrimary }) => isPrimary,
  type: () => "REGION",
  regions: regionsOf,
  conditions: (record) => record,
  currencySettings: ({ currencyCode, localCurrencies }) => ({ baseCurrency: currencySetting(currencyCode), localCurrencies, roundingEnabled: false }),
  webPresence: (record, _args, api) => presencesOf(record, api)[0] ?? null,
  webPresences: (record, args, api) => listConnection(presencesOf(record, api), args),
  catalogs: (_record, args) => listConnection([], args),
  catalogsCount: () => count(0),
  priceList: () => null,
  priceInclusions: () => null,
  assignedCustomization: () => false,
  ...metafieldFields<Market>(({ id }) => toGid("Market", id)),
};

const conditions: TypeResolvers<Market> = {
  conditionTypes: () => ["REGION"],
  regionsCondition: (record) => record,
  companyLocationsCondition: () => null,
  locationsCondition: () => null,
  channelsCondition: () => null,
};

const regionsCondition: TypeResolvers<Market> = { applicationLevel: () => "SPECIFIED", regions: regionsOf };

const webPresence: TypeResolvers<WebPresence> = {
  id: ({ id }) => toGid("MarketWebPresence", id),
  subfolderSuffix: ({ subfolderSuffix }) => subfolderSuffix,
  domain: ({ subfolderSuffix }, _args, { shop: { profile } }) =>
    subfolderSuffix === null ? { id: toGid("Domain", profile.id), host: profile.domain, url: `https://${profile.domain}`, sslEnabled: true } : null,
  defaultLocale: ({ defaultLocale }, _args, api) => shownLocale(api, defaultLocale),
  alternateLocales: ({ alternateLocales }, _args, api) => alternateLocales.map((locale) => shownLocale(api, locale)),
  rootUrls: ({ subfolderSuffix, defaultLocale, alternateLocales }, _args, { shop }) =>
    [defaultLocale, ...alternateLocales].map((locale) => ({
      locale,
      url: rootUrl(shop.profile, { subfolderSuffix, locale, isDefault: locale === defaultLocale }),
    })),
  market: ({ id }, _args, { shop }) => [...shop.markets.values()].find(({ webPresenceIds }) => webPresenceIds.includes(id)) ?? null,
  markets: ({ id }, args, { shop }) =>
    listConnection(
      [...shop.markets.values()].filter(({ webPresenceIds }) => webPresenceIds.includes(id)),
      args,
    ),
};

function shownLocale(api: ApiContext, locale: string): object {
  const known = localesOf(api.shop).find((one) => one.locale === locale);
  return localeView(api, known ?? { locale, isPublished: false, isPrimary: false });
}

function rootUrl(
  { domain }: { domain: string },
  { subfolderSuffix, locale, isDefault }: { subfolderSuffix: string | null; locale: string; isDefault: boolean },
): string {
  const [language] = locale.split("-");
  if (subfolderSuffix !== null) return `https://${domain}/${language}-${subfolderSuffix}/`;
  return isDefault ? `https://${domain}/` : `https://${domain}/${locale}/`;
}

export const marketTypes: ResolverMap = {
  Market: market,
  MarketConditions: conditions,
  MarketWebPresence: webPresence,
  RegionsCondition: regionsCondition,
};
