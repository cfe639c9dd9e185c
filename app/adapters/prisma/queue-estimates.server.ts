/**
 * Writes the estimates along a queue: the curve joined to the queue's running sum, in one statement per queue that reads
 * only the part that new dates can reach (`app/domain/reach-of-change.ts`). Of the rows read only those are written whose
 * date or units differ.
 */
import type { InventoryItemId, LineItemId, LocationId, ShopDomain } from "../../domain/ids.ts";
import { reachOfChange } from "../../domain/reach-of-change.ts";
import type { Reach } from "../../domain/reach-of-change.ts";
import type { EstimatedPlace, MovedLines } from "../../use-cases/ports/promises.ts";
import type { Sql } from "./database.server.ts";

/** More lines than these are not named one by one. */
const MOST_NAMED_LINES = 5_000;

/** The first and the last entry of a queue whose units are not those that its date was written for, and what all of those add to it. */
interface ChangedEntries {
  readonly first: Place;
  readonly last: Place;
  readonly unitsAdded: number;
}

interface Place {
  readonly priority: number;
  readonly rankAt: string;
  readonly lineItemId: string;
  readonly cohort: number;
}

/** Estimates of one queue written in one transaction: some tenths of a second. */
const MOST_MOVES = 40_000;

/** Answers whose estimates changed, and the items whose queues are too long to be dated in one transaction: they begin anew with the next. */
export async function moveEstimates(
  db: Sql,
  shop: ShopDomain,
  places: readonly EstimatedPlace[],
): Promise<{ movedLines: MovedLines; unfinished: readonly InventoryItemId[] }> {
  const moving = places.filter(({ movesQueue }) => movesQueue);
  const changed = await changedEntries(db, shop, moving);
  let moved: MovedLines = [];
  const unfinished: EstimatedPlace[] = [];
  for (const place of moving) {
    const ofPlace = changed.get(keyOf(place)) ?? null;
    const after = { steps: place.steps, unseenUnits: place.unseenUnits, unitsWaiting: place.unitsWaiting };
    // Entries that were deleted left no mark: then the queue is not as long as the marks say, and all of it is written.
    const isExplained = place.before !== null && place.before.unitsWaiting + (ofPlace?.unitsAdded ?? 0) === place.unitsWaiting;
    const reach = reachOfChange(isExplained ? place.before : null, after, ofPlace !== null);
    const { ids, isCut } = await moveReached(db, shop, place, { reach, changed: ofPlace });
    if (isCut) unfinished.push(place);
    moved = moved === "many" || ids === "many" || moved.length + ids.length > MOST_NAMED_LINES ? "many" : [...moved, ...ids];
  }
  for (const { inventoryItemId, locationId } of unfinished) {
    await db.query(`UPDATE promise_curve SET units_waiting = NULL WHERE shop = $1 AND inventory_item_id = $2 AND location_id = $3`, [
      shop,
      inventoryItemId,
      locationId,
    ]);
  }
  return { movedLines: moved, unfinished: [...new Set(unfinished.map(({ inventoryItemId }) => inventoryItemId))] };
}

function keyOf({ inventoryItemId, locationId }: { inventoryItemId: InventoryItemId; locationId: LocationId }): string {
  return `${inventoryItemId} ${locationId}`;
}

const PLACE = `json_build_object('priority', q.priority, 'rankAt', q.rank_at, 'lineItemId', q.line_item_id, 'cohort', q.cohort)`;
const OF_QUEUE = `q.shop = $1 AND q.inventory_item_id = p."inventoryItemId" AND q.location_id = p."locationId" AND q.units_waiting <> q.estimated_units`;

async function changedEntries(db: Sql, shop: ShopDomain, places: readonly EstimatedPlace[]): Promise<Map<string, ChangedEntries>> {
  if (places.length === 0) return new Map();
  const wishes = places.map(({ inventoryItemId, locationId }) => ({ inventoryItemId, locationId }));
  const { rows } = await db.query<ChangedEntries & { inventoryItemId: InventoryItemId; locationId: LocationId }>(
    `SELECT p."inventoryItemId", p."locationId", head.place AS first, tail.place AS last,
            (SELECT sum(q.units_waiting - abs(q.estimated_units))::int FROM queue_entry q WHERE ${OF_QUEUE}) AS "unitsAdded"
       FROM json_to_recordset($2::json) AS p("inventoryItemId" text, "locationId" text)
      CROSS JOIN LATERAL (SELECT ${PLACE} AS place FROM queue_entry q WHERE ${OF_QUEUE}
                           ORDER BY q.priority DESC, q.rank_at, q.line_item_id, q.cohort LIMIT 1) head
      CROSS JOIN LATERAL (SELECT ${PLACE} AS place FROM queue_entry q WHERE ${OF_QUEUE}
                           ORDER BY q.priority, q.rank_at DESC, q.line_item_id DESC, q.cohort DESC LIMIT 1) tail`,
    [shop, JSON.stringify(wishes)],
  );
  return new Map(rows.map((row) => [keyOf(row), row]));
}

