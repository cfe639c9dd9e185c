/** What we ask Shopify about the shop, its locations and its variants. */
import type {
  ClearPromisesMutation,
  ClearPromisesMutationVariables,
  DefinePromiseMutation,
  DefinePromiseMutationVariables,
  LocationsQuery,
  LocationsQueryVariables,
  ProductVariantsPageQuery,
  ProductVariantsPageQueryVariables,
  PromiseDefinitionQuery,
  PromiseDefinitionQueryVariables,
  PublishPromisesMutation,
  PublishPromisesMutationVariables,
  SetInventoryPolicyMutation,
  SetInventoryPolicyMutationVariables,
  ShopQuery,
  ShopQueryVariables,
  VariantsOfProductsQuery,
  VariantsOfProductsQueryVariables,
  VariantsQuery,
  VariantsQueryVariables,
} from "./admin.generated.d.ts";
import { operation } from "./operation.ts";

const VARIANT = `#graphql
  fragment VariantParts on ProductVariant {
    id title sku inventoryPolicy updatedAt
    inventoryItem { id tracked }
    product { id title featuredMedia { preview { image { url } } } }
  }
`;

export const shopQuery = operation<ShopQuery, ShopQueryVariables>(`#graphql
  query Shop { shop { name email currencyCode ianaTimezone } }
`);

export const locationsQuery = operation<LocationsQuery, LocationsQueryVariables>(`#graphql
  query Locations($after: String) {
    locations(first: 100, after: $after, includeInactive: true) {
      nodes { id name isActive fulfillsOnlineOrders }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const variantsQuery = operation<VariantsQuery, VariantsQueryVariables>(`#graphql
  query Variants($first: Int!, $after: String) {
    productVariants(first: $first, after: $after, sortKey: ID) { nodes { ...VariantParts } pageInfo { hasNextPage endCursor } }
  }
  ${VARIANT}
`);

/** By id and not by search: the search index lags what it indexes. */
export const variantsOfProducts = operation<VariantsOfProductsQuery, VariantsOfProductsQueryVariables>(`#graphql
  query VariantsOfProducts($ids: [ID!]!) {
    nodes(ids: $ids) { ... on Product { id variants(first: 100) { nodes { ...VariantParts } pageInfo { hasNextPage endCursor } } } }
  }
  ${VARIANT}
`);

export const productVariantsPage = operation<ProductVariantsPageQuery, ProductVariantsPageQueryVariables>(`#graphql
  query ProductVariantsPage($id: ID!, $after: String!) {
    product(id: $id) { variants(first: 250, after: $after) { nodes { ...VariantParts } pageInfo { hasNextPage endCursor } } }
  }
  ${VARIANT}
`);

export const setInventoryPolicy = operation<SetInventoryPolicyMutation, SetInventoryPolicyMutationVariables>(`#graphql
  mutation SetInventoryPolicy($productId: ID!, $variants: [ProductVariantsBulkInput!]!) {
    productVariantsBulkUpdate(productId: $productId, variants: $variants) {
      productVariants { id inventoryPolicy updatedAt }
      userErrors { code field message }
    }
  }
`);

export const publishPromises = operation<PublishPromisesMutation, PublishPromisesMutationVariables>(`#graphql
  mutation PublishPromises($metafields: [MetafieldsSetInput!]!) {
    metafieldsSet(metafields: $metafields) {
      metafields { id }
      userErrors { code field message }
    }
  }
`);

export const clearPromises = operation<ClearPromisesMutation, ClearPromisesMutationVariables>(`#graphql
  mutation ClearPromises($metafields: [MetafieldIdentifierInput!]!) {
    metafieldsDelete(metafields: $metafields) {
      deletedMetafields { key }
      userErrors { field message }
    }
  }
`);

export const promiseDefinition = operation<PromiseDefinitionQuery, PromiseDefinitionQueryVariables>(`#graphql
  query PromiseDefinition($namespace: String!, $key: String!) {
    metafieldDefinition(identifier: { ownerType: PRODUCTVARIANT, namespace: $namespace, key: $key }) { id }
  }
`);

export const definePromise = operation<DefinePromiseMutation, DefinePromiseMutationVariables>(`#graphql
  mutation DefinePromise($definition: MetafieldDefinitionInput!) {
    metafieldDefinitionCreate(definition: $definition) {
      createdDefinition { id }
      userErrors { code field message }
    }
  }
`);
