import { notImplemented } from "./api-error.ts";
import { parseSearch } from "./search-syntax.ts";
import type { Search, Term } from "./search-syntax.ts";

/**
 * Which records a search finds. `search-syntax.ts` reads the query; the fields that can be searched are given here, each as a
 * test of a record against a term. A field or a bare word that nobody tests is a loud error.
 */

export { parseSearch };
export type { Search, Term };

/** How a field of a record answers a term. A term that needs reading is read once, not once for each record. */
export type SearchField<T> = (record: T, term: Term) => boolean;

/** What words without a field are looked up in; as a key of the fields. */
const BARE_WORDS = "default";

/** A test for records that match the whole query. An unknown field is an error that names it. `now` is what the query means by it. */
export function matcherOf<T>(query: string | null | undefined, fields: Record<string, SearchField<T>>, now: Date = new Date()): (record: T) => boolean {
  const search = parseSearch(query ?? "", now);
  requireFields(search, fields);
  return search === null ? () => true : (record) => isMatch(record, search, fields);
}

/** Terms without which no record matches, so that an index of one of these fields may answer first. */
export function requiredTerms(query: string | null | undefined, now: Date = new Date()): Term[] {
  const search = parseSearch(query ?? "", now);
  if (search === null) return [];
  const required = (part: Search): Term[] => (part.kind === "term" ? [part] : part.kind === "all" ? part.parts.flatMap(required) : []);
  return required(search);
}

function requireFields<T>(search: Search | null, fields: Record<string, SearchField<T>>): void {
  if (search === null) return;
  if (search.kind === "term") {
    if (Object.hasOwn(fields, search.field ?? BARE_WORDS)) return;
    throw notImplemented(search.field === null ? `the search term ${search.value}` : `the search field ${search.field}`);
  }
  for (const part of search.kind === "not" ? [search.part] : search.parts) requireFields(part, fields);
}

function isMatch<T>(record: T, search: Search, fields: Record<string, SearchField<T>>): boolean {
  switch (search.kind) {
    case "all":
      return search.parts.every((part) => isMatch(record, part, fields));
    case "any":
      return search.parts.some((part) => isMatch(record, part, fields));
    case "not":
      return !isMatch(record, search.part, fields);
    case "term":
      return fields[search.field ?? BARE_WORDS]?.(record, search) ?? false;
  }
}

/** `a,b` means one of both, unless it stands in quotes. */
function alternatives({ value, isQuoted }: Term): string[] {
  return isQuoted ? [value] : value.split(",").filter((part) => part !== "");
}

const isAnything = ({ value, isQuoted }: Term): boolean => value === "*" && !isQuoted;

export function byNumber<T>(value: (record: T) => number | null): SearchField<T> {
  return (record, term) => {
    const found = value(record);
    if (found === null) return false;
    return isAnything(term) || alternatives(term).some((wanted) => compare(found, Number(wanted), term));
  };
}

/** The number of a global id or a plain one: `id:5` and `id:gid://shopify/Order/5` ask the same. */
export function byId<T>(value: (record: T) => number | null): SearchField<T> {
  return (record, term) => {
    const found = value(record);
    if (found === null) return false;
    return isAnything(term) || alternatives(term).some((wanted) => compare(found, Number(/(\d+)$/.exec(wanted)?.[1] ?? NaN), term));
  };
}

/** Whole values, whatever their case; `norm*` finds all that begin so, `*` all that have a value. */
export function byText<T>(value: (record: T) => string | readonly string[] | null): SearchField<T> {
  return (record, term) => {
    const found = value(record);
    const texts = found === null ? [] : typeof found === "string" ? [found] : found;
    if (isAnything(term)) return texts.some((text) => text !== "");
    return alternatives(term).some((wanted) => texts.some((text) => isText(text.toLowerCase(), wanted.toLowerCase(), term)));
  };
}

