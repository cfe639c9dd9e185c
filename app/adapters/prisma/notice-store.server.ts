/** Notices in PostgreSQL. Every change of state names the state it leaves, so that two senders cannot both make it. */
import type { Instant, NoticeId } from "../../domain/ids.ts";
import type { NoticeFacts } from "../../domain/notice-facts.ts";
import type { NoticeOrder, NoticeRef, NoticeShop, NoticeState, NoticeStore, OwedNotice, SendLease } from "../../use-cases/ports/notices.ts";
import type { Transaction } from "../../use-cases/ports/transaction.ts";
import { prepared, sql } from "./database.server.ts";
import { parseNoticeFacts } from "./notice-facts.server.ts";

export const noticeStore: NoticeStore = {
  async shop(tx, shop) {
    const { rows } = await sql(tx).query<{ shopFacts: NoticeShop }>(prepared(`SELECT ${SHOP_FACTS} AS "shopFacts" FROM shop s WHERE s.shop = $1`), [shop]);
    return rows[0]?.shopFacts ?? null;
  },

  async find(tx, { shop, noticeId }) {
    const { rows } = await sql(tx).query<NoticeRow>(prepared(FIND), [shop, noticeId]);
    const row = rows[0];
    return row === undefined ? null : asOwedNotice({ shop, noticeId }, row);
  },

  async olderOwed(tx, { shop, noticeId }, limit) {
    const { rows } = await sql(tx).query<{ id: NoticeId }>(prepared(OLDER_OWED), [shop, noticeId, limit]);
    return rows.map(({ id }) => id);
  },

  async lease(tx, { shop, noticeId }, { until, messageId }) {
    const { rows } = await sql(tx).query<{ attempts: number }>(prepared(LEASE), [shop, noticeId, until, messageId]);
    const leased = rows[0];
    return leased === undefined ? null : { shop, noticeId, attempt: leased.attempts };
  },

  async withhold(tx, { shop, noticeId }, reason) {
    await sql(tx).query("UPDATE notice SET state = 'withheld', reason = $3 WHERE shop = $1 AND notice_id = $2 AND state = 'owed'", [shop, noticeId, reason]);
  },

  async accepted(tx, lease, facts, at) {
    if (facts.kind === "allocated") await markFirm(tx, lease, facts.lines);
    await conclude(tx, lease, { state: "sent", reason: null, sentAt: at });
  },

  refused: (tx, lease, reason) => conclude(tx, lease, { state: "withheld", reason }),
  giveBack: (tx, lease, reason) => conclude(tx, lease, { state: "owed", reason }),
  doubt: (tx, lease, reason) => conclude(tx, lease, { state: "uncertain", reason }),

  async doubtAbandoned(tx, shop, now) {
    const { rowCount } = await sql(tx).query(
      "UPDATE notice SET state = 'uncertain', reason = 'holder_died', leased_until = NULL WHERE shop = $1 AND state = 'sending' AND leased_until < $2",
      [shop, now],
    );
    return rowCount ?? 0;
  },

  async oweAgain(tx, { shop, noticeId }) {
    const { rowCount } = await sql(tx).query(
      prepared(`UPDATE notice SET state = 'owed', reason = 'resent by the merchant'
        WHERE shop = $1 AND notice_id = $2 AND state IN ('uncertain', 'withheld') AND reason NOT IN ('redacted', 'superseded')`),
      [shop, noticeId],
    );
    return rowCount === 1;
  },

  async owedSince(tx, shop, before, limit) {
    const { rows } = await sql(tx).query<{ id: NoticeId }>(
      "SELECT notice_id AS id FROM notice WHERE shop = $1 AND state = 'owed' AND created_at < $2 ORDER BY created_at, notice_id LIMIT $3",
      [shop, before, limit],
    );
    return rows.map(({ id }) => id);
  },
};

interface NoticeRow {
  readonly state: NoticeState;
  readonly kind: string;
  readonly facts: unknown;
  readonly attempts: number;
  readonly leasedUntil: Instant | null;
  readonly shopFacts: NoticeShop;
  readonly order: NoticeOrder | null;
}

const SHOP_FACTS = `json_build_object('name', s.name, 'locale', s.locale, 'timeZone', s.time_zone, 'stage', s.stage,
           'isInstalled', s.uninstalled_at IS NULL, 'isMirrored', s.mirrored_at IS NOT NULL, 'senderName', s.sender_name, 'senderEmail', s.sender_email)`;

