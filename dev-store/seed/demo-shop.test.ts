import { expect, test } from "vitest";

import type { ShopContext } from "../commerce/context.ts";
import { onHand } from "../commerce/inventory.ts";
import { demoProfile, emptyShop, emptyStore } from "../state/shop-state.ts";
import { seedDemoShop } from "./demo-shop.ts";

function seeded(): ShopContext {
  const context: ShopContext = {
    store: emptyStore(),
    shop: emptyShop(demoProfile("2026-01-01T00:00:00Z")),
    now: () => new Date("2026-03-02T09:00:00Z"),
    emit: () => undefined,
  };
  seedDemoShop(context);
  return context;
}

function levels({ shop }: ShopContext) {
  return [...shop.variants.values()].map((variant) => {
    const level = [...shop.inventoryLevels.values()].find(({ inventoryItemId }) => inventoryItemId === variant.inventoryItemId);
    if (level === undefined) throw new Error(`${variant.sku} is stocked nowhere`);
    return { variant, level };
  });
}

test("the demo shop has about forty products with stock of every kind", () => {
  const context = seeded();
  expect(context.shop.products.size).toBe(40);
  const available = levels(context).map(({ level }) => level.quantities.available);
  expect(available.filter((units) => units < 0).length).toBeGreaterThanOrEqual(8);
  expect(available.filter((units) => units === 0).length).toBeGreaterThanOrEqual(8);
  expect(available.filter((units) => units > 0 && units <= 3).length).toBeGreaterThanOrEqual(5);
  expect(available.filter((units) => units > 20).length).toBeGreaterThanOrEqual(5);
});

test("only variants that may go on selling are oversold, and no shelf holds less than nothing", () => {
  for (const { variant, level } of levels(seeded())) {
    if (level.quantities.available < 0) expect(variant.inventoryPolicy).toBe("CONTINUE");
    expect(onHand(level)).toBeGreaterThanOrEqual(0);
  }
});

test("four orders wait for five olive lanterns", () => {
  const context = seeded();
  const lantern = levels(context).find(({ variant }) => variant.sku === "LANTERN-OLIVE");
  expect(lantern?.level.quantities).toMatchObject({ available: -5, committed: 5 });
});

test("two seeds are the same shop but for the secret part of order links", () => {
  const plain = (context: ShopContext) => JSON.stringify([...context.shop.orders.values()].map(({ token: _, ...order }) => order));
  expect(plain(seeded())).toBe(plain(seeded()));
});

test("every SKU is there once", () => {
  const skus = [...seeded().shop.variants.values()].map(({ sku }) => sku);
  expect(new Set(skus).size).toBe(skus.length);
});
