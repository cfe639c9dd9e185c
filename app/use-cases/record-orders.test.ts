import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { useScratchDatabase } from "../../tests/scratch-database.ts";
import type { OrderFact } from "./ports/facts.ts";
import { foldOrders } from "./record-orders.ts";
import { openLedger } from "../testing/ledger-bench.ts";
import type { LedgerBench } from "../testing/ledger-bench.ts";
import { anItem, ShopModel } from "../testing/shop-model.ts";

const database = useScratchDatabase();

const entriesOf = async ({ shop }: LedgerBench): Promise<string[]> => {
  const { rows } = await database.pool.query<{ entry: string }>(
    `SELECT line_item_id || '/' || cohort || '@' || location_id || ': ' || units_ordered || ' ordered ' || units_fulfilled || ' fulfilled ' || units_removed || ' removed, ' || status AS entry
       FROM queue_entry WHERE shop = $1 ORDER BY line_item_id, cohort, location_id`,
    [shop],
  );
  return rows.map(({ entry }) => entry);
};

const allOf = async ({ shop }: LedgerBench) => {
  const tables = {
    '"order"': "order_id, name, cancelled_at, financial_status, source_updated_at",
    order_line: "line_item_id, units_ordered, units_fulfilled, units_removed",
    order_line_cohort: "line_item_id, cohort, units, rank_at",
    order_line_at: "line_item_id, location_id, units_remaining, units_fulfilled",
    queue_entry:
      "line_item_id, cohort, location_id, rank_at, units_ordered, units_fulfilled, units_removed, units_waiting, units_allocated, ineligible, status",
  };
  const read = Object.entries(tables).map(([table, columns]) =>
    database.pool.query(`SELECT ${columns} FROM ${table} WHERE shop = $1 ORDER BY ${columns}`, [shop]),
  );
  const totals = database.pool.query(
    `SELECT inventory_item_id, location_id, units_waiting, units_allocated FROM queue_total WHERE shop = $1 AND units_waiting + units_allocated > 0 ORDER BY 1, 2`,
    [shop],
  );
  return (await Promise.all([...read, totals])).map(({ rows }) => rows);
};

describe("an order enters the queue", () => {
  test("each line waits in full until a settle covers it", async () => {
    const ledger = await openLedger(database.pool);
    const { inventoryItemIds } = await ledger.record(ledger.model.place("A", { mug: 2, lamp: 1 }));
    expect(await entriesOf(ledger)).toEqual(["A-lamp/0@L1: 1 ordered 0 fulfilled 0 removed, waiting", "A-mug/0@L1: 2 ordered 0 fulfilled 0 removed, waiting"]);
    expect(inventoryItemIds).toEqual(["lamp", "mug"]);
  });

  test("units added by an edit are a cohort of their own", async () => {
    const ledger = await openLedger(database.pool);
    const order = ledger.model.place("A", { mug: 1 });
    await ledger.record(order);
    ledger.model.add(order, "mug", 9);
    await ledger.record(order);
    expect(await entriesOf(ledger)).toEqual(["A-mug/0@L1: 1 ordered 0 fulfilled 0 removed, waiting", "A-mug/1@L1: 9 ordered 0 fulfilled 0 removed, waiting"]);
  });

  test("an item that the catalogue has not named yet is queued all the same", async () => {
    const ledger = await openLedger(database.pool, { managed: [] });
    expect((await ledger.record(ledger.model.place("A", { novelty: 1 }))).inventoryItemIds).toEqual(["novelty"]);
  });

  test("routing moves the units to their location and leaves a trace", async () => {
    const ledger = await openLedger(database.pool);
    const order = ledger.model.place("A", { mug: 2 }, { isRouted: false });
    await ledger.record(order);
    ledger.model.route(order);
    await ledger.record(order);
    expect(await entriesOf(ledger)).toEqual(["A-mug/0@L1: 2 ordered 0 fulfilled 0 removed, waiting"]);
    const { rows } = await database.pool.query(`SELECT location_id, cause, status_from, status_to FROM queue_history WHERE shop = $1 ORDER BY history_id`, [
      ledger.shop,
    ]);
    expect(rows).toEqual([
      { location_id: "", cause: "ordered", status_from: null, status_to: "waiting" },
      { location_id: "L1", cause: "ordered", status_from: null, status_to: "waiting" },
      { location_id: "", cause: "moved", status_from: "waiting", status_to: "moved" },
    ]);
  });

  test("no customer's name or address is kept with the facts", async () => {
    const ledger = await openLedger(database.pool);
    await ledger.record(ledger.model.place("A", { mug: 2 }, { customerId: "7" }));
    const { rows } = await database.pool.query(`SELECT fact::text FROM fact_history WHERE shop = $1`, [ledger.shop]);
    expect(rows).toHaveLength(1);
    expect(rows[0].fact).not.toMatch(/Ada|example\.com/);
  });
});

