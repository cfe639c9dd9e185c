/** One database transaction, opaque to use cases: they open it and hand it to stores. Never held over a network call. */
declare const transaction: unique symbol;
export interface Transaction {
  readonly [transaction]: true;
}

export interface Database {
  /** Runs `work` in one transaction; commits when it returns, rolls back when it throws. Retried on deadlock and serialization failure. */
  transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result>;
}
