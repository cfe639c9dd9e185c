/**
 * The dev store over real HTTP: checkouts (one POST makes an order of two lines, moves stock and sends its webhooks, which a
 * sink answers), simple queries of the Admin API, and resident memory at 10,000 and at 100,000 orders. The load generator and
 * the sink run on the same cores. `--orders=N` ends the long run earlier.
 */
import os from "node:os";
import { seededRandom } from "../../dev-store/seeded-random.ts";
import { SHOP } from "../../scripts/stack.ts";
import { median } from "./bench-database.ts";
import { startDevStoreProcess } from "./dev-store-process.ts";
import type { DevStoreProcess, Memory } from "./dev-store-process.ts";
import { applyLoad } from "./http-load.ts";
import type { LoadResult } from "./http-load.ts";

const CHECKOUTS_BAR = 300;
const QUERIES_BAR = 1_000;
const GROWTH_BAR = 0.1;
const SEED = 20_261_123;
const ROUNDS = 3;
const CHECKOUTS_PER_ROUND = 2_000;
const QUERIES_PER_ROUND = 4_000;
const SEARCHES_PER_ROUND = 500;
const CHECKOUT_CONNECTIONS = 8;
const QUERY_CONNECTIONS = 16;
const FEW_ORDERS = 10_000;
const MANY_ORDERS = 100_000;
const STRETCH = 10_000;
const PRODUCTS = 50;
const UNITS = 1_000_000;
/** Of a hundred orders, so many come from somebody who never bought here before. */
const NEWCOMERS_PERCENT = 50;

type Made = { sku: string; variantId: number; inventoryItemId: number };
type Speed = { perSecond: number; p50Ms: number; p99Ms: number };

export async function run(): Promise<boolean> {
  const devStore = await startDevStoreProcess();
  try {
    const trade = new Trade(devStore, await stockShelves(devStore));
    const orders = ordersWanted();
    await trade.sellUntil(1_000);
    const checkouts = await trade.timedCheckouts();
    await trade.sellUntil(FEW_ORDERS);
    const memoryAtFew = await devStore.memoryAtRest();
    const queries = await trade.timedQueries(QUERIES_PER_ROUND, (nth) => trade.simpleQuery(nth));
    console.log(`  at ${trade.sold} orders: ${spoken(memoryAtFew)}`);
    while (trade.sold < orders - ROUNDS * CHECKOUTS_PER_ROUND) {
      await trade.sellUntil(Math.min(trade.sold + STRETCH, orders - ROUNDS * CHECKOUTS_PER_ROUND));
      console.log(`  at ${trade.sold} orders: ${spoken(await devStore.memoryAtRest())}`);
    }
    const lateCheckouts = await trade.timedCheckouts();
    const memoryAtMany = await devStore.memoryAtRest();
    const lateQueries = await trade.timedQueries(QUERIES_PER_ROUND, (nth) => trade.simpleQuery(nth));
    const searches = await trade.timedQueries(SEARCHES_PER_ROUND, (nth) => trade.search(nth));
    return report({ orders: trade.sold, checkouts, queries, lateCheckouts, lateQueries, searches, memoryAtFew, memoryAtMany });
  } finally {
    await devStore.stop();
  }
}

type Figures = {
  orders: number;
  checkouts: Speed;
  queries: Speed;
  lateCheckouts: Speed;
  lateQueries: Speed;
  searches: Speed;
  memoryAtFew: Memory;
  memoryAtMany: Memory;
};

