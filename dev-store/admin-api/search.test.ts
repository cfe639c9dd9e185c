import { describe, expect, test } from "vitest";
import { byFlag, byId, byNumber, byText, byTime, byWords, matcherOf, requiredTerms } from "./search.ts";
import { parseSearch } from "./search-syntax.ts";

type Row = { id: number; title: string; status: string; tags: string[]; isTest: boolean; updatedAt: string; closedAt: string | null };
const row: Row = {
  id: 5,
  title: "Camp Lantern, Olive",
  status: "open",
  tags: ["late", "B2B order"],
  isTest: false,
  updatedAt: "2026-11-20T09:00:00Z",
  closedAt: null,
};
const NOW = new Date("2026-11-21T09:00:00Z");
const fields = {
  default: byWords<Row>(({ title, status }) => [title, status]),
  id: byId<Row>(({ id }) => id),
  units: byNumber<Row>(({ id }) => id),
  title: byText<Row>(({ title }) => title),
  status: byText<Row>(({ status }) => status),
  tag: byText<Row>(({ tags }) => tags),
  test: byFlag<Row>(({ isTest }) => isTest),
  updated_at: byTime<Row>(({ updatedAt }) => updatedAt),
  closed_at: byTime<Row>(({ closedAt }) => closedAt),
};

test.each([
  ["status:open", true],
  ["status:closed", false],
  ["STATUS:Open", true],
  ["id:>4 id:<=5", true],
  ["id:>4 AND id:<5", false],
  ["-status:open", false],
  ["NOT status:closed", true],
  ["tag:'late'", true],
  ['tag:"b2b order"', true],
  ["tag:late,early", true],
  ["tag:'late,early'", false],
  ["id:1,5", true],
  ["id:gid://shopify/Order/5", true],
  ["test:false", true],
  ['updated_at:>="2026-11-20T10:00:00+01:00"', true],
  ["updated_at:>='2026-11-20T09:00:01Z'", false],
  ["updated_at:>2026-11-20T08:59:59Z", true],
  ["", true],
  ["   ", true],
])("%s", (query, isMatch) => {
  expect(matcherOf(query, fields, NOW)(row)).toBe(isMatch);
});

describe("connectives", () => {
  test.each([
    ["status:closed OR tag:late", true],
    ["status:closed OR tag:early", false],
    ["status:closed tag:early OR tag:late", true],
    ["tag:late (status:closed OR id:5)", true],
    ["tag:late AND (status:closed OR id:6)", false],
    ["-(status:closed OR id:6)", true],
    ["NOT (status:open id:5)", false],
    ["((tag:late))", true],
    ["NOT NOT tag:late", true],
    ["AND tag:late AND", true],
  ])("%s", (query, isMatch) => {
    expect(matcherOf(query, fields, NOW)(row)).toBe(isMatch);
  });
});

describe("words, beginnings and presence", () => {
  test.each([
    ["lantern", true],
    ["Lantern olive", true],
    ["lanter", false],
    ["lant*", true],
    ['"camp lantern"', true],
    ['"lantern camp"', false],
    ["lantern OR kettle", true],
    ["title:camp*", true],
    ["title:lantern*", false],
    ["tag:*", true],
    ["closed_at:*", false],
    ["-closed_at:*", true],
  ])("%s", (query, isMatch) => {
    expect(matcherOf(query, fields, NOW)(row)).toBe(isMatch);
  });
});

describe("times", () => {
  test.each([
    ["updated_at:2026-11-20", true],
    ["updated_at:2026-11-19", false],
    ["updated_at:2026-11", true],
    ["updated_at:2026", true],
    ["updated_at:<2026-11-20", false],
    ["updated_at:<=2026-11-20", true],
    ["updated_at:>2026-11-20", false],
    ["updated_at:>=2026-11-20 updated_at:<2026-11-21", true],
    ["updated_at:<now", true],
    ["updated_at:>=now-24h", true],
    ["updated_at:>now-1d", false],
    ["updated_at:>now-2d", true],
  ])("%s", (query, isMatch) => {
    expect(matcherOf(query, fields, NOW)(row)).toBe(isMatch);
  });

  test("what is no time is said", () => {
    expect(() => matcherOf("updated_at:soon", fields)(row)).toThrow("dev store: the search time soon is not implemented");
  });
});

describe("what does not read is taken as far as it goes", () => {
  test.each([
    ["(status:open", true],
    ["status:open)", true],
    ["tag:'late", true],
    ["status:open -", false],
    ["()", true],
  ])("%s", (query, isMatch) => {
    expect(matcherOf(query, fields, NOW)(row)).toBe(isMatch);
  });

  test("a backslash takes a character for itself", () => {
    expect(parseSearch("title:a\\(b\\)\\ c", NOW)).toMatchObject({ field: "title", value: "a(b) c" });
    expect(parseSearch('title:"5\\" pipe"', NOW)).toMatchObject({ value: '5" pipe', isQuoted: true });
  });
});

test("terms that every match needs are those that nothing makes optional", () => {
  const terms = requiredTerms("updated_at:>=2026-11-01 (status:open AND id:>4) (tag:a OR tag:b) -test:true", NOW);
  expect(terms.map(({ field }) => field)).toEqual(["updated_at", "status", "id"]);
});

describe("what cannot be searched is said", () => {
  test("an unknown field, however deep", () => {
    expect(() => matcherOf("status:open OR (id:1 colour:red)", fields)).toThrow("dev store: the search field colour is not implemented");
  });

  test("a word where no field takes words", () => {
    expect(() => matcherOf("lantern", { id: fields.id })).toThrow("dev store: the search term lantern is not implemented");
  });
});
