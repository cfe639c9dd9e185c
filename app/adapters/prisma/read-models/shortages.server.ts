/** Shelves that hold less than is allocated: whose units were taken back, whose are next, and whose nobody takes any more. */
import { firmUnits, lift } from "../../../domain/allocation.ts";
import type { CalendarDate, InventoryItemId, LineItemId, ShopDomain, VariantId } from "../../../domain/ids.ts";
import type { Sql } from "../database.server.ts";

export interface ShortItem {
  readonly variantId: VariantId;
  readonly productTitle: string;
  readonly title: string;
  /** Allocated units that the shelf does not hold. */
  readonly unitsMissing: number;
  /** Units that were taken back and are waited for again. */
  readonly unitsTakenBack: number;
}

/** lost: taken back, waits again. at_risk: taken back if the shelf stays short. kept: being packed, nobody takes it back. */
export type ShortageOutcome = "lost" | "at_risk" | "kept";

export interface ShortOrder {
  readonly lineItemId: LineItemId;
  readonly orderName: string;
  readonly customerName: string | null;
  readonly outcome: ShortageOutcome;
  readonly units: number;
  /** The customer was told that the units are there. */
  readonly isTold: boolean;
}

export interface Shortage {
  readonly unitsMissing: number;
  /** Taken back units first; at most `ORDERS_SHOWN` of each outcome. */
  readonly orders: readonly ShortOrder[];
}

/** Home is a glance. */
const ITEMS_AT_A_GLANCE = 5;
/** More orders than anybody calls on one day. */
const ORDERS_SHOWN = 20;
/** What was taken back longer ago is known by now. */
const DAYS_SHOWN = 30;

/** Items that are short now, or lost units lately that customers wait for again; the worst first. */
export async function listShortItems(db: Sql, { shop, today }: { shop: ShopDomain; today: CalendarDate }): Promise<ShortItem[]> {
  const { rows } = await db.query<ShortItem>(
    `SELECT v.variant_id AS "variantId", v.product_title AS "productTitle", v.title, sum(i.missing)::int AS "unitsMissing", sum(i.lost)::int AS "unitsTakenBack"
       FROM (SELECT inventory_item_id, shortage_units AS missing, 0 AS lost FROM queue_total WHERE shop = $1 AND shortage_units > 0
             UNION ALL SELECT inventory_item_id, 0, units FROM (${LOST}) l) i
       JOIN variant v ON v.shop = $1 AND v.inventory_item_id = i.inventory_item_id
      GROUP BY v.variant_id, v.product_title, v.title ORDER BY "unitsMissing" DESC, "unitsTakenBack" DESC, v.variant_id LIMIT ${ITEMS_AT_A_GLANCE}`,
    [shop, today, null],
  );
  return rows;
}

interface ShortageKey {
  readonly shop: ShopDomain;
  readonly inventoryItemId: InventoryItemId;
  readonly today: CalendarDate;
}

/** Null while the item's shelves hold what is allocated and nobody waits for units that were taken back. */
export async function readShortage(db: Sql, key: ShortageKey): Promise<Shortage | null> {
  const [lost, given] = await Promise.all([readLost(db, key), readGiven(db, key)]);
  const places = [...Map.groupBy(given, ({ locationId }) => locationId).values()];
  const unitsMissing = places.reduce((sum, [first]) => sum + (first?.unitsMissing ?? 0), 0);
  const orders = [...lost, ...places.flatMap(atRisk), ...given.filter(({ isInProgress }) => isInProgress).map(kept)];
  return orders.length === 0 ? null : { unitsMissing, orders };
}

interface GivenRow extends Omit<ShortOrder, "outcome" | "units"> {
  readonly locationId: string;
  readonly unitsMissing: number;
  readonly unitsAllocated: number;
  readonly unitsFulfilled: number;
  readonly unitsFirm: number;
  readonly isInProgress: boolean;
}

/** By the rule that a settle takes units back by. */
function atRisk(given: readonly GivenRow[]): ShortOrder[] {
  const entries = given.map((row) => ({ ...row, unitsFirm: firmUnits(row) }));
  return lift(entries, given[0]?.unitsMissing ?? 0).map(({ entry, units }) => shown(entry, "at_risk", units));
}

function kept(row: GivenRow): ShortOrder {
  return shown(row, "kept", row.unitsAllocated);
}

