import type { Resolver, ResolverMap } from "./api-context.ts";
import { bulkMutations } from "./mutations/bulk.ts";
import { fulfillmentOrderStateMutations } from "./mutations/fulfillment-order-states.ts";
import { fulfillmentMutations } from "./mutations/fulfillment.ts";
import { fulfillmentOrderMutations } from "./mutations/fulfillment-orders.ts";
import { fulfillmentRequestMutations } from "./mutations/fulfillment-requests.ts";
import { fulfillmentServiceMutations } from "./mutations/fulfillment-services.ts";
import { inventoryMutations, inventoryMutationTypes } from "./mutations/inventory.ts";
import { locationMutations } from "./mutations/locations.ts";
import { shipmentMutations } from "./mutations/shipments.ts";
import { stockingMutations } from "./mutations/stocking.ts";
import { transferMutations } from "./mutations/transfers.ts";
import { metafieldDefinitionMutations } from "./mutations/metafield-definitions.ts";
import { metafieldMutations } from "./mutations/metafields.ts";
import { orderMutations, orderMutationTypes } from "./mutations/orders.ts";
import { productMutations } from "./mutations/products.ts";
import { tagMutations } from "./mutations/tags.ts";
import { variantMutations } from "./mutations/variants.ts";
import { webhookSubscriptionMutations } from "./mutations/webhook-subscriptions.ts";
import { queryRoots as generalQueries } from "./queries.ts";
import { fulfillmentQueries } from "./queries/fulfillment.ts";
import { inventoryQueries } from "./queries/inventory.ts";
import { fulfillmentOrderTypes } from "./types/fulfillment-order-types.ts";
import { bulkQueries } from "./queries/bulk.ts";
import { metafieldQueries } from "./queries/metafields.ts";
import { webhookSubscriptionQueries } from "./queries/webhook-subscriptions.ts";
import { bulkTypes } from "./types/bulk-types.ts";
import { fulfillmentTypes } from "./types/fulfillment-types.ts";
import { inventoryTypes } from "./types/inventory-types.ts";
import { locationTypes } from "./types/location-types.ts";
import { transferTypes } from "./types/transfer-types.ts";
import { metafieldTypes } from "./types/metafield-types.ts";
import { orderTypes } from "./types/order-types.ts";
import { productTypes } from "./types/product-types.ts";
import { shopTypes } from "./types/shop-types.ts";
import { webhookSubscriptionTypes } from "./types/webhook-subscription-types.ts";

/** The index of what the dev store's Admin API can answer. */

export const mutationRoots: Record<string, Resolver<unknown>> = {
  ...bulkMutations,
  ...fulfillmentMutations,
  ...fulfillmentOrderMutations,
  ...fulfillmentRequestMutations,
  ...fulfillmentServiceMutations,
  ...fulfillmentOrderStateMutations,
  ...inventoryMutations,
  ...stockingMutations,
  ...transferMutations,
  ...shipmentMutations,
  ...locationMutations,
  ...metafieldDefinitionMutations,
  ...metafieldMutations,
  ...orderMutations,
  ...productMutations,
  ...tagMutations,
  ...variantMutations,
  ...webhookSubscriptionMutations,
};

export const recordTypes: ResolverMap = {
  ...fulfillmentOrderTypes,
  ...bulkTypes,
  ...fulfillmentTypes,
  ...inventoryMutationTypes,
  ...inventoryTypes,
  ...locationTypes,
  ...transferTypes,
  ...metafieldTypes,
  ...orderMutationTypes,
  ...orderTypes,
  ...productTypes,
  ...shopTypes,
  ...webhookSubscriptionTypes,
};

export const queryRoots: Record<string, Resolver<unknown>> = {
  ...generalQueries,
  ...fulfillmentQueries,
  ...inventoryQueries,
  ...bulkQueries,
  ...metafieldQueries,
  ...webhookSubscriptionQueries,
};
