/** Eight clients at once: restocks of 1 to 5 units and cancels of random lines, three in ten calls repeated. Every unit is counted. */
import type pg from "pg";
import { checkFiles, runCheck } from "../../scripts/ledger/checks.ts";
import type { InventoryItemId, OrderId } from "../../app/domain/ids.ts";
import { openLedger } from "../../app/testing/ledger-bench.ts";
import type { LedgerBench } from "../../app/testing/ledger-bench.ts";
import { anItem } from "../../app/testing/shop-model.ts";
import { seededRandom } from "../replay/random.ts";
import type { BenchDatabase } from "./bench-database.ts";

const CLIENTS = 8;
const RESTOCKS = 1_000;
const CANCELS = 1_000;
const REPEATED = 0.3;
const ITEMS = 20;
const ORDERS = 4_000;
const ORDERS_AT_ONCE = 100;
const SEED = 11;

export interface ClientFigures {
  readonly restocks: number;
  readonly cancels: number;
  readonly repeats: number;
  readonly unitsIn: number;
  readonly unitsCovered: number;
  readonly unitsLeftOver: number;
  readonly unitsLost: number;
  readonly unitsOverAllocated: number;
  readonly violations: number;
  readonly seconds: number;
}

export async function runEightClients({ pool }: BenchDatabase): Promise<ClientFigures> {
  const items = Array.from({ length: ITEMS }, (_, index) => `thing-${index}`);
  const ledger = await openLedger(pool, { managed: items });
  const random = seededRandom(SEED);
  const orders = Array.from({ length: ORDERS }, (_, index) => ledger.model.place(String(10_000 + index), { [anyOf(items, random.fraction())]: 1 }));
  for (let from = 0; from < orders.length; from += ORDERS_AT_ONCE) await ledger.hear(...orders.slice(from, from + ORDERS_AT_ONCE));

  let unitsIn = 0;
  let repeats = 0;
  const restock = async () => {
    const item = anyOf(items, random.fraction());
    const units = random.between(1, 5);
    ledger.model.receive(anItem(item), units);
    unitsIn += units;
    return () => ledger.settle(item);
  };
  const cancel = async () => {
    const order = anyOf<OrderId>(orders, random.fraction());
    ledger.model.cancel(order);
    return () => ledger.hear(order);
  };
  const work = [...Array.from({ length: RESTOCKS }, () => restock), ...Array.from({ length: CANCELS }, () => cancel)]
    .map((act) => ({ act, at: random.fraction() }))
    .sort((a, b) => a.at - b.at);
  const started = performance.now();
  const client = async () => {
    for (let next = work.pop(); next !== undefined; next = work.pop()) {
      const call = await next.act();
      await call();
      if (!random.happens(REPEATED)) continue;
      repeats += 1;
      await call();
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const seconds = (performance.now() - started) / 1000;
  await ledger.settle(...items);
  return { restocks: RESTOCKS, cancels: CANCELS, repeats, unitsIn, seconds, ...(await countUnits(pool, ledger, items.map(anItem), unitsIn)) };
}

async function countUnits(pool: pg.Pool, { shop, model }: LedgerBench, items: readonly InventoryItemId[], unitsIn: number) {
  const { rows } = await pool.query<{ item: InventoryItemId; allocated: number; waiting: number }>(
    `SELECT inventory_item_id AS item, sum(units_allocated)::int AS allocated, sum(units_waiting)::int AS waiting FROM queue_entry WHERE shop = $1 GROUP BY 1`,
    [shop],
  );
  const ofItem = new Map(rows.map((row) => [row.item, row]));
  let unitsCovered = 0;
  let unitsLeftOver = 0;
  let unitsOverAllocated = 0;
  for (const item of items) {
    const { allocated, waiting } = ofItem.get(item) ?? { allocated: 0, waiting: 0 };
    const { available, committed } = model.stock(item);
    unitsCovered += allocated;
    // Left over is what lies free while nobody waits; free units beside somebody who waits are lost.
    unitsLeftOver += waiting === 0 ? available : 0;
    unitsOverAllocated += Math.max(0, allocated - (available + committed));
  }
  const checks = await Promise.all(checkFiles().map((file) => runCheck(pool, file, shop)));
  const violations = checks
    .filter(({ invariant }) => ["I1", "I2", "I3", "I4", "I5", "I7", "I12"].includes(invariant))
    .reduce((sum, check) => sum + check.violations, 0);
  return { unitsCovered, unitsLeftOver, unitsLost: unitsIn - unitsCovered - unitsLeftOver, unitsOverAllocated, violations };
}

function anyOf<Item>(items: readonly Item[], fraction: number): Item {
  const item = items[Math.floor(fraction * items.length)];
  if (item === undefined) throw new Error("there is nothing to choose from");
  return item;
}
