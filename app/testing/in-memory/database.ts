/**
 * A database in memory for tests: tables of immutable rows, transactions that commit or vanish, row locks that are held to
 * the end of a transaction. Like PostgreSQL's READ COMMITTED a statement sees what is committed and what its own
 * transaction wrote; whoever wants a locked row waits, and who would wait in a circle is told to try again.
 */
import type { Database, Transaction } from "../../use-cases/ports/transaction.ts";

const TRANSACTION_TRIES = 4;
const NONE: ReadonlySet<string> = new Set();

/** Two transactions wait for each other. */
export class Deadlock extends Error {
  override readonly name = "Deadlock";
}

export class MemoryTransaction {
  readonly changes = new Map<Table<object>, Map<string, object | null>>();
  readonly locks = new Set<string>();
  waitsFor: string | null = null;
  isOver = false;
}

interface Waiter {
  readonly tx: MemoryTransaction;
  readonly wake: () => void;
}

/** Row locks, first come first served. */
class Locks {
  readonly #holders = new Map<string, MemoryTransaction>();
  readonly #waiters = new Map<string, Waiter[]>();

  async take(tx: MemoryTransaction, key: string): Promise<void> {
    if (tx.isOver) throw new Error("This transaction is over.");
    const holder = this.#holders.get(key);
    if (holder === tx) return;
    if (holder === undefined) {
      this.#holders.set(key, tx);
      tx.locks.add(key);
      return;
    }
    if (this.#closesCircle(tx, holder)) throw new Deadlock(`Two transactions wait for each other at ${key}.`);
    tx.waitsFor = key;
    await new Promise<void>((wake) => this.#waiters.set(key, [...(this.#waiters.get(key) ?? []), { tx, wake }]));
  }

  release(tx: MemoryTransaction): void {
    if (tx.waitsFor !== null) {
      const left = (this.#waiters.get(tx.waitsFor) ?? []).filter((waiter) => waiter.tx !== tx);
      this.#waiters.set(tx.waitsFor, left);
      tx.waitsFor = null;
    }
    for (const key of tx.locks) {
      const [next, ...others] = this.#waiters.get(key) ?? [];
      if (others.length === 0) this.#waiters.delete(key);
      else this.#waiters.set(key, others);
      this.#holders.delete(key);
      if (next === undefined) continue;
      this.#holders.set(key, next.tx);
      next.tx.locks.add(key);
      next.tx.waitsFor = null;
      next.wake();
    }
    tx.locks.clear();
  }

  #closesCircle(tx: MemoryTransaction, holder: MemoryTransaction): boolean {
    for (let other: MemoryTransaction | undefined = holder; other !== undefined;) {
      if (other === tx) return true;
      other = other.waitsFor === null ? undefined : this.#holders.get(other.waitsFor);
    }
    return false;
  }
}

export class MemoryDatabase implements Database {
  readonly #locks = new Locks();
  readonly #open = new Set<MemoryTransaction>();
  readonly #sequences = new Map<string, number>();
  deadlocks = 0;

  async transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      const tx = this.begin();
      try {
        const result = await work(asTransaction(tx));
        this.commit(tx);
        return result;
      } catch (error) {
        this.rollBack(tx);
        if (!(error instanceof Deadlock)) throw error;
        this.deadlocks += 1;
        if (attempt === TRANSACTION_TRIES) throw error;
      }
    }
  }

  begin(): MemoryTransaction {
    const tx = new MemoryTransaction();
    this.#open.add(tx);
    return tx;
  }

  commit(tx: MemoryTransaction): void {
    if (tx.isOver) throw new Error("This transaction is over.");
    for (const [table, rows] of tx.changes) table.apply(rows);
    this.#end(tx);
  }

  rollBack(tx: MemoryTransaction): void {
    if (!tx.isOver) this.#end(tx);
  }

  /** One statement of its own: nothing comes in between. */
  now<Result>(statement: (tx: MemoryTransaction) => Result): Result {
    const tx = new MemoryTransaction();
    const result = statement(tx);
    for (const [table, rows] of tx.changes) table.apply(rows);
    return result;
  }

  /** Locks rows of a table in the order of their names, as everybody does. */
  async lockRows(tx: MemoryTransaction, table: string, keys: Iterable<string>): Promise<void> {
    for (const key of [...new Set(keys)].sort()) await this.#locks.take(tx, `${table} ${key}`);
  }

  /** A number that is never given twice, not even when its transaction vanishes. */
  next(sequence: string): number {
    const number = (this.#sequences.get(sequence) ?? 0) + 1;
    this.#sequences.set(sequence, number);
    return number;
  }

  #end(tx: MemoryTransaction): void {
    tx.isOver = true;
    this.#open.delete(tx);
    this.#locks.release(tx);
  }
}

