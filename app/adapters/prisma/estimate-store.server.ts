/**
 * Reads what dates depend on and writes curves, estimates and publications. Set-based: a handful of statements for a
 * batch of items, and one per item and location that moves the estimates of its queue.
 */
import type pg from "pg";
import type { CalendarDate, InventoryItemId, LocationId, ShopDomain } from "../../domain/ids.ts";
import { IMPROVEMENT_DAYS } from "../../domain/promise.ts";
import type { EstimatedPlace, EstimateStore, PromisedLine } from "../../use-cases/ports/promises.ts";
import { prepared, sql } from "./database.server.ts";
import type { Sql } from "./database.server.ts";
import { readEstimateFacts } from "./estimate-facts.server.ts";
import { savePublications } from "./offer-rows.server.ts";
import { moveEstimates } from "./queue-estimates.server.ts";

/** Items whose dates share a location's packing days are re-estimated with it, at most so many at once. */
const MOST_SHARING_ITEMS = 500;
const MOST_ITEMS_TO_REFRESH = 20_000;

export function createEstimateStore(pool: pg.Pool): EstimateStore {
  return {
    lock: (tx, shop, { inventoryItemIds, now }) => readEstimateFacts(sql(tx), shop, { inventoryItemIds, now, locks: true }),
    read: (tx, shop, { inventoryItemIds, now }) => readEstimateFacts(sql(tx), shop, { inventoryItemIds, now, locks: false }),

    async saveCurves(tx, shop, places) {
      await saveCurves(sql(tx), shop, places);
      const moved = await moveEstimates(sql(tx), shop, places);
      return { ...moved, movedWork: await saveWork(sql(tx), shop, places) };
    },

    async itemsSharing(tx, shop, { locationId, except }) {
      const { rows } = await sql(tx).query<{ inventoryItemId: InventoryItemId }>(
        `SELECT DISTINCT l.inventory_item_id AS "inventoryItemId"
           FROM inbound_line l JOIN inbound_shipment s USING (shop, inbound_shipment_id)
          WHERE l.shop = $1 AND s.location_id = $2 AND s.cancelled_at IS NULL AND s.received_on IS NULL
            AND l.units_received < l.units AND NOT l.inventory_item_id = ANY($3)
          ORDER BY 1 LIMIT ${MOST_SHARING_ITEMS}`,
        [shop, locationId, except],
      );
      return rows.map(({ inventoryItemId }) => inventoryItemId);
    },

    // Units that no promise is about yet wait for one of their own: they do not move the line's.
    async promisedLines(tx, shop, { inventoryItemIds, lineItemIds, after, limit }) {
      const { rows } = await sql(tx).query<PromisedLine>(
        `WITH candidate AS MATERIALIZED (
           SELECT q.line_item_id FROM queue_entry q
            WHERE q.shop = $1 AND q.inventory_item_id = ANY($2) AND q.units_waiting > 0 AND ($3::text[] IS NULL OR q.line_item_id = ANY($3))
              AND (q.promised_on IS NULL OR ${mayHaveMoved("q.promised_on", "q.estimated_on")})),
         line AS (
           SELECT q.line_item_id, p.seq, min(q.order_id) AS order_id, min(q.inventory_item_id) AS inventory_item_id, min(q.location_id) AS location_id,
                  sum(q.units_waiting)::int AS units_waiting, p.last_cohort,
                  CASE WHEN count(q.estimated_on) = count(*) THEN max(q.estimated_on) END AS estimated_on, bool_or(q.ships_together) AS ships_together
             FROM queue_entry q
            CROSS JOIN LATERAL (SELECT seq, last_cohort FROM promise WHERE shop = $1 AND line_item_id = q.line_item_id ORDER BY seq DESC LIMIT 1) p
            WHERE q.shop = $1 AND q.inventory_item_id = ANY($2) AND q.units_waiting > 0
              AND ($3::text[] IS NULL OR q.line_item_id = ANY($3)) AND q.cohort <= p.last_cohort
              AND q.line_item_id IN (SELECT line_item_id FROM candidate)
            GROUP BY q.line_item_id, p.seq, p.last_cohort)
         SELECT line.line_item_id AS "lineItemId", line.order_id AS "orderId", o.customer_id AS "customerId", line.inventory_item_id AS "inventoryItemId",
                line.location_id AS "locationId", l.title, line.units_waiting AS "unitsWaiting", line.estimated_on AS "estimatedOn",
                line.last_cohort AS "lastCohort", line.seq, json_build_object('shipBy', p.ship_by, 'because', p.because) AS promised,
                whole.together
           FROM line
           JOIN promise p ON p.shop = $1 AND p.line_item_id = line.line_item_id AND p.seq = line.seq
           JOIN order_line l ON l.shop = $1 AND l.line_item_id = line.line_item_id
           JOIN "order" o ON o.shop = $1 AND o.order_id = line.order_id
           LEFT JOIN LATERAL (${WHOLE_ORDER}) whole ON line.ships_together
          WHERE ${mayHaveMoved("COALESCE(p.ship_by, 'infinity')", "CASE WHEN whole.together IS NULL THEN line.estimated_on ELSE whole.estimated_on END")}
            AND o.cancelled_at IS NULL AND line.location_id <> '' AND ($5::text IS NULL OR (line.order_id, line.line_item_id) > ($5, $6))
          ORDER BY line.order_id, line.line_item_id LIMIT $4`,
        [shop, inventoryItemIds, lineItemIds === "many" ? null : lineItemIds, limit, after?.orderId ?? null, after?.lineItemId ?? null],
      );
      return { lines: rows, hasMore: rows.length === limit };
    },

    async saveReadiness(tx, shop, items) {
      if (items.length === 0) return;
      await sql(tx).query(
        prepared(`UPDATE variant v SET readiness = r.readiness FROM jsonb_to_recordset($2::jsonb) AS r("inventoryItemId" text, readiness jsonb)
          WHERE v.shop = $1 AND v.inventory_item_id = r."inventoryItemId" AND v.readiness IS DISTINCT FROM r.readiness`),
        [shop, JSON.stringify(items)],
      );
    },

    savePublications,

    async itemsToRefresh(shop, { today, renewBefore }) {
      const { rows } = await pool.query<{ inventoryItemId: InventoryItemId }>(
        `SELECT c.inventory_item_id AS "inventoryItemId" FROM promise_curve c
           JOIN variant v ON v.shop = c.shop AND v.inventory_item_id = c.inventory_item_id AND v.is_tracked AND v.deleted_at IS NULL
          WHERE c.shop = $1 AND c.computed_for < $2
          UNION
         SELECT v.inventory_item_id FROM variant v
           JOIN shop s ON s.shop = v.shop AND s.stage = 'live'
           JOIN publication p ON p.shop = v.shop AND p.variant_id = v.variant_id AND p.rev = v.publication_rev
          WHERE v.shop = $1 AND v.is_tracked AND v.deleted_at IS NULL AND v.backorder_mode <> 'off' AND p.valid_until <= $3
          ORDER BY 1 LIMIT ${MOST_ITEMS_TO_REFRESH}`,
        [shop, today, renewBefore],
      );
      return rows.map(({ inventoryItemId }) => inventoryItemId);
    },

    async measureNormalUnits(shop, { orderedAfter, workingDays }) {
      await pool.query(
        `UPDATE location l SET measured_units_per_day = COALESCE(sold.units, 0) / $3::float8
           FROM location known
           LEFT JOIN (
             SELECT q.location_id, sum(q.units_ordered - q.units_removed) AS units
               FROM "order" o JOIN queue_entry q ON q.shop = o.shop AND q.order_id = o.order_id
              WHERE o.shop = $1 AND o.created_at >= $2 AND NOT q.is_backorder GROUP BY q.location_id) sold ON sold.location_id = known.location_id
          WHERE known.shop = $1 AND l.shop = $1 AND l.location_id = known.location_id
            AND l.measured_units_per_day IS DISTINCT FROM COALESCE(sold.units, 0) / $3::float8`,
        [shop, orderedAfter, workingDays],
      );
      await pool.query(prepared(MEASURE_SALES), [shop, orderedAfter]);
      await pool.query(prepared(MEASURE_DELAY), [shop]);
    },
  };
}

