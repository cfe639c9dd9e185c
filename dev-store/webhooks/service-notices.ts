import type { ShopEvent } from "../commerce/context.ts";
import { findFulfillmentOrder } from "../commerce/fulfillment-orders.ts";
import { serviceAt } from "../commerce/fulfillment-services.ts";
import type { InstalledApp, ShopState } from "../state/types.ts";

/**
 * What a fulfillment service hears at its own address, beside the webhooks: that a request waits for it. Which one it has
 * to ask the API for.
 */
export type ServiceNotice = { uri: string; body: string };

const KIND_OF_TOPIC: ReadonlyMap<ShopEvent["topic"], string> = new Map([
  ["fulfillment_orders/fulfillment_request_submitted", "FULFILLMENT_REQUEST"],
  ["fulfillment_orders/cancellation_request_submitted", "CANCELLATION_REQUEST"],
]);

/** The notice that the event owes a service of this app, or null. */
export function serviceNotice(shop: ShopState, event: ShopEvent, app: InstalledApp): ServiceNotice | null {
  const kind = KIND_OF_TOPIC.get(event.topic);
  if (kind === undefined || !("fulfillmentOrderId" in event)) return null;
  const found = findFulfillmentOrder(shop, event.fulfillmentOrderId);
  const service = found === undefined ? null : serviceAt(shop, found.fulfillmentOrder.locationId);
  if (service === null || service.callbackUrl === null || service.appId !== app.id) return null;
  return { uri: `${service.callbackUrl.replace(/\/$/, "")}/fulfillment_order_notification`, body: JSON.stringify({ kind }) };
}
