import {
  cancelFulfillmentOrder,
  markAsOpen,
  prepareForPickup,
  reportProgress,
  rescheduleFulfillmentOrder,
  setDeadline,
  unpreparableCode,
} from "../../commerce/fulfillment-order-states.ts";
import type { UnpreparableCode } from "../../commerce/fulfillment-order-states.ts";
import type { Outcome, UserError } from "../../commerce/outcome.ts";
import { rerouteFulfillmentOrders } from "../../commerce/reroute.ts";
import { idOf, parseGid } from "../../state/gid.ts";
import type { FulfillmentOrder } from "../../state/types.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { findOrThrow, findVisible } from "../fulfillment-access.ts";

/** Mutations that change the state of whole fulfillment orders. */

export function answer(outcome: Outcome<FulfillmentOrder>): object {
  return outcome.ok ? { fulfillmentOrder: outcome.value, userErrors: [] } : { fulfillmentOrder: null, userErrors: outcome.errors };
}

export const fulfillmentOrderStateMutations: TypeResolvers<unknown> = {
  fulfillmentOrderOpen: (_source, args, api) => answer(markAsOpen(api.commerce, findOrThrow(api, args["id"]), api.app.id)),

  fulfillmentOrderReportProgress: (_source, args, api) => {
    const reasonNotes: string | null = args["progressReport"]?.reasonNotes ?? null;
    return answer(reportProgress(api.commerce, findOrThrow(api, args["id"]), { reasonNotes, appId: api.app.id }));
  },

  fulfillmentOrderCancel: (_source, args, api) => {
    const outcome = cancelFulfillmentOrder(api.commerce, findOrThrow(api, args["id"]));
    if (!outcome.ok) return { fulfillmentOrder: null, replacementFulfillmentOrder: null, userErrors: outcome.errors };
    const { cancelled, replacement } = outcome.value;
    return { fulfillmentOrder: cancelled, replacementFulfillmentOrder: replacement, userErrors: [] };
  },

  fulfillmentOrderReschedule: (_source, args, api) => answer(rescheduleFulfillmentOrder(api.commerce, findOrThrow(api, args["id"]), args["fulfillAt"])),

  fulfillmentOrdersReroute: (_source, args, api) => {
    const ids: string[] = args["fulfillmentOrderIds"];
    const outcome = rerouteFulfillmentOrders(
      api.commerce,
      ids.map((gid) => findOrThrow(api, gid)),
      { includedLocationIds: locationIds(args["includedLocationIds"]), excludedLocationIds: locationIds(args["excludedLocationIds"]) ?? [] },
    );
    return outcome.ok ? { movedFulfillmentOrders: outcome.value, userErrors: [] } : { movedFulfillmentOrders: null, userErrors: outcome.errors };
  },

  fulfillmentOrdersSetFulfillmentDeadline: (_source, args, api) => {
    const ids: string[] = args["fulfillmentOrderIds"];
    const found = ids.flatMap((gid) => findVisible(api, gid) ?? []);
    if (found.length < ids.length) {
      return { success: false, userErrors: [{ field: null, message: "Fulfillment orders could not be found.", code: null }] };
    }
    setDeadline(api.commerce, found, args["fulfillmentDeadline"]);
    return { success: true, userErrors: [] };
  },

  fulfillmentOrderLineItemsPreparedForPickup: (_source, { input }, api) => {
    const inputs: Args[] = input["lineItemsByFulfillmentOrder"];
    const errors = inputs.flatMap(({ fulfillmentOrderId }, index) => preparationError(api, { gid: fulfillmentOrderId, index }) ?? []);
    if (errors.length === 0) for (const { fulfillmentOrderId } of inputs) prepareForPickup(api.commerce, findOrThrow(api, fulfillmentOrderId));
    return { userErrors: errors };
  },
};

function locationIds(gids: string[] | null | undefined): number[] | null {
  return gids?.map((gid) => idOf("Location", gid) ?? 0) ?? null;
}

const UNPREPARABLE: Record<UnpreparableCode, (id: number) => string> = {
  FULFILLMENT_ORDER_INVALID: (id) => `Invalid fulfillment_order_id provided ${id}`,
  NO_LINE_ITEMS_TO_PREPARE_FOR_FULFILLMENT_ORDER: (id) => `Fulfillment order ${id} does not have any line items that can be prepared.`,
};

function preparationError(api: ApiContext, { gid, index }: { gid: string; index: number }): UserError | null {
  const found = findVisible(api, gid);
  const code = found === undefined ? "FULFILLMENT_ORDER_INVALID" : unpreparableCode(found);
  if (code === null) return null;
  const field = ["input", "lineItemsByFulfillmentOrder", String(index), "fulfillmentOrderId"];
  return { field, message: UNPREPARABLE[code](parseGid(gid)?.id ?? 0), code };
}
