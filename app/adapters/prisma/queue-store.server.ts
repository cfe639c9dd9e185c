/**
 * The queue in PostgreSQL as settle needs it. Every statement takes all items at once, and none reads the backlog: sums
 * are kept in `queue_total`, and of the queue only the head is read that the free units can reach.
 */
import type pg from "pg";
import { firmUnits } from "../../domain/allocation.ts";
import type { AllocationPolicy, Reserve } from "../../domain/allocation.ts";
import type { InventoryItemId, LocationId, ShopDomain } from "../../domain/ids.ts";
import type { LevelFact } from "../../use-cases/ports/facts.ts";
import { LINES_PER_SETTLE } from "../../use-cases/ports/queue.ts";
import type {
  AllocatedEntry,
  ItemQueue,
  PendingOverride,
  Place,
  QueueState,
  QueueStore,
  QueueWish,
  ShopStage,
  WaitingEntry,
} from "../../use-cases/ports/queue.ts";
import type { Transaction } from "../../use-cases/ports/transaction.ts";
import { prepared, sql } from "./database.server.ts";
import type { Sql } from "./database.server.ts";
import { readLocations } from "./estimate-facts.server.ts";
import { readOffers, saveOvershoot, savePublications } from "./offer-rows.server.ts";
import { confirmItems, saveSettlements } from "./settlement-rows.server.ts";
import { readRiseFacts } from "./stock-rise-rows.server.ts";

export function createQueueStore(pool: pg.Pool): QueueStore {
  return {
    read: (shop, inventoryItemIds) => readState(pool, shop, inventoryItemIds),

    async lock(tx, shop, inventoryItemIds) {
      // Two statements: rows of other tables are seen as of a statement's beginning, which must come after the lock.
      await sql(tx).query(prepared(`SELECT FROM variant WHERE shop = $1 AND inventory_item_id = ANY($2) ORDER BY inventory_item_id FOR NO KEY UPDATE`), [
        shop,
        inventoryItemIds,
      ]);
      const state = await readState(sql(tx), shop, inventoryItemIds);
      // One sequence for facts and settlements: under an item's lock, ids tell what a settlement had seen.
      const ids = await sql(tx).query<{ id: number }>(prepared(`SELECT nextval('fact_history_fact_id_seq') AS id FROM generate_series(1, $1)`), [
        state.items.size,
      ]);
      const overrides = await sql(tx).query<PendingOverride>(prepared(PENDING_OVERRIDES), [shop, inventoryItemIds]);
      return { ...state, overrides: overrides.rows, settlementIds: new Map([...state.items.keys()].map((item, index) => [item, ids.rows[index]?.id ?? 0])) };
    },

    head: readHead,
    tail: readTail,

    async overrideEntries(tx, shop, overrides) {
      if (overrides.length === 0) return [];
      const { rows } = await sql(tx).query<WaitingEntry>(
        prepared(`SELECT DISTINCT ${WAITING_ENTRY}, h.rank_at FROM json_to_recordset($2::json) AS w("lineItemId" text, "locationId" text)
           JOIN queue_entry h ON h.shop = $1 AND h.line_item_id = w."lineItemId" AND h.location_id = w."locationId" AND h.units_waiting > 0 AND h.ineligible IS NULL
          ORDER BY h.line_item_id, h.cohort`),
        [shop, JSON.stringify(overrides)],
      );
      return rows;
    },

    async packing(tx, shop) {
      const { rows } = await sql(tx).query<{ timeZone: string; confidence: number }>(`SELECT time_zone AS "timeZone", confidence FROM shop WHERE shop = $1`, [
        shop,
      ]);
      const [{ timeZone, confidence } = { timeZone: "UTC", confidence: 0.9 }] = rows;
      return { timeZone, confidence, locations: await readLocations(sql(tx), shop) };
    },

    riseFacts: (tx, shop, places) => readRiseFacts(sql(tx), shop, places),

    async idleReasons(tx, shop, places) {
      if (places.length === 0) return [];
      const { rows } = await sql(tx).query(
        prepared(`SELECT p."inventoryItemId", p."locationId", first.ineligible AS reason
           FROM json_to_recordset($2::json) AS p("inventoryItemId" text, "locationId" text)
          CROSS JOIN LATERAL (
            SELECT q.ineligible FROM queue_entry q
             WHERE q.shop = $1 AND q.inventory_item_id = p."inventoryItemId" AND q.location_id = p."locationId" AND q.units_waiting > 0
               AND q.ineligible IS NOT NULL
             ORDER BY q.priority DESC, q.rank_at, q.line_item_id, q.cohort LIMIT 1) first`),
        [shop, JSON.stringify(places)],
      );
      return rows;
    },

    async nameBackorders(tx, shop, places) {
      if (places.length === 0) return [];
      const { rows } = await sql(tx).query(
        prepared(`UPDATE queue_entry q SET is_backorder = TRUE
           FROM json_to_recordset($2::json) AS p("inventoryItemId" text, "locationId" text)
          WHERE q.shop = $1 AND q.inventory_item_id = p."inventoryItemId" AND q.location_id = p."locationId"
            AND q.units_waiting > 0 AND NOT q.is_backorder AND q.ineligible IS NULL
          RETURNING q.order_id AS "orderId", q.inventory_item_id AS "inventoryItemId", q.location_id AS "locationId"`),
        [shop, JSON.stringify(places)],
      );
      return rows;
    },

    confirm: confirmItems,
    save: saveSettlements,
    offers: readOffers,
    saveOvershoot,
    savePublications,

    async hasOrdersToApply(shop) {
      const { rows } = await pool.query<{ waits: boolean }>(
        prepared(`SELECT EXISTS (SELECT FROM webhook_delivery WHERE shop = $1 AND key LIKE 'order:%' AND applied_at IS NULL AND dead_at IS NULL) AS waits`),
        [shop],
      );
      return rows[0]?.waits ?? false;
    },
  };
}

