import type { OrderTransaction } from "../state/sales-types.ts";
import type { Order, Refund } from "../state/types.ts";
import type { ShopContext } from "./context.ts";
import { refundableCents } from "./order-money.ts";
import { MANUAL_GATEWAY, newTransaction } from "./transactions.ts";

/** How money goes back: by the payments that it came with, the oldest first. */

export type SuggestedRefundPayment = { payment: OrderTransaction; amountCents: number; maximumCents: number };

/** Splits the sum over the payments that can still give back. */
export function suggestedPayments(order: Order, amountCents: number): SuggestedRefundPayment[] {
  let left = amountCents;
  return order.transactions.flatMap((payment) => {
    const maximumCents = refundableCents(order, payment.id);
    if (maximumCents <= 0) return [];
    const share = Math.min(left, maximumCents);
    left -= share;
    return [{ payment, amountCents: share, maximumCents }];
  });
}

/** The transactions that give back what the refund says; what no payment covers goes back by hand. */
export function refundTransactions(context: ShopContext, order: Order, { id: refundId, amountCents }: Refund): OrderTransaction[] {
  const parts = suggestedPayments(order, amountCents).filter((part) => part.amountCents > 0);
  const covered = parts.reduce((sum, part) => sum + part.amountCents, 0);
  const given = parts.map((part) => newTransaction(context, { kind: "REFUND", amountCents: part.amountCents, refundId, ...givenBackBy(part.payment) }));
  if (covered === amountCents) return given;
  return [...given, newTransaction(context, { kind: "REFUND", amountCents: amountCents - covered, refundId, gateway: MANUAL_GATEWAY })];
}

function givenBackBy({ id, gateway, test }: OrderTransaction): Pick<OrderTransaction, "gateway" | "parentId" | "test"> {
  return { parentId: id, gateway, test };
}
