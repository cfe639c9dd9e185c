import type { Product, ProductOption, ShopState, Variant } from "../state/types.ts";
import { addVariant, createProduct, DEFAULT_OPTION, dropVariant } from "./catalog.ts";
import type { NewProduct, NewVariant } from "./catalog.ts";
import { takeId, timestamp } from "./context.ts";
import type { ShopContext } from "./context.ts";

/** What an app does to products: made bare, given options, variants added to them and taken away. */

/**
 * A product as an app makes it: unpublished, with one variant that has the first value of each option, costs nothing and is
 * not tracked.
 */
export function createBareProduct(
  context: ShopContext,
  product: Omit<NewProduct, "optionNames" | "variants">,
  options: readonly { name: string; values: readonly string[] }[],
): Product {
  const first = options.map(({ values }) => values[0] ?? DEFAULT_OPTION.value);
  const created = createProduct(context, {
    ...product,
    isPublished: false,
    ...(options.length === 0 ? {} : { optionNames: options.map(({ name }) => name) }),
    variants: [{ sku: null, priceCents: 0, tracked: false, isStockedAtHome: true, ...(options.length === 0 ? {} : { optionValues: first }) }],
  });
  for (const [index, { values }] of options.entries()) for (const value of values) addValue(context, created.options[index], value);
  return created;
}

/** Adds options; variants that are there take the first value of each. The default option goes. */
export function addOptions(context: ShopContext, product: Product, options: readonly { name: string; values: readonly string[] }[]): void {
  const { shop } = context;
  const hadDefault = hasOnlyDefault(product);
  if (hadDefault) product.options = [];
  for (const { name, values } of options) product.options.push({ id: takeId(context), name, values: [...values], valueIds: values.map(() => takeId(context)) });
  for (const variant of variantsOf(shop, product)) {
    const added = options.map(({ values }) => values[0] ?? "");
    setOptionValues(variant, hadDefault ? added : [...variant.optionValues, ...added]);
  }
  touchProduct(context, product);
}

export function hasOnlyDefault({ options }: Product): boolean {
  return options.length === 1 && options[0]?.name === DEFAULT_OPTION.name && options[0].values.join() === DEFAULT_OPTION.value;
}

export function variantsOf(shop: ShopState, product: Product): Variant[] {
  return product.variantIds.flatMap((id) => shop.variants.get(id) ?? []);
}

export function setOptionValues(variant: Variant, values: string[]): void {
  variant.optionValues = values;
  variant.title = values.join(" / ");
}

/** Makes sure that the option has the value. */
export function addValue(context: ShopContext, option: ProductOption | undefined, value: string): void {
  if (option === undefined || option.values.includes(value)) return;
  option.values.push(value);
  option.valueIds.push(takeId(context));
}

/** Adds a variant with these values of the product's options; the standalone default variant gives way to it. */
export function addVariantTo(context: ShopContext, product: Product, variant: NewVariant & { optionValues: string[] }): Variant {
  for (const [index, value] of variant.optionValues.entries()) addValue(context, product.options[index], value);
  return addVariant(context, product, { ...variant, isStockedAtHome: true });
}

/** The variant that a product without options has, or undefined. */
export function standaloneVariant({ shop }: ShopContext, product: Product): Variant | undefined {
  const [only, ...others] = variantsOf(shop, product);
  return others.length === 0 && only?.optionValues.join() === DEFAULT_OPTION.value ? only : undefined;
}

export function removeVariant(context: ShopContext, product: Product, variant: Variant): void {
  product.variantIds = product.variantIds.filter((id) => id !== variant.id);
  dropVariant(context, variant);
}

export function touchProduct(context: ShopContext, product: Product): void {
  product.updatedAt = timestamp(context);
  context.emit({ topic: "products/update", productId: product.id });
}
