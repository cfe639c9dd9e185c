/** Every change we ask Shopify for, saved before it is sent, so that a crash leaves a trace of what may have happened. */
import type pg from "pg";
import type { ShopDomain } from "../../domain/ids.ts";

export type MutationOutcome = "accepted" | "rejected" | "uncertain";

export interface OutgoingMutations {
  /** Answers what became of an earlier try under this key: null for the first. Throws when the key was used for something else. */
  begin(shop: ShopDomain, mutation: { key: string; operation: string; variablesHash: string }): Promise<MutationOutcome | "pending" | null>;
  resolve(shop: ShopDomain, key: string, outcome: MutationOutcome): Promise<void>;
}

/** No call lasts this long: whoever sent the change is gone. */
const PRESUMED_LOST_MINUTES = 15;

/**
 * Changes whose sender died between saving and answering are uncertain from now on. The job that wanted one reads how
 * things stand and asks again, mostly under the same key; then the answer of that try is the outcome. Answers how many.
 */
export async function nameLostMutations(pool: pg.Pool, shop: ShopDomain): Promise<number> {
  const { rowCount } = await pool.query(
    `UPDATE outgoing_mutation SET outcome = 'uncertain', resolved_at = now()
      WHERE shop = $1 AND outcome = 'pending' AND created_at < now() - make_interval(mins => $2)`,
    [shop, PRESUMED_LOST_MINUTES],
  );
  return rowCount ?? 0;
}

export function createOutgoingMutations(pool: pg.Pool): OutgoingMutations {
  return {
    async begin(shop, { key, operation, variablesHash }) {
      const { rows } = await pool.query<{ outcome: MutationOutcome | "pending"; isSame: boolean; attempts: number }>(
        `INSERT INTO outgoing_mutation (shop, idempotency_key, operation, variables_hash, attempts) VALUES ($1, $2, $3, $4, 1)
         ON CONFLICT (shop, idempotency_key) DO UPDATE SET attempts = outgoing_mutation.attempts + 1
         RETURNING outcome, attempts, operation = $3 AND variables_hash = $4 AS "isSame"`,
        [shop, key, operation, variablesHash],
      );
      const [row] = rows;
      if (row === undefined || !row.isSame) throw new Error(`The idempotency key ${key} was saved for another change than this ${operation}.`);
      return row.attempts === 1 ? null : row.outcome;
    },
    async resolve(shop, key, outcome) {
      await pool.query(`UPDATE outgoing_mutation SET outcome = $3, resolved_at = now() WHERE shop = $1 AND idempotency_key = $2`, [shop, key, outcome]);
    },
  };
}
