import type { LineUnits } from "../../commerce/fulfillment-orders.ts";
import { holdFulfillmentOrder, releaseHolds } from "../../commerce/holds.ts";
import { mergeFulfillmentOrders, mergeRefusal } from "../../commerce/merge.ts";
import type { MergeIntent } from "../../commerce/merge.ts";
import { moveFulfillmentOrder } from "../../commerce/move.ts";
import type { UserError } from "../../commerce/outcome.ts";
import { splitFulfillmentOrder, splitRefusal } from "../../commerce/split.ts";
import { idOf } from "../../state/gid.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { findOrThrow, findVisible } from "../fulfillment-access.ts";

/** Mutations that hold, split, merge and move: those that choose units of fulfillment orders. */

const UNKNOWN_FULFILLMENT_ORDER: UserError = { field: null, message: "Fulfillment order does not exist.", code: "FULFILLMENT_ORDER_NOT_FOUND" };

export function chosenUnits(inputs: Args[] | null | undefined): LineUnits[] {
  return (inputs ?? []).map((input) => ({
    fulfillmentOrderLineId: idOf("FulfillmentOrderLineItem", input["id"]) ?? 0,
    units: input["quantity"],
  }));
}

export const fulfillmentOrderMutations: TypeResolvers<unknown> = {
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
    if (!outcome.ok) return { fulfillmentHold: null, fulfillmentOrder: null, remainingFulfillmentOrder: null, userErrors: outcome.errors };
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

  fulfillmentOrderMove: (_source, args, api) => {
    const outcome = moveFulfillmentOrder(api.commerce, findOrThrow(api, args["id"]), {
      newLocationId: idOf("Location", args["newLocationId"]) ?? 0,
      chosen: chosenUnits(args["fulfillmentOrderLineItems"]),
    });
    const nothing = { movedFulfillmentOrder: null, originalFulfillmentOrder: null, remainingFulfillmentOrder: null };
    if (!outcome.ok) return { ...nothing, userErrors: outcome.errors };
    const { moved, original, remaining } = outcome.value;
    return { movedFulfillmentOrder: moved, originalFulfillmentOrder: original, remainingFulfillmentOrder: remaining, userErrors: [] };
  },

  fulfillmentOrderSplit: (_source, args, api) => split(args["fulfillmentOrderSplits"], api),

  fulfillmentOrderMerge: (_source, args, api) => merge(args["fulfillmentOrderMergeInputs"], api),
};

/** All or nothing: each split is checked before the first is made. */
function split(inputs: Args[], api: ApiContext): object {
  const wanted = inputs.map((input) => ({ found: findVisible(api, input["fulfillmentOrderId"]), chosen: chosenUnits(input["fulfillmentOrderLineItems"]) }));
  const errors = wanted.flatMap(({ found, chosen }, index) => {
    const error = quantityError(chosen, ["fulfillmentOrderSplits", String(index), "fulfillmentOrderLineItems"]);
    const missing = found === undefined ? [UNKNOWN_FULFILLMENT_ORDER] : [];
    return error === null ? missing : [error, ...missing];
  });
  const refusals = errors.length > 0 ? errors : wanted.flatMap(({ found, chosen }) => (found && splitRefusal(found, chosen)?.errors) ?? []);
  if (refusals.length > 0) return { fulfillmentOrderSplits: null, userErrors: refusals };
  const results = wanted.flatMap(({ found, chosen }) => {
    if (found === undefined) return [];
    const { fulfillmentOrder, remaining } = splitFulfillmentOrder(api.commerce, found, chosen);
    return [{ fulfillmentOrder, remainingFulfillmentOrder: remaining, replacementFulfillmentOrder: null }];
  });
  return { fulfillmentOrderSplits: results, userErrors: [] };
}

function quantityError(chosen: readonly LineUnits[], field: string[]): UserError | null {
  if (chosen.length === 0) {
    return { field, message: "There must be at least one item selected in this fulfillment to split it.", code: "NO_LINE_ITEMS_PROVIDED_TO_SPLIT" };
  }
  const zero = chosen.findIndex(({ units }) => units < 1);
  if (zero < 0) return null;
  const message = "You must select at least one item to split into a new fulfillment order.";
  return { field: [...field, String(zero), "quantity"], message, code: "GREATER_THAN" };
}

/** All or nothing, as with splits. */
function merge(inputs: Args[], api: ApiContext): object {
  const refuse = (userErrors: UserError[]): object => ({ fulfillmentOrderMerges: null, userErrors });
  const merges: MergeIntent[][] = [];
  for (const [index, input] of inputs.entries()) {
    const intents: Args[] = input["mergeIntents"];
    const found = intents.map(({ fulfillmentOrderId, fulfillmentOrderLineItems }) => ({
      found: findVisible(api, fulfillmentOrderId),
      chosen: chosenUnits(fulfillmentOrderLineItems),
    }));
    const known = found.flatMap(({ found: one, chosen }) => (one === undefined ? [] : [{ found: one, chosen }]));
    if (known.length < found.length) return refuse([UNKNOWN_FULFILLMENT_ORDER]);
    const zero = zeroToMerge(known, ["fulfillmentOrderMergeInputs", String(index), "mergeIntents"]);
    if (zero !== null) return refuse([zero]);
    const refusal = mergeRefusal(known);
    if (refusal !== null) return refuse(refusal.errors);
    merges.push(known);
  }
  return { fulfillmentOrderMerges: merges.map((intents) => ({ fulfillmentOrder: mergeFulfillmentOrders(api.commerce, intents) })), userErrors: [] };
}

function zeroToMerge(intents: readonly MergeIntent[], field: string[]): UserError | null {
  for (const [position, { chosen }] of intents.entries()) {
    const zero = chosen.findIndex(({ units }) => units < 1);
    if (zero < 0) continue;
    const path = [...field, String(position), "fulfillmentOrderLineItems", String(zero), "quantity"];
    return { field: path, message: "The fulfillment order line item quantity must be greater than 0.", code: "GREATER_THAN" };
  }
  return null;
}
