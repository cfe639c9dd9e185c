import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { adjustQuantities } from "./commerce/adjust.ts";
import { deleteProduct } from "./commerce/catalog.ts";
import { startTestStore } from "./admin-api/test-shop.ts";
import type { TestStore } from "./admin-api/test-shop.ts";
import { consistencySettings } from "./consistency.ts";
import type { ConsistencySettings } from "./consistency.ts";
import { idOf } from "./state/gid.ts";

let store: TestStore;
let nowMs: number;

beforeEach(async () => {
  nowMs = Date.parse("2026-11-23T10:00:00Z");
  store = await startTestStore({ now: () => new Date(nowMs) });
});
afterEach(() => store.devStore.close());

function lag(settings: Partial<ConsistencySettings>): void {
  store.devStore.consistency.set(consistencySettings.parse(settings), store.devStore.store.shops.values());
}

/** Available, committed and on hand as the API shows them. */
function level(): number[] {
  const answer = store.ask(
    `query($id: ID!, $at: ID!) { inventoryItem(id: $id) { inventoryLevel(locationId: $at) { quantities(names: ["available", "committed", "on_hand"]) { quantity } } } }`,
    { id: store.inventoryItemGid, at: store.locationGid },
  );
  return answer.data.inventoryItem.inventoryLevel.quantities.map(({ quantity }: { quantity: number }) => quantity);
}

function found(root: "orders" | "products", query: string | null): string[] {
  const field = root === "orders" ? "name" : "title";
  const answer = store.ask(`query($query: String) { ${root}(first: 9, query: $query) { nodes { ${field} } } }`, { query });
  return answer.data[root].nodes.map((node: Record<string, string>) => node[field]);
}

test("by default every read sees every write", () => {
  const { name } = store.sell(2);
  expect(level()).toEqual([3, 2, 5]);
  expect(found("orders", "status:open")).toEqual([name]);
});

describe("levels that lag", () => {
  test("show what was there so long ago, each change in its own time", () => {
    lag({ levelLagMs: 1000 });
    store.sell(1);
    nowMs += 600;
    store.sell(1);
    expect(level()).toEqual([5, 0, 5]);
    nowMs += 400;
    expect(level()).toEqual([4, 1, 5]);
    nowMs += 600;
    expect(level()).toEqual([3, 2, 5]);
  });

  test("compare a change with what is there now, not with what is shown", () => {
    lag({ levelLagMs: 1000 });
    store.sell(1);
    const change = {
      inventoryItemId: idOf("InventoryItem", store.inventoryItemGid),
      locationId: idOf("Location", store.locationGid),
      delta: 1,
      changeFromQuantity: 4,
      ledgerDocumentUri: null,
    };
    const outcome = adjustQuantities(store.context, { name: "available", reason: "correction", referenceDocumentUri: null, changes: [change] });
    expect(outcome.ok).toBe(true);
  });
});

describe("levels that tear", () => {
  test("show available of now and committed of before", () => {
    lag({ levelTearMs: 1000 });
    store.sell(2);
    expect(level()).toEqual([3, 0, 3]);
    nowMs += 1000;
    expect(level()).toEqual([3, 2, 5]);
  });

  test("or the other way round", () => {
    lag({ levelTearMs: 1000, tornQuantity: "available" });
    store.sell(2);
    expect(level()).toEqual([5, 2, 7]);
  });
});

describe("searches that lag", () => {
  test("do not find a new order yet, though a list without a search does, and so does its id", () => {
    const before = store.sell(1).name;
    lag({ searchLagMs: 1000 });
    const order = store.sell(1);
    expect(found("orders", "status:open")).toEqual([before]);
    expect(found("orders", null)).toEqual([before, order.name]);
    expect(store.ask(`query($id: ID!) { order(id: $id) { name } }`, { id: `gid://shopify/Order/${order.id}` }).data.order.name).toBe(order.name);
    nowMs += 1000;
    expect(found("orders", "status:open")).toEqual([before, order.name]);
  });

  test("find a product by what it was and show it as it is", () => {
    lag({ searchLagMs: 1000 });
    const product = store.context.shop.products.get(idOf("Product", store.productGid) ?? 0);
    Object.assign(product ?? {}, { title: "Camp Lamp" });
    store.context.emit({ topic: "products/update", productId: product?.id ?? 0 });
    expect(found("products", 'title:"Camp Lantern"')).toEqual(["Camp Lamp"]);
    expect(found("products", 'title:"Camp Lamp"')).toEqual([]);
    nowMs += 1000;
    expect(found("products", 'title:"Camp Lamp"')).toEqual(["Camp Lamp"]);
  });

  test("find nothing of a deleted product", () => {
    lag({ searchLagMs: 1000 });
    const product = store.context.shop.products.get(idOf("Product", store.productGid) ?? 0);
    if (product !== undefined) deleteProduct(store.context, product);
    expect(found("products", "status:active")).toEqual([]);
    nowMs += 1000;
    expect(found("products", "status:active")).toEqual([]);
  });

  test("see everything again when the lag is taken back", () => {
    lag({ searchLagMs: 1000 });
    const { name } = store.sell(1);
    lag({});
    expect(found("orders", "status:open")).toEqual([name]);
  });
});

test("the setting is made from another process too, and unknown values are refused", async () => {
  const post = (body: object): Promise<Response> => fetch(`${store.devStore.url}/__dev/consistency`, { method: "POST", body: JSON.stringify(body) });
  expect(await (await post({ levelTearMs: 50 })).json()).toMatchObject({ levelTearMs: 50, searchLagMs: 0 });
  expect((await post({ levelLagMs: -1 })).status).toBe(422);
  expect(await (await fetch(`${store.devStore.url}/__dev/consistency`)).json()).toMatchObject({ levelTearMs: 50 });
});
