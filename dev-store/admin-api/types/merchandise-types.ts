import { discountStatus } from "../../commerce/code-discounts.ts";
import { productsOf } from "../../commerce/collections.ts";
import { idOf, toGid } from "../../state/gid.ts";
import type { CodeDiscount, Collection } from "../../state/merchandise-types.ts";
import type { Product } from "../../state/types.ts";
import { named } from "../api-context.ts";
import type { ApiContext, ResolverMap, TypeResolvers } from "../api-context.ts";
import { connection, listConnection } from "../connections.ts";
import type { SortValue } from "../connections.ts";
import { count, moneyV2 } from "../views.ts";
import { metafieldFields } from "./metafield-types.ts";
import { translationFields } from "./translation-types.ts";

const PRODUCT_SORT: Record<string, (product: Product, place: number) => SortValue> = {
  COLLECTION_DEFAULT: (_product, place) => place,
  MANUAL: (_product, place) => place,
  BEST_SELLING: (_product, place) => place,
  RELEVANCE: (_product, place) => place,
  ID: ({ id }) => id,
  TITLE: ({ title }) => title,
  CREATED: ({ createdAt }) => createdAt,
};

const collection: TypeResolvers<Collection> = {
  id: ({ id }) => toGid("Collection", id),
  legacyResourceId: ({ id }) => id,
  title: ({ title }) => title,
  handle: ({ handle }) => handle,
  description: ({ descriptionHtml }, args) => descriptionHtml.replace(/<[^>]*>/g, "").slice(0, args["truncateAt"] ?? undefined),
  descriptionHtml: ({ descriptionHtml }) => descriptionHtml,
  sortOrder: ({ sortOrder }) => sortOrder,
  templateSuffix: ({ templateSuffix }) => templateSuffix,
  seo: ({ seo }) => seo,
  image: () => null,
  ruleSet: () => null,
  sources: () => [],
  feedback: () => null,
  hasProduct: ({ productIds }, args) => productIds.includes(idOf("Product", args["id"]) ?? 0),
  products: (record, args, { shop }) => {
    const sortKey: string = args["sortKey"] ?? "COLLECTION_DEFAULT";
    const sortValue = PRODUCT_SORT[sortKey] ?? PRODUCT_SORT["ID"];
    return connection(
      productsOf(shop, record).map((node, place) => ({ id: node.id, sortValue: sortValue?.(node, place) ?? place, node })),
      args,
    );
  },
  productsCount: ({ productIds }) => count(productIds.length),
  publishedOnCurrentPublication: ({ publishedAt }) => publishedAt !== null,
  publishedOnPublication: ({ publishedAt }) => publishedAt !== null,
  availablePublicationsCount: () => count(1),
  resourcePublicationsCount: ({ publishedAt }) => count(publishedAt === null ? 0 : 1),
  updatedAt: ({ updatedAt }) => updatedAt,
  ...metafieldFields<Collection>(({ id }) => toGid("Collection", id)),
  ...translationFields<Collection>(({ id }) => toGid("Collection", id)),
};

const codeDiscountNode: TypeResolvers<CodeDiscount> = {
  id: ({ id }) => toGid("DiscountCodeNode", id),
  codeDiscount: (record, _args, api) => named(api, "DiscountCodeBasic", { ...record }),
  ...metafieldFields<CodeDiscount>(({ id }) => toGid("DiscountCodeNode", id)),
};

const discountNode: TypeResolvers<CodeDiscount> = {
  id: ({ id }) => toGid("DiscountNode", id),
  discount: (record, _args, api) => named(api, "DiscountCodeBasic", { ...record }),
  ...metafieldFields<CodeDiscount>(({ id }) => toGid("DiscountNode", id)),
};

function summaryOf({ value, items }: CodeDiscount, { shop }: ApiContext): string {
  const off = "percentage" in value ? `${Math.round(value.percentage * 100)}%` : `${(value.cents / 100).toFixed(2)} ${shop.profile.currencyCode}`;
  return `${off} off ${items === null ? "entire order" : "selected items"}`;
}

