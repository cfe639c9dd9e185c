import type { SellingPlan, SellingPlanGroup } from "../state/selling-plan-types.ts";
import type { ShopState } from "../state/types.ts";
import { takeId, timestamp } from "./context.ts";
import type { ShopContext } from "./context.ts";

/**
 * Selling plans, of which pre-orders are one kind. A line sold under a plan that reserves ON_FULFILLMENT takes no units when it is
 * ordered: 2 available, 5 pre-ordered leaves 2 available and 0 committed; only shipping takes them off the shelf.
 */

export type SellingPlanGroupDraft = Omit<SellingPlanGroup, "createdAt" | "id">;

export function createSellingPlanGroup(context: ShopContext, draft: SellingPlanGroupDraft): SellingPlanGroup {
  const group: SellingPlanGroup = { ...draft, id: takeId(context), createdAt: timestamp(context) };
  context.shop.sellingPlanGroups.set(group.id, group);
  context.emit({ topic: "selling_plan_groups/create", sellingPlanGroupId: group.id });
  return group;
}

export function touchSellingPlanGroup(context: ShopContext, group: SellingPlanGroup): void {
  context.emit({ topic: "selling_plan_groups/update", sellingPlanGroupId: group.id });
}

export function deleteSellingPlanGroup(context: ShopContext, group: SellingPlanGroup): void {
  context.emit({ topic: "selling_plan_groups/delete", sellingPlanGroupId: group.id });
  context.shop.sellingPlanGroups.delete(group.id);
}

export function findSellingPlan(shop: ShopState, sellingPlanId: number): { group: SellingPlanGroup; plan: SellingPlan } | undefined {
  for (const group of shop.sellingPlanGroups.values()) {
    const plan = group.plans.find(({ id }) => id === sellingPlanId);
    if (plan !== undefined) return { group, plan };
  }
  return undefined;
}

/** Groups that the variant can be bought under: its own and those of its whole product. */
export function sellingPlanGroupsOf(shop: ShopState, { variantId, productId }: { variantId: number | null; productId: number }): SellingPlanGroup[] {
  return [...shop.sellingPlanGroups.values()].filter(
    ({ productIds, variantIds }) =>
      productIds.includes(productId) ||
      (variantId !== null ? variantIds.includes(variantId) : variantsOfProduct(shop, productId).some((id) => variantIds.includes(id))),
  );
}

function variantsOfProduct(shop: ShopState, productId: number): number[] {
  return shop.products.get(productId)?.variantIds ?? [];
}

/** Whether the plan is offered for the variant, so that a checkout takes it. */
export function isOfferedFor(shop: ShopState, sellingPlanId: number, variantId: number): boolean {
  const found = findSellingPlan(shop, sellingPlanId);
  const productId = shop.variants.get(variantId)?.productId;
  if (found === undefined || productId === undefined) return false;
  return found.group.variantIds.includes(variantId) || found.group.productIds.includes(productId);
}

/** What one unit costs under the plan: its first price policy, on the price of the variant. */
export function planPriceCents(plan: SellingPlan, priceCents: number): number {
  const policy = plan.pricingPolicies.find(({ afterCycle }) => afterCycle === null);
  if (policy === undefined) return priceCents;
  const { adjustment, adjustmentType } = policy;
  if ("percentage" in adjustment) return Math.round((priceCents * (100 - adjustment.percentage)) / 100);
  return adjustmentType === "PRICE" ? adjustment.cents : Math.max(0, priceCents - adjustment.cents);
}

/** What is charged at the checkout of a line that costs so much; the rest is the remaining balance. */
export function checkoutChargeCents(plan: SellingPlan, lineCents: number, units: number): number {
  const { billingPolicy } = plan;
  if (billingPolicy.kind === "recurring") return lineCents;
  const { checkoutCharge } = billingPolicy;
  if (checkoutCharge.type === "PERCENTAGE") return Math.round((lineCents * checkoutCharge.percentage) / 100);
  return Math.min(lineCents, checkoutCharge.cents * units);
}
