import { describe, expect, test } from "vitest";
import { useScratchDatabase } from "../../tests/scratch-database.ts";
import { createReconciliations } from "../adapters/prisma/reconciliation-store.server.ts";
import { openLedger } from "../testing/ledger-bench.ts";
import type { LedgerBench } from "../testing/ledger-bench.ts";
import { anItem } from "../testing/shop-model.ts";
import { reconcile } from "./reconcile.ts";
import { recordOrders } from "./record-orders.ts";

const database = useScratchDatabase();
const run = (ledger: LedgerBench, orders = ledger.deps.orders) =>
  reconcile({ ...ledger.deps, orders, reconciliations: createReconciliations(database.pool) }, { shop: ledger.shop });

async function waitingOf({ shop }: LedgerBench) {
  const { rows } = await database.pool.query(
    `SELECT inventory_item_id AS item, sum(units_waiting)::int AS waiting, sum(units_allocated)::int AS allocated FROM queue_entry WHERE shop = $1 GROUP BY 1 ORDER BY 1`,
    [shop],
  );
  return rows;
}

const everything = async ({ shop }: LedgerBench) => {
  const tables = ["settlement", "allocation", "queue_history", "fact_history", "notice", "queue_entry", "queue_total", "order_line"];
  return Promise.all(tables.map(async (table) => (await database.pool.query(`SELECT * FROM ${table} WHERE shop = $1 ORDER BY ${table}::text`, [shop])).rows));
};

describe("reconcile", () => {
  test("finds every order of a shop that we never heard of, and a second run changes nothing", async () => {
    const ledger = await openLedger(database.pool);
    ledger.model.receive(anItem("mug"), 70);
    for (let count = 0; count < 120; count++) ledger.model.place(String(1000 + count), { mug: 1, lamp: 1 });
    expect((await run(ledger)).changes).toBeGreaterThan(0);
    expect(await waitingOf(ledger)).toEqual([
      { item: "lamp", waiting: 120, allocated: 0 },
      { item: "mug", waiting: 50, allocated: 70 },
    ]);
    const before = await everything(ledger);
    ledger.jobs.clear();
    expect((await run(ledger)).changes).toBe(0);
    expect(await everything(ledger)).toEqual(before);
    expect(ledger.jobs.jobs).toEqual([]);
  });

  test("finds what was shipped, cancelled, deleted or restocked behind our back", async () => {
    const ledger = await openLedger(database.pool);
    const orders = ["A", "B", "C", "D"].map((name) => ledger.model.place(name, { mug: 2 }));
    await ledger.hear(...orders);
    ledger.model.receive(anItem("mug"), 3);
    ledger.model.ship(orders[0]!, "mug", 2);
    ledger.model.cancel(orders[1]!);
    ledger.model.cancel(orders[2]!); // deleting gives the units back too
    ledger.model.orders.delete(orders[2]!);
    await run(ledger);
    expect(await waitingOf(ledger)).toEqual([{ item: "mug", waiting: 1, allocated: 1 }]);
    expect((await run(ledger)).changes).toBe(0);
  });

  test("an order that has become too old to be shown keeps its place; one that Shopify says was deleted does not", async () => {
    const ledger = await openLedger(database.pool);
    const [old, deleted] = ["A", "B"].map((name) => ledger.model.place(name, { mug: 2 }));
    await ledger.hear(old!, deleted!);
    ledger.model.orders.clear();
    ledger.model.pass(60 * 24 * 3_600_000);
    await run(ledger);
    expect(await waitingOf(ledger)).toEqual([{ item: "mug", waiting: 4, allocated: 0 }]);
    await recordOrders(ledger.deps, { shop: ledger.shop, orderIds: [old!, deleted!], deletedIds: [deleted!] });
    expect(await waitingOf(ledger)).toEqual([{ item: "mug", waiting: 2, allocated: 0 }]);
  });

  test("goes on where it was interrupted", async () => {
    const ledger = await openLedger(database.pool);
    for (let count = 0; count < 120; count++) ledger.model.place(String(1000 + count), { mug: 1 });
    const asked: (string | null)[] = [];
    let failing = true;
    const orders = {
      ...ledger.deps.orders,
      open: async (...[shop, cursor]: Parameters<typeof ledger.deps.orders.open>) => {
        asked.push(cursor);
        if (failing && cursor === "100") throw new Error("Shopify is away");
        return ledger.deps.orders.open(shop, cursor);
      },
    };
    await expect(run(ledger, orders)).rejects.toThrow("Shopify is away");
    failing = false;
    await run(ledger, orders);
    expect(asked).toEqual([null, "50", "100", "100"]);
    expect(await waitingOf(ledger)).toEqual([{ item: "mug", waiting: 120, allocated: 0 }]);
  });
});
