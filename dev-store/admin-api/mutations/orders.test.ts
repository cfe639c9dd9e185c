import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { toGid } from "../../state/gid.ts";
import type { Order } from "../../state/types.ts";
import { startTestStore } from "../test-shop.ts";
import type { Answer, TestStore } from "../test-shop.ts";

let store: TestStore;
beforeEach(async () => {
  store = await startTestStore();
});
afterEach(() => store.devStore.close());

const CREATE = `mutation($order: OrderCreateOrderInput!, $options: OrderCreateOptionsInput) { orderCreate(order: $order, options: $options) {
  order { id name displayFinancialStatus displayFulfillmentStatus email customer { email } sourceName discountCode
    totalPriceSet { shopMoney { amount } } totalTaxSet { shopMoney { amount } } totalShippingPriceSet { shopMoney { amount } } totalDiscountsSet { shopMoney { amount } }
    totalOutstandingSet { shopMoney { amount } } transactions { kind status gateway amountSet { shopMoney { amount } } }
    shippingLines(first: 5) { nodes { title originalPriceSet { shopMoney { amount } } discountedPriceSet { shopMoney { amount } } } } fulfillments { status trackingInfo { number } } }
  userErrors { field message code } } }`;

const money = (amount: string): object => ({ shopMoney: { amount, currencyCode: "EUR" } });
const line = (amount: string, quantity: number): object => ({ title: "Custom", quantity, priceSet: money(amount), requiresShipping: true });

function create(order: object, options: object = {}): Answer["data"] {
  const answer = store.ask(CREATE, { order, options });
  expect(answer.errors).toBeUndefined();
  return answer.data.orderCreate;
}

function levels(): { available: number; committed: number } {
  const [level] = store.context.shop.inventoryLevels.values();
  if (level === undefined) throw new Error("no level");
  return { available: level.quantities.available, committed: level.quantities.committed };
}

function gidOf({ id }: Order): string {
  return toGid("Order", id);
}

describe("orders made by an app", () => {
  test("bypass inventory unless told otherwise", () => {
    create({ lineItems: [{ variantId: store.variantGid, quantity: 2 }] });
    expect(levels()).toEqual({ available: 5, committed: 0 });
    create({ lineItems: [{ variantId: store.variantGid, quantity: 2 }] }, { inventoryBehaviour: "DECREMENT_IGNORING_POLICY" });
    expect(levels()).toEqual({ available: 3, committed: 2 });
  });

  test("obeying the policy, an order that stock does not cover is refused as a whole", () => {
    for (const variant of store.context.shop.variants.values()) variant.inventoryPolicy = "DENY";
    const refused = create({ lineItems: [{ variantId: store.variantGid, quantity: 6 }] }, { inventoryBehaviour: "DECREMENT_OBEYING_POLICY" });
    expect(refused).toMatchObject({ order: null, userErrors: [{ code: "INVENTORY_CLAIM_FAILED" }] });
    expect(levels()).toEqual({ available: 5, committed: 0 });
  });

  test("without a payment nothing is said of their financial status", () => {
    expect(create({ lineItems: [line("12.00", 1)] }).order).toMatchObject({ displayFinancialStatus: null, transactions: [] });
  });

  test.each([
    ["SALE", "20.00", "PAID"],
    ["SALE", "5.00", "PARTIALLY_PAID"],
    ["AUTHORIZATION", "20.00", "AUTHORIZED"],
  ])("a %s of %s of 20.00 makes the order %s", (kind, amount, status) => {
    const { order } = create({ lineItems: [line("10.00", 2)], transactions: [{ kind, amountSet: money(amount), gateway: "manual" }] });
    expect(order.displayFinancialStatus).toBe(status);
  });

  test("taxes that are not included come on top, with shipping", () => {
    const taxLines = [{ title: "VAT", rate: "0.19", priceSet: money("1.90") }];
    const { order } = create({ lineItems: [{ ...line("10.00", 1), taxLines }], shippingLines: [{ title: "Post", priceSet: money("4.90") }] });
    expect(order).toMatchObject({
      totalPriceSet: { shopMoney: { amount: "16.8" } },
      totalTaxSet: { shopMoney: { amount: "1.9" } },
      shippingLines: { nodes: [{ title: "Post", originalPriceSet: { shopMoney: { amount: "4.9" } } }] },
    });
  });

  test("a percentage code is taken off every line, a free-shipping code off the shipping", () => {
    const percent = create({ lineItems: [line("10.00", 2), line("5.00", 1)], discountCode: { itemPercentageDiscountCode: { code: "TEN", percentage: 10 } } });
    expect(percent.order).toMatchObject({
      discountCode: "TEN",
      totalDiscountsSet: { shopMoney: { amount: "2.5" } },
      totalPriceSet: { shopMoney: { amount: "22.5" } },
    });
    const free = create({
      lineItems: [line("10.00", 1)],
      shippingLines: [{ title: "Post", priceSet: money("4.90") }],
      discountCode: { freeShippingDiscountCode: { code: "FREE" } },
    });
    expect(free.order).toMatchObject({ totalPriceSet: { shopMoney: { amount: "10.0" } }, totalShippingPriceSet: { shopMoney: { amount: "0.0" } } });
  });

  test("can come as shipped already", () => {
    const { order } = create({ lineItems: [line("10.00", 1)], fulfillment: { locationId: store.locationGid, trackingNumber: "T1" } });
    expect(order).toMatchObject({ displayFulfillmentStatus: "FULFILLED", fulfillments: [{ status: "SUCCESS", trackingInfo: [{ number: "T1" }] }] });
  });

  test("name their customer, or make one", () => {
    const { order } = create({ lineItems: [line("1.00", 1)], customer: { toUpsert: { email: "Grace@example.com", firstName: "Grace" } } });
    expect(order.customer).toEqual({ email: "grace@example.com" });
    create({ lineItems: [line("1.00", 1)], customer: { toAssociate: { email: "grace@example.com" } } });
    expect(store.context.shop.customers.size).toBe(1);
  });

  test("need a line, a past date and one way of naming the customer", () => {
    expect(create({ lineItems: [] }).userErrors[0]).toMatchObject({ field: ["order", "lineItems"], code: "INVALID" });
    expect(create({ lineItems: [line("1.00", 1)], processedAt: "2999-01-01T00:00:00Z" }).userErrors[0]).toMatchObject({ code: "PROCESSED_AT_INVALID" });
  });
});

