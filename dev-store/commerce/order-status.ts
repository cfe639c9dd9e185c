import type { Order } from "../state/types.ts";
import { remainingUnits } from "./fulfillment-orders.ts";

/** What the order list says about an order as a whole. */

/** Nothing shipped and everything held is ON_HOLD; a part held is not. Cancelled orders stay as they were: mostly UNFULFILLED. */
export function displayFulfillmentStatus(order: Order): string {
  const open = order.fulfillmentOrders.filter((fulfillmentOrder) => remainingUnits(fulfillmentOrder) > 0);
  const hasShipped = order.fulfillments.some(({ status }) => status === "SUCCESS");
  if (hasShipped) return open.length === 0 ? "FULFILLED" : "PARTIALLY_FULFILLED";
  if (open.length === 0) return "UNFULFILLED";
  if (open.every(({ status }) => status === "ON_HOLD")) return "ON_HOLD";
  if (open.every(({ status }) => status === "SCHEDULED")) return "SCHEDULED";
  if (open.some(({ status }) => status === "IN_PROGRESS")) return "IN_PROGRESS";
  if (open.some(({ requestStatus }) => requestStatus === "REJECTED")) return "REQUEST_DECLINED";
  return open.some(({ requestStatus }) => requestStatus === "SUBMITTED") ? "PENDING_FULFILLMENT" : "UNFULFILLED";
}

/** How far the order's returns have got, the most urgent first. */
export function returnStatus({ returns }: Order): string {
  if (returns.some(({ status }) => status === "REQUESTED")) return "RETURN_REQUESTED";
  const open = returns.filter(({ status }) => status === "OPEN");
  if (open.some(({ lines }) => lines.some(({ processedQuantity, quantity }) => processedQuantity < quantity))) return "IN_PROGRESS";
  if (open.length > 0) return "INSPECTION_COMPLETE";
  return returns.some(({ status }) => status === "CLOSED") ? "RETURNED" : "NO_RETURN";
}

export function shippedUnits(order: Order, lineItemId: number): number {
  return order.fulfillments
    .filter(({ status }) => status === "SUCCESS")
    .flatMap(({ lines }) => lines)
    .reduce((sum, line) => (line.lineItemId === lineItemId ? sum + line.quantity : sum), 0);
}
