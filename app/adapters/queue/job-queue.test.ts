import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { useScratchDatabase } from "../../../tests/scratch-database.ts";
import type { OrderId, ShopDomain } from "../../domain/ids.ts";
import type { Job } from "../../use-cases/ports/jobs.ts";
import { createDatabase, sql } from "../prisma/database.server.ts";
import { createJobQueue, DEAD_LETTERS, JOB_NAMES } from "./job-queue.server.ts";
import type { JobQueue } from "./job-queue.server.ts";

const SHOP = "a.myshopify.com" as ShopDomain;
const database = useScratchDatabase();
let queue: JobQueue;
const errors: Error[] = [];

beforeAll(async () => {
  queue = createJobQueue({
    connectionString: database.url,
    retryBaseSeconds: 1,
    leaseSeconds: 10,
    monitorSeconds: 1,
    works: true,
    onError: (error) => void errors.push(error),
  });
  await queue.start();
});
afterAll(() => queue.stop());

const holds = (orderId: string): Job => ({ name: "apply-holds", shop: SHOP, orderId: orderId as OrderId });
const waiting = async (name: string) =>
  (await database.pool.query(`SELECT data, state, start_after > now() AS later, retry_limit FROM pgboss.job WHERE name = $1 ORDER BY created_on`, [name])).rows;

test("a job exists exactly if the transaction commits that gave the reason for it", async () => {
  const { transaction } = createDatabase(database.pool);
  await transaction((tx) => queue.enqueue(tx, [holds("1")]));
  await expect(
    transaction(async (tx) => {
      await queue.enqueue(tx, [holds("2")]);
      throw new Error("and then it failed");
    }),
  ).rejects.toThrow("and then it failed");
  expect((await waiting("apply-holds")).map((row) => row.data.orderId)).toEqual(["1"]);
});

test("a thousand jobs of one name are one statement", async () => {
  const { transaction } = createDatabase(database.pool);
  await transaction(async (tx) => {
    const query = vi.spyOn(sql(tx), "query");
    await queue.enqueue(
      tx,
      Array.from({ length: 1000 }, (_, n) => holds(String(n))),
    );
    expect(query).toHaveBeenCalledTimes(1);
    query.mockRestore();
  });
});

test("a job asked for later waits", async () => {
  const later: Job = { name: "settle-items", shop: SHOP, inventoryItemIds: [], afterSeconds: 60 };
  await createDatabase(database.pool).transaction((tx) => queue.enqueue(tx, [later]));
  expect(await waiting("settle-items")).toMatchObject([{ later: true }]);
});

test("work that is looked for again and again has one job as long as none has done it", async () => {
  const { transaction } = createDatabase(database.pool);
  const reconcile = (shop: string): Job => ({ name: "reconcile", shop: shop as ShopDomain });
  for (let look = 0; look < 3; look++) await transaction((tx) => queue.enqueue(tx, [reconcile("a"), reconcile("b")], { unlessOpen: true }));
  expect((await waiting("reconcile")).map((row) => row.data.shop).sort()).toEqual(["a", "b"]);
  await database.pool.query(`UPDATE pgboss.job SET state = 'completed' WHERE name = 'reconcile' AND data->>'shop' = 'a'`);
  await transaction((tx) => queue.enqueue(tx, [reconcile("a"), reconcile("b")], { unlessOpen: true }));
  expect((await waiting("reconcile")).map((row) => row.data.shop).sort()).toEqual(["a", "a", "b"]);
});

test("a worker is given the jobs, and one that failed again", async () => {
  const seen: string[] = [];
  await queue.work({
    name: "confirm-backorder",
    batchSize: 10,
    run: async (jobs) => jobs.map(({ id, data }) => ({ id, error: seen.push((data as { orderId: string }).orderId) === 1 ? new Error("not yet") : null })),
  });
  await createDatabase(database.pool).transaction((tx) => queue.enqueue(tx, [{ name: "confirm-backorder", shop: SHOP, orderId: "7" as OrderId }]));
  await vi.waitFor(() => expect(seen).toEqual(["7", "7"]), { timeout: 15_000, interval: 100 });
  await vi.waitFor(async () => expect(await waiting("confirm-backorder")).toMatchObject([{ state: "completed" }]), { timeout: 5_000 });
});

test("every queue keeps what failed for good", async () => {
  const { rows } = await database.pool.query(`SELECT name, dead_letter, heartbeat_seconds FROM pgboss.queue WHERE name <> $1 ORDER BY name`, [DEAD_LETTERS]);
  expect(rows).toEqual([...JOB_NAMES].sort().map((name) => ({ name, dead_letter: DEAD_LETTERS, heartbeat_seconds: 10 })));
  expect(errors).toEqual([]);
});
