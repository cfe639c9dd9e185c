import type { MetafieldDefinition } from "../state/types.ts";

/** Types of metafields, what a value of each looks like, and what a definition may ask of it. */

const MAX_VALUE_BYTES = 2_000_000;
const MAX_JSON_BYTES = 128_000;

type Kind = { category: string; problem: (value: string) => string | null };

const REFERENCES = [
  "article",
  "collection",
  "company",
  "customer",
  "file",
  "metaobject",
  "mixed",
  "order",
  "page",
  "product",
  "product_taxonomy_value",
  "variant",
];

function matching(pattern: RegExp, message: string): Kind["problem"] {
  return (value) => (pattern.test(value) ? null : message);
}

function jsonWith(names: readonly string[], message: string): Kind["problem"] {
  return (value) => {
    const parsed = parsedJson(value);
    return typeof parsed === "object" && parsed !== null && names.every((name) => name in parsed) ? null : message;
  };
}

const measurement = jsonWith(["value", "unit"], "Value must be a JSON object with a value and a unit.");
const anyText = (): null => null;

const KINDS: Record<string, Kind> = {
  boolean: { category: "TRUE_FALSE", problem: matching(/^(?:true|false)$/i, "Value must be true or false.") },
  color: { category: "COLOR", problem: matching(/^#[0-9a-f]{6}$/i, "Value must be a hex code of a colour, such as #FFF123.") },
  date: { category: "DATE_TIME", problem: matching(/^\d{4}-\d\d-\d\d$/, "Value must be in YYYY-MM-DD format.") },
  date_time: {
    category: "DATE_TIME",
    problem: matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d/, "Value must be in “YYYY-MM-DDTHH:MM:SS” format. For example: 2022-06-01T15:30:00"),
  },
  dimension: { category: "MEASUREMENT", problem: measurement },
  id: { category: "ID", problem: anyText },
  json: { category: "JSON", problem: (value) => (parsedJson(value) === undefined ? "Value is invalid JSON." : null) },
  language: { category: "LANGUAGE", problem: anyText },
  link: { category: "LINK", problem: jsonWith(["text", "url"], "Value must be a JSON object with a text and a URL.") },
  money: { category: "MONEY", problem: jsonWith(["amount", "currency_code"], "Value must be a JSON object with an amount and a currency code.") },
  multi_line_text_field: { category: "TEXT", problem: anyText },
  number_decimal: { category: "NUMBER", problem: matching(/^-?\d+(?:\.\d+)?$/, "Value must be a decimal.") },
  number_integer: { category: "NUMBER", problem: matching(/^-?\d+$/, "Value must be an integer.") },
  rating: { category: "RATING", problem: jsonWith(["value", "scale_min", "scale_max"], "Value must be a JSON object with a value and its scale.") },
  rich_text_field: { category: "TEXT", problem: jsonWith(["type"], "Value must be rich text as JSON.") },
  single_line_text_field: { category: "TEXT", problem: matching(/^[^\n\r]*$/, "Value must be a single line text string.") },
  url: { category: "URL", problem: (value) => (URL.canParse(value) ? null : "Value must be a URL.") },
  volume: { category: "MEASUREMENT", problem: measurement },
  weight: { category: "MEASUREMENT", problem: measurement },
  ...Object.fromEntries(
    REFERENCES.map((name): [string, Kind] => [
      `${name}_reference`,
      { category: "REFERENCE", problem: matching(/^gid:\/\/shopify\/\w+\/\S+$/, "Value must be a valid global id.") },
    ]),
  ),
};

export function isMetafieldType(type: string): boolean {
  return kindOf(type) !== undefined;
}

export function categoryOf(type: string): string {
  return kindOf(type)?.category ?? "TEXT";
}

/** The value as JSON shows it: text stays text, everything else is what it means. */
export function jsonValueOf(type: string, value: string): unknown {
  const isText = categoryOf(type) === "TEXT" && type !== "rich_text_field" && !type.startsWith("list.");
  const parsed = isText ? undefined : parsedJson(value);
  return parsed === undefined ? value : parsed;
}

/** What is wrong with the value for its type, or null. */
export function valueProblem(type: string, value: string): string | null {
  if (value === "") return "can't be blank";
  const limit = type === "json" ? MAX_JSON_BYTES : MAX_VALUE_BYTES;
  if (Buffer.byteLength(value) > limit) return `is too long (maximum is ${limit} characters)`;
  const kind = kindOf(type);
  if (kind === undefined) return null;
  if (!type.startsWith("list.")) return kind.problem(value);
  const items = parsedJson(value);
  if (!Array.isArray(items)) return "Value must be an array.";
  return items.map((item: unknown) => kind.problem(typeof item === "string" ? item : JSON.stringify(item))).find((problem) => problem !== null) ?? null;
}

/** What the definition's validations say against the value, or null. */
export function validationProblem({ type, validations }: Pick<MetafieldDefinition, "type" | "validations">, value: string): string | null {
  const isNumber = type.startsWith("number_");
  for (const { name, value: bound } of validations) {
    const size = isNumber ? Number(value) : value.length;
    if (name === "min" && size < Number(bound)) return isNumber ? `Value has a minimum of ${bound}.` : `Value has a minimum length of ${bound}.`;
    if (name === "max" && size > Number(bound)) return isNumber ? `Value has a maximum of ${bound}.` : `Value has a maximum length of ${bound}.`;
    if (name === "regex" && !new RegExp(bound).test(value)) return "Value does not match the validation pattern.";
    if (name === "choices" && !choicesIn(bound).includes(value)) return `Value does not exist in provided choices: ${bound}.`;
  }
  return null;
}

function choicesIn(text: string): unknown[] {
  const parsed = parsedJson(text);
  return Array.isArray(parsed) ? parsed : [];
}

function kindOf(type: string): Kind | undefined {
  const name = type.replace(/^list\./, "");
  return Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
