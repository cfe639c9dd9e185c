/** Whether anything is still under way: webhooks not delivered, deliveries not applied, jobs not done. */
import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import type { StoreControl } from "./store-control.ts";

const POLL_MS = 200;
/** Work put off for longer than this is not waited for: a shortage's second reading comes a minute after the first. */
export const DEFAULT_HORIZON_SECONDS = 120;
/** Quiet must last this long: work that ends may just be about to cause other work. */
const QUIET_FOR_MS = 1_000;

export interface UnderWay {
  /** Webhooks that the dev store has still to deliver, or to try again. */
  readonly webhooks: number;
  /** Deliveries taken in and neither applied nor dead. */
  readonly inbox: number;
  readonly jobs: number;
}

export class Rest {
  readonly #store: StoreControl;
  readonly #database: pg.Pool;
  readonly #horizonSeconds: number;

  constructor(store: StoreControl, database: pg.Pool, horizonSeconds = DEFAULT_HORIZON_SECONDS) {
    this.#store = store;
    this.#database = database;
    this.#horizonSeconds = horizonSeconds;
  }

  async underWay(): Promise<UnderWay> {
    const { rows } = await this.#database.query<{ jobs: number }>(
      `SELECT count(*)::int AS jobs FROM pgboss.job
        WHERE state < 'completed' AND start_after < now() + make_interval(secs => $1) AND name NOT LIKE '\\_\\_pgboss%' AND name <> 'dead-letters'`,
      [this.#horizonSeconds],
    );
    return { ...(await this.#backlog()), jobs: rows[0]?.jobs ?? 0 };
  }

  async #backlog(): Promise<Omit<UnderWay, "jobs">> {
    const { pending, inFlight } = await this.#store.webhookCounters();
    const { rows } = await this.#database.query<{ inbox: number }>(
      `SELECT count(*)::int AS inbox FROM webhook_delivery WHERE applied_at IS NULL AND dead_at IS NULL`,
    );
    return { webhooks: pending + inFlight, inbox: rows[0]?.inbox ?? 0 };
  }

  /** Waits until at most `limit` deliveries are between shop and ledger, so that the shop does not run away from its staff. */
  async untilBacklogBelow(limit: number): Promise<void> {
    for (;;) {
      const { webhooks, inbox } = await this.#backlog();
      if (webhooks + inbox <= limit) return;
      await pause(POLL_MS);
    }
  }

  /** Throws, saying what is still under way, when it is not quiet after `timeoutMs` without any progress. */
  async untilQuiet(timeoutMs: number, tell: (left: UnderWay) => void = () => {}): Promise<void> {
    let quietSince: number | null = null;
    let lastSeen = "";
    let lastProgress = performance.now();
    for (;;) {
      const left = await this.underWay();
      const now = performance.now();
      if (left.webhooks + left.inbox + left.jobs > 0) quietSince = null;
      else quietSince ??= now;
      if (quietSince !== null && now - quietSince >= QUIET_FOR_MS) return;
      if (JSON.stringify(left) !== lastSeen) {
        lastSeen = JSON.stringify(left);
        lastProgress = now;
        tell(left);
      }
      if (now - lastProgress > timeoutMs) throw new Error(`Nothing has moved for ${timeoutMs / 1000} s, with this still under way: ${lastSeen}`);
      await pause(POLL_MS);
    }
  }
}