/**
 * What waits of an order that ships together, and the latest of its promises: that is the order's. Its estimate is the latest of
 * the lines' own, of which the joint one is no earlier.
 */
const WHOLE_ORDER = `
  SELECT json_build_object('entries', json_agg(json_build_object('inventoryItemId', e.inventory_item_id, 'locationId', e.location_id, 'estimatedOn', e.estimated_on)),
                           'promisedOn', CASE WHEN count(e.promised_on) = count(*) THEN max(e.promised_on) END) AS together,
         CASE WHEN count(e.estimated_on) = count(*) THEN max(e.estimated_on) END AS estimated_on
    FROM queue_entry e WHERE e.shop = $1 AND e.order_id = line.order_id AND e.units_waiting > 0`;

/** What `mustMove` says of a line, said of dates in SQL; of a line's entries one at least says the same. Infinity: no date. */
function mayHaveMoved(promised: string, estimated: string): string {
  return `(${promised} < COALESCE(${estimated}, 'infinity') OR ${promised} > ${estimated} AND ${estimated} <= ${promised} - ${IMPROVEMENT_DAYS})`;
}

/** Units a day over the whole time, or the last day's where that is more: a rush is what the buffer is for. */
const MEASURE_SALES = `
  UPDATE variant v SET sold_per_day = sold.per_day FROM (
    SELECT l.inventory_item_id, GREATEST(sum(l.units_ordered) / GREATEST(1, extract(epoch FROM now() - $2::timestamptz) / 86400),
           COALESCE(sum(l.units_ordered) FILTER (WHERE o.created_at > now() - interval '1 day'), 0))::float8 AS per_day
      FROM "order" o JOIN order_line l ON l.shop = o.shop AND l.order_id = o.order_id WHERE o.shop = $1 AND o.created_at >= $2 GROUP BY 1) sold
   WHERE v.shop = $1 AND v.inventory_item_id = sold.inventory_item_id AND v.sold_per_day IS DISTINCT FROM sold.per_day`;