/** A row is written where it was read: looked up by its key again, it is found by whatever plan the statistics of the day suggest. */
const ENTRY = `ctid AS at, line_item_id, cohort, priority, rank_at, units_waiting, estimated_units, estimated_on`;
const WAITING = `SELECT ${ENTRY} FROM queue_entry WHERE shop = $1 AND inventory_item_id = $2 AND location_id = $3 AND units_waiting > 0`;
const FROM_HEAD = `priority DESC, rank_at, line_item_id, cohort`;
const FROM_TAIL = `priority, rank_at DESC, line_item_id DESC, cohort DESC`;
const LAST_UNIT_BY_HEAD = `$4 + sum(units_waiting) OVER (ORDER BY ${FROM_HEAD} ROWS UNBOUNDED PRECEDING)`;
const LAST_UNIT_BY_TAIL = `$4 - sum(units_waiting) OVER (ORDER BY ${FROM_TAIL} ROWS UNBOUNDED PRECEDING) + units_waiting`;
const RANK = `(rank_at, line_item_id, cohort)`;
const RANK_ASKED = `($8::timestamptz, $9::text, $10::int)`;

/** Which entries to read, and the position of each one's last unit: counted from the head, or from the tail. */
function readingOf(reach: Reach, { first, last }: ChangedEntries | { first: null; last: null }) {
  switch (reach.part) {
    case "all":
      return { source: WAITING, isByTail: false, facts: [] };
    case "head":
      return { source: `${WAITING} ORDER BY ${FROM_HEAD} LIMIT $7`, isByTail: false, facts: [reach.entries] };
    case "tail":
      return { source: `${WAITING} ORDER BY ${FROM_TAIL} LIMIT $7`, isByTail: true, facts: [reach.entries] };
    case "up_to_changed":
      return { ...beside(last, ">", "<="), isByTail: false };
    case "from_changed":
      return { ...beside(first, "<", ">="), isByTail: true };
    default:
      return null;
  }
}

/** Two ranges of one index: classes on one side, and of the same class the ranks on that side. */
function beside(place: Place | null, classes: "<" | ">", ranks: "<=" | ">=") {
  const source = `${WAITING} AND priority ${classes} $7 UNION ALL ${WAITING} AND priority = $7 AND ${RANK} ${ranks} ${RANK_ASKED}`;
  return { source, facts: place === null ? [] : [place.priority, place.rankAt, place.lineItemId, place.cohort] };
}

function searchable(steps: EstimatedPlace["steps"]) {
  return { firstPositions: [1, ...steps.map(({ upTo }) => upTo + 1)], dates: [...steps.map(({ shipBy }) => shipBy), null] };
}

/** By the curve of the nearest class above the entry; with none above, by its own. */
function byClass(shipBy: string, classes: string): string {
  const rows = `json_to_recordset(${classes}::json) AS c(below int, "firstPositions" bigint[], dates date[])`;
  return `CASE WHEN priority >= (SELECT max(below) FROM ${rows}) THEN ${shipBy}
    ELSE (SELECT c.dates[width_bucket(last_unit, c."firstPositions")] FROM ${rows} WHERE c.below > queue.priority ORDER BY c.below LIMIT 1) END`;
}

/**
 * The position of an entry's last unit finds its step by binary search (width_bucket over the steps' first positions);
 * beyond the last step the array has no date. Entries that wait no more only lose their mark.
 */
async function moveReached(
  db: Sql,
  shop: ShopDomain,
  { inventoryItemId, locationId, unseenUnits, unitsWaiting, steps, behindClasses }: EstimatedPlace,
  { reach, changed }: { reach: Reach; changed: ChangedEntries | null },
): Promise<{ ids: MovedLines; isCut: boolean }> {
  const reading = readingOf(reach, changed ?? { first: null, last: null });
  if (reading === null) return { ids: [], isCut: false };
  const { firstPositions, dates } = searchable(steps);
  const shipBy = `($6::date[])[width_bucket(last_unit, $5::bigint[])]`;
  const classes = behindClasses.map((behind) => ({ below: behind.below, ...searchable(behind.steps) }));
  const base = reading.isByTail ? unseenUnits + unitsWaiting : unseenUnits;
  const { rows } = await db.query<{ count: number; ids: LineItemId[] | null }>(
    `WITH queue AS (SELECT *, ${reading.isByTail ? LAST_UNIT_BY_TAIL : LAST_UNIT_BY_HEAD} AS last_unit FROM (${reading.source}) AS entry),
     estimate AS (SELECT queue.*, ${classes.length === 0 ? shipBy : byClass(shipBy, `$${7 + reading.facts.length}`)} AS ship_by FROM queue),
     moved AS (
       UPDATE queue_entry q SET estimated_on = e.ship_by, estimated_units = q.units_waiting
         FROM (SELECT at, ship_by FROM estimate WHERE estimated_on IS DISTINCT FROM ship_by OR estimated_units <> units_waiting LIMIT ${MOST_MOVES}) e
        WHERE q.shop = $1 AND q.ctid = e.at
       RETURNING q.line_item_id),
     unmarked AS (
       UPDATE queue_entry SET estimated_units = 0
        WHERE shop = $1 AND inventory_item_id = $2 AND location_id = $3 AND units_waiting <> estimated_units AND units_waiting = 0)
     SELECT count(*)::int AS count, CASE WHEN count(*) <= ${MOST_NAMED_LINES} THEN array_agg(DISTINCT line_item_id) END AS ids FROM moved`,
    [shop, inventoryItemId, locationId, base, firstPositions, dates, ...reading.facts, ...(classes.length === 0 ? [] : [JSON.stringify(classes)])],
  );
  const [outcome] = rows;
  if (outcome === undefined || outcome.count === 0) return { ids: [], isCut: false };
  return { ids: outcome.ids ?? "many", isCut: outcome.count === MOST_MOVES };
}
