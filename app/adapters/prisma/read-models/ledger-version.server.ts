/** One short text that changes whenever something that the pages show has changed. */
import type { ShopDomain } from "../../../domain/ids.ts";
import type { Sql } from "../database.server.ts";

/** Open pages ask for it every few seconds, so it reads index ends and small tables only, never the queue. */
export async function readLedgerVersion(db: Sql, shop: ShopDomain): Promise<string> {
  const { rows } = await db.query<{ version: string }>(
    `SELECT concat_ws('.',
       (SELECT max(history_id) FROM queue_history WHERE shop = $1),
       (SELECT max(settlement_id) FROM settlement WHERE shop = $1),
       (SELECT max(change_id) FROM purchase_order_change WHERE shop = $1),
       (SELECT sum(version) || '-' || count(*) FROM purchase_order WHERE shop = $1),
       (SELECT extract(epoch FROM max(computed_at)) FROM promise_curve WHERE shop = $1),
       (SELECT sum(publication_rev) || '-' || count(*) FILTER (WHERE backorder_mode <> 'off') FROM variant WHERE shop = $1),
       (SELECT count(*) FROM notice WHERE shop = $1 AND state <> 'sent'),
       (SELECT count(*) || '-' || count(confirmed_at) FROM receipt WHERE shop = $1)) AS version`,
    [shop],
  );
  return rows[0]?.version ?? "";
}
