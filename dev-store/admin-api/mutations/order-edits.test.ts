import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { toGid } from "../../state/gid.ts";
import type { Order } from "../../state/types.ts";
import { startTestStore } from "../test-shop.ts";
import type { Answer, TestStore } from "../test-shop.ts";

let store: TestStore;
let order: Order;
let id: string;
beforeEach(async () => {
  store = await startTestStore();
  order = store.sell(2);
  id = store.ask(`mutation($id: ID!) { orderEditBegin(id: $id) { calculatedOrder { id } } }`, { id: toGid("Order", order.id) }).data.orderEditBegin
    .calculatedOrder.id;
});
afterEach(() => store.devStore.close());

const lineGid = (): string => toGid("CalculatedLineItem", order.lineItems[0]?.id ?? 0);
const TOTALS = `calculatedOrder { subtotalLineItemsQuantity subtotalPriceSet { shopMoney { amount } } totalPriceSet { shopMoney { amount } } totalOutstandingSet { shopMoney { amount } } }`;

function step(call: string): Answer["data"] {
  const answer = store.ask(`mutation { it: ${call} }`);
  expect(answer.errors).toBeUndefined();
  return answer.data.it;
}

function commit(): Answer["data"] {
  return store.ask(
    `mutation($id: ID!) { orderEditCommit(id: $id, staffNote: "by phone") { successMessages userErrors { field message }
      order { displayFinancialStatus currentSubtotalLineItemsQuantity totalOutstandingSet { shopMoney { amount } } currentTotalPriceSet { shopMoney { amount } }
        lineItems(first: 5) { nodes { title quantity currentQuantity discountedUnitPriceSet { shopMoney { amount } } } }
        shippingLines(first: 5) { nodes { title } }
        agreements(first: 5) { nodes { reason sales(first: 5) { nodes { __typename actionType quantity totalAmount { shopMoney { amount } } } } } }
        fulfillmentOrders(first: 5) { nodes { status lineItems(first: 5) { nodes { totalQuantity remainingQuantity } } } } } } }`,
    { id },
  ).data.orderEditCommit;
}

function levels(): number[] {
  const [level] = store.context.shop.inventoryLevels.values();
  return [level?.quantities.available ?? NaN, level?.quantities.committed ?? NaN];
}

