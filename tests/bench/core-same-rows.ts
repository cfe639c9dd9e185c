/** The rows that orders left in the ledger, written again by a loop that does nothing else: as many orders in a transaction as a worker takes. */
import type pg from "pg";
import { LINES_PER_ORDER } from "./made-up-shopify.ts";

const ORDERS_PER_TRANSACTION = 25;

/** Each table's rows of the orders, found by the order or by its lines. */
const TABLES: Readonly<Record<string, string>> = {
  order: "order_id = ANY($2)",
  order_line: "order_id = ANY($2)",
  order_line_cohort: "line_item_id = ANY($3)",
  order_line_at: "line_item_id = ANY($3)",
  fact_history: "kind = 'order' AND key = ANY($2)",
  queue_entry: "order_id = ANY($2)",
  queue_history: "line_item_id = ANY($3)",
  allocation: "line_item_id = ANY($3)",
};

export type Chunk = readonly { readonly table: string; readonly rows: string }[];

export async function readWrittenRows(pool: pg.Pool, shop: string, { first, last }: { first: number; last: number }): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  for (let from = first; from <= last; from += ORDERS_PER_TRANSACTION) {
    const orders = Array.from({ length: Math.min(ORDERS_PER_TRANSACTION, last - from + 1) }, (_, index) => String(from + index));
    const lines = orders.flatMap((order) => Array.from({ length: LINES_PER_ORDER }, (_, index) => `${order}-${index}`));
    const chunk: { table: string; rows: string }[] = [];
    for (const [table, where] of Object.entries(TABLES)) {
      const { rows } = await pool.query<{ rows: string | null }>(
        `SELECT json_agg(t)::text AS rows FROM "${table}" t WHERE shop = $1 AND ${where.includes("$2") ? where : where.replace("$3", "$2")}`,
        [shop, where.includes("$2") ? orders : lines],
      );
      if (rows[0]?.rows != null) chunk.push({ table, rows: rows[0].rows });
    }
    chunks.push(chunk);
  }
  return chunks;
}

/** Answers lines a second. The rows go to another shop, beside those they came from. */
export async function insertSameRows(pool: pg.Pool, chunks: readonly Chunk[], shop: string): Promise<number> {
  const columns = new Map<string, string>();
  for (const table of Object.keys(TABLES)) {
    const { rows } = await pool.query<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1 AND column_name <> 'shop'`,
      [table],
    );
    columns.set(table, rows.map(({ name }) => `"${name}"`).join(", "));
  }
  const client = await pool.connect();
  let lines = 0;
  const started = performance.now();
  try {
    for (const chunk of chunks) {
      await client.query("BEGIN");
      for (const { table, rows } of chunk) {
        const names = columns.get(table) ?? "";
        const text = `INSERT INTO "${table}" (shop, ${names}) SELECT $1, ${names} FROM json_populate_recordset(NULL::"${table}", $2::json)`;
        const { rowCount } = await client.query({ name: `insert-${table}`, text, values: [shop, rows] });
        if (table === "order_line") lines += rowCount ?? 0;
      }
      await client.query("COMMIT");
    }
  } finally {
    client.release();
  }
  return lines / ((performance.now() - started) / 1000);
}
