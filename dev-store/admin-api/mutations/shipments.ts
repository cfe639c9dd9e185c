import { movementError } from "../../commerce/transfer-errors.ts";
import { receiveShipment } from "../../commerce/receive-shipment.ts";
import type { Receiving } from "../../commerce/receive-shipment.ts";
import {
  addShipmentItems,
  createShipment,
  deleteShipment,
  markInTransit,
  NO_TRACKING,
  removeShipmentItems,
  setBarcode,
  setTracking,
  updateShipmentItems,
} from "../../commerce/shipments.ts";
import type { NewShipment } from "../../commerce/shipments.ts";
import type { Outcome } from "../../commerce/outcome.ts";
import { idOf } from "../../state/gid.ts";
import type { InventoryShipment, InventoryShipmentTracking } from "../../state/transfer-types.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { wantedItems } from "./transfers.ts";

function newShipmentOf({ shop }: ApiContext, input: Args): NewShipment {
  const { trackingInput } = input;
  return {
    transfer: shop.inventoryTransfers.get(idOf("InventoryTransfer", input["movementId"]) ?? 0) ?? null,
    items: wantedItems(input["lineItems"]),
    tracking: trackingInput == null ? null : { ...NO_TRACKING, ...trackingOf(trackingInput) },
    barcode: input["barcode"] ?? null,
    dateCreated: input["dateCreated"] ?? null,
  };
}

function trackingOf(input: Args): Partial<InventoryShipmentTracking> {
  const tracking: Partial<InventoryShipmentTracking> = {};
  for (const name of ["arrivesAt", "company", "trackingNumber", "trackingUrl"] as const) if (name in input) tracking[name] = input[name];
  return tracking;
}

function receivingOf(args: Args): Receiving {
  const inputs: Args[] = args["lineItems"] ?? [];
  return {
    items: inputs.map(({ shipmentLineItemId, quantity, reason }) => ({ lineId: idOf("InventoryShipmentLineItem", shipmentLineItemId), quantity, reason })),
    rest: args["bulkReceiveAction"] ?? null,
    dateReceived: args["dateReceived"] ?? null,
  };
}

function shipmentPayload(outcome: Outcome<InventoryShipment>): object {
  return outcome.ok ? { inventoryShipment: outcome.value, userErrors: [] } : { inventoryShipment: null, userErrors: outcome.errors };
}

/** All that a payload of this family may show beside its errors. */
const NOTHING = { inventoryShipment: null, shipment: null, addedItems: null, updatedLineItems: null, id: null };

/** Does it with the shipment of this id, or answers that there is none. */
function withShipment(api: ApiContext, gid: string, act: (shipment: InventoryShipment) => object): object {
  const shipment = api.shop.inventoryShipments.get(idOf("InventoryShipment", gid) ?? 0);
  return shipment === undefined ? { ...NOTHING, userErrors: [movementError(["id"], "SHIPMENT_NOT_FOUND")] } : act(shipment);
}

export const shipmentMutations: TypeResolvers<unknown> = {
  inventoryShipmentCreate: (_source, { input }, api) => shipmentPayload(createShipment(api.commerce, newShipmentOf(api, input), { isSent: false })),
  inventoryShipmentCreateInTransit: (_source, { input }, api) => shipmentPayload(createShipment(api.commerce, newShipmentOf(api, input), { isSent: true })),

  inventoryShipmentMarkInTransit: (_source, { id, dateShipped }, api) =>
    withShipment(api, id, (shipment) => shipmentPayload(markInTransit(api.commerce, shipment, dateShipped ?? null))),

  inventoryShipmentAddItems: (_source, { id, lineItems }, api) =>
    withShipment(api, id, (shipment) => {
      const outcome = addShipmentItems(api.commerce, shipment, wantedItems(lineItems));
      if (!outcome.ok) return { addedItems: null, inventoryShipment: null, userErrors: outcome.errors };
      return { addedItems: outcome.value, inventoryShipment: shipment, userErrors: [] };
    }),

  inventoryShipmentRemoveItems: (_source, { id, lineItems }, api) =>
    withShipment(api, id, (shipment) => {
      const lineIds = (lineItems as string[]).map((gid) => idOf("InventoryShipmentLineItem", gid));
      return shipmentPayload(removeShipmentItems(api.commerce, shipment, lineIds));
    }),

  inventoryShipmentUpdateItemQuantities: (_source, { id, items }, api) =>
    withShipment(api, id, (shipment) => {
      const wanted = (items as Args[]).map(({ shipmentLineItemId, quantity }) => ({ lineId: idOf("InventoryShipmentLineItem", shipmentLineItemId), quantity }));
      const outcome = updateShipmentItems(api.commerce, shipment, wanted);
      if (!outcome.ok) return { shipment: null, updatedLineItems: null, userErrors: outcome.errors };
      return { shipment, updatedLineItems: outcome.value, userErrors: [] };
    }),

  inventoryShipmentReceive: (_source, args, api) =>
    withShipment(api, args["id"], (shipment) => shipmentPayload(receiveShipment(api.commerce, shipment, receivingOf(args)))),

  inventoryShipmentSetTracking: (_source, { id, tracking }, api) =>
    withShipment(api, id, (shipment) => shipmentPayload(setTracking(api.commerce, shipment, trackingOf(tracking)))),

  inventoryShipmentSetBarcode: (_source, { id, barcode }, api) =>
    withShipment(api, id, (shipment) => shipmentPayload(setBarcode(api.commerce, shipment, barcode))),

  inventoryShipmentDelete: (_source, { id }, api) =>
    withShipment(api, id, (shipment) => {
      const outcome = deleteShipment(api.commerce, shipment);
      return outcome.ok ? { id, userErrors: [] } : { id: null, userErrors: outcome.errors };
    }),
};
