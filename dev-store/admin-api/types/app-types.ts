import { balanceUsed } from "../../commerce/app-charges.ts";
import { toGid } from "../../state/gid.ts";
import type {
  AppSubscription,
  AppSubscriptionLine,
  OneTimePurchase,
  Price,
  RecurringPricing,
  UsagePricing,
  UsageRecord,
  Validation,
} from "../../state/app-record-types.ts";
import type { InstalledApp } from "../../state/types.ts";
import { functionsOf } from "../../commerce/validations.ts";
import { named } from "../api-context.ts";
import type { ApiContext, ResolverMap, TypeResolvers } from "../api-context.ts";
import { connection, listConnection } from "../connections.ts";
import { moneyV2 } from "../views.ts";
import { metafieldFields } from "./metafield-types.ts";

export function scopeView(handle: string): object {
  const [, access = "", resource = ""] = /^(?:unauthenticated_)?(read|write)_(.+)$/.exec(handle) ?? [];
  return { handle, description: `${access === "write" ? "Modify" : "Read"} ${resource.replaceAll("_", " ")}` };
}

const app: TypeResolvers<InstalledApp> = {
  id: ({ id }) => toGid("App", id),
  apiKey: ({ apiKey }) => apiKey,
  title: ({ title }) => title,
  handle: ({ handle }) => handle,
  embedded: () => true,
  description: () => null,
  developerName: ({ title }) => title,
  developerType: () => "PARTNER",
  features: () => [],
  installation: (installed) => installed,
  previouslyInstalled: () => true,
  published: () => true,
  shopifyDeveloped: () => false,
  isPostPurchaseAppInUse: () => false,
  webhookApiVersion: () => "2026-10",
  requestedAccessScopes: ({ requiredScopes }) => requiredScopes.map(scopeView),
  optionalAccessScopes: ({ optionalScopes }) => optionalScopes.map(scopeView),
  availableAccessScopes: ({ requiredScopes, optionalScopes }) => [...requiredScopes, ...optionalScopes].map(scopeView),
  installUrl: () => null,
  launchUrl: (installed, _args, api) => launchUrl(installed, api),
  uninstallUrl: () => null,
  uninstallMessage: () => "",
  appStoreAppUrl: () => null,
  appStoreDeveloperUrl: () => null,
  privacyPolicyUrl: () => null,
  pricingDetails: () => null,
  pricingDetailsSummary: () => "",
};

function launchUrl({ handle }: InstalledApp, { shop }: ApiContext): string {
  return `https://${shop.profile.domain}/admin/apps/${handle}`;
}

function subscriptionsOf({ apiKey }: InstalledApp, { shop }: ApiContext): AppSubscription[] {
  return [...shop.appSubscriptions.values()].filter((one) => one.apiKey === apiKey);
}

const appInstallation: TypeResolvers<InstalledApp> = {
  id: ({ id }) => toGid("AppInstallation", id),
  app: (installed) => installed,
  accessScopes: ({ scopes }) => scopes.map(scopeView),
  activeSubscriptions: (installed, _args, api) => subscriptionsOf(installed, api).filter(({ status }) => status === "ACTIVE"),
  subscriptions: (installed, _args, api) => subscriptionsOf(installed, api).filter(({ status }) => status === "ACTIVE"),
  allSubscriptions: (installed, args, api) => byCreation(subscriptionsOf(installed, api), args),
  oneTimePurchases: ({ apiKey }, args, { shop }) =>
    byCreation(
      [...shop.oneTimePurchases.values()].filter((one) => one.apiKey === apiKey),
      args,
    ),
  credits: (_installed, args) => listConnection([], args),
  revenueAttributionRecords: (_installed, args) => listConnection([], args),
  launchUrl: (installed, _args, api) => launchUrl(installed, api),
  uninstallUrl: () => null,
  publication: () => null,
  channel: () => null,
  ...metafieldFields<InstalledApp>(({ id }) => toGid("AppInstallation", id)),
};

function byCreation<T extends { id: number; createdAt: string }>(records: readonly T[], args: Parameters<typeof connection>[1]): object {
  return connection(
    records.map((node) => ({ id: node.id, sortValue: args["sortKey"] === "ID" ? node.id : node.createdAt, node })),
    args,
  );
}

const price = ({ cents, currencyCode }: Price): object => moneyV2(cents, currencyCode);

const subscription: TypeResolvers<AppSubscription> = {
  id: ({ id }) => toGid("AppSubscription", id),
  name: ({ name }) => name,
  status: ({ status }) => status,
  test: ({ isTest }) => isTest,
  trialDays: ({ trialDays }) => trialDays,
  returnUrl: ({ returnUrl }) => returnUrl,
  currentPeriodEnd: ({ currentPeriodEnd }) => currentPeriodEnd,
  lineItems: ({ lines }) => lines,
  createdAt: ({ createdAt }) => createdAt,
};

