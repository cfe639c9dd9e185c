/**
 * A shop in a dev store of this process with the app's own parts on a real database behind it: what tests need that follow
 * an order from Shopify's side to the ledger and back. Time is the test's; webhooks come when the test says so; mails are kept.
 */
import type pg from "pg";
import { mailWriter } from "../app/adapters/email/mail-writer.server.ts";
import { createDatabase } from "../app/adapters/prisma/database.server.ts";
import { createEstimateStore } from "../app/adapters/prisma/estimate-store.server.ts";
import { createHolds } from "../app/adapters/prisma/hold-store.server.ts";
import { noticeStore } from "../app/adapters/prisma/notice-store.server.ts";
import { createListedRows } from "../app/adapters/prisma/listed-rows.server.ts";
import { createOrderLedger } from "../app/adapters/prisma/order-ledger.server.ts";
import { createOutgoingMutations } from "../app/adapters/prisma/outgoing-mutations.server.ts";
import { createPersonalData } from "../app/adapters/prisma/personal-data.server.ts";
import { createPromiseStore } from "../app/adapters/prisma/promise-store.server.ts";
import { createQueueStore } from "../app/adapters/prisma/queue-store.server.ts";
import { createReconciliations } from "../app/adapters/prisma/reconciliation-store.server.ts";
import { createShelves, createShops } from "../app/adapters/prisma/shop-store.server.ts";
import { createStages } from "../app/adapters/prisma/stage-store.server.ts";
import { createSupplyStore } from "../app/adapters/prisma/supply-store.server.ts";
import { createSharing } from "../app/adapters/prisma/sharing-store.server.ts";
import { createUnitMoves } from "../app/adapters/prisma/unit-move-store.server.ts";
import { createAdminClient } from "../app/adapters/shopify/admin-client.server.ts";
import { createCatalog } from "../app/adapters/shopify/catalog.server.ts";
import { createFulfillmentOrders } from "../app/adapters/shopify/fulfillment-orders.server.ts";
import { createOrderReader } from "../app/adapters/shopify/order-reader.server.ts";
import { createReadSequence } from "../app/adapters/shopify/read-sequence.server.ts";
import { createShopListings } from "../app/adapters/shopify/shop-listings.server.ts";
import { createIncomingStock, createStock } from "../app/adapters/shopify/stock.server.ts";
import { createInboundMirrors } from "../app/adapters/prisma/inbound-mirrors.server.ts";
import { createStorefront } from "../app/adapters/shopify/storefront-metafields.server.ts";
import type { InventoryItemId, LineItemId, OrderId, ShopDomain } from "../app/domain/ids.ts";
import type { Parts } from "../app/jobs/parts.ts";
import { JOB_HANDLERS } from "../app/jobs/registry.ts";
import { RecordingJobs } from "../app/testing/ledger-bench.ts";
import { recordOrders } from "../app/use-cases/record-orders.ts";
import { mirrorCatalog } from "../app/use-cases/mirror-catalog.ts";
import type { Instant } from "../app/domain/ids.ts";
import type { MailMessage } from "../app/use-cases/ports/notices.ts";
import { settleItems } from "../app/use-cases/settle-items.ts";
import { createLocation, createProduct } from "../dev-store/commerce/catalog.ts";
import type { NewVariant } from "../dev-store/commerce/catalog.ts";
import { placeOrder } from "../dev-store/commerce/checkout.ts";
import type { Checkout, InventoryBehaviour } from "../dev-store/commerce/checkout.ts";
import type { ShopContext } from "../dev-store/commerce/context.ts";
import { createDraftOrder } from "../dev-store/commerce/draft-orders.ts";
import { changeQuantities } from "../dev-store/commerce/inventory.ts";
import type { Outcome } from "../dev-store/commerce/outcome.ts";
import { startDevStore } from "../dev-store/server.ts";
import type { DevStore } from "../dev-store/server.ts";
import { grantToken, SHOPIFY_TOKEN_LIFETIMES } from "../dev-store/state/apps.ts";
import type { DraftContent, DraftOrder } from "../dev-store/state/sales-types.ts";
import type { InstalledApp, Order } from "../dev-store/state/types.ts";

const MOST_ROUNDS = 60;
const INSTALLED_AT = "2026-09-01T08:00:00Z";
/** Far above what a test asks for: what budgets do has tests of its own. */
const ENDLESS_BUCKET = { maximumAvailable: 1_000_000, restoreRate: 1_000_000 };

export interface Good {
  readonly variantId: number;
  readonly inventoryItemId: number;
}

