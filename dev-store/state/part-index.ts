/**
 * Which order a part of it belongs to, for hundreds of thousands of parts: a Map of numbers in sixteen bytes an entry.
 * Ids are handed out in rising order, so entries are appended to pages and found by halving; the few that come out of
 * order are kept in a Map of the usual kind, which also overrules the pages.
 */

const PAGE_ENTRIES = 4096;
/** No order has the id 0: it marks an entry that was deleted. */
const DELETED = 0;

type Page = { ids: Float64Array; orderIds: Float64Array; used: number };

export class PartIndex extends Map<number, number> {
  #pages: Page[] = [];
  readonly #exceptions = new Map<number, number>();
  #size = 0;

  override get size(): number {
    return this.#size;
  }

  override get(id: number): number | undefined {
    const found = this.#exceptions.get(id) ?? this.#paged(id);
    return found === DELETED ? undefined : found;
  }

  override has(id: number): boolean {
    return this.get(id) !== undefined;
  }

  override set(id: number, orderId: number): this {
    const known = this.get(id);
    if (known === orderId) return this;
    if (known === undefined) this.#size += 1;
    if (known === undefined && !this.#exceptions.has(id) && id > this.#lastId()) this.#append(id, orderId);
    else this.#exceptions.set(id, orderId);
    return this;
  }

  override delete(id: number): boolean {
    if (!this.has(id)) return false;
    this.#size -= 1;
    if (this.#paged(id) === undefined) this.#exceptions.delete(id);
    else this.#exceptions.set(id, DELETED);
    return true;
  }

  override clear(): void {
    this.#pages = [];
    this.#exceptions.clear();
    this.#size = 0;
  }

  override *keys(): MapIterator<number> {
    for (const [id] of this.entries()) yield id;
  }

  override *values(): MapIterator<number> {
    for (const [, orderId] of this.entries()) yield orderId;
  }

  override *entries(): MapIterator<[number, number]> {
    for (const { ids, orderIds, used } of this.#pages) {
      for (let place = 0; place < used; place += 1) {
        const id = ids[place];
        const orderId = orderIds[place];
        if (id !== undefined && orderId !== undefined && !this.#exceptions.has(id)) yield [id, orderId];
      }
    }
    for (const entry of [...this.#exceptions]) if (entry[1] !== DELETED) yield entry;
  }

  override [Symbol.iterator](): MapIterator<[number, number]> {
    return this.entries();
  }

  override forEach(act: (orderId: number, id: number, map: Map<number, number>) => void): void {
    for (const [id, orderId] of this.entries()) act(orderId, id, this);
  }

  #lastId(): number {
    const last = this.#pages.at(-1);
    return last?.ids[last.used - 1] ?? 0;
  }

  #append(id: number, orderId: number): void {
    let page = this.#pages.at(-1);
    if (page === undefined || page.used === PAGE_ENTRIES) {
      page = { ids: new Float64Array(PAGE_ENTRIES), orderIds: new Float64Array(PAGE_ENTRIES), used: 0 };
      this.#pages.push(page);
    }
    page.ids[page.used] = id;
    page.orderIds[page.used] = orderId;
    page.used += 1;
  }

  #paged(id: number): number | undefined {
    const page = this.#pages[lastAtMost(this.#pages.length, (place) => this.#pages[place]?.ids[0] ?? Infinity, id)];
    if (page === undefined) return undefined;
    const place = lastAtMost(page.used, (at) => page.ids[at] ?? Infinity, id);
    return page.ids[place] === id ? page.orderIds[place] : undefined;
  }
}

/** The last place whose value is not above the wanted one, or -1. Values rise. */
function lastAtMost(length: number, valueAt: (place: number) => number, wanted: number): number {
  let [low, high] = [-1, length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (valueAt(middle) <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}
