import {
  acceptCancellationRequest,
  acceptFulfillmentRequest,
  closeFulfillmentOrder,
  rejectCancellationRequest,
  rejectFulfillmentRequest,
  submitCancellationRequest,
  submitFulfillmentRequest,
} from "../../commerce/fulfillment-requests.ts";
import type { TypeResolvers } from "../api-context.ts";
import { findOrThrow } from "../fulfillment-access.ts";
import { answer } from "./fulfillment-order-states.ts";
import { chosenUnits } from "./fulfillment-orders.ts";

/** What the merchant asks of a fulfillment service, and what the service answers. */
export const fulfillmentRequestMutations: TypeResolvers<unknown> = {
  fulfillmentOrderSubmitFulfillmentRequest: (_source, args, api) => {
    const outcome = submitFulfillmentRequest(api.commerce, findOrThrow(api, args["id"]), {
      chosen: chosenUnits(args["fulfillmentOrderLineItems"]),
      message: args["message"] ?? null,
      notifyCustomer: args["notifyCustomer"] ?? false,
    });
    const nothing = { originalFulfillmentOrder: null, submittedFulfillmentOrder: null, unsubmittedFulfillmentOrder: null };
    if (!outcome.ok) return { ...nothing, userErrors: outcome.errors };
    const { original, submitted, unsubmitted } = outcome.value;
    return { originalFulfillmentOrder: original, submittedFulfillmentOrder: submitted, unsubmittedFulfillmentOrder: unsubmitted, userErrors: [] };
  },

  fulfillmentOrderAcceptFulfillmentRequest: (_source, args, api) => {
    const estimatedShippedAt: string | null = args["estimatedShippedAt"] ?? null;
    return answer(acceptFulfillmentRequest(api.commerce, findOrThrow(api, args["id"]), { message: args["message"] ?? null, estimatedShippedAt }));
  },

  fulfillmentOrderRejectFulfillmentRequest: (_source, args, api) =>
    answer(rejectFulfillmentRequest(api.commerce, findOrThrow(api, args["id"]), args["message"] ?? null)),

  fulfillmentOrderSubmitCancellationRequest: (_source, args, api) =>
    answer(submitCancellationRequest(api.commerce, findOrThrow(api, args["id"]), args["message"] ?? null)),

  fulfillmentOrderAcceptCancellationRequest: (_source, args, api) =>
    answer(acceptCancellationRequest(api.commerce, findOrThrow(api, args["id"]), args["message"] ?? null)),

  fulfillmentOrderRejectCancellationRequest: (_source, args, api) =>
    answer(rejectCancellationRequest(api.commerce, findOrThrow(api, args["id"]), args["message"] ?? null)),

  fulfillmentOrderClose: (_source, args, api) => answer(closeFulfillmentOrder(api.commerce, findOrThrow(api, args["id"]), args["message"] ?? null)),
};
