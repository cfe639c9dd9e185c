import type { FulfillmentOrderEvent } from "../commerce/context.ts";
import { findFulfillmentOrder } from "../commerce/fulfillment-orders.ts";
import { toGid } from "../state/gid.ts";
import type { FulfillmentEvent, FulfillmentHold, FulfillmentOrder, Order, ShopState } from "../state/types.ts";
import { shopTime } from "./payload-parts.ts";

/** Payloads of fulfillment_orders/*, fulfillment_holds/* and fulfillment_events/*. */

export function fulfillmentOrderPayload(shop: ShopState, event: FulfillmentOrderEvent): Record<string, unknown> {
  const fulfillmentOrder = fulfillmentOrderOf(shop, event.fulfillmentOrderId);
  switch (event.topic) {
    case "fulfillment_holds/added":
    case "fulfillment_holds/released":
      return { fulfillment_order: { id: toGid("FulfillmentOrder", fulfillmentOrder.id) }, fulfillment_hold: holdPayload(event.hold) };
    case "fulfillment_orders/placed_on_hold":
      return heldPayload(fulfillmentOrder, event.splitOffId === null ? null : fulfillmentOrderOf(shop, event.splitOffId));
    case "fulfillment_orders/split":
      return splitPayload(fulfillmentOrder, event.splitOffId === null ? null : fulfillmentOrderOf(shop, event.splitOffId));
    case "fulfillment_orders/moved":
      return movedPayload(fulfillmentOrderOf(shop, event.movedFromId), fulfillmentOrder, event.originLocationId);
    case "fulfillment_orders/merged":
      return mergedPayload(fulfillmentOrder, event);
    case "fulfillment_orders/cancelled":
      return { fulfillment_order: brief(fulfillmentOrder), replacement_fulfillment_order: brief(fulfillmentOrderOf(shop, event.replacementId)) };
    case "fulfillment_orders/rescheduled":
      return { fulfillment_order: { ...brief(fulfillmentOrder), fulfill_at: shopTime(fulfillmentOrder.fulfillAt, shop.profile) } };
    case "fulfillment_orders/line_items_prepared_for_pickup":
      return { fulfillment_order: { ...brief(fulfillmentOrder), preparable: true, delivery_method: { method_type: "pickup" } } };
    case "fulfillment_orders/progress_reported":
      return { ...progressPayload(event), fulfillment_order: brief(fulfillmentOrder) };
    case "fulfillment_orders/manually_reported_progress_stopped":
      return { fulfillment_order: brief(fulfillmentOrder), progress_stopped_by_app: appPart(event.appId), progress_stopped_by_user: null };
    default:
      return requestPayload(fulfillmentOrder, event);
  }
}

/** What the merchant and a fulfillment service say to each other; the topics without more to tell end here too. */
function requestPayload(fulfillmentOrder: FulfillmentOrder, event: FulfillmentOrderEvent): Record<string, unknown> {
  const withRequest = { ...brief(fulfillmentOrder), request_status: fulfillmentOrder.requestStatus.toLowerCase() };
  switch (event.topic) {
    case "fulfillment_orders/fulfillment_request_submitted":
      return {
        original_fulfillment_order: withRequest,
        submitted_fulfillment_order: withRequest,
        fulfillment_order_merchant_request: merchantRequestPayload(fulfillmentOrder, event.merchantRequestId),
      };
    case "fulfillment_orders/cancellation_request_submitted":
      return { fulfillment_order: withRequest, fulfillment_order_merchant_request: merchantRequestPayload(fulfillmentOrder, event.merchantRequestId) };
    case "fulfillment_orders/fulfillment_request_accepted":
    case "fulfillment_orders/fulfillment_request_rejected":
    case "fulfillment_orders/cancellation_request_rejected":
      return { fulfillment_order: withRequest, message: event.message };
    case "fulfillment_orders/cancellation_request_accepted":
    case "fulfillment_orders/fulfillment_service_failed_to_complete":
      return { fulfillment_order: brief(fulfillmentOrder), message: event.message };
    default:
      return { fulfillment_order: brief(fulfillmentOrder) };
  }
}

function brief({ id, status }: FulfillmentOrder): Record<string, unknown> {
  return { id: toGid("FulfillmentOrder", id), status: status.toLowerCase() };
}

function linesOf({ lines }: FulfillmentOrder): object[] {
  return lines.map((line) => ({ id: toGid("FulfillmentOrderLineItem", line.id), quantity: line.remainingQuantity }));
}

