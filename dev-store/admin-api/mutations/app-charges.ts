import { cancelSubscription, createPurchase, createSubscription, extendTrial, proposeCap, recordUsage } from "../../commerce/app-charges.ts";
import type { UserError } from "../../commerce/outcome.ts";
import { idOf } from "../../state/gid.ts";
import type { AppSubscription, AppSubscriptionLine, Price, RecurringPricing, UsagePricing } from "../../state/app-record-types.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { centsOf } from "../views.ts";

/** The app's charges: subscriptions, usage and one-time purchases. The merchant agrees on a page of the admin. */

const MIN_PRICE_CENTS = 50;
const MAX_LINES = 2;
const MAX_NAME_LENGTH = 255;

export const appChargeMutations: TypeResolvers<unknown> = {
  appSubscriptionCreate: (_source, args, api) => {
    const lineItems: Args[] = args["lineItems"];
    const pricings = lineItems.map((line, index) => readPricing(line["plan"], index));
    const userErrors = [...basicErrors(args), ...lineErrors(pricings), ...pricings.flatMap(({ errors }) => errors)];
    if (args["trialDays"] < 0) userErrors.push({ field: ["trialDays"], message: "Trial days must be greater than or equal to 0", code: null });
    if (userErrors.length > 0) return { appSubscription: null, confirmationUrl: null, userErrors };
    const subscription = createSubscription(api.commerce, {
      apiKey: api.app.apiKey,
      name: args["name"],
      returnUrl: args["returnUrl"],
      isTest: args["test"] === true,
      trialDays: args["trialDays"] ?? 0,
      replacementBehavior: args["replacementBehavior"] ?? "STANDARD",
      pricings: pricings.flatMap(({ pricing }) => pricing ?? []),
    });
    return { appSubscription: subscription, confirmationUrl: confirmationUrl(api, "subscription", subscription.confirmationToken), userErrors: [] };
  },

  appSubscriptionCancel: (_source, { id }, api) => {
    const subscription = ownSubscription(api, id);
    if (subscription === null) return { appSubscription: null, userErrors: [{ field: ["id"], message: "Couldn't find RecurringApplicationCharge" }] };
    const outcome = cancelSubscription(api.commerce, subscription);
    return outcome.ok ? { appSubscription: outcome.value, userErrors: [] } : { appSubscription: null, userErrors: outcome.errors };
  },

  appSubscriptionTrialExtend: (_source, { id, days }, api) => {
    const subscription = ownSubscription(api, id);
    if (subscription === null) {
      return { appSubscription: null, userErrors: [{ field: ["id"], message: "The app subscription wasn't found", code: "SUBSCRIPTION_NOT_FOUND" }] };
    }
    const outcome = extendTrial(api.commerce, subscription, days);
    return outcome.ok ? { appSubscription: outcome.value, userErrors: [] } : { appSubscription: null, userErrors: outcome.errors };
  },

  appSubscriptionLineItemUpdate: (_source, { id, cappedAmount }, api) => {
    const found = ownLine(api, id);
    if (found === null) return { appSubscription: null, confirmationUrl: null, userErrors: [{ field: ["id"], message: "Invalid id" }] };
    const outcome = proposeCap(api.commerce, found, priceOf(cappedAmount));
    if (!outcome.ok) return { appSubscription: null, confirmationUrl: null, userErrors: outcome.errors };
    return { appSubscription: outcome.value, confirmationUrl: confirmationUrl(api, "capped-amount", found.line.proposedCap?.token ?? ""), userErrors: [] };
  },

  appUsageRecordCreate: (_source, args, api) => {
    const found = ownLine(api, args["subscriptionLineItemId"]);
    if (found === null) return { appUsageRecord: null, userErrors: [{ field: ["subscriptionLineItemId"], message: "Invalid subscription line item id" }] };
    const outcome = recordUsage(api.commerce, found, {
      description: args["description"],
      price: priceOf(args["price"]),
      idempotencyKey: args["idempotencyKey"] ?? null,
    });
    return outcome.ok ? { appUsageRecord: { ...outcome.value, lineId: found.line.id }, userErrors: [] } : { appUsageRecord: null, userErrors: outcome.errors };
  },

  appPurchaseOneTimeCreate: (_source, args, api) => {
    const userErrors = basicErrors(args);
    if (centsOf(args["price"].amount) < MIN_PRICE_CENTS) userErrors.push({ field: ["price"], message: "Price must be at least 0.50", code: null });
    if (userErrors.length > 0) return { appPurchaseOneTime: null, confirmationUrl: null, userErrors };
    const purchase = createPurchase(api.commerce, {
      apiKey: api.app.apiKey,
      name: args["name"],
      price: priceOf(args["price"]),
      returnUrl: args["returnUrl"],
      isTest: args["test"] === true,
    });
    return { appPurchaseOneTime: purchase, confirmationUrl: confirmationUrl(api, "purchase", purchase.confirmationToken), userErrors: [] };
  },
};

