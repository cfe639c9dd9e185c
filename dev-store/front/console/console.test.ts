import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startTestStore } from "../../admin-api/test-shop.ts";
import type { TestStore } from "../../admin-api/test-shop.ts";
import { createLocation } from "../../commerce/catalog.ts";
import type { Order } from "../../state/types.ts";
import type { ConsoleAct } from "./acts.ts";
import type { ConsoleView } from "./view.ts";

let store: TestStore;
beforeEach(async () => {
  store = await startTestStore();
});
afterEach(() => store.devStore.close());

function get(path: string): Promise<Response> {
  return fetch(new URL(path, store.devStore.url));
}

async function view(query = ""): Promise<ConsoleView> {
  return (await (await get(`/__dev/console/view${query}`)).json()) as ConsoleView;
}

async function act(wanted: ConsoleAct): Promise<{ status: number; message?: string; error?: string }> {
  const answer = await fetch(new URL("/__dev/console/acts", store.devStore.url), { method: "POST", body: JSON.stringify(wanted) });
  return { status: answer.status, ...((await answer.json()) as object) };
}

async function available(): Promise<number | undefined> {
  return (await view()).stock[0]?.available;
}

function partsOf(order: Order): { orderId: number; lineItemId: number; fulfillmentOrderId: number } {
  return { orderId: order.id, lineItemId: order.lineItems[0]?.id ?? 0, fulfillmentOrderId: order.fulfillmentOrders[0]?.id ?? 0 };
}

test("the page and every script that it loads are served without types", async () => {
  expect(await (await get("/__dev")).text()).toContain("Dev store console");
  for (const name of ["main", "desk", "element", "order-dialog", "settings-form", "tables"]) {
    const script = await get(`/__dev/console/browser/${name}.ts`);
    expect(script.headers.get("content-type"), name).toContain("text/javascript");
    expect(await script.text(), name).not.toContain("import type");
  }
  expect((await get("/__dev/console/browser/../routes.ts")).status).toBe(404);
});

describe("what is shown", () => {
  test("shops, orders, stock, deliveries, calls and settings are those of the dev store", async () => {
    store.sell(2);
    store.ask("{ shop { name } }");
    const shown = await view();
    expect(shown.shops).toMatchObject([{ orders: 1, products: 1, app: "installed" }]);
    expect(shown.orders).toMatchObject([{ name: "#1001", units: 2, lines: [{ units: 2, unshipped: 2 }], groups: [{ units: 2, location: "Warehouse" }] }]);
    expect(shown.stock).toMatchObject([{ sku: "LANTERN", available: 3, committed: 2, onHand: 5 }]);
    expect(shown.webhooks.counters.emitted).toBeGreaterThan(0);
    expect(shown.calls).toMatchObject([{ roots: ["shop"], outcome: "ok" }]);
    expect(shown.chaos).toEqual(store.devStore.webhooks.chaos);
  });

  test("stock is found by words of product or SKU", async () => {
    expect((await view("?words=lant")).levels).toBe(1);
    expect((await view("?words=kettle")).levels).toBe(0);
  });

  test("a shop that is not there is named", async () => {
    expect((await get("/__dev/console/view?shop=nobody.myshopify.com")).status).toBe(404);
  });

  test("without a mailbox there are no mails", async () => {
    expect(await (await get("/__dev/console/mails")).json()).toBeNull();
  });
});

describe("what can be done", () => {
  test("random orders take stock", async () => {
    expect(await act({ act: "place", count: 2 })).toEqual({ status: 200, message: "Placed 2 orders, #1001 to #1002." });
    const { orders } = await view();
    expect(await available()).toBe(5 - orders.reduce((sum, { units }) => sum + units, 0));
  });

  test("an adjustment moves what is available", async () => {
    const [row] = (await view()).stock;
    await act({ act: "adjust", inventoryItemId: row?.inventoryItemId ?? 0, locationId: row?.locationId ?? 0, delta: -2 });
    expect(await available()).toBe(3);
  });

  test("an order is edited, refunded, shipped", async () => {
    const { orderId, lineItemId } = partsOf(store.sell(3));
    await act({ act: "edit", orderId, lineItemId, quantity: 4 });
    expect(await available()).toBe(1);
    await act({ act: "refund", orderId, lineItemId, quantity: 2, restock: true });
    expect(await available()).toBe(3);
    expect(await act({ act: "fulfil", orderId })).toMatchObject({ status: 200, message: "Shipped #1001." });
    expect((await view()).orders).toMatchObject([{ status: "Fulfilled", units: 2, groups: [] }]);
  });

  test("an order moves to another location and is cancelled there", async () => {
    const other = createLocation(store.context, { name: "Attic" });
    const { orderId, fulfillmentOrderId } = partsOf(store.sell(1));
    const inventoryItemId = store.context.shop.orders.get(orderId)?.lineItems[0]?.inventoryItemId ?? 0;
    await act({ act: "adjust", inventoryItemId, locationId: other.id, delta: 5 });
    expect(await act({ act: "move", fulfillmentOrderId, locationId: other.id })).toMatchObject({ message: "#1001 now ships from Attic." });
    expect(await act({ act: "cancel", orderId, restock: true })).toMatchObject({ message: "Cancelled #1001." });
    expect((await view()).orders).toMatchObject([{ isCancelled: true }]);
  });

  test("what the shop refuses is said in its words and leaves nothing behind", async () => {
    const { orderId, lineItemId } = partsOf(store.sell(1));
    await act({ act: "cancel", orderId, restock: true });
    expect(await act({ act: "fulfil", orderId })).toMatchObject({ status: 422, error: expect.stringContaining("Nothing of #1001 can be shipped") as string });
    expect((await act({ act: "edit", orderId, lineItemId, quantity: 2 })).status).toBe(422);
    expect(store.context.shop.orderEdits.size).toBe(0);
    expect((await act({ act: "place", count: 0 })).status).toBe(422);
  });
});
