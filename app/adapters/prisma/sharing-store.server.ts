/** Sharing in PostgreSQL. Each statement walks a few hundred entries of an index at most, never the backlog. */
import { firmUnits } from "../../domain/allocation.ts";
import type { DatedUnits } from "../../domain/borrowing.ts";
import type { CurveStep } from "../../domain/promise-curve.ts";
import type { LocationId } from "../../domain/ids.ts";
import type { Place } from "../../use-cases/ports/queue.ts";
import { ENTRIES_PER_SHARING } from "../../use-cases/ports/sharing.ts";
import type { LendingParty, PoolEntry, Sharing } from "../../use-cases/ports/sharing.ts";
import { sql } from "./database.server.ts";
import { WAITING_ENTRY } from "./queue-store.server.ts";

export function createSharing(): Sharing {
  return {
    async pool(tx, shop) {
      const { rows } = await sql(tx).query<{ locationId: LocationId; name: string }>(
        `SELECT location_id AS "locationId", name FROM location WHERE shop = $1 AND is_active AND fulfils_online AND is_in_pool`,
        [shop],
      );
      return new Map(rows.map(({ locationId, name }) => [locationId, name]));
    },
    async poolQueue(tx, shop, { inventoryItemId, locationIds, limit }) {
      const { rows } = await sql(tx).query<PoolEntry>(POOL_QUEUE, [shop, inventoryItemId, locationIds, limit]);
      return rows;
    },
    async lendingPlaces(tx, shop, inventoryItemIds) {
      const { rows } = await sql(tx).query<Place>(
        `SELECT DISTINCT inventory_item_id AS "inventoryItemId", location_id AS "locationId" FROM queue_entry
          WHERE shop = $1 AND inventory_item_id = ANY($2) AND ships_together AND units_allocated > 0 AND units_firm < units_fulfilled + units_allocated`,
        [shop, inventoryItemIds],
      );
      return rows;
    },
    async lendingParties(tx, shop, { inventoryItemId, locationId }) {
      const { rows } = await sql(tx).query<LendingParty & { unitsFulfilled: number }>(LENDING_PARTIES, [
        shop,
        inventoryItemId,
        locationId,
        ENTRIES_PER_SHARING,
      ]);
      const curve = await sql(tx).query<{ steps: CurveStep[] }>(
        `SELECT c.steps FROM promise_curve c JOIN shop s ON s.shop = c.shop
          WHERE c.shop = $1 AND c.inventory_item_id = $2 AND c.location_id = $3 AND c.computed_for >= (now() AT TIME ZONE s.time_zone)::date`,
        [shop, inventoryItemId, locationId],
      );
      const inbound = (curve.rows[0]?.steps ?? []).map(({ upTo, shipBy }): DatedUnits => ({ upTo, shipBy }));
      return { inbound, parties: rows.map(({ unitsFulfilled, ...row }) => ({ ...row, unitsFirm: firmUnits({ ...row, unitsFulfilled }) })) };
    },
    async saveMoves(tx, shop, moves) {
      if (moves.length === 0) return;
      await sql(tx).query(SAVE_MOVES, [shop, JSON.stringify(moves.map(({ entry, ...move }) => ({ ...entry, ...move })))]);
    },
  };
}

const QUEUE_ORDER = "q.priority DESC, q.rank_at, q.line_item_id, q.cohort";

/** Only so many of each location can be among the first of all. */
const POOL_QUEUE = `
SELECT q.inventory_item_id AS "inventoryItemId", q.location_id AS "locationId", q.line_item_id AS "lineItemId", q.cohort, q.order_id AS "orderId",
       q.units_waiting AS "unitsWaiting", q.units_allocated AS "unitsAllocated", q.ships_together AS "shipsTogether",
       (SELECT COALESCE(v.least_shippable, s.least_shippable) FROM variant v JOIN shop s ON s.shop = v.shop WHERE v.shop = $1 AND v.inventory_item_id = $2) AS "leastShippable",
       (SELECT count(*)::int FROM unit_move m WHERE m.shop = $1 AND m.line_item_id = q.line_item_id) AS "movesBefore",
       ARRAY(SELECT CASE m.state WHEN 'arrived' THEN m.from_location_id ELSE m.to_location_id END FROM unit_move m
              WHERE m.shop = $1 AND m.line_item_id = q.line_item_id AND m.state IN ('arrived', 'refused')) AS "ruledOut"
  FROM unnest($3::text[]) AS place(location_id)
 CROSS JOIN LATERAL (
   SELECT * FROM queue_entry q
    WHERE q.shop = $1 AND q.inventory_item_id = $2 AND q.location_id = place.location_id AND q.units_waiting > 0 AND q.ineligible IS NULL
      AND NOT EXISTS (SELECT FROM unit_move m WHERE m.shop = $1 AND m.inventory_item_id = $2 AND m.line_item_id = q.line_item_id AND m.state = 'planned')
      AND NOT EXISTS (SELECT FROM order_line_at a WHERE a.shop = $1 AND a.line_item_id = q.line_item_id AND a.location_id = q.location_id AND a.is_in_progress)
    ORDER BY ${QUEUE_ORDER} LIMIT $4) q
 ORDER BY ${QUEUE_ORDER} LIMIT $4`;

