import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLocation } from "../../commerce/catalog.ts";
import { fulfil } from "../../commerce/fulfil.ts";
import { findFulfillmentOrder } from "../../commerce/fulfillment-orders.ts";
import { toGid } from "../../state/gid.ts";
import type { Order } from "../../state/types.ts";
import { startTestStore } from "../test-shop.ts";
import type { Answer, TestStore } from "../test-shop.ts";

let store: TestStore;
let order: Order;
let key = 0;
beforeEach(async () => {
  store = await startTestStore();
  order = store.sell(3);
});
afterEach(() => store.devStore.close());

function refund(input: object): Answer["data"] {
  key += 1;
  const answer = store.ask(
    `mutation($input: RefundInput!, $key: String!) { refundCreate(input: $input) @idempotent(key: $key) {
      refund { note totalRefundedSet { shopMoney { amount } } refundLineItems(first: 5) { nodes { quantity restockType subtotalSet { shopMoney { amount } } } }
        transactions(first: 5) { nodes { kind gateway } } orderAdjustments(first: 5) { nodes { reason amountSet { shopMoney { amount } } } } }
      order { displayFinancialStatus netPaymentSet { shopMoney { amount } } totalOutstandingSet { shopMoney { amount } } refundDiscrepancySet { shopMoney { amount } } }
      userErrors { field message } } }`,
    { input: { orderId: toGid("Order", order.id), ...input }, key: `refund-${key}` },
  );
  expect(answer.errors).toBeUndefined();
  return answer.data.refundCreate;
}

const units = (quantity: number, restockType: string, more: object = {}): object => ({
  refundLineItems: [{ lineItemId: toGid("LineItem", order.lineItems[0]?.id ?? 0), quantity, restockType, ...more }],
});
const back = (amount: string): object => ({
  transactions: [
    { orderId: toGid("Order", order.id), kind: "REFUND", gateway: "manual", amount, parentId: toGid("OrderTransaction", order.transactions[0]?.id ?? 0) },
  ],
});

function levels(): number[] {
  const [level] = store.context.shop.inventoryLevels.values();
  return [level?.quantities.available ?? NaN, level?.quantities.committed ?? NaN];
}

function ship(): void {
  const found = findFulfillmentOrder(store.context.shop, order.fulfillmentOrders[0]?.id ?? 0);
  if (found === undefined) throw new Error("nothing to ship");
  fulfil(store.context, { contents: [{ found, chosen: [] }] });
}

