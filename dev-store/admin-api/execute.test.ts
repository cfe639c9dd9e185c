import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { toGid } from "../state/gid.ts";
import { startTestStore } from "./test-shop.ts";
import type { Answer, TestStore } from "./test-shop.ts";

let store: TestStore;
beforeEach(async () => {
  store = await startTestStore();
});
afterEach(() => store.devStore.close());

const ADJUST = `mutation Adjust($input: InventoryAdjustQuantitiesInput!, $key: String!) {
  inventoryAdjustQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { reason changes { name delta quantityAfterChange item { id } location { id name } } }
    userErrors { field message code }
  }
}`;

const SET = `mutation Set($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { changes { name delta } }
    userErrors { field message code }
  }
}`;

const HOLD = `mutation Hold($id: ID!, $hold: FulfillmentOrderHoldInput!) {
  fulfillmentOrderHold(id: $id, fulfillmentHold: $hold) {
    fulfillmentHold { id handle heldByRequestingApp displayReason }
    fulfillmentOrder { id status supportedActions { action } lineItems(first: 5) { nodes { remainingQuantity lineItem { fulfillableQuantity } } } }
    remainingFulfillmentOrder { id status lineItems(first: 5) { nodes { remainingQuantity } } }
    userErrors { field message code }
  }
}`;

function adjust(delta: number, key: string, changeFromQuantity: number | null = null): Answer {
  const change = { inventoryItemId: store.inventoryItemGid, locationId: store.locationGid, delta, changeFromQuantity };
  return store.ask(ADJUST, { input: { name: "available", reason: "correction", changes: [change] }, key });
}

function available(): number {
  const answer = store.ask(
    `query($id: ID!, $at: ID!) { inventoryItem(id: $id) { inventoryLevel(locationId: $at) { quantities(names: ["available"]) { quantity } } } }`,
    { id: store.inventoryItemGid, at: store.locationGid },
  );
  return answer.data.inventoryItem.inventoryLevel.quantities[0].quantity;
}

describe("what is not built is loud", () => {
  test("a root that is not implemented is an error that names it", () => {
    const { errors, data } = store.ask(`{ companies(first: 1) { nodes { id } } }`);
    expect(errors?.[0].message).toBe("dev store: QUERY.companies is not implemented");
    expect(data).toBeNull();
  });

  test("a field that is not implemented is an error that names it, never null", () => {
    const { errors } = store.ask(`query($id: ID!) { product(id: $id) { combinedListing { parentProduct { id } } } }`, { id: store.productGid });
    expect(errors?.[0].message).toBe("dev store: Product.combinedListing is not implemented");
  });

  test("an unknown search field is an error that names it", () => {
    const { errors } = store.ask(`{ orders(first: 1, query: "risk_level:high") { nodes { id } } }`);
    expect(errors?.[0].message).toBe("dev store: the search field risk_level is not implemented");
  });

  test("a document that is not of Shopify's schema is refused", () => {
    expect(store.ask(`{ shop { colour } }`).errors?.[0].message).toBe("Field 'colour' doesn't exist on type 'Shop'");
  });
});

describe("idempotency", () => {
  test("an inventory mutation without its key is refused", () => {
    const { errors, data } = store.ask(ADJUST.replace("@idempotent(key: $key)", "").replace(", $key: String!", ""), {
      input: { name: "available", reason: "correction", changes: [] },
    });
    expect(errors?.[0]).toMatchObject({
      message: "The @idempotent directive is required for this mutation but was not provided.",
      path: ["inventoryAdjustQuantities"],
      extensions: { code: "BAD_REQUEST" },
    });
    expect(data).toEqual({ inventoryAdjustQuantities: null });
  });

  test("the same key changes stock once and answers the same again", () => {
    const first = adjust(3, "key-1");
    const again = adjust(3, "key-1");
    expect(again.data).toEqual(first.data);
    expect(available()).toBe(8);
  });

  test("the same key with other arguments is refused", () => {
    adjust(3, "key-1");
    expect(adjust(4, "key-1").data.inventoryAdjustQuantities.userErrors[0].code).toBe("IDEMPOTENCY_KEY_PARAMETER_MISMATCH");
    expect(available()).toBe(8);
  });

  test("the request log keeps every key", () => {
    adjust(3, "key-1");
    expect(store.devStore.api.log.read().entries).toMatchObject([
      { operationName: "Adjust", operation: "mutation", roots: ["inventoryAdjustQuantities"], idempotencyKeys: ["key-1"], outcome: "ok" },
    ]);
  });
});

