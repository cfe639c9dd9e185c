/** All that the dates of a batch of items depend on, read in a handful of statements; to be changed, under the items' locks. */
import { todayIn } from "../../domain/calendar-date.ts";
import type { ClassSales } from "../../domain/class-inflow.ts";
import type { CalendarDate, Instant, InventoryItemId, LocationId, ShopDomain } from "../../domain/ids.ts";
import type { LatenessRecord } from "../../domain/lateness.ts";
import type { InboundLot } from "../../domain/supply-lot.ts";
import type { BookedWork, EstimateFacts, ItemFacts, LocationFacts, PlaceFacts } from "../../use-cases/ports/promises.ts";
import { prepared } from "./database.server.ts";
import type { Sql } from "./database.server.ts";

/** Lateness is learned from so many of the latest shipments: older ones say little about today's suppliers. */
const MOST_SHIPMENTS = 500;
/** How fast a made-to-order variant, or a class of customers' orders, sells is measured over so many days. */
const SALES_MEASURED_DAYS = 28;
/** A receipt that has been on its way to Shopify for longer no longer keeps its items' dates from being computed. */
const RECEIPT_PATIENCE = "1 hour";

export async function readEstimateFacts(
  db: Sql,
  shop: ShopDomain,
  { inventoryItemIds, now, locks }: { inventoryItemIds: readonly InventoryItemId[]; now: Instant; locks: boolean },
): Promise<EstimateFacts | null> {
  const items = await readItems(db, shop, { inventoryItemIds, now, locks });
  const isMadeToOrder = items.some(({ madeToOrder }) => madeToOrder !== null);
  const { rows: shops } = await db.query<Pick<EstimateFacts, "stage" | "timeZone" | "confidence" | "publishSeconds"> & { hasClasses: boolean }>(
    prepared(
      `SELECT allocation_policy <> 'first_come' AS "hasClasses", stage, time_zone AS "timeZone", confidence, publish_seconds AS "publishSeconds" FROM shop WHERE shop = $1 AND uninstalled_at IS NULL`,
    ),
    [shop],
  );
  const [state] = shops;
  if (state === undefined) return null;
  const known = items.map(({ inventoryItemId }) => inventoryItemId);
  const lots = await readLots(db, shop, known);
  const receipts = await readReceipts(db, shop, known, now);
  const places = await readPlaces(db, shop, known);
  const sales = state.hasClasses ? await readClassSales(db, shop, known, now) : [];
  const { hasClasses: _hasClasses, ...own } = state;
  return {
    ...own,
    locations: await readLocations(db, shop),
    lateness: lots.length > 0 || isMadeToOrder ? await readLateness(db, shop, todayIn(state.timeZone, now)) : [],
    leadTimes: isMadeToOrder ? await readLeadTimes(db, shop, todayIn(state.timeZone, now)) : [],
    items: items.map((item) => gather(item, { places, lots, receipts, sales })),
  };
}

type ItemRow = Omit<ItemFacts, "places" | "isReceiptUncertain">;
type PlaceRow = Omit<PlaceFacts, "lots" | "unitsInReceipt" | "classSales"> & { readonly inventoryItemId: InventoryItemId };
type SalesRow = ClassSales & { readonly inventoryItemId: InventoryItemId; readonly locationId: LocationId };
type LotRow = Omit<InboundLot, "kind"> & { readonly inventoryItemId: InventoryItemId };
interface ReceiptRow {
  readonly inventoryItemId: InventoryItemId;
  readonly locationId: LocationId;
  readonly units: number;
  readonly isUncertain: boolean;
}

