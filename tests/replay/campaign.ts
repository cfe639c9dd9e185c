/**
 * One replay from an empty shop to the checked ledger: start everything, stock the shelves, switch the variants on, play
 * the plan (under chaos and kills when asked), wait until nothing is under way, reconcile where webhooks were lost, check.
 */
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { PID_FOLDER, SHOP, startStack } from "../../scripts/stack.ts";
import type { Stack } from "../../scripts/stack.ts";
import { ambiguousDeliveries } from "./ambiguous.ts";
import { startKilling } from "./kills.ts";
import type { Kills } from "./kills.ts";
import type { LeftOut } from "./order-lines.ts";
import { play } from "./play.ts";
import type { Played } from "./play.ts";
import type { Plan } from "./plan.ts";
import { Rest } from "./quiet.ts";
import { runScript } from "./scripts.ts";
import { isChaotic } from "./settings.ts";
import type { ReplaySettings } from "./settings.ts";
import { StoreControl } from "./store-control.ts";
import type { MadeVariant } from "./store-control.ts";

/** A larger plan than any: the replay measures us, not the limit of Shopify's plans. */
const API_BUCKET = "1000000,1000000";
/** The sender's waits in a test: nobody waits minutes for a retry. Eight, as Shopify's. */
const RETRY_WAITS_MS = "1000,2000,4000,8000,16000,30000,60000,60000";
const MIRROR_TIMEOUT_MS = 180_000;
const STUCK_AFTER_MS = 120_000;
const TELL_EVERY_MS = 10_000;
/** With fewer kills it is luck whether one falls between a row that is saved and the answer that says so. */
const KILLS_THAT_MUST_HIT = 20;
/** Settings of crash tests: what a dead worker held is another's after ten seconds. */
const QUICK_LEASES = { INBOX_LEASE_SECONDS: "10", JOB_LEASE_SECONDS: "10", JOB_MONITOR_SECONDS: "1", RETRY_BASE_SECONDS: "1", INBOX_POLL_SECONDS: "1" };

export interface Report {
  readonly seed: number;
  readonly cores: number;
  readonly orders: number;
  readonly lines: number;
  readonly variants: number;
  readonly linesShortShare: number;
  readonly leftOut: LeftOut;
  readonly played: Played;
  readonly webhooks: Readonly<Record<string, number>>;
  readonly playSeconds: number;
  readonly settleSeconds: number;
  readonly linesPerSecond: number;
  readonly kills: Readonly<Record<string, number>> | null;
  /** Webhooks whose sender got no answer though the app had taken them in. */
  readonly ambiguousDeliveries: number;
  readonly reconciliations: readonly ReconcileFigures[];
  readonly ledger: Readonly<Record<string, unknown>>;
  readonly counts: Readonly<Record<string, number>>;
  /** Everything that keeps this run from proving what it should; empty is success. */
  readonly failures: readonly string[];
}

export interface ReconcileFigures {
  readonly seconds: number;
  readonly changes: number;
}

export async function runCampaign(plan: Plan, leftOut: LeftOut, settings: ReplaySettings, say: (words: string) => void): Promise<Report> {
  const stack = await startStack({
    folder: settings.folder,
    reset: true,
    keepAlive: true,
    forgetfulShop: true,
    devStoreArguments: ["--no-seed", "--bucket", API_BUCKET, "--retry-waits-ms", RETRY_WAITS_MS, "--validate-webhooks"],
    appEnv: { LOG_LEVEL: "warn", ...(settings.kills > 0 ? QUICK_LEASES : {}) },
    say,
  });
  const database = new pg.Pool({ connectionString: stack.databaseUrl, max: 2 });
  try {
    return await new Campaign({ plan, leftOut, settings, stack, database, say }).run();
  } finally {
    await database.end();
    await stack.stop();
  }
}

interface Parts {
  readonly plan: Plan;
  readonly leftOut: LeftOut;
  readonly settings: ReplaySettings;
  readonly stack: Stack;
  readonly database: pg.Pool;
  readonly say: (words: string) => void;
}

