import type { Args } from "./api-context.ts";
import { notImplemented } from "./api-error.ts";
import { connection } from "./connections.ts";
import type { Connection, SortValue } from "./connections.ts";
import { byTime, matcherOf } from "./search.ts";
import type { SearchField } from "./search.ts";

/** What roots that list records have in common: filter, sort key and page. */

export type SortKeys<T> = Record<string, (record: T) => SortValue>;

export function search<T extends { id: number }>(
  records: Iterable<T>,
  args: Args,
  fields: Record<string, SearchField<T>>,
  sortKeys: SortKeys<T>,
): Connection<T> {
  const sortKey: string = args["sortKey"] ?? "ID";
  const sortValue = sortKeys[sortKey];
  if (sortValue === undefined) throw notImplemented(`the sort key ${sortKey}`);
  const matches = matcherOf(args["query"], fields);
  const entries = [...records].filter(matches).map((node) => ({ id: node.id, sortValue: sortValue(node), node }));
  return connection(entries, args);
}

/** What a search found in the past, as it is now; what is gone meanwhile is left out. */
export function shownNow<T extends { id: number }>({ edges, pageInfo }: Connection<T>, records: ReadonlyMap<number, T>): Connection<T> {
  const present = edges.flatMap(({ cursor, node }) => {
    const record = records.get(node.id);
    return record === undefined ? [] : [{ cursor, node: record }];
  });
  return { edges: present, nodes: present.map(({ node }) => node), pageInfo };
}

export const TIMES = {
  created_at: byTime<{ createdAt: string }>(({ createdAt }) => createdAt),
  updated_at: byTime<{ updatedAt: string }>(({ updatedAt }) => updatedAt),
};

export const BY_ID: SortKeys<{ id: number }> = { ID: ({ id }) => id };

export const CHANGED: SortKeys<{ id: number; createdAt: string; updatedAt: string }> = {
  ...BY_ID,
  CREATED_AT: ({ createdAt }) => createdAt,
  UPDATED_AT: ({ updatedAt }) => updatedAt,
};
