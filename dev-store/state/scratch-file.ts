import type { DatabaseSync } from "node:sqlite";

/**
 * A file for what a long run piles up and seldom looks at again: finished orders, webhooks that wait, old log entries.
 * Memory then stays the same however long the run. SQLite keeps it as a temporary database without a name, which is gone
 * with the process; what has to outlive it is in the snapshot. Opened by the first that needs it: a small shop never does.
 */

const CACHE_KIB = 8192;

let opened: DatabaseSync | null = null;
let tablesMade = 0;

export function scratchFile(): DatabaseSync {
  if (opened !== null) return opened;
  const sqlite = process.getBuiltinModule("node:sqlite");
  opened = new sqlite.DatabaseSync("");
  opened.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -${CACHE_KIB}`);
  return opened;
}

/** A name that no other table of the file has. */
export function newTableName(purpose: string): string {
  tablesMade += 1;
  return `${purpose}_${tablesMade}`;
}

/** Does several writes as one, which is many times cheaper than one by one. */
export function together(writes: () => void): void {
  const file = scratchFile();
  file.exec("BEGIN");
  try {
    writes();
  } finally {
    // There is no journal to roll back with, and a broken write is a broken dev store: the error goes on up.
    file.exec("COMMIT");
  }
}
