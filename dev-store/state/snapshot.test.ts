import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startTestStore } from "../admin-api/test-shop.ts";
import { findFulfillmentOrder } from "../commerce/fulfillment-orders.ts";
import { loadStore, saveStore } from "./snapshot.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dev-store-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("what was traded is there after a restart, found by its parts", async () => {
  const file = join(folder, "state.json");
  const before = await startTestStore({ stateFile: file });
  const order = before.sell(2);
  await before.devStore.close();
  const { shops, nextId } = loadStore(file);
  const [shop] = shops.values();
  expect(nextId).toBe(before.devStore.store.nextId);
  expect(shop?.orders.get(order.id)).toEqual(order);
  expect(shop?.inventoryLevels.size).toBe(1);
  expect(shop && findFulfillmentOrder(shop, order.fulfillmentOrders[0]?.id ?? 0)?.order.id).toBe(order.id);
});

test("a write leaves one whole file", async () => {
  const file = join(folder, "state.json");
  const { devStore } = await startTestStore();
  saveStore(devStore.store, file);
  saveStore(devStore.store, file);
  expect(readdirSync(folder)).toEqual(["state.json"]);
  await devStore.close();
});

test("a file that cannot be read says what to do", () => {
  const file = join(folder, "state.json");
  writeFileSync(file, "{ half");
  expect(() => loadStore(file)).toThrow("start with --reset to begin anew");
});