class Campaign {
  readonly #parts: Parts;
  readonly #store: StoreControl;
  readonly #rest: Rest;
  readonly #failures: string[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#store = new StoreControl(parts.stack.devStoreUrl);
    this.#rest = new Rest(this.#store, parts.database, parts.settings.horizonSeconds);
  }

  async run(): Promise<Report> {
    const { plan, leftOut, settings, database } = this.#parts;
    const variants = await this.#openShop();
    await this.#store.setChaos({ ...settings.chaos, seed: settings.seed });
    const started = performance.now();
    const { played, kills } = await this.#play(variants);
    const playSeconds = secondsSince(started);
    await this.#settle();
    const settleSeconds = secondsSince(started);
    await this.#store.setChaos({ duplicatePercent: 0, reorderPercent: 0, dropPercent: 0, seed: settings.seed });

    this.#failures.push(...(await this.#parts.stack.misshapenWebhooks()).map((words) => `A webhook does not fit Shopify's schema: ${words}.`));
    const reconciliations = isChaotic(settings.chaos) ? await this.#reconcileTwice() : [];
    const ambiguous = await ambiguousDeliveries(this.#store, database, SHOP);
    if (settings.kills >= KILLS_THAT_MUST_HIT && ambiguous === 0)
      this.#failures.push("No delivery was ambiguous, so the kills prove nothing. Kill more often or play more orders.");
    return {
      seed: settings.seed,
      cores: os.availableParallelism(),
      orders: plan.orders,
      lines: plan.lines,
      variants: variants.length,
      linesShortShare: plan.linesShort / plan.lines,
      leftOut,
      played,
      webhooks: { ...(await this.#store.webhookCounters()) },
      playSeconds,
      settleSeconds,
      linesPerSecond: plan.lines / settleSeconds,
      kills,
      ambiguousDeliveries: ambiguous,
      reconciliations,
      ledger: await this.#checkLedger(),
      counts: await countRows(database),
      failures: this.#failures,
    };
  }

  /** Products with their opening stock, mirrored by the app, every variant live. */
  async #openShop(): Promise<MadeVariant[]> {
    const { plan, database, say } = this.#parts;
    say(`Stocking ${plan.variants.length} variants ...`);
    const products = plan.variants.map(({ sku, priceCents, openingUnits }) => ({ sku, title: `Article ${sku}`, priceCents, units: openingUnits }));
    const variants = await this.#store.makeProducts(products);
    const deadline = performance.now() + MIRROR_TIMEOUT_MS;
    for (;;) {
      const { rows } = await database.query<{ mirrored: number }>(`SELECT count(*)::int AS mirrored FROM variant WHERE shop = $1`, [SHOP]);
      const mirrored = rows[0]?.mirrored ?? 0;
      if (mirrored === variants.length) break;
      if (performance.now() > deadline) throw new Error(`The app knows ${mirrored} of ${variants.length} variants after ${MIRROR_TIMEOUT_MS / 1000} s.`);
      await pause(200);
    }
    await database.query(`UPDATE variant SET backorder_mode = 'on' WHERE shop = $1`, [SHOP]);
    await this.#rest.untilQuiet(STUCK_AFTER_MS);
    return variants;
  }

  async #play(variants: readonly MadeVariant[]): Promise<{ played: Played; kills: Record<string, number> | null }> {
    const { plan, settings, say } = this.#parts;
    const killer = settings.kills > 0 ? this.#startKilling() : null;
    const seldom = everySoOften(TELL_EVERY_MS);
    say(`Playing ${plan.orders} orders with ${plan.lines} lines ...`);
    try {
      const tell = (ordersPlaced: number) => {
        killer?.tell(ordersPlaced);
        if (seldom()) say(`  ${ordersPlaced} orders placed`);
      };
      const played = await play(plan, { store: this.#store, rest: this.#rest, variants, tell });
      return { played, kills: killer === null ? null : await killer.done() };
    } finally {
      killer?.stop();
    }
  }

  #startKilling(): Kills {
    const { plan, settings } = this.#parts;
    return startKilling({ pidFolder: path.join(settings.folder, PID_FOLDER), orders: plan.orders, kills: settings.kills, seed: settings.seed });
  }

  async #settle(): Promise<void> {
    const { say } = this.#parts;
    const seldom = everySoOften(TELL_EVERY_MS);
    say("Waiting until nothing is under way ...");
    await this.#rest.untilQuiet(STUCK_AFTER_MS, ({ webhooks, inbox, jobs }) => {
      if (seldom()) say(`  ${webhooks} webhooks, ${inbox} deliveries, ${jobs} jobs`);
    });
  }

  /** The first mends what lost webhooks left; the second must find nothing to do. */
  async #reconcileTwice(): Promise<ReconcileFigures[]> {
    const first = await this.#reconcile();
    await this.#settle();
    const second = await this.#reconcile();
    await this.#settle();
    if (second.changes !== 0) this.#failures.push(`The second reconcile changed ${second.changes} things; it must find nothing to do.`);
    return [first, second];
  }

  async #reconcile(): Promise<ReconcileFigures> {
    const { stack, say } = this.#parts;
    say("Reconciling ...");
    const started = performance.now();
    const { exitCode, output, figures } = await runScript("scripts/reconcile.ts", [], stack.appEnv);
    if (exitCode !== 0 || typeof figures?.changes !== "number") throw new Error(`scripts/reconcile.ts ended with ${exitCode}:\n${output}`);
    return { seconds: secondsSince(started), changes: figures.changes };
  }

  async #checkLedger(): Promise<Record<string, unknown>> {
    const { stack, say } = this.#parts;
    say("Checking the ledger ...");
    const { exitCode, output, figures } = await runScript("scripts/ledger-check.ts", [], stack.appEnv);
    say(output);
    if (exitCode !== 0) this.#failures.push("The ledger does not hold: see the table above.");
    if (figures === null) throw new Error("scripts/ledger-check.ts printed no figures on its last line");
    return figures;
  }
}