export interface DevShopOptions {
  readonly stage?: "live" | "observe";
  readonly locations?: readonly string[];
}

export interface QueueRow {
  readonly lineItemId: LineItemId;
  readonly cohort: number;
  readonly location: string;
  readonly rankAt: Instant;
  readonly ordered: number;
  readonly fulfilled: number;
  readonly removed: number;
  readonly allocated: number;
  readonly waiting: number;
  readonly status: string;
  readonly ineligible: string | null;
}

export class DevShop {
  readonly devStore: DevStore;
  readonly context: ShopContext;
  readonly app: InstalledApp;
  readonly shop: ShopDomain;
  readonly parts: Parts;
  readonly jobs = new RecordingJobs();
  readonly mails: MailMessage[] = [];
  readonly locationIds: readonly number[];
  readonly #pool: pg.Pool;
  readonly #clock: Clock;

  private constructor(pool: pg.Pool, devStore: DevStore, { clock, locations }: { clock: Clock; locations: readonly string[] }) {
    this.#pool = pool;
    this.devStore = devStore;
    this.#clock = clock;
    this.context = devStore.context(ownDomain(devStore));
    this.locationIds = locations.map((name) => createLocation(this.context, { name }).id);
    this.app = devStore.install(this.context.shop.profile.domain);
    this.shop = this.context.shop.profile.domain as ShopDomain; // the dev store's own domain
    this.parts = this.#joinParts();
  }

  static async open(pool: pg.Pool, { stage = "live", locations = ["Warehouse"] }: DevShopOptions = {}): Promise<DevShop> {
    const clock = new Clock();
    const devStore = await startDevStore({ credentials: { apiKey: "test-key", apiSecret: "test-secret" }, bucket: ENDLESS_BUCKET, now: () => clock.now() });
    const shop = new DevShop(pool, devStore, { clock, locations });
    await pool.query(
      `INSERT INTO shop (shop, name, stage, time_zone, sender_name, sender_email, installed_at, orders_watermark, mirrored_at) VALUES ($1, 'Test', $2, 'UTC', 'Test', 'shop@example.com', $3, $3, now())`,
      [shop.shop, stage, INSTALLED_AT],
    );
    await mirrorCatalog(shop.parts, { shop: shop.shop });
    return shop;
  }

  async close(): Promise<void> {
    await this.devStore.close();
  }

  get now(): Instant {
    return this.#clock.now().toISOString() as Instant;
  }

  pass(seconds: number): void {
    this.#clock.pass(seconds);
  }

  /** The first location, where everything lies unless a test says otherwise. */
  get home(): number {
    return this.locationIds[0] ?? 0;
  }

