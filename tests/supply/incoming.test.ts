import { afterEach, beforeEach, expect, test } from "vitest";
import type { InboundShipmentId, InventoryItemId, LocationId } from "../../app/domain/ids.ts";
import { DevShop } from "../dev-shop.ts";
import { useScratchDatabase } from "../scratch-database.ts";

const database = useScratchDatabase();
let shop: DevShop;

beforeEach(async () => {
  shop = await DevShop.open(database.pool);
});
afterEach(() => shop.close());

test("Shopify takes a delivery as incoming stock, once per key, and gives it back", async () => {
  const mug = await shop.offer("MUG", 0);
  const inventoryItemId = String(mug.inventoryItemId) as InventoryItemId; // the dev store's own ids
  const locationId = String(shop.home) as LocationId; // as above
  const inboundShipmentId = "delivery" as InboundShipmentId; // a test's own name
  const change = (idempotencyKey: string, units: number) =>
    shop.parts.incoming.adjustIncoming(shop.shop, { idempotencyKey, locationId, inboundShipmentId, lines: [{ inventoryItemId, units }] });
  const incoming = async () => (await shop.parts.stock.readLevels(shop.shop, [inventoryItemId])).levels[0]?.incoming;

  expect(await change("one", 12)).toEqual({ ok: true });
  expect(await change("one", 12)).toEqual({ ok: true });
  expect(await incoming()).toBe(12);
  expect(await change("two", -12)).toEqual({ ok: true });
  expect(await incoming()).toBe(0);
});
