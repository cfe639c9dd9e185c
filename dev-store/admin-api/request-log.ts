/** What the app asked for, so that tests can hold it against what the app had saved before asking. */

const KEPT_ENTRIES = 200_000;

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
};

export class RequestLog {
  #entries: LoggedRequest[] = [];
  #forgotten = 0;

  add(entry: LoggedRequest): void {
    this.#entries.push(entry);
    if (this.#entries.length <= KEPT_ENTRIES) return;
    this.#entries.shift();
    this.#forgotten += 1;
  }

  /** Everything from position `since` on, which is where the last reading ended. */
  read(since = 0): { entries: LoggedRequest[]; next: number } {
    const start = Math.max(0, since - this.#forgotten);
    return { entries: this.#entries.slice(start), next: this.#forgotten + this.#entries.length };
  }

  clear(): void {
    this.#forgotten += this.#entries.length;
    this.#entries = [];
  }
}
