/** Writes what settles decided: entries, allocations, history, totals, levels, versions and notices, for all items at once. */
import type { InventoryItemId, NoticeId, ShopDomain } from "../../domain/ids.ts";
import { whatIsLeft } from "../../use-cases/ports/queue.ts";
import type { AllocationChange, OwedNotice, PlaceLoan, SettledItem, SettledItems, SettledLocation } from "../../use-cases/ports/queue.ts";
import type { Transaction } from "../../use-cases/ports/transaction.ts";
import { prepared, sql } from "./database.server.ts";
import { parseNoticeFacts } from "./notice-facts.server.ts";
import { saveNotices } from "./order-ledger.server.ts";
import type { SavedLevel, SavedLoan, SeenPlace } from "./saved-facts.ts";
import { RISES } from "./stock-rise-rows.server.ts";

export async function saveSettlements(tx: Transaction, shop: ShopDomain, settled: SettledItems): Promise<readonly OwedNotice[]> {
  if (settled.items.length === 0) return [];
  const changes = settled.items.flatMap((item) => item.changes.map((change) => ({ ...change, settlementId: item.settlementId })));
  if (changes.length > 0) await sql(tx).query(prepared(SAVE_CHANGES), [shop, JSON.stringify(changes), settled.at]);
  const firmFromStart = changes.filter(({ isFirmFromStart }) => isFirmFromStart);
  if (firmFromStart.length > 0) await sql(tx).query(prepared(MARK_FIRM_FROM_START), [shop, JSON.stringify(firmFromStart), settled.at]);
  const overrides = settled.items.flatMap(({ overrides, settlementId }) => overrides.map((override) => ({ ...override, settlementId })));
  if (overrides.length > 0) await sql(tx).query(prepared(MARK_OVERRIDES), [shop, JSON.stringify(overrides)]);
  const broken = changes.filter(({ units }) => units < 0);
  if (broken.length > 0) await sql(tx).query(prepared(SHRINK_FIRM_MARKS), [shop, JSON.stringify(broken)]);
  const stillTrue = broken.length > 0 ? await withholdUntrue(tx, shop, broken) : [];
  await sql(tx).query(prepared(SAVE_ITEMS), [
    shop,
    JSON.stringify(settled.items.map((item) => itemRow(item, settled))),
    JSON.stringify(
      settled.items.flatMap((item) => item.locations.map((location) => ({ ...location, ...location.terms, inventoryItemId: item.inventoryItemId }))),
    ),
    JSON.stringify(settled.items.flatMap((item) => item.newLevels.map((level) => ({ ...level, ...level.doubt, fact: savedLevel(level) })))),
    settled.at,
    settled.readSeq,
  ]);
  return saveNotices(tx, shop, [...settled.items.flatMap(({ notices }) => notices), ...stillTrue]);
}

/** News of units that are taken back before anybody was told are not sent; what is left of them is owed anew. */
async function withholdUntrue(tx: Transaction, shop: ShopDomain, broken: readonly (AllocationChange & { settlementId: number })[]): Promise<OwedNotice[]> {
  const { rows } = await sql(tx).query<Omit<OwedNotice, "facts"> & { noticeId: NoticeId; facts: unknown }>(
    prepared(`UPDATE notice n SET state = 'withheld', reason = 'superseded'
      WHERE n.shop = $1 AND n.state = 'owed' AND n.kind = 'allocated'
        AND n.order_id IN (SELECT l.order_id FROM order_line l WHERE l.shop = $1 AND l.line_item_id = ANY($2))
        AND EXISTS (SELECT FROM jsonb_array_elements(n.facts->'lines') AS line WHERE line->>'lineItemId' = ANY($2))
      RETURNING n.notice_id AS "noticeId", n.person, n.event, n.order_id AS "orderId", n.facts`),
    [shop, broken.map(({ lineItemId }) => lineItemId)],
  );
  return rows.flatMap(({ noticeId, facts, ...notice }) => whatIsLeft({ ...notice, facts: parseNoticeFacts(noticeId, "allocated", facts) }, broken));
}

/** The reading said nothing new: only its number is kept, so that an older one cannot pass it. */
export async function confirmItems(
  tx: Transaction,
  shop: ShopDomain,
  { inventoryItemIds, readSeq }: { inventoryItemIds: readonly InventoryItemId[]; readSeq: number },
): Promise<void> {
  if (inventoryItemIds.length === 0) return;
  await sql(tx).query(
    prepared(`WITH levels AS (UPDATE stock_level SET read_seq = $3 WHERE shop = $1 AND inventory_item_id = ANY($2) AND read_seq < $3)
     UPDATE variant SET settled_version = queue_version WHERE shop = $1 AND inventory_item_id = ANY($2) AND settled_version < queue_version`),
    [shop, inventoryItemIds, readSeq],
  );
}

