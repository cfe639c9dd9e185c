/**
 * Deliveries whose fate the sender could not know: it got no answer (the server was killed in between), and the row had
 * been saved all the same. They are the proof that a crash test has hit the moment that matters.
 */
import type pg from "pg";
import type { StoreControl } from "./store-control.ts";

/** Counts webhooks that the app had saved before the sender gave up waiting for the answer; a row saved by a later try does not count. */
export async function ambiguousDeliveries(store: StoreControl, database: pg.Pool, shop: string): Promise<number> {
  const unanswered = await store.unansweredWebhooks();
  const { rows } = await database.query<{ ambiguous: number }>(
    `SELECT count(DISTINCT (d.topic, d.webhook_id))::int AS ambiguous
       FROM unnest($2::text[], $3::timestamptz[]) AS attempt(webhook_id, ended_at)
       JOIN webhook_delivery d ON d.shop = $1 AND d.webhook_id = attempt.webhook_id AND d.received_at <= attempt.ended_at`,
    [shop, unanswered.map(({ webhookId }) => webhookId), unanswered.map(({ at }) => at)],
  );
  return rows[0]?.ambiguous ?? 0;
}
