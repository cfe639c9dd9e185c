import { describe, expect, test } from "vitest";
import { byNumber, byText, byTime, matcherOf, parseSearch } from "./search.ts";

type Row = { id: number; status: string; tags: string[]; updatedAt: string };
const row = (values: Partial<Row> = {}): Row => ({ id: 5, status: "open", tags: ["late"], updatedAt: "2026-11-20T09:00:00Z", ...values });
const fields = {
  id: byNumber<Row>(({ id }) => id),
  status: byText<Row>(({ status }) => status),
  tag: byText<Row>(({ tags }) => tags),
  updated_at: byTime<Row>(({ updatedAt }) => updatedAt),
};

test.each([
  ["status:open", true],
  ["status:closed", false],
  ["id:>4 id:<=5", true],
  ["id:>4 AND id:<5", false],
  ["-status:open", false],
  ["NOT status:closed", true],
  ["tag:'late'", true],
  ['updated_at:>="2026-11-20T10:00:00+01:00"', true],
  ["updated_at:>='2026-11-20T09:00:01Z'", false],
  ["updated_at:>2026-11-20T08:59:59Z", true],
  ["", true],
])("%s", (query, isMatch) => {
  expect(matcherOf(query, fields)(row())).toBe(isMatch);
});

describe("what cannot be searched is said", () => {
  test("an unknown field", () => {
    expect(() => matcherOf("colour:red", fields)).toThrow("dev store: the search field colour is not implemented");
  });

  test("a bare word", () => {
    expect(() => parseSearch("lantern")).toThrow("dev store: the search term lantern is not implemented");
  });
});