describe("changing stock", () => {
  test("changing available shows in available and on hand", () => {
    expect(adjust(3, "key-1").data.inventoryAdjustQuantities.inventoryAdjustmentGroup.changes).toEqual([
      { name: "available", delta: 3, quantityAfterChange: null, item: { id: store.inventoryItemGid }, location: { id: store.locationGid, name: "Warehouse" } },
      { name: "on_hand", delta: 3, quantityAfterChange: null, item: { id: store.inventoryItemGid }, location: { id: store.locationGid, name: "Warehouse" } },
    ]);
  });

  test("changeFromQuantity must be there, be it null", () => {
    const quantity = { inventoryItemId: store.inventoryItemGid, locationId: store.locationGid, quantity: 1 };
    const answer = store.ask(SET, { input: { name: "available", reason: "correction", quantities: [quantity] }, key: "k" });
    expect(answer.errors?.[0]).toMatchObject({
      message: "InventoryQuantityInput must include the following argument: changeFromQuantity.",
      extensions: { code: "INVALID_FIELD_ARGUMENTS" },
    });
  });

  test("a stale changeFromQuantity changes nothing", () => {
    expect(adjust(3, "key-1", 4).data.inventoryAdjustQuantities.userErrors[0].code).toBe("CHANGE_FROM_QUANTITY_STALE");
    expect(available()).toBe(5);
  });

  test("setting on hand keeps what is committed", () => {
    store.sell(2);
    const quantity = { inventoryItemId: store.inventoryItemGid, locationId: store.locationGid, quantity: 10, changeFromQuantity: null };
    const answer = store.ask(SET, { input: { name: "on_hand", reason: "correction", quantities: [quantity] }, key: "k" });
    expect(answer.data.inventorySetQuantities.inventoryAdjustmentGroup.changes).toEqual([
      { name: "available", delta: 5 },
      { name: "on_hand", delta: 5 },
    ]);
  });
});

