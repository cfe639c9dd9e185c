import { unitsForSale } from "../../commerce/checkout.ts";
import { levelsOf, sellableUnits } from "../../commerce/inventory.ts";
import { toGid } from "../../state/gid.ts";
import type { InventoryItem, Product, ShopState, Variant } from "../../state/types.ts";
import type { ResolverMap, TypeResolvers } from "../api-context.ts";
import { listConnection } from "../connections.ts";
import { count, money } from "../views.ts";
import { metafieldFields } from "./metafield-types.ts";

/** A quantity that cannot be limited is shown as this much. */
const UNLIMITED_UNITS = 1_000_000_000;

export function variantsOf(shop: ShopState, product: Product): Variant[] {
  return product.variantIds.flatMap((id) => shop.variants.get(id) ?? []);
}

function itemOf(shop: ShopState, variant: Variant): InventoryItem {
  const item = shop.inventoryItems.get(variant.inventoryItemId);
  if (item === undefined) throw new Error(`variant ${variant.id} has no inventory item`);
  return item;
}

function totalAvailable(shop: ShopState, inventoryItemId: number): number {
  return levelsOf(shop, inventoryItemId).reduce((sum, level) => sum + level.quantities.available, 0);
}

const product: TypeResolvers<Product> = {
  id: ({ id }) => toGid("Product", id),
  legacyResourceId: ({ id }) => id,
  title: ({ title }) => title,
  handle: ({ handle }) => handle,
  description: ({ descriptionHtml }) => descriptionHtml.replace(/<[^>]*>/g, ""),
  descriptionHtml: ({ descriptionHtml }) => descriptionHtml,
  vendor: ({ vendor }) => vendor,
  productType: ({ productType }) => productType,
  status: ({ status }) => status,
  tags: ({ tags }) => tags,
  options: (record) =>
    record.options.map(({ id, name, values }, index) => ({
      id: toGid("ProductOption", id),
      name,
      values,
      position: index + 1,
    })),
  featuredMedia: () => null,
  onlineStoreUrl: ({ handle }, _args, { shop }) => `https://${shop.profile.domain}/products/${handle}`,
  hasOnlyDefaultVariant: ({ variantIds, options }) => variantIds.length === 1 && options[0]?.name === "Title",
  tracksInventory: (record, _args, { shop }) => variantsOf(shop, record).some((variant) => itemOf(shop, variant).tracked),
  totalInventory: (record, _args, { shop }) => variantsOf(shop, record).reduce((sum, variant) => sum + totalAvailable(shop, variant.inventoryItemId), 0),
  variants: (record, args, { shop }) => listConnection(variantsOf(shop, record), args),
  variantsCount: ({ variantIds }) => count(variantIds.length),
  publishedAt: ({ createdAt, status }) => (status === "ACTIVE" ? createdAt : null),
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
  ...metafieldFields<Product>(({ id }) => toGid("Product", id)),
};

const productVariant: TypeResolvers<Variant> = {
  id: ({ id }) => toGid("ProductVariant", id),
  legacyResourceId: ({ id }) => id,
  title: ({ title }) => title,
  displayName: (record, _args, { shop }) => {
    const owner = shop.products.get(record.productId);
    return owner && owner.variantIds.length > 1 ? `${owner.title} - ${record.title}` : (owner?.title ?? record.title);
  },
  sku: ({ sku }) => sku,
  barcode: ({ barcode }) => barcode,
  price: ({ priceCents }) => money(priceCents),
  compareAtPrice: ({ compareAtPriceCents }) => (compareAtPriceCents === null ? null : money(compareAtPriceCents)),
  position: (record, _args, { shop }) => (shop.products.get(record.productId)?.variantIds.indexOf(record.id) ?? 0) + 1,
  inventoryPolicy: ({ inventoryPolicy }) => inventoryPolicy,
  inventoryQuantity: (record, _args, { shop }) => totalAvailable(shop, record.inventoryItemId),
  sellableOnlineQuantity: (record, _args, { shop }) => (itemOf(shop, record).tracked ? sellableUnits(shop, record.inventoryItemId) : UNLIMITED_UNITS),
  availableForSale: (record, _args, { commerce }) => unitsForSale(commerce, record) > 0,
  inventoryItem: (record, _args, { shop }) => itemOf(shop, record),
  product: (record, _args, { shop }) => shop.products.get(record.productId),
  selectedOptions: (record, _args, { shop }) =>
    record.optionValues.map((value, index) => ({
      name: shop.products.get(record.productId)?.options[index]?.name ?? "Title",
      value,
    })),
  taxable: ({ taxable }) => taxable,
  requiresComponents: () => false,
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
  ...metafieldFields<Variant>(({ id }) => toGid("ProductVariant", id)),
};

export const productTypes: ResolverMap = { Product: product, ProductVariant: productVariant };
