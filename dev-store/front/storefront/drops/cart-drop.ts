import { createHash } from "node:crypto";

import type { LineProperty, Product, Variant } from "../../../state/types.ts";
import type { Cart, CartLine } from "../cart.ts";
import { priceIn } from "../presences.ts";
import { productDrop, variantDrop } from "./product-drop.ts";
import type { Shopfront } from "./product-drop.ts";

export type LineItemDrop = ReturnType<typeof lineItemDrop>;

export function cartDrop(front: Shopfront, cart: Cart) {
  const items = cart.lines.flatMap((line, place) => {
    const variant = front.shop.variants.get(line.variantId);
    const product = variant && front.shop.products.get(variant.productId);
    return variant === undefined || product === undefined ? [] : [lineItemDrop(front, { line, place, variant, product })];
  });
  const total = items.reduce((sum, { line_price }) => sum + line_price, 0);
  return {
    items,
    item_count: items.reduce((sum, { quantity }) => sum + quantity, 0),
    note: cart.note,
    attributes: cart.attributes,
    currency: { iso_code: front.presence.currencyCode },
    total_price: total,
    original_total_price: total,
    items_subtotal_price: total,
    checkout_charge_amount: total,
    total_discount: 0,
    total_weight: 0,
    requires_shipping: items.some(({ requires_shipping }) => requires_shipping),
    discount_applications: [],
    cart_level_discount_applications: [],
    taxes_included: true,
    duties_included: false,
    "empty?": items.length === 0,
  };
}

/** What names a line in the cart API: the variant, and a digest of its properties. */
export function keyOf({ variantId, properties }: CartLine): string {
  const digest = createHash("md5").update(JSON.stringify(properties.map(({ name, value }) => [name, value]).sort()));
  return `${variantId}:${digest.digest("hex")}`;
}

function lineItemDrop(front: Shopfront, { line, place, variant, product }: { line: CartLine; place: number; variant: Variant; product: Product }) {
  const price = priceIn(front.presence, variant.priceCents);
  const variantTitle = product.variantIds.length > 1 ? variant.title : null;
  const drop = variantDrop(front, product, variant);
  return {
    id: variant.id,
    key: keyOf(line),
    /** Place in the cart; the storefront's own templates and forms count from 1. */
    index: place,
    variant_id: variant.id,
    product_id: product.id,
    title: variantTitle === null ? product.title : `${product.title} - ${variantTitle}`,
    product_title: product.title,
    variant_title: variantTitle,
    vendor: product.vendor,
    sku: variant.sku,
    quantity: line.quantity,
    price,
    original_price: price,
    final_price: price,
    line_price: price * line.quantity,
    original_line_price: price * line.quantity,
    final_line_price: price * line.quantity,
    total_discount: 0,
    line_level_discount_allocations: [],
    line_level_total_discount: 0,
    properties: propertiesDrop(line.properties),
    options_with_values: product.options.map(({ name }, option) => ({ name, value: variant.optionValues[option] ?? "" })),
    requires_shipping: drop.requires_shipping,
    taxable: variant.taxable,
    gift_card: false,
    url: drop.url,
    url_to_remove: `${front.presence.prefix}/cart/change?line=${place + 1}&quantity=0`,
    image: drop.image,
    selling_plan_allocation: null,
    variant: drop,
    get product() {
      return productDrop(front, product, variant.id);
    },
  };
}

/** Pairs of name and value, as a `for` over them gives. Hidden ones are in it: hiding names with an underscore is the theme's part. */
function propertiesDrop(properties: readonly LineProperty[]): Record<string, string> {
  return Object.fromEntries(properties.map(({ name, value }) => [name, value]));
}