describe("refunds", () => {
  test("units and money together make the order partly refunded", () => {
    expect(refund({ note: "sorry", ...units(1, "CANCEL"), ...back("24.90") })).toEqual({
      refund: {
        note: "sorry",
        totalRefundedSet: { shopMoney: { amount: "24.9" } },
        refundLineItems: { nodes: [{ quantity: 1, restockType: "CANCEL", subtotalSet: { shopMoney: { amount: "24.9" } } }] },
        transactions: { nodes: [{ kind: "REFUND", gateway: "manual" }] },
        orderAdjustments: { nodes: [] },
      },
      order: {
        displayFinancialStatus: "PARTIALLY_REFUNDED",
        netPaymentSet: { shopMoney: { amount: "49.8" } },
        totalOutstandingSet: { shopMoney: { amount: "0.0" } },
        refundDiscrepancySet: { shopMoney: { amount: "0.0" } },
      },
      userErrors: [],
    });
    expect(levels()).toEqual([3, 2]);
  });

  test("all of the money back makes it refunded", () => {
    expect(refund({ ...units(3, "CANCEL"), ...back("74.70") }).order.displayFinancialStatus).toBe("REFUNDED");
  });

  test("less money than the units cost is an adjustment with its reason", () => {
    const answer = refund({ ...units(1, "CANCEL"), ...back("20.00"), discrepancyReason: "DAMAGE" });
    expect(answer.refund.orderAdjustments.nodes).toEqual([{ reason: "DAMAGE", amountSet: { shopMoney: { amount: "4.9" } } }]);
    expect(answer.order).toMatchObject({ refundDiscrepancySet: { shopMoney: { amount: "4.9" } }, totalOutstandingSet: { shopMoney: { amount: "0.0" } } });
  });

  test("no more money goes back than came in, unless it may", () => {
    const refused = refund(back("80.00"));
    expect(refused).toMatchObject({ refund: null, userErrors: [{ field: null, message: "Refund amount €80.00 is greater than net payment received €74.70" }] });
    expect(refund({ ...back("80.00"), allowOverRefunding: true }).userErrors).toEqual([]);
  });

  test.each([
    [4, "CANCEL", "quantity", "Quantity cannot refund more items than were purchased"],
    [0, "CANCEL", "quantity", "Quantity must be greater than 0"],
  ])("%s units with %s are refused", (quantity, restockType, name, message) => {
    expect(refund(units(quantity, restockType)).userErrors).toEqual([{ field: ["refundLineItems", "0", name], message }]);
  });

  test("the sum over two entries of one line counts", () => {
    const lineItemId = toGid("LineItem", order.lineItems[0]?.id ?? 0);
    const entry = { lineItemId, quantity: 2, restockType: "CANCEL" };
    expect(refund({ refundLineItems: [entry, entry] }).userErrors).toMatchObject([{ field: ["refundLineItems", "1", "quantity"] }]);
  });

  test("RETURN puts shipped units on the shelf that the refund names", () => {
    ship();
    const annex = createLocation(store.context, { name: "Annex" });
    refund(units(2, "RETURN", { locationId: toGid("Location", annex.id) }));
    const atAnnex = [...store.context.shop.inventoryLevels.values()].find(({ locationId }) => locationId === annex.id);
    expect(atAnnex?.quantities.available).toBe(2);
  });

  test("shipped units cannot be cancelled", () => {
    ship();
    expect(refund(units(1, "CANCEL")).userErrors).toHaveLength(1);
  });

  test("an order that is not there is named", () => {
    expect(refund({ orderId: toGid("Order", 1) }).userErrors).toEqual([{ field: ["orderId"], message: "Order does not exist" }]);
  });

  test("what Shopify would give back can be asked without giving it", () => {
    const answer = store.ask(
      `query($id: ID!, $lines: [RefundLineItemInput!]) { order(id: $id) { suggestedRefund(refundLineItems: $lines) { amountSet { shopMoney { amount } }
        maximumRefundableSet { shopMoney { amount } } suggestedTransactions { kind gateway amountSet { shopMoney { amount } } parentTransaction { kind } } } totalRefundedSet { shopMoney { amount } } } }`,
      { id: toGid("Order", order.id), lines: [{ lineItemId: toGid("LineItem", order.lineItems[0]?.id ?? 0), quantity: 2 }] },
    );
    expect(answer.data.order).toEqual({
      suggestedRefund: {
        amountSet: { shopMoney: { amount: "49.8" } },
        maximumRefundableSet: { shopMoney: { amount: "74.7" } },
        suggestedTransactions: [
          { kind: "SUGGESTED_REFUND", gateway: "manual", amountSet: { shopMoney: { amount: "49.8" } }, parentTransaction: { kind: "SALE" } },
        ],
      },
      totalRefundedSet: { shopMoney: { amount: "0.0" } },
    });
  });
});

