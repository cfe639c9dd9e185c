/**
 * What a delivery asks us to read again. A payload is a hint that may be late, repeated or out of order, so all we
 * take from it is a key, `order:450789469` or `item:808950810`. Past here there are no vendor shapes.
 */
import { z } from "zod";

/** What a key names; the part after the colon is Shopify's id. */
export type HintKind =
  | "order"
  /** Its order is looked up first: these payloads do not name it. */
  | "fulfillment-order"
  /** An inventory item whose quantities moved. */
  | "item"
  /** An inventory item whose settings changed, e.g. tracked. */
  | "item-settings"
  | "product"
  | "locations"
  | "uninstalled"
  | "scopes"
  | "customer-data"
  | "redact-customer"
  | "redact-shop";

export interface Hint {
  readonly kind: HintKind;
  /** "" where the kind says it all. */
  readonly id: string;
}

/** The key of deliveries whose content names nothing. */
export const NO_KEY = "none:";

export function keyOf({ kind, id }: Hint): string {
  return `${kind}:${id}`;
}

export function hintOf(key: string): Hint {
  const colon = key.indexOf(":");
  return { kind: key.slice(0, colon) as HintKind, id: key.slice(colon + 1) }; // keys are made by `keyOf` only
}

/** Older payloads write ids as numbers, newer ones as gids. */
const id = z.union([z.int().positive(), z.string().regex(/^(gid:\/\/shopify\/[A-Za-z]+\/)?\d+$/)]).transform((value) => String(value).replace(/^.*\//, ""));

type Reader = (payload: unknown) => Hint;

const at =
  (kind: HintKind, shape: z.ZodType<string>): Reader =>
  (payload) => ({ kind, id: shape.parse(payload) });
const alone =
  (kind: HintKind): Reader =>
  (payload) => (z.looseObject({}).parse(payload), { kind, id: "" });

const ownId = z.object({ id }).transform((payload) => payload.id);
const orderId = z.object({ order_id: id }).transform((payload) => payload.order_id);
const editedOrderId = z.object({ order_edit: z.object({ order_id: id }) }).transform((payload) => payload.order_edit.order_id);
const fulfillmentOrderId = z.object({ fulfillment_order: z.object({ id }) }).transform((payload) => payload.fulfillment_order.id);
const movedFulfillmentOrderId = z.object({ original_fulfillment_order: z.object({ id }) }).transform((payload) => payload.original_fulfillment_order.id);
const itemId = z.object({ inventory_item_id: id }).transform((payload) => payload.inventory_item_id);
const customerId = z.object({ customer: z.object({ id }) }).transform((payload) => payload.customer.id);

/** The topics of shopify.app.toml, each with where its payload names what changed. */
const READERS: Readonly<Record<string, Reader>> = {
  "orders/create": at("order", ownId),
  "orders/updated": at("order", ownId),
  "orders/edited": at("order", editedOrderId),
  "orders/cancelled": at("order", ownId),
  "orders/delete": at("order", ownId),
  "refunds/create": at("order", orderId),
  "fulfillments/create": at("order", orderId),
  "fulfillments/update": at("order", orderId),
  "fulfillment_orders/order_routing_complete": at("fulfillment-order", fulfillmentOrderId),
  "fulfillment_orders/placed_on_hold": at("fulfillment-order", fulfillmentOrderId),
  "fulfillment_orders/hold_released": at("fulfillment-order", fulfillmentOrderId),
  "fulfillment_orders/moved": at("fulfillment-order", movedFulfillmentOrderId),
  "fulfillment_orders/split": at("fulfillment-order", fulfillmentOrderId),
  "fulfillment_orders/cancelled": at("fulfillment-order", fulfillmentOrderId),
  "inventory_levels/update": at("item", itemId),
  "inventory_levels/connect": at("item", itemId),
  "inventory_levels/disconnect": at("item", itemId),
  "inventory_items/update": at("item-settings", ownId),
  "products/create": at("product", ownId),
  "products/update": at("product", ownId),
  "products/delete": at("product", ownId),
  "locations/create": alone("locations"),
  "locations/update": alone("locations"),
  "locations/deactivate": alone("locations"),
  "app/uninstalled": alone("uninstalled"),
  "app/scopes_update": alone("scopes"),
  "customers/data_request": at("customer-data", customerId),
  "customers/redact": at("redact-customer", customerId),
  "shop/redact": alone("redact-shop"),
};

export const TOPICS: readonly string[] = Object.keys(READERS);

/** The hint in a delivery, or why there is none. The reason names fields, never values: a body is private. */
export function readHint(topic: string, body: Buffer): Hint | { readonly unreadable: string } {
  const read = READERS[topic];
  if (read === undefined) return { unreadable: `nothing handles the topic ${topic}` };
  try {
    return read(JSON.parse(body.toString("utf8")));
  } catch (error) {
    if (error instanceof SyntaxError) return { unreadable: "the body is not JSON" };
    if (error instanceof z.ZodError)
      return { unreadable: `the body has no usable ${error.issues.map((issue) => issue.path.join(".") || "object").join(", ")}` };
    throw error;
  }
}
