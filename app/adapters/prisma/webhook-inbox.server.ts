/**
 * Deliveries from Shopify, kept until they are applied. The row is the job: a worker claims it with a lease, and what
 * it claimed is another's once the lease has run out, so every later word about it must name the lease.
 */
import { randomUUID } from "node:crypto";
import type pg from "pg";
import type { Instant, ShopDomain } from "../../domain/ids.ts";
import { prepared } from "./database.server.ts";

/** Workers listen here. */
export const INBOX_CHANNEL = "webhook_inbox";
/** With waits doubled from two seconds to at most five minutes, this is about half an hour. */
const TRIES_BEFORE_DEAD = 12;
const RETRY_WAIT_MAX_SECONDS = 300;
/** A claim is shared by the shops that have waited longest, so that one shop's burst keeps nobody else waiting. */
const SHOPS_PER_CLAIM = 20;
/** More shops than one installation serves: the search for those that wait ends even if something is wrong. */
const SHOPS_LOOKED_AT = 20_000;

export interface NewDelivery {
  readonly shop: string;
  readonly topic: string;
  readonly webhookId: string;
  readonly key: string;
  readonly body: Buffer;
  readonly triggeredAt: string | null;
  /** Why nothing can be done with it; null: it is work. */
  readonly deadReason: string | null;
}

export interface Delivery {
  readonly shop: ShopDomain;
  readonly topic: string;
  readonly webhookId: string;
  readonly key: string;
  readonly triggeredAt: Instant | null;
  readonly receivedAt: Instant;
}

export interface Claim {
  readonly leaseToken: string;
  readonly deliveries: readonly Delivery[];
}

export interface WebhookInbox {
  /** One statement that also wakes a worker. False: we have this delivery already. */
  save(delivery: NewDelivery): Promise<boolean>;
  /** At most about `limit` deliveries, shared by the shops that have any. */
  claim(options: { limit: number; leaseSeconds: number }): Promise<Claim>;
  /** Keeps a claim for another lease. */
  extend(leaseToken: string, leaseSeconds: number): Promise<void>;
  /** The deliveries have had their effect. Their bodies are private and not needed any more. Answers how many were still ours. */
  apply(leaseToken: string, deliveries: readonly Delivery[]): Promise<number>;
  /** Nothing to do or nothing that can be done. The key still says what it was about. */
  bury(leaseToken: string, deliveries: readonly Delivery[], reason: string): Promise<number>;
  /** To be tried again after a wait that doubles; buried with the reason when tried too often. An outage is nobody's fault and counts no try. */
  giveBack(leaseToken: string, deliveries: readonly Delivery[], failure: { reason: string; isOutage: boolean; retryBaseSeconds: number }): Promise<number>;
  /** Everything the lease still holds, untried: the worker stops. */
  release(leaseToken: string): Promise<void>;
}

export function createWebhookInbox(pool: pg.Pool): WebhookInbox {
  return {
    async save({ shop, topic, webhookId, key, body, triggeredAt, deadReason }) {
      const { rowCount } = await pool.query(prepared(SAVE), [shop, topic, webhookId, key, body, triggeredAt, deadReason]);
      return rowCount === 1;
    },
    async claim({ limit, leaseSeconds }) {
      const leaseToken = randomUUID();
      const { rows } = await pool.query<Delivery>(prepared(CLAIM), [limit, leaseToken, leaseSeconds]);
      return { leaseToken, deliveries: rows };
    },
    async extend(leaseToken, leaseSeconds) {
      await pool.query(`UPDATE webhook_delivery SET lease_until = now() + make_interval(secs => $2) WHERE ${OPEN} AND lease_token = $1`, [
        leaseToken,
        leaseSeconds,
      ]);
    },
    apply: (leaseToken, deliveries) => settle(pool, leaseToken, deliveries, `applied_at = now(), body = ''`),
    bury: (leaseToken, deliveries, reason) => settle(pool, leaseToken, deliveries, `dead_at = now(), dead_reason = $5, body = ''`, [reason]),
    giveBack: (leaseToken, deliveries, { reason, isOutage, retryBaseSeconds }) =>
      settle(pool, leaseToken, deliveries, isOutage ? `${GIVE_BACK}, attempts = d.attempts - 1` : GIVE_BACK_OR_BURY, [reason, retryBaseSeconds]),
    async release(leaseToken) {
      await pool.query(`UPDATE webhook_delivery SET lease_token = NULL, lease_until = NULL, attempts = attempts - 1 WHERE ${OPEN} AND lease_token = $1`, [
        leaseToken,
      ]);
    },
  };
}

