import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { ShopContext } from "../../commerce/context.ts";
import { demoProfile, emptyShop, emptyStore } from "../../state/shop-state.ts";
import type { Order, Variant } from "../../state/types.ts";
import { seedDemoShop } from "../../seed/demo-shop.ts";
import { Storefront } from "./routes.ts";

let context: ShopContext;
let server: Server;
let origin: string;
let cookie: string;

beforeEach(async () => {
  context = {
    store: emptyStore(),
    shop: emptyShop(demoProfile("2026-01-01T00:00:00Z")),
    now: () => new Date(),
    emit: () => undefined,
  };
  seedDemoShop(context);
  const storefront = new Storefront(() => context);
  server = createServer((request, response) => void storefront.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // Listening on a port, so the address is not a pipe's name.
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  cookie = (await fetch(`${origin}/cart`)).headers.get("set-cookie")?.split(";")[0] ?? "";
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

function variantOf(sku: string): Variant {
  const variant = [...context.shop.variants.values()].find((known) => known.sku === sku);
  if (variant === undefined) throw new Error(`no variant ${sku}`);
  return variant;
}

async function get(path: string): Promise<string> {
  return (await fetch(origin + path, { headers: { cookie } })).text();
}

async function post(path: string, form: Record<string, string>): Promise<Response> {
  return fetch(origin + path, { method: "POST", headers: { cookie }, body: new URLSearchParams(form), redirect: "manual" });
}

const BUYER = { email: "a@b.example", first_name: "A", last_name: "B", address1: "C 1", zip: "10115", city: "Berlin" };

function availableOf(sku: string): number {
  const { inventoryItemId } = variantOf(sku);
  const level = [...context.shop.inventoryLevels.values()].find((known) => known.inventoryItemId === inventoryItemId);
  return level?.quantities.available ?? Number.NaN;
}

function newestOrder(): Order {
  const order = [...context.shop.orders.values()].at(-1);
  if (order === undefined) throw new Error("no order");
  return order;
}

describe("from the product page to the order, without a script", () => {
  test("what was shown travels on the order line, and the shopper does not see it", async () => {
    const variant = variantOf("LANTERN-OLIVE");
    await post("/cart/add", { id: String(variant.id), quantity: "2", "properties[_promised]": "r7", "properties[Engraving]": "Nora" });
    const cart = await get("/cart");
    expect(cart).toContain("Engraving: Nora");
    expect(cart).not.toContain("_promised");
    const answer = await post("/checkout", BUYER);
    expect(newestOrder().lineItems[0]).toMatchObject({
      sku: "LANTERN-OLIVE",
      quantity: 2,
      properties: [
        { name: "_promised", value: "r7" },
        { name: "Engraving", value: "Nora" },
      ],
    });
    expect(answer.headers.get("location")).toBe(`/orders/${newestOrder().token}?new=1`);
    expect(await get(`/orders/${newestOrder().token}`)).not.toContain("_promised");
  });

  test("an order takes the stock", async () => {
    const before = availableOf("TEATOWELS");
    await post("/cart/add", { id: String(variantOf("TEATOWELS").id), quantity: "3" });
    await post("/checkout", BUYER);
    expect(availableOf("TEATOWELS")).toBe(before - 3);
  });

  test("placing the order twice places it once", async () => {
    await post("/cart/add", { id: String(variantOf("TEATOWELS").id), quantity: "1" });
    await post("/checkout", BUYER);
    const orders = context.shop.orders.size;
    expect((await post("/checkout", BUYER)).headers.get("location")).toBe("/cart");
    expect(context.shop.orders.size).toBe(orders);
  });
});

describe("selling out", () => {
  test("a variant that denies overselling cannot go into the cart beyond its stock", async () => {
    const answer = await post("/cart/add", { id: String(variantOf("LANTERN-CHARCOAL").id), quantity: "4" });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain("Only 3 left.");
    expect(await get("/cart")).toContain("Your cart is empty.");
  });

  test("the last unit, bought by somebody else meanwhile, is refused at checkout", async () => {
    const variant = variantOf("POT-RUST");
    await post("/cart/add", { id: String(variant.id), quantity: "1" });
    const level = [...context.shop.inventoryLevels.values()].find((known) => known.inventoryItemId === variant.inventoryItemId);
    if (level === undefined) throw new Error("not stocked");
    level.quantities.available = 0;
    const orders = context.shop.orders.size;
    const answer = await post("/checkout", BUYER);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain("Only 0 of Cast Iron Pot 4 L left.");
    expect(context.shop.orders.size).toBe(orders);
  });

  test.each(["0", "-1", "1.5", "lots", "1000"])("a quantity of %s is refused", async (quantity) => {
    const answer = await post("/cart/add", { id: String(variantOf("TEATOWELS").id), quantity });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain("Enter a quantity from 1 to 999.");
  });
});

describe("pages", () => {
  test("the promise of the variant asked for is the one on the page, in the page's language", async () => {
    const variant = variantOf("LANTERN-SAND");
    const ownerGid = `gid://shopify/ProductVariant/${variant.id}`;
    const promise = { rev: "r1", validUntil: "2999-01-01T00:00:00Z", state: "backorder", tranches: [[5, "2998-10-14"]] };
    context.shop.metafields.set(ownerGid, {
      id: 1,
      ownerGid,
      namespace: "app--42--backorder",
      key: "promise",
      type: "json",
      value: JSON.stringify(promise),
      createdAt: "",
      updatedAt: "",
    });
    expect(await get(`/products/camp-lantern?variant=${variant.id}`)).toContain("Ships by 14 Oct 2998");
    expect(await get(`/de/products/camp-lantern?variant=${variant.id}`)).toContain("Versand bis 14. Oktober 2998");
  });

  test("no page asks another host for anything", async () => {
    for (const path of ["/", "/products/camp-lantern", "/cart"]) {
      expect((await get(path)).match(/(?:src|href)="(?:https?:)?\/\//g)).toBeNull();
    }
  });

  test("a page that is not there says so", async () => {
    expect((await fetch(`${origin}/products/no-such-thing`)).status).toBe(404);
    expect((await fetch(`${origin}/orders/abc123`)).status).toBe(404);
  });
});
