import { levelOf, timestamp } from "../commerce/context.ts";
import type { ShopContext, ShopEvent } from "../commerce/context.ts";
import { toGid } from "../state/gid.ts";
import type { Order, ShopState } from "../state/types.ts";
import { fulfillmentEventPayload, fulfillmentOrderPayload } from "./fulfillment-payloads.ts";
import { customerTopicPayload, fulfillmentPayload, orderPayload, refundPayload } from "./order-payloads.ts";
import { customerTagsPayload, dispositionsPayload, draftOrderPayload, emailConsentPayload, returnPayload, smsConsentPayload } from "./sales-payloads.ts";
import { transactionPayload } from "./transaction-payload.ts";
import { chargePayload, merchandisePayload } from "./merchandise-payloads.ts";
import { shopTime } from "./payload-parts.ts";
import { locationPayload, productPayload, shopPayload, stockedVariantPayload } from "./catalog-payloads.ts";
import { shipmentPayload, transferPayload } from "./transfer-payloads.ts";

/**
 * The body of an event's webhook, as things stand now. Fulfillment order topics carry little more than a global
 * id: whoever wants the order behind it has to ask the API.
 */
export function payloadOf(context: ShopContext, event: ShopEvent): Record<string, unknown> {
  const { shop } = context;
  if ("transferId" in event) return transferPayload(shop, event, timestamp(context));
  if ("shipmentId" in event) return shipmentPayload(shop, event, timestamp(context));
  switch (event.topic) {
    case "orders/delete":
      return { id: event.orderId };
    case "orders/create":
    case "orders/updated":
    case "orders/cancelled":
    case "orders/fulfilled":
    case "orders/partially_fulfilled":
    case "orders/paid":
      return orderPayload(shop, orderOf(shop, event.orderId));
    case "orders/edited":
      return editPayload(context, event);
    case "refunds/create": {
      const order = orderOf(shop, event.orderId);
      return refundPayload(shop, order, found(order.refunds, event.refundId));
    }
    case "order_transactions/create": {
      const order = orderOf(shop, event.orderId);
      return transactionPayload(shop, order, found(order.transactions, event.transactionId));
    }
    case "reverse_fulfillment_orders/dispose":
      return dispositionsPayload(orderOf(shop, event.orderId), event);
    case "returns/approve":
    case "returns/cancel":
    case "returns/close":
    case "returns/decline":
    case "returns/process":
    case "returns/reopen":
    case "returns/request": {
      const order = orderOf(shop, event.orderId);
      return returnPayload(event.topic, order, found(order.returns, event.returnId));
    }
    case "draft_orders/delete":
      return { id: event.draftOrderId };
    case "draft_orders/create":
    case "draft_orders/update":
      return draftOrderPayload(shop, known(shop.draftOrders, event.draftOrderId));
    case "fulfillments/create":
    case "fulfillments/update": {
      const order = orderOf(shop, event.orderId);
      return fulfillmentPayload(shop, order, found(order.fulfillments, event.fulfillmentId));
    }
    case "fulfillment_events/create": {
      const order = orderOf(shop, event.orderId);
      const { id: fulfillmentId, events } = found(order.fulfillments, event.fulfillmentId);
      return fulfillmentEventPayload(shop, order, { fulfillmentId, event: found(events, event.fulfillmentEventId) });
    }
    case "inventory_levels/connect":
    case "inventory_levels/update":
    case "inventory_levels/disconnect":
      return levelPayload(shop, event);
    case "variants/in_stock":
    case "variants/out_of_stock":
      return stockedVariantPayload(shop, event.variantId);
    case "inventory_items/delete":
      return deletedItemPayload(event.inventoryItemId);
    case "inventory_items/create":
    case "inventory_items/update":
      return itemPayload(shop, event.inventoryItemId);
    case "products/delete":
      return { id: event.productId };
    case "products/create":
    case "products/update":
      return productPayload(shop, event.productId);
    case "locations/delete":
      return { id: event.locationId };
    case "locations/activate":
    case "locations/create":
    case "locations/update":
    case "locations/deactivate":
      return locationPayload(shop, event.locationId);
    case "customers/create":
    case "customers/update":
      return customerTopicPayload(shop, known(shop.customers, event.customerId));
    case "customers/delete":
      return { id: event.customerId, tax_exemptions: [], admin_graphql_api_id: toGid("Customer", event.customerId) };
    case "customers_email_marketing_consent/update":
      return emailConsentPayload(shop, known(shop.customers, event.customerId));
    case "customers_marketing_consent/update":
      return smsConsentPayload(shop, known(shop.customers, event.customerId));
    case "customer.tags_added":
    case "customer.tags_removed":
      return customerTagsPayload(context, event);
    case "customers/data_request":
    case "customers/redact":
      return privacyPayload(shop, event);
    case "shop/redact":
      return { shop_id: shop.profile.id, shop_domain: shop.profile.domain };
    case "bulk_operations/finish":
      return bulkOperationPayload(shop, event.bulkOperationId);
    case "collections/create":
    case "collections/delete":
    case "collections/update":
    case "selling_plan_groups/create":
    case "selling_plan_groups/delete":
    case "selling_plan_groups/update":
      return merchandisePayload(context, event);
    case "app_purchases_one_time/update":
    case "app_subscriptions/approaching_capped_amount":
    case "app_subscriptions/update":
      return chargePayload(context, event);
    case "app/uninstalled":
      return shopPayload(shop);
    case "app/scopes_update":
      return scopesPayload(context, event.previousScopes ?? []);
    default:
      return fulfillmentOrderPayload(shop, event);
  }
}