  /** A product of one variant that the app knows and looks after. */
  async offer(sku: string, units: number | readonly number[], more: Partial<NewVariant> & { managed?: boolean; isGiftCard?: boolean } = {}): Promise<Good> {
    const { managed = true, isGiftCard = false, ...variant } = more;
    const perLocation = typeof units === "number" ? [units] : units;
    const stock = Object.fromEntries(perLocation.map((count, index) => [this.locationIds[index] ?? 0, count]));
    const product = createProduct(this.context, {
      title: sku,
      isGiftCard,
      variants: [{ sku, priceCents: 1_000, inventoryPolicy: "CONTINUE", stock, ...variant }],
    });
    const variantId = product.variantIds[0] ?? 0;
    const inventoryItemId = this.context.shop.variants.get(variantId)?.inventoryItemId ?? 0;
    await mirrorCatalog(this.parts, { shop: this.shop });
    await this.#pool.query(`UPDATE variant SET backorder_mode = $3 WHERE shop = $1 AND variant_id = $2`, [
      this.shop,
      String(variantId),
      managed ? "on" : "off",
    ]);
    await this.work();
    return { variantId, inventoryItemId };
  }

  /** Somebody buys; nobody tells the app yet. */
  buy(lines: readonly (readonly [Good, number])[], more: Partial<Checkout> = {}, behaviour: InventoryBehaviour = "OBEY_POLICY"): Order {
    this.pass(60);
    const checkout = {
      email: `${this.context.store.nextId}@customers.example`,
      lines: lines.map(([{ variantId }, quantity]) => ({ variantId, quantity })),
      ...more,
    };
    return done(placeOrder(this.context, checkout, behaviour));
  }

  /** A draft order of the merchant's. */
  draft(lines: readonly { readonly variantId: number; readonly quantity: number }[], more: Partial<DraftContent> = {}): DraftOrder {
    this.pass(60);
    const none = { customerId: null, email: "draft@customers.example", phone: null, note: null, poNumber: null, sourceName: null, tags: [], attributes: [] };
    const nowhere = {
      billingAddress: null,
      shippingAddress: null,
      taxExempt: false,
      visibleToCustomer: false,
      reserveInventoryUntil: null,
      discount: null,
      shipping: null,
    };
    const drafted = lines.map((line) => ({
      ...{
        id: (this.context.store.nextId += 1),
        uuid: `line-${this.context.store.nextId}`,
        title: "",
        sku: null,
        priceCents: 1_000,
        requiresShipping: true,
        taxable: true,
        properties: [],
        discount: null,
      },
      ...line,
    }));
    return done(createDraftOrder(this.context, { ...none, ...nowhere, lines: drafted, ...more }));
  }

  /** Shopify commits units to something that the app is not shown. */
  commitUnseen({ inventoryItemId }: Good, units: number): void {
    const at = { inventoryItemId, locationId: this.home };
    changeQuantities(this.context, [
      { ...at, name: "available", delta: -units },
      { ...at, name: "committed", delta: units },
    ]);
  }

  /** Units arrive on the shelf in Shopify. */
  restock({ inventoryItemId }: Good, units: number, locationId = this.home): void {
    this.pass(60);
    changeQuantities(this.context, [{ inventoryItemId, locationId, name: "available", delta: units }]);
  }

  /** The app hears of the orders, as by a webhook, and does all that follows from it. */
  async hear(...orders: readonly Pick<Order, "id">[]): Promise<void> {
    await this.hearIds(orders.map(({ id }) => String(id)));
  }

  async hearIds(ids: readonly string[], deletedIds: readonly string[] = []): Promise<void> {
    const brand = (all: readonly string[]) => all as readonly OrderId[]; // ids of the dev store
    const { inventoryItemIds } = await recordOrders(this.parts, { shop: this.shop, orderIds: brand(ids), deletedIds: brand(deletedIds) });
    await settleItems(this.parts, { shop: this.shop, inventoryItemIds });
    await this.work();
  }

  /** The app hears that the item's quantities moved. */
  async hearStock(...goods: readonly Good[]): Promise<void> {
    await settleItems(this.parts, { shop: this.shop, inventoryItemIds: goods.map(itemIdOf) });
    await this.work();
  }

  /** Runs the jobs that are owed, and those that follow from them, until none is left. Those for later wait for `later`. */
  async work({ later = false } = {}): Promise<void> {
    const postponed = [];
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const owed = this.jobs.jobs.splice(0);
      if (owed.length === 0) {
        this.jobs.jobs.push(...postponed);
        return;
      }
      for (const job of owed) {
        if (!later && "afterSeconds" in job && job.afterSeconds !== undefined) postponed.push(job);
        else await this.#run(job);
      }
    }
    throw new Error(`There is always another job: ${JSON.stringify(this.jobs.jobs).slice(0, 500)}`);
  }

  async #run({ name, ...payload }: RecordingJobs["jobs"][number]): Promise<void> {
    const handler = JOB_HANDLERS.find((one) => one.name === name);
    if (handler === undefined) throw new Error(`no handler for ${name}`);
    await handler.run(this.parts, [handler.payload.parse(payload)]);
  }

  /** The queue's places of an item, in the order of service. */
  async queue({ inventoryItemId }: Good): Promise<QueueRow[]> {
    const { rows } = await this.#pool.query<QueueRow>(
      `SELECT line_item_id AS "lineItemId", cohort, location_id AS location, rank_at AS "rankAt", units_ordered AS ordered, units_fulfilled AS fulfilled,
              units_removed AS removed, units_allocated AS allocated, units_waiting AS waiting, status, ineligible
         FROM queue_entry WHERE shop = $1 AND inventory_item_id = $2 ORDER BY rank_at, line_item_id, cohort, location_id`,
      [this.shop, String(inventoryItemId)],
    );
    return rows;
  }

  /** Units of one order's line of the good: what the ledger says of it, over cohorts and places. */
  async units(order: Order, good: Good): Promise<{ waiting: number; allocated: number; fulfilled: number; removed: number }> {
    const lines = new Set(order.lineItems.map(({ id }) => String(id)));
    const rows = (await this.queue(good)).filter(({ lineItemId }) => lines.has(lineItemId));
    const sum = (of: (row: QueueRow) => number) => rows.reduce((total, row) => total + of(row), 0);
    return {
      waiting: sum((row) => row.waiting),
      allocated: sum((row) => row.allocated),
      fulfilled: sum((row) => row.fulfilled),
      removed: sum((row) => row.removed),
    };
  }

  /** The terms that tie the queue to Shopify's count, at one location. */
  async terms(
    { inventoryItemId }: Good,
    locationId = this.home,
  ): Promise<{ waiting: number; allocated: number; unseen: number; uncommitted: number; idle: number; shortage: number }> {
    const { rows } = await this.#pool.query(
      `SELECT units_waiting AS waiting, units_allocated AS allocated, unseen_units AS unseen, uncommitted_units AS uncommitted, idle_units AS idle, shortage_units AS shortage
         FROM queue_total WHERE shop = $1 AND inventory_item_id = $2 AND location_id = $3`,
      [this.shop, String(inventoryItemId), String(locationId)],
    );
    return rows[0] ?? { waiting: 0, allocated: 0, unseen: 0, uncommitted: 0, idle: 0, shortage: 0 };
  }

  /** Units of the order that lie in fulfillment orders on hold, and how many holds there are. */
  held(order: Order): { units: number; holds: number } {
    const held = order.fulfillmentOrders.filter(({ status }) => status === "ON_HOLD");
    return {
      units: held.reduce((sum, { lines }) => sum + lines.reduce((units, line) => units + line.remainingQuantity, 0), 0),
      holds: order.fulfillmentOrders.reduce((sum, { holds }) => sum + holds.length, 0),
    };
  }

  async rows<Row>(statement: string, ...values: readonly unknown[]): Promise<Row[]> {
    return (await this.#pool.query(statement, [this.shop, ...values])).rows as Row[]; // the test states the columns
  }

  async lineFact(order: Order, index = 0) {
    const [fact] = await this.parts.orders.read(this.shop, [String(order.id) as OrderId]);
    const line = fact?.lines.find(({ lineItemId }) => lineItemId === String(order.lineItems[index]?.id));
    if (line === undefined) throw new Error(`the reader leaves line ${index} of order ${order.name} out`);
    return line;
  }

  #joinParts(): Parts {
    const pool = this.#pool;
    const { token } = grantToken(this.app, { now: this.#clock.now(), userId: null, expiring: false, lifetimes: SHOPIFY_TOKEN_LIFETIMES });
    const client = createAdminClient({
      tokens: { current: async () => token, forget: () => {} },
      mutations: createOutgoingMutations(pool),
      log: { warn: () => {} },
      fetch: (address, init) => this.fetch(address, init),
    });
    const nextReadSeq = createReadSequence(pool);
    return {
      database: createDatabase(pool),
      jobs: this.jobs,
      clock: { now: () => this.now },
      shops: createShops(pool),
      shelves: createShelves(pool),
      ledger: createOrderLedger(pool),
      queue: createQueueStore(pool),
      mirrors: createInboundMirrors(),
      incoming: createIncomingStock(client),
      reconciliations: createReconciliations(pool),
      listings: createShopListings(client, (address, init) => this.fetch(address, init)),
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
      mailer: {
        send: async (message) => {
          this.mails.push(message);
          return { outcome: "accepted" };
        },
        check: async () => ({ ok: true }),
      },
      orders: createOrderReader(client, nextReadSeq),
      stock: createStock(client, nextReadSeq),
      catalog: createCatalog(client),
      fulfillmentOrders: createFulfillmentOrders(client),
      storefront: createStorefront(client),
    };
  }

  /** Leads every address of the shop to the dev store, as the preload does in a process of its own. */
  fetch(address: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const url = new URL(address instanceof Request ? address.url : address);
    return fetch(new URL(url.pathname + url.search, this.devStore.url), { ...init, headers: { ...init.headers, "x-dev-store-host": url.hostname } });
  }
}

let shopsMade = 0;

/** Every dev store opens the same shop, and a test file's shops share a database. */
function ownDomain({ store, context }: DevStore): string {
  const { shop } = context();
  store.shops.delete(shop.profile.domain);
  shop.profile.domain = `dev-shop-${++shopsMade}.myshopify.com`;
  store.shops.set(shop.profile.domain, shop);
  return shop.profile.domain;
}

class Clock {
  #ms = Date.parse("2026-10-01T08:00:00Z");
  now(): Date {
    return new Date(this.#ms);
  }
  pass(seconds: number): void {
    this.#ms += seconds * 1000;
  }
}

export const itemIdOf = ({ inventoryItemId }: Good) => String(inventoryItemId) as InventoryItemId; // an id of the dev store

/** What Shopify did; a refusal is a mistake of the test. */
export function done<Value>(outcome: Outcome<Value>): Value {
  if (outcome.ok) return outcome.value;
  throw new Error(`Shopify refuses: ${outcome.errors.map(({ message }) => message).join(" ")}`);
}