type ShownUsage = UsageRecord & { lineId: number };

const subscriptionLine: TypeResolvers<AppSubscriptionLine> = {
  id: ({ id }) => toGid("AppSubscriptionLineItem", id),
  plan: (line, _args, api) => ({ pricingDetails: pricingView(api, line) }),
  usageRecords: ({ id, usageRecords }, args) =>
    byCreation(
      usageRecords.map((record): ShownUsage => ({ ...record, lineId: id })),
      args,
    ),
};

function pricingView(api: ApiContext, line: AppSubscriptionLine): object {
  const { pricing } = line;
  return pricing.kind === "recurring"
    ? named(api, "AppRecurringPricing", recurringView(api, pricing))
    : named(api, "AppUsagePricing", usageView(line, pricing));
}

function recurringView(api: ApiContext, { price: full, interval, discount }: RecurringPricing): object {
  const shown = { price: price(full), interval, planHandle: null, discount: null };
  if (discount === null) return shown;
  const { value, durationLimitInIntervals } = discount;
  const offCents = "cents" in value ? value.cents : Math.round(full.cents * value.percentage);
  return {
    ...shown,
    discount: {
      durationLimitInIntervals,
      remainingDurationInIntervals: durationLimitInIntervals,
      priceAfterDiscount: price({ ...full, cents: Math.max(0, full.cents - offCents) }),
      value:
        "cents" in value
          ? named(api, "AppSubscriptionDiscountAmount", { amount: price({ ...full, cents: value.cents }) })
          : named(api, "AppSubscriptionDiscountPercentage", { percentage: value.percentage }),
    },
  };
}

function usageView(line: AppSubscriptionLine, { cappedAmount, interval, terms }: UsagePricing): object {
  return { balanceUsed: price({ ...cappedAmount, cents: balanceUsed(line) }), cappedAmount: price(cappedAmount), interval, terms };
}

const usageRecord: TypeResolvers<ShownUsage> = {
  id: ({ id }) => toGid("AppUsageRecord", id),
  description: ({ description }) => description,
  price: (record) => price(record.price),
  idempotencyKey: ({ idempotencyKey }) => idempotencyKey,
  subscriptionLineItem: ({ lineId }, _args, { shop }) => {
    for (const { lines } of shop.appSubscriptions.values()) for (const line of lines) if (line.id === lineId) return line;
    throw new Error(`usage was recorded on line ${lineId}, which is not there`);
  },
  createdAt: ({ createdAt }) => createdAt,
};

const oneTimePurchase: TypeResolvers<OneTimePurchase> = {
  id: ({ id }) => toGid("AppPurchaseOneTime", id),
  name: ({ name }) => name,
  price: (record) => price(record.price),
  status: ({ status }) => status,
  test: ({ isTest }) => isTest,
  createdAt: ({ createdAt }) => createdAt,
};

const validation: TypeResolvers<Validation> = {
  id: ({ id }) => toGid("Validation", id),
  title: ({ title }) => title,
  enabled: ({ isEnabled }) => isEnabled,
  blockOnFailure: ({ blockOnFailure }) => blockOnFailure,
  errorHistory: ({ failures }) => {
    const [first] = failures;
    const hasShared = false;
    return first === undefined
      ? null
      : { errorsFirstOccurredAt: first.at, firstOccurredAt: first.at, hasBeenSharedSinceLastError: hasShared, hasSharedRecentErrors: hasShared };
  },
  shopifyFunction: ({ functionHandle }, _args, api) => functionView(functionHandle, api),
  ...metafieldFields<Validation>(({ id }) => toGid("Validation", id)),
};

export function functionView(handle: string, { app: installed }: ApiContext): object {
  return {
    id: handle,
    handle,
    title: handle,
    description: null,
    apiType: "cart_checkout_validation",
    apiVersion: "2026-07",
    app: installed,
    appKey: installed.apiKey,
    inputQuery: null,
    useCreationUi: false,
    appBridge: { createPath: "", detailsPath: "" },
  };
}

export function functionHandles(api: ApiContext): string[] {
  return functionsOf(api.commerce).handles();
}

export const appTypes: ResolverMap = {
  App: app,
  AppInstallation: appInstallation,
  AppPurchaseOneTime: oneTimePurchase,
  AppSubscription: subscription,
  AppSubscriptionLineItem: subscriptionLine,
  AppUsageRecord: usageRecord,
  Validation: validation,
};
