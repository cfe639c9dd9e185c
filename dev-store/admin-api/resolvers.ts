import type { Resolver, ResolverMap } from "./api-context.ts";
import { appChargeMutations } from "./mutations/app-charges.ts";
import { appMutations } from "./mutations/apps.ts";
import { collectionMutations } from "./mutations/collections.ts";
import { discountMutations } from "./mutations/discounts.ts";
import { sellingPlanMutations } from "./mutations/selling-plans.ts";
import { translationMutations } from "./mutations/translations.ts";
import { appQueries } from "./queries/apps.ts";
import { marketQueries, marketQueryTypes } from "./queries/markets.ts";
import { merchandiseQueries } from "./queries/merchandise.ts";
import { appTypes } from "./types/app-types.ts";
import { marketTypes } from "./types/market-types.ts";
import { merchandiseTypes } from "./types/merchandise-types.ts";
import { sellingPlanTypes } from "./types/selling-plan-types.ts";
import { translationTypes } from "./types/translation-types.ts";
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
import { draftOrderMutations } from "./mutations/draft-orders.ts";
import { returnMutations } from "./mutations/returns.ts";
import { customerMutations } from "./mutations/customers.ts";
import { orderEditMutations } from "./mutations/order-edits.ts";
import { orderMutations } from "./mutations/orders.ts";
import { refundMutations } from "./mutations/refunds.ts";
import { productMutations } from "./mutations/products.ts";
import { publicationMutations } from "./mutations/publications.ts";
import { tagMutations } from "./mutations/tags.ts";
import { variantMutations } from "./mutations/variants.ts";
import { webhookSubscriptionMutations } from "./mutations/webhook-subscriptions.ts";
import { queryRoots as generalQueries } from "./queries.ts";
import { fulfillmentQueries } from "./queries/fulfillment.ts";
import { inventoryQueries } from "./queries/inventory.ts";
import { fulfillmentOrderTypes } from "./types/fulfillment-order-types.ts";
import { bulkQueries } from "./queries/bulk.ts";
import { metafieldQueries } from "./queries/metafields.ts";
import { publicationQueries } from "./queries/publications.ts";
import { draftOrderQueries } from "./queries/draft-orders.ts";
import { returnQueries } from "./queries/returns.ts";
import { customerQueries } from "./queries/customers.ts";
import { orderQueries } from "./queries/orders.ts";
import { webhookSubscriptionQueries } from "./queries/webhook-subscriptions.ts";
import { bulkTypes } from "./types/bulk-types.ts";
import { fulfillmentTypes } from "./types/fulfillment-types.ts";
import { inventoryTypes } from "./types/inventory-types.ts";
import { locationTypes } from "./types/location-types.ts";
import { transferTypes } from "./types/transfer-types.ts";
import { metafieldTypes } from "./types/metafield-types.ts";
import { agreementTypes } from "./types/agreement-types.ts";
import { customerTypes } from "./types/customer-types.ts";
import { lineItemTypes } from "./types/line-item-types.ts";
import { orderEventTypes } from "./types/order-events.ts";
import { draftOrderTypes } from "./types/draft-order-types.ts";
import { returnTypes } from "./types/return-types.ts";
import { refundTypes } from "./types/refund-types.ts";
import { orderEditTypes } from "./types/order-edit-types.ts";
import { orderTypes } from "./types/order-types.ts";
import { productTypes } from "./types/product-types.ts";
import { publicationTypes } from "./types/publication-types.ts";
import { shopTypes } from "./types/shop-types.ts";
import { webhookSubscriptionTypes } from "./types/webhook-subscription-types.ts";

/** The index of what the dev store's Admin API can answer. */

export const mutationRoots: Record<string, Resolver<unknown>> = {
  ...appChargeMutations,
  ...appMutations,
  ...collectionMutations,
  ...discountMutations,
  ...sellingPlanMutations,
  ...translationMutations,
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
  ...customerMutations,
  ...returnMutations,
  ...draftOrderMutations,
  ...orderEditMutations,
  ...orderMutations,
  ...refundMutations,
  ...productMutations,
  ...publicationMutations,
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
  ...agreementTypes,
  ...customerTypes,
  ...lineItemTypes,
  ...orderEditTypes,
  ...orderEventTypes,
  ...draftOrderTypes,
  ...refundTypes,
  ...returnTypes,
  ...orderTypes,
  ...productTypes,
  ...publicationTypes,
  ...shopTypes,
  ...appTypes,
  ...marketQueryTypes,
  ...marketTypes,
  ...merchandiseTypes,
  ...sellingPlanTypes,
  ...translationTypes,
  ...webhookSubscriptionTypes,
};

export const queryRoots: Record<string, Resolver<unknown>> = {
  ...generalQueries,
  ...appQueries,
  ...marketQueries,
  ...merchandiseQueries,
  ...fulfillmentQueries,
  ...inventoryQueries,
  ...bulkQueries,
  ...metafieldQueries,
  ...publicationQueries,
  ...customerQueries,
  ...returnQueries,
  ...draftOrderQueries,
  ...orderQueries,
  ...webhookSubscriptionQueries,
};
