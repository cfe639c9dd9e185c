import type { Market, ShopLocale, WebPresence } from "../state/market-types.ts";
import type { ShopState } from "../state/types.ts";
import { handleOf } from "./catalog.ts";
import { takeId, timestamp } from "./context.ts";
import type { ShopContext } from "./context.ts";

/** Markets and languages. The primary market and the primary language are the shop's own and always there. */

export type NewMarket = Pick<Market, "countryCodes" | "currencyCode" | "name"> & {
  /** The part of the address after the domain, such as `de`; without it the market shares the shop's own address. */
  subfolder?: { suffix: string; defaultLocale: string; alternateLocales?: string[] };
};

export function openMarket(context: ShopContext, { name, countryCodes, currencyCode, subfolder }: NewMarket): Market {
  const { shop } = context;
  const now = timestamp(context);
  const presence: WebPresence | undefined = subfolder && {
    id: takeId(context),
    subfolderSuffix: subfolder.suffix,
    defaultLocale: subfolder.defaultLocale,
    alternateLocales: subfolder.alternateLocales ?? [],
  };
  if (presence !== undefined) shop.webPresences.set(presence.id, presence);
  const market: Market = {
    id: takeId(context),
    name,
    handle: handleOf(name),
    status: "ACTIVE",
    isPrimary: false,
    countryCodes: [...countryCodes],
    currencyCode,
    localCurrencies: currencyCode !== shop.profile.currencyCode,
    webPresenceIds: [presence?.id ?? shop.profile.id],
    createdAt: now,
    updatedAt: now,
  };
  shop.markets.set(market.id, market);
  return market;
}

export function primaryMarket(shop: ShopState): Market {
  for (const market of shop.markets.values()) if (market.isPrimary) return market;
  throw new Error(`shop ${shop.profile.domain} has no primary market`);
}

/** The market that sells to the country; the primary one where no other does. */
export function marketOfCountry(shop: ShopState, countryCode: string): Market {
  for (const market of shop.markets.values()) if (market.status === "ACTIVE" && market.countryCodes.includes(countryCode)) return market;
  return primaryMarket(shop);
}

/** The primary locale first. */
export function localesOf(shop: ShopState): (ShopLocale & { isPrimary: boolean })[] {
  const primary = { locale: shop.profile.primaryLocale, isPublished: true, isPrimary: true };
  return [primary, ...[...shop.shopLocales.values()].map((locale) => ({ ...locale, isPrimary: false }))];
}

export function enableLocale({ shop }: ShopContext, locale: string, { isPublished }: { isPublished: boolean }): ShopLocale {
  const enabled = { locale, isPublished };
  shop.shopLocales.set(locale, enabled);
  return enabled;
}

/** Takes the language away, and with it what was translated into it. */
export function disableLocale({ shop }: ShopContext, locale: string): void {
  shop.shopLocales.delete(locale);
  for (const [key, translation] of shop.translations) if (translation.locale === locale) shop.translations.delete(key);
  for (const presence of shop.webPresences.values()) presence.alternateLocales = presence.alternateLocales.filter((other) => other !== locale);
}
