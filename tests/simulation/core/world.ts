/**
 * One simulated world: two shops whose ids are the same, an app of two workers and the merchants' browser, a clock that only
 * we move, and everything that goes wrong. The same seed gives the same world, to the last row.
 */
import type { Instant, ShopDomain } from "../../../app/domain/ids.ts";
import type { Parts } from "../../../app/jobs/parts.ts";
import { createMemory } from "../../../app/testing/in-memory/memory.ts";
import type { Memory } from "../../../app/testing/in-memory/memory.ts";
import { createMemoryStores } from "../../../app/testing/in-memory/stores.ts";
import type { MemoryStores } from "../../../app/testing/in-memory/stores.ts";
import { registerShop } from "../../../app/use-cases/register-shop.ts";
import type { Mailer } from "../../../app/use-cases/ports/notices.ts";
import type { Sharing } from "../../../app/use-cases/ports/sharing.ts";
import { seededRandom } from "../../replay/random.ts";
import type { Random } from "../../replay/random.ts";
import { AppProcess } from "./app-process.ts";
import { NO_FAULTS, Violation } from "./faults.ts";
import type { FaultRates, Tally } from "./faults.ts";
import { checkLedger } from "./ledger-watch.ts";
import type { PromisesSeen } from "./ledger-watch.ts";
import { watchSettle } from "./settle-watch.ts";
import { SimulatedShopify } from "./shopify.ts";
import { portsOf } from "./shopify-ports.ts";
import type { ReadingLog } from "./shopify-ports.ts";
import { Turns } from "./turns.ts";

export const SHOPS = ["birch.myshopify.com", "cedar.myshopify.com"].map((name) => name as ShopDomain); // the simulation's own names
export const ITEMS = ["301", "302", "303"] as const;
export const LOCATIONS = ["11", "12"] as const;
/** A Thursday morning. */
const BEGINNING_MS = Date.parse("2026-10-01T06:00:00Z");
const WORKERS = 2;
/** Turns in which everything must come to rest. */
const MOST_TURNS = 400_000;
const MOST_ROUNDS = 2_000;
const STORY_LINES = 40;
const MOST_TOLD = 20;
const SECOND_MS = 1000;

/** Loans between orders and moves between locations are not simulated yet. */
const NOBODY_SHARES: Sharing = {
  pool: async () => new Map(),
  poolQueue: async () => [],
  lendingPlaces: async () => [],
  lendingParties: async () => ({ parties: [], inbound: [] }),
  saveMoves: async () => undefined,
};

interface Hint {
  readonly shop: ShopDomain;
  readonly key: string;
  readonly topic: string;
  readonly webhookId: string;
  readonly dueMs: number;
}

export class World {
  readonly random: Random;
  readonly tally: Tally;
  readonly memory: Memory;
  readonly stores: MemoryStores;
  readonly shopifies: ReadonlyMap<string, SimulatedShopify>;
  readonly readings: ReadingLog = { levels: new Map() };
  readonly turns: Turns;
  readonly mails = new Map<string, number>();
  readonly story: string[] = [];
  readonly #promisesSeen: PromisesSeen = new Map();
  readonly #parts: Parts;
  readonly #keys = new Map<string, AppProcess>();
  readonly #timers = { lookAt: BEGINNING_MS + 60_000, reconcileAt: BEGINNING_MS + 3_600_000 };
  #faults: FaultRates;
  #nowMs = BEGINNING_MS;
  #hints: Hint[] = [];
  #hintsMade = 0;
  /** Shopify tells an app nothing before it is installed. */
  #isInstalled = false;
  #isOpen = false;
  #processesMade = 0;
  #idle: (() => void)[] = [];
  #failure: unknown = null;
  #merchantActs = 0;

