import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startTestStore } from "../test-shop.ts";
import type { Answer, TestStore } from "../test-shop.ts";

let store: TestStore;
beforeEach(async () => {
  store = await startTestStore();
});
afterEach(() => store.devStore.close());

const CREATE = `mutation($input: SellingPlanGroupInput!, $resources: SellingPlanGroupResourceInput) {
  sellingPlanGroupCreate(input: $input, resources: $resources) {
    sellingPlanGroup { id name options productsCount { count } sellingPlans(first: 5) { nodes { id name category inventoryPolicy { reserve }
      billingPolicy { ... on SellingPlanFixedBillingPolicy { remainingBalanceChargeTrigger checkoutCharge { type value { ... on SellingPlanCheckoutChargePercentageValue { percentage } } } } }
      deliveryPolicy { ... on SellingPlanFixedDeliveryPolicy { fulfillmentTrigger } }
      pricingPolicies { ... on SellingPlanFixedPricingPolicy { adjustmentType adjustmentValue { ... on SellingPlanPricingPolicyPercentageValue { percentage } } } } } } }
    userErrors { field message code } } }`;

function preOrder(rest: object = {}): object {
  return {
    name: "Pre-order with 20 % deposit",
    category: "PRE_ORDER",
    options: ["Pre-order"],
    billingPolicy: {
      fixed: { checkoutCharge: { type: "PERCENTAGE", value: { percentage: 20 } }, remainingBalanceChargeTrigger: "ON_FULFILLMENT" },
    },
    deliveryPolicy: { fixed: { fulfillmentTrigger: "UNKNOWN" } },
    inventoryPolicy: { reserve: "ON_FULFILLMENT" },
    pricingPolicies: [{ fixed: { adjustmentType: "PERCENTAGE", adjustmentValue: { percentage: 10 } } }],
    ...rest,
  };
}

function create(plans: object[] = [preOrder()], rest: object = {}): Answer {
  const input = { name: "Pre-order", merchantCode: "pre-order", options: ["How"], sellingPlansToCreate: plans, ...rest };
  return store.ask(CREATE, { input, resources: { productIds: [store.productGid] } });
}

function codes(answer: Answer): string[] {
  return answer.data.sellingPlanGroupCreate.userErrors.map(({ code }: { code: string }) => code);
}

test("a pre-order group keeps its plan with deposit, price and reserve", () => {
  const { sellingPlanGroup, userErrors } = create().data.sellingPlanGroupCreate;
  expect(userErrors).toEqual([]);
  expect(sellingPlanGroup).toMatchObject({ name: "Pre-order", options: ["How"], productsCount: { count: 1 } });
  expect(sellingPlanGroup.sellingPlans.nodes[0]).toMatchObject({
    category: "PRE_ORDER",
    inventoryPolicy: { reserve: "ON_FULFILLMENT" },
    billingPolicy: { remainingBalanceChargeTrigger: "ON_FULFILLMENT", checkoutCharge: { type: "PERCENTAGE", value: { percentage: 20 } } },
    deliveryPolicy: { fulfillmentTrigger: "UNKNOWN" },
    pricingPolicies: [{ adjustmentType: "PERCENTAGE", adjustmentValue: { percentage: 10 } }],
  });
});