function heldPayload(held: FulfillmentOrder, remaining: FulfillmentOrder | null): Record<string, unknown> {
  const latest = held.holds.at(-1);
  return {
    fulfillment_order: { ...brief(held), fulfillment_holds: held.holds.map(holdPayload) },
    remaining_fulfillment_order: remaining === null ? null : brief(remaining),
    held_fulfillment_order_line_items: linesOf(held),
    created_fulfillment_hold: latest === undefined ? null : holdPayload(latest),
  };
}

function holdPayload({ id, reason, reasonNotes, handle, appId }: FulfillmentHold): object {
  return {
    id: toGid("FulfillmentHold", id),
    reason: reason.toLowerCase(),
    reason_notes: reasonNotes ?? "",
    held_by_requesting_app: false,
    handle,
    held_by_app: appPart(appId),
  };
}

function appPart(appId: number | null): object | null {
  return appId === null ? null : { id: toGid("App", appId) };
}

function splitPayload(original: FulfillmentOrder, splitOff: FulfillmentOrder | null): Record<string, unknown> {
  return {
    split_line_items: splitOff === null ? [] : linesOf(splitOff),
    fulfillment_order: brief(original),
    remaining_fulfillment_order: splitOff === null ? null : brief(splitOff),
    replacement_fulfillment_order: null,
  };
}

function movedPayload(original: FulfillmentOrder, moved: FulfillmentOrder, originLocationId: number): Record<string, unknown> {
  const location = (one: FulfillmentOrder): string => toGid("Location", one.locationId);
  return {
    original_fulfillment_order: { ...brief(original), assigned_location_id: location(original) },
    moved_fulfillment_order: { ...brief(moved), assigned_location_id: location(moved) },
    destination_location_id: location(moved),
    fulfillment_order_line_items_requested: linesOf(moved),
    source_location: { id: toGid("Location", originLocationId) },
  };
}

function mergedPayload(target: FulfillmentOrder, { merged }: Extract<FulfillmentOrderEvent, { topic: "fulfillment_orders/merged" }>): Record<string, unknown> {
  return {
    merge_intents: merged.map(({ fulfillmentOrderId, units }) => ({
      fulfillment_order_id: fulfillmentOrderId,
      fulfillment_order_line_items: units.map(({ fulfillmentOrderLineId, units: quantity }) => ({ id: fulfillmentOrderLineId, quantity })),
    })),
    fulfillment_order_merges: { fulfillment_order: brief(target) },
  };
}

function progressPayload({
  initialStatus,
  reasonNotes,
  appId,
}: Extract<FulfillmentOrderEvent, { topic: "fulfillment_orders/progress_reported" }>): Record<string, unknown> {
  return {
    progress_report: { reason_notes: reasonNotes ?? "", progress_reported_by_app: appPart(appId), progress_reported_by_user: null },
    initial_status: initialStatus.toLowerCase(),
  };
}

function merchantRequestPayload({ merchantRequests }: FulfillmentOrder, id: number): object | null {
  const request = merchantRequests.find((candidate) => candidate.id === id);
  return request === undefined ? null : { id: toGid("FulfillmentOrderMerchantRequest", id), message: request.message };
}

export function fulfillmentEventPayload({ profile }: ShopState, order: Order, { fulfillmentId, event }: { fulfillmentId: number; event: FulfillmentEvent }) {
  return {
    id: event.id,
    fulfillment_id: fulfillmentId,
    status: event.status.toLowerCase(),
    message: event.message,
    happened_at: shopTime(event.happenedAt, profile),
    city: event.city,
    province: event.province,
    country: event.country,
    zip: event.zip,
    address1: event.address1,
    latitude: event.latitude,
    longitude: event.longitude,
    shop_id: profile.id,
    created_at: shopTime(event.createdAt, profile),
    updated_at: shopTime(event.createdAt, profile),
    estimated_delivery_at: shopTime(event.estimatedDeliveryAt, profile),
    order_id: order.id,
    admin_graphql_api_id: toGid("FulfillmentEvent", event.id),
  };
}

function fulfillmentOrderOf(shop: ShopState, id: number): FulfillmentOrder {
  const found = findFulfillmentOrder(shop, id);
  if (found === undefined) throw new Error(`fulfillment order ${id} is gone`);
  return found.fulfillmentOrder;
}