async function countRows(database: pg.Pool): Promise<Record<string, number>> {
  const { rows } = await database.query<Record<string, number>>(
    `SELECT (SELECT count(*)::int FROM "order" WHERE shop = $1) AS orders,
            (SELECT count(*)::int FROM order_line WHERE shop = $1) AS "orderLines",
            (SELECT count(*)::int FROM queue_entry WHERE shop = $1 AND is_backorder) AS backorders,
            (SELECT count(*)::int FROM queue_entry WHERE shop = $1 AND units_waiting > 0) AS waiting,
            (SELECT count(*)::int FROM settlement WHERE shop = $1) AS settlements,
            (SELECT count(*)::int FROM allocation WHERE shop = $1) AS allocations,
            (SELECT count(*)::int FROM notice WHERE shop = $1 AND state = 'sent') AS "noticesSent",
            (SELECT count(*)::int FROM notice WHERE shop = $1 AND state = 'uncertain') AS "noticesUncertain",
            (SELECT count(*)::int FROM hold WHERE shop = $1) AS holds,
            (SELECT count(*)::int FROM webhook_delivery WHERE shop = $1 AND dead_at IS NOT NULL) AS "deadDeliveries",
            (SELECT count(*)::int FROM pgboss.job WHERE name = 'dead-letters' AND state < 'completed') AS "deadJobs"`,
    [SHOP],
  );
  return rows[0] ?? {};
}

function secondsSince(started: number): number {
  return (performance.now() - started) / 1000;
}

/** True at most once in so many milliseconds. */
function everySoOften(ms: number): () => boolean {
  let last = performance.now();
  return () => {
    if (performance.now() - last < ms) return false;
    last = performance.now();
    return true;
  };
}
