/** Orders and their places in the queue, in PostgreSQL. One statement per group of tables, whatever the number of orders. */
import { createHash } from "node:crypto";
import type pg from "pg";
import { totalChanges } from "../../domain/queue-entry.ts";
import type { PriorityRule } from "../../domain/priority-class.ts";
import type { FoldedOrder, QueueEntry } from "../../domain/queue-entry.ts";
import type { InventoryItemId, Instant, OrderId, ShopDomain } from "../../domain/ids.ts";
import type { OrderFact } from "../../use-cases/ports/facts.ts";
import { noticeIdOf } from "../../use-cases/ports/queue.ts";
import type { OrderLedger, OrderToSave, OwedNotice, RecordedOrders, ShopStage } from "../../use-cases/ports/queue.ts";
import type { Transaction } from "../../use-cases/ports/transaction.ts";
import { createReadSequence } from "../shopify/read-sequence.server.ts";
import { prepared, sql } from "./database.server.ts";
import { readOffers } from "./offer-rows.server.ts";
import { readOpenFacts } from "./recorded-facts.server.ts";
import { compactFact } from "./saved-facts.ts";

export function createOrderLedger(pool: pg.Pool): OrderLedger {
  return {
    async lock(tx, shop, facts) {
      await nameUnknownItems(tx, shop, facts);
      const managedItems = await lockItems(tx, shop, facts);
      return recordedOrders(tx, shop, { facts, managedItems });
    },

    async confirm(tx, shop, facts) {
      if (facts.length === 0) return;
      await sql(tx).query(
        prepared(`UPDATE "order" o SET read_seq = f."readSeq", source_updated_at = f."updatedAt"
           FROM json_to_recordset($2::json) AS f("orderId" text, "updatedAt" timestamptz, "readSeq" bigint)
          WHERE o.shop = $1 AND o.order_id = f."orderId"`),
        [shop, JSON.stringify(facts.map(({ orderId, updatedAt, readSeq }) => ({ orderId, updatedAt, readSeq })))],
      );
    },

    async save(tx, shop, orders) {
      if (orders.length === 0) return [];
      await saveFacts(tx, shop, orders);
      await carryShipPreferences(tx, shop, orders);
      await saveEntries(tx, shop, orders);
      await withholdSuperseded(tx, shop, orders);
      return saveNotices(
        tx,
        shop,
        orders.flatMap(({ notices }) => notices),
      );
    },

    async recordedAt(shop, orders) {
      const { rows } = await pool.query<{ order_id: OrderId }>(
        prepared(`SELECT o.order_id FROM json_to_recordset($2::json) AS f("orderId" text, "updatedAt" timestamptz)
           JOIN "order" o ON o.shop = $1 AND o.order_id = f."orderId" AND o.source_updated_at >= f."updatedAt"`),
        [shop, JSON.stringify(orders)],
      );
      return new Set(rows.map(({ order_id }) => order_id));
    },

    async unsettledItemsOf(shop, orderIds) {
      const { rows } = await pool.query<{ inventory_item_id: InventoryItemId }>(
        prepared(`SELECT v.inventory_item_id FROM variant v
          WHERE v.shop = $1 AND v.queue_version > v.settled_version AND v.inventory_item_id IN
            (SELECT l.inventory_item_id FROM order_line l WHERE l.shop = $1 AND l.order_id = ANY($2))
          ORDER BY 1`),
        [shop, orderIds],
      );
      return rows.map(({ inventory_item_id }) => inventory_item_id);
    },

    openFacts: (shop, orderIds) => readOpenFacts(pool, shop, orderIds),
    offers: readOffers,
    nextReadSeq: createReadSequence(pool),

    async watermark(shop) {
      const { rows } = await pool.query<{ orders_watermark: Instant | null }>(`SELECT orders_watermark FROM shop WHERE shop = $1`, [shop]);
      return rows[0]?.orders_watermark ?? null;
    },

    async advanceWatermark(shop, to) {
      await pool.query(`UPDATE shop SET orders_watermark = GREATEST(orders_watermark, $2) WHERE shop = $1`, [shop, to]);
    },
  };
}

