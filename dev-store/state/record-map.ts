import { ColdTable } from "./cold-table.ts";
import type { Columns, Mark } from "./cold-table.ts";

/**
 * A Map of records by id whose memory does not grow with them. The latest used are live objects as in any Map; the others
 * rest in the scratch file and come alive again when asked for. Whoever got a record may change it: it is written back
 * when it has not been used for a while. Records come to rest between two steps of the event loop and only after
 * thousands of others were used, so what a function got stays the very object that the Map holds.
 *
 * Records are iterated in the order in which they were first set. To look at all of them without changing any,
 * `scan` costs less than `values`.
 */

/** So many records stay alive for certain; twice as many at most when the shop is at rest. */
const KEPT_ALIVE = 1000;
const RESTED_AT_ONCE = 64;
const ROWS_AT_ONCE = 256;

type Live<T> = { position: number; record: T };

export type Ordering = { column: string; descending: boolean; from: Mark | null };

export class RecordMap<T extends { id: number }> extends Map<number, T> {
  readonly #purpose: string;
  readonly #columns: Columns<T>;
  readonly #keptAlive: number;
  #young = new Map<number, Live<T>>();
  /** In the order of their last use. */
  #old = new Map<number, Live<T>>();
  #cold: ColdTable<T> | null = null;
  #size = 0;
  #lastPosition = 0;
  #isRestDue = false;

  constructor(purpose: string, columns: Columns<T>, { keptAlive = KEPT_ALIVE }: { keptAlive?: number } = {}) {
    super();
    this.#purpose = purpose;
    this.#columns = columns;
    this.#keptAlive = keptAlive;
  }

  override get size(): number {
    return this.#size;
  }

