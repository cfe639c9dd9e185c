import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { activateSubscription } from "../../commerce/app-charges.ts";
import { idOf } from "../../state/gid.ts";
import { startTestStore } from "../test-shop.ts";
import type { Answer, TestStore } from "../test-shop.ts";

let store: TestStore;
let now = new Date("2026-11-23T10:00:00Z");
beforeEach(async () => {
  now = new Date("2026-11-23T10:00:00Z");
  store = await startTestStore({ now: () => now });
});
afterEach(() => store.devStore.close());

const CREATE = `mutation($name: String!, $lineItems: [AppSubscriptionLineItemInput!]!, $trialDays: Int, $returnUrl: URL!) {
  appSubscriptionCreate(name: $name, lineItems: $lineItems, trialDays: $trialDays, returnUrl: $returnUrl, test: true) {
    appSubscription { id status test trialDays lineItems { id plan { pricingDetails { ... on AppRecurringPricing { price { amount currencyCode } interval } ... on AppUsagePricing { cappedAmount { amount } terms } } } } }
    confirmationUrl userErrors { field message } } }`;
const USAGE = `mutation($id: ID!, $amount: Decimal!, $key: String) { appUsageRecordCreate(subscriptionLineItemId: $id, price: {amount: $amount, currencyCode: EUR}, description: "500 notices", idempotencyKey: $key) { appUsageRecord { id subscriptionLineItem { id } } userErrors { message } } }`;

const monthly = { plan: { appRecurringPricingDetails: { price: { amount: "29.00", currencyCode: "EUR" }, interval: "EVERY_30_DAYS" } } };
const usage = { plan: { appUsagePricingDetails: { cappedAmount: { amount: "10.00", currencyCode: "EUR" }, terms: "1.00 for 500 notices" } } };

function create(variables: object = {}): Answer {
  return store.ask(CREATE, { name: "Growth", lineItems: [monthly, usage], trialDays: 14, returnUrl: "https://app.example/billing", ...variables });
}

function accept(id: string): void {
  const subscription = store.context.shop.appSubscriptions.get(idOf("AppSubscription", id) ?? 0);
  if (subscription === undefined) throw new Error("no such subscription");
  activateSubscription(store.context, subscription);
}

test("a subscription waits for the merchant, and is active once agreed", () => {
  const { appSubscription, confirmationUrl, userErrors } = create().data.appSubscriptionCreate;
  expect(userErrors).toEqual([]);
  expect(appSubscription).toMatchObject({ status: "PENDING", test: true, trialDays: 14 });
  expect(confirmationUrl).toMatch(/^https:\/\/admin\.shopify\.com\/store\/[a-z-]+\/charges\/subscription\/[0-9a-f]{24}$/);
  const ACTIVE = `{ currentAppInstallation { activeSubscriptions { id name status currentPeriodEnd } } }`;
  expect(store.ask(ACTIVE).data.currentAppInstallation.activeSubscriptions).toEqual([]);
  accept(appSubscription.id);
  // 30 days and 14 of trial after 23 November.
  expect(store.ask(ACTIVE).data.currentAppInstallation.activeSubscriptions).toEqual([
    { id: appSubscription.id, name: "Growth", status: "ACTIVE", currentPeriodEnd: "2027-01-06T10:00:00Z" },
  ]);
});

test("agreeing to a new subscription ends the one before", () => {
  const first = create().data.appSubscriptionCreate.appSubscription.id;
  accept(first);
  const second = create({ name: "Scale" }).data.appSubscriptionCreate.appSubscription.id;
  accept(second);
  const all = store.ask(`{ currentAppInstallation { allSubscriptions(first: 5) { nodes { name status } } } }`).data.currentAppInstallation.allSubscriptions
    .nodes;
  expect(all).toEqual([
    { name: "Growth", status: "CANCELLED" },
    { name: "Scale", status: "ACTIVE" },
  ]);
});