/** An order may name an item before the catalogue does: it gets a row, which the catalogue's first reading fills. */
async function nameUnknownItems(tx: Transaction, shop: ShopDomain, facts: readonly OrderFact[]): Promise<void> {
  const lines = facts.flatMap((fact) => fact.lines.map(({ inventoryItemId, variantId, title, sku }) => ({ inventoryItemId, variantId, title, sku })));
  await sql(tx).query(
    prepared(`INSERT INTO variant (shop, variant_id, product_id, inventory_item_id, product_title, title, sku, inventory_policy, source_updated_at)
     SELECT DISTINCT ON (l."inventoryItemId") $1, COALESCE(l."variantId", 'item-' || l."inventoryItemId"), '', l."inventoryItemId", l.title, '', l.sku, 'DENY', 'epoch'::timestamptz
       FROM json_to_recordset($2::json) AS l("inventoryItemId" text, "variantId" text, title text, sku text)
      WHERE NOT EXISTS (SELECT FROM variant v WHERE v.shop = $1 AND v.inventory_item_id = l."inventoryItemId")
      ORDER BY l."inventoryItemId"
     ON CONFLICT DO NOTHING`),
    [shop, JSON.stringify(lines)],
  );
}

async function lockItems(tx: Transaction, shop: ShopDomain, facts: readonly OrderFact[]): Promise<Set<InventoryItemId>> {
  const { rows } = await sql(tx).query<{ inventory_item_id: InventoryItemId; backorder_mode: string }>(
    prepared(`SELECT inventory_item_id, backorder_mode FROM variant
      WHERE shop = $1 AND inventory_item_id = ANY (ARRAY(
              SELECT unnest($2::text[]) UNION SELECT l.inventory_item_id FROM order_line l WHERE l.shop = $1 AND l.order_id = ANY($3)))
      ORDER BY inventory_item_id FOR NO KEY UPDATE`),
    [shop, facts.flatMap(({ lines }) => lines.map(({ inventoryItemId }) => inventoryItemId)), facts.map(({ orderId }) => orderId)],
  );
  return new Set(rows.filter(({ backorder_mode }) => backorder_mode !== "off").map(({ inventory_item_id }) => inventory_item_id));
}

async function recordedOrders(
  tx: Transaction,
  shop: ShopDomain,
  { facts, managedItems }: { facts: readonly OrderFact[]; managedItems: ReadonlySet<InventoryItemId> },
): Promise<RecordedOrders> {
  const orderIds = facts.map(({ orderId }) => orderId);
  const digests = new Map(facts.map((fact) => [fact.orderId, digestOf(fact)]));
  // Locked too: an order of untracked lines alone has no item that would keep two readings apart.
  const orders = await sql(tx).query<{ order_id: OrderId; source_updated_at: Instant; read_seq: number; fact_digest: string }>(
    prepared(
      `SELECT order_id, source_updated_at, read_seq, fact_digest FROM "order" WHERE shop = $1 AND order_id = ANY($2) ORDER BY order_id FOR NO KEY UPDATE`,
    ),
    [shop, orderIds],
  );
  const entries = await sql(tx).query<QueueEntry>(
    prepared(`SELECT line_item_id AS "lineItemId", cohort, location_id AS "locationId", order_id AS "orderId", inventory_item_id AS "inventoryItemId",
            priority, channel, rank_at AS "rankAt", units_ordered AS "unitsOrdered", units_fulfilled AS "unitsFulfilled", units_removed AS "unitsRemoved",
            units_granted AS "unitsGranted", units_allocated AS "unitsAllocated", units_waiting AS "unitsWaiting", ineligible, status,
            is_backorder AS "isBackorder"
       FROM queue_entry WHERE shop = $1 AND order_id = ANY($2)`),
    [shop, orderIds],
  );
  const state = await sql(tx).query<{ stage: ShopStage; rules: PriorityRule[] }>(
    prepared(`SELECT stage, CASE allocation_policy WHEN 'class_first_come' THEN priority_rules ELSE '[]' END AS rules FROM shop WHERE shop = $1`),
    [shop],
  );
  return {
    stage: state.rows[0]?.stage ?? "observe",
    priorityRules: state.rows[0]?.rules ?? [],
    orders: new Map(
      orders.rows.map((row) => [
        row.order_id,
        { updatedAt: row.source_updated_at, readSeq: row.read_seq, isSame: row.fact_digest === digests.get(row.order_id) },
      ]),
    ),
    entries: Map.groupBy(entries.rows, ({ orderId }) => orderId),
    managedItems,
  };
}

