/** Moves of waiting units between locations, in PostgreSQL. */
import type pg from "pg";
import type { OrderId } from "../../domain/ids.ts";
import type { OpenMove, UnitMoves } from "../../use-cases/ports/unit-moves.ts";
import { sql } from "./database.server.ts";

export function createUnitMoves(pool: pg.Pool): UnitMoves {
  return {
    async open(shop, orderId) {
      const { rows } = await pool.query<OpenMove>(
        `SELECT m.settlement_id AS "settlementId", m.line_item_id AS "lineItemId", m.cohort, m.from_location_id AS "fromLocationId",
                m.to_location_id AS "toLocationId", m.inventory_item_id AS "inventoryItemId", m.units, m.units_here_before AS "unitsHereBefore",
                m.units_there_before AS "unitsThereBefore", m.attempts,
                v.backorder_mode <> 'off' AND s.stage = 'live' AND s.uninstalled_at IS NULL AS "isManaged"
           FROM unit_move m
           JOIN variant v ON v.shop = m.shop AND v.inventory_item_id = m.inventory_item_id
           JOIN shop s ON s.shop = m.shop
          WHERE m.shop = $1 AND m.order_id = $2 AND m.state = 'planned' ORDER BY m.settlement_id, m.line_item_id, m.cohort`,
        [shop, orderId],
      );
      return rows;
    },
    async begin(tx, shop, { settlementId, lineItemId, cohort, fromLocationId }) {
      const { rows } = await sql(tx).query<{ attempts: number }>(
        `UPDATE unit_move SET attempts = attempts + 1
          WHERE shop = $1 AND settlement_id = $2 AND line_item_id = $3 AND cohort = $4 AND from_location_id = $5 RETURNING attempts`,
        [shop, settlementId, lineItemId, cohort, fromLocationId],
      );
      if (rows[0] === undefined) throw new Error(`Settlement ${settlementId} has no move of line ${lineItemId}.`);
      return rows[0].attempts;
    },
    async end(tx, shop, move, { state, reason, at }) {
      await sql(tx).query(`SELECT FROM variant WHERE shop = $1 AND inventory_item_id = $2 FOR NO KEY UPDATE`, [shop, move.inventoryItemId]);
      const { rowCount } = await sql(tx).query(END_MOVE, [
        shop,
        move.settlementId,
        move.lineItemId,
        move.cohort,
        move.fromLocationId,
        state,
        reason,
        at,
        move.inventoryItemId,
      ]);
      return rowCount === 1;
    },
    async overdue(shop, { before, limit }) {
      const { rows } = await pool.query<{ orderId: OrderId }>(
        `SELECT DISTINCT order_id AS "orderId" FROM unit_move WHERE shop = $1 AND state = 'planned' AND created_at < $2 ORDER BY 1 LIMIT $3`,
        [shop, before, limit],
      );
      return rows.map(({ orderId }) => orderId);
    },
  };
}

/** The entry stands in the queue anew from now on: what younger ones were given meanwhile was not given past it. */
const END_MOVE = `
WITH ended AS (
  UPDATE unit_move SET state = $6, reason = $7, ended_at = $8, ended_seq = nextval('fact_history_fact_id_seq')
   WHERE shop = $1 AND settlement_id = $2 AND line_item_id = $3 AND cohort = $4 AND from_location_id = $5 AND state = 'planned' RETURNING shop),
freed AS (
  UPDATE queue_entry q SET ineligible = NULL FROM ended
   WHERE q.shop = $1 AND q.line_item_id = $3 AND q.cohort = $4 AND q.location_id = $5 AND q.ineligible = 'moving' RETURNING q.*),
history AS (
  INSERT INTO queue_history (shop, line_item_id, cohort, location_id, at, cause, status_from, status_to, units_ordered, units_fulfilled, units_removed, units_granted)
  SELECT shop, line_item_id, cohort, location_id, $8, 'changed', status, status, units_ordered, units_fulfilled, units_removed, units_granted FROM freed)
UPDATE variant v SET queue_version = queue_version + 1 FROM ended WHERE v.shop = $1 AND v.inventory_item_id = $9`;
