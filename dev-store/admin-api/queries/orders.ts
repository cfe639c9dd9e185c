import { currentTotalCents, totalCents } from "../../commerce/order-money.ts";
import { displayFulfillmentStatus, returnStatus } from "../../commerce/order-status.ts";
import { idOf } from "../../state/gid.ts";
import { spokenName } from "../../state/shop-state.ts";
import type { Order, ShopState } from "../../state/types.ts";
import type { TypeResolvers } from "../api-context.ts";
import { notImplemented } from "../api-error.ts";
import { searched } from "../indexed-search.ts";
import type { SearchPlan } from "../indexed-search.ts";
import { search, shownNow, TIMES } from "../record-search.ts";
import type { SortKeys } from "../record-search.ts";
import { byFlag, byId, byNumber, byText, byTime, byWords, matcherOf } from "../search.ts";
import type { SearchField } from "../search.ts";
import { count } from "../views.ts";

/** Query roots of orders: what they are searched by and sorted by. */

function orderFields(shop: ShopState): Record<string, SearchField<Order>> {
  return {
    ...TIMES,
    id: byId(({ id }) => id),
    name: byText(({ name }) => [name, name.replace("#", "")]),
    email: byText(({ email }) => email),
    tag: byText(({ tags }) => tags),
    tag_not: (order, term) => !byText<Order>(({ tags }) => tags)(order, term),
    customer_id: byId(({ customerId }) => customerId),
    processed_at: byTime(({ processedAt }) => processedAt),
    cancelled_at: byTime(({ cancelledAt }) => cancelledAt),
    closed_at: byTime(({ closedAt }) => closedAt),
    financial_status: byText(financialSearchTexts),
    fulfillment_status: byText(fulfillmentSearchTexts),
    return_status: byText(returnStatus),
    status: byText(statusSearchTexts),
    test: byFlag(({ test }) => test),
    source_name: byText(({ sourceName }) => sourceName),
    source_identifier: byText(({ sourceIdentifier }) => sourceIdentifier),
    po_number: byText(({ poNumber }) => poNumber),
    sku: byText(({ lineItems }) => lineItems.flatMap(({ sku }) => sku ?? [])),
    discount_code: byText(({ discounts }) => discounts.flatMap(({ kind, title }) => (kind === "CODE" && title !== null ? [title] : []))),
    gateway: byText(({ transactions }) => transactions.map(({ gateway }) => gateway)),
    fulfillment_location_id: (order, term) => order.fulfillmentOrders.some(({ locationId }) => byId<number>((id) => id)(locationId, term)),
    subtotal_line_items_quantity: byNumber(({ lineItems }) => lineItems.reduce((sum, { quantity }) => sum + quantity, 0)),
    default: byWords((order) => [order.name, order.email, order.phone, customerName(shop, order), ...order.lineItems.map(({ title }) => title)]),
  };
}

function financialSearchTexts({ financialStatus }: Order): string[] {
  if (financialStatus === null) return [];
  const isUnpaid = financialStatus === "PENDING" || financialStatus === "AUTHORIZED" || financialStatus === "PARTIALLY_PAID" || financialStatus === "EXPIRED";
  return isUnpaid ? [financialStatus, "unpaid"] : [financialStatus];
}

/** A cancelled order is not among the closed ones, though it has a date of closing. */
function statusSearchTexts({ cancelledAt, closedAt }: Order): string[] {
  if (cancelledAt !== null) return ["cancelled", "any"];
  return closedAt === null ? ["open", "not_closed", "any"] : ["closed", "any"];
}

function fulfillmentSearchTexts(order: Order): string[] {
  const status = displayFulfillmentStatus(order);
  if (status === "FULFILLED") return ["fulfilled", "shipped"];
  if (status === "PARTIALLY_FULFILLED") return ["partial", "unshipped"];
  return [status, "unfulfilled", "unshipped"];
}

function customerName(shop: ShopState, { customerId, shippingAddress }: Order): string {
  const person = (customerId === null ? undefined : shop.customers.get(customerId)) ?? shippingAddress;
  return person == null ? "" : `${person.lastName} ${person.firstName}`.trim();
}

function orderSort(shop: ShopState): SortKeys<Order> {
  return {
    ID: ({ id }) => id,
    RELEVANCE: ({ id }) => id,
    UPDATED_AT: ({ updatedAt }) => updatedAt,
    CREATED_AT: ({ createdAt }) => createdAt,
    PROCESSED_AT: ({ processedAt }) => processedAt,
    ORDER_NUMBER: ({ number }) => number,
    PO_NUMBER: ({ poNumber }) => poNumber ?? "",
    CUSTOMER_NAME: (order) => customerName(shop, order),
    FINANCIAL_STATUS: ({ financialStatus }) => financialStatus ?? "",
    FULFILLMENT_STATUS: displayFulfillmentStatus,
    TOTAL_PRICE: totalCents,
    CURRENT_TOTAL_PRICE: currentTotalCents,
    TOTAL_ITEMS_QUANTITY: ({ lineItems }) => lineItems.reduce((sum, { quantity }) => sum + quantity, 0),
    DESTINATION: ({ shippingAddress }) => `${shippingAddress?.country ?? ""} ${shippingAddress?.city ?? ""}`,
  };
}

function planOf(shop: ShopState): SearchPlan<Order> {
  return {
    fields: orderFields(shop),
    lookups: {
      name: { column: "name", valueOf: spokenName },
      email: { column: "email", valueOf: (text) => text.toLowerCase() },
      customer_id: { column: "customerId", valueOf: (text) => Number(/(\d+)$/.exec(text)?.[1] ?? NaN) },
    },
    times: { created_at: "createdAt", updated_at: "updatedAt", processed_at: "processedAt" },
    sortColumns: { ID: "id", CREATED_AT: "createdAt", UPDATED_AT: "updatedAt", PROCESSED_AT: "processedAt", ORDER_NUMBER: "number" },
  };
}

export const orderQueries: TypeResolvers<unknown> = {
  orders: (_source, args, { shop, consistency, commerce }) => {
    const plan = planOf(shop);
    const past = args["query"] == null ? null : consistency.ordersSearched(shop, commerce.now().getTime());
    if (past !== null) return shownNow(search(past, args, plan.fields, orderSort(shop)), shop.orders);
    return search(searched(shop.orders, args, plan), args, plan.fields, orderSort(shop));
  },
  ordersCount: (_source, args, { shop, consistency, commerce }) => {
    const plan = planOf(shop);
    const past = args["query"] == null ? null : consistency.ordersSearched(shop, commerce.now().getTime());
    return count([...(past ?? searched(shop.orders, args, plan))].filter(matcherOf(args["query"], plan.fields)).length, args["limit"]);
  },
  orderByIdentifier: (_source, { identifier }, { shop }) => {
    if (identifier.id == null) throw notImplemented("orderByIdentifier by customId");
    return shop.orders.get(idOf("Order", identifier.id) ?? 0) ?? null;
  },
  orderEditSession: (_source, args, { shop }) => {
    const session = shop.orderEdits.get(idOf("OrderEditSession", args["id"]) ?? 0);
    return session === undefined ? null : { id: args["id"] };
  },
};