function itemRow({ inventoryItemId, settlementId, queueVersion, locations, changes }: SettledItem, { policy }: SettledItems): object {
  const seen = Object.fromEntries(locations.map((location) => [location.locationId, seenPlace(location)]));
  return { inventoryItemId, settlementId, queueVersion: queueVersion + (changes.length > 0 ? 1 : 0), policy, seen };
}

/**
 * Whatever a decision read beside the facts is kept with it, so that it can be made again: what was firm where units could be
 * taken back, what was kept for channels, when units would leave, what was to be given by hand.
 */
function seenPlace({ seen, unitsToGive, unitsToLift, tail, rules, overrides, loans = [] }: SettledLocation): SeenPlace {
  return {
    ...seen,
    unitsToGive,
    unitsToLift,
    ...(tail.length > 0 && { tail: tail.map(({ lineItemId, cohort, unitsFirm }) => [lineItemId, cohort, unitsFirm] as const) }),
    ...(rules.leaves.length > 0 && { leaves: rules.leaves.map(({ upTo, day }) => [upTo, day] as const) }),
    ...(rules.reserves.length > 0 && { reserves: rules.reserves.map(({ channel, units }) => [channel, units] as const) }),
    ...(loans.length > 0 && { loans: loans.map(savedLoan) }),
    ...(overrides.length > 0 && { overrides: overrides.map(({ overrideId, lineItemId, units }) => [overrideId, lineItemId, units] as const) }),
  };
}

function savedLoan({ lender, borrower, units, repaidBy, completesOn }: PlaceLoan): SavedLoan {
  return [[lender.lineItemId, lender.cohort, lender.rank], [borrower.lineItemId, borrower.cohort, borrower.rank], units, repaidBy, completesOn];
}

function savedLevel({ available, committed, onHand, incoming }: SavedLevel): SavedLevel {
  return { available, committed, onHand, incoming };
}

const CHANGES = `json_to_recordset($2::json) AS c("settlementId" bigint, "inventoryItemId" text, "locationId" text, "lineItemId" text, cohort int,
       units int, rule text, rank int, sentence text, "statusBefore" text)`;

const SAVE_CHANGES = `
WITH c AS (SELECT * FROM ${CHANGES}),
entries AS (
  UPDATE queue_entry q
     SET units_granted = q.units_fulfilled + q.units_allocated + c.units, units_allocated = q.units_allocated + c.units, units_waiting = q.units_waiting - c.units,
         units_firm = LEAST(q.units_firm, q.units_fulfilled + q.units_allocated + c.units),
         units_lent = LEAST(GREATEST(q.units_lent - CASE WHEN c.rule IN ('lent', 'repaid') THEN c.units ELSE 0 END, 0), q.units_waiting - c.units),
         status = CASE WHEN q.units_allocated + c.units = 0 THEN 'waiting' WHEN q.units_waiting - c.units = 0 THEN 'allocated' ELSE 'partly_allocated' END
    FROM c WHERE q.shop = $1 AND q.line_item_id = c."lineItemId" AND q.cohort = c.cohort AND q.location_id = c."locationId"
  RETURNING q.line_item_id, q.cohort, q.location_id, c.units, c."statusBefore", q.status, q.units_ordered, q.units_fulfilled, q.units_removed, q.units_granted, c."settlementId"),
allocations AS (
  INSERT INTO allocation (shop, settlement_id, line_item_id, cohort, location_id, inventory_item_id, units, rule, rank, sentence)
  SELECT $1, "settlementId", "lineItemId", cohort, "locationId", "inventoryItemId", units, rule, rank, sentence FROM c)
INSERT INTO queue_history (shop, line_item_id, cohort, location_id, at, cause, status_from, status_to, units_ordered, units_fulfilled, units_removed, units_granted, settlement_id)
SELECT $1, line_item_id, cohort, location_id, $3, CASE WHEN units > 0 THEN 'allocated' ELSE 'taken_back' END, "statusBefore", status,
       units_ordered, units_fulfilled, units_removed, units_granted, "settlementId" FROM entries`;

