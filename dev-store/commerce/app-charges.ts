import { randomBytes } from "node:crypto";
import type { AppSubscription, AppSubscriptionLine, OneTimePurchase, Price, UsageRecord } from "../state/app-record-types.ts";
import { takeId, timestamp } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";

/**
 * What an app charges a shop. A subscription is PENDING until the merchant agrees on the confirmation page; agreeing makes it
 * ACTIVE and cancels the one before it. A trial moves the first period's end: 30 days and 14 of trial end after 44 days.
 */

const DAY_MS = 24 * 60 * 60 * 1000;
const PERIOD_DAYS = { ANNUAL: 365, EVERY_30_DAYS: 30 };
/** From this share of the cap on Shopify warns the app. */
const APPROACHING_SHARE = 0.9;
const MAX_TRIAL_EXTENSION_DAYS = 1000;

export type NewSubscription = Pick<AppSubscription, "apiKey" | "isTest" | "name" | "replacementBehavior" | "returnUrl" | "trialDays"> & {
  pricings: AppSubscriptionLine["pricing"][];
};

export function createSubscription(context: ShopContext, { pricings, ...wanted }: NewSubscription): AppSubscription {
  const now = timestamp(context);
  const id = takeId(context);
  const subscription: AppSubscription = {
    ...wanted,
    id,
    status: "PENDING",
    lines: pricings.map((pricing) => ({ id: takeId(context), pricing, usageRecords: [], proposedCap: null })),
    confirmationToken: randomBytes(12).toString("hex"),
    activatedAt: null,
    currentPeriodEnd: null,
    createdAt: now,
    updatedAt: now,
  };
  context.shop.appSubscriptions.set(id, subscription);
  return subscription;
}

/** The merchant agrees: what the app charged before ends. */
export function activateSubscription(context: ShopContext, subscription: AppSubscription): void {
  if (subscription.status !== "PENDING") return;
  for (const other of context.shop.appSubscriptions.values()) {
    if (other.apiKey === subscription.apiKey && other.status === "ACTIVE") setStatus(context, other, "CANCELLED");
  }
  subscription.activatedAt = timestamp(context);
  const annual = subscription.lines.some(({ pricing }) => pricing.interval === "ANNUAL");
  const days = PERIOD_DAYS[annual ? "ANNUAL" : "EVERY_30_DAYS"] + subscription.trialDays;
  subscription.currentPeriodEnd = after(context, days);
  setStatus(context, subscription, "ACTIVE");
}

export function declineSubscription(context: ShopContext, subscription: AppSubscription): void {
  if (subscription.status === "PENDING") setStatus(context, subscription, "DECLINED");
}

export function cancelSubscription(context: ShopContext, subscription: AppSubscription): Outcome<AppSubscription> {
  if (subscription.status !== "ACTIVE" && subscription.status !== "PENDING" && subscription.status !== "FROZEN") {
    return refused(["id"], `Cannot cancel a ${subscription.status.toLowerCase()} subscription`);
  }
  setStatus(context, subscription, "CANCELLED");
  return done(subscription);
}

/** A frozen shop pays nothing, and its subscriptions rest until it is thawed. */
export function freezeSubscriptions(context: ShopContext, isFrozen: boolean): void {
  for (const subscription of context.shop.appSubscriptions.values()) {
    if (subscription.status === (isFrozen ? "ACTIVE" : "FROZEN")) setStatus(context, subscription, isFrozen ? "FROZEN" : "ACTIVE");
  }
}

export function extendTrial(context: ShopContext, subscription: AppSubscription, days: number): Outcome<AppSubscription> {
  if (days < 1 || days > MAX_TRIAL_EXTENSION_DAYS) return refused(["days"], `Days must be between 1 and ${MAX_TRIAL_EXTENSION_DAYS}`);
  if (subscription.status !== "ACTIVE") return refused(["id"], "The app subscription must be active", "SUBSCRIPTION_NOT_ACTIVE");
  if (!isInTrial(context, subscription)) return refused(["id"], "The trial isn't active", "TRIAL_NOT_ACTIVE");
  subscription.trialDays += days;
  if (subscription.currentPeriodEnd !== null) {
    subscription.currentPeriodEnd = isoSeconds(new Date(subscription.currentPeriodEnd).getTime() + days * DAY_MS);
  }
  touch(context, subscription);
  return done(subscription);
}