const FIND = `
  SELECT n.state, n.kind, n.facts, n.attempts, n.leased_until AS "leasedUntil",
         ${SHOP_FACTS} AS "shopFacts",
         CASE WHEN o.order_id IS NOT NULL THEN
           json_build_object('name', o.name, 'isCancelled', o.cancelled_at IS NOT NULL, 'customerName', o.customer_name,
             'email', o.email, 'locale', o.locale, 'statusPageUrl', o.status_page_url) END AS "order"
    FROM notice n
    JOIN shop s ON s.shop = n.shop
    LEFT JOIN "order" o ON o.shop = n.shop AND o.order_id = n.order_id
   WHERE n.shop = $1 AND n.notice_id = $2`;

function asOwedNotice(ref: NoticeRef, { kind, facts, ...row }: NoticeRow): OwedNotice {
  return { ...ref, ...row, facts: parseNoticeFacts(ref.noticeId, kind, facts) };
}

const OLDER_OWED = `
  SELECT older.notice_id AS id
    FROM notice this
    JOIN notice older ON older.shop = this.shop AND older.order_id = this.order_id AND older.state = 'owed'
     AND (older.created_at, older.notice_id) < (this.created_at, this.notice_id)
   WHERE this.shop = $1 AND this.notice_id = $2
   ORDER BY older.created_at, older.notice_id LIMIT $3`;

const LEASE = `
  UPDATE notice SET state = 'sending', attempts = attempts + 1, leased_until = $3, message_id = $4, reason = NULL
   WHERE shop = $1 AND notice_id = $2 AND state = 'owed'
  RETURNING attempts`;

/**
 * Ends an attempt. A holder that comes back after its lease ran out finds its notice `uncertain`; it knows better, so
 * its word still counts, unless somebody has started another attempt since.
 */
async function conclude(
  tx: Transaction,
  { shop, noticeId, attempt }: SendLease,
  end: { state: NoticeState; reason: string | null; sentAt?: Instant },
): Promise<void> {
  await sql(tx).query(
    prepared(`UPDATE notice SET state = $4, reason = $5, sent_at = $6, leased_until = NULL
      WHERE shop = $1 AND notice_id = $2 AND attempts = $3 AND state IN ('sending', 'uncertain')`),
    [shop, noticeId, attempt, end.state, end.reason, end.sentAt ?? null],
  );
}

/** What the customer has been told is theirs: see design 3.4. The items are locked first, as everywhere in the queue. */
async function markFirm(tx: Transaction, { shop }: SendLease, lines: Extract<NoticeFacts, { kind: "allocated" }>["lines"]): Promise<void> {
  const lineItemIds = lines.map((line) => line.lineItemId);
  await sql(tx).query(prepared(LOCK_ITEMS), [shop, lineItemIds]);
  await sql(tx).query(prepared(MARK_FIRM), [shop, lineItemIds, lines.map((line) => line.units)]);
}

const LOCK_ITEMS = `
  SELECT 1 FROM variant
   WHERE shop = $1 AND inventory_item_id IN (SELECT inventory_item_id FROM order_line WHERE shop = $1 AND line_item_id = ANY($2))
   ORDER BY inventory_item_id FOR UPDATE`;

// Announced units go to the line's entries oldest first, as far as they are granted and were not announced before.
// An entry is firm for the largest of its marks: a released hold and a mail about the same unit make it firm once.
const MARK_FIRM = `
  WITH announced AS (SELECT * FROM unnest($2::text[], $3::int[]) AS t (line_item_id, units)),
  room AS (
    SELECT e.line_item_id, e.cohort, e.location_id, a.units,
           e.units_granted - COALESCE(m.units, 0) AS room,
           sum(e.units_granted - COALESCE(m.units, 0)) OVER (PARTITION BY e.line_item_id ORDER BY e.cohort, e.location_id) AS room_so_far
      FROM queue_entry e
      JOIN announced a USING (line_item_id)
      LEFT JOIN firm_mark m ON m.shop = e.shop AND m.line_item_id = e.line_item_id AND m.cohort = e.cohort
        AND m.location_id = e.location_id AND m.cause = 'notice_accepted'
     WHERE e.shop = $1 AND e.units_granted > COALESCE(m.units, 0)),
  marked AS (
    INSERT INTO firm_mark AS mark (shop, line_item_id, cohort, location_id, cause, units)
    SELECT $1, line_item_id, cohort, location_id, 'notice_accepted', LEAST(room, units - (room_so_far - room))
      FROM room WHERE units > room_so_far - room
    ON CONFLICT (shop, line_item_id, cohort, location_id, cause) DO UPDATE SET units = mark.units + excluded.units, at = now()
    RETURNING line_item_id, cohort, location_id, units)
  UPDATE queue_entry e SET units_firm = GREATEST(e.units_firm, m.units)
    FROM marked m
   WHERE e.shop = $1 AND e.line_item_id = m.line_item_id AND e.cohort = m.cohort AND e.location_id = m.location_id`;