describe("the life of an order", () => {
  test("a cancel with a refund gives back what was paid, as a refund with its transaction", () => {
    const order = store.sell(2);
    const cancelled = store.ask(
      `mutation($id: ID!) { orderCancel(orderId: $id, reason: CUSTOMER, restock: true, staffNote: "sorry", refundMethod: { originalPaymentMethodsRefund: true }) {
        job { done } orderCancelUserErrors { code } } }`,
      { id: gidOf(order) },
    );
    expect(cancelled.data.orderCancel).toEqual({ job: { done: false }, orderCancelUserErrors: [] });
    const read = store.ask(
      `query($id: ID!) { order(id: $id) { displayFinancialStatus cancellation { staffNote } totalOutstandingSet { shopMoney { amount } } netPaymentSet { shopMoney { amount } }
        transactions { kind amountSet { shopMoney { amount } } parentTransaction { kind } } refunds { transactions(first: 5) { nodes { kind } } } } }`,
      { id: gidOf(order) },
    );
    expect(read.data.order).toEqual({
      displayFinancialStatus: "REFUNDED",
      cancellation: { staffNote: "sorry" },
      totalOutstandingSet: { shopMoney: { amount: "0.0" } },
      netPaymentSet: { shopMoney: { amount: "0.0" } },
      transactions: [
        { kind: "SALE", amountSet: { shopMoney: { amount: "49.8" } }, parentTransaction: null },
        { kind: "REFUND", amountSet: { shopMoney: { amount: "49.8" } }, parentTransaction: { kind: "SALE" } },
      ],
      refunds: [{ transactions: { nodes: [{ kind: "REFUND" }] } }],
    });
    expect(levels()).toEqual({ available: 5, committed: 0 });
  });

  test("what is only authorised is let go by a cancel", () => {
    const { order } = create({ lineItems: [line("10.00", 1)], transactions: [{ kind: "AUTHORIZATION", amountSet: money("10.00"), gateway: "visa" }] });
    store.ask(`mutation($id: ID!) { orderCancel(orderId: $id, reason: OTHER, restock: true) { job { id } } }`, { id: order.id });
    const read = store.ask(`query($id: ID!) { order(id: $id) { displayFinancialStatus transactions { kind } } }`, { id: order.id });
    expect(read.data.order).toEqual({ displayFinancialStatus: "VOIDED", transactions: [{ kind: "AUTHORIZATION" }, { kind: "VOID" }] });
  });

  test("an order is not cancelled twice, nor one that is not there", () => {
    const order = store.sell(1);
    const cancel = (id: string): Answer["data"] =>
      store.ask(`mutation($id: ID!) { orderCancel(orderId: $id, reason: OTHER, restock: false) { orderCancelUserErrors { field code } } }`, { id }).data
        .orderCancel;
    expect(cancel(gidOf(order)).orderCancelUserErrors).toEqual([]);
    expect(cancel(gidOf(order)).orderCancelUserErrors).toEqual([{ field: ["orderId"], code: "INVALID" }]);
    expect(cancel(toGid("Order", 1)).orderCancelUserErrors).toEqual([{ field: ["orderId"], code: "NOT_FOUND" }]);
  });

  test("closing and opening are told by the date", () => {
    const id = gidOf(store.sell(1));
    const closed = store.ask(`mutation($id: ID!) { orderClose(input: { id: $id }) { order { closed } userErrors { message } } }`, { id });
    expect(closed.data.orderClose).toEqual({ order: { closed: true }, userErrors: [] });
    const opened = store.ask(`mutation($id: ID!) { orderOpen(input: { id: $id }) { order { closed closedAt } } }`, { id });
    expect(opened.data.orderOpen.order).toEqual({ closed: false, closedAt: null });
  });

  test("an order is marked as paid once", () => {
    const { order } = create({ lineItems: [line("10.00", 2)], financialStatus: "PENDING" });
    const mark = (): Answer["data"] =>
      store.ask(
        `mutation($id: ID!) { orderMarkAsPaid(input: { id: $id }) { order { displayFinancialStatus canMarkAsPaid totalOutstandingSet { shopMoney { amount } } } userErrors { message } } }`,
        { id: order.id },
      ).data.orderMarkAsPaid;
    expect(mark()).toEqual({
      order: { displayFinancialStatus: "PAID", canMarkAsPaid: false, totalOutstandingSet: { shopMoney: { amount: "0.0" } } },
      userErrors: [],
    });
    expect(mark().userErrors).toEqual([{ message: "Order cannot be marked as paid." }]);
  });

  test("a capture takes what was authorised, and no more", () => {
    const { order } = create({ lineItems: [line("10.00", 1)], transactions: [{ kind: "AUTHORIZATION", amountSet: money("10.00"), gateway: "visa" }] });
    const authorization = store.ask(`query($id: ID!) { order(id: $id) { transactions { id } } }`, { id: order.id }).data.order.transactions[0].id;
    const captureOf = (amount: string): Answer["data"] =>
      store.ask(
        `mutation($input: OrderCaptureInput!) { orderCapture(input: $input) { transaction { kind order { displayFinancialStatus } } userErrors { field } } }`,
        { input: { id: order.id, parentTransactionId: authorization, amount } },
      ).data.orderCapture;
    expect(captureOf("11.00")).toEqual({ transaction: null, userErrors: [{ field: ["amount"] }] });
    expect(captureOf("10.00")).toEqual({ transaction: { kind: "CAPTURE", order: { displayFinancialStatus: "PAID" } }, userErrors: [] });
  });

  test("an update touches what it names and keeps the rest", () => {
    const order = store.sell(1);
    const answer = store.ask(
      `mutation($input: OrderInput!) { orderUpdate(input: $input) { order { note tags email poNumber customAttributes { key value } } userErrors { field message } } }`,
      { input: { id: gidOf(order), note: "ring twice", tags: ["b", " a ", "A"], customAttributes: [{ key: "gift", value: "yes" }] } },
    );
    expect(answer.data.orderUpdate).toEqual({
      order: { note: "ring twice", tags: ["a", "b"], email: "ada@example.com", poNumber: null, customAttributes: [{ key: "gift", value: "yes" }] },
      userErrors: [],
    });
  });

  test("what does not exist is named in a user error", () => {
    const missing = toGid("Order", 1);
    const answer = store.ask(
      `mutation($id: ID!) { orderUpdate(input: { id: $id, note: "x" }) { userErrors { field message } } orderDelete(orderId: $id) { deletedId userErrors { field code } } }`,
      { id: missing },
    );
    expect(answer.data).toEqual({
      orderUpdate: { userErrors: [{ field: ["id"], message: "Order does not exist" }] },
      orderDelete: { deletedId: null, userErrors: [{ field: ["orderId"], code: "NOT_FOUND" }] },
    });
  });

  test("a deleted order frees the stock that it held", () => {
    const order = store.sell(2);
    store.ask(`mutation($id: ID!) { orderDelete(orderId: $id) { deletedId } }`, { id: gidOf(order) });
    expect(levels()).toEqual({ available: 5, committed: 0 });
    expect(store.ask(`query($id: ID!) { order(id: $id) { id } }`, { id: gidOf(order) }).data.order).toBeNull();
  });
});