describe("orders and holds", () => {
  test("holding a part answers both fulfillment orders", () => {
    const [fulfillmentOrder] = store.sell(3).fulfillmentOrders;
    const [line] = fulfillmentOrder?.lines ?? [];
    const answer = store.ask(HOLD, {
      id: toGid("FulfillmentOrder", fulfillmentOrder?.id ?? 0),
      hold: {
        reason: "INVENTORY_OUT_OF_STOCK",
        handle: "wait-1",
        fulfillmentOrderLineItems: [{ id: toGid("FulfillmentOrderLineItem", line?.id ?? 0), quantity: 2 }],
      },
    });
    expect(answer.data.fulfillmentOrderHold).toMatchObject({
      fulfillmentHold: { handle: "wait-1", heldByRequestingApp: true, displayReason: "Inventory out of stock" },
      fulfillmentOrder: {
        status: "ON_HOLD",
        supportedActions: [{ action: "RELEASE_HOLD" }, { action: "HOLD" }, { action: "MOVE" }],
        lineItems: { nodes: [{ remainingQuantity: 2, lineItem: { fulfillableQuantity: 1 } }] },
      },
      remainingFulfillmentOrder: { status: "OPEN", lineItems: { nodes: [{ remainingQuantity: 1 }] } },
      userErrors: [],
    });
  });

  test("an unknown fulfillment order is a top-level error", () => {
    const answer = store.ask(HOLD, { id: "gid://shopify/FulfillmentOrder/1", hold: { reason: "OTHER" } });
    expect(answer.errors?.[0]).toMatchObject({
      message: "Invalid id: gid://shopify/FulfillmentOrder/1",
      extensions: { code: "RESOURCE_NOT_FOUND" },
    });
  });

  test("orders page by cursor in the order of their last change, though one changes in between", () => {
    const names = [store.sell(1), store.sell(1), store.sell(1)].map(({ name }) => name);
    const page = (after: string | null): Answer =>
      store.ask(
        `query($after: String) { orders(first: 2, after: $after, sortKey: UPDATED_AT, query: "updated_at:>='2020-01-01T00:00:00Z' status:open") { nodes { name } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
    const first = page(null).data.orders;
    expect(first).toMatchObject({ nodes: [{ name: names[0] }, { name: names[1] }], pageInfo: { hasNextPage: true } });
    expect(page(first.pageInfo.endCursor).data.orders).toMatchObject({ nodes: [{ name: names[2] }], pageInfo: { hasNextPage: false } });
  });

  test("an order edit adds a cohort with its own agreement and fulfillment order", () => {
    const order = store.sell(1);
    const lineItemId = toGid("CalculatedLineItem", order.lineItems[0]?.id ?? 0);
    const begun = store.ask(`mutation($id: ID!) { orderEditBegin(id: $id) { calculatedOrder { id } userErrors { message } } }`, {
      id: toGid("Order", order.id),
    });
    const { id } = begun.data.orderEditBegin.calculatedOrder;
    store.ask(`mutation($id: ID!, $lineItemId: ID!) { orderEditSetQuantity(id: $id, lineItemId: $lineItemId, quantity: 4) { userErrors { message } } }`, {
      id,
      lineItemId,
    });
    store.ask(`mutation($id: ID!) { orderEditCommit(id: $id) { order { id } userErrors { message } } }`, { id });
    const read = store.ask(
      `query($id: ID!) { order(id: $id) {
        lineItems(first: 5) { nodes { quantity currentQuantity } }
        agreements(first: 5) { nodes { reason happenedAt sales(first: 5) { nodes { quantity ... on ProductSale { lineItem { id } } } } } }
        fulfillmentOrders(first: 5) { nodes { lineItems(first: 5) { nodes { remainingQuantity } } } } } }`,
      { id: toGid("Order", order.id) },
    );
    expect(read.data.order).toMatchObject({
      lineItems: { nodes: [{ quantity: 4, currentQuantity: 4 }] },
      agreements: { nodes: [{ reason: "ORDER" }, { reason: "ORDER_EDIT", sales: { nodes: [{ quantity: 3 }] } }] },
      fulfillmentOrders: { nodes: [{ lineItems: { nodes: [{ remainingQuantity: 1 }] } }, { lineItems: { nodes: [{ remainingQuantity: 3 }] } }] },
    });
  });

  test("a refund with CANCEL takes unshipped units off the order and back into stock", () => {
    const order = store.sell(3);
    const answer = store.ask(
      `mutation($input: RefundInput!) { refundCreate(input: $input) @idempotent(key: "r1") { refund { refundLineItems(first: 5) { nodes { quantity restockType } } } order { displayFinancialStatus } userErrors { message } } }`,
      {
        input: {
          orderId: toGid("Order", order.id),
          refundLineItems: [{ lineItemId: toGid("LineItem", order.lineItems[0]?.id ?? 0), quantity: 2, restockType: "CANCEL" }],
          transactions: [
            {
              ...{ orderId: toGid("Order", order.id), kind: "REFUND", gateway: "manual", amount: "49.80" },
              parentId: toGid("OrderTransaction", order.transactions[0]?.id ?? 0),
            },
          ],
        },
      },
    );
    expect(answer.data.refundCreate).toMatchObject({
      refund: { refundLineItems: { nodes: [{ quantity: 2, restockType: "CANCEL" }] } },
      order: { displayFinancialStatus: "PARTIALLY_REFUNDED" },
      userErrors: [],
    });
    expect(available()).toBe(4);
  });
});

describe("metafields", () => {
  const METAFIELDS_SET = `mutation($metafields: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $metafields) { metafields { value compareDigest namespace } userErrors { code field elementIndex } } }`;
  const promise = (rest: object): object => ({
    ownerId: store.variantGid,
    namespace: "$app:backorder",
    key: "promise",
    type: "json",
    value: "{}",
    ...rest,
  });

  test("$app is a namespace of the app's own", () => {
    const answer = store.ask(METAFIELDS_SET, { metafields: [promise({})] });
    expect(answer.data.metafieldsSet.metafields[0].namespace).toBe(`app--${store.app.id}--backorder`);
  });

  test("a digest that is not the present one is stale, and nothing of the batch is written", () => {
    const first = store.ask(METAFIELDS_SET, { metafields: [promise({ compareDigest: null })] });
    const { compareDigest } = first.data.metafieldsSet.metafields[0];
    expect(store.ask(METAFIELDS_SET, { metafields: [promise({ value: "[1]", compareDigest })] }).data.metafieldsSet.userErrors).toEqual([]);
    const stale = store.ask(METAFIELDS_SET, { metafields: [promise({ key: "other" }), promise({ value: "[2]", compareDigest })] });
    expect(stale.data.metafieldsSet.userErrors).toEqual([{ code: "STALE_OBJECT", field: ["metafields", "1", "compareDigest"], elementIndex: 1 }]);
    expect(store.context.shop.metafields.size).toBe(1);
  });
});

describe("access and cost", () => {
  test("a missing scope is a null field and ACCESS_DENIED", () => {
    store.app.scopes = ["read_products"];
    const { errors, data } = store.ask(`{ orders(first: 1) { nodes { id } } }`);
    expect(errors?.[0]).toMatchObject({
      message: "Access denied for orders field. Required access: `read_orders` access scope.",
      extensions: { code: "ACCESS_DENIED" },
    });
    expect(data).toBeNull();
  });

  test("the answer says what it cost and what is left", () => {
    const { extensions } = store.ask(`{ orders(first: 20) { nodes { id name } } }`);
    expect(extensions.cost).toMatchObject({ requestedQueryCost: 7, throttleStatus: { maximumAvailable: 2000, restoreRate: 100 } });
  });
});

test("an empty bucket answers THROTTLED and runs nothing", async () => {
  const poor = await startTestStore({ bucket: { maximumAvailable: 15, restoreRate: 0 } });
  const change = { inventoryItemId: poor.inventoryItemGid, locationId: poor.locationGid, delta: 1, changeFromQuantity: null };
  const input = { name: "available", reason: "correction", changes: [change] };
  expect(poor.ask(ADJUST, { input, key: "a" }).errors).toBeUndefined();
  const throttled = poor.ask(ADJUST, { input, key: "b" });
  expect(throttled).toMatchObject({
    errors: [{ message: "Throttled", extensions: { code: "THROTTLED" } }],
    extensions: { cost: { actualQueryCost: null, throttleStatus: { maximumAvailable: 15 } } },
  });
  expect(throttled.data).toBeUndefined();
  await poor.devStore.close();
});
