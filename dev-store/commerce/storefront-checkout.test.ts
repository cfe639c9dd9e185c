import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startTestStore } from "../admin-api/test-shop.ts";
import type { TestStore } from "../admin-api/test-shop.ts";
import type { Order } from "../state/types.ts";
import { idOf, toGid } from "../state/gid.ts";
import type { DeliveryPolicy, SellingPlan } from "../state/selling-plan-types.ts";
import { createCollection } from "./collections.ts";
import { cancelFulfillment, fulfil } from "./fulfil.ts";
import { createSellingPlanGroup } from "./selling-plans.ts";
import { checkOut } from "./storefront-checkout.ts";
import type { ShopperCheckout } from "./storefront-checkout.ts";
import { createValidation, installFunctions } from "./validations.ts";

let store: TestStore;
let variantId: number;
beforeEach(async () => {
  store = await startTestStore();
  store.app.scopes.push("write_discounts");
  variantId = idOf("ProductVariant", store.variantGid) ?? 0;
});
afterEach(() => store.devStore.close());

const NO_DATE: DeliveryPolicy = {
  kind: "fixed",
  fulfillmentTrigger: "UNKNOWN",
  fulfillmentExactTime: null,
  anchors: [],
  cutoff: null,
  intent: "FULFILLMENT_BEGIN",
  preAnchorBehavior: "ASAP",
};

/** A pre-order of the lantern with a fifth down. */
function offerPreOrder(rest: Partial<SellingPlan> = {}): number {
  const plan: SellingPlan = {
    id: 77,
    name: "Pre-order",
    description: null,
    options: ["Pre-order"],
    position: null,
    category: "PRE_ORDER",
    reserve: "ON_FULFILLMENT",
    billingPolicy: {
      kind: "fixed",
      checkoutCharge: { type: "PERCENTAGE", percentage: 20 },
      remainingBalanceChargeTrigger: "ON_FULFILLMENT",
      remainingBalanceChargeExactTime: null,
      remainingBalanceChargeTimeAfterCheckout: null,
    },
    deliveryPolicy: NO_DATE,
    pricingPolicies: [],
    createdAt: "2026-11-23T10:00:00Z",
    ...rest,
  };
  const texts = { appId: null, name: "Pre-order", merchantCode: "pre", description: null, options: ["How"], position: null };
  createSellingPlanGroup(store.context, { ...texts, ownerAppId: store.app.id, plans: [plan], productIds: [], variantIds: [variantId] });
  return plan.id;
}

function checkout(rest: Partial<ShopperCheckout> = {}, line: object = {}): ReturnType<typeof checkOut> {
  return checkOut(store.context, { email: "ada@example.com", lines: [{ variantId, quantity: 2, ...line }], ...rest });
}

function placed(outcome: ReturnType<typeof checkOut>): Order {
  if (!outcome.ok) throw new Error(outcome.errors.map(({ message }) => message).join(" "));
  return outcome.value;
}

function stock(): { available: number; committed: number } | undefined {
  const [level] = store.context.shop.inventoryLevels.values();
  return level && { available: level.quantities.available, committed: level.quantities.committed };
}

describe("a pre-order", () => {
  test("that reserves on fulfilment commits nothing until it is shipped", () => {
    const order = placed(checkout({}, { sellingPlanId: offerPreOrder() }));
    expect(stock()).toEqual({ available: 5, committed: 0 });
    const [fulfillmentOrder] = order.fulfillmentOrders;
    if (fulfillmentOrder === undefined) throw new Error("nothing to ship");
    const shipped = fulfil(store.context, { contents: [{ found: { order, fulfillmentOrder }, chosen: [] }] });
    expect(stock()).toEqual({ available: 3, committed: 0 });
    if (shipped.ok) cancelFulfillment(store.context, order, shipped.value);
    expect(stock()).toEqual({ available: 5, committed: 0 });
  });

  test("that reserves on sale commits as any order does", () => {
    placed(checkout({}, { sellingPlanId: offerPreOrder({ reserve: "ON_SALE" }) }));
    expect(stock()).toEqual({ available: 3, committed: 2 });
  });

  test("charges its deposit now: a fifth of 49.80 is 9.96", () => {
    const order = placed(checkout({}, { sellingPlanId: offerPreOrder() }));
    expect(order.financialStatus).toBe("PARTIALLY_PAID");
    expect(order.transactions.map(({ amountCents }) => amountCents)).toEqual([996]);
  });

  test("shows its plan on the line", () => {
    const order = placed(checkout({}, { sellingPlanId: offerPreOrder() }));
    const answer = store.ask(`query($id: ID!) { order(id: $id) { lineItems(first: 1) { nodes { sellingPlan { name sellingPlanId } } } } }`, {
      id: toGid("Order", order.id),
    });
    expect(answer.data.order.lineItems.nodes[0].sellingPlan).toEqual({ name: "Pre-order", sellingPlanId: "gid://shopify/SellingPlan/77" });
  });

  test("under a plan that the product does not have is refused", () => {
    expect(checkout({}, { sellingPlanId: 4711 })).toMatchObject({ ok: false, errors: [{ message: "The selling plan is not available for this product." }] });
  });
});