function isText(text: string, wanted: string, { isQuoted, operator }: Term): boolean {
  if (!isQuoted && wanted.endsWith("*")) return text.startsWith(wanted.slice(0, -1));
  if (operator === ":") return text === wanted;
  return compareOrder(text < wanted ? -1 : text > wanted ? 1 : 0, operator);
}

/** Words anywhere in the texts, as the search box finds them: each word whole, or its beginning with `*`. */
export function byWords<T>(value: (record: T) => readonly (string | null)[]): SearchField<T> {
  return (record, term) => {
    if (isAnything(term)) return true;
    const texts = value(record).flatMap((text) => text?.toLowerCase() ?? []);
    const wanted = term.value.toLowerCase();
    if (term.isQuoted) return texts.some((text) => text.includes(wanted));
    const words = texts.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}#@.]+/u), ...text.split(/[^\p{L}\p{N}]+/u)]);
    return wanted.endsWith("*") ? words.some((word) => word.startsWith(wanted.slice(0, -1))) : words.includes(wanted);
  };
}

export function byFlag<T>(value: (record: T) => boolean): SearchField<T> {
  return byText((record) => String(value(record)));
}

/** Times compare as moments, whatever zone the query writes them in. A day, month or year is all of its moments. */
export function byTime<T>(value: (record: T) => string | null): SearchField<T> {
  const periods = new WeakMap<Term, Period>();
  return (record, term) => {
    const moment = value(record);
    if (moment === null) return false;
    if (isAnything(term)) return true;
    let period = periods.get(term);
    if (period === undefined) {
      period = periodOf(term);
      periods.set(term, period);
    }
    return isWithin(new Date(moment).getTime(), period, term);
  };
}

/** From the first moment to the last, both included. */
export type Period = { fromMs: number; toMs: number };

const PARTIAL_DATE = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/;
const FROM_NOW = /^now(?:([+-]\d+)([smhdwMy]))?$/;
const UNIT_SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, M: 2_592_000, y: 31_536_000 };

/** What a time in a query stands for: a moment (`2026-11-20T09:00:00Z`, `now`, `now-7d`) or a whole day, month or year. */
export function periodOf({ value, now }: Term): Period {
  const [isFromNow, shift, unit] = FROM_NOW.exec(value) ?? [];
  if (isFromNow !== undefined) {
    const atMs = now.getTime() + Number(shift ?? 0) * (UNIT_SECONDS[unit ?? "s"] ?? 1) * 1000;
    return { fromMs: atMs, toMs: atMs };
  }
  const [isPartial, year = "", month, day] = PARTIAL_DATE.exec(value) ?? [];
  if (isPartial !== undefined) {
    const at = [Number(year), Number(month ?? 1) - 1, Number(day ?? 1)] as const;
    const end =
      day !== undefined ? ([at[0], at[1], at[2] + 1] as const) : month !== undefined ? ([at[0], at[1] + 1, 1] as const) : ([at[0] + 1, 0, 1] as const);
    return { fromMs: Date.UTC(...at), toMs: Date.UTC(...end) - 1 };
  }
  const momentMs = new Date(value).getTime();
  if (Number.isNaN(momentMs)) throw notImplemented(`the search time ${value}`);
  return { fromMs: momentMs, toMs: momentMs };
}

function isWithin(moment: number, { fromMs, toMs }: Period, { operator }: Term): boolean {
  switch (operator) {
    case ":":
      return moment >= fromMs && moment <= toMs;
    case ":<":
      return moment < fromMs;
    case ":<=":
      return moment <= toMs;
    case ":>":
      return moment > toMs;
    case ":>=":
      return moment >= fromMs;
  }
}

function compare(value: number, wanted: number, { operator }: Term): boolean {
  return !Number.isNaN(wanted) && compareOrder(value - wanted, operator);
}

function compareOrder(difference: number, operator: Term["operator"]): boolean {
  switch (operator) {
    case ":":
      return difference === 0;
    case ":<":
      return difference < 0;
    case ":<=":
      return difference <= 0;
    case ":>":
      return difference > 0;
    case ":>=":
      return difference >= 0;
  }
}
