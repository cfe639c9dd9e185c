import type { Customer, Order } from "../state/types.ts";
import { timestamp, touchOrder } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";

/** What a merchant changes about an order without touching its units or money. */

export type OrderChange = Partial<Pick<Order, "attributes" | "email" | "note" | "phone" | "poNumber" | "shippingAddress" | "tags">>;

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const MAX_NOTE_LENGTH = 5000;
const MAX_TAGS = 250;
const MAX_TAG_LENGTH = 40;

export function changeOrder(context: ShopContext, order: Order, change: OrderChange): Outcome<Order> {
  const { email, note, tags = [] } = change;
  if (email != null && email !== "" && !EMAIL.test(email)) return refused(["email"], "Email is invalid", "INVALID");
  if (note != null && note.length > MAX_NOTE_LENGTH) return refused(["note"], `Note is too long (maximum is ${MAX_NOTE_LENGTH} characters)`, "TOO_LONG");
  if (tags.length > MAX_TAGS) return refused(["tags"], `Tags exceeds the maximum of ${MAX_TAGS}`, "INVALID");
  if (tags.some((tag) => tag.length > MAX_TAG_LENGTH)) return refused(["tags"], `Tags is too long (maximum is ${MAX_TAG_LENGTH} characters)`, "INVALID");
  Object.assign(order, change, email == null ? {} : { email: email.toLowerCase() });
  return changed(context, order);
}

/** A closed order is done with; closing it twice changes nothing. */
export function closeOrder(context: ShopContext, order: Order): Outcome<Order> {
  if (order.closedAt !== null) return done(order);
  order.closedAt = timestamp(context);
  return changed(context, order);
}

export function openOrder(context: ShopContext, order: Order): Outcome<Order> {
  if (order.closedAt === null) return done(order);
  order.closedAt = null;
  return changed(context, order);
}

export function setOrderCustomer(context: ShopContext, order: Order, customer: Customer | null): Outcome<Order> {
  order.customerId = customer?.id ?? null;
  if (customer !== null) order.email = customer.email ?? order.email;
  return changed(context, order);
}

function changed(context: ShopContext, order: Order): Outcome<Order> {
  touchOrder(context, order);
  context.emit({ topic: "orders/updated", orderId: order.id });
  return done(order);
}