  override get(id: number): T | undefined {
    return (this.#young.get(id) ?? this.#wake(id))?.record;
  }

  override has(id: number): boolean {
    return this.#young.has(id) || this.#old.has(id) || this.#cold?.positionOf(id) !== undefined;
  }

  override set(id: number, record: T): this {
    const live = this.#young.get(id) ?? this.#wake(id);
    if (live !== undefined) {
      live.record = record;
      return this;
    }
    this.#size += 1;
    this.#lastPosition += 1;
    this.#keepYoung(id, { position: this.#lastPosition, record });
    return this;
  }

  override delete(id: number): boolean {
    if (!this.has(id)) return false;
    this.#young.delete(id);
    this.#old.delete(id);
    this.#cold?.remove(id);
    this.#size -= 1;
    return true;
  }

  override clear(): void {
    this.#young.clear();
    this.#old.clear();
    this.#cold?.clear();
    this.#size = 0;
  }

  override *keys(): MapIterator<number> {
    for (const { record } of this.#walk()) yield record.id;
  }

  override *values(): MapIterator<T> {
    for (const [, record] of this.entries()) yield record;
  }

  override *entries(): MapIterator<[number, T]> {
    for (const { record } of this.#walk()) {
      const alive = this.get(record.id);
      if (alive !== undefined) yield [record.id, alive];
    }
  }

  override [Symbol.iterator](): MapIterator<[number, T]> {
    return this.entries();
  }

  override forEach(act: (record: T, id: number, map: Map<number, T>) => void): void {
    for (const [id, record] of this.entries()) act(record, id, this);
  }

  /** All records, to be looked at only: a change of one that rests would be forgotten. */
  *scan(): Generator<Readonly<T>> {
    for (const { record } of this.#walk()) yield record;
  }

  /** The records with this value in the column, in the order in which they came. */
  withValue(column: string, value: number | string): T[] {
    const valueOf = this.#valueOf(column);
    const found: Live<T>[] = [];
    // Looked through for every checkout: two plain loops cost a third of one over both.
    for (const live of this.#old.values()) if (valueOf(live.record) === value) found.push(live);
    for (const live of this.#young.values()) if (valueOf(live.record) === value) found.push(live);
    const rested = (this.#cold?.idsWith(column, value) ?? []).filter((id) => !this.#isAlive(id));
    found.push(...rested.flatMap((id) => this.#wake(id) ?? []));
    return found.sort(byPosition).map(({ record }) => record);
  }

  /**
   * The records in the order of the column, then of their id, from the mark on; to be looked at only. Reads no further
   * than it is asked for, so the first page of a hundred thousand orders costs as much as that of a thousand.
   */
  *ordered({ column, descending, from }: Ordering): Generator<Readonly<T>> {
    const sign = descending ? -1 : 1;
    const valueOf = this.#valueOf(column);
    const alive: Marked<T>[] = [];
    for (const { record } of this.#alive()) {
      const value = valueOf(record);
      const marked = value === null ? null : { value, id: record.id, record };
      if (marked !== null && (from === null || sign * compareMarks(marked, from) > 0)) alive.push(marked);
    }
    alive.sort((one, other) => sign * compareMarks(one, other));
    const listed = new Set(alive.map(({ id }) => id));
    let next = 0;
    for (const rested of this.#restedBy({ column, descending, from })) {
      if (listed.has(rested.id)) continue;
      for (let first = alive[next]; first !== undefined && sign * compareMarks(first, rested) < 0; first = alive[next]) {
        next += 1;
        yield first.record;
      }
      yield rested.record;
    }
    for (const { record } of alive.slice(next)) yield record;
  }

  *#restedBy({ column, descending, from }: Ordering): Generator<Marked<T>> {
    let mark = from;
    for (;;) {
      const rows = this.#cold?.rowsBy(column, { from: mark, descending, limit: ROWS_AT_ONCE }) ?? [];
      for (const { id, value, body } of rows) {
        mark = { value, id };
        yield { value, id, record: this.#asItIs(id, body) };
      }
      if (rows.length < ROWS_AT_ONCE) return;
    }
  }

  /** Alive and resting records together by position, those set on the way included, as in any Map. */
  *#walk(): Generator<{ record: T }> {
    let reached = 0;
    while (reached < this.#lastPosition) {
      const until = this.#lastPosition;
      const alive = [...this.#alive()].filter(({ position }) => position > reached).sort(byPosition);
      const listed = new Set(alive.map(({ position }) => position));
      let next = 0;
      for (const rested of this.#restedAfter(reached)) {
        if (listed.has(rested.position)) continue;
        for (let first = alive[next]; first !== undefined && first.position < rested.position; first = alive[next]) {
          next += 1;
          if (this.has(first.record.id)) yield first;
        }
        yield rested;
      }
      for (const live of alive.slice(next)) if (this.has(live.record.id)) yield live;
      reached = until;
    }
  }

  *#restedAfter(position: number): Generator<Live<T>> {
    let reached = position;
    for (;;) {
      const rows = this.#cold?.rowsAfter(reached, ROWS_AT_ONCE) ?? [];
      for (const row of rows) {
        reached = row.position;
        yield { position: row.position, record: this.#asItIs(row.id, row.body) };
      }
      if (rows.length < ROWS_AT_ONCE) return;
    }
  }

  *#alive(): Generator<Live<T>> {
    yield* this.#old.values();
    yield* this.#young.values();
  }

  #isAlive(id: number): boolean {
    return this.#young.has(id) || this.#old.has(id);
  }

  /** What rests in the file, unless it came alive since and may have changed. */
  #asItIs(id: number, body: string): T {
    return (this.#young.get(id) ?? this.#old.get(id))?.record ?? readBody<T>(body);
  }

  #valueOf(column: string): (record: T) => number | string | null {
    const valueOf = column === "id" ? (record: T): number => record.id : this.#columns[column];
    if (valueOf === undefined) throw new Error(`${this.#purpose} are not found by ${column}`);
    return valueOf;
  }

  /** Finds a record that is not young, and makes it so. */
  #wake(id: number): Live<T> | undefined {
    const old = this.#old.get(id);
    if (old !== undefined) {
      this.#old.delete(id);
      return this.#keepYoung(id, old);
    }
    const row = this.#cold?.read(id);
    return row && this.#keepYoung(id, { position: row.position, record: readBody<T>(row.body) });
  }

  #keepYoung(id: number, live: Live<T>): Live<T> {
    this.#young.set(id, live);
    if (!this.#isRestDue && this.#isCrowded()) {
      this.#isRestDue = true;
      setImmediate(() => this.#rest());
    }
    return live;
  }

  #isCrowded(): boolean {
    return this.#young.size + this.#old.size > 2 * this.#keptAlive;
  }

  /** Lays the records to rest that were not used for longest, a few at a time so that nobody has to wait. */
  #rest(): void {
    this.#isRestDue = false;
    if (!this.#isCrowded()) return;
    if (this.#old.size === 0) [this.#old, this.#young] = [this.#young, this.#old];
    const tired: [number, Live<T>][] = [];
    for (const entry of this.#old) if (tired.push(entry) === RESTED_AT_ONCE) break;
    this.#cold ??= new ColdTable<T>(this.#purpose, this.#columns);
    this.#cold.put(tired.map(([, live]) => live));
    for (const [id] of tired) this.#old.delete(id);
    if (!this.#isCrowded()) return;
    this.#isRestDue = true;
    setImmediate(() => this.#rest());
  }
}

type Marked<T> = Mark & { record: T };

function byPosition(one: { position: number }, other: { position: number }): number {
  return one.position - other.position;
}

function compareMarks(one: Mark, other: Mark): number {
  if (one.value !== other.value) return one.value < other.value ? -1 : 1;
  return one.id - other.id;
}

function readBody<T>(body: string): T {
  // Written by this map from a record of this very type.
  return JSON.parse(body) as T;
}
