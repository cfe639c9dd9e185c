/** Deliveries as Shopify's incoming stock shows them, step by step. */
import type { InboundShipmentId, LocationId } from "../../domain/ids.ts";
import type { ItemUnits } from "../../domain/purchase-order.ts";
import type { InboundMirrors, MirrorStep } from "../../use-cases/ports/inbound-mirrors.ts";
import { sql } from "./database.server.ts";

interface MirrorRow {
  readonly shown: { readonly at: LocationId; readonly lines: readonly ItemUnits[] } | [];
  readonly step: MirrorStep | null;
}

interface WantedRow {
  readonly locationId: LocationId;
  readonly wanted: readonly ItemUnits[];
}

export function createInboundMirrors(): InboundMirrors {
  return {
    async lock(tx, shop, inboundShipmentId) {
      const key = [shop, inboundShipmentId];
      await sql(tx).query(`INSERT INTO inbound_mirror (shop, inbound_shipment_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`, key);
      const mirrors = await sql(tx).query<MirrorRow>(
        `SELECT lines AS shown, step FROM inbound_mirror WHERE shop = $1 AND inbound_shipment_id = $2 FOR UPDATE`,
        key,
      );
      const wanted = await sql(tx).query<WantedRow>(WANTED, key);
      const row = mirrors.rows[0];
      if (row === undefined) return null;
      const { at, lines } = Array.isArray(row.shown) ? { at: null, lines: [] } : row.shown;
      const locationId = wanted.rows[0]?.locationId ?? at;
      if (locationId === null) return null;
      return { locationId, wanted: wanted.rows[0]?.wanted ?? [], shown: lines, shownAt: at ?? locationId, step: row.step };
    },

    async save(tx, shop, { inboundShipmentId, shown, shownAt, step, failure }) {
      await sql(tx).query(
        `UPDATE inbound_mirror SET lines = $3::jsonb, step = $4::jsonb, failure = $5, is_closed = $6, updated_at = now()
          WHERE shop = $1 AND inbound_shipment_id = $2`,
        [
          shop,
          inboundShipmentId,
          JSON.stringify({ at: shownAt, lines: shown }),
          step === null ? null : JSON.stringify(step),
          failure,
          step === null && shown.length === 0,
        ],
      );
    },

    async switch(tx, shop, { isOn, limit }) {
      await sql(tx).query(`UPDATE shop SET mirrors_inbound = $2 WHERE shop = $1`, [shop, isOn]);
      const { rows } = await sql(tx).query<{ id: InboundShipmentId }>(
        `SELECT s.inbound_shipment_id AS id FROM inbound_shipment s
           JOIN purchase_order o ON o.shop = s.shop AND o.purchase_order_id = s.purchase_order_id AND o.status = 'ordered'
          WHERE s.shop = $1 AND $2 AND s.received_on IS NULL AND s.cancelled_at IS NULL
          UNION SELECT inbound_shipment_id FROM inbound_mirror WHERE shop = $1 AND NOT is_closed
          ORDER BY 1 LIMIT $3`,
        [shop, isOn, limit],
      );
      return rows.map(({ id }) => id);
    },
  };
}

/** Open units of items that Shopify knows and tracks, while the merchant wants them shown. */
const WANTED = `
  SELECT s.location_id AS "locationId",
         COALESCE((SELECT json_agg(json_build_object('inventoryItemId', l.inventory_item_id, 'units', l.units - l.units_received) ORDER BY l.inventory_item_id)
            FROM inbound_line l JOIN variant v ON v.shop = l.shop AND v.inventory_item_id = l.inventory_item_id AND v.is_tracked AND v.deleted_at IS NULL
           WHERE l.shop = $1 AND l.inbound_shipment_id = $2 AND l.units > l.units_received
             AND p.mirrors_inbound AND o.status = 'ordered' AND s.received_on IS NULL AND s.cancelled_at IS NULL), '[]') AS wanted
    FROM inbound_shipment s
    JOIN purchase_order o ON o.shop = s.shop AND o.purchase_order_id = s.purchase_order_id
    JOIN shop p ON p.shop = s.shop
   WHERE s.shop = $1 AND s.inbound_shipment_id = $2`;
