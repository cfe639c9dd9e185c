/** What the address of the suppliers page asks for. */
const MAX_SEARCH_CHARACTERS = 200;

export interface SuppliersAddress {
  readonly search: string;
  readonly cursor: string | null;
}

export function readSuppliersAddress(url: URL): SuppliersAddress {
  return { search: (url.searchParams.get("q") ?? "").trim().slice(0, MAX_SEARCH_CHARACTERS), cursor: url.searchParams.get("cursor") };
}
