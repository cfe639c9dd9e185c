import type { Address, InventoryPolicy, Location, LocationAddress, Product, ProductStatus, Variant } from "../state/types.ts";
import { levelKey, takeId, timestamp } from "./context.ts";
import type { ShopContext } from "./context.ts";
import type { ProductOption } from "../state/types.ts";
import { changeQuantities, stockItem } from "./inventory.ts";

/** Making what a shop consists of before the first sale: locations and products with stock. */

export type NewLocation = Pick<Location, "name"> & Partial<Pick<Location, "isActive" | "fulfillsOnlineOrders">> & { address?: Partial<LocationAddress> };

export type NewVariant = {
  sku: string | null;
  priceCents: number;
  optionValues?: string[];
  compareAtPriceCents?: number | null;
  inventoryPolicy?: InventoryPolicy;
  tracked?: boolean;
  requiresShipping?: boolean;
  taxable?: boolean;
  unitCostCents?: number | null;
  barcode?: string | null;
  /** Units available at the start, by location id. */
  stock?: Record<number, number>;
  /** Stocked at the shop's first location alone, as variants made by API are; otherwise at every active one. */
  isStockedAtHome?: boolean;
};

export type NewProduct = {
  title: string;
  handle?: string;
  descriptionHtml?: string;
  vendor?: string;
  productType?: string;
  status?: ProductStatus;
  tags?: string[];
  seo?: Product["seo"];
  templateSuffix?: string | null;
  requiresSellingPlan?: boolean;
  isGiftCard?: boolean;
  /** False keeps it out of the online store until it is published. */
  isPublished?: boolean;
  /** Names of the options, such as ["Colour", "Size"]; without any the product has one default variant. */
  optionNames?: string[];
  variants: NewVariant[];
};

const NO_ADDRESS: LocationAddress = {
  address1: "",
  address2: null,
  city: "",
  zip: "",
  province: null,
  provinceCode: null,
  country: "",
  countryCode: "",
  phone: null,
};
const DEMO_ADDRESS: LocationAddress = { ...NO_ADDRESS, address1: "Lindenweg 4", city: "Berlin", zip: "10115", country: "Germany", countryCode: "DE" };

export const DEFAULT_OPTION = { name: "Title", value: "Default Title" };

export function createLocation(context: ShopContext, location: NewLocation): Location {
  const now = timestamp(context);
  const created: Location = {
    id: takeId(context),
    name: location.name,
    isActive: location.isActive ?? true,
    fulfillsOnlineOrders: location.fulfillsOnlineOrders ?? true,
    rank: context.shop.locations.size + 1,
    address: { ...(location.address === undefined ? DEMO_ADDRESS : NO_ADDRESS), ...location.address },
    deactivatedAt: location.isActive === false ? now : null,
    createdAt: now,
    updatedAt: now,
  };
  context.shop.locations.set(created.id, created);
  context.emit({ topic: "locations/create", locationId: created.id });
  return created;
}

export function createProduct(context: ShopContext, product: NewProduct): Product {
  const now = timestamp(context);
  const optionNames = product.optionNames ?? [DEFAULT_OPTION.name];
  const created: Product = {
    id: takeId(context),
    title: product.title,
    handle: product.handle ?? handleOf(product.title),
    descriptionHtml: product.descriptionHtml ?? "",
    vendor: product.vendor ?? context.shop.profile.name,
    productType: product.productType ?? "",
    status: product.status ?? "ACTIVE",
    tags: product.tags ?? [],
    options: optionNames.map((name, position) =>
      newOption(context, name, new Set(product.variants.map((variant) => optionValuesOf(variant)[position] ?? DEFAULT_OPTION.value))),
    ),
    variantIds: [],
    seo: product.seo ?? { title: null, description: null },
    templateSuffix: product.templateSuffix ?? null,
    requiresSellingPlan: product.requiresSellingPlan ?? false,
    isGiftCard: product.isGiftCard ?? false,
    publishedAt: product.isPublished === false || (product.status ?? "ACTIVE") !== "ACTIVE" ? null : now,
    createdAt: now,
    updatedAt: now,
  };
  context.shop.products.set(created.id, created);
  for (const variant of product.variants) addVariant(context, created, variant);
  context.emit({ topic: "products/create", productId: created.id });
  return created;
}

function newOption(context: ShopContext, name: string, values: ReadonlySet<string>): ProductOption {
  return { id: takeId(context), name, values: [...values], valueIds: [...values].map(() => takeId(context)) };
}

