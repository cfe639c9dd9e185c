/**
 * The same restock as one statement, written by hand for nothing but this: what a good engineer would write who knew that
 * everything is known, nobody is in between and nothing can go wrong. It writes the same rows as a settle.
 */
import type pg from "pg";

export interface Restock {
  readonly shop: string;
  readonly item: string;
  readonly location: string;
  readonly units: number;
  readonly available: number;
  readonly committed: number;
}

const JOB = (name: string, data: string, from: string) => `
  INSERT INTO pgboss.job (id, name, data, priority, start_after, created_on, expire_seconds, deletion_seconds, keep_until, retry_limit, retry_delay, retry_backoff,
                          retry_delay_max, policy, dead_letter, heartbeat_seconds)
  SELECT gen_random_uuid(), '${name}', ${data}, 0, now(), now(), b.expire_seconds, b.deletion_seconds, now() + b.retention_seconds * interval '1 second', b.retry_limit,
         b.retry_delay, b.retry_backoff, b.retry_delay_max, b.policy, b.dead_letter, b.heartbeat_seconds
    FROM ${from} CROSS JOIN pgboss.queue b WHERE b.name = '${name}'`;

const STATEMENT = `
WITH settled AS (
  UPDATE variant SET queue_version = queue_version + 1, settled_version = queue_version + 1, settled_at = now()
   WHERE shop = $1 AND inventory_item_id = $2 RETURNING nextval('fact_history_fact_id_seq') AS id, queue_version),
head AS (
  SELECT q.*, row_number() OVER (ORDER BY q.priority DESC, q.rank_at, q.line_item_id, q.cohort) AS rank
    FROM (SELECT * FROM queue_entry WHERE shop = $1 AND inventory_item_id = $2 AND location_id = $3 AND units_waiting > 0 AND ineligible IS NULL
           ORDER BY priority DESC, rank_at, line_item_id, cohort LIMIT $4) q),
given AS (
  SELECT head.*, LEAST(units_waiting, $4 - (sum(units_waiting) OVER (ORDER BY rank) - units_waiting))::int AS units FROM head),
entries AS (
  UPDATE queue_entry q SET units_granted = q.units_granted + g.units, units_allocated = q.units_allocated + g.units, units_waiting = q.units_waiting - g.units,
         status = CASE WHEN q.units_waiting = g.units THEN 'allocated' ELSE 'partly_allocated' END
    FROM given g WHERE q.shop = $1 AND q.line_item_id = g.line_item_id AND q.cohort = g.cohort AND q.location_id = g.location_id AND g.units > 0
  RETURNING q.*, g.units, g.rank, g.status AS status_before),
allocations AS (
  INSERT INTO allocation (shop, settlement_id, line_item_id, cohort, location_id, inventory_item_id, units, rule, rank, sentence)
  SELECT $1, s.id, e.line_item_id, e.cohort, e.location_id, $2, e.units, 'first_come', e.rank,
         'Number ' || e.rank || ' in the queue, first come, first served: got ' || e.units || ' of the ' || e.units_ordered || ' it waited for, out of ' || $4 || ' units free to give.'
    FROM entries e, settled s),
history AS (
  INSERT INTO queue_history (shop, line_item_id, cohort, location_id, at, cause, status_from, status_to, units_ordered, units_fulfilled, units_removed, units_granted, settlement_id)
  SELECT $1, e.line_item_id, e.cohort, e.location_id, now(), 'allocated', e.status_before, e.status, e.units_ordered, e.units_fulfilled, e.units_removed, e.units_granted, s.id
    FROM entries e, settled s),
totals AS (
  UPDATE queue_total SET units_waiting = units_waiting - $4, units_allocated = units_allocated + $4 WHERE shop = $1 AND inventory_item_id = $2 AND location_id = $3),
levels AS (
  UPDATE stock_level SET available = $5, committed = $6, on_hand = $5 + $6, read_seq = nextval('read_seq'), read_at = now()
   WHERE shop = $1 AND inventory_item_id = $2 AND location_id = $3 RETURNING read_seq),
facts AS (
  INSERT INTO fact_history (shop, kind, key, version, read_seq, fact)
  SELECT $1, 'level', $2 || '/' || $3, now(), read_seq, jsonb_build_object('available', $5, 'committed', $6, 'onHand', $5 + $6, 'incoming', 0) FROM levels),
settlements AS (
  INSERT INTO settlement (shop, settlement_id, inventory_item_id, policy, queue_version, seen)
  SELECT $1, id, $2, 'first_come', queue_version, jsonb_build_object($3::text, jsonb_build_object('available', $5, 'committed', $6, 'unitsToGive', $4)) FROM settled),
notices AS (
  INSERT INTO notice (shop, notice_id, person, event, kind, order_id, facts)
  SELECT $1, 'allocated:' || e.order_id || ':' || s.id, COALESCE('customer:' || o.customer_id, 'order:' || e.order_id), 'allocated:' || e.order_id || ':' || s.id, 'allocated', e.order_id,
         jsonb_build_object('orderId', e.order_id, 'lines', jsonb_agg(jsonb_build_object('lineItemId', e.line_item_id, 'title', l.title, 'units', e.units, 'unitsStillWaiting', e.units_waiting)))
    FROM entries e CROSS JOIN settled s
    JOIN "order" o ON o.shop = $1 AND o.order_id = e.order_id
    JOIN order_line l ON l.shop = $1 AND l.line_item_id = e.line_item_id
   WHERE e.is_backorder AND EXISTS (SELECT FROM promise p WHERE p.shop = $1 AND p.line_item_id = e.line_item_id)
   GROUP BY e.order_id, s.id, o.customer_id
  RETURNING notice_id),
mails AS (${JOB("send-notice", `jsonb_build_object('shop', $1, 'noticeId', n.notice_id)`, "notices n")}),
holds AS (${JOB("apply-holds", `jsonb_build_object('shop', $1, 'orderId', e.order_id)`, "(SELECT DISTINCT order_id FROM entries) e")}),
estimates AS (${JOB("estimate-items", `jsonb_build_object('shop', $1, 'inventoryItemIds', jsonb_build_array($2))`, "settled")})
SELECT count(*)::int AS lines FROM entries`;

/** Answers how many lines were served. */
export async function restockByHand(pool: pg.Pool, { shop, item, location, units, available, committed }: Restock): Promise<number> {
  const { rows } = await pool.query<{ lines: number }>(
    STATEMENT.replaceAll("$1", "$1::text")
      .replaceAll("$2", "$2::text")
      .replaceAll("$3", "$3::text")
      .replaceAll("$4", "$4::int")
      .replaceAll("$5", "$5::int")
      .replaceAll("$6", "$6::int")
      .replaceAll("::text::text", "::text"),
    [shop, item, location, units, available, committed],
  );
  return rows[0]?.lines ?? 0;
}
