import { lineCents, lineTaxCents, netPaymentCents, refundedShippingCents, shippingCents } from "../../commerce/order-money.ts";
import { suggestedPayments } from "../../commerce/refund-money.ts";
import type { Order, RefundLine } from "../../state/types.ts";
import type { Args } from "../api-context.ts";
import { refundLinesFrom } from "../mutations/refunds.ts";
import { centsOf, money, moneyBag } from "../views.ts";

/**
 * `Order.suggestedRefund`: what Shopify would give back for these units and this shipping. Nothing is refunded by asking.
 */
export function suggestedRefund(order: Order, args: Args): object {
  const { currencyCode } = order;
  const bag = (cents: number): object => moneyBag(cents, currencyCode);
  const lines = suggestedLines(order, args);
  const subtotal = sumOver(order, lines, lineCents);
  const tax = sumOver(order, lines, lineTaxCents);
  const shippingLeft = shippingCents(order) - refundedShippingCents(order);
  const shipping = suggestedShipping(args, shippingLeft);
  const maximum = Math.max(0, netPaymentCents(order));
  const amount = Math.min(maximum, subtotal + (order.taxesIncluded ? 0 : tax) + shipping);
  return {
    amount: money(amount),
    amountSet: bag(amount),
    maximumRefundable: money(maximum),
    maximumRefundableSet: bag(maximum),
    subtotal: money(subtotal),
    subtotalSet: bag(subtotal),
    discountedSubtotalSet: bag(subtotal),
    totalCartDiscountAmountSet: bag(0),
    totalTaxes: money(tax),
    totalTaxSet: bag(tax),
    totalDutiesSet: bag(0),
    refundDuties: [],
    refundLineItems: lines,
    shipping: {
      amount: money(shipping),
      amountSet: bag(shipping),
      maximumRefundable: money(shippingLeft),
      maximumRefundableSet: bag(shippingLeft),
      tax: money(0),
      taxSet: bag(0),
    },
    suggestedTransactions: suggestedPayments(order, amount).map(({ payment, amountCents, maximumCents }) => ({
      accountNumber: null,
      amount: money(amountCents),
      amountSet: bag(amountCents),
      formattedGateway: payment.gateway,
      gateway: payment.gateway,
      kind: "SUGGESTED_REFUND",
      maximumRefundable: money(maximumCents),
      maximumRefundableSet: bag(maximumCents),
      parentTransaction: payment,
      paymentDetails: null,
    })),
  };
}

function suggestedLines(order: Order, args: Args): RefundLine[] {
  if (args["suggestFullRefund"] === true) {
    return order.lineItems
      .filter(({ currentQuantity }) => currentQuantity > 0)
      .map(({ id, currentQuantity }) => ({ id: 0, lineItemId: id, quantity: currentQuantity, restockType: "NO_RESTOCK", locationId: null }));
  }
  const known = new Set(order.lineItems.map(({ id }) => id));
  return refundLinesFrom(args["refundLineItems"]).flatMap((line) => (known.has(line.lineItemId) ? [{ ...line, id: 0 }] : []));
}

function suggestedShipping(args: Args, left: number): number {
  if (args["refundShipping"] === true || args["suggestFullRefund"] === true) return left;
  return args["shippingAmount"] == null ? 0 : Math.min(left, centsOf(args["shippingAmount"]));
}

function sumOver(order: Order, lines: readonly RefundLine[], part: typeof lineCents): number {
  return lines.reduce((sum, { lineItemId, quantity }) => {
    const line = order.lineItems.find(({ id }) => id === lineItemId);
    return line === undefined ? sum : sum + part(line, quantity);
  }, 0);
}
