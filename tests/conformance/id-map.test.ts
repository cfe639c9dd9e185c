import { expect, test } from "vitest";
import { differences } from "./compare.ts";
import type { Comparison } from "./compare.ts";
import { IdMap } from "./id-map.ts";

const comparison = (rest: Partial<Comparison> = {}): Comparison => ({ ids: new IdMap(), said: new Set(), withCost: true, ...rest });

test("an id learnt from an answer is translated wherever a later request or message names it", () => {
  const ids = new IdMap();
  expect(differences({ order: { id: "gid://shopify/Order/8979519799602" } }, { order: { id: "gid://shopify/Order/5000000001" } }, comparison({ ids }))).toEqual(
    [],
  );
  expect(ids.translate("gid://shopify/Order/8979519799602")).toBe("gid://shopify/Order/5000000001");
  expect(ids.translate("order_id:8979519799602 in [8979519799602, 12]")).toBe("order_id:5000000001 in [5000000001, 12]");
  expect(ids.translate("gid://shopify/Product/8979519799602")).toBe("gid://shopify/Product/8979519799602");
});

test("an id that stood for one record cannot stand for another", () => {
  const ids = new IdMap();
  const first = { id: "gid://shopify/Order/8979519799602" };
  differences(first, { id: "gid://shopify/Order/1" }, comparison({ ids }));
  expect(differences(first, { id: "gid://shopify/Order/2" }, comparison({ ids }))).toEqual([{ path: "id", expected: first.id, got: "gid://shopify/Order/2" }]);
});

test("a time that was made up may differ, one that was asked for may not", () => {
  const [expected, got] = [{ at: "2026-12-01T00:00:00Z" }, { at: "2026-12-02T00:00:00Z" }];
  expect(differences(expected, got, comparison())).toEqual([]);
  expect(differences(expected, got, comparison({ said: new Set([expected.at]) }))).toHaveLength(1);
  expect(differences(expected, { at: null }, comparison())).toHaveLength(1);
});

test("a field too many is a difference, and so is one too few", () => {
  expect(differences({ one: 1 }, { two: 2 }, comparison()).map(({ path }) => path)).toEqual(["one", "two"]);
  expect(differences({ list: [1] }, { list: [1, 2] }, comparison())).toEqual([{ path: "list.length", expected: 1, got: 2 }]);
});
