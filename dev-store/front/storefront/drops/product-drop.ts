import { Drop } from "liquidjs";

import { unitsForSale } from "../../../commerce/checkout.ts";
import { sellableUnits } from "../../../commerce/inventory.ts";
import { toGid } from "../../../state/gid.ts";
import type { Product, ShopState, Variant } from "../../../state/types.ts";
import { pictureUrl } from "../pictures.ts";
import { priceIn } from "../presences.ts";
import type { Presence } from "../presences.ts";
import { metafieldsDrop } from "./metafields-drop.ts";

/** The shop's records as the objects that Liquid templates know, in Shopify's spelling. Prices are of the visitor's market. */
export type Shopfront = { shop: ShopState; presence: Presence };

const PICTURE_SIZE = 800;

/** A picture. Printed, it is its address. */
export class ImageDrop extends Drop {
  readonly src: string;
  readonly alt: string;
  readonly width = PICTURE_SIZE;
  readonly height = PICTURE_SIZE;
  readonly aspect_ratio = 1;

  constructor(src: string, alt: string) {
    super();
    this.src = src;
    this.alt = alt;
  }

  override valueOf(): string {
    return this.src;
  }
}

/** A value of an option, such as "Olive". Printed and compared, it is its name. */
class OptionValueDrop extends Drop {
  readonly id: string;
  readonly name: string;
  readonly selected: boolean;
  readonly available: boolean;
  readonly product_url: null = null;
  readonly swatch: null = null;
  readonly variant: VariantDrop | null;

  constructor({ id, name, selected, variant }: { id: string; name: string; selected: boolean; variant: VariantDrop | null }) {
    super();
    this.id = id;
    this.name = name;
    this.selected = selected;
    this.variant = variant;
    this.available = variant?.available ?? false;
  }

  override valueOf(): string {
    return this.name;
  }

  toJSON(): string {
    return this.name;
  }
}

export type VariantDrop = ReturnType<typeof variantDrop>;
export type ProductDrop = ReturnType<typeof productDrop>;

export function productDrop(front: Shopfront, product: Product, chosenVariantId: number | null = null) {
  const variants = product.variantIds.flatMap((id) => {
    const variant = front.shop.variants.get(id);
    return variant === undefined ? [] : [variantDrop(front, product, variant)];
  });
  const selected = variants.find(({ id }) => id === chosenVariantId) ?? null;
  const firstAvailable = variants.find(({ available }) => available) ?? variants[0] ?? null;
  const shown = selected ?? firstAvailable;
  const image = shown?.image ?? null;
  return {
    id: product.id,
    title: product.title,
    handle: product.handle,
    url: `${front.presence.prefix}/products/${product.handle}`,
    description: product.descriptionHtml,
    content: product.descriptionHtml,
    vendor: product.vendor,
    type: product.productType,
    tags: product.tags,
    created_at: product.createdAt,
    published_at: product.createdAt,
    template_suffix: null,
    available: variants.some(({ available }) => available),
    has_only_default_variant: product.variantIds.length === 1,
    options: product.options.map(({ name }) => name),
    get options_with_values() {
      return optionDrops(product, variants, shown);
    },
    ...prices(variants),
    featured_image: image,
    featured_media: image,
    images: [...new Map(variants.map((variant) => [variant.image.src, variant.image])).values()],
    variants,
    variants_count: variants.length,
    selected_variant: selected,
    first_available_variant: firstAvailable,
    selected_or_first_available_variant: shown,
    requires_selling_plan: false,
    selling_plan_groups: [],
    get metafields() {
      return metafieldsDrop(front.shop, toGid("Product", product.id));
    },
  };
}

function prices(variants: readonly VariantDrop[]) {
  const sorted = variants.map(({ price }) => price).sort((left, right) => left - right);
  const compared = variants.flatMap(({ compare_at_price: price }) => price ?? []).sort((left, right) => left - right);
  return {
    price: sorted[0] ?? 0,
    price_min: sorted[0] ?? 0,
    price_max: sorted.at(-1) ?? 0,
    price_varies: sorted[0] !== sorted.at(-1),
    compare_at_price: compared[0] ?? null,
    compare_at_price_min: compared[0] ?? 0,
    compare_at_price_max: compared.at(-1) ?? 0,
    compare_at_price_varies: compared[0] !== compared.at(-1),
  };
}

/** Each value leads to the variant that has it and keeps the shown variant's other values. */
function optionDrops(product: Product, variants: readonly VariantDrop[], shown: VariantDrop | null) {
  return product.options.map((option, place) => ({
    name: option.name,
    position: place + 1,
    selected_value: shown?.options[place] ?? null,
    values: option.values.map((name) => {
      const variant = variants.find(({ options }) => options.every((value, other) => value === (other === place ? name : shown?.options[other]))) ?? null;
      return new OptionValueDrop({ id: `${option.id}-${name}`, name, selected: shown?.options[place] === name, variant });
    }),
  }));
}

export function variantDrop({ shop, presence }: Shopfront, product: Product, variant: Variant) {
  const item = shop.inventoryItems.get(variant.inventoryItemId);
  const isTracked = item?.tracked ?? false;
  const [option1 = null, option2 = null, option3 = null] = variant.optionValues;
  const image = new ImageDrop(pictureUrl(product, variant), `${product.title}${product.variantIds.length > 1 ? `, ${variant.title}` : ""}`);
  return {
    id: variant.id,
    title: variant.title,
    sku: variant.sku,
    barcode: variant.barcode,
    price: priceIn(presence, variant.priceCents),
    compare_at_price: variant.compareAtPriceCents === null ? null : priceIn(presence, variant.compareAtPriceCents),
    options: variant.optionValues,
    option1,
    option2,
    option3,
    available: unitsForSale({ shop }, variant) > 0,
    inventory_management: isTracked ? "shopify" : null,
    inventory_policy: variant.inventoryPolicy.toLowerCase(),
    inventory_quantity: sellableUnits(shop, variant.inventoryItemId),
    quantity_rule: { min: 1, max: null, increment: 1 },
    requires_shipping: item?.requiresShipping ?? true,
    taxable: variant.taxable,
    url: `${presence.prefix}/products/${product.handle}?variant=${variant.id}`,
    image,
    featured_image: image,
    featured_media: image,
    // Read when a template asks: most pages do not, and a shop may have many.
    get metafields() {
      return metafieldsDrop(shop, toGid("ProductVariant", variant.id));
    },
  };
}
