/** Numbers readings of Shopify in the order in which they started: of two readings of the same version the later one wins. */
import type pg from "pg";

export type ReadSequence = () => Promise<number>;

export function createReadSequence(pool: pg.Pool): ReadSequence {
  return async () => {
    const { rows } = await pool.query<{ seq: number }>(`SELECT nextval('read_seq') AS seq`);
    if (rows[0] === undefined) throw new Error("PostgreSQL gave no number for the reading.");
    return rows[0].seq;
  };
}
