import type { Order } from "../state/types.ts";
import { placeOrder } from "./checkout.ts";
import type { Checkout, CheckoutLine } from "./checkout.ts";
import { tryCode, useCode } from "./code-discounts.ts";
import type { ShopContext } from "./context.ts";
import type { CodeDiscount } from "../state/merchandise-types.ts";
import { done } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import { checkoutChargeCents, findSellingPlan, planPriceCents } from "./selling-plans.ts";
import { validationErrors } from "./validations.ts";
import type { FunctionInput } from "./validations.ts";

/**
 * A shopper's checkout. Before an order comes about the shop's validations may refuse it; a discount code takes off what it is
 * worth; and of lines under a selling plan only the deposit is charged: 2 at 50.00 with a fifth down cost 20.00 now, 80.00 later.
 */
export type ShopperCheckout = Checkout & { discountCode?: string | null; countryCode?: string };

export function checkOut(context: ShopContext, { discountCode = null, countryCode, ...checkout }: ShopperCheckout): Outcome<Order> {
  const refusals = validationErrors(context, functionCart(context, checkout, countryCode ?? null));
  if (refusals.length > 0) return { ok: false, errors: refusals };
  if (discountCode === null || discountCode.trim() === "") return placeOrder(context, withDeposit(context, checkout));
  const tried = tryCode(context, discountCode, { lines: discountedLines(context, checkout.lines), email: checkout.email });
  if (!tried.ok) return tried;
  const { discount, cents } = tried.value;
  const placed = placeOrder(context, withDeposit(context, withDiscount(checkout, { discount, cents, code: discountCode.trim() })));
  if (!placed.ok) return placed;
  useCode(context, discount, { code: discountCode, email: checkout.email });
  return done(placed.value);
}

function functionCart(
  { shop }: ShopContext,
  { lines, email, attributes, customerLocale }: Checkout,
  countryCode: string | null,
): Pick<FunctionInput, "buyerJourney" | "cart" | "localization"> {
  const pairs = (properties: Checkout["attributes"] = []): { key: string; value: string }[] => properties.map(({ name, value }) => ({ key: name, value }));
  return {
    buyerJourney: { step: "CHECKOUT_COMPLETION" },
    cart: {
      buyerIdentity: { email, countryCode, isAuthenticated: false },
      attributes: pairs(attributes),
      lines: lines.map((line) => ({
        quantity: line.quantity,
        variantId: line.variantId,
        sellingPlanId: line.sellingPlanId ?? null,
        attributes: pairs(line.properties),
      })),
    },
    localization: { languageIsoCode: (customerLocale ?? shop.profile.primaryLocale).toUpperCase(), countryIsoCode: countryCode ?? shop.profile.countryCode },
  };
}

function unitPriceCents({ shop }: ShopContext, { variantId, priceCents, sellingPlanId }: CheckoutLine): number {
  const full = priceCents ?? (variantId === null ? 0 : (shop.variants.get(variantId)?.priceCents ?? 0));
  const plan = sellingPlanId === undefined ? undefined : findSellingPlan(shop, sellingPlanId)?.plan;
  return plan === undefined ? full : planPriceCents(plan, full);
}

function discountedLines(context: ShopContext, lines: readonly CheckoutLine[]) {
  return lines.map((line) => ({
    variantId: line.variantId,
    productId: line.variantId === null ? null : (context.shop.variants.get(line.variantId)?.productId ?? null),
    priceCents: unitPriceCents(context, line),
    quantity: line.quantity,
  }));
}

/** A code on everything is of the order; one on some goods is of their lines. */
function withDiscount(checkout: Checkout, { discount, cents, code }: { discount: CodeDiscount; cents: readonly number[]; code: string }): Checkout {
  const { value, items } = discount;
  const common = { kind: "CODE" as const, title: code };
  if (items === null && !("appliesOnEachItem" in value && value.appliesOnEachItem)) {
    const whole = "percentage" in value ? { percentage: value.percentage * 100 } : { cents: value.cents };
    return { ...checkout, discounts: [...(checkout.discounts ?? []), { ...common, level: "ORDER", target: "LINE_ITEM", value: whole }] };
  }
  const lines = checkout.lines.map((line, index) => {
    const off = cents[index] ?? 0;
    return off === 0 ? line : { ...line, discount: { ...common, value: { cents: Math.floor(off / line.quantity) } } };
  });
  return { ...checkout, lines };
}

/** Charges the deposits now where a plan says so. A payment that the caller states stands. */
function withDeposit(context: ShopContext, checkout: Checkout): Checkout {
  if (checkout.transactions !== undefined || checkout.financialStatus !== undefined) return checkout;
  const { shop } = context;
  let later = 0;
  let goods = 0;
  for (const line of checkout.lines) {
    const lineCents = unitPriceCents(context, line) * line.quantity;
    goods += lineCents;
    const plan = line.sellingPlanId === undefined ? undefined : findSellingPlan(shop, line.sellingPlanId)?.plan;
    if (plan !== undefined) later += lineCents - checkoutChargeCents(plan, lineCents, line.quantity);
  }
  if (later === 0) return checkout;
  const shipping = checkout.shippingCents ?? (checkout.shippingLines ?? []).reduce((sum, { priceCents }) => sum + priceCents, 0);
  const nowCents = goods + shipping - later;
  return nowCents === 0 ? { ...checkout, financialStatus: "PENDING" } : { ...checkout, transactions: [{ kind: "SALE", amountCents: nowCents }] };
}
