/**
 * Our copy of the shop's shelves: the shop itself, its locations and variants. The whole on install, parts of it when
 * Shopify says that they changed. Variants that a whole reading does not meet any more stay until their product is
 * read again: an order may still name them.
 */
import type { InventoryItemId, ShopDomain, VariantId } from "../domain/ids.ts";
import type { VariantFact } from "./ports/facts.ts";
import type { Jobs } from "./ports/jobs.ts";
import type { Catalog, Storefront } from "./ports/shopify.ts";
import type { Shelves } from "./ports/shops.ts";
import type { Database, Transaction } from "./ports/transaction.ts";

/** Pages of one job, some minutes' work: the next job goes on. */
export const PAGES_PER_JOB = 200;
const ITEMS_PER_JOB = 100;
const PRODUCTS_PER_READ = 50;

export interface MirrorCatalogDeps {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly shelves: Shelves;
  readonly storefront: Storefront;
  readonly jobs: Jobs;
}

/** `cursor`: go on with the variants from there. Answers where the next job goes on; null: everything is read. */
export async function mirrorCatalog(
  deps: MirrorCatalogDeps,
  { shop, cursor: from }: { shop: ShopDomain; cursor?: string },
): Promise<{ variants: number; goOnAt: string | null }> {
  if (from === undefined) await mirrorShop(deps, shop);
  let variants = 0;
  let cursor: string | null = from ?? null;
  for (let page = 0; page < PAGES_PER_JOB; page++) {
    const read: { items: readonly VariantFact[]; cursor: string | null } = await deps.catalog.variants(shop, cursor);
    await deps.database.transaction((tx) => save(deps, tx, shop, read.items));
    variants += read.items.length;
    cursor = read.cursor;
    if (cursor === null) break;
  }
  return { variants, goOnAt: cursor };
}

async function mirrorShop(deps: MirrorCatalogDeps, shop: ShopDomain): Promise<void> {
  await deps.storefront.define(shop);
  const profile = await deps.catalog.shop(shop);
  await deps.database.transaction((tx) => deps.shelves.saveShop(tx, shop, profile));
  await mirrorLocations(deps, { shop });
}

export async function mirrorLocations(deps: MirrorCatalogDeps, { shop }: { shop: ShopDomain }): Promise<void> {
  const locations = await deps.catalog.locations(shop);
  await deps.database.transaction((tx) => deps.shelves.saveLocations(tx, shop, locations));
}

/** Products that changed, or that are gone: then nothing of them is read and their variants are dropped. */
export async function mirrorProducts(deps: MirrorCatalogDeps, { shop, productIds }: { shop: ShopDomain; productIds: readonly string[] }): Promise<void> {
  for (let start = 0; start < productIds.length; start += PRODUCTS_PER_READ) {
    const ids = productIds.slice(start, start + PRODUCTS_PER_READ);
    const variants = await deps.catalog.variantsOfProducts(shop, ids);
    await deps.database.transaction(async (tx) => {
      await save(deps, tx, shop, variants);
      await deps.shelves.dropVariants(tx, shop, { productIds: ids, kept: variants.map((variant): VariantId => variant.variantId) });
    });
  }
}

/** An item that we meet for the first time has levels that nobody has read. */
async function save(deps: MirrorCatalogDeps, tx: Transaction, shop: ShopDomain, variants: readonly VariantFact[]): Promise<void> {
  const newItems = await deps.shelves.saveVariants(tx, shop, variants);
  await deps.jobs.enqueue(
    tx,
    inJobs(newItems).map((inventoryItemIds) => ({ name: "settle-items", shop, inventoryItemIds })),
  );
}

function inJobs(items: readonly InventoryItemId[]): InventoryItemId[][] {
  return Array.from({ length: Math.ceil(items.length / ITEMS_PER_JOB) }, (_, index) => items.slice(index * ITEMS_PER_JOB, (index + 1) * ITEMS_PER_JOB));
}