describe("searching orders", () => {
  const found = (query: string): string[] =>
    store
      .ask(`query($query: String) { orders(first: 10, query: $query) { nodes { name } } }`, { query })
      .data.orders.nodes.map(({ name }: { name: string }) => name);

  test.each([
    ["status:open", ["#1001", "#1003"]],
    ["status:cancelled", ["#1002"]],
    ["-status:cancelled", ["#1001", "#1003"]],
    ["financial_status:paid AND tag:vip", ["#1003"]],
    ["name:#1001 OR name:1003", ["#1001", "#1003"]],
    ["tag_not:vip status:open", ["#1001"]],
    ["sku:LANTERN", ["#1001", "#1002", "#1003"]],
    ["updated_at:>=2020-01-01 (tag:vip OR status:cancelled)", ["#1002", "#1003"]],
    ["fulfillment_status:unfulfilled status:open", ["#1001", "#1003"]],
    ["gateway:visa", []],
  ])("%s", (query, names) => {
    store.sell(1);
    const second = store.sell(1);
    const third = store.sell(1);
    store.ask(`mutation($id: ID!) { orderCancel(orderId: $id, reason: OTHER, restock: true) { job { id } } }`, { id: gidOf(second) });
    store.ask(`mutation($id: ID!) { orderUpdate(input: { id: $id, tags: ["vip"] }) { userErrors { message } } }`, { id: gidOf(third) });
    expect(found(query)).toEqual(names);
  });
});