/** Of everything that was read but when it was read. */
function digestOf({ readSeq: _, updatedAt: __, ...said }: OrderFact): string {
  return createHash("sha256").update(JSON.stringify(said)).digest("base64");
}

async function saveFacts(tx: Transaction, shop: ShopDomain, orders: readonly OrderToSave[]): Promise<void> {
  const facts = orders.map(({ fact }) => fact).sort((a, b) => (a.orderId < b.orderId ? -1 : 1));
  const priorityOf = new Map(orders.map(({ fact, priority }) => [fact.orderId, priority]));
  const lines = facts.flatMap((fact) => fact.lines.map((line) => ({ ...line, orderId: fact.orderId })));
  const cohorts = lines.flatMap((line) => line.cohorts.map((cohort, index) => ({ ...cohort, lineItemId: line.lineItemId, cohort: index })));
  const at = lines.flatMap((line) => line.at.map((place) => ({ ...place, lineItemId: line.lineItemId })));
  await sql(tx).query(prepared(SAVE_FACTS), [
    shop,
    JSON.stringify(
      facts.map((fact) => ({
        ...fact,
        lines: undefined,
        fulfillments: undefined,
        customerId: fact.customer?.customerId ?? null,
        customerName: fact.customer?.name ?? null,
        email: fact.customer?.email ?? null,
        factDigest: digestOf(fact),
        fact: compactFact(fact, priorityOf.get(fact.orderId)),
      })),
    ),
    JSON.stringify(lines),
    JSON.stringify(cohorts),
    JSON.stringify(at),
  ]);
}

