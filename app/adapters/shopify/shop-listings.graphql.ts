/** What Shopify lists in the background. Bulk queries take no variables and no pages: each reads everything. */
import type {
  BeginListingMutation,
  BeginListingMutationVariables,
  ListedLevelsQuery,
  ListedOrdersQuery,
  ListedPlacesQuery,
  ListingStateQuery,
  ListingStateQueryVariables,
  ShopSizeQuery,
} from "./admin.generated.d.ts";
import { operation } from "./operation.ts";

type Nothing = Record<string, never>;

export const beginListing = operation<BeginListingMutation, BeginListingMutationVariables>(`#graphql
  mutation BeginListing($query: String!) {
    bulkOperationRunQuery(query: $query, groupObjects: true) { bulkOperation { id status } userErrors { code field message } }
  }
`);

export const listingState = operation<ListingStateQuery, ListingStateQueryVariables>(`#graphql
  query ListingState($id: ID!) { bulkOperation(id: $id) { id status errorCode objectCount url } }
`);

export const shopSize = operation<ShopSizeQuery, Nothing>(`#graphql
  query ShopSize { ordersCount(query: "status:open", limit: 10000) { count } productVariantsCount(limit: 10000) { count } }
`);

/** The search is exchanged for another before it is sent: see shop-listings.server.ts. */
export const listedOrders = operation<ListedOrdersQuery, Nothing>(`#graphql
  query ListedOrders { orders(query: "status:open") { edges { node { id updatedAt } } } }
`);

export const listedPlaces = operation<ListedPlacesQuery, Nothing>(`#graphql
  query ListedPlaces {
    fulfillmentOrders(includeClosed: false) {
      edges {
        node {
          id orderId status assignedLocation { location { id } } fulfillmentHolds { heldByRequestingApp }
          lineItems { edges { node { id remainingQuantity lineItem { id } } } }
        }
      }
    }
  }
`);

export const listedLevels = operation<ListedLevelsQuery, Nothing>(`#graphql
  query ListedLevels {
    inventoryItems {
      edges {
        node {
          id
          inventoryLevels { edges { node { id location { id } quantities(names: ["available", "committed", "on_hand", "incoming"]) { name quantity } } } }
        }
      }
    }
  }
`);