function gather(
  item: ItemRow,
  read: { places: readonly PlaceRow[]; lots: readonly LotRow[]; receipts: readonly ReceiptRow[]; sales: readonly SalesRow[] },
): ItemFacts {
  const isOfItem = ({ inventoryItemId }: { inventoryItemId: InventoryItemId }) => inventoryItemId === item.inventoryItemId;
  const lots = read.lots.filter(isOfItem);
  const receipts = read.receipts.filter(isOfItem);
  const places = new Map(read.places.filter(isOfItem).map((place) => [place.locationId, place]));
  const locationIds = new Set([...places.keys(), ...lots.map(({ locationId }) => locationId), ...receipts.map(({ locationId }) => locationId)]);
  return {
    ...item,
    isReceiptUncertain: receipts.some(({ isUncertain }) => isUncertain),
    places: [...locationIds].map((locationId) => ({
      ...(places.get(locationId) ?? emptyPlace(locationId)),
      classSales: read.sales.filter((sold) => isOfItem(sold) && sold.locationId === locationId),
      unitsInReceipt: receipts.filter((receipt) => receipt.locationId === locationId && !receipt.isUncertain).reduce((sum, { units }) => sum + units, 0),
      lots: lots.filter((lot) => lot.locationId === locationId).map(({ inventoryItemId: _item, ...lot }) => ({ kind: "inbound" as const, ...lot })),
    })),
  };
}

/** A location that only a purchase order names so far. */
function emptyPlace(locationId: LocationId): Omit<PlaceFacts, "lots" | "unitsInReceipt" | "classSales"> {
  return { locationId, available: 0, committed: 0, unitsWaiting: 0, unitsAllocated: 0, unseenUnits: 0, firstRankAt: null, saved: null };
}

async function readItems(
  db: Sql,
  shop: ShopDomain,
  { inventoryItemIds, now, locks }: { inventoryItemIds: readonly InventoryItemId[]; now: Instant; locks: boolean },
): Promise<ItemRow[]> {
  const { rows } = await db.query<ItemRow>(
    prepared(`SELECT v.inventory_item_id AS "inventoryItemId", v.variant_id AS "variantId", v.backorder_mode AS mode, v.backorder_limit AS "limit", v.sold_per_day AS "soldPerDay",
            v.inventory_policy AS "inventoryPolicy", v.publication_rev AS "publicationRev", p.payload AS newest,
            (SELECT COALESCE(sum(t.uncommitted_units), 0)::int FROM queue_total t WHERE t.shop = $1 AND t.inventory_item_id = v.inventory_item_id) AS "uncommittedUnits",
            (SELECT COALESCE(sum(r.units), 0)::int FROM stock_rise r WHERE r.shop = $1 AND r.inventory_item_id = v.inventory_item_id AND r.answered_at IS NULL) AS "risenUnits",
            CASE WHEN v.made_to_order AND terms."supplierId" IS NOT NULL THEN to_jsonb(terms) || jsonb_build_object('unitsSoldPerDay', (
              SELECT COALESCE(sum(l.units_ordered - l.units_removed), 0) / ${SALES_MEASURED_DAYS}::float8 FROM order_line l JOIN "order" o ON o.shop = l.shop AND o.order_id = l.order_id
               WHERE l.shop = $1 AND l.inventory_item_id = v.inventory_item_id AND o.created_at >= $3::timestamptz - interval '${SALES_MEASURED_DAYS} days')) END AS "madeToOrder"
       FROM variant v
       LEFT JOIN LATERAL (
         SELECT s.supplier_id AS "supplierId", s.name AS supplier, COALESCE(i.lead_time_days, s.lead_time_days) AS "leadTimeDays",
                GREATEST(i.minimum_units, s.minimum_units) AS "minimumUnits", i.pack_size AS "packSize", s.order_weekdays AS "orderWeekdays"
           FROM supplier_item i JOIN supplier s ON s.shop = i.shop AND s.supplier_id = i.supplier_id
          WHERE i.shop = v.shop AND i.inventory_item_id = v.inventory_item_id ORDER BY i.rank, i.supplier_id LIMIT 1) terms ON v.made_to_order
       LEFT JOIN publication p ON p.shop = v.shop AND p.variant_id = v.variant_id AND p.rev = v.publication_rev
      WHERE v.shop = $1 AND v.inventory_item_id = ANY($2) AND v.is_tracked AND v.deleted_at IS NULL
      ORDER BY v.inventory_item_id ${locks ? "FOR UPDATE OF v" : ""}`),
    [shop, inventoryItemIds, now],
  );
  return rows;
}

