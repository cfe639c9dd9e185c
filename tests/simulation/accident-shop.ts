/**
 * A shop on the real stack to which accidents happen: what its customers, suppliers and staff do, and the proof
 * afterwards that nothing was lost and nothing doubled. The proof shares nothing with the app but its tables.
 */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { createPool } from "../../app/adapters/prisma/database.server.ts";
import type { LoggedRequest } from "../../dev-store/admin-api/request-log.ts";
import { checkFiles, runCheck } from "../../scripts/ledger/checks.ts";
import type { CheckResult } from "../../scripts/ledger/checks.ts";
import { checkAgainstShelves, checkMutationsSaved } from "../../scripts/ledger/dev-store.ts";
import { SHOP } from "../../scripts/stack.ts";
import type { Stack } from "../../scripts/stack.ts";
import { Rest } from "../replay/quiet.ts";
import { runScript } from "../replay/scripts.ts";
import { StoreControl } from "../replay/store-control.ts";
import type { MadeVariant } from "../replay/store-control.ts";
import { newPurchaseOrder, newSupplier, receiving, saved, saveForm, variants } from "./merchant.ts";

const MIRROR_PATIENCE_MS = 30_000;
/** A shortage is read a second time after a minute, and a job that failed often waits as long: only then is it stuck. */
const STUCK_AFTER_MS = 150_000;
const POLL_MS = 100;
const DEADLINE_IN_DAYS = 14;

export interface Good extends MadeVariant {
  readonly openingUnits: number;
}

export interface Inbound {
  readonly purchaseOrderId: string;
  readonly inboundShipmentId: string;
  readonly version: number;
}

export interface Mail {
  readonly headers: { readonly "message-id": string };
}

export class AccidentShop {
  readonly stack: Stack;
  readonly store: StoreControl;
  readonly database: pg.Pool;
  readonly #rest: Rest;
  #ordersPlaced = 0;
  #mailsReadBefore: Mail[] = [];

  constructor(stack: Stack) {
    this.stack = stack;
    this.store = new StoreControl(stack.devStoreUrl);
    this.database = createPool(stack.databaseUrl, 4);
    this.#rest = new Rest(this.store, this.database);
  }

  /** A product with units on the shelf, its backorders switched on in the admin. */
  async offer(sku: string, openingUnits: number): Promise<Good> {
    const [made] = await this.store.makeProducts([{ sku, title: `Article ${sku}`, priceCents: 1_500, units: openingUnits }]);
    if (made === undefined) throw new Error(`the shop did not make ${sku}`);
    await this.#until(`the app knows ${sku}`, `SELECT FROM variant WHERE shop = $1 AND sku = $2`, [sku]);
    await saved(saveForm(this.stack, variants, { changes: [{ variantId: String(made.variantId), mode: "on", limit: null }] }));
    return { ...made, openingUnits };
  }

  /** A purchase order of one variant, entered in the admin. */
  async orderFromSupplier(good: Good, units: number): Promise<Inbound> {
    const { supplierId } = await saved(
      saveForm<{ supplierId: string }>(this.stack, newSupplier, { name: `Mill of ${good.sku}`, email: "", country: "", leadTimeDays: "10" }),
    );
    const { rows } = await this.database.query<{ locationId: string; today: string }>(
      `SELECT l.location_id AS "locationId", (now() AT TIME ZONE s.time_zone)::date AS today FROM location l JOIN shop s USING (shop) WHERE l.shop = $1 AND l.is_active`,
      [SHOP],
    );
    const { locationId = "", today: orderedOn = "" } = rows[0] ?? {};
    const deadline = new Date(Date.parse(orderedOn) + DEADLINE_IN_DAYS * 86_400_000).toISOString().slice(0, 10);
    const lines = [{ inventoryItemId: String(good.inventoryItemId), units: String(units) }];
    const form = { number: `PO-${good.sku}`, supplierId, locationId, orderedOn, deadline, note: "", lines };
    await saved(saveForm(this.stack, newPurchaseOrder, form));
    return this.inboundOf(good);
  }

  async inboundOf(good: Good): Promise<Inbound> {
    const { rows } = await this.database.query<Inbound>(
      `SELECT o.purchase_order_id AS "purchaseOrderId", s.inbound_shipment_id AS "inboundShipmentId", o.version
         FROM purchase_order o JOIN inbound_shipment s ON s.shop = o.shop AND s.purchase_order_id = o.purchase_order_id WHERE o.shop = $1 AND o.number = $2`,
      [SHOP, `PO-${good.sku}`],
    );
    if (rows[0] === undefined) throw new Error(`there is no purchase order for ${good.sku}`);
    return rows[0];
  }

