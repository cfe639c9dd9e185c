import { cancelFulfillmentOrder, markAsOpen, mergeFulfillmentOrders, reportProgress, setDeadline } from "../../commerce/fulfillment-order-states.ts";
import { findFulfillmentOrder } from "../../commerce/fulfillment-orders.ts";
import type { FoundFulfillmentOrder } from "../../commerce/fulfillment-orders.ts";
import type { Outcome } from "../../commerce/outcome.ts";
import { idOf } from "../../state/gid.ts";
import type { FulfillmentOrder } from "../../state/types.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { resourceNotFound } from "../api-error.ts";

export function findOrThrow(api: ApiContext, gid: string): FoundFulfillmentOrder {
  const found = findFulfillmentOrder(api.shop, idOf("FulfillmentOrder", gid) ?? 0);
  if (found === undefined) throw resourceNotFound(gid);
  return found;
}

function answer(outcome: Outcome<FulfillmentOrder>): object {
  return outcome.ok ? { fulfillmentOrder: outcome.value, userErrors: [] } : { fulfillmentOrder: null, userErrors: outcome.errors };
}

export const fulfillmentOrderStateMutations: TypeResolvers<unknown> = {
  fulfillmentOrderOpen: (_source, args, api) => answer(markAsOpen(api.commerce, findOrThrow(api, args["id"]))),

  fulfillmentOrderReportProgress: (_source, args, api) => answer(reportProgress(api.commerce, findOrThrow(api, args["id"]))),

  fulfillmentOrderCancel: (_source, args, api) => {
    const outcome = cancelFulfillmentOrder(api.commerce, findOrThrow(api, args["id"]));
    if (!outcome.ok) return { fulfillmentOrder: null, replacementFulfillmentOrder: null, userErrors: outcome.errors };
    const { cancelled, replacement } = outcome.value;
    return { fulfillmentOrder: cancelled, replacementFulfillmentOrder: replacement, userErrors: [] };
  },

  // A scheduled order comes of a later `fulfillAt`, which no checkout here has, so there is none to reschedule.
  fulfillmentOrderReschedule: (_source, args, api) => {
    findOrThrow(api, args["id"]);
    return { fulfillmentOrder: null, userErrors: [{ field: null, message: "Fulfillment order must be scheduled." }] };
  },

  // Only a fulfillment service closes by API, and every location here is the merchant's own.
  fulfillmentOrderClose: (_source, args, api) => {
    findOrThrow(api, args["id"]);
    return { fulfillmentOrder: null, userErrors: [{ field: null, message: "The fulfillment order's assigned fulfillment service must be of api type" }] };
  },

  fulfillmentOrderMerge: (_source, args, api) => {
    const inputs: Args[] = args["fulfillmentOrderMergeInputs"];
    const merges = [];
    for (const input of inputs) {
      const intents: Args[] = input["mergeIntents"];
      const outcome = mergeFulfillmentOrders(
        api.commerce,
        intents.map(({ fulfillmentOrderId }) => findOrThrow(api, fulfillmentOrderId)),
      );
      if (!outcome.ok) return { fulfillmentOrderMerges: null, userErrors: outcome.errors };
      merges.push({ fulfillmentOrder: outcome.value });
    }
    return { fulfillmentOrderMerges: merges, userErrors: [] };
  },

  fulfillmentOrdersSetFulfillmentDeadline: (_source, args, api) => {
    const ids: string[] = args["fulfillmentOrderIds"];
    const found = ids.flatMap((gid) => findFulfillmentOrder(api.shop, idOf("FulfillmentOrder", gid) ?? 0) ?? []);
    if (found.length < ids.length) {
      return { success: false, userErrors: [{ field: null, message: "Fulfillment orders could not be found.", code: null }] };
    }
    setDeadline(api.commerce, found, args["fulfillmentDeadline"]);
    return { success: true, userErrors: [] };
  },
};
