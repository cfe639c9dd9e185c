/**
 * The rows that orders left behind, written again by a loop that does nothing else: every row that a worker adds (orders,
 * queue, settlements, facts, histories, jobs, the deliveries that named the orders), and those that it rewrites with each
 * settlement. As many transactions as there are of 25 orders each.
 */
import { randomUUID } from "node:crypto";
import type pg from "pg";

const ORDERS_PER_TRANSACTION = 25;

/** What is written from here on is later. */
export interface Mark {
  readonly fact: number;
  readonly history: number;
  readonly at: string;
}

interface Table {
  readonly name: string;
  /** Rows `t` of shop $1 that were written since the mark. */
  since(mark: Mark): string;
  /** What names a row that is rewritten again and again. */
  readonly rewritten?: readonly string[];
}

const ofNewOrders = ({ fact }: Mark) => `order_id IN (SELECT key FROM fact_history WHERE shop = $1 AND fact_id > ${fact} AND kind = 'order')`;
const ofNewLines = (mark: Mark) => `WHERE t.shop = $1 AND t.line_item_id IN (SELECT line_item_id FROM order_line WHERE shop = $1 AND ${ofNewOrders(mark)})`;
const ofNewSettlements = ({ fact }: Mark) =>
  `JOIN settlement s ON s.shop = t.shop AND s.inventory_item_id = t.inventory_item_id WHERE t.shop = $1 AND s.settlement_id > ${fact} ORDER BY s.settlement_id`;
const bySettlement = ({ fact }: Mark) => `WHERE t.shop = $1 AND t.settlement_id > ${fact} ORDER BY t.settlement_id`;
const PLACE = ["inventory_item_id", "location_id"];

const TABLES: readonly Table[] = [
  { name: "order", since: (mark) => `WHERE t.shop = $1 AND t.${ofNewOrders(mark)} ORDER BY t.read_seq, t.order_id` },
  { name: "order_line", since: (mark) => `WHERE t.shop = $1 AND t.${ofNewOrders(mark)} ORDER BY t.line_item_id` },
  { name: "order_line_cohort", since: (mark) => `${ofNewLines(mark)} ORDER BY t.line_item_id` },
  { name: "order_line_at", since: (mark) => `${ofNewLines(mark)} ORDER BY t.line_item_id` },
  { name: "queue_entry", since: (mark) => `${ofNewLines(mark)} ORDER BY t.line_item_id` },
  { name: "queue_history", since: ({ history }) => `WHERE t.shop = $1 AND t.history_id > ${history} ORDER BY t.history_id` },
  { name: "fact_history", since: ({ fact }) => `WHERE t.shop = $1 AND t.fact_id > ${fact} ORDER BY t.fact_id` },
  { name: "settlement", since: bySettlement },
  { name: "allocation", since: bySettlement },
  { name: "queue_total", since: ofNewSettlements, rewritten: PLACE },
  { name: "stock_level", since: ofNewSettlements, rewritten: PLACE },
  { name: "webhook_delivery", since: ({ at }) => `WHERE t.shop = $1 AND t.received_at >= '${at}' ORDER BY t.applied_at` },
  { name: "pgboss.job", since: ({ at }) => `WHERE t.data->>'shop' = $1 AND t.created_on >= '${at}' ORDER BY t.created_on` },
];

export interface WrittenTable {
  readonly name: string;
  readonly rewritten: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly string[];
}

export async function markNow(pool: pg.Pool): Promise<Mark> {
  const { rows } = await pool.query<Mark>(
    `SELECT nextval('fact_history_fact_id_seq') AS fact, nextval('queue_history_history_id_seq') AS history, clock_timestamp() AS at`,
  );
  const [mark] = rows;
  if (mark === undefined) throw new Error("a SELECT without FROM answers one row");
  return mark;
}

export async function readWrittenRows(pool: pg.Pool, shop: string, mark: Mark): Promise<WrittenTable[]> {
  const tables: WrittenTable[] = [];
  for (const { name, since, rewritten = [] } of TABLES) {
    const { rows } = await pool.query<{ row: string }>(`SELECT row_to_json(t)::text AS row FROM ${quoted(name)} t ${since(mark)}`, [shop]);
    const columns = await pool.query<{ name: string }>(
      `SELECT attname::text AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'shop' ORDER BY attnum`,
      [quoted(name)],
    );
    tables.push({ name, rewritten, columns: columns.rows.map((column) => column.name), rows: rows.map(({ row }) => row) });
  }
  return tables;
}

/** Answers the seconds that writing took. The rows go to another shop, beside those they came from. */
export async function insertSameRows(pool: pg.Pool, tables: readonly WrittenTable[], shop: string): Promise<number> {
  const transactions = Math.ceil((tables[0]?.rows.length ?? 0) / ORDERS_PER_TRANSACTION);
  const jobs: string[] = [];
  const chunks = Array.from({ length: transactions }, (_, index) =>
    tables.map((table) => {
      const [first, end] = [index, index + 1].map((place) => Math.floor((table.rows.length * place) / transactions));
      return { table, rows: copied(table, table.rows.slice(first, end), jobs) };
    }),
  );
  const statements = new Map(tables.map((table) => [table, insertInto(table)]));
  const client = await pool.connect();
  const started = performance.now();
  try {
    for (const chunk of chunks) {
      await client.query("BEGIN");
      for (const { table, rows } of chunk) {
        if (rows.length === 0) continue;
        await client.query({
          name: `insert-${table.name}`,
          text: statements.get(table) ?? "",
          values: [...(isOfShop(table) ? [shop] : []), `[${rows.join(",")}]`],
        });
      }
      await client.query("COMMIT");
    }
    return (performance.now() - started) / 1000;
  } finally {
    client.release();
    await pool.query(`DELETE FROM pgboss.job WHERE id = ANY($1)`, [jobs]);
  }
}

/** A job is another job, and a row that is rewritten is written once in a statement. */
function copied({ name, rewritten }: WrittenTable, rows: readonly string[], jobs: string[]): string[] {
  if (name === "pgboss.job") {
    return rows.map((row) => {
      const id = randomUUID();
      jobs.push(id);
      return JSON.stringify({ ...(JSON.parse(row) as object), id });
    });
  }
  if (rewritten.length === 0) return [...rows];
  const keyOf = (row: string) => rewritten.map((column) => (JSON.parse(row) as Record<string, unknown>)[column]).join(" ");
  return [...new Map(rows.map((row) => [keyOf(row), row])).values()];
}

function insertInto(table: WrittenTable): string {
  const { name, rewritten, columns } = table;
  const list = columns.map((column) => `"${column}"`).join(", ");
  const target = quoted(name);
  if (!isOfShop(table)) return `INSERT INTO ${target} (${list}) SELECT ${list} FROM json_populate_recordset(NULL::${target}, $1::json)`;
  const insert = `INSERT INTO ${target} (shop, ${list}) SELECT $1, ${list} FROM json_populate_recordset(NULL::${target}, $2::json)`;
  const changed = columns.filter((column) => !rewritten.includes(column)).map((column) => `"${column}" = EXCLUDED."${column}"`);
  return rewritten.length === 0 ? insert : `${insert} ON CONFLICT (shop, ${rewritten.join(", ")}) DO UPDATE SET ${changed.join(", ")}`;
}

function isOfShop({ name }: WrittenTable): boolean {
  return name !== "pgboss.job";
}

function quoted(name: string): string {
  return name
    .split(".")
    .map((part) => `"${part}"`)
    .join(".");
}