const SAVE_FACTS = `
WITH f AS (SELECT * FROM json_to_recordset($2::json) AS f("orderId" text, name text, "createdAt" timestamptz, "cancelledAt" timestamptz,
       "financialStatus" text, "sourceName" text, "customerId" text, "customerName" text, email text, locale text, "statusPageUrl" text,
       "shipPreference" text, tags text[], country text, "totalPrice" float8, "customerTags" text[], "updatedAt" timestamptz, "readSeq" bigint,
       "factDigest" text, fact jsonb)),
l AS (SELECT * FROM json_to_recordset($3::json) AS l("lineItemId" text, "orderId" text, "variantId" text, "inventoryItemId" text, title text, sku text,
       "unitsOrdered" int, "unitsFulfilled" int, "unitsRemoved" int, commits text, "promisedRev" int)),
c AS (SELECT * FROM json_to_recordset($4::json) AS c("lineItemId" text, cohort int, units int, "rankAt" timestamptz, "unitsRemoved" int)),
a AS (SELECT * FROM json_to_recordset($5::json) AS a("lineItemId" text, "locationId" text, "unitsRemaining" int, "unitsFulfilled" int,
       "isHeldElsewhere" boolean, "isInProgress" boolean)),
orders AS (
  INSERT INTO "order" AS o (shop, order_id, name, created_at, cancelled_at, financial_status, source_name, customer_id, customer_name, email, locale,
                       status_page_url, ship_preference, ship_preference_by, tags, country, total_price, customer_tags, source_updated_at, read_seq, fact_digest)
  SELECT $1, "orderId", name, "createdAt", "cancelledAt", "financialStatus", "sourceName", "customerId", "customerName", email, locale,
         "statusPageUrl", COALESCE("shipPreference", (SELECT s.ship_preference FROM shop s WHERE s.shop = $1)),
         CASE WHEN "shipPreference" IS NULL THEN 'shop' ELSE 'order' END, tags, country, "totalPrice", "customerTags", "updatedAt", "readSeq", "factDigest" FROM f
  ON CONFLICT (shop, order_id) DO UPDATE SET name = EXCLUDED.name, cancelled_at = EXCLUDED.cancelled_at,
    financial_status = EXCLUDED.financial_status, source_name = EXCLUDED.source_name, customer_id = EXCLUDED.customer_id,
    customer_name = EXCLUDED.customer_name, email = EXCLUDED.email, locale = EXCLUDED.locale, status_page_url = EXCLUDED.status_page_url,
    -- The merchant's word stays, and so does the default that was in force when the order came in.
    ship_preference = CASE WHEN o.ship_preference_by = 'merchant' OR EXCLUDED.ship_preference_by = 'shop' THEN o.ship_preference ELSE EXCLUDED.ship_preference END,
    ship_preference_by = CASE WHEN o.ship_preference_by = 'merchant' OR EXCLUDED.ship_preference_by = 'shop' THEN o.ship_preference_by ELSE 'order' END,
    tags = EXCLUDED.tags, country = EXCLUDED.country, total_price = EXCLUDED.total_price, customer_tags = EXCLUDED.customer_tags,
    source_updated_at = EXCLUDED.source_updated_at, read_seq = EXCLUDED.read_seq,
    fact_digest = EXCLUDED.fact_digest),
history AS (
  INSERT INTO fact_history (shop, kind, key, version, read_seq, fact) SELECT $1, 'order', "orderId", "updatedAt", "readSeq", fact FROM f),
lines AS (
  INSERT INTO order_line (shop, line_item_id, order_id, variant_id, inventory_item_id, title, sku, units_ordered, units_fulfilled, units_removed, commits, promised_rev)
  SELECT $1, "lineItemId", "orderId", "variantId", "inventoryItemId", title, sku, "unitsOrdered", "unitsFulfilled", "unitsRemoved", commits, "promisedRev" FROM l
  ON CONFLICT (shop, line_item_id) DO UPDATE SET variant_id = EXCLUDED.variant_id, title = EXCLUDED.title, sku = EXCLUDED.sku,
    units_ordered = EXCLUDED.units_ordered, units_fulfilled = EXCLUDED.units_fulfilled, units_removed = EXCLUDED.units_removed,
    commits = EXCLUDED.commits, promised_rev = EXCLUDED.promised_rev),
cohorts AS (
  INSERT INTO order_line_cohort (shop, line_item_id, cohort, units, rank_at, units_removed)
  SELECT $1, "lineItemId", cohort, units, "rankAt", COALESCE("unitsRemoved", 0) FROM c
  ON CONFLICT (shop, line_item_id, cohort) DO UPDATE SET units = EXCLUDED.units, rank_at = EXCLUDED.rank_at, units_removed = EXCLUDED.units_removed),
left_places AS (
  DELETE FROM order_line_at o USING l WHERE o.shop = $1 AND o.line_item_id = l."lineItemId"
     AND NOT EXISTS (SELECT FROM a WHERE a."lineItemId" = o.line_item_id AND a."locationId" = o.location_id))
INSERT INTO order_line_at (shop, line_item_id, location_id, units_remaining, units_fulfilled, is_held_elsewhere, is_in_progress)
SELECT $1, "lineItemId", "locationId", "unitsRemaining", "unitsFulfilled", "isHeldElsewhere", "isInProgress" FROM a
ON CONFLICT (shop, line_item_id, location_id) DO UPDATE SET units_remaining = EXCLUDED.units_remaining, units_fulfilled = EXCLUDED.units_fulfilled,
  is_held_elsewhere = EXCLUDED.is_held_elsewhere, is_in_progress = EXCLUDED.is_in_progress`;

