import type { ShopProfile } from "../../state/types.ts";

/**
 * Where and in which language a shop sells: each presence is a language in a market, at a path of its own. The shop's own
 * language and market have none; `/de` is another language of the home market; `/ja` another market with its currency.
 */
export type Presence = {
  /** Before every path: "" or "/de". */
  prefix: string;
  locale: string;
  countryCode: string;
  currencyCode: string;
  /** Shop's currency to this one. */
  rate: number;
};

type Market = { countryCode: string; currencyCode: string; locales: readonly string[]; perEuro: number };

/** The countries that a shop of ours may sell to. */
const MARKETS: readonly Market[] = [
  { countryCode: "DE", currencyCode: "EUR", locales: ["de", "en"], perEuro: 1 },
  { countryCode: "JP", currencyCode: "JPY", locales: ["ja"], perEuro: 164 },
  { countryCode: "US", currencyCode: "USD", locales: ["en"], perEuro: 1.1 },
];
/** Where amounts are whole units: a price of 8,036.00 yen is rounded to them. */
const WITHOUT_MINOR_UNITS = ["JPY"];
export const THEME_LOCALES = ["en", "de", "ja"] as const;

/** The first is where a visitor lands. */
export function presencesOf({ primaryLocale, countryCode, currencyCode }: Pick<ShopProfile, "primaryLocale" | "countryCode" | "currencyCode">): Presence[] {
  const home = MARKETS.find((market) => market.countryCode === countryCode);
  const homePerEuro = MARKETS.find((market) => market.currencyCode === currencyCode)?.perEuro ?? 1;
  const presences: Presence[] = [{ prefix: "", locale: primaryLocale, countryCode, currencyCode, rate: 1 }];
  const open = (locale: string, market: Pick<Market, "countryCode" | "currencyCode">, rate: number) => {
    if (presences.some((known) => known.locale === locale && known.countryCode === market.countryCode)) return;
    const isFirstOfItsLanguage = presences.every((known) => known.locale !== locale);
    const prefix = isFirstOfItsLanguage ? `/${locale}` : `/${locale}-${market.countryCode.toLowerCase()}`;
    presences.push({ prefix, locale, countryCode: market.countryCode, currencyCode: market.currencyCode, rate });
  };
  for (const locale of [...(home?.locales ?? []), "en"]) open(locale, { countryCode, currencyCode }, 1);
  for (const market of MARKETS.filter((other) => other !== home)) {
    for (const locale of market.locales) open(locale, market, market.perEuro / homePerEuro);
  }
  return presences;
}

/** The presence that a path belongs to, and the path without its prefix. */
export function presenceOfPath(presences: readonly Presence[], pathname: string): { presence: Presence; path: string } {
  const [home] = presences;
  if (home === undefined) throw new Error("a shop sells nowhere");
  const presence = presences.find(({ prefix }) => prefix !== "" && (pathname === prefix || pathname.startsWith(`${prefix}/`))) ?? home;
  return { presence, path: pathname.slice(presence.prefix.length) || "/" };
}

/** An amount of the shop's currency in the presence's. */
export function priceIn({ rate, currencyCode }: Pick<Presence, "rate" | "currencyCode">, cents: number): number {
  const converted = cents * rate;
  return WITHOUT_MINOR_UNITS.includes(currencyCode) ? Math.round(converted / 100) * 100 : Math.round(converted);
}

/** A language's own name: "Deutsch". */
export function endonymOf(locale: string): string {
  return new Intl.DisplayNames([locale], { type: "language" }).of(locale) ?? locale;
}

export function countryNameOf(countryCode: string, locale: string): string {
  return new Intl.DisplayNames([locale], { type: "region" }).of(countryCode) ?? countryCode;
}