/** The slowest of twenty publications of the last day, those taken back left out. */
const MEASURE_DELAY = `
  UPDATE shop SET publish_seconds = COALESCE((
    SELECT percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM published_at - at)) FROM publication
     WHERE shop = $1 AND at > now() - interval '1 day' AND published_at > at AND published_at < valid_until), publish_seconds)
   WHERE shop = $1`;

async function saveCurves(db: Sql, shop: ShopDomain, places: readonly EstimatedPlace[]): Promise<void> {
  if (places.length === 0) return;
  await db.query(
    prepared(`INSERT INTO promise_curve (shop, inventory_item_id, location_id, steps, computed_at, computed_for, units_waiting, unseen_units)
     SELECT $1, p."inventoryItemId", p."locationId", p.steps, p."computedAt", p."computedFor", p."unitsWaiting", p."unseenUnits"
       FROM jsonb_to_recordset($2::jsonb) AS p("inventoryItemId" text, "locationId" text, steps jsonb, "computedAt" timestamptz, "computedFor" date,
            "unitsWaiting" int, "unseenUnits" int)
     ON CONFLICT (shop, inventory_item_id, location_id) DO UPDATE
       SET steps = EXCLUDED.steps, computed_at = EXCLUDED.computed_at, computed_for = EXCLUDED.computed_for,
           units_waiting = EXCLUDED.units_waiting, unseen_units = EXCLUDED.unseen_units
     WHERE promise_curve.steps <> EXCLUDED.steps OR promise_curve.computed_for <> EXCLUDED.computed_for
        OR (promise_curve.units_waiting, promise_curve.unseen_units) IS DISTINCT FROM (EXCLUDED.units_waiting, EXCLUDED.unseen_units)`),
    [shop, JSON.stringify(places.map(({ before: _before, behindClasses: _behindClasses, work: _work, ...place }) => place))],
  );
}

/** Replaces the items' booked work; answers the first day from which it changed, per location. */
async function saveWork(db: Sql, shop: ShopDomain, places: readonly EstimatedPlace[]): Promise<{ locationId: LocationId; day: CalendarDate }[]> {
  if (places.length === 0) return [];
  const work = places.flatMap((place) => place.work.map((booked) => ({ ...booked, locationId: place.locationId })));
  const kept = places.map(({ inventoryItemId, locationId }) => ({ inventoryItemId, locationId }));
  const { rows } = await db.query<{ locationId: LocationId; day: CalendarDate }>(
    `WITH place AS (SELECT * FROM jsonb_to_recordset($2::jsonb) AS p("inventoryItemId" text, "locationId" text)),
     work AS (SELECT * FROM jsonb_to_recordset($3::jsonb) AS w("inventoryItemId" text, "locationId" text, day date, units int, "rankAt" timestamptz)),
     gone AS (
       DELETE FROM location_load l USING place p
        WHERE l.shop = $1 AND l.location_id = p."locationId" AND l.inventory_item_id = p."inventoryItemId"
          AND NOT EXISTS (SELECT FROM work w WHERE w."locationId" = l.location_id AND w."inventoryItemId" = l.inventory_item_id AND w.day = l.day)
        RETURNING l.location_id, l.day),
     changed AS (
       INSERT INTO location_load (shop, location_id, day, inventory_item_id, units, rank_at)
       SELECT $1, "locationId", day, "inventoryItemId", units, "rankAt" FROM work
       ON CONFLICT (shop, location_id, day, inventory_item_id) DO UPDATE SET units = EXCLUDED.units, rank_at = EXCLUDED.rank_at
        WHERE location_load.units <> EXCLUDED.units OR location_load.rank_at <> EXCLUDED.rank_at
       RETURNING location_id, day)
     SELECT location_id AS "locationId", min(day) AS day FROM (SELECT * FROM gone UNION ALL SELECT * FROM changed) AS moved GROUP BY location_id`,
    [shop, JSON.stringify(kept), JSON.stringify(work)],
  );
  return rows;
}
