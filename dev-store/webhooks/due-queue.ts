import type { StatementSync } from "node:sqlite";
import { deserialize, serialize } from "node:v8";
import { newTableName, scratchFile } from "../state/scratch-file.ts";

/** So many come back from the scratch file at once. */
const FETCHED_AT_ONCE = 256;

type Waiting<T> = { dueMs: number; sequence: number; item: T };

/**
 * Things to do at a time, the earliest first, equals in the order in which they came: a binary heap. Of a queue that grows
 * long the surplus waits in the scratch file until its turn comes.
 */
export class DueQueue<T> {
  readonly #heap: Waiting<T>[] = [];
  readonly #keptInMemory: number;
  #surplus: Surplus<T> | null = null;
  #sequence = 0;

  constructor({ keptInMemory = Infinity }: { keptInMemory?: number } = {}) {
    this.#keptInMemory = keptInMemory;
  }

  get size(): number {
    return this.#heap.length + (this.#surplus?.size ?? 0);
  }

  add(item: T, dueMs: number): void {
    this.#sequence += 1;
    const waiting = { dueMs, sequence: this.#sequence, item };
    if (this.#heap.length < this.#keptInMemory) return this.#push(waiting);
    this.#surplus ??= new Surplus<T>();
    this.#surplus.add(waiting);
  }

  /** When the earliest is due, or null when there is none. */
  nextDueMs(): number | null {
    return this.#earliest()?.dueMs ?? null;
  }

  take(): T | undefined {
    if (this.#surplus?.first != null && this.#earliest() === this.#surplus.first) for (const waiting of this.#surplus.takeFirst()) this.#push(waiting);
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (first === undefined || last === undefined) return undefined;
    if (this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink(0);
    }
    return first.item;
  }

  clear(): void {
    this.#heap.length = 0;
    this.#surplus?.clear();
  }

  #earliest(): { dueMs: number; sequence: number } | undefined {
    const inFile = this.#surplus?.first ?? undefined;
    const [inMemory] = this.#heap;
    if (inFile === undefined || inMemory === undefined) return inMemory ?? inFile;
    return isEarlier(inFile, inMemory) ? inFile : inMemory;
  }

  #push(waiting: Waiting<T>): void {
    this.#heap.push(waiting);
    this.#rise(this.#heap.length - 1);
  }

  #before(one: number, other: number): boolean {
    const left = this.#heap[one];
    const right = this.#heap[other];
    if (left === undefined || right === undefined) return false;
    return isEarlier(left, right);
  }

  #swap(one: number, other: number): void {
    const left = this.#heap[one];
    const right = this.#heap[other];
    if (left === undefined || right === undefined) return;
    this.#heap[one] = right;
    this.#heap[other] = left;
  }

  #rise(from: number): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#before(index, parent)) return;
      this.#swap(index, parent);
      index = parent;
    }
  }

  #sink(from: number): void {
    let index = from;
    for (;;) {
      const left = 2 * index + 1;
      const smaller = this.#before(left + 1, left) ? left + 1 : left;
      if (!this.#before(smaller, index)) return;
      this.#swap(index, smaller);
      index = smaller;
    }
  }
}

type Turn = { dueMs: number; sequence: number };

function isEarlier(one: Turn, other: Turn): boolean {
  return one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.sequence < other.sequence);
}

/** What waits in the scratch file. */
class Surplus<T> {
  size = 0;
  first: Turn | null = null;
  readonly #insert: StatementSync;
  readonly #earliest: StatementSync;
  readonly #remove: StatementSync;
  readonly #removeAll: StatementSync;

  constructor() {
    const name = newTableName("due");
    const file = scratchFile();
    file.exec(`CREATE TABLE ${name} (sequence INTEGER PRIMARY KEY, dueMs REAL, item BLOB)`);
    file.exec(`CREATE INDEX ${name}_turn ON ${name} (dueMs, sequence)`);
    this.#insert = file.prepare(`INSERT INTO ${name} (dueMs, sequence, item) VALUES (?, ?, ?)`);
    this.#earliest = file.prepare(`SELECT dueMs, sequence, item FROM ${name} ORDER BY dueMs, sequence LIMIT ?`);
    this.#remove = file.prepare(`DELETE FROM ${name} WHERE (dueMs, sequence) <= (?, ?)`);
    this.#removeAll = file.prepare(`DELETE FROM ${name}`);
  }

  add({ dueMs, sequence, item }: Waiting<T>): void {
    this.#insert.run(dueMs, sequence, serialize(item));
    this.size += 1;
    if (this.first === null || isEarlier({ dueMs, sequence }, this.first)) this.first = { dueMs, sequence };
  }

  /** Takes the earliest few out of the file. */
  takeFirst(): Waiting<T>[] {
    const rows = this.#rows(FETCHED_AT_ONCE);
    const last = rows.at(-1);
    if (last !== undefined) this.#remove.run(last.dueMs, last.sequence);
    this.size -= rows.length;
    const [next] = this.#rows(1);
    this.first = next === undefined ? null : { dueMs: next.dueMs, sequence: next.sequence };
    // Written by `add` from an item of this very type.
    return rows.map(({ dueMs, sequence, item }) => ({ dueMs, sequence, item: deserialize(item) as T }));
  }

  clear(): void {
    this.#removeAll.run();
    this.size = 0;
    this.first = null;
  }

  #rows(limit: number): { dueMs: number; sequence: number; item: Uint8Array }[] {
    // The statement names these columns.
    return this.#earliest.all(limit) as { dueMs: number; sequence: number; item: Uint8Array }[];
  }
}
