import { quantityOf } from "../../commerce/inventory.ts";
import { levelOf } from "../../commerce/context.ts";
import { toGid } from "../../state/gid.ts";
import type { Product, ShopState, Variant } from "../../state/types.ts";
import { pictureUrl } from "../storefront/pictures.ts";

/** Variants with their stock at the first active location, as the admin's stock page shows them. */

export function firstLocationId(shop: ShopState): number {
  for (const location of shop.locations.values()) if (location.isActive) return location.id;
  throw new Error("The shop has no active location.");
}

export function stockRows(shop: ShopState, query: string) {
  const wanted = query.toLowerCase();
  const locationId = firstLocationId(shop);
  const rows = [...shop.variants.values()].flatMap((variant) => {
    const product = shop.products.get(variant.productId);
    if (product === undefined) return [];
    const text = `${product.title} ${variant.title} ${variant.sku ?? ""}`.toLowerCase();
    return text.includes(wanted) ? [stockRow(shop, { product, variant, locationId })] : [];
  });
  return rows;
}

function stockRow(shop: ShopState, { product, variant, locationId }: { product: Product; variant: Variant; locationId: number }) {
  const level = levelOf(shop, variant.inventoryItemId, locationId);
  return {
    id: variant.id,
    product: product.title,
    variant: product.variantIds.length > 1 ? variant.title : "",
    path: `products/${product.handle}?variant=${variant.id}`,
    sku: variant.sku ?? "",
    image: pictureUrl(product, variant),
    sells_below_zero: variant.inventoryPolicy === "CONTINUE",
    available: level?.quantities.available ?? 0,
    committed: level?.quantities.committed ?? 0,
    incoming: level?.quantities.incoming ?? 0,
    on_hand: level === undefined ? 0 : quantityOf(level, "on_hand"),
  };
}

/** What the resource picker of App Bridge lists and gives back. */
export function pickerChoices(shop: ShopState, { type, query }: { type: string; query: string }): PickerChoice[] {
  if (type === "collection") return [];
  const wanted = query.toLowerCase();
  const choices: PickerChoice[] = [...shop.products.values()].flatMap((product): PickerChoice[] =>
    type === "variant" ? variantsOf(shop, product).map((variant) => variantChoice(product, variant)) : [productChoice(shop, product)],
  );
  return choices.filter(({ title }) => title.toLowerCase().includes(wanted));
}

type PickerChoice = { id: string; title: string; subtitle: string; picture: string; resource: object };

function variantsOf(shop: ShopState, product: Product): Variant[] {
  return product.variantIds.flatMap((id) => shop.variants.get(id) ?? []);
}

function variantChoice(product: Product, variant: Variant) {
  const isOnly = product.variantIds.length === 1;
  const title = isOnly ? product.title : `${product.title} – ${variant.title}`;
  return {
    id: toGid("ProductVariant", variant.id),
    title,
    subtitle: variant.sku ?? "",
    picture: pictureUrl(product, variant),
    resource: {
      id: toGid("ProductVariant", variant.id),
      title: variant.title,
      displayName: title,
      sku: variant.sku,
      inventoryPolicy: variant.inventoryPolicy,
      inventoryItem: { id: toGid("InventoryItem", variant.inventoryItemId) },
      product: { id: toGid("Product", product.id), title: product.title, handle: product.handle },
    },
  };
}

function productChoice(shop: ShopState, product: Product) {
  const variants = variantsOf(shop, product);
  return {
    id: toGid("Product", product.id),
    title: product.title,
    subtitle: variants.length === 1 ? "1 variant" : `${variants.length} variants`,
    picture: pictureUrl(product, variants[0] ?? null),
    resource: {
      id: toGid("Product", product.id),
      title: product.title,
      handle: product.handle,
      vendor: product.vendor,
      productType: product.productType,
      status: product.status,
      totalVariants: variants.length,
      variants: variants.map((variant) => variantChoice(product, variant).resource),
    },
  };
}
