import { isOutdated, nestedIds, translatableTexts, translationsOf } from "../../commerce/translations.ts";
import { idOf } from "../../state/gid.ts";
import type { Translation } from "../../state/market-types.ts";
import type { ApiContext, Args, ResolverMap, TypeResolvers } from "../api-context.ts";
import { listConnection } from "../connections.ts";

/** A resource as the translator sees it. */
export type TranslatableResource = { resourceGid: string };

export function translatableConnection(gids: readonly string[], args: Args): object {
  return listConnection(
    gids.map((resourceGid) => ({ id: resourceGid, resourceGid })),
    args,
  );
}

/** The field by which a resource shows what it has been translated to. */
export function translationFields<T>(gidOf: (record: T) => string): TypeResolvers<T> {
  return { translations: (record, args, api) => found(api, gidOf(record), args) };
}

function found({ shop }: ApiContext, resourceGid: string, args: Args): Translation[] {
  const marketId = args["marketId"] == null ? null : idOf("Market", args["marketId"]);
  const translations = translationsOf(shop, resourceGid, { locale: args["locale"], marketId });
  const { outdated } = args;
  return outdated == null ? translations : translations.filter((one) => isOutdated(shop, one) === outdated);
}

const translation: TypeResolvers<Translation> = {
  key: ({ key }) => key,
  value: ({ value }) => value,
  locale: ({ locale }) => locale,
  outdated: (record, _args, { shop }) => isOutdated(shop, record),
  market: ({ marketId }, _args, { shop }) => (marketId === null ? null : (shop.markets.get(marketId) ?? null)),
  updatedAt: ({ updatedAt }) => updatedAt,
};

const resource: TypeResolvers<TranslatableResource> = {
  resourceId: ({ resourceGid }) => resourceGid,
  translatableContent: ({ resourceGid }, _args, { shop }) => translatableTexts(shop, resourceGid) ?? [],
  translations: ({ resourceGid }, args, api) => found(api, resourceGid, args),
  nestedTranslatableResources: ({ resourceGid }, args, { shop }) => translatableConnection(nestedIds(shop, resourceGid), args),
};

export const translationTypes: ResolverMap = { Translation: translation, TranslatableResource: resource };
