import { afterEach, beforeEach, expect, test } from "vitest";
import { toGid } from "../../state/gid.ts";
import { startTestStore } from "../test-shop.ts";
import type { Answer, TestStore } from "../test-shop.ts";

let store: TestStore;
beforeEach(async () => {
  store = await startTestStore();
});
afterEach(() => store.devStore.close());

const FIELDS = `{ id status supportedActions { action } lineItems(first: 5) { nodes { id totalQuantity remainingQuantity } } }`;

function run(root: string, args: string, answer: string, variables: Record<string, unknown>): Answer["data"] {
  return store.ask(`mutation ${args} { ${root} { ${answer} userErrors { field message } } }`, variables).data;
}

function fulfillmentOrdersOf(orderId: number): { id: string; status: string }[] {
  const query = `query($id: ID!) { order(id: $id) { fulfillmentOrders(first: 9) { nodes ${FIELDS} } } }`;
  return store.ask(query, { id: toGid("Order", orderId) }).data.order.fulfillmentOrders.nodes;
}

test("a split leaves the rest in the original; merging puts it back and closes the other, empty", () => {
  const order = store.sell(3);
  const [original] = fulfillmentOrdersOf(order.id);
  const lineId = toGid("FulfillmentOrderLineItem", order.fulfillmentOrders[0]?.lines[0]?.id ?? 0);
  run(
    `fulfillmentOrderSplit(fulfillmentOrderSplits: $splits)`,
    `($splits: [FulfillmentOrderSplitInput!]!)`,
    `fulfillmentOrderSplits { fulfillmentOrder { id } }`,
    {
      splits: [{ fulfillmentOrderId: original?.id, fulfillmentOrderLineItems: [{ id: lineId, quantity: 1 }] }],
    },
  );
  const afterSplit = fulfillmentOrdersOf(order.id);
  expect(afterSplit).toMatchObject([
    { id: original?.id, status: "OPEN", lineItems: { nodes: [{ remainingQuantity: 2 }] } },
    { status: "OPEN", lineItems: { nodes: [{ remainingQuantity: 1 }] } },
  ]);
  run(
    `fulfillmentOrderMerge(fulfillmentOrderMergeInputs: $inputs)`,
    `($inputs: [FulfillmentOrderMergeInput!]!)`,
    `fulfillmentOrderMerges { fulfillmentOrder { id } }`,
    {
      inputs: [{ mergeIntents: afterSplit.map(({ id }) => ({ fulfillmentOrderId: id })) }],
    },
  );
  expect(fulfillmentOrdersOf(order.id)).toMatchObject([
    { id: original?.id, status: "OPEN", lineItems: { nodes: [{ totalQuantity: 3, remainingQuantity: 3 }] } },
    { status: "CLOSED", lineItems: { nodes: [{ totalQuantity: 0, remainingQuantity: 0 }] } },
  ]);
});

test("what is being packed cannot be cancelled until it is marked as open again", () => {
  const [{ id } = { id: "" }] = fulfillmentOrdersOf(store.sell(1).id);
  const cancel = (): Answer["data"] =>
    run(`fulfillmentOrderCancel(id: $id)`, `($id: ID!)`, `fulfillmentOrder { status } replacementFulfillmentOrder ${FIELDS}`, { id });
  run(`fulfillmentOrderReportProgress(id: $id)`, `($id: ID!)`, `fulfillmentOrder { status }`, { id });
  expect(cancel().fulfillmentOrderCancel.userErrors).toEqual([
    { field: ["id"], message: "Cannot cancel fulfillment order that has had progress reported. Mark as unfulfilled first." },
  ]);
  run(`fulfillmentOrderOpen(id: $id)`, `($id: ID!)`, `fulfillmentOrder { status }`, { id });
  expect(cancel().fulfillmentOrderCancel).toMatchObject({
    fulfillmentOrder: { status: "CLOSED" },
    replacementFulfillmentOrder: { status: "OPEN", lineItems: { nodes: [{ remainingQuantity: 1 }] } },
  });
});

test("an order made by API takes no stock unless it says so", () => {
  const level = (): number => [...store.context.shop.inventoryLevels.values()][0]?.quantities.available ?? 0;
  const create = (options: object): Answer["data"] =>
    run(
      `orderCreate(order: $order, options: $options)`,
      `($order: OrderCreateOrderInput!, $options: OrderCreateOptionsInput)`,
      `order { displayFinancialStatus customer { id } }`,
      {
        order: { email: "api@example.com", lineItems: [{ variantId: store.variantGid, quantity: 2 }] },
        options,
      },
    );
  expect(create({}).orderCreate).toEqual({ order: { displayFinancialStatus: null, customer: null }, userErrors: [] });
  expect(level()).toBe(5);
  create({ inventoryBehaviour: "DECREMENT_OBEYING_POLICY" });
  expect(level()).toBe(3);
});

test("deleting an order frees what it had not shipped", () => {
  const order = store.sell(2);
  run(`orderDelete(orderId: $id)`, `($id: ID!)`, `deletedId`, { id: toGid("Order", order.id) });
  expect([...store.context.shop.inventoryLevels.values()][0]?.quantities).toMatchObject({ available: 5, committed: 0 });
  expect(store.ask(`query($id: ID!) { order(id: $id) { id } }`, { id: toGid("Order", order.id) }).data.order).toBeNull();
});
