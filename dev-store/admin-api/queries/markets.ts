import { localesOf, marketOfCountry } from "../../commerce/markets.ts";
import { translatableIds, translatableTexts } from "../../commerce/translations.ts";
import { idOf } from "../../state/gid.ts";
import type { Market } from "../../state/market-types.ts";
import type { ApiContext, Args, ResolverMap, TypeResolvers } from "../api-context.ts";
import { notImplemented } from "../api-error.ts";
import { connection, listConnection } from "../connections.ts";
import type { SortValue } from "../connections.ts";
import { byId, byText, byTime, matcherOf } from "../search.ts";
import type { SearchField } from "../search.ts";
import { localeName, localeView, presencesOf } from "../types/market-types.ts";
import { translatableConnection } from "../types/translation-types.ts";

const FIELDS: Record<string, SearchField<Market>> = {
  id: byId(({ id }) => id),
  name: byText(({ name }) => name),
  handle: byText(({ handle }) => handle),
  status: byText(({ status }) => status),
  market_type: byText(() => "REGION"),
  created_at: byTime(({ createdAt }) => createdAt),
  updated_at: byTime(({ updatedAt }) => updatedAt),
};

const SORT: Record<string, (market: Market) => SortValue> = {
  ID: ({ id }) => id,
  NAME: ({ name }) => name,
  STATUS: ({ status }) => status,
  CREATED_AT: ({ createdAt }) => createdAt,
  UPDATED_AT: ({ updatedAt }) => updatedAt,
};

/** What Shopify can translate a shop into; more than enough for a shop of ours. */
const AVAILABLE = [
  "ar",
  "cs",
  "da",
  "de",
  "en",
  "es",
  "fi",
  "fr",
  "he",
  "hi",
  "hu",
  "id",
  "it",
  "ja",
  "ko",
  "nb",
  "nl",
  "pl",
  "pt-BR",
  "pt-PT",
  "ro",
  "sv",
  "th",
  "tr",
  "uk",
  "vi",
  "zh-CN",
  "zh-TW",
];

export const marketQueries: TypeResolvers<unknown> = {
  market: (_source, args, { shop }) => shop.markets.get(idOf("Market", args["id"]) ?? 0) ?? null,
  marketByGeography: (_source, args, { shop }) => [...shop.markets.values()].find(({ countryCodes }) => countryCodes.includes(args["countryCode"])) ?? null,
  markets: (_source, args, { shop }) => {
    const sortKey: string = args["sortKey"] ?? "NAME";
    const sortValue = SORT[sortKey];
    if (sortValue === undefined) throw notImplemented(`the sort key ${sortKey}`);
    const found = [...shop.markets.values()].filter(matcherOf(args["query"], FIELDS)).filter(() => args["type"] == null || args["type"] === "REGION");
    return connection(
      found.map((node) => ({ id: node.id, sortValue: sortValue(node), node })),
      args,
    );
  },
  marketsResolvedValues: (_source, { buyerSignal }, { shop }) => marketOfCountry(shop, buyerSignal.countryCode),
  webPresences: (_source, args, { shop }) => listConnection([...shop.webPresences.values()], args),
  shopLocales: (_source, args, api) =>
    localesOf(api.shop)
      .filter(({ isPublished }) => isPublished || args["published"] !== true)
      .map((locale) => localeView(api, locale)),
  availableLocales: () => AVAILABLE.map((isoCode) => ({ isoCode, name: localeName(isoCode) })),
  translatableResource: (_source, args, { shop }) => (translatableTexts(shop, args["resourceId"]) === null ? null : { resourceGid: args["resourceId"] }),
  translatableResources: (_source, args, { shop }) => {
    const gids = translatableIds(shop, args["resourceType"]);
    if (gids === null) throw notImplemented(`translatable resources of type ${args["resourceType"]}`);
    return translatableConnection(gids, args);
  },
  translatableResourcesByIds: (_source, args, { shop }) => {
    const wanted: string[] = args["resourceIds"];
    return translatableConnection(
      wanted.filter((gid) => translatableTexts(shop, gid) !== null),
      args,
    );
  },
};

const resolvedValues: TypeResolvers<Market> = {
  currencyCode: ({ currencyCode }) => currencyCode,
  priceInclusivity: () => ({ taxesIncluded: true, dutiesIncluded: false }),
  webPresences: (record, args: Args, api: ApiContext) => listConnection(presencesOf(record, api), args),
  catalogs: (_record, args) => listConnection([], args),
};

export const marketQueryTypes: ResolverMap = { MarketsResolvedValues: resolvedValues };