const codeDiscountBasic: TypeResolvers<CodeDiscount> = {
  title: ({ title }) => title,
  status: (record, _args, { commerce }) => discountStatus(record, commerce.now()),
  summary: (record, _args, api) => summaryOf(record, api),
  shortSummary: (record, _args, api) => summaryOf(record, api),
  codes: ({ codes, appId }, args) =>
    listConnection(
      codes.map((code) => ({ ...code, appId })),
      args,
    ),
  codesCount: ({ codes }) => count(codes.length),
  asyncUsageCount: ({ codes }) => codes.reduce((sum, { timesUsed }) => sum + timesUsed, 0),
  usageLimit: ({ usageLimit }) => usageLimit,
  appliesOncePerCustomer: ({ appliesOncePerCustomer }) => appliesOncePerCustomer,
  recurringCycleLimit: () => 1,
  combinesWith: ({ combinesWith }) => ({ ...combinesWith, productDiscountsWithTagsOnSameCartLine: null }),
  discountClass: ({ items }) => (items === null ? "ORDER" : "PRODUCT"),
  discountClasses: ({ items }) => [items === null ? "ORDER" : "PRODUCT"],
  customerGets: (record, _args, api) => customerGets(api, record),
  context: (record, _args, api) => contextView(api, record),
  minimumRequirement: ({ minimum }, _args, api) => minimumView(api, minimum),
  tags: ({ tags }) => tags,
  totalSales: () => null,
  hasTimelineComment: () => false,
  shareableUrls: () => [],
  startsAt: ({ startsAt }) => startsAt,
  endsAt: ({ endsAt }) => endsAt,
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
};

function customerGets(api: ApiContext, { value, items }: CodeDiscount): object {
  const { shop } = api;
  const shownValue =
    "percentage" in value
      ? named(api, "DiscountPercentage", { percentage: value.percentage })
      : named(api, "DiscountAmount", { amount: moneyV2(value.cents, shop.profile.currencyCode), appliesOnEachItem: value.appliesOnEachItem });
  const shownItems = items === null ? named(api, "AllDiscountItems", { allItems: true }) : itemsView(api, items);
  return { appliesOnOneTimePurchase: true, appliesOnSubscription: false, value: shownValue, items: shownItems };
}

type Items = NonNullable<CodeDiscount["items"]>;

function itemsView(api: ApiContext, items: Items): object {
  return named(api, items.collectionIds.length > 0 ? "DiscountCollections" : "DiscountProducts", items);
}

const discountProducts: TypeResolvers<Items> = {
  products: ({ productIds }, args, { shop }) =>
    listConnection(
      productIds.flatMap((id) => shop.products.get(id) ?? []),
      args,
    ),
  productVariants: ({ variantIds }, args, { shop }) =>
    listConnection(
      variantIds.flatMap((id) => shop.variants.get(id) ?? []),
      args,
    ),
};

const discountCollections: TypeResolvers<Items> = {
  collections: ({ collectionIds }, args, { shop }) =>
    listConnection(
      collectionIds.flatMap((id) => shop.collections.get(id) ?? []),
      args,
    ),
};

function contextView(api: ApiContext, { customerIds }: CodeDiscount): object {
  if (customerIds === null) return named(api, "DiscountBuyerSelectionAll", { all: "ALL" });
  return named(api, "DiscountCustomers", { customers: customerIds.flatMap((id) => api.shop.customers.get(id) ?? []) });
}

function minimumView(api: ApiContext, minimum: CodeDiscount["minimum"]): object | null {
  if (minimum === null) return null;
  if ("quantity" in minimum) return named(api, "DiscountMinimumQuantity", { greaterThanOrEqualToQuantity: minimum.quantity });
  const subtotal = moneyV2(minimum.subtotalCents, api.shop.profile.currencyCode);
  return named(api, "DiscountMinimumSubtotal", { greaterThanOrEqualToSubtotal: subtotal });
}

const redeemCode: TypeResolvers<CodeDiscount["codes"][number] & { appId: number | null }> = {
  id: ({ id }) => toGid("DiscountRedeemCode", id),
  code: ({ code }) => code,
  asyncUsageCount: ({ timesUsed }) => timesUsed,
  createdBy: ({ appId }, _args, { shop }) => [...shop.apps.values()].find(({ id }) => id === appId) ?? null,
};

export const merchandiseTypes: ResolverMap = {
  Collection: collection,
  DiscountCodeNode: codeDiscountNode,
  DiscountNode: discountNode,
  DiscountCodeBasic: codeDiscountBasic,
  DiscountCollections: discountCollections,
  DiscountProducts: discountProducts,
  DiscountRedeemCode: redeemCode,
};
