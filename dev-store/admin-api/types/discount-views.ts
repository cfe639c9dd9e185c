import type { DiscountAllocation, DiscountValue, OrderDiscount } from "../../state/sales-types.ts";
import type { Order } from "../../state/types.ts";
import { named } from "../api-context.ts";
import type { ApiContext } from "../api-context.ts";
import { moneyBag, moneyV2 } from "../views.ts";

/** Discounts of orders, as the API shows them in several places. */

export function pricingValue(api: ApiContext, value: DiscountValue, currencyCode: string): object {
  if ("percentage" in value) return named(api, "PricingPercentageValue", { percentage: value.percentage });
  return named(api, "MoneyV2", moneyV2(value.cents, currencyCode));
}

/** Codes are spread over all lines they fit, manual discounts are given to each chosen line. */
export function discountApplication(api: ApiContext, order: Order, discount: OrderDiscount): object {
  const base = {
    index: order.discounts.indexOf(discount),
    allocationMethod: discount.level === "LINE" ? "EACH" : "ACROSS",
    targetSelection: discount.level === "LINE" ? "EXPLICIT" : "ALL",
    targetType: discount.target,
    value: pricingValue(api, discount.value, order.currencyCode),
  };
  if (discount.kind === "CODE") return named(api, "DiscountCodeApplication", { ...base, code: discount.title ?? "" });
  return named(api, "ManualDiscountApplication", { ...base, title: discount.title ?? "Discount", description: discount.description });
}

export function discountAllocations(api: ApiContext, order: Order, allocations: readonly DiscountAllocation[]): object[] {
  return allocations.flatMap(({ discountId, cents }) => {
    const discount = order.discounts.find(({ id }) => id === discountId);
    if (discount === undefined) return [];
    const allocatedAmountSet = moneyBag(cents, order.currencyCode);
    return [{ allocatedAmountSet, allocatedAmount: moneyV2(cents, order.currencyCode), discountApplication: discountApplication(api, order, discount) }];
  });
}

/** A discount within an order edit: there the applications have ids, by which they can be changed and removed. */
export function calculatedDiscountApplication(
  api: ApiContext,
  discount: Pick<OrderDiscount, "description" | "id" | "kind" | "level" | "target" | "title" | "value">,
  currencyCode: string,
): { id: string } {
  const isCode = discount.kind === "CODE";
  const typeName = isCode ? "CalculatedDiscountCodeApplication" : "CalculatedManualDiscountApplication";
  return named(api, typeName, {
    id: `gid://shopify/${typeName}/${discount.id}`,
    ...(isCode ? { code: discount.title ?? "" } : {}),
    allocationMethod: discount.level === "LINE" ? "EACH" : "ACROSS",
    appliedTo: discount.level,
    description: discount.description,
    targetSelection: discount.level === "LINE" ? "EXPLICIT" : "ALL",
    targetType: discount.target,
    value: pricingValue(api, discount.value, currencyCode),
  });
}