  /** What the receiving page sends for one variant, by a person who has seen the purchase order as `seen`. */
  async receive(good: Good, { seen, units, allowsMoreThanOrdered = false }: { seen: Inbound; units: string; allowsMoreThanOrdered?: boolean }) {
    const lines = [{ inventoryItemId: String(good.inventoryItemId), units }];
    const { rows } = await this.database.query<{ today: string }>(`SELECT (now() AT TIME ZONE time_zone)::date AS today FROM shop WHERE shop = $1`, [SHOP]);
    const form = { step: "receive", expectedVersion: seen.version, receivedOn: rows[0]?.today ?? "", allowsMoreThanOrdered, lines };
    return saveForm<{ receiptId: string }>(this.stack, receiving(seen), form);
  }

  /** So many customers buy one unit each, all at once. */
  async sell(good: Good, customers: number): Promise<readonly number[]> {
    const from = this.#ordersPlaced;
    this.#ordersPlaced += customers;
    const buy = (index: number) =>
      this.store.checkOut({
        email: `customer-${from + index}@customers.example`,
        lastName: `Customer ${from + index}`,
        lines: [{ variantId: good.variantId, quantity: 1 }],
      });
    return Promise.all(Array.from({ length: customers }, (_, index) => buy(index)));
  }

  async stockOf({ inventoryItemId }: Good): Promise<{ available: number; committed: number }> {
    const level = (await this.store.stock()).find((one) => one.inventoryItemId === inventoryItemId);
    return { available: level?.available ?? Number.NaN, committed: level?.committed ?? Number.NaN };
  }

  /** What the app's books say of an item. */
  async booksOf({ inventoryItemId }: Good): Promise<{ waiting: number; allocated: number }> {
    const { rows } = await this.database.query<{ waiting: number; allocated: number }>(
      `SELECT COALESCE(sum(units_waiting), 0)::int AS waiting, COALESCE(sum(units_allocated), 0)::int AS allocated FROM queue_total WHERE shop = $1 AND inventory_item_id = $2`,
      [SHOP, String(inventoryItemId)],
    );
    return rows[0] ?? { waiting: 0, allocated: 0 };
  }

  async count(sqlText: string, values: readonly unknown[] = []): Promise<number> {
    const { rows } = await this.database.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${sqlText}`, [SHOP, ...values]);
    return rows[0]?.count ?? 0;
  }

  /** Mails of this run, those of mailboxes that are gone included. */
  async mails(): Promise<readonly Mail[]> {
    const answer = await fetch(`http://127.0.0.1:${this.stack.ports.mailbox}/api/email`);
    const inbox = (await answer.json()) as Mail[]; // maildev's own listing
    return [...this.#mailsReadBefore, ...inbox];
  }

  /** Before the mailbox, which forgets everything, ends. */
  async keepMails(): Promise<void> {
    this.#mailsReadBefore = [...(await this.mails())];
  }

  /** The mail server goes down. */
  async stopMailbox(): Promise<void> {
    const mailbox = this.stack.processOf("mailbox");
    const ended = once(mailbox, "exit");
    mailbox.kill("SIGTERM");
    await ended;
  }

  /** What the app asked of Shopify from a position on. */
  async requestsSince(since: number): Promise<{ readonly entries: readonly LoggedRequest[]; readonly next: number }> {
    const answer = await fetch(`${this.stack.devStoreUrl}/__dev/requests?since=${since}`);
    return (await answer.json()) as { entries: LoggedRequest[]; next: number }; // the dev store's own log
  }

  /** Everything that the ledger has decided, as one text to compare. */
  async ledgerText(): Promise<string> {
    const texts: string[] = [];
    for (const table of ["queue_entry", "queue_total", "allocation", "promise", "notice", "hold"]) {
      const { rows } = await this.database.query<{ text: string }>(`SELECT to_jsonb(${table})::text AS text FROM ${table} WHERE shop = $1 ORDER BY 1`, [SHOP]);
      texts.push(table, ...rows.map(({ text }) => text));
    }
    return texts.join("\n");
  }

  /** What became of deliveries, by their webhook ids: "applied", or why nothing was done. */
  async endOf(webhookIds: readonly string[]): Promise<Record<string, string>> {
    const { rows } = await this.database.query<{ id: string; end: string }>(
      `SELECT webhook_id AS id, CASE WHEN applied_at IS NOT NULL THEN 'applied' ELSE COALESCE(dead_reason, 'open') END AS end FROM webhook_delivery WHERE webhook_id = ANY($1)`,
      [webhookIds],
    );
    return Object.fromEntries(rows.map(({ id, end }) => [id, end]));
  }

  /** Reads everything again, as an operator would; answers how many things differed. */
  async reconcile(): Promise<unknown> {
    const { figures, output } = await runScript("scripts/reconcile.ts", [], this.stack.appEnv);
    if (figures === null) throw new Error(output);
    return figures.changes;
  }

  /** `npm run ledger:check`, rebuild from the facts included. */
  async fullCheck(): Promise<unknown> {
    await this.untilQuiet();
    const { figures, output } = await runScript("scripts/ledger-check.ts", [], this.stack.appEnv);
    if (figures === null) throw new Error(output);
    return figures;
  }

  async untilQuiet(): Promise<void> {
    await this.#rest.untilQuiet(STUCK_AFTER_MS);
  }

  async #until(what: string, sqlText: string, values: readonly unknown[]): Promise<void> {
    for (const deadline = Date.now() + MIRROR_PATIENCE_MS; ; await pause(POLL_MS)) {
      const { rowCount } = await this.database.query(sqlText, [SHOP, ...values]);
      if (rowCount !== 0) return;
      if (Date.now() > deadline) throw new Error(`It is not so after ${MIRROR_PATIENCE_MS / 1000} s that ${what}.`);
    }
  }

