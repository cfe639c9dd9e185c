import { gidIn } from "./id-map.ts";
import { isObject, walk } from "./json.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Interaction, Recording } from "./recording.ts";

/**
 * What a recording shows of records that were there before its first step: the set-up that has to be made before anything
 * can be replayed. A record that a step's answer shows first was made by that step, places and apps excepted.
 */
export type Views = {
  /** Everything shown about each record, by global id, in the order in which they appear. */
  records: Map<string, JsonObject>;
  /** Records that steps made. */
  made: Set<string>;
  /** Records that requests named before any answer showed them. */
  named: Set<string>;
  /** Records that steps may have changed: what is read of them afterwards does not tell how they were. */
  touched: Set<string>;
};

/** Types that no step of these families makes. */
const ALWAYS_THERE = new Set(["App", "Location", "Shop", "TaxonomyCategory"]);
/** What a step does not change, so that a later answer may tell it. */
const LASTING_FIELDS = new Set([
  "email",
  "firstName",
  "lastName",
  "name",
  "note",
  "originalUnitPriceSet",
  "price",
  "product",
  "sku",
  "tags",
  "title",
  "variant",
  "location",
]);

export function viewsOf(recording: Recording): Views {
  const views: Views = { records: new Map(), made: new Set(), named: new Set(), touched: new Set() };
  for (const glimpse of recording.glimpses) show(views, glimpse, "latest");
  for (const step of recording.steps) look(views, step);
  for (const read of recording.upstream) show(views, read.expected, "first");
  for (const step of recording.steps) show(views, step.expected, "lasting");
  return views;
}

/** Marks what the step makes, and takes in what a read shows. */
function look(views: Views, step: Interaction): void {
  const named = gidsIn(step.variables).filter((gid) => !views.made.has(gid));
  for (const gid of named) views.named.add(gid);
  for (const gid of named) if (isGiven(gid)) views.records.set(gid, views.records.get(gid) ?? { id: gid });
  if (!isMutation(step)) {
    show(views, step.expected, "first", { isStep: true });
    return noteTags(views, step);
  }
  for (const gid of [...named, ...gidsIn(step.expected)]) views.touched.add(gid);
  for (const gid of gidsIn(step.expected)) {
    if (!views.records.has(gid) && !views.named.has(gid) && !ALWAYS_THERE.has(gidIn(gid)?.type ?? "")) views.made.add(gid);
  }
}

/** Orders found by a tag carry it, though the answer does not show it. */
function noteTags(views: Views, { variables, expected }: Interaction): void {
  const [, tag] = /(?:^|\s)tag:'?([\w-]+)'?/.exec(typeof variables["query"] === "string" ? variables["query"] : "") ?? [];
  if (tag === undefined) return;
  for (const gid of gidsIn(expected)) {
    const known = views.records.get(gid);
    if (known !== undefined && gidIn(gid)?.type === "Order") views.records.set(gid, { tags: [tag], ...known });
  }
}

function show(views: Views, answer: Json, what: "first" | "lasting" | "latest", { isStep = false } = {}): void {
  for (const { value, owner } of recordsIn(answer, null)) {
    const id = String(value["id"]);
    if (views.made.has(id)) continue;
    if (isStep && !views.records.has(id) && isPartOf(views, owner, id)) {
      views.made.add(id);
      continue;
    }
    const known = views.records.get(id) ?? { id };
    const isFirst = what === "first" && !(isStep && views.touched.has(id));
    views.records.set(id, what === "latest" ? { ...known, ...value } : { ...(isFirst ? value : lasting(value)), ...known });
  }
}

/** What appears inside a record after a step changed it may be of the step's making: parts, not what it merely refers to. */
function isPartOf({ touched }: Views, owner: string | null, id: string): boolean {
  return owner !== null && touched.has(owner) && PARTS.has(gidIn(id)?.type ?? "");
}

const PARTS = new Set([
  "Fulfillment",
  "FulfillmentHold",
  "FulfillmentLineItem",
  "FulfillmentOrder",
  "FulfillmentOrderLineItem",
  "LineItem",
  "OrderTransaction",
  "Refund",
]);

/** Everything with a global id, and what it stands in. */
function* recordsIn(value: Json, owner: string | null): Generator<{ value: JsonObject; owner: string | null }> {
  if (Array.isArray(value)) for (const item of value) yield* recordsIn(item, owner);
  if (!isObject(value)) return;
  const id = typeof value["id"] === "string" && gidIn(value["id"]) !== null ? value["id"] : null;
  if (id !== null) yield { value, owner };
  for (const item of Object.values(value)) yield* recordsIn(item, id ?? owner);
}

function lasting(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([name, item]) => LASTING_FIELDS.has(name) && item !== null));
}

/** Requests name places and goods that no answer shows; ids of nines and noughts are meant to be unknown. */
function isGiven(gid: string): boolean {
  const parsed = gidIn(gid);
  return parsed !== null && (parsed.type === "Location" || parsed.type === "ProductVariant") && !/^(?:0+|9+|1)$/.test(parsed.id);
}

export function isMutation({ document, expected }: Interaction): boolean {
  if (document !== null) return /^\s*mutation\b/m.test(document.replace(/^\s*#.*$/gm, ""));
  const data = expected["data"];
  return isObject(data) && Object.values(data).some((payload) => isObject(payload) && Object.keys(payload).some((name) => /userErrors$/i.test(name)));
}

function gidsIn(value: Json): string[] {
  return [...walk(value)].flatMap(({ value: item }) => (typeof item === "string" && gidIn(item) !== null ? [item] : []));
}
