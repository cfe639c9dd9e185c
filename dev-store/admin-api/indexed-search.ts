import type { Mark } from "../state/cold-table.ts";
import type { RecordMap } from "../state/record-map.ts";
import type { Args } from "./api-context.ts";
import { readingOf } from "./connections.ts";
import { matcherOf, periodOf, requiredTerms } from "./search.ts";
import type { SearchField, Term } from "./search.ts";

/**
 * Which records of a large map a search has to look at. A name, an address or a time in the query is looked up; without one,
 * records are read in the order of the page and no further than its end. What comes out is always enough to make the page.
 */
export type SearchPlan<T> = {
  fields: Record<string, SearchField<T>>;
  /** Values that are looked up, by search field: the column and how the query's text reads in it. */
  lookups: Record<string, { column: string; valueOf: (text: string) => number | string }>;
  /** Columns of times, by search field. */
  times: Record<string, string>;
  /** Columns that hold the values of sort keys. */
  sortColumns: Record<string, string>;
};

/** The records that the page of the search is made from; without `first` and `last` all that match. */
export function* searched<T extends { id: number }>(records: RecordMap<T>, args: Args, plan: SearchPlan<T>): Iterable<Readonly<T>> {
  const now = new Date();
  const terms = requiredTerms(args["query"], now);
  const matches = matcherOf(args["query"], plan.fields, now);
  const found = lookedUp(records, terms, plan);
  if (found !== null) return yield* found.filter(matches);
  const since = earliestOf(terms, plan);
  const column = plan.sortColumns[args["sortKey"] ?? "ID"];
  const reading = readingOf(args);
  if (column === undefined || reading === null || (since !== null && since.column !== column)) {
    return yield* since === null ? filtered(records.scan(), matches) : filtered(records.ordered({ ...since, descending: false }), matches);
  }
  const { descending, mark, limit } = reading;
  const from = since === null || descending ? mark : laterOf(mark, since.from);
  let taken = 0;
  for (const record of filtered(records.ordered({ column, descending, from }), matches)) {
    yield record;
    taken += 1;
    // One more than the page holds says that there is a next one.
    if (taken > limit) return;
  }
}

function* filtered<T>(records: Iterable<T>, matches: (record: T) => boolean): Iterable<T> {
  for (const record of records) if (matches(record)) yield record;
}

function lookedUp<T extends { id: number }>(records: RecordMap<T>, terms: readonly Term[], { lookups }: SearchPlan<T>): T[] | null {
  for (const term of terms) {
    const lookup = term.field === null ? undefined : lookups[term.field];
    const isPlain = term.operator === ":" && (term.isQuoted || !/[,*]/.test(term.value));
    if (lookup !== undefined && isPlain) return records.withValue(lookup.column, lookup.valueOf(term.value));
  }
  return null;
}

/** A second is taken off: times are kept in whole seconds, the query's may be finer. */
const SLACK_MS = 1000;

function earliestOf<T>(terms: readonly Term[], { times }: SearchPlan<T>): { column: string; from: Mark } | null {
  for (const term of terms) {
    const column = term.field === null ? undefined : times[term.field];
    const isLowerBound = term.operator === ":>=" || term.operator === ":>" || term.operator === ":";
    if (column === undefined || !isLowerBound || term.value === "*") continue;
    const value = new Date(periodOf(term).fromMs - SLACK_MS).toISOString().replace(/\.\d{3}Z$/, "Z");
    return { column, from: { value, id: 0 } };
  }
  return null;
}

function laterOf(mark: Mark | null, bound: Mark): Mark {
  return mark !== null && mark.value > bound.value ? mark : bound;
}