function report(figures: Figures): boolean {
  const { orders, memoryAtFew, memoryAtMany } = figures;
  const growth = memoryAtMany.residentBytes / memoryAtFew.residentBytes - 1;
  const rows: [string, Speed, string][] = [
    ["checkouts, first orders", figures.checkouts, `≥ ${CHECKOUTS_BAR}/s`],
    [`checkouts, towards ${orders} orders`, figures.lateCheckouts, `≥ ${CHECKOUTS_BAR}/s`],
    [`simple queries at ${FEW_ORDERS} orders`, figures.queries, `≥ ${QUERIES_BAR}/s`],
    [`simple queries at ${orders} orders`, figures.lateQueries, `≥ ${QUERIES_BAR}/s`],
    [`searches at ${orders} orders`, figures.searches, ""],
  ];
  for (const [name, { perSecond, p50Ms, p99Ms }, bar] of rows) {
    console.log(`${name.padEnd(36)} ${String(perSecond).padStart(6)}/s   p50 ${p50Ms.toFixed(1)} ms   p99 ${p99Ms.toFixed(1)} ms   ${bar}`);
  }
  console.log(`memory: ${spoken(memoryAtFew)} at ${FEW_ORDERS} orders, ${spoken(memoryAtMany)} at ${orders}: ${percent(growth)} (bar ${percent(GROWTH_BAR)})`);
  const holds =
    Math.min(figures.checkouts.perSecond, figures.lateCheckouts.perSecond) >= CHECKOUTS_BAR &&
    Math.min(figures.queries.perSecond, figures.lateQueries.perSecond) >= QUERIES_BAR &&
    growth <= GROWTH_BAR;
  console.log(JSON.stringify({ bench: "dev-store", ...figures, growth, holds, seed: SEED, cores: os.availableParallelism(), node: process.version }));
  return holds;
}

function ordersWanted(): number {
  const option = process.argv.find((argument) => argument.startsWith("--orders="));
  return option === undefined ? MANY_ORDERS : Number(option.slice("--orders=".length));
}

function stockShelves(devStore: DevStoreProcess): Promise<Made[]> {
  const goods = Array.from({ length: PRODUCTS }, (_, nth) => ({ sku: `BENCH-${nth}`, title: `Bench ${nth}`, priceCents: 1_000 + nth, units: UNITS }));
  return devStore.post<Made[]>("/__dev/shop/products", goods);
}

/** Everything that shoppers and the app ask of the dev store in this run. */
class Trade {
  sold = 0;
  readonly #devStore: DevStoreProcess;
  readonly #goods: readonly Made[];
  readonly #random = seededRandom(SEED);
  readonly #orderIds: number[] = [];
  readonly #startedAt = new Date().toISOString();
  #customers = 0;

  constructor(devStore: DevStoreProcess, goods: readonly Made[]) {
    this.#devStore = devStore;
    this.#goods = goods;
  }

  async sellUntil(orders: number): Promise<void> {
    if (orders > this.sold) await this.#sell(orders - this.sold);
  }

