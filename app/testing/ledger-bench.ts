/** A shop in a real database with the model behind it: what tests of the queue need, joined. */
import type pg from "pg";
import { createDatabase } from "../adapters/prisma/database.server.ts";
import { createOrderLedger } from "../adapters/prisma/order-ledger.server.ts";
import { createQueueStore } from "../adapters/prisma/queue-store.server.ts";
import type { OrderId, ShopDomain } from "../domain/ids.ts";
import type { Job, Jobs } from "../use-cases/ports/jobs.ts";
import { recordOrders } from "../use-cases/record-orders.ts";
import { settleItems } from "../use-cases/settle-items.ts";
import type { SettleItemsDeps, SettleOutcome } from "../use-cases/settle-items.ts";
import { anItem, aShop, ShopModel } from "./shop-model.ts";

/** Keeps what was enqueued, whether or not the transaction commits: tests look at committed work only. */
export class RecordingJobs implements Jobs {
  readonly jobs: Job[] = [];
  async enqueue(_: unknown, jobs: readonly Job[]): Promise<void> {
    this.jobs.push(...jobs);
  }
  named<Name extends Job["name"]>(name: Name): Extract<Job, { name: Name }>[] {
    return this.jobs.filter((job): job is Extract<Job, { name: Name }> => job.name === name);
  }
  clear(): void {
    this.jobs.length = 0;
  }
}

export interface LedgerBench {
  readonly shop: ShopDomain;
  readonly model: ShopModel;
  readonly jobs: RecordingJobs;
  readonly deps: SettleItemsDeps;
  record(...orderIds: OrderId[]): ReturnType<typeof recordOrders>;
  settle(...items: string[]): Promise<SettleOutcome>;
  /** Folds the orders and settles what they touched, as the worker does. */
  hear(...orderIds: OrderId[]): Promise<SettleOutcome>;
}

export interface BenchOptions {
  readonly stage?: "live" | "observe";
  /** Items whose variants are switched on; all others are off. */
  readonly managed?: readonly string[];
}

let shopsMade = 0;

export async function openLedger(pool: pg.Pool, { stage = "live", managed = ["mug", "lamp"] }: BenchOptions = {}): Promise<LedgerBench> {
  const shop = aShop(`shop-${++shopsMade}`);
  await pool.query(`INSERT INTO shop (shop, name, stage, installed_at, orders_watermark) VALUES ($1, 'Test', $2, '2026-09-01', '2026-10-01')`, [shop, stage]);
  await pool.query(
    `INSERT INTO variant (shop, variant_id, product_id, inventory_item_id, product_title, title, inventory_policy, backorder_mode, source_updated_at)
     SELECT $1, 'v-' || item, 'p', item, item, '', 'CONTINUE', 'on', '2026-09-01' FROM unnest($2::text[]) AS item`,
    [shop, managed],
  );
  const model = new ShopModel();
  const jobs = new RecordingJobs();
  const deps: SettleItemsDeps = {
    jobs,
    orders: model.asOrders(),
    stock: model.asStock(),
    database: createDatabase(pool),
    ledger: { ...createOrderLedger(pool), nextReadSeq: async () => model.nextReadSeq() },
    queue: createQueueStore(pool),
    clock: { now: () => model.now },
  };
  const record = (...orderIds: OrderId[]) => recordOrders(deps, { shop, orderIds });
  const settle = (...items: string[]) => settleItems(deps, { shop, inventoryItemIds: items.map(anItem) });
  return {
    shop,
    model,
    jobs,
    deps,
    record,
    settle,
    async hear(...orderIds) {
      const { inventoryItemIds } = await record(...orderIds);
      return settle(...inventoryItemIds);
    },
  };
}