/** Changes deliveries, but only those that the lease still holds: a worker that overslept must not speak for another's work. */
async function settle(pool: pg.Pool, leaseToken: string, deliveries: readonly Delivery[], change: string, more: readonly unknown[] = []): Promise<number> {
  if (deliveries.length === 0) return 0;
  const { rowCount } = await pool.query(
    prepared(`UPDATE webhook_delivery d SET lease_token = NULL, lease_until = NULL, ${change}
       FROM unnest($2::text[], $3::text[], $4::text[]) AS done(shop, topic, webhook_id)
      WHERE d.shop = done.shop AND d.topic = done.topic AND d.webhook_id = done.webhook_id AND d.${OPEN} AND d.lease_token = $1`),
    [leaseToken, deliveries.map((d) => d.shop), deliveries.map((d) => d.topic), deliveries.map((d) => d.webhookId), ...more],
  );
  return rowCount ?? 0;
}

const OPEN = "applied_at IS NULL AND dead_at IS NULL";

const SAVE = `
  WITH new AS (
    INSERT INTO webhook_delivery (shop, topic, webhook_id, key, body, triggered_at, dead_reason, dead_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7::text, CASE WHEN $7::text IS NOT NULL THEN now() END)
    ON CONFLICT DO NOTHING RETURNING 1
  )
  SELECT pg_notify('${INBOX_CHANNEL}', '') FROM new`;

/** Due and nobody's. */
const FREE = `${OPEN} AND next_try_at <= now() AND (lease_until IS NULL OR lease_until < now())`;

/** From index end to index end, one look per shop that has open deliveries; then equal shares of the claim for those whose oldest has waited longest. */
const CLAIM = `
  WITH RECURSIVE waiting(shop, place) AS (
    (SELECT shop, 1 FROM webhook_delivery WHERE ${OPEN} ORDER BY shop LIMIT 1)
    UNION ALL
    SELECT next.shop, waiting.place + 1 FROM waiting
     CROSS JOIN LATERAL (SELECT shop FROM webhook_delivery WHERE ${OPEN} AND shop > waiting.shop ORDER BY shop LIMIT 1) next
     WHERE waiting.place < ${SHOPS_LOOKED_AT}
  ), served AS (
    SELECT waiting.shop, count(*) OVER () AS shops FROM waiting
     CROSS JOIN LATERAL (SELECT next_try_at FROM webhook_delivery d WHERE d.shop = waiting.shop AND ${FREE} ORDER BY next_try_at LIMIT 1) oldest
     ORDER BY oldest.next_try_at LIMIT ${SHOPS_PER_CLAIM}
  ), head AS (
    SELECT mine.* FROM served
     CROSS JOIN LATERAL (
       SELECT d.shop, d.topic, d.webhook_id FROM webhook_delivery d WHERE d.shop = served.shop AND ${FREE}
        ORDER BY d.next_try_at, d.received_at LIMIT ceil($1::float8 / LEAST(served.shops, ${SHOPS_PER_CLAIM}))::int FOR UPDATE SKIP LOCKED) mine
  )
  UPDATE webhook_delivery d SET lease_token = $2, lease_until = now() + make_interval(secs => $3), attempts = d.attempts + 1
    FROM head WHERE d.shop = head.shop AND d.topic = head.topic AND d.webhook_id = head.webhook_id
  RETURNING d.shop, d.topic, d.webhook_id AS "webhookId", d.key, d.triggered_at AS "triggeredAt", d.received_at AS "receivedAt"`;

const GIVE_BACK = `dead_reason = $5, next_try_at = now() + make_interval(secs => LEAST($6::float8 * 2 ^ LEAST(d.attempts - 1, 20), ${RETRY_WAIT_MAX_SECONDS}))`;
const GIVE_BACK_OR_BURY = `${GIVE_BACK}, dead_at = CASE WHEN d.attempts >= ${TRIES_BEFORE_DEAD} THEN now() END,
  body = CASE WHEN d.attempts >= ${TRIES_BEFORE_DEAD} THEN '' ELSE d.body END`;
