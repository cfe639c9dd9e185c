import type { ShopProfile } from "./types.ts";

/** Where the shop sells, in which money, and in which languages it speaks. */

export type Market = {
  id: number;
  name: string;
  handle: string;
  status: "ACTIVE" | "DRAFT";
  isPrimary: boolean;
  countryCodes: string[];
  currencyCode: string;
  localCurrencies: boolean;
  webPresenceIds: number[];
  createdAt: string;
  updatedAt: string;
};

export type WebPresence = {
  id: number;
  /** `de` of `https://shop.example/de`; null on the shop's own domain. */
  subfolderSuffix: string | null;
  defaultLocale: string;
  alternateLocales: string[];
};

export type ShopLocale = { locale: string; isPublished: boolean };

export type Translation = {
  resourceGid: string;
  key: string;
  locale: string;
  marketId: number | null;
  value: string;
  /** Of the text that was translated: another text makes the translation outdated. */
  digest: string;
  updatedAt: string;
};

export type MarketRecords = {
  markets: Map<number, Market>;
  webPresences: Map<number, WebPresence>;
  /** By locale; the primary one is the profile's and not in here. */
  shopLocales: Map<string, ShopLocale>;
  /** By `translationKey`. */
  translations: Map<string, Translation>;
};

/** A shop begins with one market: its own country, in its own money, on its own domain. */
export function emptyMarkets({ id, countryCode, currencyCode, primaryLocale, createdAt }: ShopProfile): MarketRecords {
  const home: Market = {
    id,
    name: new Intl.DisplayNames("en", { type: "region" }).of(countryCode) ?? countryCode,
    handle: countryCode.toLowerCase(),
    status: "ACTIVE",
    isPrimary: true,
    countryCodes: [countryCode],
    currencyCode,
    localCurrencies: false,
    webPresenceIds: [id],
    createdAt,
    updatedAt: createdAt,
  };
  const presence: WebPresence = { id, subfolderSuffix: null, defaultLocale: primaryLocale, alternateLocales: [] };
  return { markets: new Map([[id, home]]), webPresences: new Map([[id, presence]]), shopLocales: new Map(), translations: new Map() };
}
