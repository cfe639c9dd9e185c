import type { FulfillmentOrder, MerchantRequest } from "../state/types.ts";
import { takeId, timestamp, touchOrder } from "./context.ts";
import type { FulfillmentRequestAnswerTopic, ShopContext } from "./context.ts";
import { replaceFulfillmentOrder } from "./fulfillment-order-states.ts";
import { complementOf, remainingUnits, takeApart, unitsProblem } from "./fulfillment-orders.ts";
import type { FoundFulfillmentOrder, LineUnits } from "./fulfillment-orders.ts";
import { serviceAt } from "./fulfillment-services.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome, Refusal } from "./outcome.ts";

/**
 * The talk between the merchant and a fulfillment service about one fulfillment order at the service's location:
 *
 *   UNSUBMITTED -> SUBMITTED -> ACCEPTED (in progress) -> CANCELLATION_REQUESTED -> CANCELLATION_ACCEPTED
 *                            -> REJECTED (may be asked again)                    -> CANCELLATION_REJECTED
 */

const NOT_OF_A_SERVICE = "The fulfillment order's assigned fulfillment service must be of api type";

/** Statuses of a request after which the merchant may ask (again). */
const REQUESTABLE: ReadonlySet<FulfillmentOrder["requestStatus"]> = new Set(["CLOSED", "REJECTED", "UNSUBMITTED"]);
const UNDER_WAY: ReadonlySet<FulfillmentOrder["requestStatus"]> = new Set(["ACCEPTED", "CANCELLATION_REJECTED"]);

export type SubmittedRequest = { original: FulfillmentOrder; submitted: FulfillmentOrder; unsubmitted: FulfillmentOrder | null };

/**
 * Asks the service for all units, or for the chosen ones: then the rest goes to a fulfillment order of its own. What the
 * service gave up on before is asked for in a new one.
 */
export function submitFulfillmentRequest(
  context: ShopContext,
  found: FoundFulfillmentOrder,
  { chosen, message, notifyCustomer }: { chosen: readonly LineUnits[]; message: string | null; notifyCustomer: boolean },
): Outcome<SubmittedRequest> {
  const { order, fulfillmentOrder } = found;
  if (serviceAt(context.shop, fulfillmentOrder.locationId) === null) return refused(null, NOT_OF_A_SERVICE);
  const isOpen = fulfillmentOrder.status === "OPEN" || fulfillmentOrder.status === "INCOMPLETE";
  if (!isOpen || !REQUESTABLE.has(fulfillmentOrder.requestStatus)) {
    return refused(null, "Fulfillment order is not in requestable state and can't be submitted.");
  }
  const problem = unitsProblem(fulfillmentOrder, chosen);
  if (problem !== null) return refused(["fulfillmentOrderLineItems"], problem);
  const rest = chosen.length === 0 ? [] : complementOf(fulfillmentOrder, chosen);
  const unsubmitted = rest.length === 0 ? null : takeApart(context, found, rest);
  const submitted = fulfillmentOrder.status === "INCOMPLETE" ? replaceFulfillmentOrder(context, found) : fulfillmentOrder;
  const request = addRequest(context, submitted, { kind: "FULFILLMENT_REQUEST", message, requestOptions: { notify_customer: notifyCustomer } });
  submitted.requestStatus = "SUBMITTED";
  touchOrder(context, order);
  context.emit({
    topic: "fulfillment_orders/fulfillment_request_submitted",
    orderId: order.id,
    fulfillmentOrderId: submitted.id,
    merchantRequestId: request.id,
  });
  return done({ original: fulfillmentOrder, submitted, unsubmitted });
}

/** The service takes the work on. */
export function acceptFulfillmentRequest(
  context: ShopContext,
  found: FoundFulfillmentOrder,
  { message, estimatedShippedAt }: { message: string | null; estimatedShippedAt: string | null },
): Outcome<FulfillmentOrder> {
  const { fulfillmentOrder } = found;
  const refusal = requestRefusal(context, found, "SUBMITTED");
  if (refusal !== null) return refusal;
  fulfillmentOrder.status = "IN_PROGRESS";
  fulfillmentOrder.requestStatus = "ACCEPTED";
  const answered = fulfillmentOrder.merchantRequests.at(-1);
  if (answered !== undefined && estimatedShippedAt !== null) answered.responseData = { estimated_shipped_at: estimatedShippedAt };
  return answerRequest(context, found, { topic: "fulfillment_orders/fulfillment_request_accepted", message });
}

/** The service will not: the merchant may ask again, or move the units elsewhere. */
export function rejectFulfillmentRequest(context: ShopContext, found: FoundFulfillmentOrder, message: string | null): Outcome<FulfillmentOrder> {
  const refusal = requestRefusal(context, found, "SUBMITTED");
  if (refusal !== null) return refusal;
  found.fulfillmentOrder.requestStatus = "REJECTED";
  return answerRequest(context, found, { topic: "fulfillment_orders/fulfillment_request_rejected", message });
}