export function isInTrial({ now }: Pick<ShopContext, "now">, { activatedAt, trialDays }: AppSubscription): boolean {
  return activatedAt !== null && now().getTime() < new Date(activatedAt).getTime() + trialDays * DAY_MS;
}

export function balanceUsed({ usageRecords }: AppSubscriptionLine): number {
  return usageRecords.reduce((sum, { price }) => sum + price.cents, 0);
}

export function recordUsage(
  context: ShopContext,
  { subscription, line }: { subscription: AppSubscription; line: AppSubscriptionLine },
  { description, price, idempotencyKey }: Pick<UsageRecord, "description" | "idempotencyKey" | "price">,
): Outcome<UsageRecord> {
  const known = idempotencyKey === null ? undefined : line.usageRecords.find((record) => record.idempotencyKey === idempotencyKey);
  if (known !== undefined) return done(known);
  const { pricing } = line;
  if (pricing.kind !== "usage") return refused(["subscriptionLineItemId"], "Subscription line item must be a usage pricing plan");
  if (subscription.status !== "ACTIVE") return refused(["subscriptionLineItemId"], "Subscription must be active");
  if (price.currencyCode !== pricing.cappedAmount.currencyCode) return refused(["price"], "Price currency must match the subscription's currency");
  const before = balanceUsed(line);
  if (before + price.cents > pricing.cappedAmount.cents) return refused([], "Total price exceeds balance remaining");
  const record: UsageRecord = { id: takeId(context), description, price, idempotencyKey, createdAt: timestamp(context) };
  line.usageRecords.push(record);
  const threshold = pricing.cappedAmount.cents * APPROACHING_SHARE;
  if (before < threshold && before + price.cents >= threshold) {
    context.emit({ topic: "app_subscriptions/approaching_capped_amount", appSubscriptionId: subscription.id });
  }
  return done(record);
}

/** A higher cap needs the merchant's word; a lower one holds at once. */
export function proposeCap(
  context: ShopContext,
  { subscription, line }: { subscription: AppSubscription; line: AppSubscriptionLine },
  cappedAmount: Price,
): Outcome<AppSubscription> {
  const { pricing } = line;
  if (pricing.kind !== "usage") return refused(["id"], "Only usage pricing plans have a capped amount");
  if (cappedAmount.cents <= pricing.cappedAmount.cents) return refused(["cappedAmount"], "Capped amount must be greater than the current capped amount");
  line.proposedCap = { token: randomBytes(12).toString("hex"), cappedAmount };
  touch(context, subscription);
  return done(subscription);
}

export function acceptCap(context: ShopContext, { subscription, line }: { subscription: AppSubscription; line: AppSubscriptionLine }): void {
  if (line.proposedCap === null || line.pricing.kind !== "usage") return;
  line.pricing.cappedAmount = line.proposedCap.cappedAmount;
  line.proposedCap = null;
  touch(context, subscription);
  context.emit({ topic: "app_subscriptions/update", appSubscriptionId: subscription.id });
}

export type NewPurchase = Pick<OneTimePurchase, "apiKey" | "isTest" | "name" | "price" | "returnUrl">;

export function createPurchase(context: ShopContext, wanted: NewPurchase): OneTimePurchase {
  const purchase: OneTimePurchase = {
    ...wanted,
    id: takeId(context),
    status: "PENDING",
    confirmationToken: randomBytes(12).toString("hex"),
    createdAt: timestamp(context),
  };
  context.shop.oneTimePurchases.set(purchase.id, purchase);
  return purchase;
}

export function settlePurchase(context: ShopContext, purchase: OneTimePurchase, status: "ACTIVE" | "DECLINED"): void {
  if (purchase.status !== "PENDING") return;
  purchase.status = status;
  context.emit({ topic: "app_purchases_one_time/update", oneTimePurchaseId: purchase.id });
}

function setStatus(context: ShopContext, subscription: AppSubscription, status: AppSubscription["status"]): void {
  subscription.status = status;
  touch(context, subscription);
  context.emit({ topic: "app_subscriptions/update", appSubscriptionId: subscription.id });
}

function touch(context: ShopContext, subscription: AppSubscription): void {
  subscription.updatedAt = timestamp(context);
}

function after(context: ShopContext, days: number): string {
  return isoSeconds(context.now().getTime() + days * DAY_MS);
}

function isoSeconds(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");
}
