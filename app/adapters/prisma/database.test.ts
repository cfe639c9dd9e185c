import { afterAll, expect, test } from "vitest";
import { useScratchDatabase } from "../../../tests/scratch-database.ts";
import { createDatabase, createPool, sql } from "./database.server.ts";

const scratch = useScratchDatabase();
const opened: { end(): Promise<void> }[] = [];
afterAll(async () => void (await Promise.all(opened.map((pool) => pool.end()))));

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("a connection that is cut in the middle of a transaction fails that transaction and nothing else", async () => {
  const pool = createPool(scratch.url, 1);
  opened.push(pool);
  const database = createDatabase(pool);
  const cut = database.transaction(async (tx) => {
    const { rows } = await sql(tx).query<{ pid: number }>(`SELECT pg_backend_pid() AS pid`);
    await scratch.pool.query(`SELECT pg_terminate_backend($1)`, [rows[0]?.pid]);
    await pause(100); // nothing is asked of the connection while it ends
    await sql(tx).query(`SELECT 1`);
  });
  await expect(cut).rejects.toThrow();
  expect(await database.transaction(async (tx) => (await sql(tx).query(`SELECT 1 AS one`)).rows)).toEqual([{ one: 1 }]);
});
