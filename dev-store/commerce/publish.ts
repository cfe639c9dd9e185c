import type { Product, ShopState } from "../state/types.ts";
import { timestamp } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { touchProduct } from "./products.ts";

/** Where products are shown. A shop of ours has one place, its online store; Shopify calls it a publication. */

export type Publication = { id: number; name: string };

export function onlineStore({ profile }: ShopState): Publication {
  return { id: profile.id, name: "Online Store" };
}

/** Shows the product, from now or from the day that is given. */
export function publish(context: ShopContext, product: Product, publishDate: string | null): void {
  product.publishedAt = publishDate ?? timestamp(context);
  touchProduct(context, product);
}

export function unpublish(context: ShopContext, product: Product): void {
  product.publishedAt = null;
  touchProduct(context, product);
}

/** A day to come is a plan: it is not shown yet. */
export function isPublished({ now }: Pick<ShopContext, "now">, { publishedAt }: Product): boolean {
  return publishedAt !== null && new Date(publishedAt) <= now();
}