/** Both walks follow an index in the order of the queue: \`queue_entry_head\` and \`queue_entry_lenders\`. */
const LENDING_PARTIES = `
WITH waiting AS (
  SELECT q.* FROM queue_entry q WHERE q.shop = $1 AND q.inventory_item_id = $2 AND q.location_id = $3 AND q.units_waiting > 0 ORDER BY ${QUEUE_ORDER} LIMIT $4),
lending AS (
  SELECT q.* FROM queue_entry q
   WHERE q.shop = $1 AND q.inventory_item_id = $2 AND q.location_id = $3 AND q.ships_together AND q.units_allocated > 0
     AND q.units_firm < q.units_fulfilled + q.units_allocated
   ORDER BY q.rank_at, q.line_item_id, q.cohort LIMIT $4),
owed AS (SELECT COALESCE(sum(units_lent), 0)::int AS units FROM queue_entry WHERE shop = $1 AND inventory_item_id = $2 AND location_id = $3 AND units_lent > 0),
ranked AS (
  SELECT q.*, row_number() OVER place AS rank,
         COALESCE(sum(q.units_waiting) OVER (place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::int AS waiting_before,
         sum(q.units_lent) OVER place AS lent_up_to
    FROM (SELECT * FROM waiting UNION SELECT * FROM lending) q WINDOW place AS (ORDER BY ${QUEUE_ORDER}))
SELECT ${WAITING_ENTRY}, h.rank::int AS rank, h.units_fulfilled AS "unitsFulfilled", h.units_allocated AS "unitsAllocated", h.units_firm AS "unitsFirm",
       h.ships_together AS "shipsTogether",
       -- What others who come later have lent is given back before this one is served in its turn.
       (h.waiting_before + owed.units - h.lent_up_to + COALESCE((SELECT t.unseen_units FROM queue_total t
         WHERE t.shop = $1 AND t.inventory_item_id = $2 AND t.location_id = $3), 0))::int AS "unitsBefore",
       (SELECT o.name FROM "order" o WHERE o.shop = $1 AND o.order_id = h.order_id) AS "orderName",
       (SELECT COALESCE(v.least_shippable, s.least_shippable) FROM variant v JOIN shop s ON s.shop = v.shop WHERE v.shop = $1 AND v.inventory_item_id = $2) AS "leastShippable",
       h.ineligible IS NOT NULL OR EXISTS (SELECT FROM order_line_at a WHERE a.shop = $1 AND a.line_item_id = h.line_item_id AND a.location_id = $3 AND a.is_in_progress) AS "isFixed",
       COALESCE(whole.waits, FALSE) AS "isIncomplete", whole.on AS "completesOn"
  FROM ranked h CROSS JOIN owed
 CROSS JOIN LATERAL (
   SELECT count(*) > 0 AS waits, CASE WHEN bool_or(e.estimated_on IS NULL) THEN NULL ELSE max(e.estimated_on) END AS on
     FROM queue_entry e WHERE e.shop = $1 AND e.order_id = h.order_id AND e.units_waiting > e.units_lent) whole
 ORDER BY h.rank`;

const SAVE_MOVES = `
WITH m AS (SELECT * FROM json_to_recordset($2::json) AS m("settlementId" bigint, "lineItemId" text, cohort int, "locationId" text, "toLocationId" text, "orderId" text,
       "inventoryItemId" text, units int, rank int, sentence text, at timestamptz)),
entries AS (
  UPDATE queue_entry q SET ineligible = 'moving' FROM m
   WHERE q.shop = $1 AND q.line_item_id = m."lineItemId" AND q.cohort = m.cohort AND q.location_id = m."locationId")
INSERT INTO unit_move (shop, settlement_id, line_item_id, cohort, from_location_id, to_location_id, order_id, inventory_item_id, units, units_here_before,
                       units_there_before, rank, sentence, created_at)
SELECT $1, "settlementId", "lineItemId", cohort, "locationId", "toLocationId", "orderId", "inventoryItemId", units,
       COALESCE((SELECT a.units_remaining FROM order_line_at a WHERE a.shop = $1 AND a.line_item_id = "lineItemId" AND a.location_id = "locationId"), units),
       COALESCE((SELECT a.units_remaining FROM order_line_at a WHERE a.shop = $1 AND a.line_item_id = "lineItemId" AND a.location_id = "toLocationId"), 0),
       rank, sentence, at FROM m`;
