import { beforeAll, describe, expect, test, vi } from "vitest";
import type { ShopDomain } from "../../domain/ids.ts";
import { DEMO_SHOP, insertLocation, insertPurchaseOrder, insertShop, insertVariant } from "../../testing/ledger-rows.ts";
import { useScratchDatabase } from "../../../tests/scratch-database.ts";
import { createDatabase } from "../../adapters/prisma/database.server.ts";
import { createSupplyStore } from "../../adapters/prisma/supply-store.server.ts";

const merchant = vi.hoisted(() => ({ actor: "7", shop: "" }));
const joined = vi.hoisted(() => ({ pool: undefined as unknown, supplyParts: {} as Record<string, unknown> }));
vi.mock("../../shopify.server.ts", () => ({ authenticateMerchant: async () => merchant }));
vi.mock("../../db.server.ts", () => ({
  get pool() {
    return joined.pool;
  },
}));
vi.mock("../../wiring.server.ts", () => ({
  clock: { now: () => "2026-10-10T08:00:00.000Z" },
  registerShop: async () => undefined,
  supplyParts: joined.supplyParts,
}));

const scratch = useScratchDatabase();
const { action } = await import("./route.tsx");
const { loader: readOrder, action: changeOrder } = await import("../_admin.purchase-orders.$purchaseOrderId._index/route.tsx");

beforeAll(async () => {
  const { pool } = scratch;
  joined.pool = pool;
  const jobs = { enqueue: async () => undefined };
  Object.assign(joined.supplyParts, {
    database: createDatabase(pool),
    supply: createSupplyStore(pool),
    jobs,
    clock: { now: () => "2026-10-10T08:00:00.000Z" },
  });
  await insertShop(pool);
  await insertLocation(pool);
  await insertVariant(pool, "LAMP");
  await insertPurchaseOrder(pool, { number: "PO-1", deadline: "2026-10-20", units: { LAMP: 10 } });
});

const order = {
  number: "PO-2",
  supplierId: "Nordkamm",
  locationId: "berlin",
  orderedOn: "2026-10-10",
  deadline: "2026-11-02",
  note: "",
  lines: [{ inventoryItemId: "item-LAMP", units: "12" }],
};

async function send(body: unknown, { shop = DEMO_SHOP as string } = {}) {
  merchant.shop = shop;
  const request = new Request("https://promised.example/purchase-orders/new", { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) });
  return action({ request, params: {}, context: {} });
}

async function problemsWith(change: object) {
  const outcome = await send({ ...order, ...change });
  return outcome.ok ? [] : outcome.problems.map(({ code, field }) => [field, code]);
}

describe("a purchase order that makes no sense is refused, field by field", () => {
  test.each([
    ["-5", "units_not_positive"],
    ["0", "units_not_positive"],
    ["2.5", "units_not_whole"],
    ["9999999999", "units_too_many"],
    ["a dozen", "units_missing"],
  ])("%s units", async (units, code) => expect(await problemsWith({ lines: [{ inventoryItemId: "item-LAMP", units }] })).toEqual([["lines.0.units", code]]));

  test("a deadline that is no day, or long past", async () => {
    expect(await problemsWith({ deadline: "soon" })).toEqual([["deadline", "date_unreadable"]]);
    expect(await problemsWith({ deadline: "2019-01-01" })).toEqual([["deadline", "date_long_past"]]);
  });

  test("a variant that the shop does not have", async () => {
    expect(await problemsWith({ lines: [{ inventoryItemId: "item-NOBODY", units: "1" }] })).toEqual([["lines.0.inventoryItemId", "variant_unknown"]]);
  });

  test("another shop's supplier and location", async () => {
    await insertShop(scratch.pool, { shop: "other.myshopify.com" });
    const outcome = await send(order, { shop: "other.myshopify.com" });
    expect(outcome.ok).toBe(false);
  });

  test("a body that no page of ours sends is answered 400", async () => {
    const refused = await send("{}").catch((response: Response) => response.status);
    expect(refused).toBe(400);
  });
});

test("a purchase order is created with what was typed, and found only in its own shop", async () => {
  const outcome = await send(order);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  const params = { purchaseOrderId: outcome.value.purchaseOrderId };
  const read = (shop: ShopDomain) => {
    merchant.shop = shop;
    return readOrder({ request: new Request("https://promised.example/"), params, context: {} });
  };
  expect(await read(DEMO_SHOP)).toMatchObject({
    order: { number: "PO-2", supplierName: "Nordkamm" },
    shipments: [{ deadline: "2026-11-02", lines: [{ sku: "LAMP", units: 12 }] }],
  });
  await expect(read("other.myshopify.com" as ShopDomain)).rejects.toMatchObject({ status: 404 });
});

test("of two people who move the same deadline at once, the second is told", async () => {
  merchant.shop = DEMO_SHOP;
  const move = (deadline: string) => {
    const body = JSON.stringify({ change: "deadline", inboundShipmentId: "shipment-PO-1", expectedVersion: 0, deadline, reason: "" });
    return changeOrder({ request: new Request("https://promised.example/", { method: "POST", body }), params: { purchaseOrderId: "PO-1" }, context: {} });
  };
  const outcomes = await Promise.all([move("2026-10-28"), move("2026-10-29")]);
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  expect(outcomes.find(({ ok }) => !ok)).toMatchObject({ problems: [{ code: "changed_meanwhile" }] });
});
