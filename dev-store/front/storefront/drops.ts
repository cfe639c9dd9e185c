import { displayStatus, momentOf } from "../../commerce/shipment-tracking.ts";
import { unitsForSale } from "../../commerce/checkout.ts";
import { sellableUnits } from "../../commerce/inventory.ts";
import { toGid } from "../../state/gid.ts";
import type { LineItem, LineProperty, Order, Product, ShopState, Variant } from "../../state/types.ts";
import type { Cart } from "./cart.ts";
import { pictureUrl } from "./pictures.ts";

/** The shop's records as the objects that Liquid templates know, in Shopify's spelling. */

export function productDrop(shop: ShopState, product: Product, chosenVariantId: number | null = null) {
  const variants = product.variantIds.flatMap((id) => {
    const variant = shop.variants.get(id);
    return variant === undefined ? [] : [variantDrop(shop, product, variant)];
  });
  const selected = variants.find(({ id }) => id === chosenVariantId) ?? null;
  const firstAvailable = variants.find(({ available }) => available) ?? variants[0] ?? null;
  const prices = variants.map(({ price }) => price);
  return {
    id: product.id,
    title: product.title,
    handle: product.handle,
    url: `/products/${product.handle}`,
    description: product.descriptionHtml,
    vendor: product.vendor,
    type: product.productType,
    tags: product.tags,
    available: variants.some(({ available }) => available),
    has_only_default_variant: product.variantIds.length === 1,
    options: product.options.map(({ name }) => name),
    price_min: Math.min(...prices),
    price_varies: new Set(prices).size > 1,
    featured_image: (selected ?? firstAvailable)?.image ?? null,
    variants,
    selected_variant: selected,
    first_available_variant: firstAvailable,
    selected_or_first_available_variant: selected ?? firstAvailable,
  };
}

export function variantDrop(shop: ShopState, product: Product, variant: Variant) {
  const item = shop.inventoryItems.get(variant.inventoryItemId);
  const quantity = sellableUnits(shop, variant.inventoryItemId);
  const isTracked = item?.tracked ?? false;
  return {
    id: variant.id,
    title: variant.title,
    sku: variant.sku,
    price: variant.priceCents,
    compare_at_price: variant.compareAtPriceCents,
    options: variant.optionValues,
    available: unitsForSale({ shop }, variant) > 0,
    inventory_management: isTracked ? "shopify" : null,
    inventory_policy: variant.inventoryPolicy.toLowerCase(),
    inventory_quantity: quantity,
    quantity_rule: { min: 1, max: null, increment: 1 },
    url: `/products/${product.handle}?variant=${variant.id}`,
    image: pictureUrl(product, variant),
    // Read when a template asks: most pages do not, and a shop may have many.
    get metafields() {
      return metafieldsDrop(shop, toGid("ProductVariant", variant.id));
    },
  };
}

type MetafieldDrop = { type: string; value: unknown };

/** `metafields.namespace.key.value`. What an app keeps for itself is also found under its short name, `$app:...`. */
function metafieldsDrop(shop: ShopState, ownerGid: string): Record<string, Record<string, MetafieldDrop>> {
  const drop: Record<string, Record<string, MetafieldDrop>> = {};
  for (const metafield of shop.metafields.values()) {
    if (metafield.ownerGid !== ownerGid) continue;
    const { type, key } = metafield;
    const value: unknown = type === "json" ? JSON.parse(metafield.value) : metafield.value;
    for (const namespace of namesOf(metafield.namespace)) (drop[namespace] ??= {})[key] = { type, value };
  }
  return drop;
}

/** `app--123--backorder` is `$app:backorder` to the app's own blocks. */
function namesOf(namespace: string): string[] {
  const own = /^app--\d+(?:--(.+))?$/.exec(namespace);
  if (own === null) return [namespace];
  return [namespace, own[1] === undefined ? "$app" : `$app:${own[1]}`];
}

export function cartDrop(shop: ShopState, cart: Cart) {
  const items = cart.lines.flatMap((line, index) => {
    const variant = shop.variants.get(line.variantId);
    const product = variant && shop.products.get(variant.productId);
    if (variant === undefined || product === undefined) return [];
    return [
      {
        index,
        title: product.title,
        variant_title: product.variantIds.length > 1 ? variant.title : null,
        url: `/products/${product.handle}?variant=${variant.id}`,
        image: pictureUrl(product, variant),
        quantity: line.quantity,
        price: variant.priceCents,
        line_price: variant.priceCents * line.quantity,
        properties: shownProperties(line.properties),
      },
    ];
  });
  return {
    items,
    item_count: items.reduce((sum, { quantity }) => sum + quantity, 0),
    total_price: items.reduce((sum, { line_price }) => sum + line_price, 0),
  };
}

/** Properties whose names begin with an underscore are for apps; shoppers do not see them. */
export function shownProperties(properties: readonly LineProperty[]): LineProperty[] {
  return properties.filter(({ name }) => !name.startsWith("_"));
}

export function orderDrop(shop: ShopState, order: Order) {
  const lines = order.lineItems.map((line) => orderLineDrop(shop, order, line));
  const subtotal = lines.reduce((sum, { line_price }) => sum + line_price, 0);
  return {
    id: order.id,
    name: order.name,
    email: order.email,
    token: order.token,
    created_at: order.createdAt,
    cancelled: order.cancelledAt !== null,
    address: order.shippingAddress,
    lines,
    subtotal_price: subtotal,
    shipping_price: order.shippingCents,
    total_price: subtotal + order.shippingCents,
    parcels: order.fulfillments
      .filter(({ status }) => status === "SUCCESS")
      .map((parcel) => ({
        name: parcel.name,
        created_at: parcel.createdAt,
        tracking: parcel.tracking[0] ?? null,
        status: displayStatus(parcel).toLowerCase(),
        delivered_at: momentOf(parcel, "DELIVERED"),
      })),
  };
}

function orderLineDrop(shop: ShopState, order: Order, line: LineItem) {
  const product = line.productId === null ? undefined : shop.products.get(line.productId);
  const variant = line.variantId === null ? undefined : shop.variants.get(line.variantId);
  const shipped = order.fulfillments
    .filter(({ status }) => status === "SUCCESS")
    .flatMap(({ lines }) => lines)
    .reduce((sum, shippedLine) => (shippedLine.lineItemId === line.id ? sum + shippedLine.quantity : sum), 0);
  return {
    id: line.id,
    title: line.title,
    variant_title: line.variantTitle,
    sku: line.sku,
    quantity: line.quantity,
    removed: line.quantity - line.currentQuantity,
    shipped,
    held: heldUnits(order, line),
    line_price: line.priceCents * line.quantity,
    image: product === undefined ? null : pictureUrl(product, variant ?? null),
    properties: shownProperties(line.properties),
  };
}

/** Units of the line that wait in a fulfillment order on hold. */
export function heldUnits(order: Order, line: LineItem): number {
  return order.fulfillmentOrders
    .filter(({ status }) => status === "ON_HOLD")
    .flatMap(({ lines }) => lines)
    .reduce((sum, held) => (held.lineItemId === line.id ? sum + held.remainingQuantity : sum), 0);
}
