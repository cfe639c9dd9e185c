import { createLocation, createProduct } from "../commerce/catalog.ts";
import { placeOrder } from "../commerce/checkout.ts";
import type { ShopContext } from "../commerce/context.ts";
import { startDevStore } from "../server.ts";
import type { DevStore, DevStoreOptions } from "../server.ts";
import { toGid } from "../state/gid.ts";
import type { InstalledApp, Order } from "../state/types.ts";

/** A dev store with one product for tests of the Admin API: one location, 5 lanterns that may be backordered. */
export type TestStore = {
  devStore: DevStore;
  app: InstalledApp;
  context: ShopContext;
  locationGid: string;
  productGid: string;
  variantGid: string;
  inventoryItemGid: string;
  ask: (query: string, variables?: Record<string, unknown>) => Answer;
  sell: (quantity: number) => Order;
};

// The tests look into answers of many shapes; vitest's matchers say where one differs.
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- see above
export type Answer = { data?: any; errors?: any[]; extensions?: any };

export const TEST_CREDENTIALS = { apiKey: "test-key", apiSecret: "test-secret" };

export async function startTestStore(options: Partial<DevStoreOptions> = {}): Promise<TestStore> {
  const devStore = await startDevStore({ credentials: TEST_CREDENTIALS, ...options });
  const context = devStore.context();
  const location = createLocation(context, { name: "Warehouse" });
  const product = createProduct(context, {
    title: "Camp Lantern",
    variants: [{ sku: "LANTERN", priceCents: 2490, inventoryPolicy: "CONTINUE", stock: { [location.id]: 5 } }],
  });
  const [variantId = 0] = product.variantIds;
  const inventoryItemId = context.shop.variants.get(variantId)?.inventoryItemId ?? 0;
  const app = devStore.install();
  return {
    devStore,
    app,
    context,
    locationGid: toGid("Location", location.id),
    productGid: toGid("Product", product.id),
    variantGid: toGid("ProductVariant", variantId),
    inventoryItemGid: toGid("InventoryItem", inventoryItemId),
    ask: (query, variables = {}) => devStore.api.answer({ query, variables, operationName: null }, { context, app }).body,
    sell: (quantity) => {
      const sale = placeOrder(context, { email: "ada@example.com", lines: [{ variantId, quantity }] });
      if (!sale.ok) throw new Error(sale.errors[0]?.message);
      return sale.value;
    },
  };
}
