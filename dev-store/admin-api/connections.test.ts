import fc from "fast-check";
import { expect, test } from "vitest";
import { connection } from "./connections.ts";
import type { Entry } from "./connections.ts";

const entries = fc.uniqueArray(fc.record({ id: fc.nat(500), sortValue: fc.constantFrom("a", "b", "c") }), { selector: ({ id }) => id });

function entriesOf(rows: { id: number; sortValue: string }[]): Entry<number>[] {
  return rows.map((row) => ({ ...row, node: row.id }));
}

test("paging forward shows every item once, in order, whatever the page size", () => {
  fc.assert(
    fc.property(entries, fc.integer({ min: 1, max: 7 }), fc.boolean(), (rows, first, reverse) => {
      const seen: number[] = [];
      let after: string | null = null;
      for (;;) {
        const page: ReturnType<typeof connection<number>> = connection(entriesOf(rows), { first, after, reverse });
        seen.push(...page.nodes);
        if (!page.pageInfo.hasNextPage) break;
        after = page.pageInfo.endCursor;
      }
      const sign = reverse ? -1 : 1;
      const sorted = [...rows].sort((one, other) => sign * (one.sortValue.localeCompare(other.sortValue) || one.id - other.id));
      expect(seen).toEqual(sorted.map(({ id }) => id));
    }),
  );
});

test("an item that moves behind the cursor is shown again, one that stays is not", () => {
  const rows = [
    { id: 1, sortValue: "a" },
    { id: 2, sortValue: "b" },
    { id: 3, sortValue: "c" },
  ];
  const { pageInfo } = connection(entriesOf(rows), { first: 2 });
  const moved = rows.map((row) => (row.id === 1 ? { ...row, sortValue: "d" } : row));
  expect(connection(entriesOf(moved), { first: 5, after: pageInfo.endCursor }).nodes).toEqual([3, 1]);
});

test.each([
  [{}, "you must provide one of first or last"],
  [{ first: 251 }, "first cannot exceed 250"],
  [{ first: 1, after: "nonsense" }, "Invalid cursor for current pagination sort."],
])("%j is refused", (args, message) => {
  expect(() => connection(entriesOf([]), args)).toThrow(message);
});
