/** Quantities in Shopify. */
import type { InventoryItemId, LocationId } from "../../domain/ids.ts";
import type { LevelFact } from "../../use-cases/ports/facts.ts";
import type { IncomingStock } from "../../use-cases/ports/inbound-mirrors.ts";
import type { Stock } from "../../use-cases/ports/shopify.ts";
import type { AdminClient } from "./admin-client.server.ts";
import { userErrorsOf } from "./admin-client.server.ts";
import type { LevelPartsFragment } from "./admin.generated.d.ts";
import { allNodes } from "./connection-pages.ts";
import { fromGid, toGid } from "./gid.ts";
import type { ReadSequence } from "./read-sequence.server.ts";
import { addAvailable, levelsOfItems, levelsPage } from "./stock.graphql.ts";

export function createStock(client: AdminClient, nextReadSeq: ReadSequence): Stock {
  return {
    async readLevels(shop, inventoryItemIds) {
      const readSeq = await nextReadSeq();
      const { nodes } = await client.query(shop, levelsOfItems, { ids: inventoryItemIds.map((id) => toGid("InventoryItem", id)) });
      const levels: LevelFact[] = [];
      for (const node of nodes) {
        if (node === null || !("inventoryLevels" in node)) continue;
        const all = await allNodes(
          node.inventoryLevels,
          async (after) => (await client.query(shop, levelsPage, { id: node.id, after })).inventoryItem?.inventoryLevels,
        );
        for (const level of all) levels.push(levelFact(fromGid<InventoryItemId>(node.id), level));
      }
      return { readSeq, levels };
    },
    async addAvailable(shop, change) {
      const input = {
        name: "available",
        reason: change.reason ?? "received",
        referenceDocumentUri: change.reference,
        changes: change.lines.map(({ inventoryItemId, units }) => ({
          inventoryItemId: toGid("InventoryItem", inventoryItemId),
          locationId: toGid("Location", change.locationId),
          delta: units,
          // Explicitly no comparison: units arrive, or are missing, whatever else has moved meanwhile.
          changeFromQuantity: null,
        })),
      };
      const answer = await client.mutate(shop, addAvailable, { input, key: change.idempotencyKey }, change.idempotencyKey);
      return asResult(answer);
    },
  };
}

export function createIncomingStock(client: AdminClient): IncomingStock {
  return {
    async adjustIncoming(shop, { idempotencyKey, locationId, lines, inboundShipmentId }) {
      const document = `promised://delivery/${inboundShipmentId}`;
      const input = {
        name: "incoming",
        reason: "other",
        referenceDocumentUri: document,
        changes: lines.map(({ inventoryItemId, units }) => ({
          inventoryItemId: toGid("InventoryItem", inventoryItemId),
          locationId: toGid("Location", locationId),
          delta: units,
          // Every quantity but `available` names the document that it belongs to.
          ledgerDocumentUri: document,
          changeFromQuantity: null,
        })),
      };
      return asResult(await client.mutate(shop, addAvailable, { input, key: idempotencyKey }, idempotencyKey));
    },
  };
}

/** Shopify's reasons in one sentence, or that it is done. */
export function asResult(answer: unknown): { ok: true } | { ok: false; reason: string } {
  const errors = userErrorsOf(answer);
  return errors.length === 0 ? { ok: true } : { ok: false, reason: errors.map((error) => error.message).join(" ") };
}

function levelFact(inventoryItemId: InventoryItemId, level: LevelPartsFragment): LevelFact {
  const quantity = (name: string) => level.quantities.find((one) => one.name === name)?.quantity ?? 0;
  return {
    inventoryItemId,
    locationId: fromGid<LocationId>(level.location.id),
    available: quantity("available"),
    committed: quantity("committed"),
    onHand: quantity("on_hand"),
    incoming: quantity("incoming"),
  };
}
