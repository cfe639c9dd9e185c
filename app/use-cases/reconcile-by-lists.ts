/**
 * The first part of reconciling a large shop: Shopify lists orders, fulfillment orders and levels side by side, the lists
 * are kept beside our books, and whatever differs is noted to be read anew. A list is never a reading: it only says
 * where to look. One that is incomplete cannot show that something is gone, so a part of a list is not used.
 */
import type { Instant, ShopDomain } from "../domain/ids.ts";
import type { OrderLedger } from "./ports/queue.ts";
import type { ListedRow, ListedRows, ShopListings } from "./ports/listings.ts";
import { DRIFT_KINDS } from "./ports/reconciliation.ts";
import type { DriftByKind, DriftKind, Reconciliation } from "./ports/reconciliation.ts";
import type { Step } from "./reconcile.ts";

const ROWS_AT_ONCE = 1_000;
/** More rows than any shop has lines: a list that goes on for ever is a mistake. */
const ROWS_PER_LIST = 50_000_000;
const LOOK_EVERY_SECONDS = 5;
const TRIES_PER_LIST = 3;
/** Shopify's search index lags its orders a little. */
const OVERLAP_MS = 5 * 60_000;

interface ListingDeps {
  readonly ledger: OrderLedger;
  readonly listings: ShopListings;
  readonly listedRows: ListedRows;
}

interface List {
  readonly id: string | null;
  readonly tries: number;
  readonly isKept: boolean;
}

type Lists = Readonly<Record<DriftKind, List>>;
const NOT_BEGUN: List = { id: null, tries: 0, isKept: false };

/** Begins a list, or looks at those under way and keeps one that is there; when all are kept, compares. */
export async function listingStep(deps: ListingDeps, shop: ShopDomain, run: Reconciliation): Promise<Step> {
  const lists = listsOf(run.cursor);
  for (const kind of DRIFT_KINDS) {
    const list = await moveOn(deps, shop, { kind, list: lists[kind] });
    if (list.tries > TRIES_PER_LIST) return { run: { ...run, phase: "open_orders", cursor: null }, isLast: false, waitSeconds: 0 };
    // Saved at once, so that nothing is asked for or fetched twice.
    if (list.id !== lists[kind].id || list.isKept !== lists[kind].isKept)
      return { run: { ...run, cursor: JSON.stringify({ ...lists, [kind]: list }) }, isLast: false, waitSeconds: 0 };
  }
  if (DRIFT_KINDS.some((kind) => !lists[kind].isKept)) return { run, isLast: false, waitSeconds: LOOK_EVERY_SECONDS };
  const found = await deps.listedRows.compare(shop);
  const drift = Object.fromEntries(DRIFT_KINDS.map((kind) => [kind, { found: found[kind], repaired: 0 }])) as unknown as DriftByKind; // one for each kind
  const toLook = DRIFT_KINDS.reduce((sum, kind) => sum + found[kind], 0);
  return { run: { ...run, phase: "differing_orders", cursor: null, drift, toLook }, isLast: false, waitSeconds: 0 };
}

function listsOf(cursor: string | null): Lists {
  if (cursor === null) return { orders: NOT_BEGUN, places: NOT_BEGUN, levels: NOT_BEGUN };
  return JSON.parse(cursor) as Lists; // written below
}

async function moveOn(deps: ListingDeps, shop: ShopDomain, { kind, list }: { kind: DriftKind; list: List }): Promise<List> {
  if (list.isKept) return list;
  if (list.id === null) return { ...list, id: await deps.listings.begin(shop, { kind, changedSince: kind === "orders" ? await since(deps, shop) : null }) };
  const state = await deps.listings.look(shop, list.id);
  if (state.state === "running") return list;
  if (state.state === "failed") return { id: null, tries: list.tries + 1, isKept: false };
  await deps.listedRows.clear(shop, kind);
  await keep(deps, shop, { kind, rows: deps.listings.rows(shop, { kind, address: state.address }) });
  return { ...list, isKept: true };
}

async function since({ ledger }: ListingDeps, shop: ShopDomain): Promise<Instant | null> {
  const watermark = await ledger.watermark(shop);
  return watermark === null ? null : (new Date(Date.parse(watermark) - OVERLAP_MS).toISOString() as Instant); // ISO 8601 with Z, as the brand asks
}

async function keep({ listedRows }: ListingDeps, shop: ShopDomain, { kind, rows }: { kind: DriftKind; rows: AsyncIterable<ListedRow> }): Promise<void> {
  let batch: ListedRow[] = [];
  let count = 0;
  for await (const row of rows) {
    if (++count > ROWS_PER_LIST) throw new Error(`The list of ${kind} has more than ${ROWS_PER_LIST} rows.`);
    batch.push(row);
    if (batch.length < ROWS_AT_ONCE) continue;
    await listedRows.add(shop, kind, batch);
    batch = [];
  }
  if (batch.length > 0) await listedRows.add(shop, kind, batch);
}
