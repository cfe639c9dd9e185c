import { newTableName, scratchFile, together } from "../state/scratch-file.ts";

/** What the app asked for, so that tests can hold it against what the app had saved before asking. */

const KEPT_ENTRIES = 200_000;
/** The latest, twice as many at most; those before them are in the scratch file. */
const KEPT_IN_MEMORY = 2000;

export type LoggedRequest = {
  at: string;
  shopDomain: string;
  operationName: string | null;
  operation: "mutation" | "query";
  roots: string[];
  /** One for each mutation root that carries `@idempotent`. */
  idempotencyKeys: string[];
  variablesHash: string;
  outcome: "error" | "fault" | "ok" | "throttled" | "user_errors";
  committed: boolean;
  requestedCost: number;
  /** Null where nothing was run. */
  actualCost: number | null;
};

export class RequestLog {
  #entries: LoggedRequest[] = [];
  /** Entries no longer in memory; the next one in memory has this position. */
  #filed = 0;
  #table: string | null = null;
  readonly #keptInMemory: number;

  constructor({ keptInMemory = KEPT_IN_MEMORY }: { keptInMemory?: number } = {}) {
    this.#keptInMemory = keptInMemory;
  }

  add(entry: LoggedRequest): void {
    this.#entries.push(entry);
    if (this.#entries.length >= 2 * this.#keptInMemory) this.#file(this.#entries.splice(0, this.#keptInMemory));
  }

  /** The latest, newest first. */
  latest(count: number): LoggedRequest[] {
    return this.#entries.slice(-count).reverse();
  }

  /** Everything from position `since` on, which is where the last reading ended. */
  read(since = 0): { entries: LoggedRequest[]; next: number } {
    const filed = since < this.#filed ? this.#readFile(since) : [];
    const recent = this.#entries.slice(Math.max(0, since - this.#filed));
    return { entries: [...filed, ...recent], next: this.#filed + this.#entries.length };
  }

  clear(): void {
    this.#filed += this.#entries.length;
    this.#entries = [];
    if (this.#table !== null) scratchFile().exec(`DELETE FROM ${this.#table}`);
  }

  #file(entries: readonly LoggedRequest[]): void {
    const table = this.#table ?? newTableName("requests");
    if (this.#table === null) scratchFile().exec(`CREATE TABLE ${table} (position INTEGER PRIMARY KEY, entry TEXT)`);
    this.#table = table;
    const insert = scratchFile().prepare(`INSERT INTO ${table} VALUES (?, ?)`);
    together(() => entries.forEach((entry, place) => insert.run(this.#filed + place, JSON.stringify(entry))));
    this.#filed += entries.length;
    scratchFile()
      .prepare(`DELETE FROM ${table} WHERE position < ?`)
      .run(this.#filed - KEPT_ENTRIES);
  }

  #readFile(since: number): LoggedRequest[] {
    if (this.#table === null) return [];
    const rows = scratchFile().prepare(`SELECT entry FROM ${this.#table} WHERE position >= ? ORDER BY position`).all(since);
    // Written by this log.
    return rows.map(({ entry }) => JSON.parse(String(entry)) as LoggedRequest);
  }
}
