import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { RecordMap } from "../state/record-map.ts";
import type { Args } from "./api-context.ts";
import { connection } from "./connections.ts";
import { searched } from "./indexed-search.ts";
import type { SearchPlan } from "./indexed-search.ts";
import { byText, byTime, matcherOf } from "./search.ts";

type Note = { id: number; name: string; tag: string; updatedAt: string };

const NOTES = 40;
const PLAN: SearchPlan<Note> = {
  fields: { name: byText(({ name }) => name), tag: byText(({ tag }) => tag), updated_at: byTime(({ updatedAt }) => updatedAt) },
  lookups: { name: { column: "name", valueOf: (text) => text.toLowerCase() } },
  times: { updated_at: "updatedAt" },
  sortColumns: { ID: "id", UPDATED_AT: "updatedAt" },
};

/** Most of the notes rest; the later an odd one was written, the earlier it was changed. */
async function notes(): Promise<RecordMap<Note>> {
  const map = new RecordMap<Note>("notes", { name: ({ name }) => name, updatedAt: ({ updatedAt }) => updatedAt }, { keptAlive: 2 });
  for (let id = 1; id <= NOTES; id += 1) {
    const minute = String(id % 2 === 0 ? id : NOTES - id).padStart(2, "0");
    map.set(id, { id, name: `note ${id}`, tag: id % 3 === 0 ? "third" : "other", updatedAt: `2026-11-23T10:${minute}:00Z` });
  }
  for (let turn = 0; turn < 5; turn += 1) await nextTurn();
  return map;
}

function page(records: Iterable<Readonly<Note>>, args: Args): unknown {
  const matching = [...records].filter(matcherOf(args["query"], PLAN.fields));
  const sortValue = args["sortKey"] === "UPDATED_AT" ? ({ updatedAt }: Note) => updatedAt : ({ id }: Note) => id;
  return connection(
    matching.map((node) => ({ id: node.id, sortValue: sortValue(node), node })),
    args,
  );
}

function cursorOf(map: RecordMap<Note>, id: number, sortKey: string): string {
  const note = map.get(id);
  return Buffer.from(JSON.stringify({ last_id: id, last_value: sortKey === "UPDATED_AT" ? note?.updatedAt : id })).toString("base64");
}

const QUERIES = [
  null,
  "tag:third",
  "name:'note 7'",
  "NOT tag:third",
  "updated_at:>='2026-11-23T10:20:00Z'",
  "updated_at:>='2026-11-23T10:20:00Z' updated_at:<'2026-11-23T10:31:00Z' tag:third",
  "name:'note 7' OR name:'note 9'",
];
const PAGES: Args[] = [
  { first: 5 },
  { last: 5 },
  { first: 5, reverse: true },
  { last: 5, reverse: true },
  { first: 5, after: 12 },
  { last: 5, before: 30 },
  { first: 5, reverse: true, after: 12 },
  { first: 5, after: 4, before: 30 },
];

test.each(["ID", "UPDATED_AT"])("an index changes nothing in any page sorted by %s", async (sortKey) => {
  const map = await notes();
  for (const query of QUERIES) {
    for (const wanted of PAGES) {
      const cursors = Object.fromEntries(["after", "before"].flatMap((end) => (end in wanted ? [[end, cursorOf(map, wanted[end], sortKey)]] : [])));
      const args = { ...wanted, ...cursors, query, sortKey };
      expect(page(searched(map, args, PLAN), args), JSON.stringify(args)).toEqual(page(map.scan(), args));
    }
  }
});

test("a page reads no further than one record beyond its end", async () => {
  const map = await notes();
  expect([...searched(map, { first: 5 }, PLAN)]).toHaveLength(6);
});

test("a count looks at everything that may match", async () => {
  const map = await notes();
  expect([...searched(map, { query: "tag:third" }, PLAN)]).toHaveLength(13);
});
