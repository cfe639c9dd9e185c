/** Long queues, made by SQL alone: one order of one line of one unit for each place, promised and told. */
import type pg from "pg";

export interface Queue {
  readonly shop: string;
  readonly location: string;
  readonly item: string;
  readonly lines: number;
}

export async function makeItem(pool: pg.Pool, queue: Queue, { isPromised }: { isPromised: boolean } = { isPromised: true }): Promise<void> {
  const { shop, item, location } = queue;
  await pool.query(
    `INSERT INTO variant (shop, variant_id, product_id, inventory_item_id, product_title, title, inventory_policy, backorder_mode, source_updated_at)
     VALUES ($1, 'v-' || $2, 'p', $2, 'Thing', '', 'CONTINUE', 'on', now())`,
    [shop, item],
  );
  await pool.query(`INSERT INTO queue_total (shop, inventory_item_id, location_id) VALUES ($1, $2, $3)`, [shop, item, location]);
  await pool.query(
    `INSERT INTO stock_level (shop, inventory_item_id, location_id, available, committed, on_hand, read_seq, read_at) VALUES ($1, $2, $3, 0, 0, 0, 0, now())`,
    [shop, item, location],
  );
  await addWaitingLines(pool, queue, { isPromised });
}

let linesMade = 0;

/** Adds lines to the queue's end. */
export async function addWaitingLines(
  pool: pg.Pool,
  { shop, location, item, lines }: Queue,
  { isPromised }: { isPromised: boolean } = { isPromised: true },
): Promise<void> {
  const from = linesMade + 1;
  linesMade += lines;
  const number = `(SELECT n, lpad(n::text, 9, '0') AS id FROM generate_series(${from}, ${linesMade}) AS n) g`;
  const rankAt = `'2026-01-01'::timestamptz + g.n * interval '1 second'`;
  await pool.query(
    `INSERT INTO "order" (shop, order_id, name, created_at, customer_id, source_updated_at, read_seq)
     SELECT $1, 'o' || g.id, '#' || g.n, ${rankAt}, 'c' || g.id, ${rankAt}, g.n FROM ${number}`,
    [shop],
  );
  await pool.query(
    `INSERT INTO order_line (shop, line_item_id, order_id, inventory_item_id, title, units_ordered) SELECT $1, 'l' || g.id, 'o' || g.id, $2, 'Thing, blue', 1 FROM ${number}`,
    [shop, item],
  );
  await pool.query(
    `INSERT INTO queue_entry (shop, line_item_id, cohort, location_id, order_id, inventory_item_id, rank_at, units_ordered, units_waiting, status, is_backorder)
     SELECT $1, 'l' || g.id, 0, $3, 'o' || g.id, $2, ${rankAt}, 1, 1, 'waiting', TRUE FROM ${number}`,
    [shop, item, location],
  );
  if (isPromised)
    await pool.query(
      `INSERT INTO promise (shop, line_item_id, seq, order_id, units, confidence, origin, because, notice_id)
     SELECT $1, 'l' || g.id, 1, 'o' || g.id, 1, 0.9, 'shown', '[]', 'confirmed:o' || g.id FROM ${number}`,
      [shop],
    );
  await pool.query(`UPDATE queue_total SET units_waiting = units_waiting + $3 WHERE shop = $1 AND inventory_item_id = $2`, [shop, item, lines]);
}
