/** What an app has with a shop beyond its tokens: charges, checkout rules, and triggers that it sent to Flow. */

export type AppSubscriptionStatus = "ACTIVE" | "CANCELLED" | "DECLINED" | "EXPIRED" | "FROZEN" | "PENDING";
export type PricingInterval = "ANNUAL" | "EVERY_30_DAYS";
export type Price = { cents: number; currencyCode: string };

export type RecurringPricing = {
  kind: "recurring";
  price: Price;
  interval: PricingInterval;
  discount: { value: { percentage: number } | { cents: number }; durationLimitInIntervals: number | null } | null;
};

export type UsagePricing = { kind: "usage"; terms: string; cappedAmount: Price; interval: PricingInterval };

export type UsageRecord = { id: number; description: string; price: Price; idempotencyKey: string | null; createdAt: string };

export type AppSubscriptionLine = {
  id: number;
  pricing: RecurringPricing | UsagePricing;
  usageRecords: UsageRecord[];
  /** A higher cap that the merchant has not agreed to yet. */
  proposedCap: { token: string; cappedAmount: Price } | null;
};

export type AppSubscription = {
  id: number;
  apiKey: string;
  name: string;
  status: AppSubscriptionStatus;
  isTest: boolean;
  trialDays: number;
  returnUrl: string;
  replacementBehavior: "APPLY_IMMEDIATELY" | "APPLY_ON_NEXT_BILLING_CYCLE" | "STANDARD";
  lines: AppSubscriptionLine[];
  /** Unguessable part of the confirmation page's address. */
  confirmationToken: string;
  activatedAt: string | null;
  currentPeriodEnd: string | null;
  createdAt: string;
  updatedAt: string;
};

export type OneTimePurchase = {
  id: number;
  apiKey: string;
  name: string;
  price: Price;
  status: "ACTIVE" | "DECLINED" | "EXPIRED" | "PENDING";
  isTest: boolean;
  returnUrl: string;
  confirmationToken: string;
  createdAt: string;
};

/** A rule of the checkout, run by a function of the app. */
export type Validation = {
  id: number;
  apiKey: string;
  functionHandle: string;
  title: string;
  isEnabled: boolean;
  /** Whether a function that fails stops the checkout. */
  blockOnFailure: boolean;
  failures: { at: string; message: string }[];
};

export type FlowTrigger = { id: number; apiKey: string; handle: string; properties: Record<string, unknown>; receivedAt: string };

export type AppRecords = {
  appSubscriptions: Map<number, AppSubscription>;
  oneTimePurchases: Map<number, OneTimePurchase>;
  validations: Map<number, Validation>;
  /** Oldest first; only the latest are kept. */
  flowTriggers: FlowTrigger[];
};

export function emptyAppRecords(): AppRecords {
  return { appSubscriptions: new Map(), oneTimePurchases: new Map(), validations: new Map(), flowTriggers: [] };
}