const PENDING_OVERRIDES = `
  SELECT override_id AS "overrideId", line_item_id AS "lineItemId", inventory_item_id AS "inventoryItemId", location_id AS "locationId", units
    FROM allocation_override WHERE shop = $1 AND inventory_item_id = ANY($2) AND units_given IS NULL ORDER BY override_id`;

interface ItemRow extends Omit<ItemQueue, "totals" | "levels" | "reserves" | "blocked" | "withheld"> {
  readonly stage: ShopStage;
  readonly policy: AllocationPolicy;
}
interface ReserveRow extends Reserve {
  readonly locationId: LocationId;
  readonly inventoryItemId: InventoryItemId | "";
}
type TotalRow = { inventoryItemId: InventoryItemId; locationId: LocationId } & (ItemQueue["totals"] extends ReadonlyMap<LocationId, infer Total>
  ? Total
  : never);
type LevelRow = LevelFact & { readSeq: number };

async function readState(db: Sql, shop: ShopDomain, inventoryItemIds: readonly InventoryItemId[]): Promise<QueueState> {
  const items = await db.query<ItemRow>(
    prepared(`SELECT v.inventory_item_id AS "inventoryItemId", v.variant_id AS "variantId", v.queue_version AS "queueVersion", v.settled_version AS "settledVersion",
            v.backorder_mode <> 'off' AND s.stage = 'live' AND s.uninstalled_at IS NULL AS "isManaged", s.stage, s.allocation_policy AS policy
       FROM variant v JOIN shop s ON s.shop = v.shop
      WHERE v.shop = $1 AND v.inventory_item_id = ANY($2) AND v.is_tracked ORDER BY v.inventory_item_id`),
    [shop, inventoryItemIds],
  );
  const totals = await db.query<TotalRow>(
    prepared(`SELECT inventory_item_id AS "inventoryItemId", location_id AS "locationId", units_waiting AS "unitsWaiting", units_allocated AS "unitsAllocated",
            unseen_units AS "unseenUnits", uncommitted_units AS "uncommittedUnits", idle_units AS "idleUnits", idle_reason AS "idleReason",
            shortage_units AS "shortageUnits", shortage_since AS "shortageSince"
       FROM queue_total WHERE shop = $1 AND inventory_item_id = ANY($2)`),
    [shop, inventoryItemIds],
  );
  const levels = await db.query<LevelRow>(
    prepared(`SELECT inventory_item_id AS "inventoryItemId", location_id AS "locationId", available, committed, on_hand AS "onHand", incoming, read_seq AS "readSeq"
       FROM stock_level WHERE shop = $1 AND inventory_item_id = ANY($2)`),
    [shop, inventoryItemIds],
  );
  const reserves = await db.query<ReserveRow>(
    prepared(`SELECT location_id AS "locationId", inventory_item_id AS "inventoryItemId", channel, units
       FROM reserve WHERE shop = $1 AND (inventory_item_id = '' OR inventory_item_id = ANY($2)) ORDER BY location_id, channel, inventory_item_id`),
    [shop, inventoryItemIds],
  );
  const kept = await db.query<Place & { units: number; why: "moving" | "withheld" }>(
    prepared(`SELECT 'moving' AS why, inventory_item_id AS "inventoryItemId", to_location_id AS "locationId", sum(units)::int AS units
       FROM unit_move WHERE shop = $1 AND inventory_item_id = ANY($2) AND state = 'planned' GROUP BY 2, 3
     UNION ALL
     SELECT 'withheld', inventory_item_id, location_id, sum(units_withheld)::int
       FROM stock_rise WHERE shop = $1 AND inventory_item_id = ANY($2) AND answered_at IS NULL AND units_withheld > 0 GROUP BY 2, 3`),
    [shop, inventoryItemIds],
  );
  const keptFor = Map.groupBy(kept.rows, ({ why }) => why);
  const totalsOf = Map.groupBy(totals.rows, ({ inventoryItemId }) => inventoryItemId);
  const levelsOf = Map.groupBy(levels.rows, ({ inventoryItemId }) => inventoryItemId);
  return {
    stage: items.rows[0]?.stage ?? "observe",
    policy: items.rows[0]?.policy ?? "first_come",
    items: new Map(
      items.rows.map(({ stage: _, policy: __, ...item }) => [
        item.inventoryItemId,
        {
          ...item,
          totals: byLocation(totalsOf.get(item.inventoryItemId)),
          levels: byLocation(levelsOf.get(item.inventoryItemId)),
          reserves: reservesOf(item.inventoryItemId, reserves.rows),
          blocked: unitsByLocation(item.inventoryItemId, keptFor.get("moving")),
          withheld: unitsByLocation(item.inventoryItemId, keptFor.get("withheld")),
        },
      ]),
    ),
  };
}

