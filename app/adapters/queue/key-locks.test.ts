import { expect, test } from "vitest";
import { useScratchDatabase } from "../../../tests/scratch-database.ts";
import { createKeyLocks } from "./key-locks.server.ts";

const database = useScratchDatabase();
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("one at a time per key, over all workers; other keys do not wait", async () => {
  const workers = [createKeyLocks(database.url), createKeyLocks(database.url)];
  let running = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++running);
    await pause(20);
    running--;
  };
  await Promise.all(workers.flatMap((worker) => [worker.run("order 1", work), worker.run("order 1", work)]));
  expect(most).toBe(1);
  await Promise.all(workers.map((worker, n) => worker.run(`order ${n + 2}`, work)));
  expect(most).toBe(2);
  await Promise.all(workers.map((worker) => worker.close()));
});

test("work that fails frees its key", async () => {
  const locks = createKeyLocks(database.url);
  await expect(locks.run("key", () => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
  expect(await locks.run("key", async () => "done")).toBe("done");
  await locks.close();
});

test("a worker that dies frees what it held", async () => {
  const [dying, other] = [createKeyLocks(database.url), createKeyLocks(database.url)];
  const neverEnds = dying.run("key", () => new Promise(() => {}));
  void neverEnds;
  await pause(100);
  await database.pool.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'promised-locks' AND state = 'idle'`);
  expect(await other.run("key", async () => "mine now")).toBe("mine now");
  await other.close();
});
