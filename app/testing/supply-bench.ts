/** A shop with a location, a supplier and its jobs, for tests of dates: what is enqueued is run until nothing is left. */
import type pg from "pg";
import { createEstimateStore } from "../adapters/prisma/estimate-store.server.ts";
import { createPromiseStore } from "../adapters/prisma/promise-store.server.ts";
import { createSupplyStore } from "../adapters/prisma/supply-store.server.ts";
import type { PublishedPromise } from "../domain/published-promise.ts";
import type { Outcome } from "../domain/errors.ts";
import type { InboundShipmentId, LocationId, PurchaseOrderId, SupplierId } from "../domain/ids.ts";
import { confirmBackorder } from "../use-cases/confirm-backorder.ts";
import { confirmReceipt } from "../use-cases/confirm-receipt.ts";
import type { ConfirmReceiptDeps } from "../use-cases/confirm-receipt.ts";
import { correctStock } from "../use-cases/correct-stock.ts";
import { estimateItems } from "../use-cases/estimate-items.ts";
import type { EstimateItemsDeps } from "../use-cases/estimate-items.ts";
import type { Job } from "../use-cases/ports/jobs.ts";
import { savePurchaseOrder } from "../use-cases/save-purchase-order.ts";
import { settleItems } from "../use-cases/settle-items.ts";
import { openLedger } from "./ledger-bench.ts";
import type { BenchOptions, LedgerBench } from "./ledger-bench.ts";
import { anItem } from "./shop-model.ts";

const MOST_ROUNDS = 20;

export interface SupplyBench extends LedgerBench {
  readonly supplyDeps: ConfirmReceiptDeps & EstimateItemsDeps;
  readonly supplierId: SupplierId;
  readonly locationId: LocationId;
  /** Runs settles, estimates, confirmations and receipts that are owed, until none is. Answers all jobs it saw. */
  work(): Promise<Job[]>;
  /** A purchase order with its one shipment; its deadline may be empty. Nothing is run. */
  order(
    number: string,
    deadline: string,
    units: Readonly<Record<string, number>>,
  ): Promise<{ purchaseOrderId: PurchaseOrderId; inboundShipmentId: InboundShipmentId }>;
  /** Past receipts of the supplier, so many days late each. */
  learn(...daysLate: number[]): Promise<void>;
  rows<Row>(statement: string): Promise<Row[]>;
  newestPublication(item: string): Promise<PublishedPromise | undefined>;
}

export function valueOf<Value>(outcome: Outcome<Value>): Value {
  if (outcome.ok) return outcome.value;
  throw new Error(`Refused: ${JSON.stringify(outcome.problems)}`);
}

export async function openSupply(pool: pg.Pool, options: BenchOptions = {}): Promise<SupplyBench> {
  const bench = await openLedger(pool, options);
  const { shop, jobs, model } = bench;
  const supplierId = "north" as SupplierId; // a test's own name
  const locationId = model.location;
  await pool.query(`INSERT INTO location (shop, location_id, name) VALUES ($1, $2, 'Warehouse')`, [shop, locationId]);
  await pool.query(`INSERT INTO supplier (shop, supplier_id, name) VALUES ($1, $2, 'North')`, [shop, supplierId]);
  const supplyDeps = { ...bench.deps, supply: createSupplyStore(pool), estimates: createEstimateStore(pool), promises: createPromiseStore(pool) };

  return {
    ...bench,
    supplyDeps,
    supplierId,
    locationId,
    async work() {
      const seen: Job[] = [];
      for (let round = 0; round < MOST_ROUNDS; round++) {
        const owed = jobs.jobs.splice(0);
        if (owed.length === 0) return seen;
        seen.push(...owed);
        for (const job of owed) await run(job, supplyDeps, bench);
      }
      throw new Error(`There is always another job: ${JSON.stringify(jobs.jobs)}`);
    },
    async order(number, deadline, units) {
      const lines = Object.entries(units).map(([item, count]) => ({ inventoryItemId: anItem(item), units: count }));
      const order = { purchaseOrderId: null, expectedVersion: 0, number, supplierId, locationId, orderedOn: model.now.slice(0, 10), deadline, note: "", lines };
      const { purchaseOrderId } = valueOf(await savePurchaseOrder(supplyDeps, { shop, order }));
      const { rows } = await pool.query<{ id: InboundShipmentId }>(
        `SELECT inbound_shipment_id AS id FROM inbound_shipment WHERE shop = $1 AND purchase_order_id = $2`,
        [shop, purchaseOrderId],
      );
      if (rows[0] === undefined) throw new Error("a purchase order has a shipment");
      return { purchaseOrderId, inboundShipmentId: rows[0].id };
    },
    async learn(...daysLate) {
      await pool.query(
        `INSERT INTO inbound_shipment (shop, inbound_shipment_id, purchase_order_id, supplier_id, location_id, deadline, received_on)
         SELECT $1, 'past-' || place, 'past', $2, $3, date '2026-06-01', date '2026-06-01' + late FROM unnest($4::int[]) WITH ORDINALITY AS p(late, place)`,
        [shop, supplierId, locationId, daysLate],
      );
    },
    async rows<Row>(statement: string) {
      return (await pool.query(statement, [shop])).rows as Row[]; // the test states the columns
    },
    async newestPublication(item) {
      const { rows } = await pool.query<{ payload: PublishedPromise }>(
        `SELECT payload FROM publication WHERE shop = $1 AND variant_id = $2 ORDER BY rev DESC LIMIT 1`,
        [shop, `v-${item}`],
      );
      return rows[0]?.payload;
    },
  };
}

async function run(job: Job, deps: SupplyBench["supplyDeps"], bench: LedgerBench): Promise<void> {
  const { shop } = job;
  if (job.name === "settle-items") await settleItems(bench.deps, { shop, inventoryItemIds: job.inventoryItemIds });
  if (job.name === "estimate-items") await estimateItems(deps, { shop, inventoryItemIds: job.inventoryItemIds });
  if (job.name === "confirm-backorder") await confirmBackorder(deps, { shop, orderId: job.orderId });
  if (job.name === "correct-stock") await correctStock(deps, { shop, stockRiseId: job.stockRiseId });
  if (job.name === "confirm-receipt") await confirmReceipt(deps, { shop, receiptId: job.receiptId });
}
