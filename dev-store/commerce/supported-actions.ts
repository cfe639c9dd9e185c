import type { FulfillmentOrder, Order, ShopState } from "../state/types.ts";
import { remainingUnits } from "./fulfillment-orders.ts";
import { serviceAt } from "./fulfillment-services.ts";
import { mergePartners } from "./merge.ts";

/** What may be done next with a fulfillment order, in the order in which Shopify lists it. */
export function supportedActions(shop: ShopState, order: Order, fulfillmentOrder: FulfillmentOrder): string[] {
  const service = serviceAt(shop, fulfillmentOrder.locationId);
  switch (fulfillmentOrder.status) {
    case "ON_HOLD":
      return ["RELEASE_HOLD", "HOLD", "MOVE"];
    case "SCHEDULED":
      return ["MARK_AS_OPEN", "MOVE"];
    case "INCOMPLETE":
      return ["REQUEST_FULFILLMENT", "CREATE_FULFILLMENT", "MOVE"];
    case "IN_PROGRESS":
      return service === null ? inProgressActions(fulfillmentOrder) : acceptedActions(fulfillmentOrder);
    case "OPEN":
      return service === null ? openActions(order, fulfillmentOrder) : unacceptedActions(fulfillmentOrder);
    default:
      return [];
  }
}

/** Who said that somebody packs may take it back; a parcel that left with a part may not. */
function inProgressActions({ progress }: FulfillmentOrder): string[] {
  const actions = ["CREATE_FULFILLMENT", "REPORT_PROGRESS", "HOLD"];
  return progress === null ? [...actions, "MOVE"] : [...actions, "MARK_AS_OPEN"];
}

function openActions(order: Order, fulfillmentOrder: FulfillmentOrder): string[] {
  const actions = ["CREATE_FULFILLMENT", "REPORT_PROGRESS", "MOVE", "HOLD"];
  if (remainingUnits(fulfillmentOrder) > 1) actions.push("SPLIT");
  return mergePartners(order, fulfillmentOrder).length > 0 ? [...actions, "MERGE"] : actions;
}

function unacceptedActions(fulfillmentOrder: FulfillmentOrder): string[] {
  if (fulfillmentOrder.requestStatus === "SUBMITTED") return ["CANCEL_FULFILLMENT_ORDER"];
  const actions = ["REQUEST_FULFILLMENT", "CREATE_FULFILLMENT", "MOVE", "HOLD"];
  return remainingUnits(fulfillmentOrder) > 1 ? [...actions, "SPLIT"] : actions;
}

function acceptedActions({ requestStatus }: FulfillmentOrder): string[] {
  return requestStatus === "CANCELLATION_REQUESTED" ? ["CREATE_FULFILLMENT"] : ["REQUEST_CANCELLATION", "CREATE_FULFILLMENT"];
}
