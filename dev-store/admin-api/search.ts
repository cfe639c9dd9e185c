import { notImplemented } from "./api-error.ts";

/**
 * Shopify's search syntax, as far as the app uses it: terms `field:value`, `field:>=value`, quotes around a value,
 * `-` or `NOT` before a term, and `AND` (or nothing) between terms. Everything else is a loud error.
 */

export type Term = {
  field: string;
  operator: ":" | ":<" | ":<=" | ":>" | ":>=";
  value: string;
  negated: boolean;
};

const TERM = /^(-?)([a-z_]+)(:>=|:<=|:>|:<|:)(?:"([^"]*)"|'([^']*)'|(\S*))$/i;
const TOKEN = /-?[a-z_]+:(?:>=|<=|>|<)?(?:"[^"]*"|'[^']*'|[^\s"']*)|\S+/gi;

export function parseSearch(query: string): Term[] {
  const terms: Term[] = [];
  let negateNext = false;
  for (const [token] of query.matchAll(TOKEN)) {
    if (token === "AND") continue;
    if (token === "NOT") {
      negateNext = true;
      continue;
    }
    const match = TERM.exec(token);
    if (match === null) throw notImplemented(`the search term ${token}`);
    const [, minus, field = "", operator = ":", double, single, bare = ""] = match;
    terms.push({
      field: field.toLowerCase(),
      // The pattern admits these operators only.
      operator: operator as Term["operator"],
      value: double ?? single ?? bare,
      negated: negateNext || minus === "-",
    });
    negateNext = false;
  }
  return terms;
}

/** How a field of a record answers a term: a comparable value, a list of which one must equal, or a test. */
export type SearchField<T> = (record: T, term: Term) => boolean;

/** A test for records that match the whole query. An unknown field is an error that names it. */
export function matcherOf<T>(query: string | null | undefined, fields: Record<string, SearchField<T>>): (record: T) => boolean {
  const terms = parseSearch(query ?? "").map((term) => {
    const field = fields[term.field];
    if (field === undefined) throw notImplemented(`the search field ${term.field}`);
    return { term, field };
  });
  return (record) => terms.every(({ term, field }) => field(record, term) !== term.negated);
}

export function byNumber<T>(value: (record: T) => number): SearchField<T> {
  return (record, term) => compare(value(record), Number(term.value), term);
}

/** Times compare as moments, whatever zone the query writes them in. */
export function byTime<T>(value: (record: T) => string | null): SearchField<T> {
  return (record, term) => {
    const moment = value(record);
    if (moment === null) return false;
    const wanted = new Date(term.value);
    if (Number.isNaN(wanted.getTime())) throw notImplemented(`the search time ${term.value}`);
    return compare(new Date(moment).getTime(), wanted.getTime(), term);
  };
}

export function byText<T>(value: (record: T) => string | readonly string[] | null): SearchField<T> {
  return (record, term) => {
    const found = value(record);
    const texts = found === null ? [] : typeof found === "string" ? [found] : found;
    return texts.some((text) => text.toLowerCase() === term.value.toLowerCase());
  };
}

function compare(value: number, wanted: number, { operator }: Term): boolean {
  switch (operator) {
    case ":":
      return value === wanted;
    case ":<":
      return value < wanted;
    case ":<=":
      return value <= wanted;
    case ":>":
      return value > wanted;
    case ":>=":
      return value >= wanted;
  }
}
