/**
 * The head and foot of a listing: views as tabs, search, sorting, paging. What is chosen lives in the address, so that
 * a listing can be bookmarked, sent to a colleague and gone back to.
 */
import { useSearchParams } from "@remix-run/react";
import { IndexFilters, IndexFiltersMode, useSetIndexFiltersMode } from "@shopify/polaris";
import type { IndexFiltersProps } from "@shopify/polaris";
import { useCallback, useEffect, useState } from "react";
import { useText } from "./text.tsx";

/** A pause in typing this long starts the search. */
const SEARCH_PAUSE_MS = 300;

export interface ListControlsProps {
  readonly views: readonly { readonly id: string; readonly label: string }[];
  readonly view: string;
  readonly search: string;
  readonly searchLabel: string;
  readonly sortOptions?: NonNullable<IndexFiltersProps["sortOptions"]>;
  /** As Polaris writes it, e.g. "placed desc". */
  readonly sort?: string;
  readonly isLoading: boolean;
}

export function ListControls({ views, view, search, searchLabel, sortOptions, sort, isLoading }: ListControlsProps) {
  const { mode, setMode } = useSetIndexFiltersMode(search === "" ? IndexFiltersMode.Default : IndexFiltersMode.Filtering);
  const changeAddress = useListAddress();
  const [words, setWords] = useState(search);
  useEffect(() => {
    if (words === search) return undefined;
    const timer = setTimeout(() => changeAddress({ q: words }), SEARCH_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [words, search, changeAddress]);
  const sorting =
    sortOptions === undefined || sort === undefined
      ? {}
      : { sortOptions, sortSelected: [sort], onSort: ([chosen]: string[]) => changeAddress({ sort: chosen ?? sort }) };
  return (
    <IndexFilters
      {...sorting}
      tabs={views.map(({ id, label }) => ({ id, content: label, isLocked: true }))}
      selected={Math.max(
        0,
        views.findIndex(({ id }) => id === view),
      )}
      onSelect={(index) => changeAddress({ view: views[index]?.id ?? view })}
      mode={mode}
      setMode={setMode}
      canCreateNewView={false}
      queryValue={words}
      queryPlaceholder={searchLabel}
      onQueryChange={setWords}
      onQueryClear={() => setWords("")}
      cancelAction={{ onAction: () => setWords(""), disabled: false, loading: false }}
      filters={[]}
      onClearAll={() => setWords("")}
      loading={isLoading}
    />
  );
}

/** Paging for an index table; nothing when everything fits on one page. */
export function useListPaging({ next, previous }: { next: string | null; previous: string | null }) {
  const { t } = useText();
  const changeAddress = useListAddress();
  if (next === null && previous === null) return {};
  return {
    pagination: {
      hasNext: next !== null,
      hasPrevious: previous !== null,
      onNext: () => changeAddress({ cursor: next }),
      onPrevious: () => changeAddress({ cursor: previous }),
      accessibilityLabels: { next: t("listing.next"), previous: t("listing.previous") },
    },
  };
}

/** Sets parts of the address; another view, search or order begins on its first page. */
function useListAddress(): (changes: Readonly<Record<string, string | null>>) => void {
  const [, setAddress] = useSearchParams();
  return useCallback(
    (changes: Readonly<Record<string, string | null>>) =>
      setAddress((address) => changed(address, changes), { preventScrollReset: true, replace: "q" in changes }),
    [setAddress],
  );
}

function changed(address: URLSearchParams, changes: Readonly<Record<string, string | null>>): URLSearchParams {
  if (!("cursor" in changes)) address.delete("cursor");
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") address.delete(name);
    else address.set(name, value);
  }
  return address;
}