/** Where the merchant says yes or no. */
export function confirmationUrl({ shop }: Pick<ApiContext, "shop">, kind: string, token: string): string {
  const store = shop.profile.domain.replace(/\.myshopify\.com$/, "");
  return `https://admin.shopify.com/store/${store}/charges/${kind}/${token}`;
}

export function ownSubscription({ shop, app }: ApiContext, gid: string): AppSubscription | null {
  const subscription = shop.appSubscriptions.get(idOf("AppSubscription", gid) ?? 0);
  return subscription?.apiKey === app.apiKey ? subscription : null;
}

function ownLine({ shop, app }: ApiContext, gid: string): { subscription: AppSubscription; line: AppSubscriptionLine } | null {
  const id = idOf("AppSubscriptionLineItem", gid);
  for (const subscription of shop.appSubscriptions.values()) {
    const line = subscription.lines.find((one) => one.id === id);
    if (line !== undefined && subscription.apiKey === app.apiKey) return { subscription, line };
  }
  return null;
}

function basicErrors({ name, returnUrl }: Args): UserError[] {
  const errors: UserError[] = [];
  if (name.trim() === "") errors.push({ field: ["name"], message: "Name can't be blank", code: null });
  if (name.length > MAX_NAME_LENGTH) errors.push({ field: ["name"], message: `Name is too long (maximum is ${MAX_NAME_LENGTH} characters)`, code: null });
  if (!/^https?:\/\/[^/]+/.test(String(returnUrl))) errors.push({ field: ["returnUrl"], message: "Return url is invalid", code: null });
  return errors;
}

type Pricing = RecurringPricing | UsagePricing;
type ReadPricing = { pricing: Pricing | null; errors: UserError[] };

function lineErrors(pricings: readonly ReadPricing[]): UserError[] {
  const refuse = (message: string): UserError[] => [{ field: ["lineItems"], message, code: null }];
  if (pricings.length === 0) return refuse("At least one line item is required");
  if (pricings.length > MAX_LINES) return refuse("Only one recurring and one usage pricing plan are allowed");
  const known = pricings.flatMap(({ pricing }) => pricing ?? []);
  if (new Set(known.map(({ kind }) => kind)).size < known.length) return refuse("Line items must have different pricing types");
  const currencies = new Set(known.map((pricing) => (pricing.kind === "usage" ? pricing.cappedAmount : pricing.price).currencyCode));
  if (currencies.size > 1) return refuse("All line items must have the same currency");
  const isMixed = known.length > 1 && known.some(({ kind, interval }) => kind === "recurring" && interval === "ANNUAL");
  return isMixed ? refuse("Annual plans can't have usage charges") : [];
}

function readPricing({ appRecurringPricingDetails: recurring, appUsagePricingDetails: usage }: Args, index: number): ReadPricing {
  const field = ["lineItems", String(index), "plan"];
  if ((recurring == null) === (usage == null)) {
    return { pricing: null, errors: [{ field, message: "A plan must have either recurring or usage pricing details", code: null }] };
  }
  if (usage != null) {
    const errors = usage.terms.trim() === "" ? [{ field, message: "Terms can't be blank", code: null }] : [];
    const cappedAmount = priceOf(usage.cappedAmount);
    if (cappedAmount.cents <= 0) errors.push({ field, message: "Capped amount must be greater than 0", code: null });
    return { pricing: { kind: "usage", terms: usage.terms, cappedAmount, interval: "EVERY_30_DAYS" }, errors };
  }
  const price = priceOf(recurring.price);
  const errors = price.cents < MIN_PRICE_CENTS ? [{ field, message: "Price must be at least 0.50", code: null }] : [];
  const { discount } = recurring;
  const value = discount?.value?.percentage != null ? { percentage: discount.value.percentage } : { cents: centsOf(discount?.value?.amount ?? 0) };
  return {
    pricing: {
      kind: "recurring",
      price,
      interval: recurring.interval ?? "EVERY_30_DAYS",
      discount: discount == null ? null : { value, durationLimitInIntervals: discount.durationLimitInIntervals ?? null },
    },
    errors,
  };
}

function priceOf({ amount, currencyCode }: Args): Price {
  return { cents: centsOf(amount), currencyCode };
}
