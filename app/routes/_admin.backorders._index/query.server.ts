/** What the address of the backorders page asks for. Anything it does not understand falls back to the plain listing. */
import { z } from "zod";
import type { BackorderSort, BackorderView } from "../../adapters/prisma/read-models/backorder-list.server.ts";

/** The tabs and sort columns, in the order in which they are shown. */
export const VIEWS = ["open", "waiting", "allocated", "late", "finished", "all"] as const satisfies readonly BackorderView[];
export const SORTS = ["placed", "promise", "estimate", "units"] as const satisfies readonly BackorderSort[];
const MAX_SEARCH_CHARACTERS = 200;

export interface BackordersAddress {
  readonly view: BackorderView;
  readonly search: string;
  readonly sort: BackorderSort;
  readonly descending: boolean;
  readonly cursor: string | null;
}

export function readBackordersAddress(url: URL): BackordersAddress {
  const [column, direction] = (url.searchParams.get("sort") ?? "").split(" ");
  return {
    view: z.enum(VIEWS).catch("open").parse(url.searchParams.get("view")),
    search: (url.searchParams.get("q") ?? "").trim().slice(0, MAX_SEARCH_CHARACTERS),
    sort: z.enum(SORTS).catch("placed").parse(column),
    descending: direction === "desc",
    cursor: url.searchParams.get("cursor"),
  };
}
