/** Fulfillment orders, and our own holds on them. Another app's hold is read, never touched. */
import type { FulfillmentOrderId, LineItemId, LocationId } from "../../domain/ids.ts";
import type { FulfillmentOrderFact, FulfillmentOrders } from "../../use-cases/ports/shopify.ts";
import type { AdminClient } from "./admin-client.server.ts";
import { userErrorsOf } from "./admin-client.server.ts";
import { allNodes } from "./connection-pages.ts";
import {
  fulfillmentOrderLinesPage,
  fulfillmentOrdersOfOrder,
  holdFulfillmentOrder,
  moveFulfillmentOrder,
  holdsOfFulfillmentOrder,
  releaseHolds,
} from "./fulfillment-orders.graphql.ts";
import { fromGid, toGid } from "./gid.ts";
import { asResult } from "./stock.server.ts";

/** The handle is there already: an earlier try of ours got through. */
const ALREADY_HELD = "DUPLICATE_FULFILLMENT_HOLD_HANDLE";

/** The customer comes to this location, or it brings the parcel round itself. */
const BOUND_TO_PLACE = new Set(["LOCAL", "PICKUP_POINT", "PICK_UP", "RETAIL"]);

export function createFulfillmentOrders(client: AdminClient): FulfillmentOrders {
  return {
    async read(shop, orderId) {
      const id = toGid("Order", orderId);
      const ask = async (after: string | null) => (await client.query(shop, fulfillmentOrdersOfOrder, { id, after })).order?.fulfillmentOrders;
      const first = await ask(null);
      if (first === undefined) return [];
      const facts: FulfillmentOrderFact[] = [];
      for (const one of await allNodes(first, ask)) {
        const lines = await allNodes(
          one.lineItems,
          async (after) => (await client.query(shop, fulfillmentOrderLinesPage, { id: one.id, after })).fulfillmentOrder?.lineItems,
        );
        facts.push({
          fulfillmentOrderId: fromGid<FulfillmentOrderId>(one.id),
          locationId: one.assignedLocation.location == null ? null : fromGid<LocationId>(one.assignedLocation.location.id),
          status: one.status,
          canMove: one.supportedActions.some(({ action }) => action === "MOVE"),
          isBoundToPlace: BOUND_TO_PLACE.has(one.deliveryMethod?.methodType ?? ""),
          lines: lines.map((line) => ({
            fulfillmentOrderLineItemId: fromGid(line.id),
            lineItemId: fromGid<LineItemId>(line.lineItem.id),
            unitsRemaining: line.remainingQuantity,
          })),
          holds: one.fulfillmentHolds.map((hold) => ({ holdId: fromGid(hold.id), handle: hold.handle ?? null, isOurs: hold.heldByRequestingApp })),
        });
      }
      return facts;
    },
    async hold(shop, { fulfillmentOrderId, handle, note, lines }) {
      const id = toGid("FulfillmentOrder", fulfillmentOrderId);
      const hold = {
        handle,
        reason: "INVENTORY_OUT_OF_STOCK" as const,
        reasonNotes: note,
        notifyMerchant: false,
        fulfillmentOrderLineItems: lines.map((line) => ({ id: toGid("FulfillmentOrderLineItem", line.fulfillmentOrderLineItemId), quantity: line.units })),
      };
      const answer = await client.mutate(shop, holdFulfillmentOrder, { id, hold }, `hold:${handle}`);
      const placed = answer.fulfillmentOrderHold?.fulfillmentHold;
      if (placed != null) return { ok: true, holdId: fromGid(placed.id) };
      if (userErrorsOf(answer).some((error) => error.code === ALREADY_HELD)) {
        const { fulfillmentOrder } = await client.query(shop, holdsOfFulfillmentOrder, { id });
        const existing = fulfillmentOrder?.fulfillmentHolds.find((one) => one.handle === handle && one.heldByRequestingApp);
        if (existing !== undefined) return { ok: true, holdId: fromGid(existing.id) };
      }
      return {
        ok: false,
        reason: userErrorsOf(answer)
          .map((error) => error.message)
          .join(" "),
      };
    },
    async move(shop, { fulfillmentOrderId, fulfillmentOrderLineItemId, units, toLocationId, key }) {
      const lines = [{ id: toGid("FulfillmentOrderLineItem", fulfillmentOrderLineItemId), quantity: units }];
      const variables = { id: toGid("FulfillmentOrder", fulfillmentOrderId), newLocationId: toGid("Location", toLocationId), lines };
      return asResult(await client.mutate(shop, moveFulfillmentOrder, variables, key));
    },
    async release(shop, { fulfillmentOrderId, holdIds }) {
      const variables = { id: toGid("FulfillmentOrder", fulfillmentOrderId), holdIds: holdIds.map((holdId) => toGid("FulfillmentHold", holdId)) };
      // A hold is released once in its life, so its id is the key.
      return asResult(await client.mutate(shop, releaseHolds, variables, `release:${fulfillmentOrderId}:${[...holdIds].sort().join(",")}`));
    },
  };
}
