import { parse, validate } from "graphql";
import type { GraphQLSchema } from "graphql";
import { CostBucket, STANDARD_BUCKET } from "../../dev-store/admin-api/bucket.ts";
import { adminSchema } from "../../dev-store/admin-api/schema.ts";
import { startDevStore } from "../../dev-store/server.ts";
import type { DevStore } from "../../dev-store/server.ts";
import type { InstalledApp } from "../../dev-store/state/types.ts";
import { answersAll } from "./answers-all.ts";
import { differences, textsIn } from "./compare.ts";
import type { Difference } from "./compare.ts";
import { gidIn, IdMap } from "./id-map.ts";
import { isObject, walk } from "./json.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Interaction, Recording } from "./recording.ts";
import { seedShop } from "./seed.ts";
import { isMutation, viewsOf } from "./views.ts";
import { asksForAll, documentKey, writeDocument } from "./written-document.ts";
import { Unwritable } from "./written-refusal.ts";

export type InteractionResult =
  | { name: string; outcome: "equal" }
  | { name: string; outcome: "different"; differences: Difference[] }
  | { name: string; outcome: "not replayable"; reason: string };

export type ScenarioResult = { file: string; results: InteractionResult[] };

/**
 * Replays one recording against a shop of its own, made as the recording shows it. When the shop cannot be made, or the dev
 * store breaks, none of the recording's interactions is equal, and the others' recordings go on.
 */
export async function playRecording(recording: Recording): Promise<ScenarioResult> {
  const devStore = await startDevStore({ credentials: { apiKey: "conformance", apiSecret: "conformance" } });
  const { file, steps, upstream } = recording;
  try {
    return { file, results: new Player(devStore, recording).play() };
  } catch (error) {
    const got = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return {
      file,
      results: [...steps, ...upstream].map(({ name }) => ({
        name,
        outcome: "different",
        differences: [{ path: "the whole recording", expected: undefined, got }],
      })),
    };
  } finally {
    await devStore.close();
  }
}

type Pending = { interaction: Interaction; best: InteractionResult | null };

class Player {
  readonly #devStore: DevStore;
  readonly #recording: Recording;
  readonly #schema: GraphQLSchema = adminSchema();
  readonly #app: InstalledApp;
  readonly #said = new Set<string>();
  readonly #heard: Json[] = [];
  #ids = new IdMap();

