import type { TransferChanges, TransferWords } from "../../commerce/transfers.ts";
import {
  cancelTransfer,
  createTransfer,
  deleteTransfer,
  duplicateTransfer,
  editTransfer,
  markTransferReady,
  removeTransferItems,
  setTransferItems,
} from "../../commerce/transfers.ts";
import type { LineUpdate, NewTransfer } from "../../commerce/transfers.ts";
import type { Outcome } from "../../commerce/outcome.ts";
import { movementError } from "../../commerce/transfer-errors.ts";
import type { WantedItem } from "../../commerce/transfer-errors.ts";
import { idOf, toGid } from "../../state/gid.ts";
import type { InventoryTransfer } from "../../state/transfer-types.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { notImplemented } from "../api-error.ts";

/** An id that names nothing, where null says that none was given. */
const NOBODY = 0;

/** `InventoryTransferLineItemInput` and `InventoryShipmentLineItemInput` alike. */
export function wantedItems(inputs: readonly Args[]): WantedItem[] {
  return inputs.map(({ inventoryItemId, quantity }) => ({ inventoryItemId: idOf("InventoryItem", inventoryItemId), quantity }));
}

function locationIdOf(gid: string | null | undefined): number | null {
  return gid == null ? null : (idOf("Location", gid) ?? NOBODY);
}

function newTransferOf(input: Args): NewTransfer {
  if ((input["metafields"] ?? []).length > 0) throw notImplemented("a transfer with metafields");
  return {
    originId: locationIdOf(input["originLocationId"]),
    destinationId: locationIdOf(input["destinationLocationId"]),
    items: wantedItems(input["lineItems"]),
    note: input["note"] ?? null,
    referenceName: input["referenceName"] ?? null,
    tags: input["tags"] ?? [],
    dateCreated: input["dateCreated"] ?? null,
  };
}

function changesOf(input: Args): TransferChanges {
  if ((input["metafields"] ?? []).length > 0) throw notImplemented("a transfer with metafields");
  const words: Partial<TransferWords> = {};
  if ("note" in input) words.note = input["note"];
  if ("referenceName" in input) words.referenceName = input["referenceName"];
  if (input["tags"] != null) words.tags = input["tags"];
  if (input["dateCreated"] != null) words.dateCreated = `${input["dateCreated"]}T00:00:00Z`;
  return {
    ...words,
    ...("originId" in input ? { originId: locationIdOf(input["originId"]) } : {}),
    ...("destinationId" in input ? { destinationId: locationIdOf(input["destinationId"]) } : {}),
  };
}

function transferPayload(outcome: Outcome<InventoryTransfer>): object {
  return outcome.ok ? { inventoryTransfer: outcome.value, userErrors: [] } : { inventoryTransfer: null, userErrors: outcome.errors };
}

function updatesOf(updates: readonly LineUpdate[]): object[] {
  return updates.map((update) => ({ ...update, inventoryItemId: toGid("InventoryItem", update.inventoryItemId) }));
}

/** Does it with the transfer of this id, or answers that there is none. */
function withTransfer(api: ApiContext, gid: string, field: string[], act: (transfer: InventoryTransfer) => object): object {
  const transfer = api.shop.inventoryTransfers.get(idOf("InventoryTransfer", gid) ?? NOBODY);
  if (transfer !== undefined) return act(transfer);
  return { ...NOTHING, userErrors: [movementError(field, "TRANSFER_NOT_FOUND")] };
}

/** All that a payload of this family may show beside its errors. */
const NOTHING = { inventoryTransfer: null, updatedLineItems: null, removedQuantities: null, deletedId: null };

export const transferMutations: TypeResolvers<unknown> = {
  inventoryTransferCreate: (_source, { input }, api) => transferPayload(createTransfer(api.commerce, newTransferOf(input), { isReady: false })),
  inventoryTransferCreateAsReadyToShip: (_source, { input }, api) => transferPayload(createTransfer(api.commerce, newTransferOf(input), { isReady: true })),

  inventoryTransferEdit: (_source, { id, input }, api) =>
    withTransfer(api, id, ["id"], (transfer) => transferPayload(editTransfer(api.commerce, transfer, changesOf(input)))),

  inventoryTransferMarkAsReadyToShip: (_source, { id }, api) =>
    withTransfer(api, id, ["id"], (transfer) => transferPayload(markTransferReady(api.commerce, transfer))),

  inventoryTransferSetItems: (_source, { input }, api) =>
    withTransfer(api, input.id, ["input", "id"], (transfer) => {
      const outcome = setTransferItems(api.commerce, transfer, wantedItems(input.lineItems));
      if (!outcome.ok) return { inventoryTransfer: null, updatedLineItems: null, userErrors: outcome.errors };
      return { inventoryTransfer: transfer, updatedLineItems: updatesOf(outcome.value), userErrors: [] };
    }),

  inventoryTransferRemoveItems: (_source, { input }, api) =>
    withTransfer(api, input.id, ["input", "id"], (transfer) => {
      const lineGids: string[] = input.transferLineItemIds ?? [];
      const lineIds = lineGids.map((gid) => idOf("InventoryTransferLineItem", gid));
      const outcome = removeTransferItems(api.commerce, transfer, lineIds);
      if (!outcome.ok) return { inventoryTransfer: null, removedQuantities: null, userErrors: outcome.errors };
      return { inventoryTransfer: transfer, removedQuantities: updatesOf(outcome.value), userErrors: [] };
    }),

  inventoryTransferCancel: (_source, { id }, api) => withTransfer(api, id, ["id"], (transfer) => transferPayload(cancelTransfer(api.commerce, transfer))),

  inventoryTransferDuplicate: (_source, { id }, api) =>
    withTransfer(api, id, ["id"], (transfer) => ({ inventoryTransfer: duplicateTransfer(api.commerce, transfer), userErrors: [] })),

  inventoryTransferDelete: (_source, { id }, api) =>
    withTransfer(api, id, ["id"], (transfer) => {
      const outcome = deleteTransfer(api.commerce, transfer);
      return outcome.ok ? { deletedId: id, userErrors: [] } : { deletedId: null, userErrors: outcome.errors };
    }),
};
