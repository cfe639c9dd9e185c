import type { SQLInputValue, StatementSync } from "node:sqlite";
import { newTableName, scratchFile, together } from "./scratch-file.ts";

/** What a record can be found and ordered by. A value that people write in a search compares as the text or number it is. */
export type Columns<T> = Readonly<Record<string, (record: T) => number | string | null>>;

export type ColdRow = { id: number; position: number; body: string };
export type ColumnRow = { id: number; value: number | string; body: string };
export type Mark = { value: number | string; id: number };

/** How often a record is looked through for what JSON cannot carry. */
const CHECKED_EVERY = 256;

/** The records of one map that lie in the scratch file, as JSON, with the columns that they are found by. */
export class ColdTable<T extends { id: number }> {
  readonly #name: string;
  readonly #columns: Columns<T>;
  readonly #statements = new Map<string, StatementSync>();
  #written = 0;

  constructor(purpose: string, columns: Columns<T>) {
    this.#name = newTableName(purpose);
    this.#columns = columns;
    const names = Object.keys(columns);
    scratchFile().exec(`CREATE TABLE ${this.#name} (position INTEGER PRIMARY KEY, id, ${names.map((name) => `${name}, `).join("")}body)`);
    scratchFile().exec(`CREATE UNIQUE INDEX ${this.#name}_id ON ${this.#name} (id)`);
    for (const name of names) scratchFile().exec(`CREATE INDEX ${this.#name}_${name} ON ${this.#name} (${name}, id)`);
  }

  /** Writes the records, in place of what was written of them before. */
  put(records: readonly { position: number; record: T }[]): void {
    const names = Object.keys(this.#columns);
    const sql = `INSERT OR REPLACE INTO ${this.#name} (position, id, ${names.map((name) => `${name}, `).join("")}body) VALUES (?, ?, ${names.map(() => "?, ").join("")}?)`;
    const insert = this.#prepared(sql);
    together(() => {
      for (const { position, record } of records) {
        insert.run(position, record.id, ...Object.values(this.#columns).map((valueOf) => valueOf(record)), this.#bodyOf(record));
      }
    });
  }

  read(id: number): ColdRow | undefined {
    return this.#one<ColdRow>(`SELECT id, position, body FROM ${this.#name} WHERE id = ?`, id);
  }

  positionOf(id: number): number | undefined {
    return this.#one<{ position: number }>(`SELECT position FROM ${this.#name} WHERE id = ?`, id)?.position;
  }

  remove(id: number): void {
    this.#prepared(`DELETE FROM ${this.#name} WHERE id = ?`).run(id);
  }

  clear(): void {
    this.#prepared(`DELETE FROM ${this.#name}`).run();
  }

  /** The rows behind the position, in the order in which the records came. */
  rowsAfter(position: number, limit: number): ColdRow[] {
    return this.#all<ColdRow>(`SELECT id, position, body FROM ${this.#name} WHERE position > ? ORDER BY position LIMIT ?`, position, limit);
  }

  idsWith(column: string, value: number | string): number[] {
    return this.#all<{ id: number }>(`SELECT id FROM ${this.#name} WHERE ${this.#known(column)} = ? ORDER BY position`, value).map(({ id }) => id);
  }

  /** The rows from the mark on in the order of the column, then of the id; the mark's own row is not among them. */
  rowsBy(column: string, { from, descending, limit }: { from: Mark | null; descending: boolean; limit: number }): ColumnRow[] {
    const name = this.#known(column);
    const [order, beyond] = descending ? ["DESC", "<"] : ["ASC", ">"];
    const where = from === null ? `${name} IS NOT NULL` : `(${name}, id) ${beyond} (?, ?)`;
    const sql = `SELECT id, ${name} AS value, body FROM ${this.#name} WHERE ${where} ORDER BY ${name} ${order}, id ${order} LIMIT ?`;
    return this.#all<ColumnRow>(sql, ...(from === null ? [] : [from.value, from.id]), limit);
  }

  #known(column: string): string {
    if (column !== "id" && this.#columns[column] === undefined) throw new Error(`records of ${this.#name} are not found by ${column}`);
    return column;
  }

  #bodyOf(record: T): string {
    this.#written += 1;
    return this.#written % CHECKED_EVERY === 1 ? JSON.stringify(record, refuseCollections) : JSON.stringify(record);
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = scratchFile().prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  // The statements name their columns, so the rows have these shapes.
  #one<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#prepared(sql).get(...values) as Row | undefined;
  }

  #all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#prepared(sql).all(...values) as Row[];
  }
}

function refuseCollections(key: string, value: unknown): unknown {
  if (value instanceof Map || value instanceof Set) throw new Error(`a record holds a ${value.constructor.name} in ${key}: keep lists and plain objects in it`);
  return value;
}