  constructor(devStore: DevStore, recording: Recording) {
    this.#devStore = devStore;
    this.#recording = recording;
    this.#app = devStore.install();
    introduceApp(this.#app, recording);
    seedShop(devStore.context(), recording, viewsOf(recording), this.#ids);
  }

  /** Steps in order. When the other reads took place nobody wrote down: each must be equal at one moment at least. */
  play(): InteractionResult[] {
    const { steps, upstream } = this.#recording;
    const pending: Pending[] = upstream.filter((read) => !isMutation(read)).map((interaction) => ({ interaction, best: null }));
    const results: InteractionResult[] = [];
    for (const step of steps) {
      this.#tryAll(pending);
      results.push(this.#ask(step, this.#ids));
      this.#heard.push(step.expected);
    }
    this.#tryAll(pending);
    const passedOn = upstream.filter(isMutation).map((mutation) => passedOnResult(mutation, steps, results));
    return [...results, ...pending.flatMap(({ best }) => best ?? []), ...passedOn];
  }

  #tryAll(pending: Pending[]): void {
    for (const read of pending) {
      if (read.best?.outcome === "equal" || read.best?.outcome === "not replayable") continue;
      const ids = this.#ids.fork();
      const result = this.#ask(read.interaction, ids);
      if (result.outcome === "equal") this.#ids = ids;
      if (isBetter(result, read.best)) read.best = result;
    }
  }

  #ask(interaction: Interaction, ids: IdMap): InteractionResult {
    const { name, expected } = interaction;
    const prepared = this.#prepare(interaction);
    if ("reason" in prepared) return { name, outcome: "not replayable", reason: prepared.reason };
    for (const text of [...textsIn(prepared.variables), ...(prepared.document.match(/"[^"]*"/g) ?? []).map((quoted) => quoted.slice(1, -1))])
      this.#said.add(text);
    const request = { query: ids.translate(prepared.document), variables: translateAll(prepared.variables, ids), operationName: null };
    const answer = this.#devStore.api.answer(request, { context: this.#devStore.context(), app: this.#app, bucket: fullBucket() });
    const got = JSON.parse(JSON.stringify(answer.body)) as JsonObject; // what goes over the wire
    const found = differences(expected, got, { ids, said: this.#said, withCost: prepared.isCostKnown });
    return found.length === 0 ? { name, outcome: "equal" } : { name, outcome: "different", differences: found };
  }

  #prepare(interaction: Interaction): { document: string; variables: JsonObject; isCostKnown: boolean } | { reason: string } {
    const { document, variables, expected } = interaction;
    if (isFailureOfShopify(expected)) return { reason: "Shopify itself failed: it answered with an internal error" };
    if (document !== null && asksForAll(document, expected) && answersAll(document, expected)) {
      const problem = "errors" in expected && !("data" in expected) ? null : this.#problemWith(document);
      return problem === null ? { document: withLostLine(document), variables, isCostKnown: true } : { reason: `API 2026-10 has no such request: ${problem}` };
    }
    const { steps, upstream } = this.#recording;
    const twin = [...steps, ...upstream].find((other) => isTwin(other, interaction));
    if (twin?.document != null) return { document: withLostLine(twin.document), variables, isCostKnown: true };
    try {
      const sharing = [...steps, ...upstream].filter((other) => documentKey(other) === documentKey(interaction));
      const written = writeDocument(this.#schema, interaction, sharing, (type, like) => likeliestId(this.#heard, type, like));
      if ("errors" in expected && !("data" in expected)) return { document: written.text, variables: written.variables, isCostKnown: false };
      const problem = this.#problemWith(written.text);
      return problem === null
        ? { document: written.text, variables: written.variables, isCostKnown: false }
        : { reason: `the document that the answer implies is not one of API 2026-10: ${problem}` };
    } catch (error) {
      if (error instanceof Unwritable) return { reason: error.message };
      throw error;
    }
  }

  #problemWith(document: string): string | null {
    return validate(this.#schema, parse(document))[0]?.message ?? null;
  }
}

/** The same question with its document: same variables, same roots and cost, and nothing in the answer that it does not ask for. */
function isTwin(other: Interaction, interaction: Interaction): boolean {
  const isSame = documentKey(other) === documentKey(interaction) && JSON.stringify(other.variables) === JSON.stringify(interaction.variables);
  return isSame && other.document !== null && asksForAll(other.document, interaction.expected) && answersAll(other.document, interaction.expected);
}

/** The recorded shop had time between requests. */
function fullBucket(): CostBucket {
  return new CostBucket(STANDARD_BUCKET, () => 0);
}

function isFailureOfShopify({ errors }: JsonObject): boolean {
  return JSON.stringify(errors ?? null).includes('"INTERNAL_SERVER_ERROR"');
}

/** Documents that stand indented in a program began with an empty line, which the files lost: errors count it. */
function withLostLine(document: string): string {
  return /^#graphql\n\s/.test(document) ? `\n${document}` : document;
}

function isBetter(result: InteractionResult, best: InteractionResult | null): boolean {
  if (best === null || result.outcome !== "different") return true;
  return best.outcome === "different" && distance(result.differences) < distance(best.differences);
}

/** How much is different: a whole record that is missing weighs as much as all of its fields. */
function distance(differences: readonly Difference[]): number {
  return differences.reduce((sum, { expected }) => sum + (expected === undefined ? 1 : [...walk(expected)].length), 0);
}

/** A change that was passed on to the real shop is a step of the file, recorded a second time: it happens once. */
function passedOnResult(mutation: Interaction, steps: readonly Interaction[], results: readonly InteractionResult[]): InteractionResult {
  const same = (step: Interaction): boolean =>
    JSON.stringify([step.variables, step.expected["data"]]) === JSON.stringify([mutation.variables, mutation.expected["data"]]);
  const result = results[steps.findIndex(same)];
  if (result !== undefined) return { ...result, name: mutation.name };
  return { name: mutation.name, outcome: "not replayable", reason: "a change between the steps, at a moment that the file does not tell" };
}

/** The recorded app is ours: its number stands in namespaces and in what it made. */
function introduceApp(app: InstalledApp, recording: Recording): void {
  const everything = JSON.stringify([
    recording.steps.filter(({ expected }) => !("errors" in expected)).map(({ expected }) => expected),
    recording.upstream.map(({ expected }) => expected),
  ]);
  const number = /gid:\/\/shopify\/App\/(\d+)|app--(\d+)/.exec(everything);
  if (number !== null) app.id = Number(number[1] ?? number[2]);
  for (const { value } of walk(JSON.parse(everything) as Json)) {
    if (isObject(value) && value["id"] === `gid://shopify/App/${app.id}` && typeof value["title"] === "string") app.title = value["title"];
    const [, actor] = typeof value === "string" ? (/^(.+) edited this order\.$/.exec(value) ?? []) : [];
    if (actor !== undefined) app.title = actor;
  }
  app.scopes = ALL_SCOPES.filter((scope) => !everyRefusal(recording).includes(`\`${scope}\``));
}

/** What the recorded app was told that it may not; it had every other access. */
function everyRefusal({ steps }: Recording): string {
  return JSON.stringify(steps.map(({ expected }) => expected["errors"] ?? null));
}

const RESOURCES =
  "apps assigned_fulfillment_orders customers discounts draft_orders files fulfillments inventory inventory_shipments inventory_transfers locales locations markets merchant_managed_fulfillment_orders metaobjects online_store_pages order_edits orders payment_terms products publications purchase_options returns shipping store_credit_accounts themes third_party_fulfillment_orders translations validations";
const ALL_SCOPES = RESOURCES.split(" ").flatMap((resource) => [`read_${resource}`, `write_${resource}`]);

function translateAll<T extends Json>(value: T, ids: IdMap): T {
  const translated: Json = Array.isArray(value)
    ? value.map((item) => translateAll(item, ids))
    : isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, translateAll(item, ids)]))
      : typeof value === "string"
        ? ids.translate(value)
        : value;
  return translated as T; // the same shape, with other texts
}

/** The id of the record heard of that looks most like this one; the last one heard of when nothing is known. */
function likeliestId(heard: readonly Json[], type: string, like: JsonObject | null): string | null {
  const candidates = heard.flatMap((answer) =>
    [...walk(answer)].flatMap(({ value }) => (isObject(value) && typeof value["id"] === "string" && gidIn(value["id"])?.type === type ? [value] : [])),
  );
  const score = (candidate: JsonObject): number =>
    Object.entries(like ?? {}).filter(([name, value]) => JSON.stringify(candidate[name]) === JSON.stringify(value)).length;
  const best = candidates.reduce<JsonObject | null>((one, other) => (one === null || score(other) >= score(one) ? other : one), null);
  return best === null ? null : String(best["id"]);
}
