import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startTestStore } from "../test-shop.ts";
import type { Answer, TestStore } from "../test-shop.ts";

let store: TestStore;
beforeEach(async () => {
  store = await startTestStore();
  store.app.scopes.push("write_draft_orders");
});
afterEach(() => store.devStore.close());

function ask(text: string, variables: Record<string, unknown> = {}): Answer["data"] {
  const answer = store.ask(text, variables);
  expect(answer.errors).toBeUndefined();
  return answer.data.it;
}

const PARTS = `id name status totalPriceSet { shopMoney { amount } } subtotalPriceSet { shopMoney { amount } } totalDiscountsSet { shopMoney { amount } }
  lineItems(first: 5) { nodes { title quantity custom discountedUnitPriceSet { shopMoney { amount } } } } order { name displayFinancialStatus totalPriceSet { shopMoney { amount } } customer { email } }`;

function create(input: object): Answer["data"] {
  return ask(`mutation($input: DraftOrderInput!) { it: draftOrderCreate(input: $input) { draftOrder { ${PARTS} } userErrors { field message } } }`, { input });
}

function levels(): number[] {
  const [level] = store.context.shop.inventoryLevels.values();
  return [level?.quantities.available ?? NaN, level?.quantities.committed ?? NaN, level?.quantities.reserved ?? NaN];
}

const lantern = (quantity: number, more: object = {}): object => ({ variantId: store.variantGid, quantity, ...more });

describe("draft orders", () => {
  test("are priced with their discounts and shipping, and take no stock", () => {
    const discount = { valueType: "PERCENTAGE", value: 10, title: "Friend" };
    const { draftOrder } = create({
      lineItems: [
        lantern(2, { appliedDiscount: { valueType: "FIXED_AMOUNT", value: 4.9 } }),
        { title: "Engraving", originalUnitPriceWithCurrency: { amount: "10.00", currencyCode: "EUR" }, quantity: 1 },
      ],
      appliedDiscount: discount,
      shippingLine: { title: "Post", priceWithCurrency: { amount: "5.00", currencyCode: "EUR" } },
    });
    expect(draftOrder).toMatchObject({
      name: "#D1",
      status: "OPEN",
      subtotalPriceSet: { shopMoney: { amount: "45.0" } },
      totalDiscountsSet: { shopMoney: { amount: "14.8" } },
      totalPriceSet: { shopMoney: { amount: "50.0" } },
      lineItems: {
        nodes: [
          { custom: false, discountedUnitPriceSet: { shopMoney: { amount: "20.0" } } },
          { title: "Engraving", custom: true },
        ],
      },
    });
    expect(levels()).toEqual([5, 0, 0]);
  });

  test("calculating one makes none", () => {
    const answer = ask(
      `mutation($input: DraftOrderInput!) { it: draftOrderCalculate(input: $input) { calculatedDraftOrder { totalPriceSet { shopMoney { amount } } lineItems { title } } userErrors { message } } }`,
      {
        input: { lineItems: [lantern(1)] },
      },
    );
    expect(answer).toEqual({
      calculatedDraftOrder: { totalPriceSet: { shopMoney: { amount: "24.9" } }, lineItems: [{ title: "Camp Lantern" }] },
      userErrors: [],
    });
    expect(store.context.shop.draftOrders.size).toBe(0);
  });

  test("completing one makes a paid order that commits stock, whatever the policy", () => {
    for (const variant of store.context.shop.variants.values()) variant.inventoryPolicy = "DENY";
    const { id } = create({ email: "ada@example.com", lineItems: [lantern(6)], appliedDiscount: { valueType: "FIXED_AMOUNT", value: 9.4 } }).draftOrder;
    const complete = (): Answer["data"] =>
      ask(`mutation($id: ID!) { it: draftOrderComplete(id: $id) { draftOrder { ${PARTS} } userErrors { field message } } }`, { id });
    expect(complete()).toMatchObject({
      draftOrder: {
        status: "COMPLETED",
        order: { name: "#1001", displayFinancialStatus: "PAID", totalPriceSet: { shopMoney: { amount: "140.0" } }, customer: { email: "ada@example.com" } },
      },
      userErrors: [],
    });
    expect(levels()).toEqual([-1, 6, 0]);
    expect(complete()).toMatchObject({ draftOrder: null, userErrors: [{ message: "This order has been paid" }] });
  });

  test("with payment pending the order waits for its money", () => {
    const { id } = create({ lineItems: [lantern(1)] }).draftOrder;
    const answer = ask(
      `mutation($id: ID!) { it: draftOrderComplete(id: $id, paymentPending: true) { draftOrder { order { displayFinancialStatus canMarkAsPaid } } } }`,
      { id },
    );
    expect(answer.draftOrder.order).toEqual({ displayFinancialStatus: "PENDING", canMarkAsPaid: true });
  });

  test("reserved units are set aside until the draft is done with", () => {
    const { id } = create({ lineItems: [lantern(2)], reserveInventoryUntil: "2999-01-01T00:00:00Z" }).draftOrder;
    expect(levels()).toEqual([3, 0, 2]);
    expect(ask(`mutation($id: ID!) { it: draftOrderDelete(input: { id: $id }) { deletedId userErrors { message } } }`, { id })).toEqual({
      deletedId: id,
      userErrors: [],
    });
    expect(levels()).toEqual([5, 0, 0]);
  });

  test("an update keeps what it does not name; an invoice needs somebody to send it to", () => {
    const { id } = create({ lineItems: [lantern(2)], note: "x" }).draftOrder;
    const updated = ask(
      `mutation($id: ID!, $input: DraftOrderInput!) { it: draftOrderUpdate(id: $id, input: $input) { draftOrder { note2 tags lineItems(first: 5) { nodes { quantity } } } } }`,
      {
        id,
        input: { tags: ["b2b"] },
      },
    );
    expect(updated.draftOrder).toEqual({ note2: "x", tags: ["b2b"], lineItems: { nodes: [{ quantity: 2 }] } });
    const send = (email: object | null): Answer["data"] =>
      ask(`mutation($id: ID!, $email: EmailInput) { it: draftOrderInvoiceSend(id: $id, email: $email) { draftOrder { status } userErrors { message } } }`, {
        id,
        email,
      });
    expect(send(null).userErrors).toEqual([{ message: "To can't be blank" }]);
    expect(send({ to: "ada@example.com" }).draftOrder).toEqual({ status: "INVOICE_SENT" });
  });

  test.each([
    [{ lineItems: [] }, "Add at least 1 product"],
    [{ lineItems: [{ title: "", quantity: 1, originalUnitPrice: "1" }] }, "Merchandise title is empty."],
    [{ lineItems: [{ title: "x", quantity: 1, originalUnitPrice: "1" }], email: "nobody" }, "Email is invalid"],
  ])("%j is refused", (input, message) => {
    expect(create(input)).toMatchObject({ draftOrder: null, userErrors: [{ message }] });
  });
});
