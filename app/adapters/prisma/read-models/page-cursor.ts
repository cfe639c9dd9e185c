/**
 * Where a page of a listing begins. A cursor holds the sort value and the id of the row next to the page, so that a
 * page deep in the list costs as much as the first one, and rows that arrive meanwhile shift nothing.
 */
import { z } from "zod";

export interface PageCursor {
  readonly direction: "after" | "before";
  /** The row's sort values as text, its id last. */
  readonly key: readonly string[];
}

export interface ListPage<Row> {
  readonly rows: readonly Row[];
  /** Cursors of the neighbouring pages, null where there is none. */
  readonly next: string | null;
  readonly previous: string | null;
}

export const ROWS_PER_PAGE = 50;
const MAX_CURSOR_CHARACTERS = 1_000;
const savedCursor = z.tuple([z.enum(["after", "before"]), z.array(z.string()).min(1).max(4)]);

export function encodeCursor({ direction, key }: PageCursor): string {
  return Buffer.from(JSON.stringify([direction, key])).toString("base64url");
}

/** Null for a text that is no cursor of a list with `columns` sort values: the list then starts from the top. */
export function decodeCursor(text: string | null, columns: number): PageCursor | null {
  if (text === null || text.length > MAX_CURSOR_CHARACTERS) return null;
  const parsed = savedCursor.safeParse(parseJson(Buffer.from(text, "base64url").toString("utf8")));
  if (!parsed.success || parsed.data[1].length !== columns) return null;
  return { direction: parsed.data[0], key: parsed.data[1] };
}

/**
 * Cuts a page out of rows that were read in reading direction, one more than fits: the extra row only says that there
 * are more. Rows read backwards come out in list order.
 */
export function toPage<Row>(read: readonly Row[], cursor: PageCursor | null, keyOf: (row: Row) => readonly string[]): ListPage<Row> {
  const isBackwards = cursor?.direction === "before";
  const hasMore = read.length > ROWS_PER_PAGE;
  const rows = read.slice(0, ROWS_PER_PAGE);
  if (isBackwards) rows.reverse();
  const first = rows[0];
  const last = rows.at(-1);
  const hasNext = isBackwards ? first !== undefined : hasMore;
  const hasPrevious = isBackwards ? hasMore : cursor !== null;
  return {
    rows,
    next: hasNext && last !== undefined ? encodeCursor({ direction: "after", key: keyOf(last) }) : null,
    previous: hasPrevious && first !== undefined ? encodeCursor({ direction: "before", key: keyOf(first) }) : null,
  };
}

/** A text that PostgreSQL's ILIKE finds literally, anywhere in a value. */
export function containing(words: string): string {
  return `%${words.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a mangled cursor is no cursor: the schema refuses undefined
  }
}
