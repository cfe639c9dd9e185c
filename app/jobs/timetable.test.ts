import { expect, test } from "vitest";
import { createEstimateStore } from "../adapters/prisma/estimate-store.server.ts";
import { noticeStore } from "../adapters/prisma/notice-store.server.ts";
import { createPromiseStore } from "../adapters/prisma/promise-store.server.ts";
import { createShops } from "../adapters/prisma/shop-store.server.ts";
import { createUnitMoves } from "../adapters/prisma/unit-move-store.server.ts";
import { openLedger } from "../testing/ledger-bench.ts";
import { useScratchDatabase } from "../../tests/scratch-database.ts";
import type { Parts } from "./parts.ts";
import { lookOnce } from "./timetable.ts";

const database = useScratchDatabase();

test("a shop whose work fails keeps no other shop waiting", async () => {
  const [broken, sound] = [await openLedger(database.pool), await openLedger(database.pool)];
  await database.pool.query(`UPDATE shop SET time_zone = 'Nowhere/At-All' WHERE shop = $1`, [broken.shop]);
  await database.pool.query(
    `INSERT INTO notice (shop, notice_id, person, event, kind, facts, created_at) VALUES ($1, 'n', 'order:1', 'n', 'shipped', '{}', '2026-09-01')`,
    [sound.shop],
  );
  const { jobs } = sound;
  // The timetable asks for these parts alone.
  const parts = {
    ...sound.deps,
    jobs,
    shops: createShops(database.pool),
    notices: noticeStore,
    estimates: createEstimateStore(database.pool),
    promises: createPromiseStore(database.pool),
    unitMoves: createUnitMoves(database.pool),
  } as unknown as Parts;
  await expect(lookOnce(parts, database.pool)).rejects.toThrow(/^1 pieces of work that were due failed: RangeError/);
  expect(jobs.named("send-notice")).toEqual([{ name: "send-notice", shop: sound.shop, noticeId: "n" }]);
  expect(
    jobs
      .named("reconcile")
      .map(({ shop }) => shop)
      .sort(),
  ).toEqual([broken.shop, sound.shop]);
});

test("a change whose sender died is uncertain, one that may still be under way is not", async () => {
  const { shop, deps, jobs } = await openLedger(database.pool);
  await database.pool.query(
    `INSERT INTO outgoing_mutation (shop, idempotency_key, operation, variables_hash, created_at)
     VALUES ($1, 'old', 'HoldFulfillmentOrder', '', now() - interval '16 minutes'), ($1, 'new', 'HoldFulfillmentOrder', '', now() - interval '1 minute')`,
    [shop],
  );
  const parts = { ...deps, jobs, shops: { installed: async () => [{ shop, timeZone: "UTC" }] }, notices: noticeStore } as unknown as Parts; // no more is asked for
  const stores = { estimates: createEstimateStore(database.pool), promises: createPromiseStore(database.pool), unitMoves: createUnitMoves(database.pool) };
  await lookOnce({ ...parts, ...stores }, database.pool);
  const { rows } = await database.pool.query(`SELECT idempotency_key AS key, outcome FROM outgoing_mutation WHERE shop = $1 ORDER BY 1`, [shop]);
  expect(rows).toEqual([
    { key: "new", outcome: "pending" },
    { key: "old", outcome: "uncertain" },
  ]);
});