describe("what cannot be charged is refused", () => {
  test.each<[string, object, string]>([
    ["no name", { name: "" }, "Name can't be blank"],
    ["no lines", { lineItems: [] }, "At least one line item is required"],
    ["twice the same kind", { lineItems: [monthly, monthly] }, "Line items must have different pricing types"],
    [
      "usage beside a year's price",
      { lineItems: [{ plan: { appRecurringPricingDetails: { ...monthly.plan.appRecurringPricingDetails, interval: "ANNUAL" } } }, usage] },
      "Annual plans can't have usage charges",
    ],
    [
      "less than half a unit",
      { lineItems: [{ plan: { appRecurringPricingDetails: { price: { amount: "0.49", currencyCode: "EUR" } } } }] },
      "Price must be at least 0.50",
    ],
  ])("%s", (_rule, variables, message) => {
    expect(create(variables).data.appSubscriptionCreate).toMatchObject({ appSubscription: null, confirmationUrl: null, userErrors: [{ message }] });
  });
});

describe("usage", () => {
  function usageLine(): string {
    const { id, lineItems } = create().data.appSubscriptionCreate.appSubscription;
    accept(id);
    return lineItems[1].id;
  }

  test("adds up to the cap and no further", () => {
    const id = usageLine();
    const record = (amount: string): Answer => store.ask(USAGE, { id, amount }).data.appUsageRecordCreate;
    expect(record("8.00")).toMatchObject({ appUsageRecord: { subscriptionLineItem: { id } }, userErrors: [] });
    expect(record("2.01")).toMatchObject({ appUsageRecord: null, userErrors: [{ message: "Total price exceeds balance remaining" }] });
    expect(record("2.00")).toMatchObject({ userErrors: [] });
  });

  test("with the same key is charged once", () => {
    const id = usageLine();
    const [first, again] = [1, 2].map(() => store.ask(USAGE, { id, amount: "1.00", key: "run-7" }).data.appUsageRecordCreate.appUsageRecord.id);
    expect(again).toBe(first);
  });
});

describe("a trial", () => {
  const EXTEND = `mutation($id: ID!, $days: Int!) { appSubscriptionTrialExtend(id: $id, days: $days) { appSubscription { trialDays currentPeriodEnd } userErrors { code } } }`;

  test("is extended with the period", () => {
    const { id } = create().data.appSubscriptionCreate.appSubscription;
    expect(store.ask(EXTEND, { id, days: 7 }).data.appSubscriptionTrialExtend.userErrors).toEqual([{ code: "SUBSCRIPTION_NOT_ACTIVE" }]);
    accept(id);
    expect(store.ask(EXTEND, { id, days: 7 }).data.appSubscriptionTrialExtend.appSubscription).toEqual({
      trialDays: 21,
      currentPeriodEnd: "2027-01-13T10:00:00Z",
    });
  });

  test("that is over cannot be extended", () => {
    const { id } = create().data.appSubscriptionCreate.appSubscription;
    accept(id);
    now = new Date("2026-12-07T10:00:00Z");
    expect(store.ask(EXTEND, { id, days: 7 }).data.appSubscriptionTrialExtend.userErrors).toEqual([{ code: "TRIAL_NOT_ACTIVE" }]);
  });
});

test("cancelling ends it once", () => {
  const { id } = create().data.appSubscriptionCreate.appSubscription;
  accept(id);
  const CANCEL = `mutation($id: ID!) { appSubscriptionCancel(id: $id) { appSubscription { status } userErrors { message } } }`;
  expect(store.ask(CANCEL, { id }).data.appSubscriptionCancel).toEqual({ appSubscription: { status: "CANCELLED" }, userErrors: [] });
  expect(store.ask(CANCEL, { id }).data.appSubscriptionCancel.userErrors).toEqual([{ message: "Cannot cancel a cancelled subscription" }]);
});
