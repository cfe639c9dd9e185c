import { acceptCap, activateSubscription, declineSubscription, settlePurchase } from "../../commerce/app-charges.ts";
import type { ShopContext } from "../../commerce/context.ts";
import type { AppSubscription, AppSubscriptionLine, OneTimePurchase, Price } from "../../state/app-record-types.ts";

/** The page on which a merchant agrees to what an app charges, found by the unguessable end of its address. */

export type Charge = {
  name: string;
  /** What is charged, one sentence each. */
  terms: string[];
  isTest: boolean;
  trialDays: number;
  isOpen: boolean;
  /** Settles it and says where the merchant goes from here. */
  settle: (isApproved: boolean) => string;
};

export function chargeOf(context: ShopContext, kind: string, token: string): Charge | null {
  const { appSubscriptions, oneTimePurchases } = context.shop;
  if (kind === "subscription") {
    const subscription = [...appSubscriptions.values()].find(({ confirmationToken }) => confirmationToken === token);
    return subscription === undefined ? null : subscriptionCharge(context, subscription);
  }
  if (kind === "purchase") {
    const purchase = [...oneTimePurchases.values()].find(({ confirmationToken }) => confirmationToken === token);
    return purchase === undefined ? null : purchaseCharge(context, purchase);
  }
  for (const subscription of appSubscriptions.values()) {
    const line = subscription.lines.find(({ proposedCap }) => proposedCap?.token === token);
    if (line !== undefined) return capCharge(context, subscription, line);
  }
  return null;
}

function subscriptionCharge(context: ShopContext, subscription: AppSubscription): Charge {
  return {
    name: subscription.name,
    terms: subscription.lines.map(({ pricing }) =>
      pricing.kind === "recurring"
        ? `${amount(pricing.price)} every ${pricing.interval === "ANNUAL" ? "year" : "30 days"}`
        : `${pricing.terms}, up to ${amount(pricing.cappedAmount)} every 30 days`,
    ),
    isTest: subscription.isTest,
    trialDays: subscription.trialDays,
    isOpen: subscription.status === "PENDING",
    settle: (isApproved) => {
      if (isApproved) activateSubscription(context, subscription);
      else declineSubscription(context, subscription);
      return withChargeId(subscription.returnUrl, subscription.id);
    },
  };
}

function purchaseCharge(context: ShopContext, purchase: OneTimePurchase): Charge {
  return {
    name: purchase.name,
    terms: [`${amount(purchase.price)}, once`],
    isTest: purchase.isTest,
    trialDays: 0,
    isOpen: purchase.status === "PENDING",
    settle: (isApproved) => {
      settlePurchase(context, purchase, isApproved ? "ACTIVE" : "DECLINED");
      return withChargeId(purchase.returnUrl, purchase.id);
    },
  };
}

function capCharge(context: ShopContext, subscription: AppSubscription, line: AppSubscriptionLine): Charge {
  const proposed = line.proposedCap?.cappedAmount ?? { cents: 0, currencyCode: "" };
  return {
    name: subscription.name,
    terms: [`Usage up to ${amount(proposed)} every 30 days`],
    isTest: subscription.isTest,
    trialDays: 0,
    isOpen: line.proposedCap !== null,
    settle: (isApproved) => {
      if (isApproved) acceptCap(context, { subscription, line });
      else line.proposedCap = null;
      return withChargeId(subscription.returnUrl, subscription.id);
    },
  };
}

function amount({ cents, currencyCode }: Price): string {
  return new Intl.NumberFormat("en", { style: "currency", currency: currencyCode }).format(cents / 100);
}

/** Shopify tells the app which charge it was. */
function withChargeId(returnUrl: string, id: number): string {
  const url = new URL(returnUrl);
  url.searchParams.set("charge_id", String(id));
  return url.href;
}
