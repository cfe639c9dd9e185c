import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { RecordMap } from "./record-map.ts";
import { emptyShop, emptyStore, indexOrder } from "./shop-state.ts";
import type { DevStoreState, ShopState } from "./types.ts";

/**
 * The store's memory on disk: one JSON file, written whole. Maps become `{"map": [[key, value], ...]}`. A write
 * goes to a second file that then takes the name of the first, so a kill leaves the old state or the new one.
 */

const FORMAT_VERSION = 2;
const WRITE_DELAY_MS = 500;
/** A big state takes long to write: wait this many times as long before the next write. */
const REST_FACTOR = 10;

/** The maps of `orderIdOf`: rebuilt on load, so only their empty shells are written. */
const INDEX_NAMES = new Set(["lineItem", "fulfillmentOrder", "fulfillmentOrderLine", "fulfillment", "refund", "return", "transaction"]);

type Stored = { version: number; store: DevStoreState };

/** Reads the file, or begins anew when it is not there. Throws, naming the remedy, when it cannot be read. */
export function loadStore(file: string): DevStoreState {
  if (!existsSync(file)) return emptyStore();
  let stored: Stored;
  try {
    // The file is our own; a broken one fails here or at the version.
    stored = JSON.parse(readFileSync(file, "utf8"), reviveMaps) as Stored;
  } catch (error) {
    throw new Error(`the dev store's state in ${file} cannot be read; start with --reset to begin anew`, { cause: error });
  }
  if (stored.version !== FORMAT_VERSION) {
    throw new Error(`the dev store's state in ${file} has format ${stored.version}, not ${FORMAT_VERSION}; start with --reset`);
  }
  for (const [domain, shop] of stored.store.shops) stored.store.shops.set(domain, revived(shop));
  return stored.store;
}

export function forgetStore(file: string): void {
  rmSync(file, { force: true });
}

/** The shop with its orders and customers in maps of their own kind again, and every part of an order found by its id. */
function revived(stored: ShopState): ShopState {
  const fresh = emptyShop(stored.profile);
  for (const [id, customer] of stored.customers) fresh.customers.set(id, customer);
  for (const [id, order] of stored.orders) fresh.orders.set(id, order);
  const { orders, customers, orderIdOf } = fresh;
  for (const order of orders.values()) indexOrder(fresh, order);
  return { ...fresh, ...stored, orders, customers, orderIdOf };
}

export function saveStore(store: DevStoreState, file: string): void {
  const stored: Stored = { version: FORMAT_VERSION, store };
  mkdirSync(dirname(file), { recursive: true });
  const next = `${file}.next`;
  writeFileSync(next, JSON.stringify(stored, replaceMaps));
  renameSync(next, file);
}

function replaceMaps(key: string, value: unknown): unknown {
  if (!(value instanceof Map)) return value;
  if (value instanceof RecordMap) return { map: [...value.scan()].map((record) => [record.id, record]) };
  return { map: INDEX_NAMES.has(key) ? [] : [...value] };
}

function reviveMaps(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("map" in value) || !Array.isArray(value.map)) return value;
  return new Map(value.map);
}

export type Snapshots = {
  /** Says that the state changed; it is written soon. */
  changed: () => void;
  /** Writes what is not written yet. */
  flush: () => void;
};

export const NO_SNAPSHOTS: Snapshots = { changed: () => undefined, flush: () => undefined };

export function snapshotsTo(store: DevStoreState, file: string): Snapshots {
  let timer: NodeJS.Timeout | null = null;
  let restUntilMs = 0;
  const flush = (): void => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    const startedMs = performance.now();
    saveStore(store, file);
    const endedMs = performance.now();
    restUntilMs = endedMs + REST_FACTOR * (endedMs - startedMs);
  };
  const changed = (): void => {
    if (timer !== null) return;
    timer = setTimeout(flush, Math.max(WRITE_DELAY_MS, restUntilMs - performance.now()));
    timer.unref();
  };
  return { changed, flush };
}