/** An order that says how it ships may say something else than before: its entries carry it, changed or not. */
async function carryShipPreferences(tx: Transaction, shop: ShopDomain, orders: readonly OrderToSave[]): Promise<void> {
  const said = orders.filter(({ fact }) => fact.shipPreference !== null).map(({ fact }) => fact.orderId);
  if (said.length === 0) return;
  await sql(tx).query(
    `UPDATE queue_entry q SET ships_together = o.ship_preference = 'together' FROM "order" o
      WHERE q.shop = $1 AND q.order_id = ANY($2) AND o.shop = $1 AND o.order_id = q.order_id AND q.ships_together <> (o.ship_preference = 'together')`,
    [shop, said],
  );
}

async function saveEntries(tx: Transaction, shop: ShopDomain, orders: readonly OrderToSave[]): Promise<void> {
  const folded = orders.map((order) => order.folded);
  const changed = folded.flatMap((order) =>
    order.changed.map(({ before, after }) => ({ ...after, cause: before === null ? "ordered" : "changed", statusFrom: before?.status ?? null })),
  );
  const gone = folded.flatMap((order) => order.gone);
  if (changed.length + gone.length === 0) return;
  const items = new Set([...changed, ...gone].map(({ inventoryItemId }) => inventoryItemId));
  await forgetEstimatedQueues(tx, shop, folded);
  await sql(tx).query(prepared(SAVE_ENTRIES), [shop, JSON.stringify(changed), JSON.stringify(gone), JSON.stringify(totalChanges(folded)), [...items]]);
}

/** Where an entry takes another place in its queue, the dates of all of the queue are owed anew. */
async function forgetEstimatedQueues(tx: Transaction, shop: ShopDomain, folded: readonly FoldedOrder[]): Promise<void> {
  const ranked = folded
    .flatMap((order) => order.changed)
    .filter(({ before, after }) => before !== null && (before.priority !== after.priority || Date.parse(before.rankAt) !== Date.parse(after.rankAt)))
    .map(({ after }) => after.inventoryItemId);
  if (ranked.length === 0) return;
  await sql(tx).query(prepared(`UPDATE promise_curve SET units_waiting = NULL WHERE shop = $1 AND inventory_item_id = ANY($2)`), [shop, [...new Set(ranked)]]);
}