  async timedCheckouts(): Promise<Speed> {
    const rounds: LoadResult[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      rounds.push(await this.#sell(CHECKOUTS_PER_ROUND));
      await this.#devStore.memoryAtRest();
    }
    return speedOf(rounds);
  }

  async timedQueries(requests: number, queryOf: (nth: number) => object): Promise<Speed> {
    const rounds: LoadResult[] = [];
    // The first round warms up.
    for (let round = -1; round < ROUNDS; round += 1) {
      const onAnswer = (body: string): void => {
        if (body.includes('"errors"')) throw new Error(`the Admin API refused a query: ${body}`);
      };
      const result = await this.#ask("/admin/api/2026-10/graphql.json", { connections: QUERY_CONNECTIONS, requests, bodyOf: queryOf, onAnswer });
      if (round >= 0) rounds.push(result);
    }
    return speedOf(rounds);
  }

  /** By id, one order of any age and one variant with its stock, turn about. */
  simpleQuery(nth: number): object {
    if (nth % 2 === 0) {
      const query = "query Order($id: ID!) { order(id: $id) { id name updatedAt displayFulfillmentStatus lineItems(first: 5) { nodes { id quantity } } } }";
      return { query, variables: { id: `gid://shopify/Order/${this.#anyOrderId()}` } };
    }
    const query = "query Variant($id: ID!) { productVariant(id: $id) { id sku inventoryPolicy inventoryQuantity inventoryItem { id tracked } } }";
    return { query, variables: { id: `gid://shopify/ProductVariant/${this.#anyGoods().variantId}` } };
  }

  /** What apps search for: orders that changed of late, an order by name, a customer by address. */
  search(nth: number): object {
    const orders = "query Orders($query: String) { orders(first: 50, sortKey: UPDATED_AT, query: $query) { nodes { id updatedAt } } }";
    const customers = "query Customers($query: String) { customers(first: 1, query: $query) { nodes { id email } } }";
    if (nth % 3 === 0) return { query: orders, variables: { query: `updated_at:>='${this.#startedAt}'` } };
    if (nth % 3 === 1) return { query: orders, variables: { query: `name:#${1_001 + Math.floor(this.#random.next() * this.sold)}` } };
    return { query: customers, variables: { query: `email:${emailOf(Math.floor(this.#random.next() * this.#customers))}` } };
  }

  async #sell(requests: number): Promise<LoadResult> {
    const result = await this.#ask("/__dev/shop/checkout", {
      connections: CHECKOUT_CONNECTIONS,
      requests,
      bodyOf: () => this.#checkout(),
      onAnswer: (body) => this.#orderIds.push(Number(/"orderId":(\d+)/.exec(body)?.[1])),
    });
    this.sold += requests;
    return result;
  }

  async #ask(
    path: string,
    load: { connections: number; requests: number; bodyOf: (nth: number) => object; onAnswer?: (body: string) => void },
  ): Promise<LoadResult> {
    const { connections, requests, bodyOf, onAnswer } = load;
    const result = await applyLoad({
      port: this.#devStore.port,
      connections,
      requests,
      request: (nth) => requestBytes(path, this.#devStore.accessToken, bodyOf(nth)),
      ...(onAnswer === undefined ? {} : { onAnswer }),
    });
    if (result.answers["200"] !== requests) throw new Error(`${path}: ${JSON.stringify(result.answers)} to ${requests} requests`);
    return result;
  }

  #checkout(): object {
    const isNew = this.#customers === 0 || this.#random.chance(NEWCOMERS_PERCENT);
    const customer = isNew ? this.#customers++ : Math.floor(this.#random.next() * this.#customers);
    const lines = [this.#anyGoods(), this.#anyGoods()].map(({ variantId }) => ({ variantId, quantity: 1 }));
    return { email: emailOf(customer), lastName: `Buyer ${customer}`, lines };
  }

  #anyGoods(): Made {
    const made = this.#goods[Math.floor(this.#random.next() * this.#goods.length)];
    if (made === undefined) throw new Error("the shop has no goods");
    return made;
  }

  #anyOrderId(): number {
    return this.#orderIds[Math.floor(this.#random.next() * this.#orderIds.length)] ?? 0;
  }
}

function emailOf(customer: number): string {
  return `buyer-${customer}@customers.example`;
}

function requestBytes(path: string, accessToken: string, body: object): readonly Buffer[] {
  const bytes = Buffer.from(JSON.stringify(body));
  const head = [
    `POST ${path} HTTP/1.1`,
    `Host: ${SHOP}`,
    "Content-Type: application/json",
    `Content-Length: ${bytes.length}`,
    `X-Shopify-Access-Token: ${accessToken}`,
    "",
    "",
  ].join("\r\n");
  return [Buffer.from(head), bytes];
}

function speedOf(rounds: readonly LoadResult[]): Speed {
  return {
    perSecond: Math.round(median(rounds.map(({ perSecond }) => perSecond))),
    p50Ms: median(rounds.map(({ p50Ms }) => p50Ms)),
    p99Ms: median(rounds.map(({ p99Ms }) => p99Ms)),
  };
}

function spoken({ residentBytes, usedBytes }: Memory): string {
  return `${megabytes(residentBytes)} resident (${megabytes(usedBytes)} in use)`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_048_576)} MiB`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
