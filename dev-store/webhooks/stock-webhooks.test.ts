import { afterEach, beforeEach, expect, test } from "vitest";
import { startTestStore } from "../admin-api/test-shop.ts";
import type { TestStore } from "../admin-api/test-shop.ts";
import { createLocation, createProduct, deleteProduct } from "../commerce/catalog.ts";
import { changeQuantities } from "../commerce/inventory.ts";
import { updateItem } from "../commerce/inventory-items.ts";
import { closeLocation } from "../commerce/relocate.ts";
import type { ShopEvent } from "../commerce/context.ts";
import { idOf } from "../state/gid.ts";
import { payloadOf } from "./payloads.ts";
import { WebhookCheck } from "./webhook-check.ts";

let store: TestStore;
let topics: string[];
const check = new WebhookCheck();

beforeEach(async () => {
  store = await startTestStore();
  topics = [];
  store.context.emit = (event: ShopEvent) => {
    topics.push(event.topic);
    expect(check.problemsOf(event.topic, JSON.parse(JSON.stringify(payloadOf(store.context, event))))).toEqual([]);
  };
});
afterEach(() => store.devStore.close());

function place(): { inventoryItemId: number; locationId: number } {
  return { inventoryItemId: idOf("InventoryItem", store.inventoryItemGid) ?? 0, locationId: idOf("Location", store.locationGid) ?? 0 };
}

test("the sale of the last unit tells that the variant is out of stock, the next one does not tell it again", () => {
  store.sell(4);
  expect(topics).not.toContain("variants/out_of_stock");
  store.sell(1);
  store.sell(1);
  expect(topics.filter((topic) => topic.startsWith("variants/"))).toEqual(["variants/out_of_stock"]);
});

test("units at another location keep a variant in stock", () => {
  const other = createLocation(store.context, { name: "Hamburg" });
  changeQuantities(store.context, [{ ...place(), locationId: other.id, name: "available", delta: 1 }]);
  changeQuantities(store.context, [{ ...place(), name: "available", delta: -5 }]);
  expect(topics.filter((topic) => topic.startsWith("variants/"))).toEqual([]);
});

test("a delivery tells that a variant is in stock only when it covers what was sold", () => {
  store.sell(8);
  topics.length = 0;
  changeQuantities(store.context, [{ ...place(), name: "available", delta: 3 }]);
  expect(topics).toEqual(["inventory_levels/update"]);
  changeQuantities(store.context, [{ ...place(), name: "available", delta: 1 }]);
  expect(topics).toEqual(["inventory_levels/update", "inventory_levels/update", "variants/in_stock"]);
});

test("units that only change their name are no change of a level that is sold from", () => {
  changeQuantities(store.context, [{ ...place(), name: "incoming", delta: 3 }]);
  expect(topics).toEqual([]);
});

test("an item tells its beginning, its changes and its end", () => {
  const product = createProduct(store.context, { title: "Tent", variants: [{ sku: "TENT", priceCents: 100, stock: { [place().locationId]: 1 } }] });
  const item = [...store.context.shop.inventoryItems.values()].at(-1);
  if (item === undefined) throw new Error("the product has no item");
  updateItem(store.context, item, { harmonizedSystemCode: "630622", countryCodeOfOrigin: "PT", weight: { value: 2.5, unit: "KILOGRAMS" } });
  deleteProduct(store.context, product);
  expect(topics).toEqual([
    "inventory_items/create",
    "inventory_levels/connect",
    "inventory_levels/update",
    "variants/in_stock",
    "products/create",
    "inventory_items/update",
    "inventory_items/delete",
    "products/delete",
  ]);
});

test("a location tells that it closes", () => {
  const location = createLocation(store.context, { name: "Hamburg" });
  closeLocation(store.context, location);
  expect(topics).toEqual(["locations/create", "locations/deactivate"]);
});
