/** The one place that joins the parts. Everything here is made once per process. */
import path from "node:path";
import { createMailer } from "./adapters/email/mailer.server.ts";
import type { SmtpMailer } from "./adapters/email/mailer.server.ts";
import { mailWriter } from "./adapters/email/mail-writer.server.ts";
import { createAllocationDesk } from "./adapters/prisma/allocation-desk.server.ts";
import { createDatabase } from "./adapters/prisma/database.server.ts";
import { createEstimateStore } from "./adapters/prisma/estimate-store.server.ts";
import { createInboundMirrors } from "./adapters/prisma/inbound-mirrors.server.ts";
import { createHolds } from "./adapters/prisma/hold-store.server.ts";
import { noticeStore } from "./adapters/prisma/notice-store.server.ts";
import { createListedRows } from "./adapters/prisma/listed-rows.server.ts";
import { createOrderLedger } from "./adapters/prisma/order-ledger.server.ts";
import { createOutgoingMutations } from "./adapters/prisma/outgoing-mutations.server.ts";
import { createPersonalData } from "./adapters/prisma/personal-data.server.ts";
import { createPromiseStore } from "./adapters/prisma/promise-store.server.ts";
import { createQueueStore } from "./adapters/prisma/queue-store.server.ts";
import { createReconciliations } from "./adapters/prisma/reconciliation-store.server.ts";
import { createSharing } from "./adapters/prisma/sharing-store.server.ts";
import { createShipPreferences } from "./adapters/prisma/ship-preference-store.server.ts";
import { createShelves, createShops } from "./adapters/prisma/shop-store.server.ts";
import { createStages } from "./adapters/prisma/stage-store.server.ts";
import { createSupplyStore } from "./adapters/prisma/supply-store.server.ts";
import { createUnitMoves } from "./adapters/prisma/unit-move-store.server.ts";
import { createWebhookInbox } from "./adapters/prisma/webhook-inbox.server.ts";
import { createJobQueue } from "./adapters/queue/job-queue.server.ts";
import type { JobQueue } from "./adapters/queue/job-queue.server.ts";
import { createAdminClient } from "./adapters/shopify/admin-client.server.ts";
import { createCatalog } from "./adapters/shopify/catalog.server.ts";
import { createFulfillmentOrders } from "./adapters/shopify/fulfillment-orders.server.ts";
import { createOfflineTokens } from "./adapters/shopify/offline-token.server.ts";
import { createOrderReader } from "./adapters/shopify/order-reader.server.ts";
import { createReadSequence } from "./adapters/shopify/read-sequence.server.ts";
import { createShopListings } from "./adapters/shopify/shop-listings.server.ts";
import { createIncomingStock, createStock } from "./adapters/shopify/stock.server.ts";
import { createStorefront } from "./adapters/shopify/storefront-metafields.server.ts";
import { pool } from "./db.server.ts";
import type { Instant, ShopDomain } from "./domain/ids.ts";
import { readEnv } from "./env.server.ts";
import type { Parts } from "./jobs/parts.ts";
import { createLog } from "./log.server.ts";
import type { Clock } from "./use-cases/ports/clock.ts";
import { registerShop as registerShopWith } from "./use-cases/register-shop.ts";

const env = readEnv();
/** Kept across reloads in development, and shared between app/server.ts and the built routes in its process. */
const kept = globalThis as typeof globalThis & { promisedJobs?: JobQueue; promisedMailer?: SmtpMailer };

/** The process is named after the file it was started with: server or worker. */
export const log = createLog(env.LOG_LEVEL, path.parse(process.argv[1] ?? "app").name);
export const clock: Clock = { now: () => new Date().toISOString() as Instant };
export const database = createDatabase(pool);
/** Only enqueues; the worker takes jobs through a queue of its own. */
export const jobs: JobQueue = (kept.promisedJobs ??= openJobQueue({ works: false }));
export const mailer: SmtpMailer = (kept.promisedMailer ??= createMailer({ smtpUrl: env.SMTP_URL }));
export const inbox = createWebhookInbox(pool);
export const shops = createShops(pool);

const tokens = createOfflineTokens({ pool, apiKey: env.SHOPIFY_API_KEY, apiSecret: env.SHOPIFY_API_SECRET });
const admin = createAdminClient({ tokens, mutations: createOutgoingMutations(pool), log });
const nextReadSeq = createReadSequence(pool);

/** What use cases ask for, by the names they ask with. */
export const parts: Parts = {
  database,
  jobs,
  clock,
  shops,
  shelves: createShelves(pool),
  ledger: createOrderLedger(pool),
  queue: createQueueStore(pool),
  reconciliations: createReconciliations(pool),
  listings: createShopListings(admin),
  listedRows: createListedRows(pool),
  estimates: createEstimateStore(pool),
  promises: createPromiseStore(pool),
  supply: createSupplyStore(pool),
  stages: createStages(pool),
  holds: createHolds(),
  unitMoves: createUnitMoves(pool),
  sharing: createSharing(),
  notices: noticeStore,
  personalData: createPersonalData(),
  writer: mailWriter,
  mailer,
  orders: createOrderReader(admin, nextReadSeq),
  mirrors: createInboundMirrors(),
  incoming: createIncomingStock(admin),
  stock: createStock(admin, nextReadSeq),
  catalog: createCatalog(admin),
  fulfillmentOrders: createFulfillmentOrders(admin),
  storefront: createStorefront(admin),
};

/** What the merchant decides about one order with. */
export const shipPreferenceParts = { database, jobs, clock, shipPreferences: createShipPreferences() };

/** What the merchant's forms save with. */
export const allocationParts = { database, jobs, clock, desk: createAllocationDesk() };
export const previewParts = { database, clock, supply: parts.supply, queue: parts.queue };
export const supplyParts = { database, jobs, clock, supply: parts.supply };

/** What going live, pausing and leaving are done with. */
export const stageParts = { ...supplyParts, stages: parts.stages };

export function openJobQueue({ works }: { works: boolean }): JobQueue {
  return createJobQueue({
    connectionString: env.DATABASE_URL,
    retryBaseSeconds: env.RETRY_BASE_SECONDS,
    leaseSeconds: env.JOB_LEASE_SECONDS,
    monitorSeconds: env.JOB_MONITOR_SECONDS,
    works,
    onError: (error) => log.error({ err: error }, "job queue"),
  });
}

export async function registerShop(shop: ShopDomain): Promise<void> {
  const outcome = await registerShopWith({ database, jobs, shops }, { shop });
  if (outcome === "installed") log.info({ shop }, "shop installed");
}