async function readPlaces(db: Sql, shop: ShopDomain, inventoryItemIds: readonly InventoryItemId[]): Promise<PlaceRow[]> {
  const { rows } = await db.query<PlaceRow>(
    prepared(`SELECT place.inventory_item_id AS "inventoryItemId", place.location_id AS "locationId",
            COALESCE(s.available, 0) AS available, COALESCE(s.committed, 0) AS committed,
            COALESCE(t.units_waiting, 0) AS "unitsWaiting", COALESCE(t.units_allocated, 0) AS "unitsAllocated", COALESCE(t.unseen_units, 0) AS "unseenUnits",
            first.rank_at AS "firstRankAt",
            CASE WHEN c.shop IS NOT NULL THEN json_build_object('hasDates', c.steps <> '[]', 'computedFor', c.computed_for, 'queue',
              CASE WHEN c.units_waiting IS NOT NULL
                THEN json_build_object('unitsWaiting', c.units_waiting, 'unseenUnits', c.unseen_units, 'steps', c.steps) END) END AS saved
       FROM (SELECT inventory_item_id, location_id FROM stock_level WHERE shop = $1 AND inventory_item_id = ANY($2)
              UNION SELECT inventory_item_id, location_id FROM queue_total WHERE shop = $1 AND inventory_item_id = ANY($2)
              UNION SELECT inventory_item_id, location_id FROM promise_curve WHERE shop = $1 AND inventory_item_id = ANY($2)) AS place
       LEFT JOIN stock_level s ON s.shop = $1 AND s.inventory_item_id = place.inventory_item_id AND s.location_id = place.location_id
       LEFT JOIN queue_total t ON t.shop = $1 AND t.inventory_item_id = place.inventory_item_id AND t.location_id = place.location_id
       LEFT JOIN promise_curve c ON c.shop = $1 AND c.inventory_item_id = place.inventory_item_id AND c.location_id = place.location_id
       LEFT JOIN LATERAL (
         SELECT q.rank_at FROM queue_entry q
          WHERE q.shop = $1 AND q.inventory_item_id = place.inventory_item_id AND q.location_id = place.location_id AND q.units_waiting > 0
          ORDER BY q.priority DESC, q.rank_at, q.line_item_id, q.cohort LIMIT 1) first ON true
      WHERE place.location_id <> ''`),
    [shop, inventoryItemIds],
  );
  return rows;
}

/**
 * Open lots. Units that appeared on the shelf while the merchant has not said where they came from are on the shelf and
 * perhaps still in a lot: they count on the shelf, and are taken off the lots, the earliest first, so that nothing is
 * promised twice.
 */
async function readLots(db: Sql, shop: ShopDomain, inventoryItemIds: readonly InventoryItemId[]): Promise<LotRow[]> {
  const { rows } = await db.query<LotRow>(
    prepared(`WITH lot AS (
       SELECT l.inventory_item_id, s.location_id, l.units - l.units_received AS units, s.inbound_shipment_id, o.number, s.supplier_id, f.name, s.deadline,
              COALESCE(sum(l.units - l.units_received) OVER (
                PARTITION BY l.inventory_item_id, s.location_id ORDER BY s.deadline, s.inbound_shipment_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS units_before
         FROM inbound_line l
         JOIN inbound_shipment s ON s.shop = l.shop AND s.inbound_shipment_id = l.inbound_shipment_id
         JOIN purchase_order o ON o.shop = s.shop AND o.purchase_order_id = s.purchase_order_id
         JOIN supplier f ON f.shop = s.shop AND f.supplier_id = s.supplier_id
        WHERE l.shop = $1 AND l.inventory_item_id = ANY($2) AND l.units_received < l.units
          AND s.received_on IS NULL AND s.cancelled_at IS NULL AND o.status = 'ordered'),
     risen AS (
       SELECT inventory_item_id, location_id, sum(units) AS units FROM stock_rise
        WHERE shop = $1 AND inventory_item_id = ANY($2) AND answered_at IS NULL GROUP BY 1, 2),
     left_over AS (
       SELECT lot.*, (lot.units - LEAST(lot.units, GREATEST(0, COALESCE(risen.units, 0) - lot.units_before)))::int AS units_left
         FROM lot LEFT JOIN risen ON risen.inventory_item_id = lot.inventory_item_id AND risen.location_id = lot.location_id)
     SELECT inventory_item_id AS "inventoryItemId", location_id AS "locationId", units_left AS units, inbound_shipment_id AS "inboundShipmentId",
            number AS "purchaseOrder", supplier_id AS "supplierId", name AS supplier, deadline
       FROM left_over WHERE units_left > 0 ORDER BY deadline, inbound_shipment_id`),
    [shop, inventoryItemIds],
  );
  return rows;
}

