/** One backorder: the line, its place in the queue, its promises, its messages and everything that happened to it. */
import type { LineItemId, ShopDomain } from "../../../domain/ids.ts";
import type { ShipPreference } from "../../../domain/units-to-hold.ts";
import type { Sql } from "../database.server.ts";

export interface BackorderDetail {
  readonly line: BackorderLine;
  readonly places: readonly QueuePlace[];
  readonly promises: readonly PromiseRow[];
  readonly notices: readonly NoticeRow[];
  readonly history: readonly HistoryRow[];
  readonly allocations: readonly AllocationRow[];
  readonly holds: readonly HoldRow[];
  readonly deadlineChanges: readonly DeadlineChangeRow[];
  readonly moves: readonly MoveRow[];
  readonly shipChanges: readonly ShipChangeRow[];
  readonly overrides: readonly OverrideRow[];
  readonly siblings: readonly SiblingRow[];
}

export interface BackorderLine {
  readonly lineItemId: LineItemId;
  readonly orderId: string;
  readonly orderName: string;
  readonly customerName: string | null;
  readonly placedAt: string;
  readonly cancelledAt: string | null;
  readonly title: string;
  readonly sku: string;
  readonly variantId: string | null;
  readonly inventoryItemId: string;
  readonly imageUrl: string | null;
  readonly backorderMode: string;
  readonly shipPreference: ShipPreference;
  readonly leastShippable: number;
}

/** One entry of the line in the queue, with what stands before it. */
export interface QueuePlace {
  readonly cohort: number;
  readonly locationId: string;
  readonly locationName: string | null;
  readonly rankAt: string;
  readonly unitsOrdered: number;
  readonly unitsWaiting: number;
  readonly unitsAllocated: number;
  readonly unitsFulfilled: number;
  readonly unitsRemoved: number;
  readonly unitsFirm: number;
  readonly unitsLent: number;
  readonly ineligible: string | null;
  readonly status: string;
  readonly estimatedOn: string | null;
  /** Units that waiting entries before this one take first; of orders that we cannot read too. */
  readonly unitsAhead: number;
  readonly ordersAhead: number;
  /** The curve's own steps, as the estimate wrote them. */
  readonly curve: unknown;
}

export interface PromiseRow {
  readonly seq: number;
  readonly shipBy: string | null;
  readonly units: number;
  readonly confidence: number;
  readonly origin: string;
  readonly because: unknown;
  readonly at: string;
}

export interface NoticeRow {
  readonly noticeId: string;
  readonly kind: string;
  readonly state: string;
  readonly reason: string | null;
  readonly createdAt: string;
  readonly sentAt: string | null;
}

export interface HistoryRow {
  readonly historyId: number;
  readonly at: string;
  readonly cause: string;
  readonly statusFrom: string | null;
  readonly statusTo: string;
  readonly unitsOrdered: number;
  readonly unitsFulfilled: number;
  readonly unitsRemoved: number;
  readonly unitsGranted: number;
  readonly settlementId: number | null;
}

export interface AllocationRow {
  readonly settlementId: number;
  readonly at: string;
  readonly units: number;
  readonly rank: number;
  readonly rule: string;
  readonly sentence: string;
}

export interface HoldRow {
  readonly handle: string;
  readonly state: string;
  readonly createdAt: string;
  readonly releasedAt: string | null;
}

export interface DeadlineChangeRow {
  readonly changeId: number;
  readonly at: string;
  readonly purchaseOrderId: string;
  readonly number: string;
  readonly deadlineBefore: string | null;
  readonly deadlineAfter: string | null;
  readonly reason: string;
}

export interface OverrideRow {
  readonly overrideId: number;
  readonly at: string;
  readonly units: number;
  /** null: not applied yet. */
  readonly unitsGiven: number | null;
  readonly reason: string;
}

export interface SiblingRow {
  readonly lineItemId: LineItemId;
  readonly title: string;
  readonly unitsWaiting: number;
  readonly unitsAllocated: number;
}

export interface MoveRow {
  readonly settlementId: number;
  readonly at: string;
  readonly state: string;
  readonly reason: string | null;
  readonly units: number;
  readonly sentence: string;
}

export interface ShipChangeRow {
  readonly changeId: number;
  readonly at: string;
  readonly after: string;
  readonly actor: string;
}

interface LineKey {
  readonly shop: ShopDomain;
  readonly lineItemId: LineItemId;
}