  /** Waits until nothing is under way, then lists everything that was lost or doubled; an empty list is the proof. */
  async offences(): Promise<readonly string[]> {
    const ended = this.#endings();
    if (ended.length > 0) return ended;
    await this.untilQuiet();
    const results: CheckResult[] = [];
    for (const file of checkFiles()) results.push(await runCheck(this.database, file, SHOP));
    results.push(await checkAgainstShelves(this.database, this.stack.devStoreUrl, SHOP), await checkMutationsSaved(this.database, this.stack.devStoreUrl));
    return [
      ...results.flatMap(({ invariant, findings }) => findings.map((finding) => `${invariant}: ${finding}`)),
      ...(await this.#orderOffences()),
      ...(await this.#mailOffences()),
      ...(await this.#holdOffences()),
      ...(await this.#givenUp()),
      ...this.#endings(),
    ];
  }

  async #orderOffences(): Promise<string[]> {
    const known = await this.count(`"order" WHERE shop = $1`);
    return known === this.#ordersPlaced ? [] : [`${this.#ordersPlaced} orders were placed, the app knows ${known}`];
  }

  /** Each notice that was sent is one mail, each mail is a notice that was sent, and nothing is owed. */
  async #mailOffences(): Promise<string[]> {
    const { rows } = await this.database.query<{ messageId: string | null; state: string; kind: string }>(
      `SELECT message_id AS "messageId", state, kind FROM notice WHERE shop = $1`,
      [SHOP],
    );
    const mails = Map.groupBy(await this.mails(), ({ headers }) => headers["message-id"].replace(/^<|>$/g, ""));
    const unsent = rows.filter(({ state }) => state !== "sent").map(({ kind, state }) => `a notice (${kind}) is ${state}`);
    const counts = rows.filter(({ state }) => state === "sent").map(({ messageId, kind }) => ({ kind, mails: mails.get(messageId ?? "")?.length ?? 0 }));
    const miscounted = counts.filter((one) => one.mails !== 1).map((one) => `a notice (${one.kind}) that was sent is ${one.mails} mails`);
    const known = new Set(rows.map(({ messageId }) => messageId));
    const unknown = [...mails.keys()].filter((messageId) => !known.has(messageId)).map((messageId) => `mail ${messageId} belongs to no notice`);
    return [...unsent, ...miscounted, ...unknown];
  }

  /** Exactly what waits is held, once. */
  async #holdOffences(): Promise<string[]> {
    const { rows } = await this.database.query<{ orderId: string; waiting: number }>(
      `SELECT order_id AS "orderId", sum(units_waiting)::int AS waiting FROM queue_entry WHERE shop = $1 GROUP BY order_id`,
      [SHOP],
    );
    const waiting = new Map(rows.map((row) => [row.orderId, row.waiting]));
    const orders = Map.groupBy(await this.store.fulfillmentOrders(), ({ orderId }) => String(orderId));
    return [...orders].flatMap(([orderId, all]) => {
      const held = all.filter(({ status }) => status === "ON_HOLD");
      const units = held.reduce((sum, one) => sum + one.units, 0);
      const doubled = held
        .filter(({ holds }) => holds !== 1)
        .map(({ fulfillmentOrderId, holds }) => `fulfillment order ${fulfillmentOrderId} has ${holds} holds`);
      return units === (waiting.get(orderId) ?? 0) ? doubled : [...doubled, `order ${orderId} has ${units} units held, ${waiting.get(orderId) ?? 0} wait`];
    });
  }

  async #givenUp(): Promise<string[]> {
    const deadJobs = await this.count(`pgboss.job WHERE name = 'dead-letters' AND data->>'shop' = $1`);
    return deadJobs === 0 ? [] : [`${deadJobs} jobs were given up`];
  }

  /** Nobody starts a process again here: it must outlive the accident. */
  #endings(): string[] {
    const names = ["app", "worker", "dev store"] as const;
    const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;
    return names.filter((name) => hasEnded(this.stack.processOf(name))).map((name) => `the ${name} has ended`);
  }
}
