import { collectionsOf } from "../../commerce/collections.ts";
import { toGid } from "../../state/gid.ts";
import type { Product, Variant } from "../../state/types.ts";
import type { TypeResolvers } from "../api-context.ts";
import { listConnection } from "../connections.ts";
import { sellingPlanGroupsFor } from "../queries/merchandise.ts";
import { count } from "../views.ts";
import { translationFields } from "./translation-types.ts";

/** How a product and its variants are grouped and offered. */

export const productOfferFields: TypeResolvers<Product> = {
  collections: (product, args, { shop }) => listConnection(collectionsOf(shop, product), args),
  inCollection: (product, args, { shop }) => collectionsOf(shop, product).some(({ id }) => toGid("Collection", id) === args["id"]),
  sellingPlanGroups: ({ id }, args, api) => listConnection(sellingPlanGroupsFor(api, { variantId: null, productId: id }), args),
  sellingPlanGroupsCount: ({ id }, _args, api) => count(sellingPlanGroupsFor(api, { variantId: null, productId: id }).length),
  ...translationFields<Product>(({ id }) => toGid("Product", id)),
};

export const variantOfferFields: TypeResolvers<Variant> = {
  sellingPlanGroups: ({ id, productId }, args, api) => listConnection(sellingPlanGroupsFor(api, { variantId: id, productId }), args),
  sellingPlanGroupsCount: ({ id, productId }, _args, api) => count(sellingPlanGroupsFor(api, { variantId: id, productId }).length),
  ...translationFields<Variant>(({ id }) => toGid("ProductVariant", id)),
};
