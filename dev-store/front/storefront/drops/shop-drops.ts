import type { ShopState } from "../../../state/types.ts";
import { moneyFormatOf, moneyWithCurrencyFormatOf } from "../../liquid/money-formats.ts";
import { handleize } from "../../liquid/shop-filters.ts";
import { countryNameOf, endonymOf, presencesOf } from "../presences.ts";
import type { Presence } from "../presences.ts";
import { typesOf } from "./collection-drop.ts";
import type { Shopfront } from "./product-drop.ts";

const MENU_TYPES = 4;

/** What every page of a theme knows: the shop, its addresses, where and in which language the visitor is. */
export function shopDrops(front: Shopfront, path: string) {
  const { shop, presence } = front;
  return {
    shop: shopDrop(shop),
    routes: routesDrop(presence),
    localization: localizationDrop(front),
    linklists: { "main-menu": mainMenu(front, path), footer: { title: "Footer", handle: "footer", links: [] } },
  };
}

function shopDrop({ profile, products }: ShopState) {
  return {
    id: profile.id,
    name: profile.name,
    email: profile.email,
    domain: profile.domain,
    permanent_domain: profile.domain,
    url: `https://${profile.domain}`,
    secure_url: `https://${profile.domain}`,
    currency: profile.currencyCode,
    money_format: moneyFormatOf(profile.currencyCode),
    money_with_currency_format: moneyWithCurrencyFormatOf(profile.currencyCode),
    locale: profile.primaryLocale,
    products_count: products.size,
    customer_accounts_enabled: true,
    published_locales: [...new Set(presencesOf(profile).map(({ locale }) => locale))].map((locale) => languageDrop(locale, profile.primaryLocale)),
  };
}

function routesDrop({ prefix }: Presence) {
  return {
    root_url: prefix === "" ? "/" : prefix,
    account_url: `${prefix}/account`,
    account_login_url: `${prefix}/account/login`,
    account_logout_url: `${prefix}/account/logout`,
    all_products_collection_url: `${prefix}/collections/all`,
    collections_url: `${prefix}/collections`,
    search_url: `${prefix}/search`,
    predictive_search_url: `${prefix}/search/suggest`,
    cart_url: `${prefix}/cart`,
    cart_add_url: `${prefix}/cart/add`,
    cart_change_url: `${prefix}/cart/change`,
    cart_clear_url: `${prefix}/cart/clear`,
    cart_update_url: `${prefix}/cart/update`,
    product_recommendations_url: `${prefix}/recommendations/products`,
  };
}

export function languageDrop(locale: string, primaryLocale: string, rootUrl = "/") {
  return { iso_code: locale, name: endonymOf(locale), endonym_name: endonymOf(locale), primary: locale === primaryLocale, root_url: rootUrl };
}

function countryDrop({ countryCode, currencyCode, locale }: Presence) {
  const name = countryNameOf(countryCode, locale);
  return { iso_code: countryCode, name, currency: { iso_code: currencyCode, name: currencyCode, symbol: symbolOf(currencyCode) } };
}

function symbolOf(currencyCode: string): string {
  return moneyFormatOf(currencyCode)
    .replace(/\{\{.*\}\}/, "")
    .trim();
}

function localizationDrop({ shop, presence }: Shopfront) {
  const presences = presencesOf(shop.profile);
  const { primaryLocale } = shop.profile;
  const countries = new Map(presences.map((known) => [known.countryCode, countryDrop({ ...known, locale: presence.locale })]));
  const ofMarket = presences.filter(({ countryCode }) => countryCode === presence.countryCode);
  return {
    language: languageDrop(presence.locale, primaryLocale, presence.prefix || "/"),
    country: countryDrop(presence),
    market: { id: 1, handle: presence.countryCode.toLowerCase() },
    available_languages: ofMarket.map(({ locale, prefix }) => languageDrop(locale, primaryLocale, prefix || "/")),
    available_countries: [...countries.values()],
  };
}

/** Everything, and the biggest types, as a merchant would arrange it. */
function mainMenu(front: Shopfront, path: string) {
  const link = (handle: string, title: string) => {
    const url = `${front.presence.prefix}/collections/${handle}`;
    return { title, handle, url, active: path === `/collections/${handle}`, current: path === `/collections/${handle}`, links: [], type: "collection_link" };
  };
  const types = typesOf(front).slice(0, MENU_TYPES);
  return { title: "Main menu", handle: "main-menu", links: [link("all", "Everything"), ...types.map((type) => link(handleize(type), type))] };
}
