import { findFulfillmentOrder } from "../../commerce/fulfillment-orders.ts";
import { serviceAt } from "../../commerce/fulfillment-services.ts";
import { displayStatus, estimatedDelivery, eventsByTime, momentOf } from "../../commerce/shipment-tracking.ts";
import { toGid } from "../../state/gid.ts";
import type { Fulfillment, FulfillmentEvent, FulfillmentLine, FulfillmentService } from "../../state/types.ts";
import type { ApiContext, Resolver, ResolverMap, TypeResolvers } from "../api-context.ts";
import { connection, listConnection } from "../connections.ts";
import { money, moneyBag } from "../views.ts";
import { locationOf } from "./fulfillment-order-types.ts";
import { lineOf, orderOf } from "./order-types.ts";

/** Who packs at the merchant's own locations: a service that exists in every shop and has no record. */
export const MANUAL_SERVICE = { isManual: true } as const;
type AnyService = FulfillmentService | typeof MANUAL_SERVICE;

const fulfillment: TypeResolvers<Fulfillment> = {
  id: ({ id }) => toGid("Fulfillment", id),
  legacyResourceId: ({ id }) => id,
  name: ({ name }) => name,
  status: ({ status }) => status,
  displayStatus,
  order: ({ id }, _args, { shop }) => orderOf(shop, "fulfillment", id),
  location: ({ locationId }, _args, { shop }) => locationOf(shop, locationId),
  service: ({ locationId }, _args, { shop }) => serviceAt(shop, locationId) ?? MANUAL_SERVICE,
  totalQuantity: ({ lines }) => lines.reduce((sum, { quantity }) => sum + quantity, 0),
  trackingInfo: ({ tracking }, args) => tracking.slice(0, args["first"] ?? tracking.length),
  originAddress: ({ originAddress }) => originAddress,
  fulfillmentLineItems: ({ lines }, args) => listConnection(lines, args),
  fulfillmentOrders: ({ fulfillmentOrderIds }, args, { shop }) =>
    listConnection(
      fulfillmentOrderIds.flatMap((id) => findFulfillmentOrder(shop, id)?.fulfillmentOrder ?? []),
      args,
    ),
  events: (record, args) =>
    connection(
      eventsByTime(record).map((node) => ({ id: node.id, sortValue: args["sortKey"] === "CREATED_AT" ? node.createdAt : node.happenedAt, node })),
      args,
    ),
  requiresShipping: ({ lines }, _args, { shop }) => lines.some(({ lineItemId }) => lineOf(shop, lineItemId)?.requiresShipping === true),
  deliveredAt: (record) => momentOf(record, "DELIVERED"),
  inTransitAt: (record) => momentOf(record, "IN_TRANSIT"),
  estimatedDeliveryAt: estimatedDelivery,
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
};

function priceOf({ lineItemId, quantity }: FulfillmentLine, { shop }: ApiContext): number {
  return (lineOf(shop, lineItemId)?.priceCents ?? 0) * quantity;
}

const lineTotal: Resolver<FulfillmentLine> = (record, _args, api) => money(priceOf(record, api));
const lineTotalSet: Resolver<FulfillmentLine> = (record, _args, api) => moneyBag(priceOf(record, api), api.shop.profile.currencyCode);

const fulfillmentLineItem: TypeResolvers<FulfillmentLine> = {
  id: ({ id }) => toGid("FulfillmentLineItem", id),
  quantity: ({ quantity }) => quantity,
  lineItem: ({ lineItemId }, _args, { shop }) => lineOf(shop, lineItemId),
  originalTotal: lineTotal,
  discountedTotal: lineTotal,
  originalTotalSet: lineTotalSet,
  discountedTotalSet: lineTotalSet,
};

const fulfillmentEvent: TypeResolvers<FulfillmentEvent> = {
  id: ({ id }) => toGid("FulfillmentEvent", id),
  status: ({ status }) => status,
  message: ({ message }) => message,
  happenedAt: ({ happenedAt }) => happenedAt,
  estimatedDeliveryAt: ({ estimatedDeliveryAt }) => estimatedDeliveryAt,
  address1: ({ address1 }) => address1,
  city: ({ city }) => city,
  province: ({ province }) => province,
  country: ({ country }) => country,
  zip: ({ zip }) => zip,
  latitude: ({ latitude }) => latitude,
  longitude: ({ longitude }) => longitude,
  createdAt: ({ createdAt }) => createdAt,
};

function ofService<T>(manual: T, show: (service: FulfillmentService, api: ApiContext) => T): Resolver<AnyService> {
  return (service, _args, api) => ("isManual" in service ? manual : show(service, api));
}

const fulfillmentService: TypeResolvers<AnyService> = {
  id: ofService(`gid://shopify/FulfillmentService/manual`, ({ id }) => `${toGid("FulfillmentService", id)}?id=true`),
  handle: ofService("manual", ({ handle }) => handle),
  serviceName: ofService("Manual", ({ name }) => name),
  type: ofService("MANUAL", () => "THIRD_PARTY"),
  callbackUrl: ofService<string | null>(null, ({ callbackUrl }) => callbackUrl),
  location: ofService<object | null>(null, ({ locationId }, { shop }) => locationOf(shop, locationId)),
  inventoryManagement: ofService(false, ({ inventoryManagement }) => inventoryManagement),
  trackingSupport: ofService(false, ({ trackingSupport }) => trackingSupport),
  requiresShippingMethod: ofService(true, ({ requiresShippingMethod }) => requiresShippingMethod),
  fulfillmentOrdersOptIn: ofService(false, () => true),
};

export const fulfillmentTypes: ResolverMap = {
  Fulfillment: fulfillment,
  FulfillmentEvent: fulfillmentEvent,
  FulfillmentLineItem: fulfillmentLineItem,
  FulfillmentService: fulfillmentService,
};