describe("a plan that does not fit is refused, and nothing is made", () => {
  const recurring = { recurring: { interval: "MONTH", intervalCount: 1 } };
  const fixed = (rest: object) => ({
    fixed: { checkoutCharge: { type: "PERCENTAGE", value: { percentage: 20 } }, remainingBalanceChargeTrigger: "ON_FULFILLMENT", ...rest },
  });
  test.each<[string, object, string]>([
    ["no name", { name: " " }, "BLANK"],
    ["no billing policy", { billingPolicy: null }, "SELLING_PLAN_BILLING_POLICY_MISSING"],
    ["no delivery policy", { deliveryPolicy: null }, "SELLING_PLAN_DELIVERY_POLICY_MISSING"],
    ["recurring delivery of a fixed charge", { deliveryPolicy: recurring }, "BILLING_AND_DELIVERY_POLICY_TYPES_MUST_BE_THE_SAME"],
    ["both kinds of billing", { billingPolicy: { ...recurring, ...fixed({}) } }, "ONLY_ONE_OF_FIXED_OR_RECURRING_BILLING"],
    [
      "a deposit with nothing to collect later",
      { billingPolicy: fixed({ remainingBalanceChargeTrigger: "NO_REMAINING_BALANCE" }) },
      "REMAINING_BALANCE_CHARGE_TRIGGER_NO_REMAINING_BALANCE_ON_PARTIAL_PERCENTAGE_CHECKOUT_CHARGE",
    ],
    [
      "a full charge and more to come",
      { billingPolicy: fixed({ checkoutCharge: { type: "PERCENTAGE", value: { percentage: 100 } } }) },
      "REMAINING_BALANCE_CHARGE_TRIGGER_ON_FULL_CHECKOUT",
    ],
    [
      "an exact time that is not given",
      { billingPolicy: fixed({ remainingBalanceChargeTrigger: "EXACT_TIME" }) },
      "REMAINING_BALANCE_CHARGE_EXACT_TIME_REQUIRED",
    ],
    [
      "no time after the checkout",
      { billingPolicy: fixed({ remainingBalanceChargeTrigger: "TIME_AFTER_CHECKOUT", remainingBalanceChargeTimeAfterCheckout: "P0D" }) },
      "REMAINING_BALANCE_CHARGE_TIME_AFTER_CHECKOUT_MUST_BE_GREATER_THAN_ZERO",
    ],
    [
      "a charge of another type",
      { billingPolicy: fixed({ checkoutCharge: { type: "PRICE", value: { percentage: 20 } } }) },
      "CHECKOUT_CHARGE_VALUE_AND_TYPE_MUST_MATCH",
    ],
    ["delivery at a time that is not given", { deliveryPolicy: { fixed: { fulfillmentTrigger: "EXACT_TIME" } } }, "FULFILLMENT_EXACT_TIME_REQUIRED"],
    [
      "three prices",
      { pricingPolicies: [1, 2, 3].map((afterCycle) => ({ recurring: { afterCycle, adjustmentType: "PRICE", adjustmentValue: { fixedValue: "1" } } })) },
      "SELLING_PLAN_PRICING_POLICIES_LIMIT",
    ],
    ["a second option that the group does not have", { options: ["a", "b"] }, "SELLING_PLAN_MISSING_OPTION2_LABEL_ON_PARENT_GROUP"],
  ])("%s", (_rule, rest, code) => {
    expect(codes(create([preOrder(rest)]))).toContain(code);
    expect(store.context.shop.sellingPlanGroups.size).toBe(0);
  });

  test("a group without plans, and two plans of one name", () => {
    expect(codes(create([]))).toEqual(["SELLING_PLAN_COUNT_LOWER_BOUND"]);
    expect(codes(create([preOrder(), preOrder()]))).toEqual(["SELLING_PLAN_DUPLICATE_NAME", "SELLING_PLAN_DUPLICATE_OPTIONS"]);
  });

  test("a product that is not there", () => {
    const input = { name: "Pre-order", merchantCode: "p", options: ["How"], sellingPlansToCreate: [preOrder()] };
    const answer = store.ask(CREATE, { input, resources: { productIds: ["gid://shopify/Product/1"] } });
    expect(answer.data.sellingPlanGroupCreate).toMatchObject({ sellingPlanGroup: null, userErrors: [{ code: "PRODUCT_DOES_NOT_EXIST" }] });
  });
});

test("variants join and leave a group", () => {
  const { id } = create().data.sellingPlanGroupCreate.sellingPlanGroup;
  const variables = { id, ids: [store.variantGid] };
  store.ask(`mutation($id: ID!, $ids: [ID!]!) { sellingPlanGroupAddProductVariants(id: $id, productVariantIds: $ids) { userErrors { code } } }`, variables);
  const count = (): number =>
    store.ask(`query($id: ID!) { sellingPlanGroup(id: $id) { productVariantsCount { count } } }`, { id }).data.sellingPlanGroup.productVariantsCount.count;
  expect(count()).toBe(1);
  const REMOVE = `mutation($id: ID!, $ids: [ID!]!) { sellingPlanGroupRemoveProductVariants(id: $id, productVariantIds: $ids) { removedProductVariantIds } }`;
  expect(store.ask(REMOVE, variables).data.sellingPlanGroupRemoveProductVariants.removedProductVariantIds).toEqual([store.variantGid]);
  expect(count()).toBe(0);
});

test("an update says which plans it deleted, and the rest stays", () => {
  const group = create().data.sellingPlanGroupCreate.sellingPlanGroup;
  const [plan] = group.sellingPlans.nodes;
  const UPDATE = `mutation($id: ID!, $input: SellingPlanGroupInput!) { sellingPlanGroupUpdate(id: $id, input: $input) { deletedSellingPlanIds sellingPlanGroup { name merchantCode sellingPlans(first: 5) { nodes { name } } } userErrors { code } } }`;
  const input = { name: "Early bird", sellingPlansToDelete: [plan.id], sellingPlansToCreate: [preOrder({ name: "Pay later" })] };
  expect(store.ask(UPDATE, { id: group.id, input }).data.sellingPlanGroupUpdate).toEqual({
    deletedSellingPlanIds: [plan.id],
    sellingPlanGroup: { name: "Early bird", merchantCode: "pre-order", sellingPlans: { nodes: [{ name: "Pay later" }] } },
    userErrors: [],
  });
});

test("another app's group does not exist for this one", () => {
  const { id } = create().data.sellingPlanGroupCreate.sellingPlanGroup;
  for (const group of store.context.shop.sellingPlanGroups.values()) group.ownerAppId += 1;
  const DELETE = `mutation($id: ID!) { sellingPlanGroupDelete(id: $id) { deletedSellingPlanGroupId userErrors { code message } } }`;
  expect(store.ask(DELETE, { id }).data.sellingPlanGroupDelete).toEqual({
    deletedSellingPlanGroupId: null,
    userErrors: [{ code: "GROUP_DOES_NOT_EXIST", message: "Selling plan group does not exist." }],
  });
});