/** Cover that lines had before the app came is theirs: nothing of ours takes it for somebody else. */
const MARK_FIRM_FROM_START = `
WITH c AS (SELECT * FROM ${CHANGES}),
marked AS (
  UPDATE queue_entry q SET units_firm = q.units_granted
    FROM c WHERE q.shop = $1 AND q.line_item_id = c."lineItemId" AND q.cohort = c.cohort AND q.location_id = c."locationId" RETURNING q.*)
INSERT INTO firm_mark (shop, line_item_id, cohort, location_id, cause, units, at)
SELECT shop, line_item_id, cohort, location_id, 'covered_before_install', units_granted, $3 FROM marked
ON CONFLICT (shop, line_item_id, cohort, location_id, cause) DO UPDATE SET units = EXCLUDED.units`;

const MARK_OVERRIDES = `
UPDATE allocation_override o SET units_given = a."unitsGiven", settlement_id = a."settlementId"
  FROM json_to_recordset($2::json) AS a("overrideId" bigint, "unitsGiven" int, "settlementId" bigint)
 WHERE o.shop = $1 AND o.override_id = a."overrideId"`;

/** A mark never speaks of more units than the line was granted. */
const SHRINK_FIRM_MARKS = `
UPDATE firm_mark m SET units = q.units_granted
  FROM ${CHANGES}, queue_entry q
 WHERE m.shop = $1 AND m.line_item_id = c."lineItemId" AND m.cohort = c.cohort AND m.location_id = c."locationId"
   AND q.shop = $1 AND q.line_item_id = m.line_item_id AND q.cohort = m.cohort AND q.location_id = m.location_id AND m.units > q.units_granted`;

const SAVE_ITEMS = `
WITH i AS (SELECT * FROM json_to_recordset($2::json) AS i("inventoryItemId" text, "settlementId" bigint, "queueVersion" bigint, policy text, seen jsonb)),
t AS (SELECT * FROM json_to_recordset($3::json) AS t("inventoryItemId" text, "locationId" text, "unitsWaiting" int, "unitsAllocated" int, "unseenUnits" int,
       "uncommittedUnits" int, "idleUnits" int, "idleReason" text, "shortageUnits" int, "shortageSince" timestamptz)),
l AS (SELECT * FROM json_to_recordset($4::json) AS l("inventoryItemId" text, "locationId" text, available int, committed int, "onHand" int, incoming int, fact jsonb,
       "unitsDoubted" int, "unitsWithheld" int, "isDoubtOver" boolean)),
settlements AS (
  INSERT INTO settlement (shop, settlement_id, inventory_item_id, at, policy, queue_version, seen)
  SELECT $1, "settlementId", "inventoryItemId", $5, policy, "queueVersion", seen FROM i),
totals AS (
  INSERT INTO queue_total (shop, inventory_item_id, location_id, units_waiting, units_allocated, unseen_units, uncommitted_units, idle_units, idle_reason, shortage_units, shortage_since)
  SELECT $1, "inventoryItemId", "locationId", "unitsWaiting", "unitsAllocated", "unseenUnits", "uncommittedUnits", "idleUnits", "idleReason", "shortageUnits", "shortageSince" FROM t
  ON CONFLICT (shop, inventory_item_id, location_id) DO UPDATE SET units_waiting = EXCLUDED.units_waiting, units_allocated = EXCLUDED.units_allocated,
    unseen_units = EXCLUDED.unseen_units, uncommitted_units = EXCLUDED.uncommitted_units, idle_units = EXCLUDED.idle_units, idle_reason = EXCLUDED.idle_reason,
    shortage_units = EXCLUDED.shortage_units, shortage_since = EXCLUDED.shortage_since),
${RISES},
levels AS (
  INSERT INTO stock_level (shop, inventory_item_id, location_id, available, committed, on_hand, incoming, read_seq, read_at)
  SELECT $1, "inventoryItemId", "locationId", available, committed, "onHand", incoming, $6, $5 FROM l
  ON CONFLICT (shop, inventory_item_id, location_id) DO UPDATE SET available = EXCLUDED.available, committed = EXCLUDED.committed,
    on_hand = EXCLUDED.on_hand, incoming = EXCLUDED.incoming, read_seq = EXCLUDED.read_seq, read_at = EXCLUDED.read_at),
facts AS (
  INSERT INTO fact_history (shop, kind, key, version, read_seq, fact)
  SELECT $1, 'level', "inventoryItemId" || '/' || "locationId", $5, $6, fact FROM l)
UPDATE variant v SET queue_version = i."queueVersion", settled_version = i."queueVersion", settled_at = $5
  FROM i WHERE v.shop = $1 AND v.inventory_item_id = i."inventoryItemId"`;