function byLocation<Row extends { locationId: LocationId }>(rows: readonly Row[] = []): Map<LocationId, Row> {
  return new Map(rows.map((row) => [row.locationId, row]));
}

function unitsByLocation(inventoryItemId: InventoryItemId, rows: readonly (Place & { units: number })[] = []): Map<LocationId, number> {
  return new Map(rows.filter((row) => row.inventoryItemId === inventoryItemId).map(({ locationId, units }) => [locationId, units]));
}

/** An item's own reserve stands instead of the location's for all items. */
function reservesOf(inventoryItemId: InventoryItemId, rows: readonly ReserveRow[]): Map<LocationId, Reserve[]> {
  const ofItem = new Map<string, ReserveRow>();
  for (const row of rows) if (row.inventoryItemId === "" || row.inventoryItemId === inventoryItemId) ofItem.set(`${row.locationId}/${row.channel}`, row);
  return new Map(
    [...Map.groupBy(ofItem.values(), ({ locationId }) => locationId)].map(([at, kept]) => [at, kept.map(({ channel, units }) => ({ channel, units }))]),
  );
}

/** Columns of a waiting entry `h` of shop $1. */
export const WAITING_ENTRY = `h.inventory_item_id AS "inventoryItemId", h.location_id AS "locationId", h.line_item_id AS "lineItemId", h.cohort, h.order_id AS "orderId",
            h.status, h.units_waiting AS "unitsWaiting", h.units_lent AS "unitsLent", h.ships_together AS "shipsTogether", h.promised_on AS "promisedOn", h.channel,
            (SELECT o.customer_id FROM "order" o WHERE o.shop = $1 AND o.order_id = h.order_id) AS "customerId",
            (SELECT l.title FROM order_line l WHERE l.shop = $1 AND l.line_item_id = h.line_item_id) AS title,
            h.rank_at < (SELECT s.installed_at FROM shop s WHERE s.shop = $1) AS "isOlderThanInstall",
            h.is_backorder AND (SELECT TRUE FROM promise p WHERE p.shop = $1 AND p.line_item_id = h.line_item_id LIMIT 1) IS NOT NULL AS "isTold",
            (SELECT sum(q.units_waiting)::int FROM queue_entry q WHERE q.shop = $1 AND q.line_item_id = h.line_item_id) AS "lineUnitsWaiting"`;

