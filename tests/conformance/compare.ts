import { gidIn } from "./id-map.ts";
import type { IdMap } from "./id-map.ts";
import { isObject, walk } from "./json.ts";
import type { Json, JsonObject } from "./json.ts";

export type Difference = { path: string; expected: Json | undefined; got: Json | undefined };

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const ORDER_NAME = /^#\d+(?:-F\d+)?$/;
const CURSOR_FIELDS = new Set(["cursor", "endCursor", "startCursor"]);
/** Addresses that Shopify makes up: previews, files, admin pages. */
const GENERATED_URL = /^https?:\/\/[^/]*(?:shopifypreview\.com|shopify\.com|myshopify\.com|googleapis\.com)\//;

export type Comparison = {
  ids: IdMap;
  /** Texts of the requests so far: a time that was asked for must come back, one that was made up need not. */
  said: ReadonlySet<string>;
  /** What a document of our writing costs says nothing: the answer does not tell what was asked for in vain. */
  withCost: boolean;
};

/** Where our answer differs from the recorded one. Learns the ids on the way. */
export function differences(expected: JsonObject, got: JsonObject, comparison: Comparison): Difference[] {
  const found: Difference[] = [];
  const { extensions: _notKept, ...answer } = got;
  compare(expected, "extensions" in expected ? got : answer, { path: [], found, ...comparison });
  return found;
}

/** All texts inside, for `said`. */
export function textsIn(value: Json): string[] {
  return [...walk(value)].flatMap(({ value: item }) => (typeof item === "string" ? [item] : []));
}

type Walk = Comparison & { path: string[]; found: Difference[] };

function compare(expected: Json | undefined, got: Json | undefined, here: Walk): void {
  const differ = (): void => void here.found.push({ path: here.path.join("."), expected, got });
  if (isIgnored(here)) return;
  if (Array.isArray(expected) && Array.isArray(got)) return compareLists(expected, got, here);
  if (isObject(expected) && isObject(got)) return compareObjects(expected, got, here);
  if (typeof expected === "string" && typeof got === "string") {
    if (!sameText(expected, got, here)) differ();
    return;
  }
  if (expected !== got) differ();
}

function isIgnored({ path, withCost }: Walk): boolean {
  if (path.at(-1) === "currentlyAvailable") return true;
  return !withCost && path[0] === "extensions" && path[1] === "cost";
}

function compareLists(expected: Json[], got: Json[], here: Walk): void {
  if (expected.length !== got.length) here.found.push({ path: [...here.path, "length"].join("."), expected: expected.length, got: got.length });
  const shared = Math.min(expected.length, got.length);
  for (let index = 0; index < shared; index += 1) compare(expected[index], got[index], { ...here, path: [...here.path, String(index)] });
}

function compareObjects(expected: JsonObject, got: JsonObject, here: Walk): void {
  const names = new Set([...Object.keys(expected), ...Object.keys(got)]);
  // Ids first: the other fields may contain them.
  const ordered = [...names].sort((one, other) => Number(other === "id") - Number(one === "id"));
  for (const name of ordered) compare(expected[name], got[name], { ...here, path: [...here.path, name] });
}

function sameText(expected: string, got: string, { ids, said, path }: Walk): boolean {
  if (expected === got) return true;
  const field = path.at(-1) ?? "";
  const [one, other] = [gidIn(expected), gidIn(got)];
  if (one !== null || other !== null) return one !== null && other !== null && one.type === other.type && (isMadeUp(one.id) || ids.learn(expected, got));
  if (TIMESTAMP.test(expected) && TIMESTAMP.test(got)) return !said.has(expected) || Date.parse(expected) === Date.parse(got);
  if (CURSOR_FIELDS.has(field)) return got !== "";
  if (ORDER_NAME.test(expected) && ORDER_NAME.test(got)) return ids.learnNumber("name", expected, got);
  if (field === "legacyResourceId" || field === "legacyId") return ids.translate(expected) === got || /^\d+$/.test(got);
  if (GENERATED_URL.test(expected) && !said.has(expected)) return /^https?:\/\//.test(got);
  return ids.translate(expected) === got;
}

/** Jobs and lines of an edit have names made up by chance. */
function isMadeUp(id: string): boolean {
  return id.includes("-");
}
