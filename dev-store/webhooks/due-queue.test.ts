import fc from "fast-check";
import { expect, test } from "vitest";
import { DueQueue } from "./due-queue.ts";

type Errand = { nth: number; dueMs: number };

const step = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 20 }) }, { weight: 2, arbitrary: fc.constant("take" as const) });

test.each([Infinity, 0, 2])("the earliest comes first, equals in the order in which they came, with %d in memory", (keptInMemory) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const queue = new DueQueue<Errand>({ keptInMemory });
      const model: Errand[] = [];
      for (const [nth, what] of steps.entries()) {
        if (what === "take") expect(queue.take()).toEqual(model.shift());
        else {
          queue.add({ nth, dueMs: what }, what);
          model.push({ nth, dueMs: what });
          model.sort((one, other) => one.dueMs - other.dueMs || one.nth - other.nth);
        }
        expect(queue.size).toBe(model.length);
        expect(queue.nextDueMs()).toBe(model[0]?.dueMs ?? null);
      }
    }),
    { numRuns: 50 },
  );
});

test("a long surplus comes back whole and in order", () => {
  const queue = new DueQueue<number>({ keptInMemory: 10 });
  for (let nth = 0; nth < 2_000; nth += 1) queue.add(nth, 2_000 - nth);
  const taken = Array.from({ length: 2_000 }, () => queue.take());
  expect(taken).toEqual(Array.from({ length: 2_000 }, (_, nth) => 1_999 - nth));
  expect(queue.take()).toBeUndefined();
});

test("a cleared queue is empty, its surplus too", () => {
  const queue = new DueQueue<number>({ keptInMemory: 1 });
  for (let nth = 0; nth < 5; nth += 1) queue.add(nth, nth);
  queue.clear();
  expect([queue.size, queue.nextDueMs(), queue.take()]).toEqual([0, null, undefined]);
});
