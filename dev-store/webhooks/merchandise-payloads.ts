import type { ShopContext } from "../commerce/context.ts";
import type { ChargeEvent, MerchandiseEvent } from "../commerce/merchandise-events.ts";
import { balanceUsed } from "../commerce/app-charges.ts";
import { toGid } from "../state/gid.ts";
import type { AppSubscription } from "../state/app-record-types.ts";
import type { BillingPolicy, DeliveryPolicy, PricingPolicy, SellingPlan, SellingPlanGroup } from "../state/selling-plan-types.ts";
import type { ShopState } from "../state/types.ts";
import { price, shopTime } from "./payload-parts.ts";

/** Payloads of collections/*, selling_plan_groups/* and of an app's charges. */

export function merchandisePayload({ shop }: ShopContext, event: MerchandiseEvent): Record<string, unknown> {
  switch (event.topic) {
    case "collections/create":
    case "collections/update":
      return collectionPayload(shop, event.collectionId);
    case "collections/delete":
      return { id: event.collectionId, published_scope: "web", admin_graphql_api_id: toGid("Collection", event.collectionId) };
    case "selling_plan_groups/create":
    case "selling_plan_groups/update":
      return groupPayload(shop, known(shop.sellingPlanGroups, event.sellingPlanGroupId));
    case "selling_plan_groups/delete":
      return { admin_graphql_api_id: toGid("SellingPlanGroup", event.sellingPlanGroupId), id: event.sellingPlanGroupId };
  }
}

export function chargePayload({ shop }: ShopContext, event: ChargeEvent): Record<string, unknown> {
  switch (event.topic) {
    case "app_subscriptions/update":
      return { app_subscription: subscriptionPayload(shop, known(shop.appSubscriptions, event.appSubscriptionId)) };
    case "app_subscriptions/approaching_capped_amount":
      return { app_subscription: cappedPayload(shop, known(shop.appSubscriptions, event.appSubscriptionId)) };
    case "app_purchases_one_time/update": {
      const { id, name, status, createdAt } = known(shop.oneTimePurchases, event.oneTimePurchaseId);
      return { app_purchase_one_time: chargeBase(shop, { gid: toGid("AppPurchaseOneTime", id), name, status, createdAt, updatedAt: createdAt }) };
    }
  }
}

function known<T>(records: ReadonlyMap<number, T>, id: number): T {
  const record = records.get(id);
  if (record === undefined) throw new Error(`the event names record ${id}, which is not there`);
  return record;
}

function collectionPayload(shop: ShopState, collectionId: number): Record<string, unknown> {
  const collection = known(shop.collections, collectionId);
  return {
    id: collection.id,
    handle: collection.handle,
    title: collection.title,
    updated_at: shopTime(collection.updatedAt, shop.profile),
    body_html: collection.descriptionHtml,
    published_at: shopTime(collection.publishedAt, shop.profile),
    sort_order: collection.sortOrder.toLowerCase().replace("_", "-"),
    template_suffix: collection.templateSuffix,
    published_scope: "web",
    admin_graphql_api_id: toGid("Collection", collection.id),
  };
}

function groupPayload(shop: ShopState, group: SellingPlanGroup): Record<string, unknown> {
  return {
    admin_graphql_api_id: toGid("SellingPlanGroup", group.id),
    id: group.id,
    name: group.name,
    merchant_code: group.merchantCode,
    admin_graphql_api_app: toGid("App", group.ownerAppId),
    app_id: group.appId,
    description: group.description,
    options: group.options,
    position: group.position,
    summary: `${group.plans.length} ${group.plans.length === 1 ? "option" : "options"}`,
    selling_plans: group.plans.map(planPayload),
    product_variants: group.variantIds.flatMap((id) => {
      const variant = shop.variants.get(id);
      return variant === undefined ? [] : [{ id, storefront_graphql_api_id: toGid("ProductVariant", id), title: variant.title }];
    }),
    products: group.productIds.map((id) => ({ id, storefront_graphql_api_id: toGid("Product", id), title: shop.products.get(id)?.title ?? "" })),
  };
}

