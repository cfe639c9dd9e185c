import { cancelFulfillment, fulfil } from "../../commerce/fulfil.ts";
import { findFulfillmentOrder, moveFulfillmentOrder, splitFulfillmentOrder } from "../../commerce/fulfillment-orders.ts";
import type { LineUnits } from "../../commerce/fulfillment-orders.ts";
import { holdFulfillmentOrder, releaseHolds } from "../../commerce/holds.ts";
import type { UserError } from "../../commerce/outcome.ts";
import { idOf } from "../../state/gid.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { resourceNotFound } from "../api-error.ts";
import { orderOf } from "../types/order-types.ts";
import { findOrThrow } from "./fulfillment-order-states.ts";

function chosenUnits(inputs: Args[] | null | undefined): LineUnits[] {
  return (inputs ?? []).map((input) => ({
    fulfillmentOrderLineId: idOf("FulfillmentOrderLineItem", input["id"]) ?? 0,
    units: input["quantity"],
  }));
}

export const fulfillmentMutations: TypeResolvers<unknown> = {
  fulfillmentOrderHold: (_source, args, api) => {
    const hold: Args = args["fulfillmentHold"];
    const outcome = holdFulfillmentOrder(api.commerce, findOrThrow(api, args["id"]), {
      reason: hold["reason"],
      reasonNotes: hold["reasonNotes"] ?? null,
      handle: hold["handle"] ?? "",
      externalId: hold["externalId"] ?? null,
      appId: api.app.id,
      chosen: chosenUnits(hold["fulfillmentOrderLineItems"]),
    });
    if (!outcome.ok) {
      return { fulfillmentHold: null, fulfillmentOrder: null, remainingFulfillmentOrder: null, userErrors: outcome.errors };
    }
    const { hold: fulfillmentHold, fulfillmentOrder, remaining } = outcome.value;
    return { fulfillmentHold, fulfillmentOrder, remainingFulfillmentOrder: remaining, userErrors: [] };
  },

  fulfillmentOrderReleaseHold: (_source, args, api) => {
    const holdIds: string[] | null = args["holdIds"] ?? null;
    const outcome = releaseHolds(api.commerce, findOrThrow(api, args["id"]), {
      holdIds: holdIds?.map((gid) => idOf("FulfillmentHold", gid) ?? 0) ?? null,
      externalId: args["externalId"] ?? null,
    });
    return outcome.ok ? { fulfillmentOrder: outcome.value, userErrors: [] } : { fulfillmentOrder: null, userErrors: outcome.errors };
  },

  fulfillmentOrderSplit: (_source, args, api) => split(args["fulfillmentOrderSplits"], api),

  fulfillmentOrderMove: (_source, args, api) => {
    const outcome = moveFulfillmentOrder(api.commerce, findOrThrow(api, args["id"]), {
      newLocationId: idOf("Location", args["newLocationId"]) ?? 0,
      chosen: chosenUnits(args["fulfillmentOrderLineItems"]),
    });
    if (!outcome.ok) {
      return {
        movedFulfillmentOrder: null,
        originalFulfillmentOrder: null,
        remainingFulfillmentOrder: null,
        userErrors: outcome.errors,
      };
    }
    const { moved, original, remaining } = outcome.value;
    return {
      movedFulfillmentOrder: moved,
      originalFulfillmentOrder: original,
      remainingFulfillmentOrder: remaining,
      userErrors: [],
    };
  },

  fulfillmentCreate: (_source, { fulfillment }, api) => ship(fulfillment, api),
  fulfillmentCreateV2: (_source, { fulfillment }, api) => ship(fulfillment, api),

  fulfillmentCancel: (_source, args, api) => {
    const id = idOf("Fulfillment", args["id"]) ?? 0;
    if (!api.shop.orderIdOf.fulfillment.has(id)) throw resourceNotFound(args["id"]);
    const order = orderOf(api.shop, "fulfillment", id);
    const fulfillment = order.fulfillments.find((candidate) => candidate.id === id);
    if (fulfillment === undefined) throw resourceNotFound(args["id"]);
    const outcome = cancelFulfillment(api.commerce, order, fulfillment);
    return outcome.ok ? { fulfillment, userErrors: [] } : { fulfillment: null, userErrors: outcome.errors };
  },
};

function split(inputs: Args[], api: ApiContext): object {
  const errors: UserError[] = [];
  const wanted = inputs.flatMap((input, index) => {
    const field = ["fulfillmentOrderSplits", String(index), "fulfillmentOrderLineItems"];
    const chosen = chosenUnits(input["fulfillmentOrderLineItems"]);
    const zero = chosen.findIndex(({ units }) => units < 1);
    if (chosen.length === 0) {
      errors.push({ field, message: "There must be at least one item selected in this fulfillment to split it.", code: "NO_LINE_ITEMS_PROVIDED_TO_SPLIT" });
    } else if (zero >= 0) {
      errors.push({
        field: [...field, String(zero), "quantity"],
        message: "You must select at least one item to split into a new fulfillment order.",
        code: "GREATER_THAN",
      });
    }
    const found = findFulfillmentOrder(api.shop, idOf("FulfillmentOrder", input["fulfillmentOrderId"]) ?? 0);
    if (found !== undefined) return [{ found, chosen }];
    errors.push({ field: null, message: "Fulfillment order does not exist.", code: "FULFILLMENT_ORDER_NOT_FOUND" });
    return [];
  });
  if (errors.length > 0) return { fulfillmentOrderSplits: null, userErrors: errors };
  const results = [];
  for (const { found, chosen } of wanted) {
    const outcome = splitFulfillmentOrder(api.commerce, found, chosen);
    if (!outcome.ok) return { fulfillmentOrderSplits: null, userErrors: outcome.errors };
    const { fulfillmentOrder, remaining } = outcome.value;
    results.push({ fulfillmentOrder, remainingFulfillmentOrder: remaining, replacementFulfillmentOrder: null });
  }
  return { fulfillmentOrderSplits: results, userErrors: [] };
}

function ship(fulfillment: Args, api: ApiContext): object {
  const refuse = (field: string[], message: string): object => ({
    fulfillment: null,
    userErrors: [{ field, message, code: null }],
  });
  const inputs: Args[] = fulfillment["lineItemsByFulfillmentOrder"];
  for (const [index, input] of inputs.entries()) {
    const zero = chosenUnits(input["fulfillmentOrderLineItems"]).findIndex(({ units }) => units < 1);
    const path = ["fulfillment", "lineItemsByFulfillmentOrder", String(index), "fulfillmentOrderLineItems", String(zero), "quantity"];
    if (zero >= 0) return refuse(path, "Quantity must be greater than 0");
  }
  const contents = inputs.flatMap((input) => {
    const found = findFulfillmentOrder(api.shop, idOf("FulfillmentOrder", input["fulfillmentOrderId"]) ?? 0);
    return found === undefined ? [] : [{ found, chosen: chosenUnits(input["fulfillmentOrderLineItems"]) }];
  });
  if (contents.length < inputs.length) return refuse(["fulfillment"], "Fulfillment order does not exist.");
  const { company = null, number = null, url = null }: Args = fulfillment["trackingInfo"] ?? {};
  const outcome = fulfil(api.commerce, {
    contents,
    tracking: { company, number, url },
    notifyCustomer: fulfillment["notifyCustomer"] ?? false,
  });
  return outcome.ok ? { fulfillment: outcome.value, userErrors: [] } : { fulfillment: null, userErrors: outcome.errors };
}
