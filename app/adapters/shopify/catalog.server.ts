/** The shop, its locations and its variants. */
import { randomUUID } from "node:crypto";
import type { Instant, InventoryItemId, LocationId, ProductId, VariantId } from "../../domain/ids.ts";
import type { VariantFact } from "../../use-cases/ports/facts.ts";
import type { Catalog } from "../../use-cases/ports/shopify.ts";
import type { AdminClient } from "./admin-client.server.ts";
import type { VariantPartsFragment } from "./admin.generated.d.ts";
import { locationsQuery, productVariantsPage, setInventoryPolicy, shopQuery, variantsOfProducts, variantsQuery } from "./catalog.graphql.ts";
import { allNodes } from "./connection-pages.ts";
import { fromGid, toGid } from "./gid.ts";
import { asResult } from "./stock.server.ts";

const VARIANTS_PER_PAGE = 250;

export function createCatalog(client: AdminClient): Catalog {
  return {
    async shop(shop) {
      const { shop: found } = await client.query(shop, shopQuery, {});
      return { name: found.name, email: found.email, currency: found.currencyCode, timeZone: found.ianaTimezone };
    },
    async locations(shop) {
      const ask = async (after: string | null) => (await client.query(shop, locationsQuery, { after })).locations;
      const locations = await allNodes(await ask(null), ask);
      return locations.map((location) => ({
        locationId: fromGid<LocationId>(location.id),
        name: location.name,
        isActive: location.isActive,
        fulfilsOnline: location.fulfillsOnlineOrders,
      }));
    },
    async variants(shop, cursor) {
      const { productVariants } = await client.query(shop, variantsQuery, { first: VARIANTS_PER_PAGE, after: cursor });
      const { hasNextPage, endCursor } = productVariants.pageInfo;
      return { items: productVariants.nodes.map(variantFact), cursor: hasNextPage ? (endCursor ?? null) : null };
    },
    async variantsOfProducts(shop, productIds) {
      const { nodes } = await client.query(shop, variantsOfProducts, { ids: productIds.map((id) => toGid("Product", id)) });
      const variants: VariantFact[] = [];
      for (const node of nodes) {
        if (node === null || !("variants" in node)) continue;
        const all = await allNodes(node.variants, async (after) => (await client.query(shop, productVariantsPage, { id: node.id, after })).product?.variants);
        variants.push(...all.map(variantFact));
      }
      return variants;
    },
    async setInventoryPolicy(shop, { variantId, productId, policy }) {
      const variants = [{ id: toGid("ProductVariant", variantId), inventoryPolicy: policy }];
      // Sets a state, so sending it twice is harmless and each wish has its own key.
      const answer = await client.mutate(shop, setInventoryPolicy, { productId: toGid("Product", productId), variants }, `policy:${variantId}:${randomUUID()}`);
      const result = asResult(answer);
      const updatedAt = answer.productVariantsBulkUpdate?.productVariants?.[0]?.updatedAt;
      return result.ok ? { ok: true, updatedAt: updatedAt == null ? null : (new Date(updatedAt).toISOString() as Instant) } : result;
    },
  };
}

function variantFact(variant: VariantPartsFragment): VariantFact {
  return {
    variantId: fromGid<VariantId>(variant.id),
    productId: fromGid<ProductId>(variant.product.id),
    inventoryItemId: fromGid<InventoryItemId>(variant.inventoryItem.id),
    productTitle: variant.product.title,
    title: variant.title,
    sku: variant.sku ?? "",
    imageUrl: variant.product.featuredMedia?.preview?.image?.url ?? null,
    isTracked: variant.inventoryItem.tracked,
    inventoryPolicy: variant.inventoryPolicy,
    updatedAt: new Date(variant.updatedAt).toISOString() as Instant,
  };
}
