import type { Resolver, ResolverMap } from "./api-context.ts";
import { fulfillmentOrderStateMutations } from "./mutations/fulfillment-order-states.ts";
import { fulfillmentMutations } from "./mutations/fulfillment.ts";
import { inventoryMutations, inventoryMutationTypes } from "./mutations/inventory.ts";
import { metafieldMutations } from "./mutations/metafields.ts";
import { orderMutations, orderMutationTypes } from "./mutations/orders.ts";
import { productMutations } from "./mutations/products.ts";
import { queryRoots } from "./queries.ts";
import { fulfillmentTypes } from "./types/fulfillment-types.ts";
import { metafieldTypes } from "./types/metafield-types.ts";
import { orderTypes } from "./types/order-types.ts";
import { productTypes } from "./types/product-types.ts";
import { shopTypes } from "./types/shop-types.ts";

/** The index of what the dev store's Admin API can answer. */

export const mutationRoots: Record<string, Resolver<unknown>> = {
  ...fulfillmentMutations,
  ...fulfillmentOrderStateMutations,
  ...inventoryMutations,
  ...metafieldMutations,
  ...orderMutations,
  ...productMutations,
};

export const recordTypes: ResolverMap = {
  ...fulfillmentTypes,
  ...inventoryMutationTypes,
  ...metafieldTypes,
  ...orderMutationTypes,
  ...orderTypes,
  ...productTypes,
  ...shopTypes,
};

export { queryRoots };
