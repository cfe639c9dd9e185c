/** What we ask Shopify about fulfillment orders, and our holds on them. */
import type {
  FulfillmentOrderLinesPageQuery,
  FulfillmentOrderLinesPageQueryVariables,
  FulfillmentOrdersOfOrderQuery,
  FulfillmentOrdersOfOrderQueryVariables,
  HoldFulfillmentOrderMutation,
  HoldFulfillmentOrderMutationVariables,
  HoldsOfFulfillmentOrderQuery,
  HoldsOfFulfillmentOrderQueryVariables,
  MoveFulfillmentOrderMutation,
  MoveFulfillmentOrderMutationVariables,
  ReleaseHoldsMutation,
  ReleaseHoldsMutationVariables,
} from "./admin.generated.d.ts";
import { operation } from "./operation.ts";

export const fulfillmentOrdersOfOrder = operation<FulfillmentOrdersOfOrderQuery, FulfillmentOrdersOfOrderQueryVariables>(`#graphql
  query FulfillmentOrdersOfOrder($id: ID!, $after: String) {
    order(id: $id) {
      fulfillmentOrders(first: 50, after: $after) {
        nodes {
          id status
          deliveryMethod { methodType }
          supportedActions { action }
          assignedLocation { location { id } }
          fulfillmentHolds { id handle heldByRequestingApp }
          lineItems(first: 100) { nodes { id remainingQuantity lineItem { id } } pageInfo { hasNextPage endCursor } }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

export const fulfillmentOrderLinesPage = operation<FulfillmentOrderLinesPageQuery, FulfillmentOrderLinesPageQueryVariables>(`#graphql
  query FulfillmentOrderLinesPage($id: ID!, $after: String!) {
    fulfillmentOrder(id: $id) {
      lineItems(first: 250, after: $after) { nodes { id remainingQuantity lineItem { id } } pageInfo { hasNextPage endCursor } }
    }
  }
`);

export const holdsOfFulfillmentOrder = operation<HoldsOfFulfillmentOrderQuery, HoldsOfFulfillmentOrderQueryVariables>(`#graphql
  query HoldsOfFulfillmentOrder($id: ID!) {
    fulfillmentOrder(id: $id) { id fulfillmentHolds { id handle heldByRequestingApp } }
  }
`);

export const holdFulfillmentOrder = operation<HoldFulfillmentOrderMutation, HoldFulfillmentOrderMutationVariables>(`#graphql
  mutation HoldFulfillmentOrder($id: ID!, $hold: FulfillmentOrderHoldInput!) {
    fulfillmentOrderHold(id: $id, fulfillmentHold: $hold) {
      fulfillmentHold { id }
      userErrors { code field message }
    }
  }
`);

export const moveFulfillmentOrder = operation<MoveFulfillmentOrderMutation, MoveFulfillmentOrderMutationVariables>(`#graphql
  mutation MoveFulfillmentOrder($id: ID!, $newLocationId: ID!, $lines: [FulfillmentOrderLineItemInput!]!) {
    fulfillmentOrderMove(id: $id, newLocationId: $newLocationId, fulfillmentOrderLineItems: $lines) {
      movedFulfillmentOrder { id }
      userErrors { code field message }
    }
  }
`);

export const releaseHolds = operation<ReleaseHoldsMutation, ReleaseHoldsMutationVariables>(`#graphql
  mutation ReleaseHolds($id: ID!, $holdIds: [ID!]!) {
    fulfillmentOrderReleaseHold(id: $id, holdIds: $holdIds) {
      fulfillmentOrder { id status }
      userErrors { code field message }
    }
  }
`);
