import { findByCode, discountStatus } from "../../commerce/code-discounts.ts";
import { sellingPlanGroupsOf } from "../../commerce/selling-plans.ts";
import { idOf } from "../../state/gid.ts";
import type { CodeDiscount, Collection } from "../../state/merchandise-types.ts";
import type { SellingPlanGroup } from "../../state/selling-plan-types.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { notImplemented } from "../api-error.ts";
import { connection } from "../connections.ts";
import type { Connection, SortValue } from "../connections.ts";
import { ownSellingPlanGroup } from "../mutations/selling-plans.ts";
import { byId, byNumber, byText, byTime, byWords, matcherOf } from "../search.ts";
import type { SearchField } from "../search.ts";
import { count } from "../views.ts";

const COLLECTION_FIELDS: Record<string, SearchField<Collection>> = {
  default: byWords(({ title, handle }) => [title, handle]),
  id: byId(({ id }) => id),
  title: byText(({ title }) => title),
  handle: byText(({ handle }) => handle),
  collection_type: byText(() => "custom"),
  updated_at: byTime(({ updatedAt }) => updatedAt),
  published_status: byText(({ publishedAt }) => (publishedAt === null ? "unpublished" : "published")),
};

const PLAN_FIELDS: Record<string, SearchField<SellingPlanGroup>> = {
  default: byWords(({ name }) => [name]),
  id: byId(({ id }) => id),
  name: byText(({ name }) => name),
  app_id: byText(({ appId }) => appId),
  category: byText(({ plans }) => plans.flatMap(({ category }) => category ?? [])),
  created_at: byTime(({ createdAt }) => createdAt),
};

function discountFields({ commerce }: ApiContext): Record<string, SearchField<CodeDiscount>> {
  return {
    default: byWords(({ title, codes }) => [title, ...codes.map(({ code }) => code)]),
    id: byId(({ id }) => id),
    title: byText(({ title }) => title),
    code: byText(({ codes }) => codes.map(({ code }) => code)),
    status: byText((discount) => discountStatus(discount, commerce.now())),
    times_used: byNumber(({ codes }) => codes.reduce((sum, { timesUsed }) => sum + timesUsed, 0)),
    created_at: byTime(({ createdAt }) => createdAt),
    updated_at: byTime(({ updatedAt }) => updatedAt),
    starts_at: byTime(({ startsAt }) => startsAt),
    ends_at: byTime(({ endsAt }) => endsAt),
  };
}

function paged<T extends { id: number }>(records: readonly T[], args: Args, sortKeys: Record<string, (record: T) => SortValue>): Connection<T> {
  const sortKey: string = args["sortKey"] ?? "ID";
  const sortValue = sortKeys[sortKey];
  if (sortValue === undefined) throw notImplemented(`the sort key ${sortKey}`);
  return connection(
    records.map((node) => ({ id: node.id, sortValue: sortValue(node), node })),
    args,
  );
}

function ownGroups({ shop, app }: ApiContext): SellingPlanGroup[] {
  return [...shop.sellingPlanGroups.values()].filter(({ ownerAppId }) => ownerAppId === app.id);
}

const DISCOUNT_SORT: Record<string, (discount: CodeDiscount) => SortValue> = {
  ID: ({ id }) => id,
  TITLE: ({ title }) => title,
  CREATED_AT: ({ createdAt }) => createdAt,
  UPDATED_AT: ({ updatedAt }) => updatedAt,
  STARTS_AT: ({ startsAt }) => startsAt,
  ENDS_AT: ({ endsAt }) => endsAt ?? "",
};

function discounts(args: Args, api: ApiContext): CodeDiscount[] {
  return [...api.shop.codeDiscounts.values()].filter(matcherOf(args["query"], discountFields(api), api.commerce.now()));
}

function collections(args: Args, { shop, commerce }: ApiContext): Collection[] {
  return [...shop.collections.values()].filter(matcherOf(args["query"], COLLECTION_FIELDS, commerce.now()));
}

function byHandle({ shop }: ApiContext, handle: string): Collection | null {
  return [...shop.collections.values()].find((collection) => collection.handle === handle) ?? null;
}

export const merchandiseQueries: TypeResolvers<unknown> = {
  collection: (_source, args, { shop }) => shop.collections.get(idOf("Collection", args["id"]) ?? 0) ?? null,
  collectionByHandle: (_source, args, api) => byHandle(api, args["handle"]),
  collectionByIdentifier: (_source, { identifier }, api) => {
    if (identifier.customId != null) throw notImplemented("a collection by a custom id");
    return identifier.handle != null ? byHandle(api, identifier.handle) : (api.shop.collections.get(idOf("Collection", identifier.id) ?? 0) ?? null);
  },
  collections: (_source, args, api) =>
    paged(collections(args, api), args, {
      ID: ({ id }) => id,
      TITLE: ({ title }) => title,
      UPDATED_AT: ({ updatedAt }) => updatedAt,
      RELEVANCE: ({ id }) => id,
    }),
  collectionsCount: (_source, args, api) => count(collections(args, api).length),
  sellingPlanGroup: (_source, args, api) => ownSellingPlanGroup(api, args["id"]),
  sellingPlanGroups: (_source, args, api) =>
    paged(ownGroups(api).filter(matcherOf(args["query"], PLAN_FIELDS, api.commerce.now())), args, {
      ID: ({ id }) => id,
      NAME: ({ name }) => name,
      CREATED_AT: ({ createdAt }) => createdAt,
      UPDATED_AT: ({ createdAt }) => createdAt,
      RELEVANCE: ({ id }) => id,
    }),
  codeDiscountNode: (_source, args, { shop }) => shop.codeDiscounts.get(idOf("DiscountCodeNode", args["id"]) ?? 0) ?? null,
  codeDiscountNodeByCode: (_source, args, { shop }) => findByCode(shop, args["code"]) ?? null,
  codeDiscountNodes: (_source, args, api) => paged(discounts(args, api), args, DISCOUNT_SORT),
  discountNode: (_source, args, { shop }) => shop.codeDiscounts.get(idOf("DiscountNode", args["id"]) ?? idOf("DiscountCodeNode", args["id"]) ?? 0) ?? null,
  discountNodes: (_source, args, api) => paged(discounts(args, api), args, DISCOUNT_SORT),
  discountNodesCount: (_source, args, api) => count(discounts(args, api).length),
  discountCodesCount: (_source, args, api) => count(discounts(args, api).reduce((sum, { codes }) => sum + codes.length, 0)),
};

/** Groups of the asking app that a product or variant can be bought under. */
export function sellingPlanGroupsFor(api: ApiContext, place: { variantId: number | null; productId: number }): SellingPlanGroup[] {
  return sellingPlanGroupsOf(api.shop, place).filter(({ ownerAppId }) => ownerAppId === api.app.id);
}
