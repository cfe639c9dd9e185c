import { getNamedType, isAbstractType, isCompositeType, isInputObjectType, isObjectType, isRequiredArgument, Kind, parse } from "graphql";
import type { GraphQLArgument, GraphQLCompositeType, GraphQLField, GraphQLObjectType, GraphQLSchema } from "graphql";
import { queryCost } from "../../dev-store/admin-api/cost.ts";
import { IDEMPOTENT_MUTATIONS } from "../../dev-store/admin-api/idempotency.ts";
import { gidIn } from "./id-map.ts";
import { isObject, objectIn } from "./json.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Interaction } from "./recording.ts";
import { literalFor, Unwritable, writeRefused } from "./written-refusal.ts";
import type { WrittenDocument } from "./written-refusal.ts";

/** An id that the request must have named and the recording leaves out: that of an earlier record which looks like this. */
export type FindId = (type: string, like: JsonObject | null) => string | null;

const PAGE_SIZES = [1, 2, 3, 5, 10, 20, 25, 50, 100, 250];
const MAX_TRIES = 1000;

/**
 * Writes the document that variables and answer imply, where a recording does not hold it. Fields are those of the answer
 * (of all answers that share the document); arguments are the variables of the same name; page sizes are the ones that
 * give the recorded cost.
 */
export function writeDocument(schema: GraphQLSchema, interaction: Interaction, sharing: readonly Interaction[], findId: FindId): WrittenDocument {
  const data = interaction.expected["data"];
  if (!isObject(data)) return writeRefused(schema, interaction);
  const samples = sharing.flatMap(({ expected }) => (isObject(expected["data"]) ? [expected["data"]] : []));
  const first = new Writer(schema, { interaction, data, samples, findId }, []).write();
  const wanted = requestedCost(interaction);
  for (const sizes of sizesToTry(first.pages)) {
    const tried = new Writer(schema, { interaction, data, samples, findId }, sizes).write();
    if (costOf(schema, tried) === wanted) return tried;
  }
  return first;
}

/** Interactions whose documents are the same one, as far as a recording tells. */
export function documentKey(interaction: Interaction): string {
  if (interaction.documentPath !== null) return interaction.documentPath;
  const data = interaction.expected["data"];
  const roots = Object.entries(isObject(data) ? data : {}).map(([name, value]) => `${name}{${isObject(value) ? Object.keys(value).sort().join() : ""}}`);
  return [...roots.sort(), requestedCost(interaction)].join("|");
}

export function requestedCost({ expected }: Interaction): number | null {
  const cost = isObject(expected["extensions"]) ? expected["extensions"]["cost"] : null;
  return isObject(cost) && typeof cost["requestedQueryCost"] === "number" ? cost["requestedQueryCost"] : null;
}

/** Whether the document selects all that the answer holds. Some recordings carry a document that was changed afterwards. */
export function asksForAll(document: string, expected: JsonObject): boolean {
  const data = expected["data"];
  if (!isObject(data)) return true;
  const names = new Set(document.match(/\w+/g) ?? []);
  const isAsked = (value: Json): boolean => {
    if (Array.isArray(value)) return value.every(isAsked);
    return !isObject(value) || Object.entries(value).every(([name, item]) => names.has(name) && isAsked(item));
  };
  return Object.entries(data).every(([name, item]) => names.has(name) && (isFreeForm(document, name) || isAsked(item)));
}

/** JSON scalars have keys that nobody selects. */
function isFreeForm(document: string, name: string): boolean {
  return !new RegExp(`\\b${name}\\b`).test(document) || document.includes("jsonValue") || document.includes("extensions");
}

/** The size of each page in turn, all the same first, for that is how people write them. */
function* sizesToTry(pages: readonly number[]): Generator<number[]> {
  if (pages.length === 0) return;
  const fitting = (least: number): number[] => PAGE_SIZES.filter((size) => size >= least);
  const most = Math.max(...pages);
  for (const size of fitting(most)) yield pages.map(() => size);
  let tries = 0;
  const combine = function* (index: number, chosen: number[]): Generator<number[]> {
    if (index === pages.length) return yield chosen;
    for (const size of fitting(pages[index] ?? 1)) yield* combine(index + 1, [...chosen, size]);
  };
  for (const sizes of combine(0, [])) {
    tries += 1;
    if (tries > MAX_TRIES) return;
    yield sizes;
  }
}

