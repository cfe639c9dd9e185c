import type { BillingPolicy, DeliveryPolicy, PricingPolicy, SellingPlan, SellingPlanAnchor, SellingPlanGroup } from "../../state/selling-plan-types.ts";
import { idOf, toGid } from "../../state/gid.ts";
import { named } from "../api-context.ts";
import type { ApiContext, ResolverMap, TypeResolvers } from "../api-context.ts";
import { listConnection } from "../connections.ts";
import { count, moneyV2 } from "../views.ts";
import { metafieldFields } from "./metafield-types.ts";
import { translationFields } from "./translation-types.ts";

const group: TypeResolvers<SellingPlanGroup> = {
  id: ({ id }) => toGid("SellingPlanGroup", id),
  appId: ({ appId }) => appId,
  name: ({ name }) => name,
  merchantCode: ({ merchantCode }) => merchantCode,
  description: ({ description }) => description,
  options: ({ options }) => options,
  position: ({ position }) => position,
  summary: ({ plans }) => `${plans.length} ${plans.length === 1 ? "option" : "options"}`,
  sellingPlans: ({ plans }, args) => listConnection(plans, args),
  products: ({ productIds }, args, { shop }) =>
    listConnection(
      productIds.flatMap((id) => shop.products.get(id) ?? []),
      args,
    ),
  productsCount: ({ productIds }) => count(productIds.length),
  productVariants: (record, args, api) =>
    listConnection(
      variantIdsOf(record, args["productId"], api).flatMap((id) => api.shop.variants.get(id) ?? []),
      args,
    ),
  productVariantsCount: (record, args, api) => count(variantIdsOf(record, args["productId"], api).length),
  appliesToProduct: ({ productIds }, args) => productIds.includes(idOf("Product", args["productId"]) ?? 0),
  appliesToProductVariant: ({ variantIds }, args) => variantIds.includes(idOf("ProductVariant", args["productVariantId"]) ?? 0),
  appliesToProductVariants: (record, args, api) => variantIdsOf(record, args["productId"], api).length > 0,
  createdAt: ({ createdAt }) => createdAt,
  ...translationFields<SellingPlanGroup>(({ id }) => toGid("SellingPlanGroup", id)),
};

function variantIdsOf({ variantIds }: SellingPlanGroup, productGid: string | null | undefined, { shop }: ApiContext): number[] {
  if (productGid == null) return variantIds;
  const productId = idOf("Product", productGid);
  return variantIds.filter((id) => shop.variants.get(id)?.productId === productId);
}

const plan: TypeResolvers<SellingPlan> = {
  id: ({ id }) => toGid("SellingPlan", id),
  name: ({ name }) => name,
  description: ({ description }) => description,
  options: ({ options }) => options,
  position: ({ position }) => position,
  category: ({ category }) => category,
  inventoryPolicy: ({ reserve }) => ({ reserve }),
  billingPolicy: ({ billingPolicy }, _args, api) => billingView(api, billingPolicy),
  deliveryPolicy: ({ deliveryPolicy }, _args, api) => deliveryView(api, deliveryPolicy),
  pricingPolicies: ({ pricingPolicies }, _args, api) => pricingPolicies.map((policy) => pricingView(api, policy)),
  createdAt: ({ createdAt }) => createdAt,
  ...metafieldFields<SellingPlan>(({ id }) => toGid("SellingPlan", id)),
  ...translationFields<SellingPlan>(({ id }) => toGid("SellingPlan", id)),
};

const anchorView = ({ type, day, month, cutoffDay }: SellingPlanAnchor): object => ({ type, day, month, cutoffDay });

function billingView(api: ApiContext, policy: BillingPolicy): object {
  if (policy.kind === "recurring") {
    const { kind: _kind, anchors, ...rest } = policy;
    return named(api, "SellingPlanRecurringBillingPolicy", { ...rest, anchors: anchors.map(anchorView) });
  }
  const { kind: _kind, checkoutCharge, ...rest } = policy;
  const value =
    checkoutCharge.type === "PERCENTAGE"
      ? named(api, "SellingPlanCheckoutChargePercentageValue", { percentage: checkoutCharge.percentage })
      : named(api, "MoneyV2", moneyV2(checkoutCharge.cents, api.shop.profile.currencyCode));
  return named(api, "SellingPlanFixedBillingPolicy", { ...rest, checkoutCharge: { type: checkoutCharge.type, value } });
}

function deliveryView(api: ApiContext, { kind, anchors, ...rest }: DeliveryPolicy): object {
  const typeName = kind === "recurring" ? "SellingPlanRecurringDeliveryPolicy" : "SellingPlanFixedDeliveryPolicy";
  return named(api, typeName, { ...rest, anchors: anchors.map(anchorView) });
}

function pricingView(api: ApiContext, { afterCycle, adjustmentType, adjustment, createdAt }: PricingPolicy): object {
  const adjustmentValue =
    "percentage" in adjustment
      ? named(api, "SellingPlanPricingPolicyPercentageValue", { percentage: adjustment.percentage })
      : named(api, "MoneyV2", moneyV2(adjustment.cents, api.shop.profile.currencyCode));
  const policy = { adjustmentType, adjustmentValue, createdAt };
  return afterCycle === null ? named(api, "SellingPlanFixedPricingPolicy", policy) : named(api, "SellingPlanRecurringPricingPolicy", { ...policy, afterCycle });
}

export const sellingPlanTypes: ResolverMap = { SellingPlanGroup: group, SellingPlan: plan };
