/** What the product page reads: one json metafield a variant, written by us, readable by the storefront. */
import { randomUUID } from "node:crypto";
import type { Storefront } from "../../use-cases/ports/shopify.ts";
import type { AdminClient } from "./admin-client.server.ts";
import { userErrorsOf, ShopifyRefused } from "./admin-client.server.ts";
import { clearPromises, definePromise, promiseDefinition, publishPromises } from "./catalog.graphql.ts";
import { toGid } from "./gid.ts";
import { asResult } from "./stock.server.ts";

const NAMESPACE = "$app:backorder";
const KEY = "promise";
/** Another process defined it a moment ago. */
const ALREADY_DEFINED = "TAKEN";

export function createStorefront(client: AdminClient): Storefront {
  return {
    async publish(shop, promises) {
      const metafields = promises.map(({ variantId, payload }) => ({
        ownerId: toGid("ProductVariant", variantId),
        namespace: NAMESPACE,
        key: KEY,
        type: "json",
        value: JSON.stringify(payload),
      }));
      // Sets a state, so sending it twice is harmless and each publication has its own key.
      return asResult(await client.mutate(shop, publishPromises, { metafields }, `publish:${randomUUID()}`));
    },
    async clear(shop, variantIds) {
      const metafields = variantIds.map((variantId) => ({ ownerId: toGid("ProductVariant", variantId), namespace: NAMESPACE, key: KEY }));
      return asResult(await client.mutate(shop, clearPromises, { metafields }, `clear:${randomUUID()}`));
    },
    async define(shop) {
      const { metafieldDefinition } = await client.query(shop, promiseDefinition, { namespace: NAMESPACE, key: KEY });
      if (metafieldDefinition != null) return;
      const definition = {
        ownerType: "PRODUCTVARIANT" as const,
        namespace: NAMESPACE,
        key: KEY,
        name: "Backorder promise",
        description: "When units of this variant can ship. Written by Promised.",
        type: "json",
        access: { admin: "MERCHANT_READ" as const, storefront: "PUBLIC_READ" as const },
      };
      const answer = await client.mutate(shop, definePromise, { definition }, `define:promise:${randomUUID()}`);
      const errors = userErrorsOf(answer).filter((error) => error.code !== ALREADY_DEFINED);
      if (errors.length > 0) throw new ShopifyRefused(`The promise metafield could not be defined: ${errors.map((error) => error.message).join(" ")}`);
    },
  };
}