/** A line keeps some tens of events; a page that would show more shows the newest. */
const MAX_EVENTS = 200;

/** Null when the shop has no such line. */
export async function readBackorder(db: Sql, { shop, lineItemId }: LineKey): Promise<BackorderDetail | null> {
  const line = (await db.query<BackorderLine>(LINE, [shop, lineItemId])).rows[0];
  if (line === undefined) return null;
  const ofLine = [shop, lineItemId];
  const ofOrder = [shop, line.orderId];
  const [places, promises, history, allocations, notices, holds, siblings, deadlineChanges, moves, shipChanges, overrides] = await Promise.all([
    db.query<QueuePlace>(PLACES, ofLine),
    db.query<PromiseRow>(PROMISES, ofLine),
    db.query<HistoryRow>(HISTORY, ofLine),
    db.query<AllocationRow>(ALLOCATIONS, ofLine),
    db.query<NoticeRow>(NOTICES, [...ofOrder, lineItemId]),
    db.query<HoldRow>(HOLDS, ofOrder),
    db.query<SiblingRow>(SIBLINGS, [...ofOrder, lineItemId]),
    db.query<DeadlineChangeRow>(DEADLINE_CHANGES, [shop, line.inventoryItemId, line.placedAt]),
    db.query<MoveRow>(MOVES, ofLine),
    db.query<ShipChangeRow>(SHIP_CHANGES, ofOrder),
    db.query<OverrideRow>(OVERRIDES, ofLine),
  ]);
  return {
    line,
    places: places.rows,
    promises: promises.rows,
    history: history.rows,
    allocations: allocations.rows,
    notices: notices.rows,
    holds: holds.rows,
    siblings: siblings.rows,
    deadlineChanges: deadlineChanges.rows,
    moves: moves.rows,
    shipChanges: shipChanges.rows,
    overrides: overrides.rows,
  };
}

const LINE = `
  SELECT l.line_item_id AS "lineItemId", o.order_id AS "orderId", o.name AS "orderName", o.customer_name AS "customerName",
         o.created_at AS "placedAt", o.cancelled_at AS "cancelledAt", l.title, l.sku, l.variant_id AS "variantId",
         l.inventory_item_id AS "inventoryItemId", v.image_url AS "imageUrl", COALESCE(v.backorder_mode, 'off') AS "backorderMode",
         o.ship_preference AS "shipPreference", COALESCE(v.least_shippable, s.least_shippable) AS "leastShippable"
  FROM order_line l
  JOIN "order" o ON o.shop = l.shop AND o.order_id = l.order_id
  JOIN shop s ON s.shop = l.shop
  LEFT JOIN variant v ON v.shop = l.shop AND v.inventory_item_id = l.inventory_item_id
  WHERE l.shop = $1 AND l.line_item_id = $2`;

/** Who stands before an entry: the head index is read from its start up to the entry. */
const PLACES = `
  SELECT e.cohort, e.location_id AS "locationId", n.name AS "locationName", e.rank_at AS "rankAt",
         e.units_ordered AS "unitsOrdered", e.units_waiting AS "unitsWaiting", e.units_allocated AS "unitsAllocated",
         e.units_fulfilled AS "unitsFulfilled", e.units_removed AS "unitsRemoved", e.units_firm AS "unitsFirm", e.units_lent AS "unitsLent",
         e.ineligible, e.status, e.estimated_on AS "estimatedOn",
         COALESCE(ahead.units, 0) + COALESCE(q.unseen_units, 0) AS "unitsAhead", COALESCE(ahead.orders, 0) AS "ordersAhead", c.steps AS curve
  FROM queue_entry e
  LEFT JOIN location n ON n.shop = e.shop AND n.location_id = e.location_id
  LEFT JOIN queue_total q ON q.shop = e.shop AND q.inventory_item_id = e.inventory_item_id AND q.location_id = e.location_id
  LEFT JOIN promise_curve c ON c.shop = e.shop AND c.inventory_item_id = e.inventory_item_id AND c.location_id = e.location_id
  LEFT JOIN LATERAL (
    SELECT sum(b.units_waiting) AS units, count(DISTINCT b.order_id) AS orders
    FROM queue_entry b
    WHERE e.units_waiting > 0 AND b.shop = e.shop AND b.inventory_item_id = e.inventory_item_id AND b.location_id = e.location_id
      AND b.units_waiting > 0 AND b.line_item_id <> e.line_item_id AND b.priority >= e.priority
      AND (b.priority > e.priority OR (b.rank_at, b.line_item_id, b.cohort) < (e.rank_at, e.line_item_id, e.cohort))
  ) ahead ON true
  WHERE e.shop = $1 AND e.line_item_id = $2
  ORDER BY e.rank_at, e.cohort, e.location_id`;