  constructor(seed: number, { faults, tally }: { faults: FaultRates; tally: Tally }) {
    this.random = seededRandom(seed);
    this.tally = tally;
    this.#faults = faults;
    this.turns = new Turns(this.random);
    this.memory = createMemory({ now: () => this.now });
    this.stores = createMemoryStores(this.memory);
    const rules = { commitsUnrouted: this.random.happens(0.5) };
    const shopify = (shop: ShopDomain) =>
      new SimulatedShopify({ items: ITEMS, locations: LOCATIONS, rules, now: () => this.#nowMs, hint: (key, topic) => this.#hint(shop, key, topic) });
    this.shopifies = new Map(SHOPS.map((shop) => [shop, shopify(shop)]));
    this.#parts = this.#joined();
    repeatableIds(this.random);
  }

  get now(): Instant {
    return new Date(this.#nowMs).toISOString() as Instant; // toISOString has exactly this form
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  shopify(shop: string): SimulatedShopify {
    const found = this.shopifies.get(shop);
    if (found === undefined) throw new Error(`There is no shop ${shop}.`);
    return found;
  }

  note(what: string): void {
    this.story.push(`${this.now.slice(5, 19)} ${what}`);
    if (this.story.length > STORY_LINES) this.story.shift();
  }

  /** The app is installed in every shop and starts to work. */
  async open(): Promise<void> {
    this.#isOpen = true;
    for (let worker = 0; worker < WORKERS; worker++) this.#startWorker();
    for (const shop of SHOPS) this.act(`${shop} installs the app`, (parts) => registerShop(parts, { shop }));
    await this.rest();
    this.#isInstalled = true;
  }

  pass(milliseconds: number): void {
    this.#nowMs += milliseconds;
    this.#deliverHints();
  }

  /** Somebody in the shop does something in the app, meanwhile. */
  act(what: string, work: (parts: Parts & { readonly supply: MemoryStores["supply"] }) => Promise<unknown>): void {
    // Without the app there are no pages to do it in.
    if (!this.#isOpen) return;
    this.note(what);
    const browser = this.#process("browser", () => undefined);
    const end = () => (this.#merchantActs -= 1);
    this.#merchantActs += 1;
    browser.whenDead.then(end, end);
    const parts = { ...browser.process.parts } as Parts & { readonly supply: MemoryStores["supply"] }; // the supply store is among the ports
    work(parts).then(end, (error: unknown) => (end(), browser.process.isDead ? undefined : this.#fail(error)));
  }

  /** The app gets so many turns. */
  async work(turns: number): Promise<void> {
    this.#wake();
    for (let turn = 0; turn < turns; turn++) {
      const isBusy = await this.turns.step();
      if (this.#failure !== null) throw this.#failure;
      if (!isBusy) return;
    }
  }

  /** Nothing goes wrong any more, time passes, and everything that is owed is done. */
  async rest(): Promise<void> {
    const faults = this.#faults;
    this.#faults = NO_FAULTS;
    this.#around.faults = NO_FAULTS;
    this.tally.rests += 1;
    for (let round = 0; ; round++) {
      if (round === MOST_ROUNDS) throw new Violation("I18", `there is always something left to do: ${this.#left()}`);
      await this.work(MOST_TURNS);
      const next = this.#nextDueMs();
      if (next === null) break;
      this.pass(Math.max(SECOND_MS, next - this.#nowMs));
    }
    this.#faults = faults;
    this.#around.faults = faults;
  }

  /** All that must hold of the ledger at any moment. */
  check(): void {
    checkLedger(this.memory.tables, { mails: { taken: this.mails }, promises: this.#promisesSeen });
  }

  /** Everything is read again in every shop; answers how many things differed. */
  async reconcile(): Promise<number> {
    const { database, jobs } = this.stores;
    await database.transaction((tx) =>
      jobs.enqueue(
        tx,
        SHOPS.map((shop) => ({ name: "reconcile", shop })),
      ),
    );
    await this.rest();
    const newest = SHOPS.map((shop) => this.memory.tables.reconciliations.of(null, "shop", shop).sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))[0]);
    return newest.reduce((sum, run) => sum + (run?.changes ?? 0), 0);
  }

  /** Ports as they are, without accidents and without waiting for a turn. */
  get plainParts(): Parts {
    return this.#parts;
  }

  get #around() {
    return this.#surroundings;
  }

  readonly #surroundings = this.#makeSurroundings();

  #makeSurroundings() {
    const world = this as World; // read when used: the fields are not there yet
    return {
      get random() {
        return world.random;
      },
      get turns() {
        return world.turns;
      },
      get tally() {
        return world.tally;
      },
      get stores() {
        return world.stores;
      },
      get database() {
        return world.memory.database;
      },
      get parts() {
        return world.#parts;
      },
      faults: NO_FAULTS as FaultRates,
      nowMs: () => world.#nowMs,
      note: (what: string) => world.note(what),
      afterCommit: () => undefined,
      beforeSave: (...[shop, settled, tx]: Parameters<ConstructorParameters<typeof AppProcess>[1]["beforeSave"]>) =>
        world.#atOnce(() =>
          watchSettle(
            { tables: world.memory.tables, tally: world.tally, log: world.readings, shopifyOf: (name) => world.shopify(name), nowMs: () => world.#nowMs },
            { shop, settled, tx },
          ),
        ),
    };
  }

  #process(kind: string, onDeath: () => void): { process: AppProcess; whenDead: Promise<void> } {
    this.#processesMade += 1;
    let died: () => void = () => undefined;
    const whenDead = new Promise<void>((resolve) => (died = resolve));
    const process = new AppProcess(`${kind} ${this.#processesMade}`, this.#surroundings, this.#keys, () => (died(), onDeath()));
    return { process, whenDead };
  }

  #startWorker(): void {
    const { process } = this.#process("worker", () => this.#startWorker());
    const work = async () => {
      for (;;) {
        if (await process.workOnce(this.#timers)) continue;
        await new Promise<void>((wake) => this.#idle.push(wake));
      }
    };
    work().catch((error: unknown) => (process.isDead ? undefined : this.#fail(error)));
  }

  #wake(): void {
    for (const wake of this.#idle.splice(0)) wake();
  }

  #fail(error: unknown): void {
    const name = error instanceof Error ? error.name : "";
    if (name === "ShopifyUnavailable" || name === "Deadlock") return; // the merchant sees it and tries again
    this.#failure ??= error;
  }

  /** What does not hold ends the run, whatever the app makes of the error that it meets. */
  #atOnce(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.#failure ??= error;
      throw error;
    }
  }

  #left(): string {
    const jobs = this.stores.jobs.open().map(({ job, tries }) => `${JSON.stringify(job)} (${tries} tries)`);
    const deliveries = this.memory.tables.deliveries.of(null, "open", "open").map(({ key }) => key);
    return [...new Set([...jobs, ...deliveries])].slice(0, MOST_TOLD).join(", ");
  }

  /** When the next thing comes due that is not done yet; null: nothing is owed. */
  #nextDueMs(): number | null {
    const jobs = this.stores.jobs.open().map(({ dueAt }) => Date.parse(dueAt));
    const deliveries = this.memory.tables.deliveries
      .of(null, "open", "open")
      .map((row) => Math.max(Date.parse(row.nextTryAt), row.leaseUntil === null ? 0 : Date.parse(row.leaseUntil) + 1));
    const sending = this.memory.tables.notices
      .all(null)
      .filter(({ state }) => state === "sending")
      .map(({ leasedUntil }) => Date.parse(leasedUntil ?? "") + 61_000);
    const due = [...jobs, ...deliveries, ...sending, ...this.#hints.map(({ dueMs }) => dueMs)];
    return due.length === 0 ? null : Math.min(...due);
  }

  #hint(shop: ShopDomain, key: string, topic: string): void {
    const { random, tally } = this;
    if (!this.#isInstalled) return;
    tally.hints += 1;
    this.#hintsMade += 1;
    const hint = { shop, key, topic, webhookId: `w${this.#hintsMade}`, dueMs: this.#nowMs + random.between(0, 900) };
    if (random.happens(this.#faults.lostHints)) return void (tally.hintsLost += 1);
    if (random.happens(this.#faults.duplicatedHints)) {
      tally.hintsDuplicated += 1;
      // Sometimes the same delivery again, sometimes another about the same thing.
      const webhookId = random.happens(0.5) ? hint.webhookId : `${hint.webhookId}b`;
      this.#hints.push({ ...hint, webhookId, dueMs: hint.dueMs + random.between(0, 600_000) });
    }
    if (random.happens(this.#faults.reorderedHints)) {
      tally.hintsReordered += 1;
      this.#hints.push({ ...hint, dueMs: hint.dueMs + random.between(1_000, random.happens(0.1) ? 7_200_000 : 120_000) });
      return;
    }
    this.#hints.push(hint);
  }

  #deliverHints(): void {
    const due = this.#hints.filter(({ dueMs }) => dueMs <= this.#nowMs);
    this.#hints = this.#hints.filter(({ dueMs }) => dueMs > this.#nowMs);
    this.tally.hintsDelivered += due.length;
    for (const { shop, key, topic, webhookId } of due.sort((a, b) => a.dueMs - b.dueMs)) {
      void this.stores.inbox.save({ shop, topic, webhookId, key, body: Buffer.alloc(0), triggeredAt: null, deadReason: null });
    }
  }

  #joined(): Parts {
    const { stores } = this;
    const shopify = portsOf({
      shopifyOf: (shop) => this.shopify(shop),
      nextReadSeq: () => this.memory.database.next("read_seq"),
      log: this.readings,
      indexLagMs: () => (this.random.happens(0.3) ? this.random.between(0, 20_000) : 0),
      now: () => this.#nowMs,
      meanwhile: async () => undefined,
    });
    const { jobs: _jobs, inbox: _inbox, ...ports } = stores;
    const joined = {
      ...ports,
      ...shopify,
      jobs: { enqueue: stores.jobs.enqueue },
      mailer: this.#mailer(),
      writer: { write: async () => ({ subject: "", html: "", text: "" }), writeTest: async () => ({ subject: "", html: "", text: "" }) },
      personalData: { eraseCustomer: async () => 0, eraseShop: async () => 0 },
      pause: async () => undefined,
      sharing: NOBODY_SHARES,
    };
    return joined as unknown as Parts; // every port that jobs hand to their use cases, by name
  }

  #mailer(): Mailer {
    const { random, tally } = this;
    return {
      send: async ({ noticeId, messageId }) => {
        const accept = () => {
          // The message id ends with the shop's name, so equal notices of two shops differ.
          const shop = SHOPS.find((name) => messageId.includes(`.${name.split(".")[0]}@`)) ?? "";
          this.mails.set(`${shop} ${noticeId}`, (this.mails.get(`${shop} ${noticeId}`) ?? 0) + 1);
          tally.mails += 1;
        };
        if (!random.happens(this.#faults.mailTrouble)) return (accept(), { outcome: "accepted" });
        const trouble = random.between(1, 3);
        if (trouble === 1) return ((tally.mailsRefused += 1), { outcome: "refused", reason: "550" });
        if (trouble === 2) return ((tally.mailsUnavailable += 1), { outcome: "unavailable", reason: "451" });
        if (random.happens(0.5)) accept();
        tally.mailsUncertain += 1;
        return { outcome: "uncertain", reason: "after DATA" };
      },
      check: async () => ({ ok: true }),
    };
  }
}

/** Ids that use cases make for new things follow from the seed too. */
function repeatableIds(random: Random): void {
  const digits = (length: number) => Array.from({ length }, () => random.between(0, 15).toString(16)).join("");
  Object.defineProperty(globalThis.crypto, "randomUUID", { configurable: true, value: () => [8, 4, 4, 4, 12].map(digits).join("-") });
}