describe("returns", () => {
  function call(text: string, variables: object = {}): Answer["data"] {
    const answer = store.ask(text, { ...variables });
    expect(answer.errors).toBeUndefined();
    return answer.data;
  }

  const PARTS = `return { id name status totalQuantity returnLineItems(first: 5) { nodes { id quantity ... on ReturnLineItem { returnReason processedQuantity refundableQuantity } } }
    reverseFulfillmentOrders(first: 5) { nodes { id status lineItems(first: 5) { nodes { id totalQuantity } } } } } userErrors { field message code }`;

  function asked(quantity: number, root: "returnCreate" | "returnRequest" = "returnCreate"): Answer["data"] {
    const returnLineItems = [
      { fulfillmentLineItemId: toGid("FulfillmentLineItem", order.fulfillments[0]?.lines[0]?.id ?? 0), quantity, returnReason: "DEFECTIVE" },
    ];
    const [type, name] = root === "returnCreate" ? ["ReturnInput", "returnInput"] : ["ReturnRequestInput", "input"];
    return call(`mutation($input: ${type}!) { it: ${root}(${name}: $input) { ${PARTS} } }`, { input: { orderId: toGid("Order", order.id), returnLineItems } })
      .it;
  }

  test("only shipped units can come back, each once", () => {
    expect(asked(1).userErrors).toMatchObject([{ field: ["returnInput", "returnLineItems", "0", "fulfillmentLineItemId"] }]);
    ship();
    expect(asked(2).return).toMatchObject({ name: "#1001-R1", status: "OPEN", totalQuantity: 2, reverseFulfillmentOrders: { nodes: [{ status: "OPEN" }] } });
    expect(asked(2).userErrors).toMatchObject([{ field: ["returnInput", "returnLineItems", "0", "quantity"], code: "INVALID" }]);
    const left = call(
      `query($id: ID!) { returnableFulfillments(orderId: $id, first: 5) { nodes { returnableFulfillmentLineItems(first: 5) { nodes { quantity } } } } order(id: $id) { returnStatus } }`,
      { id: toGid("Order", order.id) },
    );
    expect(left).toEqual({
      returnableFulfillments: { nodes: [{ returnableFulfillmentLineItems: { nodes: [{ quantity: 1 }] } }] },
      order: { returnStatus: "IN_PROGRESS" },
    });
  });

  test("a request is approved or declined, once", () => {
    ship();
    const { id } = asked(1, "returnRequest").return;
    const approve = (): Answer["data"] => call(`mutation($id: ID!) { it: returnApproveRequest(input: { id: $id }) { ${PARTS} } }`, { id }).it;
    expect(approve().return.status).toBe("OPEN");
    expect(approve().userErrors).toMatchObject([{ code: "INVALID" }]);
    const other = asked(1, "returnRequest").return;
    expect(other).toMatchObject({ status: "REQUESTED", reverseFulfillmentOrders: { nodes: [] } });
    const declined = call(
      `mutation($id: ID!) { it: returnDeclineRequest(input: { id: $id, declineReason: FINAL_SALE }) { return { status decline { reason } } } }`,
      { id: other.id },
    );
    expect(declined.it.return).toEqual({ status: "DECLINED", decline: { reason: "FINAL_SALE" } });
  });

  test("processing takes the units off the order, puts them where they belong and gives money back", () => {
    ship();
    const { return: made } = asked(2);
    const reverseFulfillmentOrderLineItemId = made.reverseFulfillmentOrders.nodes[0].lineItems.nodes[0].id;
    const dispositions = [{ reverseFulfillmentOrderLineItemId, quantity: 2, dispositionType: "RESTOCKED", locationId: store.locationGid }];
    const transaction = { parentId: toGid("OrderTransaction", order.transactions[0]?.id ?? 0), transactionAmount: { amount: "49.80", currencyCode: "EUR" } };
    const input = {
      returnId: made.id,
      returnLineItems: [{ id: made.returnLineItems.nodes[0].id, quantity: 2, dispositions }],
      financialTransfer: { issueRefund: { orderTransactions: [transaction] } },
    };
    const { it } = call(`mutation($input: ReturnProcessInput!) { it: returnProcess(input: $input) { ${PARTS} } }`, { input });
    expect(it.userErrors).toEqual([]);
    expect(it.return).toMatchObject({
      returnLineItems: { nodes: [{ processedQuantity: 2, refundableQuantity: 0 }] },
      reverseFulfillmentOrders: { nodes: [{ status: "CLOSED" }] },
    });
    expect(levels()).toEqual([4, 0]);
    const read = call(
      `query($id: ID!) { order(id: $id) { displayFinancialStatus lineItems(first: 1) { nodes { currentQuantity } } agreements(first: 5) { nodes { reason } } } }`,
      { id: toGid("Order", order.id) },
    );
    expect(read.order).toEqual({
      displayFinancialStatus: "PARTIALLY_REFUNDED",
      lineItems: { nodes: [{ currentQuantity: 1 }] },
      agreements: { nodes: [{ reason: "ORDER" }, { reason: "RETURN" }] },
    });
  });

  test("a return closes, opens again and is cancelled while nothing of it is processed", () => {
    ship();
    const { id } = asked(1).return;
    const turn = (root: string): Answer["data"] => call(`mutation($id: ID!) { it: ${root}(id: $id) { return { status } userErrors { code } } }`, { id }).it;
    expect(turn("returnClose").return.status).toBe("CLOSED");
    expect(turn("returnCancel").userErrors).toEqual([{ code: "INVALID_STATE" }]);
    expect(turn("returnReopen").return.status).toBe("OPEN");
    expect(turn("returnCancel").return.status).toBe("CANCELED");
    expect(asked(3).userErrors).toEqual([]);
  });
});
