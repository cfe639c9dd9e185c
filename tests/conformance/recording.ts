import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject } from "./json.ts";
import type { Json, JsonObject } from "./json.ts";

/**
 * A file of recorded interactions with a real shop. The files differ in shape; all that is relied on: an interaction is
 * an object with a `response`, which is the answer itself or holds it as `payload` or `body`; its document and variables
 * stand beside it or in `request`. An answer without any request beside it is a glimpse: it shows what the set-up made.
 */
export type Interaction = {
  /** Where in the file: `workflow.hold`. */
  name: string;
  document: string | null;
  /** Names a document that is not in the file; those with the same path share one. */
  documentPath: string | null;
  variables: JsonObject;
  expected: JsonObject;
  /** A read at a moment that the file does not tell: before, between or after the steps. */
  isUpstream: boolean;
};

export type Recording = {
  file: string;
  shopDomain: string;
  steps: Interaction[];
  upstream: Interaction[];
  /** Answers of set-up steps whose requests were not recorded, in order. */
  glimpses: JsonObject[];
};

/** The recordings of a folder whose names contain the text, by name. */
export function readRecordings(folder: string, only = ""): Recording[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".json") && name.includes(only));
  return files.sort().map((file) => readRecording(file, JSON.parse(readFileSync(join(folder, file), "utf8")) as Json)); // JSON.parse makes nothing else
}

export function readRecording(file: string, content: Json): Recording {
  const shopDomain = isObject(content) && typeof content["storeDomain"] === "string" ? content["storeDomain"] : "recorded.myshopify.com";
  const recording: Recording = { file, shopDomain, steps: [], upstream: [], glimpses: [] };
  collect(recording, content, { path: [], variables: {}, isCleanup: false });
  return recording;
}

/** What is read after the steps shows what they made of the set-up; cases may have set-ups of their own. */
function isBeforehand({ steps }: Recording, { path, isCleanup }: Place): boolean {
  return !isCleanup && (steps.length === 0 || path.some((name) => /setup/i.test(name)));
}

/** Files note the locations that they use outside of any answer. */
function isPlaceAlone({ id, name }: JsonObject): boolean {
  return typeof id === "string" && id.startsWith("gid://shopify/Location/") && typeof name === "string";
}

type Place = { path: string[]; variables: JsonObject; isCleanup: boolean };

function collect(recording: Recording, value: Json, place: Place): void {
  if (Array.isArray(value)) return value.forEach((item, index) => collect(recording, item, below(place, String(index))));
  if (!isObject(value)) return;
  const answer = answerIn(value);
  if (answer !== null) {
    if (isBeforehand(recording, place)) recording.glimpses.push(answer);
    return;
  }
  if (isPlaceAlone(value)) recording.glimpses.push(value);
  const here = isObject(value["variables"]) ? { ...place, variables: value["variables"] } : place;
  const response = isObject(value["response"]) ? answerIn(value["response"]) : null;
  for (const [name, item] of inOrderOfTime(value)) {
    if (name === "response" && response !== null) record(recording, interactionOf(value, response, here));
    else if (name !== "variables" && name !== "request") collect(recording, item, below(here, name));
  }
}

function record({ steps, upstream }: Recording, interaction: Interaction): void {
  (interaction.isUpstream ? upstream : steps).push(interaction);
}

function below(place: Place, name: string): Place {
  return { ...place, path: [...place.path, name], isCleanup: place.isCleanup || /cleanup/i.test(name) };
}

/** Files list clean-ups of earlier runs anywhere; they came first. Their own clean-up came last. */
function inOrderOfTime(value: JsonObject): [string, Json][] {
  const rank = (name: string): number => (/^pre.*cleanup/i.test(name) ? 0 : /^cleanup/i.test(name) ? 2 : 1);
  return Object.entries(value).sort(([one], [other]) => rank(one) - rank(other));
}

function answerIn(value: JsonObject): JsonObject | null {
  if (isObject(value["payload"])) return answerIn(value["payload"]);
  if (isObject(value["body"])) return answerIn(value["body"]);
  const isAnswer = isObject(value["data"]) || (Array.isArray(value["errors"]) && !("variables" in value));
  return isAnswer ? value : null;
}

function interactionOf(value: JsonObject, expected: JsonObject, place: Place): Interaction {
  const request = isObject(value["request"]) ? value["request"] : value;
  const text = (name: string): string | null => (typeof request[name] === "string" ? request[name] : null);
  const own = isObject(request["variables"]) ? request["variables"] : null;
  const document = text("query") ?? text("document");
  return {
    name: place.path.join("."),
    document,
    documentPath: text("documentPath"),
    variables: own ?? (document === null ? place.variables : {}),
    expected,
    isUpstream: place.path[0] === "upstreamCalls",
  };
}
