import type { CodeDiscount } from "../state/merchandise-types.ts";
import type { ShopState } from "../state/types.ts";
import { timestamp } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { unitDiscountCents, sharesOf } from "./discounts.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";

/**
 * Discount codes at the checkout. 10 % off two mugs at 12.00 and a kettle at 30.00 takes 2.40 and 3.00; 10.00 off the same
 * order takes 4.44 and 5.56, shared by what the lines cost.
 */

export type DiscountedLine = { variantId: number | null; productId: number | null; priceCents: number; quantity: number };

export function findByCode(shop: ShopState, code: string): CodeDiscount | undefined {
  const wanted = code.trim().toLowerCase();
  for (const discount of shop.codeDiscounts.values()) if (discount.codes.some((one) => one.code.toLowerCase() === wanted)) return discount;
  return undefined;
}

export function discountStatus({ deactivatedAt, startsAt, endsAt }: CodeDiscount, now: Date): "ACTIVE" | "EXPIRED" | "SCHEDULED" {
  if (deactivatedAt !== null || (endsAt !== null && new Date(endsAt) <= now)) return "EXPIRED";
  return new Date(startsAt) > now ? "SCHEDULED" : "ACTIVE";
}

/** What the code takes off each line, or why it does not hold for this cart. */
export function tryCode(
  context: ShopContext,
  code: string,
  { lines, email }: { lines: readonly DiscountedLine[]; email: string | null },
): Outcome<{ discount: CodeDiscount; cents: number[] }> {
  const { shop } = context;
  const discount = findByCode(shop, code);
  const refuse = (message: string) => refused(["discountCode"], message, "INVALID_CODE");
  if (discount === undefined || discountStatus(discount, context.now()) !== "ACTIVE") return refuse("Enter a valid discount code");
  const used = discount.codes.reduce((sum, { timesUsed }) => sum + timesUsed, 0);
  if (discount.usageLimit !== null && used >= discount.usageLimit) return refuse("This discount code has reached its usage limit");
  if (discount.appliesOncePerCustomer && email !== null && discount.usedByEmails.includes(email.toLowerCase())) {
    return refuse("You have already used this discount code");
  }
  if (discount.customerIds !== null && !discount.customerIds.includes(customerId(shop, email) ?? 0)) return refuse("This discount code isn't available to you");
  const applies = lines.map((line) => isEntitled(shop, discount, line));
  if (!applies.includes(true)) return refuse("This discount code doesn't apply to the items in your cart");
  const problem = minimumProblem(
    discount,
    lines.filter((_line, index) => applies[index]),
  );
  if (problem !== null) return refuse(problem);
  return done({ discount, cents: centsOff(discount, lines, applies) });
}

function customerId(shop: ShopState, email: string | null): number | undefined {
  return email === null ? undefined : shop.customers.withValue("email", email.toLowerCase())[0]?.id;
}

function isEntitled(shop: ShopState, { items }: CodeDiscount, { variantId, productId }: DiscountedLine): boolean {
  if (items === null) return true;
  if (variantId !== null && items.variantIds.includes(variantId)) return true;
  if (productId === null) return false;
  return items.productIds.includes(productId) || items.collectionIds.some((id) => shop.collections.get(id)?.productIds.includes(productId) === true);
}

function minimumProblem({ minimum }: CodeDiscount, lines: readonly DiscountedLine[]): string | null {
  if (minimum === null) return null;
  if ("quantity" in minimum) {
    const units = lines.reduce((sum, { quantity }) => sum + quantity, 0);
    return units >= minimum.quantity ? null : `This discount code needs at least ${minimum.quantity} items`;
  }
  const subtotal = lines.reduce((sum, { priceCents, quantity }) => sum + priceCents * quantity, 0);
  return subtotal >= minimum.subtotalCents ? null : "Your order hasn't met the minimum for this discount code";
}

function centsOff({ value }: CodeDiscount, lines: readonly DiscountedLine[], applies: readonly boolean[]): number[] {
  const sums = lines.map(({ priceCents, quantity }, index) => (applies[index] === true ? priceCents * quantity : 0));
  if ("percentage" in value) return sharesOf({ percentage: value.percentage * 100 }, sums);
  if (!value.appliesOnEachItem) return sharesOf({ cents: value.cents }, sums);
  return lines.map(({ priceCents, quantity }, index) => (applies[index] === true ? unitDiscountCents({ cents: value.cents }, priceCents) * quantity : 0));
}

/** Counts a use; the order that used it was placed. */
export function useCode(context: ShopContext, discount: CodeDiscount, { code, email }: { code: string; email: string | null }): void {
  const used = discount.codes.find((one) => one.code.toLowerCase() === code.trim().toLowerCase());
  if (used !== undefined) used.timesUsed += 1;
  if (email !== null) discount.usedByEmails.push(email.toLowerCase());
  discount.updatedAt = timestamp(context);
}