function planPayload({ name, options, position, description, billingPolicy, deliveryPolicy, pricingPolicies }: SellingPlan): object {
  return {
    name,
    options,
    position,
    description,
    billing_policy: billingPayload(billingPolicy),
    delivery_policy: deliveryPayload(deliveryPolicy),
    pricing_policies: pricingPolicies.map(pricingPayload),
  };
}

function billingPayload(policy: BillingPolicy): object {
  if (policy.kind === "recurring") {
    const { interval, intervalCount, minCycles, maxCycles } = policy;
    return { interval: interval.toLowerCase(), interval_count: intervalCount, min_cycles: minCycles, max_cycles: maxCycles };
  }
  const { checkoutCharge } = policy;
  return {
    checkout_charge_type: checkoutCharge.type.toLowerCase(),
    checkout_charge_value: checkoutCharge.type === "PERCENTAGE" ? checkoutCharge.percentage : price(checkoutCharge.cents),
    remaining_balance_charge_trigger: policy.remainingBalanceChargeTrigger.toLowerCase(),
    remaining_balance_charge_exact_time: policy.remainingBalanceChargeExactTime,
    remaining_balance_charge_time_after_checkout: policy.remainingBalanceChargeTimeAfterCheckout,
  };
}

function deliveryPayload(policy: DeliveryPolicy): object {
  const { anchors, cutoff, preAnchorBehavior } = policy;
  const common = { anchors, cutoff, pre_anchor_behavior: preAnchorBehavior.toLowerCase() };
  if (policy.kind === "recurring") return { interval: policy.interval.toLowerCase(), interval_count: policy.intervalCount, ...common };
  return { fulfillment_trigger: policy.fulfillmentTrigger.toLowerCase(), fulfillment_exact_time: policy.fulfillmentExactTime, ...common };
}

function pricingPayload({ adjustmentType, adjustment, afterCycle }: PricingPolicy): object {
  const value = "percentage" in adjustment ? String(adjustment.percentage) : price(adjustment.cents);
  return { adjustment_type: adjustmentType.toLowerCase(), adjustment_value: value, after_cycle: afterCycle ?? 0 };
}

type Charge = { gid: string; name: string; status: string; createdAt: string; updatedAt: string };

function chargeBase({ profile }: ShopState, { gid, name, status, createdAt, updatedAt }: Charge): Record<string, unknown> {
  return {
    admin_graphql_api_id: gid,
    name,
    status,
    admin_graphql_api_shop_id: toGid("Shop", profile.id),
    created_at: shopTime(createdAt, profile),
    updated_at: shopTime(updatedAt, profile),
  };
}

function pricingsOf({ lines }: AppSubscription) {
  const recurring = lines.map(({ pricing }) => pricing).find((pricing) => pricing.kind === "recurring");
  const usageLine = lines.find(({ pricing }) => pricing.kind === "usage");
  const capped = usageLine?.pricing.kind === "usage" ? usageLine.pricing.cappedAmount : null;
  return { recurring, capped, used: usageLine === undefined ? 0 : balanceUsed(usageLine) };
}

function subscriptionPayload(shop: ShopState, subscription: AppSubscription): object {
  const { recurring, capped } = pricingsOf(subscription);
  return {
    ...chargeBase(shop, { ...subscription, gid: toGid("AppSubscription", subscription.id) }),
    currency: recurring?.price.currencyCode ?? capped?.currencyCode ?? shop.profile.currencyCode,
    capped_amount: price(capped?.cents ?? 0),
    price: price(recurring?.price.cents ?? 0),
    interval: (recurring?.interval ?? "EVERY_30_DAYS").toLowerCase(),
    plan_handle: "",
  };
}

function cappedPayload(shop: ShopState, subscription: AppSubscription): object {
  const { capped, used } = pricingsOf(subscription);
  const { status: _status, ...base } = chargeBase(shop, { ...subscription, gid: toGid("AppSubscription", subscription.id) });
  return { ...base, balance_used: used / 100, capped_amount: price(capped?.cents ?? 0), currency_code: capped?.currencyCode ?? shop.profile.currencyCode };
}
