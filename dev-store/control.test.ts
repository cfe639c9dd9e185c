import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ShopContext, ShopEvent } from "./commerce/context.ts";
import { handleControl } from "./control.ts";
import { demoProfile, emptyShop, emptyStore } from "./state/shop-state.ts";

let context: ShopContext;
let events: ShopEvent[];
let server: http.Server;

beforeEach(async () => {
  events = [];
  const now = () => new Date("2026-11-23T10:00:00Z");
  context = { store: emptyStore(), shop: emptyShop(demoProfile(now().toISOString())), now, emit: (event) => events.push(event) };
  server = http.createServer((request, response) => {
    void handleControl(request, response, () => context).then((handled) => handled || response.writeHead(404).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => server.close());

// The answers of the acts differ; each test names the part it reads.
async function post<Answer>(act: string, body: unknown): Promise<{ status: number; answer: Answer }> {
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/__dev/shop/${act}`, { method: "POST", body: JSON.stringify(body) });
  return { status: answer.status, answer: (await answer.json()) as Answer };
}

async function mug(units: number): Promise<{ variantId: number; inventoryItemId: number }> {
  const { answer } = await post<[{ variantId: number; inventoryItemId: number }]>("products", [{ sku: "20001", title: "Mug", priceCents: 250, units }]);
  return answer[0];
}

async function order(variantId: number, quantity: number): Promise<number> {
  const { answer } = await post<{ orderId: number }>("checkout", { email: "a@customers.example", lastName: "A", lines: [{ variantId, quantity }] });
  return answer.orderId;
}

const stock = async () =>
  (await post<{ available: number; committed: number }[]>("stock", null)).answer.map(({ available, committed }) => [available, committed]);

test("an order that nobody has waits at the location of the best rank", async () => {
  await post("locations", [{ name: "Warehouse" }, { name: "Hamburg" }]);
  const { variantId } = await mug(0);
  await post("locations", [{ name: "Hamburg", rank: 0 }]);
  await order(variantId, 1);
  expect(await stock()).toEqual([
    [0, 0],
    [-1, 1],
  ]);
});

test("a sale beyond the shelf is taken, and the supplier's delivery raises what is available", async () => {
  const { variantId, inventoryItemId } = await mug(3);
  await order(variantId, 5);
  expect(await stock()).toEqual([[-2, 5]]);
  await post("receive", [{ inventoryItemId, units: 4 }]);
  expect(await stock()).toEqual([[2, 5]]);
  expect(events.map(({ topic }) => topic)).toContain("orders/create");
});

test("the staff ships what lies on the shelf and not one unit more", async () => {
  const { variantId } = await mug(3);
  const orderId = await order(variantId, 5);
  expect((await post("ship", { orderId })).answer).toEqual({ units: 3 });
  expect(await stock()).toEqual([[-2, 2]]);
  expect((await post("ship", { orderId })).answer).toEqual({ units: 0 });
});

test("two lines of one item share its shelf", async () => {
  const { variantId } = await mug(3);
  const lines = [
    { variantId, quantity: 2 },
    { variantId, quantity: 2 },
  ];
  const { answer } = await post<{ orderId: number }>("checkout", { email: "a@customers.example", lastName: "A", lines });
  expect((await post("ship", { orderId: answer.orderId })).answer).toEqual({ units: 3 });
});

test("a cancelled order is put back on the shelf", async () => {
  const { variantId } = await mug(3);
  const orderId = await order(variantId, 2);
  await post("cancel", { orderId });
  expect(await stock()).toEqual([[3, 0]]);
  expect(await post("cancel", { orderId })).toEqual({ status: 422, answer: { error: "Order has already been cancelled" } });
});

test("an unknown act or order is refused by name", async () => {
  expect((await post<{ error: string }>("burn", null)).answer.error).toContain("products, checkout");
  expect(await post("ship", { orderId: 1 })).toEqual({ status: 422, answer: { error: "There is no order 1." } });
});