function costOf(schema: GraphQLSchema, { text, variables }: { text: string; variables: JsonObject }): number | null {
  const document = parse(text);
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  return operation === undefined ? null : queryCost({ schema, document, operation, variables });
}

type Source = { interaction: Interaction; data: JsonObject; samples: JsonObject[]; findId: FindId };
type Field = GraphQLField<unknown, unknown>;

class Writer {
  readonly #schema: GraphQLSchema;
  readonly #source: Source;
  readonly #sizes: readonly number[];
  readonly #declared = new Map<string, string>();
  readonly #variables: JsonObject;
  /** The least size that each page must have had. */
  readonly #pages: number[] = [];

  constructor(schema: GraphQLSchema, source: Source, sizes: readonly number[]) {
    this.#schema = schema;
    this.#source = source;
    this.#sizes = sizes;
    this.#variables = { ...source.interaction.variables };
  }

  write(): { text: string; variables: JsonObject; pages: number[] } {
    const { samples } = this.#source;
    const [query, mutation] = [this.#schema.getQueryType(), this.#schema.getMutationType()];
    const names = [...new Set(samples.flatMap((sample) => Object.keys(sample)))];
    const isMutation =
      mutation != null && (names.some((name) => name in mutation.getFields() && !(query != null && name in query.getFields())) || samples.some(isOfMutation));
    const root = isMutation ? mutation : query;
    if (root == null) throw new Unwritable("the schema has no such operation");
    const fields = names.map((name) => this.#rootField(root, name, samples, isMutation));
    const declared = [...this.#declared].map(([name, type]) => `$${name}: ${type}`).join(", ");
    const text = `${isMutation ? "mutation" : "query"} Recorded${declared === "" ? "" : `(${declared})`} { ${fields.join(" ")} }`;
    return { text, variables: this.#variables, pages: this.#pages };
  }

  #rootField(root: GraphQLObjectType, name: string, samples: readonly JsonObject[], isMutation: boolean): string {
    const values = samples.map((sample) => sample[name] ?? null);
    const field = root.getFields()[name] ?? this.#aliased(root, name, values);
    if (!isMutation || !IDEMPOTENT_MUTATIONS.has(name)) return this.#field(field, name, values);
    const key = "idempotencyKey" in this.#variables ? this.#declare("idempotencyKey", "String!") : `"${this.#source.interaction.name}"`;
    return this.#field(field, name, values, ` @idempotent(key: ${key})`);
  }

  /** Under another name than its own stands a record by its id, or what stands beside it under its own name. */
  #aliased(root: GraphQLObjectType, alias: string, values: readonly Json[]): Field {
    if (root === this.#schema.getMutationType()) return mutationLike(root, alias, values);
    const idVariable = Object.entries(this.#variables).find(([name]) => name.startsWith(alias) && /id$/i.test(name))?.[1];
    const sample = values.find(isObject);
    const gid = typeof sample?.["id"] === "string" ? sample["id"] : typeof idVariable === "string" ? idVariable : "";
    const type = gidIn(gid)?.type;
    const byId = type === undefined ? undefined : Object.values(root.getFields()).find((field) => takesId(field) && getNamedType(field.type).name === type);
    const keys = sample === undefined ? "" : Object.keys(sample).sort().join();
    const twin = Object.entries(this.#source.data).find(
      ([name, value]) => name in root.getFields() && isObject(value) && Object.keys(value).sort().join() === keys,
    );
    const field = byId ?? (twin && root.getFields()[twin[0]]);
    if (field === undefined) throw new Unwritable(`the recording has no document, and nothing says what "${alias}" stands for`);
    return field;
  }

  #field(field: Field, name: string, values: readonly Json[], directive = ""): string {
    const label = name === field.name ? name : `${name}: ${field.name}`;
    const samples = values.flatMap((value) => (Array.isArray(value) ? value.flat() : [value])).filter(isObject);
    const args = field.args.flatMap((arg) => this.#argument(arg, field, name, samples) ?? []);
    const head = (args.length === 0 ? label : `${label}(${args.join(", ")})`) + directive;
    const type = getNamedType(field.type);
    return isCompositeType(type) ? `${head} ${this.#selection(type, samples)}` : head;
  }

  #selection(type: GraphQLCompositeType, samples: readonly JsonObject[]): string {
    const names = [...new Set(samples.flatMap((sample) => Object.keys(sample)))];
    if (names.length === 0) return "{ __typename }";
    const own = isObjectType(type) || "getFields" in type ? type.getFields() : {};
    const fields = names.flatMap((name) => {
      if (name === "__typename") return ["__typename"];
      const field = own[name];
      return field === undefined ? [] : [this.#field(field, name, valuesOf(samples, name))];
    });
    const foreign = names.filter((name) => name !== "__typename" && own[name] === undefined);
    if (foreign.length > 0 && !isAbstractType(type)) throw new Unwritable(`the recording has no document, and ${type.name} has no field ${foreign.join(", ")}`);
    return `{ ${[...fields, ...this.#fragments(foreign, samples)].join(" ")} }`;
  }

  #fragments(names: readonly string[], samples: readonly JsonObject[]): string[] {
    if (names.length === 0) return [];
    const byType = Map.groupBy(samples, typeNameOf);
    return [...byType].flatMap(([typeName, ofType]) => {
      const type = this.#schema.getType(typeName ?? "");
      if (!isObjectType(type)) return [];
      const fields = names.flatMap((name) => {
        const field = type.getFields()[name];
        return field !== undefined && ofType.some((sample) => name in sample) ? [this.#field(field, name, valuesOf(ofType, name))] : [];
      });
      return fields.length === 0 ? [] : [`... on ${type.name} { ${fields.join(" ")} }`];
    });
  }

  #argument(arg: GraphQLArgument, field: Field, label: string, samples: readonly JsonObject[]): string | null {
    const variable = this.#variableFor(arg, field, label);
    if (variable !== null) return `${arg.name}: ${this.#declare(variable, String(arg.type))}`;
    if (arg.name === "first" && field.args.some(({ name }) => name === "after")) return `first: ${this.#page(samples)}`;
    const inner = this.#inputFields(arg);
    if (inner !== null) return `${arg.name}: ${inner}`;
    if (arg.name === "names") return `names: ${JSON.stringify([...new Set(samples.map((sample) => sample["name"] ?? ""))])}`;
    const implied = impliedArgument(field.name, arg.name, this.#source.data[label]);
    if (implied !== null) return `${arg.name}: ${implied}`;
    if (!isRequiredArgument(arg)) return null;
    const shown = samples[0]?.[arg.name];
    if (typeof shown === "string") return `${arg.name}: ${JSON.stringify(shown)}`;
    const filler = isRefused(this.#source.data[label]) ? literalFor(arg) : null;
    if (filler !== null) return `${arg.name}: ${filler}`;
    const id = this.#source.findId(idTypeOf(field.name, arg.name), partLike(this.#source.data[label], arg.name));
    if (id === null) throw new Unwritable(`the recording has neither document nor the ${arg.name} of ${field.name}`);
    const name = `${field.name}_${arg.name}`;
    this.#variables[name] = id;
    return `${arg.name}: ${this.#declare(name, String(arg.type))}`;
  }

  #variableFor(arg: GraphQLArgument, field: Field, label: string): string | null {
    const names = Object.keys(this.#variables);
    const ending = arg.name.charAt(0).toUpperCase() + arg.name.slice(1);
    const exact = names.find((name) => name === arg.name || name === `${label}${ending}` || name === `${field.name}${ending}`);
    const isAlias = label !== field.name;
    const labelled = names.find((name) => isAlias && name.startsWith(label) && name.endsWith(ending));
    const ofKind = names.filter((name) => isAlias && (name.endsWith(ending) || (isInputObjectType(getNamedType(arg.type)) && isInputFor(label, name))));
    const left = ofKind.find((name) => !this.#declared.has(name)) ?? ofKind[0];
    return labelled ?? (isAlias && exact === arg.name ? (left ?? exact) : (exact ?? left ?? null));
  }

  /** An input object put together from variables named like its fields. */
  #inputFields(arg: GraphQLArgument): string | null {
    const type = getNamedType(arg.type);
    if (!isInputObjectType(type) || !isRequiredArgument(arg)) return null;
    const fields = Object.values(type.getFields()).filter(({ name }) => name in this.#variables);
    if (fields.length === 0) return null;
    return `{ ${fields.map((field) => `${field.name}: ${this.#declare(field.name, String(field.type))}`).join(", ")} }`;
  }

  #page(samples: readonly JsonObject[]): number {
    const lengths = samples.flatMap(({ nodes, edges }) => [nodes, edges].flatMap((list) => (Array.isArray(list) ? [list.length] : [])));
    const least = Math.max(1, ...lengths);
    const index = this.#pages.push(least) - 1;
    return this.#sizes[index] ?? PAGE_SIZES.find((size) => size >= Math.max(least, 10)) ?? least;
  }

  #declare(name: string, type: string): string {
    if (!this.#declared.has(name)) this.#declared.set(name, type);
    return `$${name}`;
  }
}

/** The input of `updateUnknown` is called `unknownUpdateInput`, or some such. */
function isInputFor(label: string, variable: string): boolean {
  return /input$/i.test(variable) && variable.toLowerCase().includes(verbOf(label));
}

/** `createMissingUri` creates. */
function verbOf(alias: string): string {
  return /^[a-z]+/.exec(alias)?.[0] ?? "";
}

/** The mutation that does what the alias says and whose payload has what the answer shows; of several the plainest. */
function mutationLike(root: GraphQLObjectType, alias: string, values: readonly Json[]): Field {
  const keys = values.flatMap((value) => (isObject(value) ? Object.keys(value) : []));
  const fits = (field: Field): boolean => {
    const payload = getNamedType(field.type);
    return field.name.toLowerCase().includes(verbOf(alias)) && isObjectType(payload) && keys.every((key) => key in payload.getFields());
  };
  const [field] = Object.values(root.getFields())
    .filter(fits)
    .sort((one, other) => one.name.length - other.name.length);
  if (field === undefined || keys.length === 0) throw new Unwritable(`the recording has no document, and nothing says what "${alias}" stands for`);
  return field;
}

function isOfMutation(sample: JsonObject): boolean {
  return Object.values(sample).some((payload) => isObject(payload) && "userErrors" in payload);
}

function isRefused(payload: Json | undefined): boolean {
  const errors = isObject(payload) ? payload["userErrors"] : null;
  return Array.isArray(errors) && errors.length > 0;
}

/** Arguments that the document had in writing, where the answer gives them away: some of it done and some refused. */
function impliedArgument(root: string, argument: string, payload: Json | undefined): string | null {
  if (argument !== "allowPartialUpdates" || !root.startsWith("productVariantsBulk")) return null;
  const done = isObject(payload) ? payload["productVariants"] : null;
  return isRefused(payload) && Array.isArray(done) && done.length > 0 ? "true" : null;
}

function valuesOf(samples: readonly JsonObject[], name: string): Json[] {
  return samples.flatMap((sample) => (name in sample ? [sample[name] ?? null] : []));
}

function takesId(field: Field): boolean {
  return field.args.length === 1 && field.args[0]?.name === "id";
}

function typeNameOf(sample: JsonObject): string | null {
  if (typeof sample["__typename"] === "string") return sample["__typename"];
  return typeof sample["id"] === "string" ? (gidIn(sample["id"])?.type ?? null) : null;
}

/** What an id argument names: `id` of an order edit's later steps is the calculated order. */
function idTypeOf(root: string, argument: string): string {
  if (root.startsWith("orderEdit") && root !== "orderEditBegin") return argument === "lineItemId" ? "CalculatedLineItem" : "CalculatedOrder";
  const named = argument === "id" ? root : argument.replace(/Id$/, "");
  return named.charAt(0).toUpperCase() + named.slice(1);
}

/** The part of a payload that shows what the argument named. */
function partLike(payload: Json | undefined, argument: string): JsonObject | null {
  return argument === "lineItemId" ? objectIn(payload, "calculatedLineItem") : null;
}