/** Each reach is a walk along an index of its own (queue_entry_head, _owed, _promised, _channel), as far as the units go. */
function headReaches({ byPromise, byChannel }: { byPromise: boolean; byChannel: boolean }): string {
  const reach = (which: string, order = "q.priority DESC, q.rank_at") => `
        (SELECT q.* FROM queue_entry q
          WHERE q.shop = $1 AND q.inventory_item_id = w."inventoryItemId" AND q.location_id = w."locationId" AND q.units_waiting > 0 AND q.ineligible IS NULL${which}
          ORDER BY ${order}, q.line_item_id, q.cohort LIMIT LEAST(w.units, $3))`;
  return [
    reach(""),
    reach(" AND q.units_lent > 0"),
    byPromise ? reach(` AND q.promised_on >= w."promisedFrom"`, "q.promised_on, q.rank_at") : "",
    byChannel
      ? `(SELECT c.* FROM json_array_elements_text(w.channels) AS channel(name) CROSS JOIN LATERAL
          ${reach(` AND q.channel = channel.name AND q.channel NOT IN ('', 'web')`)} c)`
      : "",
  ]
    .filter((part) => part !== "")
    .join(" UNION ");
}

/**
 * As many entries as there are units is always enough: everybody who waits, waits for one at least. What belongs to an
 * entry is looked up one by one and not joined: the planner cannot know how few there are and would read whole tables.
 */
async function readHead(tx: Transaction, shop: ShopDomain, wishes: readonly QueueWish[]): Promise<WaitingEntry[]> {
  if (wishes.length === 0) return [];
  const reaches = headReaches({
    byPromise: wishes.some(({ promisedFrom }) => promisedFrom !== null),
    byChannel: wishes.some(({ channels }) => channels.length > 0),
  });
  const { rows } = await sql(tx).query<WaitingEntry>(
    prepared(`SELECT ${WAITING_ENTRY}
       FROM json_to_recordset($2::json) AS w("inventoryItemId" text, "locationId" text, units int, "promisedFrom" date, channels json)
      CROSS JOIN LATERAL (${reaches}) h
      ORDER BY h.inventory_item_id, h.location_id, h.priority DESC, h.rank_at, h.line_item_id, h.cohort`),
    [shop, JSON.stringify(wishes), LINES_PER_SETTLE],
  );
  return rows;
}

/** Two reaches, newest first: units nobody was told about, then any; each as far as the wish can need. */
async function readTail(tx: Transaction, shop: ShopDomain, wishes: readonly QueueWish[]): Promise<AllocatedEntry[]> {
  if (wishes.length === 0) return [];
  const reach = (which: string) => `
        (SELECT q.* FROM queue_entry q
          WHERE q.shop = $1 AND q.inventory_item_id = w."inventoryItemId" AND q.location_id = w."locationId" AND q.units_allocated > 0 AND ${which}
            AND NOT EXISTS (SELECT FROM order_line_at a WHERE a.shop = $1 AND a.line_item_id = q.line_item_id AND a.location_id = q.location_id AND a.is_in_progress)
          ORDER BY q.priority, q.rank_at DESC, q.line_item_id DESC, q.cohort DESC LIMIT w.units)`;
  const { rows } = await sql(tx).query<AllocatedEntry & { unitsFulfilled: number }>(
    prepared(`SELECT t.inventory_item_id AS "inventoryItemId", t.location_id AS "locationId", t.line_item_id AS "lineItemId", t.cohort, t.order_id AS "orderId",
            t.status, t.units_allocated AS "unitsAllocated", t.units_fulfilled AS "unitsFulfilled", t.units_firm AS "unitsFirm", FALSE AS "isInProgress",
            (SELECT json_build_object('units', LEAST(m.units - t.units_fulfilled, t.units_allocated), 'title', l.title, 'promisedOn', t.promised_on,
                                      'customerId', (SELECT o.customer_id FROM "order" o WHERE o.shop = $1 AND o.order_id = t.order_id))
               FROM firm_mark m JOIN order_line l ON l.shop = $1 AND l.line_item_id = m.line_item_id
              WHERE m.shop = $1 AND m.line_item_id = t.line_item_id AND m.cohort = t.cohort AND m.location_id = t.location_id AND m.cause = 'notice_accepted'
                AND m.units > t.units_fulfilled) AS told
       FROM json_to_recordset($2::json) AS w("inventoryItemId" text, "locationId" text, units int)
      CROSS JOIN LATERAL (${reach("q.units_firm < q.units_fulfilled + q.units_allocated")} UNION ${reach("TRUE")}) t
      ORDER BY t.inventory_item_id, t.location_id, t.priority, t.rank_at DESC, t.line_item_id DESC, t.cohort DESC`),
    [shop, JSON.stringify(wishes)],
  );
  return rows.map(({ unitsFulfilled, ...row }) => ({ ...row, unitsFirm: firmUnits({ ...row, unitsFulfilled }) }));
}
