/**
 * The `filter` of a webhook subscription: search syntax over the payload, `status:active AND variants.price:>=10.00`.
 * A dotted field walks into objects and into every item of a list; one match is enough. Between terms `AND` is meant.
 */

export type Test = (payload: unknown) => boolean;

export class FilterSyntaxError extends Error {}

type Operator = "" | "<" | "<=" | ">" | ">=";

const TOKEN = /\s*(\(|\)|(-?)([A-Za-z_][\w.]*):(>=|<=|>|<|)(?:"([^"]*)"|'([^']*)'|([^\s()"']+))|AND\b|OR\b|NOT\b)/y;

/** Reads a filter into a test for payloads. Throws `FilterSyntaxError` with the place when it cannot be read. */
export function parseFilter(filter: string): Test {
  const reader = new Reader(filter);
  const test = reader.alternatives();
  reader.expectEnd();
  return test;
}

class Reader {
  readonly #text: string;
  #position = 0;
  #token: RegExpExecArray | null;

  constructor(text: string) {
    this.#text = text.trimEnd();
    this.#token = this.#next();
  }

  alternatives(): Test {
    const tests = [this.#conjunction()];
    while (this.#take("OR")) tests.push(this.#conjunction());
    return (payload) => tests.some((test) => test(payload));
  }

  expectEnd(): void {
    if (this.#token !== null || this.#position < this.#text.length) this.#fail();
  }

  #conjunction(): Test {
    const tests = [this.#negation()];
    while (this.#token !== null && this.#token[1] !== "OR" && this.#token[1] !== ")") {
      this.#take("AND");
      tests.push(this.#negation());
    }
    return (payload) => tests.every((test) => test(payload));
  }

  #negation(): Test {
    if (!this.#take("NOT")) return this.#term();
    const test = this.#negation();
    return (payload) => !test(payload);
  }

  #term(): Test {
    if (this.#take("(")) {
      const inner = this.alternatives();
      if (!this.#take(")")) this.#fail();
      return inner;
    }
    const token = this.#token;
    if (token === null) return this.#fail();
    const [, , minus, field, operator = "", double, single, bare] = token;
    if (field === undefined) return this.#fail();
    this.#token = this.#next();
    // The pattern admits these operators only.
    const test = fieldTest(field.split("."), operator as Operator, double ?? single ?? bare ?? "");
    return minus === "-" ? (payload) => !test(payload) : test;
  }

  #take(word: string): boolean {
    if (this.#token?.[1] !== word) return false;
    this.#token = this.#next();
    return true;
  }

  #next(): RegExpExecArray | null {
    TOKEN.lastIndex = this.#position;
    const found = TOKEN.exec(this.#text);
    if (found !== null) this.#position = TOKEN.lastIndex;
    return found;
  }

  #fail(): never {
    throw new FilterSyntaxError(`The filter cannot be read at character ${this.#position + 1}: ${this.#text}`);
  }
}

function fieldTest(path: readonly string[], operator: Operator, wanted: string): Test {
  return (payload) => valuesAt(payload, path).some((value) => matches(value, operator, wanted));
}

function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path));
  const [name, ...rest] = path;
  if (name === undefined) return [value];
  if (typeof value !== "object" || value === null || !(name in value)) return [];
  // Checked above to have it.
  return valuesAt((value as Record<string, unknown>)[name], rest);
}

function matches(value: unknown, operator: Operator, wanted: string): boolean {
  if (value === null || value === undefined) return false;
  if (wanted === "*" && operator === "") return true;
  if (operator === "") return String(value).toLowerCase() === wanted.toLowerCase() || isSameNumber(value, wanted);
  const [left, right] = comparable(value, wanted);
  if (operator === "<") return left < right;
  if (operator === "<=") return left <= right;
  return operator === ">" ? left > right : left >= right;
}

/** `10.0` is 10, in a text as in a number. */
function isSameNumber(value: unknown, wanted: string): boolean {
  return wanted.trim() !== "" && Number(wanted) === Number(value);
}

/** Numbers compare as numbers, times as moments; what is neither matches no comparison. */
function comparable(value: unknown, wanted: string): [number, number] {
  const [left, right] = [Number(value), Number(wanted)];
  if (!Number.isNaN(left) && !Number.isNaN(right)) return [left, right];
  return [Date.parse(String(value)), Date.parse(wanted)];
}
