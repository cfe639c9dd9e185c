import { beforeEach, expect, test } from "vitest";
import { useScratchDatabase } from "../../tests/scratch-database.ts";
import { createDatabase } from "../adapters/prisma/database.server.ts";
import { createShelves, createShops } from "../adapters/prisma/shop-store.server.ts";
import type { Instant, InventoryItemId, LocationId, ProductId, ShopDomain, VariantId } from "../domain/ids.ts";
import { RecordingJobs } from "../testing/ledger-bench.ts";
import { mirrorCatalog, mirrorLocations, mirrorProducts } from "./mirror-catalog.ts";
import type { MirrorCatalogDeps } from "./mirror-catalog.ts";
import type { LocationFact, VariantFact } from "./ports/facts.ts";
import { registerShop } from "./register-shop.ts";

const SHOP = "a.myshopify.com" as ShopDomain;
const database = useScratchDatabase();
/** What Shopify has. */
let variants: VariantFact[];
let locations: LocationFact[];
let jobs: RecordingJobs;
let deps: MirrorCatalogDeps;

beforeEach(async () => {
  for (const table of ["shop", "variant", "location"]) await database.pool.query(`DELETE FROM ${table}`);
  variants = [variant("1", "mugs"), variant("2", "mugs"), variant("3", "lamps")];
  locations = [
    { locationId: "L1" as LocationId, name: "Berlin", isActive: true, fulfilsOnline: true },
    { locationId: "L2" as LocationId, name: "Paris", isActive: true, fulfilsOnline: false },
  ];
  jobs = new RecordingJobs();
  deps = {
    database: createDatabase(database.pool),
    jobs,
    shelves: createShelves(database.pool),
    storefront: { define: async () => {}, clear: async () => ({ ok: true }), publish: async () => ({ ok: true }) },
    catalog: {
      shop: async () => ({ name: "Fernhill", email: "shop@example.com", currency: "EUR", timeZone: "Europe/Berlin" }),
      locations: async () => locations,
      // Two a page, so that pages are turned.
      variants: async (_shop, cursor) => ({
        items: variants.slice(Number(cursor), Number(cursor) + 2),
        cursor: Number(cursor) + 2 < variants.length ? String(Number(cursor) + 2) : null,
      }),
      variantsOfProducts: async (_shop, ids) => variants.filter(({ productId }) => ids.includes(productId)),
      setInventoryPolicy: async () => ({ ok: true, updatedAt: null }),
    },
  };
  await registerShop({ ...deps, shops: createShops(database.pool) }, { shop: SHOP });
  jobs.clear();
});

function variant(id: string, product: string, more: Partial<VariantFact> = {}): VariantFact {
  return {
    variantId: id as VariantId,
    productId: product as ProductId,
    inventoryItemId: `i${id}` as InventoryItemId,
    productTitle: product,
    title: id,
    sku: "",
    imageUrl: null,
    isTracked: true,
    inventoryPolicy: "DENY",
    updatedAt: "2026-10-01T00:00:00.000Z" as Instant,
    ...more,
  };
}
const rows = async (sql: string) => (await database.pool.query(sql)).rows;
const known = () => rows("SELECT variant_id AS id, title, deleted_at IS NOT NULL AS gone FROM variant ORDER BY 1");

test("a new shop's shelves are read whole, and every item's levels are asked for once", async () => {
  expect(await mirrorCatalog(deps, { shop: SHOP })).toEqual({ variants: 3, goOnAt: null });
  expect(await mirrorCatalog(deps, { shop: SHOP })).toEqual({ variants: 3, goOnAt: null });
  expect((await known()).map(({ id }) => id)).toEqual(["1", "2", "3"]);
  expect(jobs.named("settle-items").flatMap(({ inventoryItemIds }) => inventoryItemIds)).toEqual(["i1", "i2", "i3"]);
  expect(await rows("SELECT name, currency, time_zone, sender_email FROM shop")).toEqual([
    { name: "Fernhill", currency: "EUR", time_zone: "Europe/Berlin", sender_email: "shop@example.com" },
  ]);
});

test("what the merchant set stays when the shop is read again", async () => {
  await mirrorCatalog(deps, { shop: SHOP });
  await database.pool.query("UPDATE shop SET time_zone = 'Europe/Paris', sender_email = 'parcels@example.com', sender_name = 'Parcels'");
  await mirrorCatalog(deps, { shop: SHOP });
  expect(await rows("SELECT time_zone, sender_email, sender_name FROM shop")).toEqual([
    { time_zone: "Europe/Paris", sender_email: "parcels@example.com", sender_name: "Parcels" },
  ]);
});

test("an older reading never overwrites a newer one", async () => {
  await mirrorCatalog(deps, { shop: SHOP });
  variants = [variant("1", "mugs", { title: "newer", updatedAt: "2026-10-03T00:00:00.000Z" as Instant })];
  await mirrorProducts(deps, { shop: SHOP, productIds: ["mugs"] });
  variants = [variant("1", "mugs", { title: "older", updatedAt: "2026-10-02T00:00:00.000Z" as Instant })];
  await mirrorProducts(deps, { shop: SHOP, productIds: ["mugs"] });
  expect((await known())[0]).toMatchObject({ title: "newer" });
});

test("variants that a product has no more are gone, those of other products stay", async () => {
  await mirrorCatalog(deps, { shop: SHOP });
  variants = [variant("2", "mugs")];
  await mirrorProducts(deps, { shop: SHOP, productIds: ["mugs"] });
  expect((await known()).map(({ id, gone }) => [id, gone])).toEqual([
    ["1", true],
    ["2", false],
    ["3", false],
  ]);
});

test("a location that Shopify does not list any more is not active", async () => {
  await mirrorLocations(deps, { shop: SHOP });
  locations = locations.slice(0, 1);
  await mirrorLocations(deps, { shop: SHOP });
  expect(await rows("SELECT location_id AS id, is_active FROM location ORDER BY 1")).toEqual([
    { id: "L1", is_active: true },
    { id: "L2", is_active: false },
  ]);
});

test("a shop that comes back after it left is read anew, one that never left is not", async () => {
  const shops = createShops(database.pool);
  expect(await registerShop({ ...deps, shops }, { shop: SHOP })).toBe("known");
  await deps.database.transaction((tx) => shops.uninstall(tx, SHOP, new Date(Date.now() + 1000).toISOString() as Instant));
  expect(await registerShop({ ...deps, shops }, { shop: SHOP })).toBe("installed");
  expect(jobs.jobs.map(({ name }) => name)).toEqual(["mirror-catalog", "reconcile"]);
});
