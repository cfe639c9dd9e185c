/** The app's processes: the ports as one of them sees them, dying at any call, and what its worker does. */
import { JOB_HANDLERS } from "../../../app/jobs/registry.ts";
import { applyDeliveries } from "../../../app/jobs/apply-deliveries.ts";
import { runJobs } from "../../../app/jobs/job-handler.ts";
import type { Parts } from "../../../app/jobs/parts.ts";
import { KeyBusy } from "../../../app/adapters/queue/key-locks.server.ts";
import type { Log } from "../../../app/log.server.ts";
import type { MemoryDatabase, MemoryTransaction } from "../../../app/testing/in-memory/database.ts";
import { memory } from "../../../app/testing/in-memory/database.ts";
import type { MemoryStores } from "../../../app/testing/in-memory/stores.ts";
import type { ShopDomain } from "../../../app/domain/ids.ts";
import type { Transaction } from "../../../app/use-cases/ports/transaction.ts";
import { ShopifyUnavailable } from "../../../app/use-cases/ports/shopify-unavailable.ts";
import type { SettledItems } from "../../../app/use-cases/ports/queue.ts";
import { recoverNotices } from "../../../app/use-cases/recover-notices.ts";
import { refreshEstimates } from "../../../app/use-cases/refresh-estimates.ts";
import type { Random } from "../../replay/random.ts";
import { Violation } from "./faults.ts";
import type { FaultRates, Tally } from "./faults.ts";
import { never } from "./turns.ts";
import type { Incarnation, Turns } from "./turns.ts";

/** Errors that the app throws on purpose, to be tried again. */
const EXPECTED = new Set([
  "ShopifyUnavailable",
  "HoldRefused",
  "KeyBusy",
  "MailUnavailable",
  "NoticeBusy",
  "SenderUnread",
  "PolicyRefused",
  "Deadlock",
  "MoveRefused",
]);
/** Changes asked of Shopify, of which the answer may get lost. */
const CHANGES: ReadonlySet<string> = new Set(["addAvailable", "hold", "release", "publish", "setInventoryPolicy", "move", "define"]);
const SHOPIFY_PORTS: ReadonlySet<string> = new Set(["orders", "stock", "catalog", "fulfillmentOrders", "storefront"]);
/** Work whose tables are not kept in memory yet. */
const NOT_SIMULATED: ReadonlySet<string> = new Set(["share-units", "move-units", "give-back"]);
const LEASE_SECONDS = 30;
const LOOK_EVERY_MS = 60_000;
const RECONCILE_EVERY_MS = 3_600_000;

export interface Surroundings {
  readonly random: Random;
  readonly turns: Turns;
  readonly tally: Tally;
  readonly stores: MemoryStores;
  readonly database: MemoryDatabase;
  readonly nowMs: () => number;
  faults: FaultRates;
  /** Ports as they are, before a process sees them. */
  readonly parts: Parts;
  /** Called before and after a settle is saved. */
  beforeSave(shop: ShopDomain, settled: SettledItems, tx: MemoryTransaction): void;
  afterCommit(): void;
  note(what: string): void;
}

export class AppProcess implements Incarnation {
  readonly id: string;
  isDead = false;
  readonly parts: Parts;
  readonly #around: Surroundings;
  readonly #open = new Set<MemoryTransaction>();
  readonly #keys: Map<string, AppProcess>;
  readonly #onDeath: () => void;

  constructor(id: string, around: Surroundings, keys: Map<string, AppProcess>, onDeath: () => void) {
    this.id = id;
    this.#around = around;
    this.#keys = keys;
    this.#onDeath = onDeath;
    this.parts = this.#guarded();
  }

  /** One piece of work, if there is any. */
  async workOnce(timers: { lookAt: number; reconcileAt: number }): Promise<boolean> {
    const { random, stores, nowMs, tally } = this.#around;
    if (nowMs() >= timers.lookAt) {
      timers.lookAt = nowMs() + LOOK_EVERY_MS;
      await this.#attempt(this.#look(timers));
      return true;
    }
    const claim = await stores.inbox.claim({ limit: random.between(1, 40), leaseSeconds: LEASE_SECONDS });
    if (claim.deliveries.length > 0) {
      const deps = { parts: this.parts, inbox: this.#wrap("inbox", stores.inbox), log: this.#log(), retryBaseSeconds: 2, isStopping: () => false };
      await applyDeliveries(deps, claim);
      return true;
    }
    const first = random.between(0, JOB_HANDLERS.length - 1);
    for (let turn = 0; turn < JOB_HANDLERS.length; turn++) {
      const handler = JOB_HANDLERS[(first + turn) % JOB_HANDLERS.length];
      if (handler === undefined) continue;
      const taken = stores.jobs.take(this.id, handler.name, random.between(1, handler.batchSize));
      if (taken.length === 0) continue;
      tally.jobsRun += taken.length;
      if (NOT_SIMULATED.has(handler.name)) {
        for (const row of taken) stores.jobs.done(row);
        return true;
      }
      const outcomes = await runJobs(
        handler,
        taken.map((row) => ({ id: String(row.jobId), data: row.job })),
        { parts: this.parts, locks: { run: (key, work) => this.#exclusively(key, work), close: async () => undefined } },
      );
      if (this.isDead) return never();
      for (const row of taken) this.#conclude(row, outcomes.find(({ id }) => id === String(row.jobId))?.error ?? null);
      return true;
    }
    return false;
  }

  async #attempt(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#expect(error);
    }
  }

  /** What comes due by the clock. */
  async #look(timers: { reconcileAt: number }): Promise<void> {
    const { parts } = this;
    for (const { shop, timeZone } of await parts.shops.installed()) {
      await recoverNotices(parts, { shop });
      await refreshEstimates(parts, { shop, timeZone });
    }
    if (this.#around.nowMs() < timers.reconcileAt) return;
    timers.reconcileAt = this.#around.nowMs() + RECONCILE_EVERY_MS;
    const shops = await parts.shops.installed();
    await parts.database.transaction((tx) =>
      parts.jobs.enqueue(
        tx,
        shops.map(({ shop }) => ({ name: "reconcile", shop })),
        { unlessOpen: true },
      ),
    );
  }

  #conclude(row: Parameters<MemoryStores["jobs"]["done"]>[0], error: Error | null): void {
    const { stores } = this.#around;
    if (error === null) return stores.jobs.done(row);
    this.#expect(error);
    if (!stores.jobs.failed(row)) throw new Violation("I17", `the job ${row.job.name} was given up: ${error.message}`);
  }

