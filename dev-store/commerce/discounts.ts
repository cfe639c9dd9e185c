import type { DiscountValue, OrderDiscount } from "../state/sales-types.ts";
import type { LineItem, Order } from "../state/types.ts";
import { takeId } from "./context.ts";
import type { ShopContext } from "./context.ts";

/**
 * Taking discounts off lines. A discount of chosen lines is per unit; one of the whole order is shared out by what the
 * lines cost, to the cent. Example: 10.00 off lines of 20.00 and 10.00 takes 6.67 and 3.33.
 */

export type NewDiscount = Pick<OrderDiscount, "kind" | "level" | "target" | "title" | "value"> & Partial<Pick<OrderDiscount, "description" | "id">>;

/** Enters the discount into the order and takes it off the lines, all of them unless some are named. */
export function applyDiscount(context: ShopContext, order: Order, wanted: NewDiscount, lines: readonly LineItem[] = order.lineItems): OrderDiscount {
  const discount: OrderDiscount = { description: null, ...wanted, id: wanted.id ?? takeId(context) };
  order.discounts.push(discount);
  const { value, target, level } = discount;
  if (target === "SHIPPING_LINE") {
    const shares = sharesOf(
      value,
      order.shippingLines.map(({ priceCents }) => priceCents),
    );
    order.shippingLines.forEach((line, index) => line.discounts.push({ discountId: discount.id, cents: shares[index] ?? 0 }));
    return discount;
  }
  const open = lines.map(openCents);
  const shares = level === "LINE" ? lines.map((line) => unitDiscountCents(value, line.priceCents) * line.quantity) : sharesOf(value, open);
  lines.forEach((line, index) => {
    const cents = Math.min(shares[index] ?? 0, open[index] ?? 0);
    if (cents > 0) line.discounts.push({ discountId: discount.id, cents });
  });
  return discount;
}

/** Takes the discount away from the order and all of its lines. */
export function removeDiscount(order: Order, discountId: number): void {
  order.discounts = order.discounts.filter(({ id }) => id !== discountId);
  for (const line of order.lineItems) line.discounts = line.discounts.filter((allocation) => allocation.discountId !== discountId);
}

/** What one unit of this price has off; never more than it costs. */
export function unitDiscountCents(value: DiscountValue, priceCents: number): number {
  return Math.min(priceCents, "cents" in value ? value.cents : Math.round((priceCents * value.percentage) / 100));
}

function openCents(line: LineItem): number {
  return line.priceCents * line.quantity - line.discounts.reduce((sum, { cents }) => sum + cents, 0);
}

/** What of the discount falls on each of these sums. */
export function sharesOf(value: DiscountValue, sums: readonly number[]): number[] {
  if ("percentage" in value) return sums.map((cents) => Math.round((cents * value.percentage) / 100));
  const whole = sums.reduce((sum, cents) => sum + cents, 0);
  let sumLeft = whole;
  let discountLeft = Math.min(value.cents, whole);
  return sums.map((cents) => {
    const share = sumLeft === 0 ? 0 : Math.round((discountLeft * cents) / sumLeft);
    sumLeft -= cents;
    discountLeft -= share;
    return share;
  });
}