/** Units a day of each level, by the orders of the last weeks; a level that sold nothing passes nobody. */
async function readClassSales(db: Sql, shop: ShopDomain, inventoryItemIds: readonly InventoryItemId[], now: Instant): Promise<SalesRow[]> {
  const { rows } = await db.query<SalesRow>(
    prepared(`SELECT q.inventory_item_id AS "inventoryItemId", q.location_id AS "locationId", q.priority,
            sum(q.units_ordered - q.units_removed) / ${SALES_MEASURED_DAYS}::float8 AS "unitsPerDay"
       FROM order_line l
       JOIN "order" o ON o.shop = l.shop AND o.order_id = l.order_id AND o.created_at >= $3::timestamptz - interval '${SALES_MEASURED_DAYS} days'
       JOIN queue_entry q ON q.shop = l.shop AND q.line_item_id = l.line_item_id
      WHERE l.shop = $1 AND l.inventory_item_id = ANY($2) AND q.priority > 0
      GROUP BY 1, 2, 3`),
    [shop, inventoryItemIds, now],
  );
  return rows;
}

/**
 * Received units that Shopify's levels do not show yet. A level saved before the receipt was sent cannot show it; one
 * whose reading began after the receipt was confirmed does. In between nobody can tell: uncertain.
 */
async function readReceipts(db: Sql, shop: ShopDomain, inventoryItemIds: readonly InventoryItemId[], now: Instant): Promise<ReceiptRow[]> {
  const { rows } = await db.query<ReceiptRow>(
    prepared(`SELECT l.inventory_item_id AS "inventoryItemId", r.location_id AS "locationId", l.units, COALESCE(r.sent_at <= s.read_at, false) AS "isUncertain"
       FROM receipt_line l
       JOIN receipt r ON r.shop = l.shop AND r.receipt_id = l.receipt_id
       LEFT JOIN stock_level s ON s.shop = l.shop AND s.inventory_item_id = l.inventory_item_id AND s.location_id = r.location_id
      WHERE l.shop = $1 AND l.inventory_item_id = ANY($2) AND r.failure IS NULL
        AND (r.confirmed_seq IS NULL OR s.read_seq < r.confirmed_seq)
        AND (r.sent_at IS NULL OR s.read_at < r.sent_at OR r.sent_at > $3::timestamptz - interval '${RECEIPT_PATIENCE}')`),
    [shop, inventoryItemIds, now],
  );
  return rows;
}

/** Late lots that are still open count too: they will be later than they are today. */
export async function readLateness(db: Sql, shop: ShopDomain, today: CalendarDate): Promise<LatenessRecord[]> {
  const { rows } = await db.query<LatenessRecord>(
    prepared(`SELECT supplier_id AS "supplierId", location_id AS "locationId", received_on - deadline AS "daysLate", $2::date - received_on AS "ageDays", false AS "isOpen"
       FROM (SELECT * FROM inbound_shipment WHERE shop = $1 AND received_on IS NOT NULL AND deadline IS NOT NULL AND cancelled_at IS NULL
              ORDER BY received_on DESC LIMIT ${MOST_SHIPMENTS}) AS received
      UNION ALL
     SELECT supplier_id, location_id, $2::date - deadline, 0, true
       FROM inbound_shipment WHERE shop = $1 AND received_on IS NULL AND cancelled_at IS NULL AND deadline < $2::date`),
    [shop, today],
  );
  return rows;
}