function shown({ lineItemId, orderName, customerName, isTold }: Omit<ShortOrder, "outcome" | "units">, outcome: ShortageOutcome, units: number): ShortOrder {
  return { lineItemId, orderName, customerName, isTold, outcome, units };
}

async function readLost(db: Sql, { shop, inventoryItemId, today }: ShortageKey): Promise<ShortOrder[]> {
  const { rows } = await db.query<ShortOrder>(
    `SELECT l.line_item_id AS "lineItemId", o.name AS "orderName", o.customer_name AS "customerName", 'lost' AS outcome, l.units, ${IS_TOLD} AS "isTold"
       FROM (${LOST}) l JOIN "order" o ON o.shop = $1 AND o.order_id = l.order_id
      ORDER BY l.rank_at DESC, l.line_item_id LIMIT ${ORDERS_SHOWN}`,
    [shop, today, inventoryItemId],
  );
  return rows;
}

async function readGiven(db: Sql, { shop, inventoryItemId }: ShortageKey): Promise<GivenRow[]> {
  const reaches = [given(`NOT ${IN_PROGRESS} AND e.units_firm < e.units_fulfilled + e.units_allocated`), given(`NOT ${IN_PROGRESS}`), given(IN_PROGRESS)];
  const { rows } = await db.query<GivenRow>(
    `SELECT l.line_item_id AS "lineItemId", o.name AS "orderName", o.customer_name AS "customerName", l.location_id AS "locationId",
            t.shortage_units AS "unitsMissing", l.units_allocated AS "unitsAllocated", l.units_fulfilled AS "unitsFulfilled", l.units_firm AS "unitsFirm",
            l.is_in_progress AS "isInProgress", ${IS_TOLD} AS "isTold"
       FROM queue_total t
      CROSS JOIN LATERAL (${reaches.join(" UNION ")}) l
       JOIN "order" o ON o.shop = $1 AND o.order_id = l.order_id
      WHERE t.shop = $1 AND t.inventory_item_id = $2 AND t.shortage_units > 0
      ORDER BY l.location_id, l.priority, l.rank_at DESC, l.line_item_id DESC, l.cohort DESC`,
    [shop, inventoryItemId],
  );
  return rows;
}

/** Lines that lost units within the days shown and wait for them again. $3 names one item, or is null. */
const LOST = `
  SELECT a.inventory_item_id, a.line_item_id, min(q.order_id) AS order_id, min(q.rank_at) AS rank_at, LEAST(-sum(a.units), min(q.units_waiting))::int AS units
    FROM allocation a
    JOIN settlement s ON s.shop = a.shop AND s.settlement_id = a.settlement_id AND s.at >= $2::date - ${DAYS_SHOWN}
   CROSS JOIN LATERAL (
     SELECT min(order_id) AS order_id, min(rank_at) AS rank_at, sum(units_waiting) AS units_waiting
       FROM queue_entry WHERE shop = a.shop AND line_item_id = a.line_item_id) q
   WHERE a.shop = $1 AND a.rule = 'shortage' AND ($3::text IS NULL OR a.inventory_item_id = $3) AND q.units_waiting > 0
   GROUP BY a.inventory_item_id, a.line_item_id`;

const IN_PROGRESS = `EXISTS (
  SELECT FROM order_line_at a WHERE a.shop = e.shop AND a.line_item_id = e.line_item_id AND a.location_id = e.location_id AND a.is_in_progress)`;

/** The customer heard that units of the line lie on the shelf. */
const IS_TOLD = `EXISTS (
  SELECT FROM notice n WHERE n.shop = $1 AND n.order_id = l.order_id AND n.kind = 'allocated' AND n.state IN ('sent', 'uncertain')
    AND n.facts->'lines' @> jsonb_build_array(jsonb_build_object('lineItemId', l.line_item_id)))`;

/** The newest entries with units at the short place, in the order in which units are taken back. */
function given(which: string): string {
  return `(
    SELECT e.location_id, e.line_item_id, e.cohort, e.order_id, e.priority, e.rank_at, e.units_allocated, e.units_fulfilled, e.units_firm,
           ${IN_PROGRESS} AS is_in_progress
      FROM queue_entry e
     WHERE e.shop = $1 AND e.inventory_item_id = t.inventory_item_id AND e.location_id = t.location_id AND e.units_allocated > 0 AND ${which}
     ORDER BY e.priority, e.rank_at DESC, e.line_item_id DESC, e.cohort DESC LIMIT ${ORDERS_SHOWN})`;
}