describe("which reading counts", () => {
  test("an older version never overwrites a newer one", async () => {
    const ledger = await openLedger(database.pool);
    const order = ledger.model.place("A", { mug: 2 });
    const early = ledger.model.fact(order);
    ledger.model.cancel(order);
    await ledger.record(order);
    expect(await foldOrders(ledger.deps, { shop: ledger.shop, facts: [early] })).toBe(0);
    expect(await entriesOf(ledger)).toEqual(["A-mug/0@L1: 2 ordered 0 fulfilled 2 removed, cancelled"]);
  });

  test("of two readings of one version the one that started later counts", async () => {
    const ledger = await openLedger(database.pool);
    const order = ledger.model.place("A", { mug: 2 }, { isRouted: false });
    const early = ledger.model.fact(order);
    const late: OrderFact = { ...ledger.model.fact(order), financialStatus: "VOIDED" };
    await foldOrders(ledger.deps, { shop: ledger.shop, facts: [late] });
    await foldOrders(ledger.deps, { shop: ledger.shop, facts: [early] });
    const { rows } = await database.pool.query(`SELECT financial_status FROM "order" WHERE shop = $1`, [ledger.shop]);
    expect(rows).toEqual([{ financial_status: "VOIDED" }]);
  });

  test("a reading that says the same still bars an older one that says otherwise", async () => {
    const ledger = await openLedger(database.pool);
    const order = ledger.model.place("A", { mug: 2 });
    const first = ledger.model.fact(order);
    const between: OrderFact = { ...ledger.model.fact(order), financialStatus: "PENDING" };
    const last = ledger.model.fact(order);
    for (const fact of [first, last, between]) await foldOrders(ledger.deps, { shop: ledger.shop, facts: [fact] });
    const { rows } = await database.pool.query(`SELECT financial_status FROM "order" WHERE shop = $1`, [ledger.shop]);
    expect(rows).toEqual([{ financial_status: "PAID" }]);
  });

  test("facts converge in any order and with any repetition", async () => {
    const model = new ShopModel();
    const facts: OrderFact[] = [];
    const see = (order: ReturnType<ShopModel["place"]>) => void facts.push(model.fact(order));
    const a = model.place("A", { mug: 3, lamp: 1 });
    see(a);
    const b = model.place("B", { mug: 2 }, { isRouted: false });
    see(b);
    for (const change of [
      () => model.add(a, "mug", 2),
      () => model.route(b),
      () => model.ship(a, "mug", 1),
      () => model.remove(a, "mug", 2),
      () => model.cancel(b),
    ]) {
      change();
      see(a);
      see(b);
    }
    const calm = await openLedger(database.pool);
    await foldOrders(calm.deps, { shop: calm.shop, facts });
    const expected = await allOf(calm);
    expect(expected.flat().length).toBeGreaterThan(5);
    const shuffled = fc
      .array(fc.constantFrom(...facts), { maxLength: 10 })
      .chain((repeated) => fc.shuffledSubarray([...facts, ...repeated], { minLength: facts.length + repeated.length }));
    await fc.assert(
      fc.asyncProperty(shuffled, async (order) => {
        const wild = await openLedger(database.pool);
        for (const fact of order) await foldOrders(wild.deps, { shop: wild.shop, facts: [fact] });
        expect(await allOf(wild)).toEqual(expected);
      }),
      { numRuns: 12 },
    );
  });
});

describe("what a change owes", () => {
  const backordered = async () => {
    const ledger = await openLedger(database.pool);
    const order = ledger.model.place("A", { mug: 2 });
    await ledger.hear(order);
    ledger.jobs.clear();
    return { ledger, order };
  };
  const notices = async ({ shop }: LedgerBench) =>
    (await database.pool.query(`SELECT event, kind, state, reason, facts FROM notice WHERE shop = $1 ORDER BY created_at`, [shop])).rows;

  test("a parcel with backordered units is announced once, however often the order is read", async () => {
    const { ledger, order } = await backordered();
    const { fulfillmentId } = ledger.model.ship(order, "mug", 1);
    await ledger.hear(order);
    await ledger.hear(order);
    ledger.model.ship(order, "mug", 1);
    await ledger.hear(order);
    expect(await notices(ledger)).toMatchObject([
      { event: `shipped:A:${fulfillmentId}`, kind: "shipped", state: "owed", facts: { lines: [{ lineItemId: "A-mug", title: "Thing mug", units: 1 }] } },
      { event: "shipped:A:f2-A" },
    ]);
    expect(ledger.jobs.named("send-notice")).toHaveLength(2);
  });

  test("a parcel from stock is not ours to announce", async () => {
    const ledger = await openLedger(database.pool);
    ledger.model.receive(anItem("mug"), 2);
    const order = ledger.model.place("A", { mug: 2 });
    await ledger.hear(order);
    ledger.model.ship(order, "mug", 2);
    await ledger.hear(order);
    expect(await notices(ledger)).toEqual([]);
  });

  test("a cancelled order withholds what was still to be said, and its hold is looked at", async () => {
    const { ledger, order } = await backordered();
    await database.pool.query(
      `INSERT INTO notice (shop, notice_id, person, event, kind, order_id, facts) VALUES ($1, 'n', 'order:A', 'confirmed:A', 'confirmed', 'A', '{}')`,
      [ledger.shop],
    );
    ledger.model.cancel(order);
    await ledger.hear(order);
    expect(await notices(ledger)).toMatchObject([{ event: "confirmed:A", state: "withheld", reason: "superseded" }]);
    expect(ledger.jobs.named("apply-holds")).toMatchObject([{ orderId: "A" }]);
  });
});
