/** What we ask Shopify about stock. */
import type {
  AddAvailableMutation,
  AddAvailableMutationVariables,
  LevelsOfItemsQuery,
  LevelsOfItemsQueryVariables,
  LevelsPageQuery,
  LevelsPageQueryVariables,
} from "./admin.generated.d.ts";
import { operation } from "./operation.ts";

const LEVEL = `#graphql
  fragment LevelParts on InventoryLevel {
    location { id }
    quantities(names: ["available", "committed", "on_hand", "incoming"]) { name quantity }
  }
`;

/** All locations in one answer, so that an item's levels are of one moment. */
export const levelsOfItems = operation<LevelsOfItemsQuery, LevelsOfItemsQueryVariables>(`#graphql
  query LevelsOfItems($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on InventoryItem { id inventoryLevels(first: 50) { nodes { ...LevelParts } pageInfo { hasNextPage endCursor } } }
    }
  }
  ${LEVEL}
`);

export const levelsPage = operation<LevelsPageQuery, LevelsPageQueryVariables>(`#graphql
  query LevelsPage($id: ID!, $after: String!) {
    inventoryItem(id: $id) { inventoryLevels(first: 100, after: $after) { nodes { ...LevelParts } pageInfo { hasNextPage endCursor } } }
  }
  ${LEVEL}
`);

export const addAvailable = operation<AddAvailableMutation, AddAvailableMutationVariables>(`#graphql
  mutation AddAvailable($input: InventoryAdjustQuantitiesInput!, $key: String!) {
    inventoryAdjustQuantities(input: $input) @idempotent(key: $key) {
      inventoryAdjustmentGroup { id }
      userErrors { code field message }
    }
  }
`);
