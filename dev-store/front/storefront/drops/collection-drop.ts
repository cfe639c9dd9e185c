import type { Product } from "../../../state/types.ts";
import { handleize } from "../../liquid/shop-filters.ts";
import { productDrop } from "./product-drop.ts";
import type { ProductDrop, Shopfront } from "./product-drop.ts";

/** How a listing may be sorted, in Shopify's words for it. */
export const SORT_ORDERS = [
  "manual",
  "title-ascending",
  "title-descending",
  "price-ascending",
  "price-descending",
  "created-ascending",
  "created-descending",
] as const;
export type SortOrder = (typeof SORT_ORDERS)[number];

/** Shopify shows at most so many products of a listing where a theme does not page it. */
const MAX_UNPAGED = 50;

export type Listing = { handle: string; title: string; products: Product[] };

export function sortOrderOf(text: string | null): SortOrder {
  return SORT_ORDERS.find((known) => known === text) ?? "manual";
}

/** Every product on sale, and below it one listing for each type; drafts and archived ones are nowhere. */
export function listingOf({ shop }: Shopfront, handle: string, query: string | null): Listing | null {
  const active = [...shop.products.values()].filter(({ status }) => status === "ACTIVE");
  if (handle === "all") return { handle, title: "Products", products: active };
  if (handle === "vendors" && query !== null) return { handle, title: query, products: active.filter(({ vendor }) => vendor === query) };
  if (handle === "types" && query !== null) return { handle, title: query, products: active.filter(({ productType }) => productType === query) };
  const type = typesOf({ shop }).find((known) => handleize(known) === handle);
  return type === undefined ? null : { handle, title: type, products: active.filter(({ productType }) => productType === type) };
}

/** The types of what is on sale, most products first. */
export function typesOf({ shop }: Pick<Shopfront, "shop">): string[] {
  const counts = new Map<string, number>();
  for (const { status, productType } of shop.products.values()) {
    if (status === "ACTIVE" && productType !== "") counts.set(productType, (counts.get(productType) ?? 0) + 1);
  }
  return [...counts].sort(([, left], [, right]) => right - left).map(([type]) => type);
}

export function collectionDrop(front: Shopfront, { handle, title, products }: Listing, sortBy: SortOrder = "manual") {
  return {
    handle,
    title,
    description: "",
    url: `${front.presence.prefix}/collections/${handle}`,
    products_count: products.length,
    all_products_count: products.length,
    all_vendors: [...new Set(products.map(({ vendor }) => vendor))].sort(),
    all_types: [...new Set(products.map(({ productType }) => productType))].sort(),
    sort_by: sortBy,
    default_sort_by: "manual",
    sort_options: SORT_ORDERS.map((value) => ({ name: value.replace("-", " "), value })),
    filters: [],
    image: null,
    get products() {
      return sorted(
        products.map((product) => productDrop(front, product)),
        sortBy,
      );
    },
    get featured_products() {
      return products.slice(0, MAX_UNPAGED).map((product) => productDrop(front, product));
    },
  };
}

function sorted(products: ProductDrop[], order: SortOrder): ProductDrop[] {
  const [by, direction] = order.split("-");
  if (by === "manual") return products;
  const sign = direction === "descending" ? -1 : 1;
  const compare = (left: ProductDrop, right: ProductDrop): number => {
    if (by === "title") return left.title.localeCompare(right.title);
    return by === "price" ? left.price - right.price : left.created_at.localeCompare(right.created_at);
  };
  return products.sort((left, right) => sign * compare(left, right));
}

/** Products whose title, vendor, type, tags or SKU hold every word. */
export function searchProducts({ shop }: Pick<Shopfront, "shop">, terms: string): Product[] {
  const words = terms.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return [...shop.products.values()].filter((product) => {
    if (product.status !== "ACTIVE") return false;
    const skus = product.variantIds.map((id) => shop.variants.get(id)?.sku ?? "");
    const text = [product.title, product.vendor, product.productType, ...product.tags, ...skus].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