/** Days from order to receipt; orders that are under way count by the days so far. */
async function readLeadTimes(db: Sql, shop: ShopDomain, today: CalendarDate): Promise<LatenessRecord[]> {
  const { rows } = await db.query<LatenessRecord>(
    prepared(`SELECT s.supplier_id AS "supplierId", s.location_id AS "locationId", COALESCE(s.received_on, $2::date) - o.ordered_on AS "daysLate",
            COALESCE($2::date - s.received_on, 0) AS "ageDays", s.received_on IS NULL AS "isOpen"
       FROM inbound_shipment s JOIN purchase_order o ON o.shop = s.shop AND o.purchase_order_id = s.purchase_order_id
      WHERE s.shop = $1 AND s.cancelled_at IS NULL AND o.status IN ('ordered', 'received')
      ORDER BY o.ordered_on DESC LIMIT ${MOST_SHIPMENTS}`),
    [shop, today],
  );
  return rows;
}

type LocationRow = Omit<LocationFacts, "calendar" | "booked" | "backlogUnits"> & {
  readonly locationId: LocationId;
  readonly receivingWeekdays: number[];
  readonly packingWeekdays: number[];
  readonly receivingDays: number;
  readonly holidays: CalendarDate[];
};

/** How each of the shop's locations packs, with the work that lies there. */
export async function readLocations(db: Sql, shop: ShopDomain): Promise<Map<LocationId, LocationFacts>> {
  const { rows } = await db.query<LocationRow>(
    prepared(`SELECT location_id AS "locationId", cut_off AS "cutOff", is_active AS "isActive", fulfils_online AS "fulfilsOnline", units_per_day AS "unitsPerDay",
            COALESCE(normal_units_per_day, measured_units_per_day) AS "normalUnitsPerDay", receiving_weekdays AS "receivingWeekdays",
            packing_weekdays AS "packingWeekdays", receiving_days AS "receivingDays", COALESCE(holidays::text[], '{}') AS holidays
       FROM location WHERE shop = $1`),
    [shop],
  );
  const limited = rows.filter(({ unitsPerDay }) => unitsPerDay !== null).map(({ locationId }) => locationId);
  const work = limited.length > 0 ? await readWork(db, shop, limited) : { backlog: new Map<LocationId, number>(), booked: new Map<LocationId, BookedWork[]>() };
  return new Map(
    rows.map(({ locationId, receivingWeekdays, packingWeekdays, receivingDays, holidays, ...row }) => [
      locationId,
      {
        ...row,
        calendar: { receivingWeekdays, packingWeekdays, receivingDays, holidays },
        backlogUnits: work.backlog.get(locationId) ?? 0,
        booked: work.booked.get(locationId) ?? [],
      },
    ]),
  );
}

async function readWork(db: Sql, shop: ShopDomain, locationIds: readonly LocationId[]) {
  const backlog = await db.query<{ locationId: LocationId; units: number }>(
    prepared(`SELECT location_id AS "locationId", sum(units_allocated)::int AS units FROM queue_total
      WHERE shop = $1 AND location_id = ANY($2) AND units_allocated > 0 GROUP BY location_id`),
    [shop, locationIds],
  );
  const booked = await db.query<BookedWork & { locationId: LocationId }>(
    prepared(`SELECT location_id AS "locationId", inventory_item_id AS "inventoryItemId", day, units, rank_at AS "rankAt"
       FROM location_load WHERE shop = $1 AND location_id = ANY($2)`),
    [shop, locationIds],
  );
  return {
    backlog: new Map(backlog.rows.map(({ locationId, units }) => [locationId, units])),
    booked: Map.groupBy(booked.rows, ({ locationId }) => locationId),
  };
}
