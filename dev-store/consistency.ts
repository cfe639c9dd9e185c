import { z } from "zod";
import type { ShopEvent } from "./commerce/context.ts";
import type { InventoryLevel, Order, Product, ShopState, StoredQuantityName } from "./state/types.ts";

/**
 * How far reads of the Admin API lag behind writes. Shopify answers searches from an index that trails the records,
 * and promises nowhere that the quantities of one level are of one moment. All of it is off until it is asked for.
 */
export const consistencySettings = z.object({
  /** `products(query:)` and `orders(query:)` find records as they were this long ago; what is found is shown as it is now. */
  searchLagMs: z.int().min(0).max(600_000).default(0),
  /** Quantities of inventory levels are shown as they were this long ago. */
  levelLagMs: z.int().min(0).max(600_000).default(0),
  /** Of one level, the torn quantity is older than the others by this much more. */
  levelTearMs: z.int().min(0).max(600_000).default(0),
  tornQuantity: z.enum(["available", "committed"]).default("committed"),
  /** For how long after its first call an idempotency key still counts as being worked on. */
  idempotencyBusyMs: z.int().min(0).max(600_000).default(0),
});

export type ConsistencySettings = z.infer<typeof consistencySettings>;

type Quantities = Record<StoredQuantityName, number>;
/** The quantities that held until the moment. */
type PastQuantities = { untilMs: number; quantities: Quantities };

type Searchable = Order | Product;
type IndexEntry<T> = { fromMs: number; copy: T | null };

/** A level that changes faster than this forgets its oldest past. */
const MAX_PAST_OF_LEVEL = 1000;

/** What the reads of all shops see of the past. Costs nothing while everything is off. */
export class Consistency {
  #settings: ConsistencySettings = consistencySettings.parse({});
  #levels = new WeakMap<InventoryLevel, PastQuantities[]>();
  #orders = new SearchIndex<Order>();
  #products = new SearchIndex<Product>();

  get settings(): ConsistencySettings {
    return this.#settings;
  }

  /** Lag begins now: what was written before is seen by everybody. */
  set(settings: ConsistencySettings, shops: Iterable<ShopState>): void {
    this.#settings = settings;
    this.#levels = new WeakMap();
    this.#orders = new SearchIndex();
    this.#products = new SearchIndex();
    if (settings.searchLagMs === 0) return;
    for (const shop of shops) {
      for (const order of shop.orders.scan()) this.#orders.note(shop, order, -Infinity);
      for (const product of shop.products.values()) this.#products.note(shop, product, -Infinity);
    }
  }

  /** To be called before a level's quantities change. */
  levelChanges(level: InventoryLevel, nowMs: number): void {
    const { levelLagMs, levelTearMs } = this.#settings;
    if (levelLagMs + levelTearMs === 0) return;
    const past = this.#levels.get(level) ?? [];
    past.push({ untilMs: nowMs, quantities: { ...level.quantities } });
    const firstKept = past.findIndex(({ untilMs }) => untilMs > nowMs - levelLagMs - levelTearMs);
    past.splice(0, Math.max(firstKept, past.length - MAX_PAST_OF_LEVEL));
    this.#levels.set(level, past);
  }

  /** The level's quantities as a reader sees them now. */
  quantitiesSeen(level: InventoryLevel, nowMs: number): Quantities {
    const { levelLagMs, levelTearMs, tornQuantity } = this.#settings;
    if (levelLagMs + levelTearMs === 0) return level.quantities;
    const seen = this.#quantitiesAt(level, nowMs - levelLagMs);
    const torn = this.#quantitiesAt(level, nowMs - levelLagMs - levelTearMs);
    return { ...seen, [tornQuantity]: torn[tornQuantity] };
  }

  #quantitiesAt(level: InventoryLevel, momentMs: number): Quantities {
    return this.#levels.get(level)?.find(({ untilMs }) => untilMs > momentMs)?.quantities ?? level.quantities;
  }

  /** To be called after what the event tells of has happened. */
  happened(shop: ShopState, event: ShopEvent, nowMs: number): void {
    if (this.#settings.searchLagMs === 0) return;
    if ("orderId" in event) this.#orders.note(shop, shop.orders.get(event.orderId) ?? event.orderId, nowMs);
    if ("productId" in event) this.#products.note(shop, shop.products.get(event.productId) ?? event.productId, nowMs);
  }

  /** Copies of the orders as a search sees them; null while searches see everything. */
  ordersSearched(shop: ShopState, nowMs: number): Iterable<Order> | null {
    return this.#searched(this.#orders, shop, nowMs);
  }

  productsSearched(shop: ShopState, nowMs: number): Iterable<Product> | null {
    return this.#searched(this.#products, shop, nowMs);
  }

  #searched<T extends Searchable>(index: SearchIndex<T>, shop: ShopState, nowMs: number): Iterable<T> | null {
    const { searchLagMs } = this.#settings;
    return searchLagMs === 0 ? null : index.at(shop, nowMs - searchLagMs);
  }
}

/** Records by shop and id as a search may see them: what each was from which moment on. */
class SearchIndex<T extends Searchable> {
  readonly #shops = new Map<ShopState, Map<number, IndexEntry<T>[]>>();

  /** Enters the record as it is now, or a deleted one by its id. */
  note(shop: ShopState, record: T | number, fromMs: number): void {
    const records = this.#shops.get(shop) ?? new Map<number, IndexEntry<T>[]>();
    this.#shops.set(shop, records);
    const id = typeof record === "number" ? record : record.id;
    const copy = typeof record === "number" ? null : structuredClone(record);
    records.set(id, [...(records.get(id) ?? []), { fromMs, copy }]);
  }

  /** The records as they were at the moment. Forgets what was before it: searches go forward in time. */
  *at(shop: ShopState, momentMs: number): Iterable<T> {
    for (const [id, entries] of this.#shops.get(shop) ?? []) {
      const current = entries.findLastIndex(({ fromMs }) => fromMs <= momentMs);
      if (current > 0) entries.splice(0, current);
      const entry = current === -1 ? undefined : entries[0];
      if (entry === undefined) continue;
      if (entry.copy === null) this.#shops.get(shop)?.delete(id);
      else yield entry.copy;
    }
  }
}
