/** How long the transactions of each use case take: none may hold its locks for longer than a second. */
import type { Database } from "../../app/use-cases/ports/transaction.ts";

export const LONGEST_MS = 1_000;

export interface TransactionTimes {
  /** The same database, its transactions counted under the name. */
  named(name: string, database: Database): Database;
  /** The longest transaction of each use case, in milliseconds, and how many there were. */
  longest(): Readonly<Record<string, { readonly ms: number; readonly transactions: number }>>;
  add(figures: ReturnType<TransactionTimes["longest"]>): void;
}

export function timeTransactions(): TransactionTimes {
  const times = new Map<string, { ms: number; transactions: number }>();
  const note = (name: string, ms: number, transactions = 1) => {
    const known = times.get(name) ?? { ms: 0, transactions: 0 };
    times.set(name, { ms: Math.max(known.ms, ms), transactions: known.transactions + transactions });
  };
  return {
    named: (name, database) => ({
      async transaction(work) {
        const started = performance.now();
        try {
          return await database.transaction(work);
        } finally {
          note(name, performance.now() - started);
        }
      },
    }),
    longest: () => Object.fromEntries(times),
    add(figures) {
      for (const [name, { ms, transactions }] of Object.entries(figures)) note(name, ms, transactions);
    },
  };
}
