import { findFulfillmentOrder, remainingUnits } from "../../commerce/fulfillment-orders.ts";
import { toGid } from "../../state/gid.ts";
import type { Fulfillment, FulfillmentHold, FulfillmentLine, FulfillmentOrder, FulfillmentOrderLine, Location, Order, ShopState } from "../../state/types.ts";
import { accessDenied } from "../api-error.ts";
import type { ResolverMap, TypeResolvers } from "../api-context.ts";
import { connection, listConnection } from "../connections.ts";
import { mailingAddress } from "../views.ts";
import { lineOf, orderOf } from "./order-types.ts";

const DISPLAY_REASONS: Record<FulfillmentHold["reason"], string> = {
  AWAITING_PAYMENT: "Awaiting payment",
  AWAITING_RETURN_ITEMS: "Awaiting return items",
  HIGH_RISK_OF_FRAUD: "High risk of fraud",
  INCORRECT_ADDRESS: "Incorrect address",
  INVENTORY_OUT_OF_STOCK: "Inventory out of stock",
  ONLINE_STORE_POST_PURCHASE_CROSS_SELL: "Online store post purchase cross sell",
  OTHER: "Other",
  UNKNOWN_DELIVERY_DATE: "Unknown delivery date",
};

/** What may be done next, in the order in which Shopify lists it. */
export function supportedActions(order: Order, fulfillmentOrder: FulfillmentOrder): string[] {
  switch (fulfillmentOrder.status) {
    case "ON_HOLD":
      return ["RELEASE_HOLD", "HOLD", "MOVE"];
    case "IN_PROGRESS":
      return ["CREATE_FULFILLMENT", "REPORT_PROGRESS", "HOLD", "MARK_AS_OPEN"];
    case "SCHEDULED":
      return ["MARK_AS_OPEN", "MOVE"];
    case "OPEN": {
      const actions = ["CREATE_FULFILLMENT", "REPORT_PROGRESS", "MOVE", "HOLD"];
      if (remainingUnits(fulfillmentOrder) > 1) actions.push("SPLIT");
      return hasMergePartner(order, fulfillmentOrder) ? [...actions, "MERGE"] : actions;
    }
    default:
      return [];
  }
}

function hasMergePartner(order: Order, fulfillmentOrder: FulfillmentOrder): boolean {
  return order.fulfillmentOrders.some(
    (other) =>
      other.id !== fulfillmentOrder.id &&
      other.status === "OPEN" &&
      other.locationId === fulfillmentOrder.locationId &&
      other.fulfillAt === fulfillmentOrder.fulfillAt,
  );
}

function parentOf(shop: ShopState, fulfillmentOrder: FulfillmentOrder): Order {
  return orderOf(shop, "fulfillmentOrder", fulfillmentOrder.id);
}

function locationOf(shop: ShopState, locationId: number): Location {
  const location = shop.locations.get(locationId);
  if (location === undefined) throw new Error(`location ${locationId} is gone`);
  return location;
}

const fulfillmentOrder: TypeResolvers<FulfillmentOrder> = {
  id: ({ id }) => toGid("FulfillmentOrder", id),
  status: ({ status }) => status,
  requestStatus: ({ requestStatus }) => requestStatus,
  fulfillAt: ({ fulfillAt }) => fulfillAt,
  fulfillBy: ({ fulfillBy }) => fulfillBy,
  order: (record, _args, { shop }) => parentOf(shop, record),
  orderId: (record, _args, { shop }) => toGid("Order", parentOf(shop, record).id),
  orderName: (record, _args, { shop }) => parentOf(shop, record).name,
  orderProcessedAt: (record, _args, { shop }) => parentOf(shop, record).processedAt,
  supportedActions: (record, _args, { shop }) => supportedActions(parentOf(shop, record), record).map((action) => ({ action, externalUrl: null })),
  assignedLocation: ({ locationId }, _args, { shop }) => assignedLocation(locationOf(shop, locationId)),
  destination: (record, _args, { shop }) => {
    const { shippingAddress, email } = parentOf(shop, record);
    return shippingAddress && { ...mailingAddress(shippingAddress, record.id), id: toGid("FulfillmentOrderDestination", record.id), email };
  },
  fulfillmentHolds: ({ holds }) => holds,
  lineItems: ({ lines }, args) => listConnection(lines, args),
  fulfillments: (record, args, { shop }) =>
    listConnection(
      parentOf(shop, record).fulfillments.filter(({ fulfillmentOrderIds }) => fulfillmentOrderIds.includes(record.id)),
      args,
    ),
  merchantRequests: (_record, args) => listConnection([], args),
  locationsForMove: (record, args, { shop }) =>
    connection(
      [...shop.locations.values()]
        .filter(({ isActive }) => isActive)
        .map((location) => ({ id: location.id, sortValue: location.id, node: moveTarget(record, location) })),
      args,
    ),
  deliveryMethod: ({ id }) => ({ id: toGid("DeliveryMethod", id), methodType: "SHIPPING" }),
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
};

