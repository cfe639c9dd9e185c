import { expect, test } from "vitest";
import { useScratchDatabase } from "../../../../tests/scratch-database.ts";
import { DEMO_SHOP, insertShop } from "../../../testing/ledger-rows.ts";
import { readLastCheck } from "./last-check.server.ts";

const database = useScratchDatabase();

test("the last check that was finished is told, and how far the one under way is", async () => {
  await insertShop(database.pool);
  const nothing = { finishedAt: null, differences: 0, isRunning: false, looked: 0, toLook: 0, unseenUnits: 0 };
  expect(await readLastCheck(database.pool, DEMO_SHOP)).toEqual(nothing);
  await database.pool.query(
    `INSERT INTO reconciliation (shop, started_at, phase, read_seq, changes, finished_at, looked, to_look)
     VALUES ($1, now() - interval '3 hours', 'levels', 1, 9, now() - interval '2 hours', 5, 5), ($1, now() - interval '2 hours', 'levels', 2, 3, '2026-10-01T08:00:00Z', 5, 5),
            ($1, now(), 'open_orders', 3, 1, NULL, 40, 100)`,
    [DEMO_SHOP],
  );
  expect(await readLastCheck(database.pool, DEMO_SHOP)).toEqual({
    finishedAt: "2026-10-01T08:00:00.000Z",
    differences: 3,
    isRunning: true,
    looked: 40,
    toLook: 100,
    unseenUnits: 0,
  });
});