function levelPayload(
  shop: ShopState,
  { topic, inventoryItemId, locationId }: Extract<ShopEvent, { locationId: number; inventoryItemId: number }>,
): Record<string, unknown> {
  const place = { inventory_item_id: inventoryItemId, location_id: locationId };
  const level = levelOf(shop, inventoryItemId, locationId);
  if (topic === "inventory_levels/disconnect" || level === undefined) return place;
  return {
    ...place,
    available: level.quantities.available,
    updated_at: shopTime(level.updatedAt, shop.profile),
    admin_graphql_api_id: `${toGid("InventoryLevel", locationId)}?inventory_item_id=${inventoryItemId}`,
  };
}

function deletedItemPayload(id: number): Record<string, unknown> {
  return {
    id,
    country_code_of_origin: null,
    province_code_of_origin: null,
    harmonized_system_code: null,
    country_harmonized_system_codes: [],
    admin_graphql_api_id: toGid("InventoryItem", id),
  };
}

const WEIGHT_UNITS = { GRAMS: "g", KILOGRAMS: "kg", OUNCES: "oz", POUNDS: "lb" };

function itemPayload(shop: ShopState, inventoryItemId: number): Record<string, unknown> {
  const item = known(shop.inventoryItems, inventoryItemId);
  return {
    id: item.id,
    sku: item.sku,
    created_at: shopTime(item.createdAt, shop.profile),
    updated_at: shopTime(item.updatedAt, shop.profile),
    requires_shipping: item.requiresShipping,
    cost: item.unitCostCents === null ? null : (item.unitCostCents / 100).toFixed(2),
    country_code_of_origin: item.countryCodeOfOrigin,
    province_code_of_origin: item.provinceCodeOfOrigin,
    harmonized_system_code: item.harmonizedSystemCode,
    tracked: item.tracked,
    country_harmonized_system_codes: item.countryHarmonizedSystemCodes.map(({ countryCode, harmonizedSystemCode }) => ({
      country_code: countryCode,
      harmonized_system_code: harmonizedSystemCode,
    })),
    weight_value: item.weight.value,
    weight_unit: WEIGHT_UNITS[item.weight.unit],
    admin_graphql_api_id: toGid("InventoryItem", item.id),
  };
}

function editPayload(context: ShopContext, event: Extract<ShopEvent, { topic: "orders/edited" }>): Record<string, unknown> {
  const { shop } = context;
  const order = orderOf(shop, event.orderId);
  const at = shopTime(order.updatedAt, shop.profile);
  const deltas = (lines: typeof event.additions): object[] => lines.map(({ lineItemId, quantity }) => ({ id: lineItemId, delta: quantity }));
  return {
    order_edit: {
      id: event.editId,
      app_id: event.note.appId,
      created_at: at,
      committed_at: at,
      notify_customer: event.note.notifyCustomer,
      order_id: order.id,
      staff_note: event.note.staffNote ?? "",
      user_id: null,
      line_items: { additions: deltas(event.additions), removals: deltas(event.removals) },
      discounts: { line_item: { additions: [], removals: [] } },
      shipping_lines: { additions: [], removals: [] },
    },
  };
}

function privacyPayload(
  { profile, customers }: ShopState,
  event: Extract<ShopEvent, { topic: "customers/data_request" | "customers/redact" }>,
): Record<string, unknown> {
  const customer = customers.get(event.customerId);
  const base = {
    shop_id: profile.id,
    shop_domain: profile.domain,
    customer: { id: event.customerId, email: customer?.email ?? null, phone: customer?.phone ?? null },
  };
  if (event.topic === "customers/redact") return { ...base, orders_to_redact: event.orderIds };
  return { ...base, orders_requested: event.orderIds, data_request: { id: event.customerId } };
}

function bulkOperationPayload({ profile, bulkOperations }: ShopState, id: number): Record<string, unknown> {
  const { completedAt, createdAt, errorCode, status, type } = known(bulkOperations, id);
  return {
    admin_graphql_api_id: toGid("BulkOperation", id),
    completed_at: completedAt === null ? null : shopTime(completedAt, profile),
    created_at: shopTime(createdAt, profile),
    error_code: errorCode?.toLowerCase() ?? null,
    status: status.toLowerCase(),
    type: type.toLowerCase(),
  };
}

function scopesPayload({ shop, now }: ShopContext, previous: string[]): Record<string, unknown> {
  const [app] = shop.apps.values();
  return {
    id: app?.id ?? 0,
    shop_id: toGid("Shop", shop.profile.id),
    previous,
    current: app?.scopes ?? [],
    updated_at: now().toISOString(),
  };
}

function orderOf(shop: ShopState, orderId: number): Order {
  return known(shop.orders, orderId);
}

function known<T>(records: ReadonlyMap<number, T>, id: number): T {
  const record = records.get(id);
  if (record === undefined) throw new Error(`the event names record ${id}, which is not there`);
  return record;
}

function found<T extends { id: number }>(records: readonly T[], id: number): T {
  const record = records.find((candidate) => candidate.id === id);
  if (record === undefined) throw new Error(`the event names record ${id}, which is not there`);
  return record;
}
