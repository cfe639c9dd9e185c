import type { Fulfillment, FulfillmentEvent, Order, TrackingInfo } from "../state/types.ts";
import { printedTime, takeId, timestamp, touchOrder } from "./context.ts";
import type { ShopContext } from "./context.ts";

/** What becomes known of a parcel after it left: its tracking numbers, and what the carrier reports. */

/** Replaces the tracking numbers. */
export function updateTracking(
  context: ShopContext,
  order: Order,
  { fulfillment, tracking, notifyCustomer }: { fulfillment: Fulfillment; tracking: TrackingInfo[]; notifyCustomer: boolean },
): Fulfillment {
  fulfillment.tracking = tracking;
  fulfillment.notifyCustomer = notifyCustomer;
  return changed(context, order, fulfillment);
}

export type ReportedEvent = Omit<FulfillmentEvent, "createdAt" | "happenedAt" | "id"> & { happenedAt: string | null };

/** Notes what the carrier reported; without a time it happened now. */
export function addFulfillmentEvent(
  context: ShopContext,
  order: Order,
  { fulfillment, reported }: { fulfillment: Fulfillment; reported: ReportedEvent },
): FulfillmentEvent {
  const now = timestamp(context);
  const event: FulfillmentEvent = { ...reported, id: takeId(context), createdAt: now, happenedAt: printedTime(reported.happenedAt ?? now) };
  if (event.estimatedDeliveryAt !== null) event.estimatedDeliveryAt = printedTime(event.estimatedDeliveryAt);
  fulfillment.events.push(event);
  context.emit({ topic: "fulfillment_events/create", orderId: order.id, fulfillmentId: fulfillment.id, fulfillmentEventId: event.id });
  changed(context, order, fulfillment);
  return event;
}

/** In the order in which they happened; of two at one moment the later report last. */
export function eventsByTime({ events }: Fulfillment): FulfillmentEvent[] {
  return [...events].sort((one, other) => new Date(one.happenedAt).getTime() - new Date(other.happenedAt).getTime() || one.id - other.id);
}

/** What the latest report says, or null before the first. */
export function shipmentStatus(fulfillment: Fulfillment): FulfillmentEvent["status"] | null {
  return eventsByTime(fulfillment).at(-1)?.status ?? null;
}

export function displayStatus(fulfillment: Fulfillment): string {
  return fulfillment.status === "CANCELLED" ? "CANCELED" : (shipmentStatus(fulfillment) ?? "FULFILLED");
}

/** When the parcel was first reported so, or null. */
export function momentOf(fulfillment: Fulfillment, status: FulfillmentEvent["status"]): string | null {
  return eventsByTime(fulfillment).find((event) => event.status === status)?.happenedAt ?? null;
}

/** The newest estimate that the carrier gave, or null. */
export function estimatedDelivery(fulfillment: Fulfillment): string | null {
  return eventsByTime(fulfillment).findLast(({ estimatedDeliveryAt }) => estimatedDeliveryAt !== null)?.estimatedDeliveryAt ?? null;
}

function changed(context: ShopContext, order: Order, fulfillment: Fulfillment): Fulfillment {
  fulfillment.updatedAt = timestamp(context);
  touchOrder(context, order);
  context.emit({ topic: "fulfillments/update", orderId: order.id, fulfillmentId: fulfillment.id });
  context.emit({ topic: "orders/updated", orderId: order.id });
  return fulfillment;
}
