import { cancelFulfillment, fulfil } from "../../commerce/fulfil.ts";
import { addFulfillmentEvent, updateTracking } from "../../commerce/shipment-tracking.ts";
import { idOf } from "../../state/gid.ts";
import type { Fulfillment, Order, OriginAddress, TrackingInfo } from "../../state/types.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { resourceNotFound } from "../api-error.ts";
import { findVisible } from "../fulfillment-access.ts";
import { orderOf } from "../types/order-types.ts";
import { chosenUnits } from "./fulfillment-orders.ts";

/** Parcels: sending, tracking and taking them back. */
export const fulfillmentMutations: TypeResolvers<unknown> = {
  fulfillmentCreate: (_source, { fulfillment }, api) => ship(fulfillment, api),
  fulfillmentCreateV2: (_source, { fulfillment }, api) => ship(fulfillment, api),

  fulfillmentCancel: (_source, args, api) => {
    const { order, fulfillment } = parcelOf(api, args["id"]);
    const outcome = cancelFulfillment(api.commerce, order, fulfillment);
    return outcome.ok ? { fulfillment, userErrors: [] } : { fulfillment: null, userErrors: outcome.errors };
  },

  fulfillmentTrackingInfoUpdate: (_source, args, api) => track(args, api),
  fulfillmentTrackingInfoUpdateV2: (_source, args, api) => track(args, api),

  fulfillmentEventCreate: (_source, { fulfillmentEvent: input }, api) => {
    const { order, fulfillment } = parcelOf(api, input["fulfillmentId"]);
    const reported = {
      status: input["status"],
      message: input["message"] ?? null,
      happenedAt: input["happenedAt"] ?? null,
      estimatedDeliveryAt: input["estimatedDeliveryAt"] ?? null,
      address1: input["address1"] ?? null,
      city: input["city"] ?? null,
      province: input["province"] ?? null,
      country: input["country"] ?? null,
      zip: input["zip"] ?? null,
      latitude: input["latitude"] ?? null,
      longitude: input["longitude"] ?? null,
    };
    return { fulfillmentEvent: addFulfillmentEvent(api.commerce, order, { fulfillment, reported }), userErrors: [] };
  },
};

function parcelOf(api: ApiContext, gid: string): { order: Order; fulfillment: Fulfillment } {
  const id = idOf("Fulfillment", gid) ?? 0;
  if (!api.shop.orderIdOf.fulfillment.has(id)) throw resourceNotFound(gid);
  const order = orderOf(api.shop, "fulfillment", id);
  const fulfillment = order.fulfillments.find((candidate) => candidate.id === id);
  if (fulfillment === undefined) throw resourceNotFound(gid);
  return { order, fulfillment };
}

function track(args: Args, api: ApiContext): object {
  const { order, fulfillment } = parcelOf(api, args["fulfillmentId"]);
  const tracking = trackingOf(args["trackingInfoInput"]);
  updateTracking(api.commerce, order, { fulfillment, tracking, notifyCustomer: args["notifyCustomer"] ?? false });
  return { fulfillment, userErrors: [] };
}

/** One entry for each tracking number; addresses belong to the numbers by position. The plural fields win. */
function trackingOf(input: Args | null | undefined): TrackingInfo[] {
  if (input == null) return [];
  const company: string | null = input["company"] ?? null;
  const numbers: string[] = input["numbers"] ?? (input["number"] == null ? [] : [input["number"]]);
  const urls: string[] = input["urls"] ?? (input["url"] == null ? [] : [input["url"]]);
  const length = Math.max(numbers.length, urls.length);
  return Array.from({ length }, (_none, index) => ({ company, number: numbers[index] ?? null, url: urls[index] ?? null }));
}

function originOf(input: Args | null | undefined): OriginAddress | null {
  if (input == null) return null;
  return {
    address1: input["address1"] ?? null,
    address2: input["address2"] ?? null,
    city: input["city"] ?? null,
    zip: input["zip"] ?? null,
    provinceCode: input["provinceCode"] ?? null,
    countryCode: input["countryCode"],
  };
}

function ship(fulfillment: Args, api: ApiContext): object {
  const refuse = (field: string[], message: string): object => ({ fulfillment: null, userErrors: [{ field, message, code: null }] });
  const inputs: Args[] = fulfillment["lineItemsByFulfillmentOrder"];
  for (const [index, input] of inputs.entries()) {
    const zero = chosenUnits(input["fulfillmentOrderLineItems"]).findIndex(({ units }) => units < 1);
    const path = ["fulfillment", "lineItemsByFulfillmentOrder", String(index), "fulfillmentOrderLineItems", String(zero), "quantity"];
    if (zero >= 0) return refuse(path, "Quantity must be greater than 0");
  }
  const contents = inputs.flatMap((input) => {
    const found = findVisible(api, input["fulfillmentOrderId"]);
    return found === undefined ? [] : [{ found, chosen: chosenUnits(input["fulfillmentOrderLineItems"]) }];
  });
  if (contents.length < inputs.length) return refuse(["fulfillment"], "Fulfillment order does not exist.");
  const outcome = fulfil(api.commerce, {
    contents,
    tracking: trackingOf(fulfillment["trackingInfo"]),
    originAddress: originOf(fulfillment["originAddress"]),
    notifyCustomer: fulfillment["notifyCustomer"] ?? false,
  });
  return outcome.ok ? { fulfillment: outcome.value, userErrors: [] } : { fulfillment: null, userErrors: outcome.errors };
}
