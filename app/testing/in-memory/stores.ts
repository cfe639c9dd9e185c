/** All stores of one database in memory, joined as the ports ask for them. */
import { createEstimateStore } from "./estimate-store.ts";
import { createHolds } from "./hold-store.ts";
import { createMemoryJobs } from "./job-queue.ts";
import type { Memory } from "./memory.ts";
import { createNoticeStore } from "./notice-store.ts";
import { createOrderLedger } from "./order-ledger.ts";
import { createPromiseStore } from "./promise-store.ts";
import { createQueueStore } from "./queue-store.ts";
import { createReconciliations } from "./reconciliation-store.ts";
import { createShelves, createShops } from "./shop-store.ts";
import { createSupplyStore } from "./supply-store.ts";
import { createMemoryInbox } from "./webhook-inbox.ts";

export function createMemoryStores(memory: Memory) {
  return {
    database: memory.database,
    clock: memory.clock,
    jobs: createMemoryJobs(memory),
    inbox: createMemoryInbox(memory),
    ledger: createOrderLedger(memory),
    queue: createQueueStore(memory),
    reconciliations: createReconciliations(memory),
    estimates: createEstimateStore(memory),
    promises: createPromiseStore(memory),
    supply: createSupplyStore(memory),
    holds: createHolds(memory),
    notices: createNoticeStore(memory),
    shops: createShops(memory),
    shelves: createShelves(memory),
  };
}

export type MemoryStores = ReturnType<typeof createMemoryStores>;