/** Adds one variant with its inventory item. */
export function addVariant(context: ShopContext, product: Product, variant: NewVariant): Variant {
  const now = timestamp(context);
  const optionValues = optionValuesOf(variant);
  const created: Variant = {
    id: takeId(context),
    productId: product.id,
    inventoryItemId: takeId(context),
    title: optionValues.join(" / "),
    sku: variant.sku,
    barcode: variant.barcode ?? null,
    priceCents: variant.priceCents,
    compareAtPriceCents: variant.compareAtPriceCents ?? null,
    optionValues,
    inventoryPolicy: variant.inventoryPolicy ?? "DENY",
    taxable: variant.taxable ?? true,
    createdAt: now,
    updatedAt: now,
  };
  context.shop.variants.set(created.id, created);
  context.shop.inventoryItems.set(created.inventoryItemId, {
    id: created.inventoryItemId,
    variantId: created.id,
    sku: variant.sku,
    tracked: variant.tracked ?? true,
    requiresShipping: variant.requiresShipping ?? true,
    unitCostCents: variant.unitCostCents ?? null,
    countryCodeOfOrigin: null,
    provinceCodeOfOrigin: null,
    harmonizedSystemCode: null,
    countryHarmonizedSystemCodes: [],
    weight: { value: 0, unit: "KILOGRAMS" },
    createdAt: now,
    updatedAt: now,
  });
  product.variantIds.push(created.id);
  context.emit({ topic: "inventory_items/create", inventoryItemId: created.inventoryItemId });
  stockVariant(context, created, variant);
  return created;
}

function stockVariant(context: ShopContext, { inventoryItemId }: Variant, { stock = {}, isStockedAtHome = false }: NewVariant): void {
  const active = [...context.shop.locations.values()].filter(({ isActive }) => isActive);
  for (const location of isStockedAtHome ? active.slice(0, 1) : active) stockItem(context, { inventoryItemId, locationId: location.id });
  const changes = Object.entries(stock).map(([locationId, delta]) => ({
    inventoryItemId,
    locationId: Number(locationId),
    name: "available" as const,
    delta,
  }));
  changeQuantities(context, changes);
}

/** The switch "continue selling when out of stock". Emits `products/update` when it changed. */
export function setInventoryPolicy(context: ShopContext, variant: Variant, inventoryPolicy: InventoryPolicy): void {
  if (variant.inventoryPolicy === inventoryPolicy) return;
  variant.inventoryPolicy = inventoryPolicy;
  touchVariant(context, variant);
}

export function touchVariant(context: ShopContext, variant: Variant): void {
  const now = timestamp(context);
  variant.updatedAt = now;
  const product = context.shop.products.get(variant.productId);
  if (product === undefined) throw new Error(`variant ${variant.id} has no product ${variant.productId}`);
  product.updatedAt = now;
  context.emit({ topic: "products/update", productId: product.id });
}

/** Deletes a product with its variants, items and levels. Orders keep their lines. */
export function deleteProduct(context: ShopContext, product: Product): void {
  const { shop } = context;
  for (const variantId of product.variantIds) {
    const variant = shop.variants.get(variantId);
    if (variant !== undefined) dropVariant(context, variant);
  }
  shop.products.delete(product.id);
  context.emit({ topic: "products/delete", productId: product.id });
}

/** Takes the variant away with its item and levels; its product still has to let go of it. */
export function dropVariant(context: ShopContext, { id, inventoryItemId }: Variant): void {
  const { shop } = context;
  for (const locationId of shop.locations.keys()) {
    shop.inventoryLevels.delete(levelKey(inventoryItemId, locationId));
    shop.inactiveInventoryLevels.delete(levelKey(inventoryItemId, locationId));
  }
  shop.inventoryItems.delete(inventoryItemId);
  shop.variants.delete(id);
  context.emit({ topic: "inventory_items/delete", inventoryItemId });
}

export function addressOf(parts: Partial<Address> & Pick<Address, "firstName" | "lastName">): Address {
  return {
    address1: "Ahornallee 12",
    address2: null,
    city: "Leipzig",
    zip: "04103",
    province: null,
    provinceCode: null,
    country: "Germany",
    countryCode: "DE",
    phone: null,
    company: null,
    ...parts,
  };
}

function optionValuesOf(variant: NewVariant): string[] {
  return variant.optionValues ?? [DEFAULT_OPTION.value];
}

/** "Camp Lantern, Olive" becomes "camp-lantern-olive". */
export function handleOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
