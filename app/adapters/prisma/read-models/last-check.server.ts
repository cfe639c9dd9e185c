/** How our books were last compared with Shopify, and how far a comparison under way is. */
import type { ShopDomain } from "../../../domain/ids.ts";
import type { Sql } from "../database.server.ts";

export interface LastCheck {
  /** Of the last one that was finished; null: none was yet. */
  readonly finishedAt: string | null;
  readonly differences: number;
  /** One is under way. */
  readonly isRunning: boolean;
  readonly looked: number;
  /** 0: not known yet. */
  readonly toLook: number;
  /** Units that Shopify has committed to orders that we may not read. */
  readonly unseenUnits: number;
}

/** Given up by then: the next one begins anew. */
const RUNNING_WITHIN = "1 day";

export async function readLastCheck(db: Sql, shop: ShopDomain): Promise<LastCheck> {
  const { rows } = await db.query<LastCheck>(
    `SELECT done.finished_at AS "finishedAt", COALESCE(done.changes, 0) AS differences, running.shop IS NOT NULL AS "isRunning",
            COALESCE(running.looked, 0) AS looked, COALESCE(running.to_look, 0) AS "toLook",
            (SELECT COALESCE(sum(unseen_units), 0) FROM queue_total WHERE shop = $1)::int AS "unseenUnits"
       FROM (SELECT) one
       LEFT JOIN LATERAL (SELECT * FROM reconciliation WHERE shop = $1 AND finished_at IS NOT NULL ORDER BY started_at DESC LIMIT 1) done ON true
       LEFT JOIN LATERAL (SELECT * FROM reconciliation WHERE shop = $1 AND finished_at IS NULL AND started_at > now() - interval '${RUNNING_WITHIN}'
                           ORDER BY started_at DESC LIMIT 1) running ON true`,
    [shop],
  );
  return rows[0] ?? { finishedAt: null, differences: 0, isRunning: false, looked: 0, toLook: 0, unseenUnits: 0 };
}
