/** Transactions over one pool. Hot paths are single statements sent with `sql(tx)`; simple reads and writes go through Prisma. */
import { createHash } from "node:crypto";
import pg from "pg";
import type { Database, Transaction } from "../../use-cases/ports/transaction.ts";

/** Deadlock, serialization failure: PostgreSQL asks us to try again. */
const RETRYABLE = new Set(["40P01", "40001"]);
const TRANSACTION_TRIES = 4;
const RETRY_PAUSE_MS = 20;

export type Sql = pg.ClientBase | pg.Pool;

/** A pool that reads bigint counters as numbers: ours stay far below 2^53. */
export function createPool(connectionString: string, max = 10): pg.Pool {
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number);
  // A calendar date is not a moment: keep its text.
  types.setTypeParser(pg.types.builtins.DATE, (text) => text);
  types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => new Date(text).toISOString());
  // A plan that was made while a table was small and is kept reads all of it when it has grown: prepared statements save the
  // parsing, each run is planned for what it is given.
  const pool = new pg.Pool({ connectionString, max, types, options: "-c plan_cache_mode=force_custom_plan" });
  // A connection that the server closed is replaced at the next use. Without a listener its end would be the process's:
  // the pool's hears of idle ones, the connection's own of those in the middle of a transaction.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

export function createDatabase(pool: pg.Pool): Database {
  return {
    async transaction(work) {
      for (let attempt = 1; ; attempt++) {
        const client = await pool.connect();
        try {
          await client.query("BEGIN");
          const result = await work(asTransaction(client));
          await client.query("COMMIT");
          client.release();
          return result;
        } catch (error) {
          await rollBack(client);
          if (attempt === TRANSACTION_TRIES || !isRetryable(error)) throw error;
          await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE_MS * 2 ** attempt * Math.random()));
        }
      }
    },
  };
}

/** The connection behind a transaction, for stores. */
export function sql(tx: Transaction): pg.ClientBase {
  return tx as unknown as pg.ClientBase; // the brand hides exactly this from use cases
}

const nameOf = new Map<string, string>();
const NAME_LENGTH = 20;

/** The statement, parsed once on each connection. Each text is a constant, so there are only so many of them. */
export function prepared(text: string): { name: string; text: string } {
  let name = nameOf.get(text);
  if (name === undefined) nameOf.set(text, (name = createHash("sha256").update(text).digest("hex").slice(0, NAME_LENGTH)));
  return { name, text };
}

function asTransaction(client: pg.ClientBase): Transaction {
  return client as unknown as Transaction;
}

async function rollBack(client: pg.PoolClient): Promise<void> {
  const broken = await client.query("ROLLBACK").then(
    () => undefined,
    (error: Error) => error,
  );
  client.release(broken);
}

function isRetryable(error: unknown): boolean {
  return error instanceof pg.DatabaseError && RETRYABLE.has(error.code ?? "");
}

/** Whoever saves under the same name at the same time waits here, and then finds it taken. */
export async function takeName(db: Sql, name: string): Promise<void> {
  await db.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [name]);
}