const SAVE_ENTRIES = `
WITH e AS (SELECT * FROM json_to_recordset($2::json) AS e("lineItemId" text, cohort int, "locationId" text, "orderId" text, "inventoryItemId" text,
       priority int, channel text, "rankAt" timestamptz, "unitsOrdered" int, "unitsFulfilled" int, "unitsRemoved" int, "unitsGranted" int, "unitsAllocated" int, "unitsWaiting" int,
       ineligible text, status text, "isBackorder" boolean, cause text, "statusFrom" text)),
g AS (SELECT * FROM json_to_recordset($3::json) AS g("lineItemId" text, cohort int, "locationId" text, status text)),
t AS (SELECT * FROM json_to_recordset($4::json) AS t("inventoryItemId" text, "locationId" text, "unitsWaiting" int, "unitsAllocated" int)),
entries AS (
  INSERT INTO queue_entry (shop, line_item_id, cohort, location_id, order_id, inventory_item_id, priority, channel, rank_at, units_ordered, units_fulfilled,
                           units_removed, units_granted, units_allocated, units_waiting, ineligible, status, is_backorder, ships_together, promised_on)
  SELECT $1, "lineItemId", cohort, "locationId", "orderId", "inventoryItemId", priority, channel, "rankAt", "unitsOrdered", "unitsFulfilled",
         "unitsRemoved", "unitsGranted", "unitsAllocated", "unitsWaiting", ineligible, status, "isBackorder",
         (SELECT o.ship_preference = 'together' FROM "order" o WHERE o.shop = $1 AND o.order_id = e."orderId"),
         (SELECT CASE WHEN e.cohort <= p.last_cohort THEN p.ship_by END FROM promise p WHERE p.shop = $1 AND p.line_item_id = e."lineItemId" ORDER BY p.seq DESC LIMIT 1) FROM e
  ON CONFLICT (shop, line_item_id, cohort, location_id) DO UPDATE SET priority = EXCLUDED.priority, channel = EXCLUDED.channel, rank_at = EXCLUDED.rank_at, units_ordered = EXCLUDED.units_ordered,
    units_fulfilled = EXCLUDED.units_fulfilled, units_removed = EXCLUDED.units_removed, units_allocated = EXCLUDED.units_allocated,
    units_waiting = EXCLUDED.units_waiting, units_lent = LEAST(queue_entry.units_lent, EXCLUDED.units_waiting), ineligible = EXCLUDED.ineligible, status = EXCLUDED.status, is_backorder = EXCLUDED.is_backorder),
history AS (
  INSERT INTO queue_history (shop, line_item_id, cohort, location_id, cause, status_from, status_to, units_ordered, units_fulfilled, units_removed, units_granted)
  SELECT $1, "lineItemId", cohort, "locationId", cause, "statusFrom", status, "unitsOrdered", "unitsFulfilled", "unitsRemoved", "unitsGranted" FROM e
  UNION ALL SELECT $1, "lineItemId", cohort, "locationId", 'moved', status, 'moved', 0, 0, 0, 0 FROM g),
gone AS (
  DELETE FROM queue_entry q USING g WHERE q.shop = $1 AND q.line_item_id = g."lineItemId" AND q.cohort = g.cohort AND q.location_id = g."locationId"),
gone_marks AS (
  DELETE FROM firm_mark q USING g WHERE q.shop = $1 AND q.line_item_id = g."lineItemId" AND q.cohort = g.cohort AND q.location_id = g."locationId"),
totals AS (
  INSERT INTO queue_total AS total (shop, inventory_item_id, location_id, units_waiting, units_allocated)
  SELECT $1, "inventoryItemId", "locationId", GREATEST("unitsWaiting", 0), GREATEST("unitsAllocated", 0) FROM t
  -- The change is looked up and not taken from EXCLUDED, which may not be negative.
  ON CONFLICT (shop, inventory_item_id, location_id) DO UPDATE SET (units_waiting, units_allocated) = (
    SELECT total.units_waiting + t."unitsWaiting", total.units_allocated + t."unitsAllocated" FROM t
     WHERE t."inventoryItemId" = total.inventory_item_id AND t."locationId" = total.location_id))
UPDATE variant SET queue_version = queue_version + 1 WHERE shop = $1 AND inventory_item_id = ANY($5)`;

/** What was about to be said to somebody who cancelled is not said any more. */
async function withholdSuperseded(tx: Transaction, shop: ShopDomain, orders: readonly OrderToSave[]): Promise<void> {
  const cancelled = orders.filter(({ fact }) => fact.cancelledAt !== null).map(({ fact }) => fact.orderId);
  if (cancelled.length === 0) return;
  await sql(tx).query(
    `UPDATE notice SET state = 'withheld', reason = 'superseded' WHERE shop = $1 AND order_id = ANY($2) AND state = 'owed' AND kind <> 'shipped'`,
    [shop, cancelled],
  );
}

/** Writes notices that are not owed yet and answers with them. */
export async function saveNotices(tx: Transaction, shop: ShopDomain, notices: readonly OwedNotice[]): Promise<OwedNotice[]> {
  if (notices.length === 0) return [];
  const rows = notices.map((notice) => {
    const { kind, ...facts } = notice.facts;
    return { noticeId: noticeIdOf(notice), person: notice.person, event: notice.event, kind, orderId: notice.orderId, facts };
  });
  const inserted = await sql(tx).query<{ notice_id: string }>(
    prepared(`INSERT INTO notice (shop, notice_id, person, event, kind, order_id, facts)
     SELECT $1, "noticeId", person, event, kind, "orderId", facts
       FROM json_to_recordset($2::json) AS n("noticeId" text, person text, event text, kind text, "orderId" text, facts jsonb)
     ON CONFLICT DO NOTHING RETURNING notice_id`),
    [shop, JSON.stringify(rows)],
  );
  const isNew = new Set(inserted.rows.map(({ notice_id }) => notice_id));
  return notices.filter((notice) => isNew.has(noticeIdOf(notice)));
}