function assignedLocation(location: Location): object {
  const { address1, city, zip, countryCode } = location.address;
  return { name: location.name, location, address1, address2: null, city, zip, countryCode, province: null, phone: null };
}

function moveTarget(record: FulfillmentOrder, location: Location): object {
  const isHere = location.id === record.locationId;
  return { location, movable: !isHere, message: isHere ? "Current location." : null };
}

const fulfillmentOrderLineItem: TypeResolvers<FulfillmentOrderLine> = {
  id: ({ id }) => toGid("FulfillmentOrderLineItem", id),
  totalQuantity: ({ totalQuantity }) => totalQuantity,
  remainingQuantity: ({ remainingQuantity }) => remainingQuantity,
  lineItem: ({ lineItemId }, _args, { shop }) => lineOf(shop, lineItemId),
  inventoryItemId: ({ lineItemId }, _args, { shop }) => {
    const itemId = lineOf(shop, lineItemId)?.inventoryItemId;
    return itemId == null ? null : toGid("InventoryItem", itemId);
  },
  sku: ({ lineItemId }, _args, { shop }) => lineOf(shop, lineItemId)?.sku ?? null,
  productTitle: ({ lineItemId }, _args, { shop }) => lineOf(shop, lineItemId)?.title,
  variantTitle: ({ lineItemId }, _args, { shop }) => lineOf(shop, lineItemId)?.variantTitle ?? null,
  vendor: ({ lineItemId }, _args, { shop }) => lineOf(shop, lineItemId)?.vendor ?? null,
  requiresShipping: ({ lineItemId }, _args, { shop }) => lineOf(shop, lineItemId)?.requiresShipping,
  variant: ({ lineItemId }, _args, { shop }) => {
    const variantId = lineOf(shop, lineItemId)?.variantId;
    return variantId == null ? null : (shop.variants.get(variantId) ?? null);
  },
  warnings: () => [],
};

const fulfillmentHold: TypeResolvers<FulfillmentHold> = {
  id: ({ id }) => toGid("FulfillmentHold", id),
  handle: ({ handle }) => handle,
  reason: ({ reason }) => reason,
  reasonNotes: ({ reasonNotes }) => reasonNotes,
  displayReason: ({ reason }) => DISPLAY_REASONS[reason],
  heldByRequestingApp: ({ appId }, _args, { app }) => appId === app.id,
  heldByApp: ({ appId }, _args, { app, shop }) => {
    if (!app.scopes.includes("read_apps")) throw accessDenied("heldByApp", "`read_apps` access scope.");
    return [...shop.apps.values()].find(({ id }) => id === appId) ?? null;
  },
};

const fulfillment: TypeResolvers<Fulfillment> = {
  id: ({ id }) => toGid("Fulfillment", id),
  legacyResourceId: ({ id }) => id,
  name: ({ name }) => name,
  status: ({ status }) => status,
  displayStatus: ({ status }) => (status === "CANCELLED" ? "CANCELED" : "FULFILLED"),
  order: ({ id }, _args, { shop }) => orderOf(shop, "fulfillment", id),
  location: ({ locationId }, _args, { shop }) => locationOf(shop, locationId),
  totalQuantity: ({ lines }) => lines.reduce((sum, { quantity }) => sum + quantity, 0),
  trackingInfo: ({ tracking }) => (tracking.number === null && tracking.url === null ? [] : [tracking]),
  fulfillmentLineItems: ({ lines }, args) => listConnection(lines, args),
  fulfillmentOrders: ({ fulfillmentOrderIds }, args, { shop }) =>
    listConnection(
      fulfillmentOrderIds.flatMap((id) => findFulfillmentOrder(shop, id)?.fulfillmentOrder ?? []),
      args,
    ),
  requiresShipping: () => true,
  deliveredAt: () => null,
  estimatedDeliveryAt: () => null,
  inTransitAt: () => null,
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
};

const fulfillmentLineItem: TypeResolvers<FulfillmentLine> = {
  id: ({ id }) => toGid("FulfillmentLineItem", id),
  quantity: ({ quantity }) => quantity,
  lineItem: ({ lineItemId }, _args, { shop }) => lineOf(shop, lineItemId),
};

export const fulfillmentTypes: ResolverMap = {
  FulfillmentOrder: fulfillmentOrder,
  FulfillmentOrderLineItem: fulfillmentOrderLineItem,
  FulfillmentHold: fulfillmentHold,
  Fulfillment: fulfillment,
  FulfillmentLineItem: fulfillmentLineItem,
};