  #expect(error: unknown): void {
    // What a dead process meets on its way is nobody's.
    if (this.isDead) return;
    const name = error instanceof Error ? error.name : "";
    if (error instanceof Violation || !EXPECTED.has(name)) throw error;
  }

  #log(): Log {
    const check = (entry: unknown) => this.#expect((entry as { err: unknown }).err); // deliveries are given back with their error
    const silent = () => undefined;
    return { info: silent, debug: silent, error: check, warn: check } as unknown as Log; // the four words of a log
  }

  async #exclusively<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    if (this.isDead) return never();
    if (this.#keys.has(key)) throw new KeyBusy(`Another worker is still at ${key}.`);
    this.#keys.set(key, this);
    try {
      return await work();
    } finally {
      this.#keys.delete(key);
    }
  }

  #guarded(): Parts {
    const ports = Object.entries(this.#around.parts).map(([name, port]) => {
      if (name === "database") return [name, { transaction: <Result>(work: (tx: Transaction) => Promise<Result>) => this.#transaction(work) }];
      if (name === "clock" || typeof port !== "object") return [name, port];
      return [name, this.#wrap(name, port)];
    });
    return Object.fromEntries(ports) as Parts; // the same names, each port guarded
  }

  #wrap<Port extends object>(name: string, port: Port): Port {
    const methods = Object.entries(port).map(([method, call]) => [
      method,
      typeof call !== "function" ? call : (...args: unknown[]) => this.#call(name, method, args, () => call.apply(port, args) as Promise<unknown>),
    ]);
    return Object.fromEntries(methods) as Port; // the same methods, each guarded
  }

  async #call(port: string, method: string, args: readonly unknown[], effect: () => Promise<unknown>): Promise<unknown> {
    const { random, turns, tally, faults } = this.#around;
    await this.#turn(turns);
    if (random.happens(faults.crashes / 2)) return this.#die(`before ${port}.${method}`, "crashesBefore");
    const isShopify = SHOPIFY_PORTS.has(port);
    if (isShopify && random.happens(faults.outages)) {
      tally.outages += 1;
      throw new ShopifyUnavailable(`Shopify did not answer ${method}.`);
    }
    if (port === "queue" && method === "save") this.#around.beforeSave(args[1] as ShopDomain, args[2] as SettledItems, memory(args[0] as Transaction)); // as the port says
    const result = await effect();
    if (this.isDead) return never();
    if (random.happens(faults.crashes / 2)) {
      if (CHANGES.has(method) && isShopify) tally.answersLost += 1;
      return this.#die(`after ${port}.${method}`, "crashesAfter");
    }
    if (isShopify && CHANGES.has(method) && random.happens(faults.lostAnswers)) {
      tally.answersLost += 1;
      throw new ShopifyUnavailable(`Shopify's answer to ${method} got lost.`);
    }
    return result;
  }

  /** A process that died while this part of it was not looking never goes on. */
  async #turn(turns: Turns): Promise<void> {
    if (this.isDead) return never();
    await turns.wait(this);
  }

  async #transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    const { random, turns, tally, faults, database } = this.#around;
    await this.#turn(turns);
    if (random.happens(faults.crashes / 2)) return this.#die("before a transaction", "crashesBefore");
    const result = await database.transaction(async (tx) => {
      this.#open.add(memory(tx));
      const done = await work(tx);
      if (this.isDead) return never();
      this.#open.delete(memory(tx));
      if (random.happens(faults.crashes / 2)) {
        this.#open.add(memory(tx));
        return this.#die("before a commit", "crashesAtCommit");
      }
      return done;
    });
    this.#around.afterCommit();
    if (random.happens(faults.crashes / 2)) {
      tally.commitsUnheard += 1;
      return this.#die("after a commit", "crashesAfter");
    }
    return result;
  }

  #die(where: string, kind: "crashesBefore" | "crashesAfter" | "crashesAtCommit"): Promise<never> {
    const { turns, tally, database, stores, note } = this.#around;
    tally[kind] += 1;
    if (this.#open.size > 0) tally.crashesInTransactions += 1;
    note(`${this.id} dies ${where}`);
    this.isDead = true;
    turns.forget(this);
    for (const tx of this.#open) database.rollBack(tx);
    for (const [key, holder] of this.#keys) if (holder === this) this.#keys.delete(key);
    stores.jobs.giveBack(this.id);
    this.#onDeath();
    return never();
  }
}