/** Asks the service to stop. What it has not accepted yet needs no asking: that is cancelled at once. */
export function submitCancellationRequest(context: ShopContext, found: FoundFulfillmentOrder, message: string | null): Outcome<FulfillmentOrder> {
  const { order, fulfillmentOrder } = found;
  if (serviceAt(context.shop, fulfillmentOrder.locationId) === null) return refused(null, NOT_OF_A_SERVICE);
  if (fulfillmentOrder.status !== "IN_PROGRESS" || !UNDER_WAY.has(fulfillmentOrder.requestStatus)) {
    return refused(null, "Fulfillment order is not in cancelable request state and can't be canceled.");
  }
  const request = addRequest(context, fulfillmentOrder, { kind: "CANCELLATION_REQUEST", message, requestOptions: {} });
  fulfillmentOrder.requestStatus = "CANCELLATION_REQUESTED";
  touchOrder(context, order);
  context.emit({
    topic: "fulfillment_orders/cancellation_request_submitted",
    orderId: order.id,
    fulfillmentOrderId: fulfillmentOrder.id,
    merchantRequestId: request.id,
  });
  return done(fulfillmentOrder);
}

/** The service stops: the fulfillment order closes and a new, unsubmitted one owes what was not shipped. */
export function acceptCancellationRequest(context: ShopContext, found: FoundFulfillmentOrder, message: string | null): Outcome<FulfillmentOrder> {
  const refusal = requestRefusal(context, found, "CANCELLATION_REQUESTED");
  if (refusal !== null) return refusal;
  found.fulfillmentOrder.requestStatus = "CANCELLATION_ACCEPTED";
  if (remainingUnits(found.fulfillmentOrder) > 0) replaceFulfillmentOrder(context, found);
  return answerRequest(context, found, { topic: "fulfillment_orders/cancellation_request_accepted", message });
}

/** Too late to stop: the work goes on. */
export function rejectCancellationRequest(context: ShopContext, found: FoundFulfillmentOrder, message: string | null): Outcome<FulfillmentOrder> {
  const refusal = requestRefusal(context, found, "CANCELLATION_REQUESTED");
  if (refusal !== null) return refusal;
  found.fulfillmentOrder.requestStatus = "CANCELLATION_REJECTED";
  return answerRequest(context, found, { topic: "fulfillment_orders/cancellation_request_rejected", message });
}

/** The service gives up on what it accepted: the rest stays unshipped until somebody moves it on. */
export function closeFulfillmentOrder(context: ShopContext, found: FoundFulfillmentOrder, message: string | null): Outcome<FulfillmentOrder> {
  const { fulfillmentOrder } = found;
  if (serviceAt(context.shop, fulfillmentOrder.locationId) === null) return refused(null, NOT_OF_A_SERVICE);
  if (fulfillmentOrder.status !== "IN_PROGRESS") {
    return refused(null, `Expected fulfillment order status to be valid but it was ${fulfillmentOrder.status.toLowerCase()}.`);
  }
  fulfillmentOrder.status = "INCOMPLETE";
  fulfillmentOrder.requestStatus = "CLOSED";
  return answerRequest(context, found, { topic: "fulfillment_orders/fulfillment_service_failed_to_complete", message });
}

function requestRefusal(context: ShopContext, { fulfillmentOrder }: FoundFulfillmentOrder, expected: FulfillmentOrder["requestStatus"]): Refusal | null {
  if (serviceAt(context.shop, fulfillmentOrder.locationId) === null) return refused(null, NOT_OF_A_SERVICE);
  if (fulfillmentOrder.requestStatus === expected) return null;
  return refused(null, `Expected fulfillment order request status to be ${expected.toLowerCase()} but it was ${fulfillmentOrder.requestStatus.toLowerCase()}.`);
}

function addRequest(
  context: ShopContext,
  fulfillmentOrder: FulfillmentOrder,
  request: Pick<MerchantRequest, "kind" | "message" | "requestOptions">,
): MerchantRequest {
  const added: MerchantRequest = { ...request, id: takeId(context), responseData: null, sentAt: timestamp(context) };
  fulfillmentOrder.merchantRequests.push(added);
  fulfillmentOrder.updatedAt = added.sentAt;
  return added;
}

function answerRequest(
  context: ShopContext,
  { order, fulfillmentOrder }: FoundFulfillmentOrder,
  { topic, message }: { topic: FulfillmentRequestAnswerTopic; message: string | null },
): Outcome<FulfillmentOrder> {
  fulfillmentOrder.updatedAt = timestamp(context);
  touchOrder(context, order);
  context.emit({ topic, orderId: order.id, fulfillmentOrderId: fulfillmentOrder.id, message });
  return done(fulfillmentOrder);
}