describe("a discount code", () => {
  const CREATE = `mutation($discount: DiscountCodeBasicInput!) { discountCodeBasicCreate(basicCodeDiscount: $discount) { codeDiscountNode { id codeDiscount { ... on DiscountCodeBasic { title status usageLimit asyncUsageCount codes(first: 1) { nodes { code } } } } } userErrors { field message code } } }`;

  function offer(rest: object = {}) {
    const goodwill = {
      title: "Sorry for the wait",
      code: "SORRY10",
      startsAt: "2026-01-01T00:00:00Z",
      customerGets: { value: { percentage: 0.1 }, items: { all: true } },
      ...rest,
    };
    return store.ask(CREATE, { discount: goodwill }).data.discountCodeBasicCreate;
  }

  test("takes its percentage off, whatever its case, and counts its use", () => {
    expect(offer({ usageLimit: 1 }).userErrors).toEqual([]);
    const order = placed(checkout({ discountCode: "sorry10" }));
    expect(order.transactions.map(({ amountCents }) => amountCents)).toEqual([4482]);
    expect(checkout({ discountCode: "SORRY10" })).toMatchObject({ ok: false, errors: [{ message: "This discount code has reached its usage limit" }] });
    const found = store.ask(`{ codeDiscountNodeByCode(code: "SORRY10") { codeDiscount { ... on DiscountCodeBasic { asyncUsageCount } } } }`);
    expect(found.data.codeDiscountNodeByCode.codeDiscount.asyncUsageCount).toBe(1);
  });

  test("of one collection leaves other goods alone", () => {
    const collection = createCollection(store.context, { title: "Kettles" });
    offer({ customerGets: { value: { percentage: 0.1 }, items: { collections: { add: [toGid("Collection", collection.id)] } } } });
    expect(checkout({ discountCode: "SORRY10" })).toMatchObject({
      ok: false,
      errors: [{ message: "This discount code doesn't apply to the items in your cart" }],
    });
    collection.productIds.push(idOf("Product", store.productGid) ?? 0);
    expect(placed(checkout({ discountCode: "SORRY10" })).transactions[0]?.amountCents).toBe(4482);
  });

  test("that nobody made is refused", () => {
    expect(checkout({ discountCode: "NOPE" })).toMatchObject({ ok: false, errors: [{ message: "Enter a valid discount code" }] });
  });

  test.each<[string, object, string]>([
    ["without a code", { code: null }, "BLANK"],
    ["with more than everything off", { customerGets: { value: { percentage: 1.5 }, items: { all: true } } }, "VALUE_OUTSIDE_RANGE"],
    ["that ends before it starts", { endsAt: "2025-01-01T00:00:00Z" }, "END_DATE_BEFORE_START_DATE"],
    ["on nothing", { customerGets: { value: { percentage: 0.1 }, items: { products: { productsToAdd: [] } } } }, "APPLIES_ON_NOTHING"],
  ])("%s is not made", (_rule, rest, code) => {
    expect(offer(rest)).toMatchObject({ codeDiscountNode: null, userErrors: [{ code }] });
  });

  test("is taken once only", () => {
    offer();
    expect(offer({ code: "sorry10" }).userErrors).toMatchObject([{ code: "TAKEN", message: "Code must be unique. Please try a different code." }]);
  });
});

describe("a validation", () => {
  const limit = { handle: "backorder-limit" };

  function enable(blockOnFailure: boolean): void {
    const outcome = createValidation(store.context, {
      apiKey: store.app.apiKey,
      functionHandle: limit.handle,
      title: "Limit",
      isEnabled: true,
      blockOnFailure,
    });
    if (!outcome.ok) throw new Error(outcome.errors[0]?.message);
  }

  test("refuses the order with its own words, and nothing is taken", () => {
    installFunctions(store.context, {
      handles: () => [limit.handle],
      run: (_handle, { cart }) => (cart.lines.some(({ quantity }) => quantity > 1) ? [{ message: "One each, please.", target: "$.cart" }] : []),
    });
    enable(false);
    expect(checkout()).toEqual({ ok: false, errors: [{ field: ["$.cart"], message: "One each, please.", code: "VALIDATION_CUSTOM" }] });
    expect(stock()).toEqual({ available: 5, committed: 0 });
    placed(checkout({}, { quantity: 1 }));
  });

  test("that fails stops the checkout only where it is set to", () => {
    installFunctions(store.context, {
      handles: () => [limit.handle],
      run: () => {
        throw new Error("out of instructions");
      },
    });
    enable(false);
    placed(checkout());
    for (const validation of store.context.shop.validations.values()) {
      expect(validation.failures.map(({ message }) => message)).toEqual(["out of instructions"]);
      validation.blockOnFailure = true;
    }
    expect(checkout()).toMatchObject({ ok: false, errors: [{ code: "VALIDATION_FAILED" }] });
  });

  test("of a function that is not there is not made", () => {
    const answer = store.ask(
      `mutation { validationCreate(validation: {functionHandle: "nope", enable: true}) { validation { id } userErrors { field code } } }`,
    );
    expect(answer.data.validationCreate).toEqual({ validation: null, userErrors: [{ field: ["validation", "functionHandle"], code: "NOT_FOUND" }] });
  });
});
