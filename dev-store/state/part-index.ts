/**
 * Which order a part of it belongs to, for hundreds of thousands of parts: a Map of numbers in eight bytes an entry.
 * Ids are handed out in rising order, so entries are appended to pages, as distances from the page's first id, and found by
 * halving; the few that come out of order or from afar are kept in a Map of the usual kind, which also overrules the pages.
 */

const PAGE_ENTRIES = 4096;
/** No order has the id 0: it marks an entry that was deleted. */
const DELETED = 0;
/** What a distance may be: no more than fits into 31 bits and a sign. */
const FARTHEST = 2 ** 31 - 1;

type Page = { firstId: number; ids: Uint32Array; orderIds: Int32Array; used: number };

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
    if (known === undefined && !this.#exceptions.has(id) && this.#fits(id, orderId)) this.#append(id, orderId);
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
    for (const page of this.#pages) {
      for (let place = 0; place < page.used; place += 1) {
        const [id, orderId] = entryOf(page, place);
        if (!this.#exceptions.has(id)) yield [id, orderId];
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

  /** Whether the entry can be appended: it comes after all others and lies near the page that it comes to. */
  #fits(id: number, orderId: number): boolean {
    const last = this.#pages.at(-1);
    if (last === undefined || last.used === PAGE_ENTRIES) return id > this.#lastId() && Math.abs(orderId - id) <= FARTHEST;
    return id > this.#lastId() && id - last.firstId <= FARTHEST && Math.abs(orderId - last.firstId) <= FARTHEST;
  }

  #lastId(): number {
    const last = this.#pages.at(-1);
    return last === undefined ? 0 : entryOf(last, last.used - 1)[0];
  }

  #append(id: number, orderId: number): void {
    let page = this.#pages.at(-1);
    if (page === undefined || page.used === PAGE_ENTRIES) {
      page = { firstId: id, ids: new Uint32Array(PAGE_ENTRIES), orderIds: new Int32Array(PAGE_ENTRIES), used: 0 };
      this.#pages.push(page);
    }
    page.ids[page.used] = id - page.firstId;
    page.orderIds[page.used] = orderId - page.firstId;
    page.used += 1;
  }

  #paged(id: number): number | undefined {
    const page = this.#pages[lastAtMost(this.#pages.length, (place) => this.#pages[place]?.firstId ?? Infinity, id)];
    if (page === undefined) return undefined;
    const place = lastAtMost(page.used, (at) => page.firstId + (page.ids[at] ?? Infinity), id);
    const [found, orderId] = entryOf(page, place);
    return found === id ? orderId : undefined;
  }
}

function entryOf({ firstId, ids, orderIds }: Page, place: number): [id: number, orderId: number] {
  return [firstId + (ids[place] ?? NaN), firstId + (orderIds[place] ?? NaN)];
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
