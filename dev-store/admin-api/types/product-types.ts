import { unitsForSale } from "../../commerce/checkout.ts";
import { variantsOf } from "../../commerce/products.ts";
import { levelsOf, sellableUnits } from "../../commerce/inventory.ts";
import { toGid } from "../../state/gid.ts";
import type { InventoryItem, Product, ProductOption, ShopState, Variant } from "../../state/types.ts";
import type { ResolverMap, TypeResolvers } from "../api-context.ts";
import { listConnection } from "../connections.ts";
import { count, money, moneyV2 } from "../views.ts";
import { metafieldFields } from "./metafield-types.ts";
import { publishableFields } from "./publication-types.ts";
import { productOfferFields, variantOfferFields } from "./product-offer-fields.ts";

/** A quantity that cannot be limited is shown as this much. */
const UNLIMITED_UNITS = 1_000_000_000;

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
  options: (record, args) => record.options.map((option, index) => ({ product: record, option, index })).slice(0, args["first"] ?? undefined),
  media: (_record, args) => listConnection([], args),
  featuredMedia: () => null,
  category: () => null,
  seo: ({ seo }) => seo,
  templateSuffix: ({ templateSuffix }) => templateSuffix,
  giftCardTemplateSuffix: () => null,
  isGiftCard: ({ isGiftCard }) => isGiftCard,
  requiresSellingPlan: ({ requiresSellingPlan }) => requiresSellingPlan,
  onlineStorePreviewUrl: ({ handle }, _args, { shop }) => `https://${shop.profile.domain}/products/${handle}?preview=1`,
  priceRangeV2: (record, _args, { shop }) => priceRange(shop, record),
  hasOutOfStockVariants: (record, _args, { commerce, shop }) => variantsOf(shop, record).some((variant) => unitsForSale(commerce, variant) <= 0),
  onlineStoreUrl: ({ handle, publishedAt }, _args, { shop }) => (publishedAt === null ? null : `https://${shop.profile.domain}/products/${handle}`),
  hasOnlyDefaultVariant: ({ variantIds, options }) => variantIds.length === 1 && options[0]?.name === "Title",
  tracksInventory: (record, _args, { shop }) => variantsOf(shop, record).some((variant) => itemOf(shop, variant).tracked),
  totalInventory: (record, _args, { shop }) => variantsOf(shop, record).reduce((sum, variant) => sum + totalAvailable(shop, variant.inventoryItemId), 0),
  variants: (record, args, { shop }) => listConnection(variantsOf(shop, record), args),
  variantsCount: ({ variantIds }) => count(variantIds.length),
  ...publishableFields,
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
  ...productOfferFields,
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
  taxCode: () => "",
  requiresComponents: () => false,
  showUnitPrice: () => false,
  unitPrice: () => null,
  unitPriceMeasurement: () => ({ measuredType: null, quantityValue: 0, quantityUnit: null, referenceValue: 0, referenceUnit: null }),
  media: (_record, args) => listConnection([], args),
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
  ...variantOfferFields,
  ...metafieldFields<Variant>(({ id }) => toGid("ProductVariant", id)),
};

/** An option in its place. */
type PlacedOption = { product: Product; option: ProductOption; index: number };

const productOption: TypeResolvers<PlacedOption> = {
  id: ({ option }) => toGid("ProductOption", option.id),
  name: ({ option }) => option.name,
  position: ({ index }) => index + 1,
  values: (placed, _args, { shop }) => placed.option.values.filter((value) => isInUse(shop, placed, value)),
  optionValues: (placed, _args, { shop }) =>
    placed.option.values.map((name, place) => ({
      id: toGid("ProductOptionValue", placed.option.valueIds[place] ?? 0),
      name,
      hasVariants: isInUse(shop, placed, name),
      linkedMetafieldValue: null,
      swatch: null,
    })),
  linkedMetafield: () => null,
};

function isInUse(shop: ShopState, { product: owner, index }: PlacedOption, value: string): boolean {
  return variantsOf(shop, owner).some(({ optionValues }) => optionValues[index] === value);
}

function priceRange(shop: ShopState, record: Product): object {
  const cents = variantsOf(shop, record).map(({ priceCents }) => priceCents);
  const { currencyCode } = shop.profile;
  return { minVariantPrice: moneyV2(Math.min(...cents), currencyCode), maxVariantPrice: moneyV2(Math.max(...cents), currencyCode) };
}

export const productTypes: ResolverMap = { Product: product, ProductOption: productOption, ProductVariant: productVariant };
