import type { Collection } from "../state/merchandise-types.ts";
import type { Product, ShopState } from "../state/types.ts";
import { handleOf } from "./catalog.ts";
import { takeId, timestamp } from "./context.ts";
import type { ShopContext } from "./context.ts";

/** Collections filled by hand. */

export type CollectionDraft = Partial<Omit<Collection, "id" | "title" | "updatedAt">> & Pick<Collection, "title">;

export function createCollection(context: ShopContext, draft: CollectionDraft): Collection {
  const now = timestamp(context);
  const collection: Collection = {
    descriptionHtml: "",
    sortOrder: "BEST_SELLING",
    templateSuffix: null,
    seo: { title: null, description: null },
    productIds: [],
    publishedAt: now,
    ...draft,
    handle: freeHandle(context.shop, draft.handle ?? handleOf(draft.title)),
    id: takeId(context),
    updatedAt: now,
  };
  context.shop.collections.set(collection.id, collection);
  context.emit({ topic: "collections/create", collectionId: collection.id });
  return collection;
}

/** `mugs`, or `mugs-1` where another collection has that one. */
function freeHandle(shop: ShopState, wanted: string): string {
  const taken = new Set([...shop.collections.values()].map(({ handle }) => handle));
  if (!taken.has(wanted)) return wanted;
  for (let number = 1; ; number += 1) if (!taken.has(`${wanted}-${number}`)) return `${wanted}-${number}`;
}

export function touchCollection(context: ShopContext, collection: Collection): void {
  collection.updatedAt = timestamp(context);
  context.emit({ topic: "collections/update", collectionId: collection.id });
}

export function deleteCollection(context: ShopContext, collection: Collection): void {
  context.emit({ topic: "collections/delete", collectionId: collection.id });
  context.shop.collections.delete(collection.id);
}

export function collectionsOf(shop: ShopState, { id }: Product): Collection[] {
  return [...shop.collections.values()].filter(({ productIds }) => productIds.includes(id));
}

/** Its products in the order that its visitors see. */
export function productsOf(shop: ShopState, { productIds, sortOrder }: Collection): Product[] {
  const products = productIds.flatMap((id) => shop.products.get(id) ?? []);
  const priceOf = ({ variantIds }: Product): number => Math.min(...variantIds.map((id) => shop.variants.get(id)?.priceCents ?? 0));
  const byText = (text: (product: Product) => string, sign: number): Product[] => products.sort((one, other) => sign * text(one).localeCompare(text(other)));
  switch (sortOrder) {
    case "ALPHA_ASC":
      return byText(({ title }) => title, 1);
    case "ALPHA_DESC":
      return byText(({ title }) => title, -1);
    case "CREATED":
      return byText(({ createdAt }) => createdAt, 1);
    case "CREATED_DESC":
      return byText(({ createdAt }) => createdAt, -1);
    case "PRICE_ASC":
      return products.sort((one, other) => priceOf(one) - priceOf(other));
    case "PRICE_DESC":
      return products.sort((one, other) => priceOf(other) - priceOf(one));
    default:
      return products;
  }
}
