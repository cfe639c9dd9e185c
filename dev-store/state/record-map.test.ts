import { setImmediate as nextTurn } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { RecordMap } from "./record-map.ts";

type Crate = { id: number; label: string; weight: number | null; notes: string[] };

const FEW = 3;

function crates(): RecordMap<Crate> {
  return new RecordMap<Crate>("crates", { label: ({ label }) => label, weight: ({ weight }) => weight }, { keptAlive: FEW });
}

function crate(id: number, weight: number | null = id % 4): Crate {
  return { id, label: `crate ${id % 5}`, weight, notes: [] };
}

/** As many turns of the event loop as it takes to lay everything to rest that may. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
}

async function filled(count: number): Promise<RecordMap<Crate>> {
  const map = crates();
  for (let id = 1; id <= count; id += 1) map.set(id, crate(id));
  await rest();
  return map;
}

const act = fc.oneof(
  fc.record({ do: fc.constant("set" as const), id: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ do: fc.constant("note" as const), id: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ do: fc.constant("delete" as const), id: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ do: fc.constant("rest" as const), id: fc.constant(0) }),
);

test("it is a Map: whatever rests, the same records are there, changed as they were, in the same order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 80 }), async (acts) => {
      const map = crates();
      const model = new Map<number, Crate>();
      for (const { do: what, id } of acts) {
        if (what === "set") for (const one of [map, model]) one.set(id, crate(id));
        if (what === "note") for (const one of [map, model]) one.get(id)?.notes.push("seen");
        if (what === "delete") expect(map.delete(id)).toBe(model.delete(id));
        if (what === "rest") await rest();
        expect(map.size).toBe(model.size);
        expect(map.has(id)).toBe(model.has(id));
      }
      expect([...map.keys()]).toEqual([...model.keys()]);
      expect([...map.scan()]).toEqual([...model.values()]);
      expect([...map]).toEqual([...model]);
    }),
    { numRuns: 60 },
  );
});

test("within one step it is always the same object", async () => {
  const map = await filled(20);
  const first = map.get(1);
  for (const one of map.values()) one.notes.push("counted");
  expect(map.get(1)).toBe(first);
  expect(first?.notes).toEqual(["counted"]);
});

test("what changed while others were looked at is written back", async () => {
  const map = await filled(20);
  map.get(1)?.notes.push("opened");
  for (const one of map.values()) expect(one.id).toBeGreaterThan(0);
  await rest();
  expect(map.get(1)?.notes).toEqual(["opened"]);
});

test("records are found by a column's value as it is now", async () => {
  const map = await filled(20);
  const renamed = map.get(3);
  if (renamed !== undefined) renamed.label = "crate 1";
  expect(map.withValue("label", "crate 1").map(({ id }) => id)).toEqual([1, 6, 11, 16, 3].sort((one, other) => one - other));
  expect(map.withValue("label", "crate 3").map(({ id }) => id)).toEqual([8, 13, 18]);
});

test("records come in the order of a column and then of their ids, from a mark on, either way", async () => {
  const map = await filled(20);
  const changed = map.get(2);
  if (changed !== undefined) changed.weight = 9;
  const inOrder = [...map.scan()].sort((one, other) => (one.weight ?? 0) - (other.weight ?? 0) || one.id - other.id).map(({ id }) => id);
  const from = { value: 1, id: 9 };
  expect([...map.ordered({ column: "weight", descending: false, from: null })].map(({ id }) => id)).toEqual(inOrder);
  expect([...map.ordered({ column: "weight", descending: true, from: null })].map(({ id }) => id)).toEqual([...inOrder].reverse());
  expect([...map.ordered({ column: "weight", descending: false, from })].map(({ id }) => id)).toEqual(inOrder.slice(inOrder.indexOf(9) + 1));
  expect([...map.ordered({ column: "id", descending: true, from: { value: 4, id: 4 } })].map(({ id }) => id)).toEqual([3, 2, 1]);
});

test("a record without a value in the column is not in its order", () => {
  const map = crates();
  map.set(1, crate(1, null));
  map.set(2, crate(2));
  expect([...map.ordered({ column: "weight", descending: false, from: null })].map(({ id }) => id)).toEqual([2]);
});

test("a column that is not kept is a mistake that names it", () => {
  expect(() => crates().withValue("colour", "red")).toThrow("crates are not found by colour");
});
