/** What we ask Shopify about orders. Generated types: `npm run graphql:types`. */
import type {
  ChangedOrdersQuery,
  ChangedOrdersQueryVariables,
  OpenOrdersQuery,
  OpenOrdersQueryVariables,
  OrderAgreementsPageQuery,
  OrderAgreementsPageQueryVariables,
  OrderFulfillmentOrdersPageQuery,
  OrderFulfillmentOrdersPageQueryVariables,
  OrderLinesPageQuery,
  OrderLinesPageQueryVariables,
  OrdersByIdQuery,
  OrdersByIdQueryVariables,
  OrdersOfFulfillmentOrdersQuery,
  OrdersOfFulfillmentOrdersQueryVariables,
  SellingPlanReservesQuery,
  SellingPlanReservesQueryVariables,
} from "./admin.generated.d.ts";
import { operation } from "./operation.ts";

const ORDER = `#graphql
  fragment OrderParts on Order {
    id name createdAt cancelledAt updatedAt displayFinancialStatus sourceName customerLocale statusPageUrl email tags
    customAttributes { key value }
    customer { id firstName lastName tags }
    shippingAddress { countryCodeV2 }
    totalPriceSet { shopMoney { amount } }
    lineItems(first: 50) { nodes { ...LineParts } pageInfo { hasNextPage endCursor } }
    fulfillmentOrders(first: 20) { nodes { ...FulfillmentOrderParts } pageInfo { hasNextPage endCursor } }
    fulfillments(first: 100) {
      id createdAt status location { id }
      trackingInfo(first: 1) { number url }
      fulfillmentLineItems(first: 250) { nodes { quantity lineItem { id } } pageInfo { hasNextPage } }
    }
    agreements(first: 20) { nodes { ...AgreementParts } pageInfo { hasNextPage endCursor } }
  }
`;

const LINE = `#graphql
  fragment LineParts on LineItem {
    id title variantTitle sku quantity unfulfilledQuantity
    customAttributes { key value }
    sellingPlan { sellingPlanId }
    lineItemGroup { title }
    variant { id inventoryItem { id tracked } }
  }
`;

const FULFILLMENT_ORDER = `#graphql
  fragment FulfillmentOrderParts on FulfillmentOrder {
    id status
    assignedLocation { location { id } }
    fulfillmentHolds { id handle heldByRequestingApp }
    lineItems(first: 100) { nodes { id remainingQuantity lineItem { id } } pageInfo { hasNextPage endCursor } }
  }
`;

const AGREEMENT = `#graphql
  fragment AgreementParts on SalesAgreement {
    reason happenedAt
    sales(first: 250) { nodes { actionType quantity ... on ProductSale { lineItem { id } } } pageInfo { hasNextPage } }
  }
`;

export const ordersById = operation<OrdersByIdQuery, OrdersByIdQueryVariables>(`#graphql
  query OrdersById($ids: [ID!]!) { nodes(ids: $ids) { ... on Order { ...OrderParts } } }
  ${ORDER} ${LINE} ${FULFILLMENT_ORDER} ${AGREEMENT}
`);

export const openOrders = operation<OpenOrdersQuery, OpenOrdersQueryVariables>(`#graphql
  query OpenOrders($first: Int!, $after: String) {
    orders(first: $first, after: $after, query: "status:open", sortKey: ID) {
      nodes { id }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const changedOrders = operation<ChangedOrdersQuery, ChangedOrdersQueryVariables>(`#graphql
  query ChangedOrders($search: String!, $after: String) {
    orders(first: 250, after: $after, query: $search, sortKey: UPDATED_AT) {
      nodes { id updatedAt }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const orderLinesPage = operation<OrderLinesPageQuery, OrderLinesPageQueryVariables>(`#graphql
  query OrderLinesPage($id: ID!, $after: String!) {
    order(id: $id) { lineItems(first: 100, after: $after) { nodes { ...LineParts } pageInfo { hasNextPage endCursor } } }
  }
  ${LINE}
`);

export const orderFulfillmentOrdersPage = operation<OrderFulfillmentOrdersPageQuery, OrderFulfillmentOrdersPageQueryVariables>(`#graphql
  query OrderFulfillmentOrdersPage($id: ID!, $after: String!) {
    order(id: $id) { fulfillmentOrders(first: 50, after: $after) { nodes { ...FulfillmentOrderParts } pageInfo { hasNextPage endCursor } } }
  }
  ${FULFILLMENT_ORDER}
`);

export const orderAgreementsPage = operation<OrderAgreementsPageQuery, OrderAgreementsPageQueryVariables>(`#graphql
  query OrderAgreementsPage($id: ID!, $after: String!) {
    order(id: $id) { agreements(first: 50, after: $after) { nodes { ...AgreementParts } pageInfo { hasNextPage endCursor } } }
  }
  ${AGREEMENT}
`);

export const ordersOfFulfillmentOrders = operation<OrdersOfFulfillmentOrdersQuery, OrdersOfFulfillmentOrdersQueryVariables>(`#graphql
  query OrdersOfFulfillmentOrders($ids: [ID!]!) { nodes(ids: $ids) { ... on FulfillmentOrder { id orderId } } }
`);

/** Whether units sold under the plans are taken off the shelf when they are sold or when they are shipped. */
export const sellingPlanReserves = operation<SellingPlanReservesQuery, SellingPlanReservesQueryVariables>(`#graphql
  query SellingPlanReserves($ids: [ID!]!) { nodes(ids: $ids) { ... on SellingPlan { id inventoryPolicy { reserve } } } }
`);
