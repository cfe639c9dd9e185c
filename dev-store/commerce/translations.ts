import { createHash } from "node:crypto";
import { parseGid } from "../state/gid.ts";
import { metafieldsOf } from "../state/metafields.ts";
import type { Translation } from "../state/market-types.ts";
import type { ShopState } from "../state/types.ts";
import { findSellingPlan } from "./selling-plans.ts";

/** What of a resource can be translated, and the texts it has been translated to. */

export type TranslatableText = {
  key: string;
  value: string;
  type: "HTML" | "JSON" | "MULTI_LINE_TEXT_FIELD" | "SINGLE_LINE_TEXT_FIELD" | "URI";
  locale: string;
  digest: string;
};

/** Names one translation of a shop. */
export function translationKey({ resourceGid, key, locale, marketId }: Pick<Translation, "key" | "locale" | "marketId" | "resourceGid">): string {
  return `${resourceGid}|${key}|${locale}|${marketId ?? ""}`;
}

export function textDigest(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}

/** The resource's own texts with their digests; null where there is no such resource or nothing in it can be translated. */
export function translatableTexts(shop: ShopState, resourceGid: string): TranslatableText[] | null {
  const texts = textsOf(shop, resourceGid);
  const locale = shop.profile.primaryLocale;
  return (
    texts?.flatMap(([key, value, type = "SINGLE_LINE_TEXT_FIELD"]) =>
      value === null || value === "" ? [] : [{ key, value, type, locale, digest: textDigest(value) }],
    ) ?? null
  );
}

type Text = [key: string, value: string | null, type?: TranslatableText["type"]];

function textsOf(shop: ShopState, resourceGid: string): Text[] | null {
  const { type, id } = parseGid(resourceGid) ?? { type: "", id: 0 };
  switch (type) {
    case "Product": {
      const product = shop.products.get(id);
      return product === undefined
        ? null
        : [
            ["title", product.title],
            ["body_html", product.descriptionHtml, "HTML"],
            ["handle", product.handle, "URI"],
            ["product_type", product.productType],
          ];
    }
    case "ProductOption": {
      const option = [...shop.products.values()].flatMap(({ options }) => options).find((one) => one.id === id);
      return option === undefined ? null : [["name", option.name]];
    }
    case "Collection": {
      const collection = shop.collections.get(id);
      return collection === undefined
        ? null
        : [
            ["title", collection.title],
            ["body_html", collection.descriptionHtml, "HTML"],
            ["handle", collection.handle, "URI"],
          ];
    }
    case "SellingPlanGroup": {
      const group = shop.sellingPlanGroups.get(id);
      return group === undefined ? null : [["name", group.name], ["description", group.description], ...optionTexts(group.options)];
    }
    case "SellingPlan": {
      const plan = findSellingPlan(shop, id)?.plan;
      return plan === undefined ? null : [["name", plan.name], ["description", plan.description], ...optionTexts(plan.options)];
    }
    case "Metafield": {
      const metafield = [...shop.metafields.values()].find((one) => one.id === id);
      return metafield === undefined ? null : [["value", metafield.value, metafield.type === "json" ? "JSON" : "MULTI_LINE_TEXT_FIELD"]];
    }
    case "Shop":
      return shop.profile.id === id ? [["meta_title", shop.profile.name]] : null;
    default:
      return null;
  }
}

function optionTexts(options: readonly string[]): Text[] {
  return options.map((option, index) => [`option${index + 1}`, option]);
}

export function translationsOf(shop: ShopState, resourceGid: string, { locale, marketId }: { locale: string; marketId: number | null }): Translation[] {
  return [...shop.translations.values()].filter((one) => one.resourceGid === resourceGid && one.locale === locale && one.marketId === marketId);
}

/** Whether the text has changed since it was translated. */
export function isOutdated(shop: ShopState, translation: Translation): boolean {
  const text = translatableTexts(shop, translation.resourceGid)?.find(({ key }) => key === translation.key);
  return text?.digest !== translation.digest;
}

/** The text in the language: the market's own translation, else the general one, else the original. */
export function translated(
  shop: ShopState,
  text: { resourceGid: string; key: string; value: string },
  { locale, marketId }: { locale: string; marketId: number | null },
): string {
  const find = (market: number | null): Translation | undefined => shop.translations.get(translationKey({ ...text, locale, marketId: market }));
  return (marketId === null ? undefined : find(marketId))?.value ?? find(null)?.value ?? text.value;
}

/** Resources of a kind that can be translated, by their ids. */
export function translatableIds(shop: ShopState, resourceType: string): string[] | null {
  const gids = (type: string, ids: Iterable<number>): string[] => [...ids].map((id) => `gid://shopify/${type}/${id}`);
  switch (resourceType) {
    case "PRODUCT":
      return gids("Product", shop.products.keys());
    case "PRODUCT_OPTION":
      return gids(
        "ProductOption",
        [...shop.products.values()].flatMap(({ options }) => options.map(({ id }) => id)),
      );
    case "COLLECTION":
      return gids("Collection", shop.collections.keys());
    case "SELLING_PLAN_GROUP":
      return gids("SellingPlanGroup", shop.sellingPlanGroups.keys());
    case "SELLING_PLAN":
      return gids(
        "SellingPlan",
        [...shop.sellingPlanGroups.values()].flatMap(({ plans }) => plans.map(({ id }) => id)),
      );
    case "METAFIELD":
      return gids(
        "Metafield",
        [...shop.metafields.values()].map(({ id }) => id),
      );
    case "SHOP":
      return gids("Shop", [shop.profile.id]);
    default:
      return null;
  }
}

/** What hangs below a resource and is translated on its own: a product's options and metafields, a group's plans. */
export function nestedIds(shop: ShopState, resourceGid: string): string[] {
  const { type, id } = parseGid(resourceGid) ?? { type: "", id: 0 };
  const options = type === "Product" ? (shop.products.get(id)?.options ?? []) : [];
  const plans = type === "SellingPlanGroup" ? (shop.sellingPlanGroups.get(id)?.plans ?? []) : [];
  return [
    ...options.map((option) => `gid://shopify/ProductOption/${option.id}`),
    ...plans.map((plan) => `gid://shopify/SellingPlan/${plan.id}`),
    ...metafieldsOf(shop, resourceGid).map((metafield) => `gid://shopify/Metafield/${metafield.id}`),
  ];
}
