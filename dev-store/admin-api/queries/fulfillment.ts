import { OPEN_STATUSES } from "../../commerce/fulfillment-orders.ts";
import { serviceAt } from "../../commerce/fulfillment-services.ts";
import { idOf } from "../../state/gid.ts";
import type { FulfillmentOrder, Order } from "../../state/types.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { notImplemented, resourceNotFound } from "../api-error.ts";
import { connection } from "../connections.ts";
import type { Connection, SortValue } from "../connections.ts";
import { findVisible, isVisible } from "../fulfillment-access.ts";
import { byNumber, byText, byTime, matcherOf } from "../search.ts";
import type { SearchField } from "../search.ts";

/** Query roots of fulfillment orders, parcels and fulfillment services. */

type Entry = { order: Order; fulfillmentOrder: FulfillmentOrder };

const FIELDS: Record<string, SearchField<Entry>> = {
  id: byNumber(({ fulfillmentOrder }) => fulfillmentOrder.id),
  status: byText(({ fulfillmentOrder }) => fulfillmentOrder.status),
  assigned_location_id: byNumber(({ fulfillmentOrder }) => fulfillmentOrder.locationId),
  updated_at: byTime(({ fulfillmentOrder }) => fulfillmentOrder.updatedAt),
};

const ORDER_FIELDS: Record<string, SearchField<Entry>> = {
  order_financial_status: byText(({ order }) => order.financialStatus),
};

const SORT: Record<string, (fulfillmentOrder: FulfillmentOrder) => SortValue> = { ID: ({ id }) => id, UPDATED_AT: ({ updatedAt }) => updatedAt };

/** The fulfillment orders that the app may see and that the rule keeps. */
function list(api: ApiContext, args: Args, keep: (entry: Entry) => boolean): Connection<FulfillmentOrder> {
  const sortKey: string = args["sortKey"] ?? "ID";
  const sortValue = SORT[sortKey];
  if (sortValue === undefined) throw notImplemented(`the sort key ${sortKey}`);
  const nodes: FulfillmentOrder[] = [];
  for (const order of api.shop.orders.scan()) {
    for (const fulfillmentOrder of order.fulfillmentOrders) {
      if (isVisible(api, fulfillmentOrder) && keep({ order, fulfillmentOrder })) nodes.push(fulfillmentOrder);
    }
  }
  return connection(
    nodes.map((node) => ({ id: node.id, sortValue: sortValue(node), node })),
    args,
  );
}

const ASSIGNED: Record<string, ReadonlySet<FulfillmentOrder["requestStatus"]>> = {
  CANCELLATION_REQUESTED: new Set(["CANCELLATION_REQUESTED"]),
  FULFILLMENT_ACCEPTED: new Set(["ACCEPTED", "CANCELLATION_REJECTED"]),
  FULFILLMENT_REQUESTED: new Set(["SUBMITTED"]),
  FULFILLMENT_UNSUBMITTED: new Set(["UNSUBMITTED"]),
};

function assigned(api: ApiContext, args: Args): Connection<FulfillmentOrder> {
  const wanted = args["assignmentStatus"] == null ? null : ASSIGNED[args["assignmentStatus"]];
  const locationIds: string[] | null = args["locationIds"] ?? null;
  const places = locationIds?.map((gid) => idOf("Location", gid)) ?? null;
  return list(api, args, ({ fulfillmentOrder: { status, requestStatus, locationId } }) => {
    if (serviceAt(api.shop, locationId)?.appId !== api.app.id || status === "CLOSED") return false;
    return (wanted == null || wanted.has(requestStatus)) && (places === null || places.includes(locationId));
  });
}

export const fulfillmentQueries: TypeResolvers<unknown> = {
  fulfillment: (_source, args, { shop }) => {
    const id = idOf("Fulfillment", args["id"]);
    if (id === null) throw resourceNotFound(args["id"]);
    const order = shop.orders.get(shop.orderIdOf.fulfillment.get(id) ?? 0);
    return order?.fulfillments.find((one) => one.id === id) ?? null;
  },
  fulfillmentOrder: (_source, args, api) => {
    if (idOf("FulfillmentOrder", args["id"]) === null) throw resourceNotFound(args["id"]);
    return findVisible(api, args["id"])?.fulfillmentOrder ?? null;
  },
  fulfillmentOrders: (_source, args, api) => {
    const matches = matcherOf(args["query"], FIELDS);
    return list(api, args, (entry) => (args["includeClosed"] === true || OPEN_STATUSES.has(entry.fulfillmentOrder.status)) && matches(entry));
  },
  assignedFulfillmentOrders: (_source, args, api) => assigned(api, args),
  manualHoldsFulfillmentOrders: (_source, args, api) => {
    const matches = matcherOf(args["query"], ORDER_FIELDS);
    return list(api, args, (entry) => entry.fulfillmentOrder.status === "ON_HOLD" && matches(entry));
  },
  fulfillmentService: (_source, args, { shop }) => shop.fulfillmentServices.get(idOf("FulfillmentService", args["id"]) ?? 0) ?? null,
  locationsAvailableForDeliveryProfilesConnection: (_source, args, { shop }) =>
    connection(
      [...shop.locations.values()].filter(({ isActive }) => isActive).map((node) => ({ id: node.id, sortValue: node.id, node })),
      args,
    ),
};
