import fc from "fast-check";
import { expect, test } from "vitest";
import { PartIndex } from "./part-index.ts";

const act = fc.record({ isDelete: fc.boolean(), id: fc.integer({ min: 1, max: 40 }), orderId: fc.integer({ min: 1, max: 5 }) });

test("it is a Map, in whatever order ids come and go", () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 120 }), (acts) => {
      const index = new PartIndex();
      const model = new Map<number, number>();
      for (const { isDelete, id, orderId } of acts) {
        if (isDelete) expect(index.delete(id)).toBe(model.delete(id));
        else for (const one of [index, model]) one.set(id, orderId);
        expect(index.get(id)).toBe(model.get(id));
      }
      expect(index.size).toBe(model.size);
      expect(new Map(index)).toEqual(model);
    }),
  );
});

test("tens of thousands of rising ids are found again, and none between them", () => {
  const index = new PartIndex();
  for (let id = 10; id <= 200_000; id += 10) index.set(id, id + 1);
  expect(index.size).toBe(20_000);
  for (const id of [10, 40_960, 40_970, 123_450, 200_000]) expect(index.get(id)).toBe(id + 1);
  for (const id of [9, 11, 40_965, 200_001]) expect(index.has(id)).toBe(false);
});

test("entries that lie far apart are found as well", () => {
  const index = new PartIndex();
  const far = [1, 5_000_000_000, 5_000_000_001, 900_000_000_000_000];
  for (const id of far) index.set(id, id === 5_000_000_001 ? 7 : id);
  expect(far.map((id) => index.get(id))).toEqual([1, 5_000_000_000, 7, 900_000_000_000_000]);
  expect(new Map(index).size).toBe(4);
});
