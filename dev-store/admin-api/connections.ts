import type { Args } from "./api-context.ts";
import { badRequest } from "./api-error.ts";

/**
 * Relay connections as Shopify pages them: a cursor holds the last item's sort value and id, so a page goes on
 * where the last one ended even when items were added, changed or removed in between.
 */

const MAX_PAGE_SIZE = 250;

export type SortValue = number | string;
export type Entry<T> = { id: number | string; sortValue: SortValue; node: T };

type Cursor = { last_id: number | string; last_value: SortValue };

export type Connection<T> = {
  nodes: T[];
  edges: { cursor: string; node: T }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
};

/** Items in the order given, for lists that have no sort key of their own. */
export function listConnection<T extends { id: number | string }>(items: readonly T[], args: Args): Connection<T> {
  return connection(
    items.map((node, position) => ({ id: node.id, sortValue: position, node })),
    args,
  );
}

/** Sorts by value, then id, cuts by `after` and `before`, and takes the first or the last so many. */
export function connection<T>(entries: readonly Entry<T>[], args: Args): Connection<T> {
  const sign = args["reverse"] === true ? -1 : 1;
  const sorted = [...entries].sort((one, other) => sign * compareEntries(one, other));
  const after = args["after"] == null ? null : readCursor(args["after"]);
  const before = args["before"] == null ? null : readCursor(args["before"]);
  const rest = sorted.filter(
    (entry) => (after === null || sign * compareToCursor(entry, after) > 0) && (before === null || sign * compareToCursor(entry, before) < 0),
  );
  const size = pageSize(args);
  const objectsBefore = after === null ? 0 : sorted.length - rest.length;
  if (size !== Infinity && Math.min(objectsBefore + size, sorted.length) > deepestObject)
    throw badRequest(`Pages end after the ${deepestObject}th object. Filter for fewer.`);
  const fromEnd = args["first"] == null && size !== Infinity;
  const page = fromEnd ? rest.slice(Math.max(0, rest.length - size)) : rest.slice(0, size);
  const edges = page.map((entry) => ({ cursor: writeCursor(entry), node: entry.node }));
  return {
    nodes: page.map(({ node }) => node),
    edges,
    pageInfo: {
      hasNextPage: fromEnd ? before !== null : rest.length > size,
      hasPreviousPage: fromEnd ? rest.length > size : after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

let deepestObject = Infinity;

/** Within the call no page reaches beyond so many objects of a list, as in Shopify's largest stores. The call must not wait. */
export function pagedUpTo<T>(objects: number, act: () => T): T {
  deepestObject = objects;
  try {
    return act();
  } finally {
    deepestObject = Infinity;
  }
}

let isWithoutPages = false;

/** Within the call a connection without a page size holds everything, as in bulk queries. The call must not wait. */
export function withoutPages<T>(act: () => T): T {
  isWithoutPages = true;
  try {
    return act();
  } finally {
    isWithoutPages = false;
  }
}

/**
 * From where on and in which direction a page is read, and how many records it takes. Null where that does not settle it: the
 * page is bounded at both ends or in depth, or everything is wanted.
 */
export function readingOf(args: Args): { mark: { value: SortValue; id: number } | null; descending: boolean; limit: number } | null {
  if (deepestObject !== Infinity) return null;
  const isFromEnd = args["first"] == null;
  if ((args["first"] ?? args["last"]) == null || args[isFromEnd ? "after" : "before"] != null) return null;
  const cursor = args[isFromEnd ? "before" : "after"] == null ? null : readCursor(args[isFromEnd ? "before" : "after"]);
  const mark = cursor === null ? null : { value: cursor.last_value, id: Number(cursor.last_id) };
  return { mark, descending: (args["reverse"] === true) !== isFromEnd, limit: pageSize(args) };
}

/** The page size asked for. Shopify wants `first` or `last`, 1 to 250. */
export function pageSize(args: Args): number {
  const size: unknown = args["first"] ?? args["last"];
  if (size === undefined && isWithoutPages) return Infinity;
  if (typeof size !== "number") throw badRequest("you must provide one of first or last");
  const name = args["first"] == null ? "last" : "first";
  if (size < 0) throw badRequest(`${name} cannot be less than zero`);
  if (size > MAX_PAGE_SIZE) throw badRequest(`${name} cannot exceed ${MAX_PAGE_SIZE}`);
  return size;
}

function compareEntries(one: Entry<unknown>, other: Entry<unknown>): number {
  return compareValues(one.sortValue, other.sortValue) || compareValues(one.id, other.id);
}

function compareToCursor(entry: Entry<unknown>, cursor: Cursor): number {
  return compareValues(entry.sortValue, cursor.last_value) || compareValues(entry.id, cursor.last_id);
}

function compareValues(one: SortValue, other: SortValue): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function writeCursor({ id, sortValue }: Entry<unknown>): string {
  const cursor: Cursor = { last_id: id, last_value: sortValue };
  return Buffer.from(JSON.stringify(cursor)).toString("base64");
}

function readCursor(text: string): Cursor {
  try {
    const cursor: unknown = JSON.parse(Buffer.from(text, "base64").toString("utf8"));
    if (typeof cursor === "object" && cursor !== null && "last_id" in cursor && "last_value" in cursor) {
      // Written by writeCursor; a forged one at worst compares oddly.
      return cursor as Cursor;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw badRequest("Invalid cursor for current pagination sort.");
}