/** What is behind the transaction that use cases hand around. */
export function memory(tx: Transaction): MemoryTransaction {
  return tx as unknown as MemoryTransaction; // the brand hides exactly this from use cases
}

export function asTransaction(tx: MemoryTransaction): Transaction {
  return tx as unknown as Transaction;
}

/** A key made of parts that contain no tabs. */
export function keyed(...parts: readonly (string | number)[]): string {
  return parts.join("\t");
}

/** Rows by key, and in groups for what is looked up otherwise. */
export class Table<Row extends object> {
  readonly #keyOf: (row: Row) => string;
  readonly #groupings: Readonly<Record<string, (row: Row) => string>>;
  readonly #rows = new Map<string, Row>();
  readonly #groups = new Map<string, Map<string, Set<string>>>();

  constructor(keyOf: (row: Row) => string, groupings: Readonly<Record<string, (row: Row) => string>> = {}) {
    this.#keyOf = keyOf;
    this.#groupings = groupings;
    for (const name of Object.keys(groupings)) this.#groups.set(name, new Map());
  }

  get(tx: MemoryTransaction | null, ...key: readonly (string | number)[]): Row | undefined {
    const name = keyed(...key);
    const own = tx === null ? undefined : this.#changes(tx)?.get(name);
    return own === undefined ? this.#rows.get(name) : (own ?? undefined);
  }

  /** Rows of a group, in no stated order. */
  of(tx: MemoryTransaction | null, grouping: string, ...value: readonly (string | number)[]): Row[] {
    const wanted = keyed(...value);
    const belongs = this.#groupings[grouping];
    if (belongs === undefined) throw new Error(`The table has no grouping ${grouping}.`);
    const committed = this.#groups.get(grouping)?.get(wanted) ?? NONE;
    return this.#merged(tx, committed, (row) => belongs(row) === wanted);
  }

  all(tx: MemoryTransaction | null): Row[] {
    return this.#merged(tx, this.#rows.keys(), () => true);
  }

  put(tx: MemoryTransaction, row: Row): Row {
    this.#write(tx, this.#keyOf(row), row);
    return row;
  }

  /** Changes a row where there is one. */
  change(tx: MemoryTransaction, row: Row | undefined, change: Partial<Row>): void {
    if (row !== undefined) this.put(tx, { ...row, ...change });
  }

  delete(tx: MemoryTransaction, row: Row | undefined): void {
    if (row !== undefined) this.#write(tx, this.#keyOf(row), null);
  }

  /** Makes a transaction's changes everybody's. */
  apply(changes: ReadonlyMap<string, object | null>): void {
    for (const [key, row] of changes) {
      const before = this.#rows.get(key);
      if (before !== undefined) this.#ungroup(key, before);
      if (row === null) this.#rows.delete(key);
      else {
        this.#rows.set(key, row as Row); // written by `put` of this table
        this.#group(key, row as Row);
      }
    }
  }

  *#rowsOf(keys: Iterable<string>): Generator<[string, Row]> {
    for (const key of keys) {
      const row = this.#rows.get(key);
      if (row !== undefined) yield [key, row];
    }
  }

  #merged(tx: MemoryTransaction | null, keys: Iterable<string>, belongs: (row: Row) => boolean): Row[] {
    const own = tx === null ? undefined : this.#changes(tx);
    const rows: Row[] = [];
    for (const [key, row] of this.#rowsOf(keys)) if (own === undefined || !own.has(key)) rows.push(row);
    for (const row of own?.values() ?? []) if (row !== null && belongs(row)) rows.push(row);
    return rows;
  }

  #changes(tx: MemoryTransaction): Map<string, Row | null> | undefined {
    return tx.changes.get(this as unknown as Table<object>) as Map<string, Row | null> | undefined; // only this table writes there
  }

  #write(tx: MemoryTransaction, key: string, row: Row | null): void {
    if (tx.isOver) throw new Error("This transaction is over.");
    const table = this as unknown as Table<object>;
    const own = tx.changes.get(table) ?? new Map<string, object | null>();
    tx.changes.set(table, own);
    own.set(key, row);
  }

  #group(key: string, row: Row): void {
    for (const [name, groups] of this.#groups) {
      const value = this.#groupings[name]?.(row) ?? "";
      const keys = groups.get(value) ?? new Set();
      groups.set(value, keys.add(key));
    }
  }

  #ungroup(key: string, row: Row): void {
    for (const [name, groups] of this.#groups) {
      const value = this.#groupings[name]?.(row) ?? "";
      groups.get(value)?.delete(key);
    }
  }
}