const PROMISES = `
  SELECT seq, ship_by AS "shipBy", units, confidence, origin, because, at
  FROM promise WHERE shop = $1 AND line_item_id = $2 ORDER BY seq DESC LIMIT ${MAX_EVENTS}`;

const HISTORY = `
  SELECT history_id AS "historyId", at, cause, status_from AS "statusFrom", status_to AS "statusTo", units_ordered AS "unitsOrdered",
         units_fulfilled AS "unitsFulfilled", units_removed AS "unitsRemoved", units_granted AS "unitsGranted", settlement_id AS "settlementId"
  FROM queue_history WHERE shop = $1 AND line_item_id = $2 ORDER BY history_id DESC LIMIT ${MAX_EVENTS}`;

const ALLOCATIONS = `
  SELECT a.settlement_id AS "settlementId", s.at, a.units, a.rank, a.rule, a.sentence
  FROM allocation a JOIN settlement s ON s.shop = a.shop AND s.settlement_id = a.settlement_id
  WHERE a.shop = $1 AND a.line_item_id = $2 ORDER BY a.settlement_id DESC LIMIT ${MAX_EVENTS}`;

/** A message of the order belongs to the line when it names it. */
const NOTICES = `
  SELECT notice_id AS "noticeId", kind, state, reason, created_at AS "createdAt", sent_at AS "sentAt"
  FROM notice
  WHERE shop = $1 AND order_id = $2
    AND (NOT facts ? 'lines' OR facts->'lines' @> jsonb_build_array(jsonb_build_object('lineItemId', $3::text)))
  ORDER BY created_at DESC LIMIT ${MAX_EVENTS}`;

const MOVES = `
  SELECT settlement_id AS "settlementId", COALESCE(ended_at, created_at) AS at, state, reason, units, sentence
  FROM unit_move WHERE shop = $1 AND line_item_id = $2 ORDER BY settlement_id DESC LIMIT ${MAX_EVENTS}`;

const SHIP_CHANGES = `
  SELECT change_id AS "changeId", at, after, actor FROM ship_preference_change WHERE shop = $1 AND order_id = $2 ORDER BY change_id DESC LIMIT ${MAX_EVENTS}`;

const HOLDS = `
  SELECT handle, state, created_at AS "createdAt", released_at AS "releasedAt"
  FROM hold WHERE shop = $1 AND order_id = $2 ORDER BY created_at DESC LIMIT ${MAX_EVENTS}`;

const SIBLINGS = `
  SELECT e.line_item_id AS "lineItemId", l.title, sum(e.units_waiting) AS "unitsWaiting", sum(e.units_allocated) AS "unitsAllocated"
  FROM queue_entry e JOIN order_line l ON l.shop = e.shop AND l.line_item_id = e.line_item_id
  WHERE e.shop = $1 AND e.order_id = $2 AND e.line_item_id <> $3
  GROUP BY e.line_item_id, l.title HAVING bool_or(e.is_backorder) ORDER BY e.line_item_id`;

const DEADLINE_CHANGES = `
  SELECT d.change_id AS "changeId", d.at, s.purchase_order_id AS "purchaseOrderId", o.number,
         d.before AS "deadlineBefore", d.after AS "deadlineAfter", d.reason
  FROM inbound_line i
  JOIN inbound_shipment s ON s.shop = i.shop AND s.inbound_shipment_id = i.inbound_shipment_id
  JOIN purchase_order o ON o.shop = s.shop AND o.purchase_order_id = s.purchase_order_id
  JOIN purchase_order_change d ON d.shop = s.shop AND d.inbound_shipment_id = s.inbound_shipment_id AND d.kind = 'deadline'
  WHERE i.shop = $1 AND i.inventory_item_id = $2 AND d.at >= $3
  ORDER BY d.change_id DESC LIMIT ${MAX_EVENTS}`;

const OVERRIDES = `
  SELECT override_id AS "overrideId", at, units, units_given AS "unitsGiven", reason
  FROM allocation_override WHERE shop = $1 AND line_item_id = $2 ORDER BY override_id DESC LIMIT ${MAX_EVENTS}`;
