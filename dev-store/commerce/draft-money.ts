import type { DraftContent, DraftDiscount, DraftLine } from "../state/sales-types.ts";
import { sharesOf, unitDiscountCents } from "./discounts.ts";

/** Sums of a draft order, in cents. A line's discount is per unit, the order's is shared out over what is left of the lines. */

export type DraftTotals = {
  /** Before discounts. */
  goodsCents: number;
  lineDiscountCents: number;
  orderDiscountCents: number;
  /** After discounts, before shipping. */
  subtotalCents: number;
  shippingCents: number;
  totalCents: number;
};

export function draftTotals({ lines, discount, shipping }: Pick<DraftContent, "discount" | "lines" | "shipping">): DraftTotals {
  const goodsCents = lines.reduce((sum, { priceCents, quantity }) => sum + priceCents * quantity, 0);
  const lineDiscountCents = lines.reduce((sum, line) => sum + draftLineDiscountCents(line), 0);
  const left = goodsCents - lineDiscountCents;
  const [orderDiscountCents = 0] = discount === null ? [] : sharesOf(discountValue(discount), [left]);
  const shippingCents = shipping?.priceCents ?? 0;
  const subtotalCents = left - orderDiscountCents;
  return { goodsCents, lineDiscountCents, orderDiscountCents, subtotalCents, shippingCents, totalCents: subtotalCents + shippingCents };
}

export function draftLineDiscountCents({ discount, priceCents, quantity }: DraftLine): number {
  return discount === null ? 0 : unitDiscountCents(discountValue(discount), priceCents) * quantity;
}

export function discountValue({ value, isPercentage }: DraftDiscount): { percentage: number } | { cents: number } {
  return isPercentage ? { percentage: value } : { cents: Math.round(value * 100) };
}
