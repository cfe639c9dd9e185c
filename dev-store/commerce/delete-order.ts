import type { Order } from "../state/types.ts";
import type { ShopContext } from "./context.ts";
import { removeUnshippedUnits, unshippedUnits } from "./remove-units.ts";

/** Deletes an order. What it had not shipped is free again; nothing of it can be read afterwards. */
export function deleteOrder(context: ShopContext, order: Order): void {
  for (const line of order.lineItems) {
    const units = unshippedUnits(order, line.id);
    if (units > 0) removeUnshippedUnits(context, order, { line, units, restock: true });
  }
  const { orders, orderIdOf } = context.shop;
  orders.delete(order.id);
  for (const index of Object.values(orderIdOf)) {
    for (const [partId, orderId] of index) if (orderId === order.id) index.delete(partId);
  }
  context.emit({ topic: "orders/delete", orderId: order.id });
}