describe("editing an order", () => {
  test("a line set to zero stays on the order with no units, and its stock is free again", () => {
    const staged = step(
      `orderEditSetQuantity(id: "${id}", lineItemId: "${lineGid()}", quantity: 0, restock: true) { calculatedLineItem { quantity restocking } ${TOTALS} }`,
    );
    expect(staged).toMatchObject({
      calculatedLineItem: { quantity: 0, restocking: true },
      calculatedOrder: { subtotalLineItemsQuantity: 0, totalOutstandingSet: { shopMoney: { amount: "-49.8" } } },
    });
    expect(levels()).toEqual([3, 2]);
    expect(commit()).toMatchObject({
      successMessages: ["Order updated"],
      order: {
        lineItems: { nodes: [{ quantity: 2, currentQuantity: 0 }] },
        agreements: {
          nodes: [
            { reason: "ORDER" },
            { reason: "ORDER_EDIT", sales: { nodes: [{ actionType: "RETURN", quantity: -2, totalAmount: { shopMoney: { amount: "-49.8" } } }] } },
          ],
        },
        fulfillmentOrders: { nodes: [{ status: "CLOSED", lineItems: { nodes: [{ totalQuantity: 0, remainingQuantity: 0 }] } }] },
      },
    });
    expect(levels()).toEqual([5, 0]);
  });

  test("without restock the units leave the shelf", () => {
    step(`orderEditSetQuantity(id: "${id}", lineItemId: "${lineGid()}", quantity: 1, restock: false) { userErrors { message } }`);
    commit();
    expect(levels()).toEqual([3, 1]);
  });

  test("added units make a paid order partly paid and get a fulfillment order of their own", () => {
    const added = step(
      `orderEditAddVariant(id: "${id}", variantId: "${store.variantGid}", quantity: 3, allowDuplicates: true) { calculatedLineItem { id quantity title } ${TOTALS} }`,
    );
    expect(added.calculatedLineItem.id).toMatch(/^gid:\/\/shopify\/CalculatedLineItem\/[0-9a-f-]{36}$/);
    expect(added.calculatedOrder).toMatchObject({ subtotalLineItemsQuantity: 5, totalOutstandingSet: { shopMoney: { amount: "74.7" } } });
    expect(commit().order).toMatchObject({ displayFinancialStatus: "PARTIALLY_PAID", fulfillmentOrders: { nodes: [{ status: "OPEN" }, { status: "OPEN" }] } });
    expect(levels()).toEqual([0, 5]);
  });

  test("a variant that is there already is not added twice unless allowed", () => {
    const refused = step(`orderEditAddVariant(id: "${id}", variantId: "${store.variantGid}", quantity: 1) { calculatedLineItem { id } userErrors { field } }`);
    expect(refused).toEqual({ calculatedLineItem: null, userErrors: [{ field: ["variantId"] }] });
  });

  test("a custom item with a discount costs what is left of its price", () => {
    const item = step(
      `orderEditAddCustomItem(id: "${id}", title: "Engraving", price: { amount: "10.00", currencyCode: EUR }, quantity: 2) { calculatedLineItem { id } }`,
    );
    const gid = item.calculatedLineItem.id;
    const staged = step(`orderEditAddLineItemDiscount(id: "${id}", lineItemId: "${gid}", discount: { percentValue: 25, description: "friend" }) {
      addedDiscountStagedChange { description value { ... on PricingPercentageValue { percentage } } }
      calculatedLineItem { discountedUnitPriceSet { shopMoney { amount } } hasStagedLineItemDiscount } ${TOTALS} }`);
    expect(staged).toMatchObject({
      addedDiscountStagedChange: { description: "friend", value: { percentage: 25 } },
      calculatedLineItem: { discountedUnitPriceSet: { shopMoney: { amount: "7.5" } }, hasStagedLineItemDiscount: true },
      calculatedOrder: { totalPriceSet: { shopMoney: { amount: "64.8" } } },
    });
    expect(commit().order).toMatchObject({
      currentTotalPriceSet: { shopMoney: { amount: "64.8" } },
      lineItems: { nodes: [{}, { title: "Engraving", discountedUnitPriceSet: { shopMoney: { amount: "7.5" } } }] },
    });
  });

  test("a staged discount changes and goes by its application's id", () => {
    step(
      `orderEditAddLineItemDiscount(id: "${id}", lineItemId: "${lineGid()}", discount: { fixedValue: { amount: "4.90", currencyCode: EUR } }) { userErrors { message } }`,
    );
    const [application] = step(
      `orderEditSetQuantity(id: "${id}", lineItemId: "${lineGid()}", quantity: 2) { calculatedOrder { addedDiscountApplications(first: 5) { nodes { id } } } }`,
    ).calculatedOrder.addedDiscountApplications.nodes;
    const changed = step(
      `orderEditUpdateDiscount(id: "${id}", discountApplicationId: "${application.id}", discount: { fixedValue: { amount: "2.90", currencyCode: EUR } }) { ${TOTALS} }`,
    );
    expect(changed.calculatedOrder.totalPriceSet).toEqual({ shopMoney: { amount: "44.0" } });
    const removed = step(`orderEditRemoveDiscount(id: "${id}", discountApplicationId: "${application.id}") { ${TOTALS} userErrors { code } }`);
    expect(removed).toMatchObject({ calculatedOrder: { totalPriceSet: { shopMoney: { amount: "49.8" } } }, userErrors: [] });
  });

  test("shipping lines are added and taken off", () => {
    const added = step(
      `orderEditAddShippingLine(id: "${id}", shippingLine: { title: "Express", price: { amount: "9.90", currencyCode: EUR } }) { calculatedShippingLine { id stagedStatus } ${TOTALS} }`,
    );
    expect(added).toMatchObject({ calculatedShippingLine: { stagedStatus: "ADDED" }, calculatedOrder: { totalPriceSet: { shopMoney: { amount: "59.7" } } } });
    expect(commit().order).toMatchObject({ shippingLines: { nodes: [{ title: "Express" }] }, totalOutstandingSet: { shopMoney: { amount: "9.9" } } });
  });

  test("staged changes are listed in the order in which they were made", () => {
    step(`orderEditSetQuantity(id: "${id}", lineItemId: "${lineGid()}", quantity: 1, restock: true) { userErrors { message } }`);
    const { calculatedOrder } = step(`orderEditAddVariant(id: "${id}", variantId: "${store.variantGid}", quantity: 1, allowDuplicates: true) {
      calculatedOrder { stagedChanges(first: 5) { nodes { __typename ... on OrderStagedChangeDecrementItem { delta restock } ... on OrderStagedChangeAddVariant { quantity } } } } }`);
    expect(calculatedOrder.stagedChanges.nodes).toEqual([
      { __typename: "OrderStagedChangeDecrementItem", delta: 1, restock: true },
      { __typename: "OrderStagedChangeAddVariant", quantity: 1 },
    ]);
  });

  test.each([
    ['orderEditBegin(id: "gid://shopify/Order/1") { userErrors { field message } }', ["id"]],
    [
      'orderEditSetQuantity(id: "gid://shopify/CalculatedOrder/1", lineItemId: "gid://shopify/CalculatedLineItem/1", quantity: 1) { userErrors { field message } }',
      ["id"],
    ],
  ])("%s is refused", (call, field) => {
    expect(step(call).userErrors[0].field).toEqual(field);
  });

  test("an edit that changes nothing is not committed", () => {
    expect(commit()).toMatchObject({ order: null, userErrors: [{ field: ["id"] }] });
  });
});
