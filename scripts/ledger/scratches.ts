/** Scratch databases in which a ledger is built again beside the one that is looked at. */
import { randomUUID } from "node:crypto";
import type pg from "pg";
import { createPool } from "../../app/adapters/prisma/database.server.ts";
import { migrate } from "../migrate.ts";

/** Two empty databases beside the one that is checked, gone afterwards. */
export async function withScratches<Result>(
  { live, url }: { live: pg.Pool; url: string },
  work: (scratches: readonly [{ pool: pg.Pool }, { pool: pg.Pool }]) => Promise<Result>,
): Promise<Result> {
  const names = [0, 1].map(() => `ledger_check_${randomUUID().replaceAll("-", "")}`);
  const pools: pg.Pool[] = [];
  try {
    for (const name of names) {
      await live.query(`CREATE DATABASE ${name}`);
      const scratchUrl = new URL(url);
      scratchUrl.pathname = `/${name}`;
      migrate(scratchUrl.href);
      pools.push(createPool(scratchUrl.href, 4));
    }
    const [one, other] = pools;
    if (one === undefined || other === undefined) throw new Error("two scratch databases are needed");
    return await work([{ pool: one }, { pool: other }]);
  } finally {
    await Promise.all(pools.map((pool) => pool.end()));
    for (const name of names) await live.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  }
}
