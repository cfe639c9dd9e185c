import { expect, test } from "vitest";
import { z } from "zod";
import type { KeyLocks } from "../adapters/queue/key-locks.server.ts";
import { job, runJobs } from "./job-handler.ts";
import type { Parts } from "./parts.ts";

const locked: string[] = [];
const locks: KeyLocks = { run: (key, work) => (locked.push(key), work()), close: async () => {} };
const deps = { parts: {} as Parts, locks }; // the handlers below use no parts

function handler(run: (ids: string[]) => Promise<unknown>, isExclusive = false) {
  const payload = z.object({ shop: z.string(), ids: z.array(z.string()) });
  return job({
    name: "settle-items",
    payload,
    batchSize: 10,
    atOnce: 1,
    key: ({ shop }) => shop,
    isExclusive,
    run: (_parts, jobs) => run(jobs.flatMap(({ ids }) => ids)),
  });
}
const taken = (id: string, shop: string, ...ids: string[]) => ({ id, data: { shop, ids } });

test("jobs of one key are done together, and all of them are done", async () => {
  const runs: string[][] = [];
  const outcomes = await runJobs(
    handler(async (ids) => runs.push(ids)),
    [taken("1", "a", "x"), taken("2", "b", "y"), taken("3", "a", "z")],
    deps,
  );
  expect(runs).toEqual([["x", "z"], ["y"]]);
  expect(outcomes.map(({ id, error }) => [id, error]).sort()).toEqual([
    ["1", null],
    ["2", null],
    ["3", null],
  ]);
});

test("one bad job keeps nobody back", async () => {
  const run = async (ids: string[]) => (ids.includes("bad") ? Promise.reject(new Error("bad one")) : undefined);
  const outcomes = await runJobs(handler(run), [taken("1", "a", "x"), taken("2", "a", "bad"), taken("3", "b", "y")], deps);
  expect(Object.fromEntries(outcomes.map(({ id, error }) => [id, error?.message ?? null]))).toEqual({ 1: null, 2: "bad one", 3: null });
});

test("a payload that is not what the job takes fails by itself and names the field", async () => {
  const outcomes = await runJobs(
    handler(async () => {}),
    [{ id: "1", data: { shop: "a" } }, taken("2", "a", "x")],
    deps,
  );
  expect(Object.fromEntries(outcomes.map(({ id, error }) => [id, error?.message ?? null]))).toEqual({ 1: "The payload has no usable ids.", 2: null });
});

test("an exclusive job holds its key while it runs", async () => {
  locked.length = 0;
  await runJobs(
    handler(async () => {}, true),
    [taken("1", "a", "x")],
    deps,
  );
  expect(locked).toEqual(["job:settle-items:a"]);
});
