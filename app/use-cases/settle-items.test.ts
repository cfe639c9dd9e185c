import { describe, expect, test } from "vitest";
import { useScratchDatabase } from "../../tests/scratch-database.ts";
import { openLedger } from "../testing/ledger-bench.ts";
import type { LedgerBench } from "../testing/ledger-bench.ts";
import { anItem, instant } from "../testing/shop-model.ts";

const database = useScratchDatabase();

async function queueOf({ shop }: LedgerBench): Promise<string[]> {
  const { rows } = await database.pool.query<{ line: string }>(
    `SELECT order_id || ': ' || units_allocated || ' of ' || (units_allocated + units_waiting) || CASE WHEN is_backorder THEN ' backorder' ELSE '' END AS line
       FROM queue_entry WHERE shop = $1 AND units_allocated + units_waiting > 0 ORDER BY inventory_item_id, rank_at, order_id, cohort`,
    [shop],
  );
  return rows.map(({ line }) => line);
}

async function termsOf({ shop }: LedgerBench) {
  const { rows } = await database.pool.query(
    `SELECT units_waiting, units_allocated, unseen_units, uncommitted_units, idle_units, idle_reason, shortage_units FROM queue_total WHERE shop = $1 AND location_id <> '' ORDER BY inventory_item_id`,
    [shop],
  );
  return rows[0];
}

async function tell({ shop }: LedgerBench, ...orders: string[]): Promise<void> {
  await database.pool.query(
    `INSERT INTO promise (shop, line_item_id, seq, order_id, units, confidence, origin, because, notice_id)
     SELECT shop, line_item_id, 1, order_id, 1, 0.9, 'shown', '[]', 'n' FROM order_line WHERE shop = $1 AND order_id = ANY($2)`,
    [shop, orders],
  );
}

const written = async ({ shop }: LedgerBench) => {
  const tables = ["settlement", "allocation", "queue_history", "fact_history", "notice"];
  const counts = await Promise.all(tables.map((table) => database.pool.query(`SELECT count(*)::int AS rows FROM ${table} WHERE shop = $1`, [shop])));
  return counts.map(({ rows }) => rows[0].rows);
};

describe("giving units out", () => {
  test("an order from stock is covered and is no backorder", async () => {
    const ledger = await openLedger(database.pool);
    ledger.model.receive(anItem("mug"), 5);
    await ledger.hear(ledger.model.place("A", { mug: 2 }));
    expect(await queueOf(ledger)).toEqual(["A: 2 of 2"]);
    expect(ledger.jobs.named("confirm-backorder")).toEqual([]);
  });

  test("what stock does not cover becomes a backorder: held, confirmed, estimated", async () => {
    const ledger = await openLedger(database.pool);
    ledger.model.receive(anItem("mug"), 1);
    await ledger.hear(ledger.model.place("A", { mug: 2 }));
    expect(await queueOf(ledger)).toEqual(["A: 1 of 2 backorder"]);
    expect(ledger.jobs.named("apply-holds")).toMatchObject([{ orderId: "A" }]);
    expect(ledger.jobs.named("confirm-backorder")).toMatchObject([{ orderId: "A" }]);
    expect(ledger.jobs.named("estimate-items")).toMatchObject([{ inventoryItemIds: ["mug"] }]);
  });

  test("3 units arrive while 5 wait at stock 0: the oldest 3 are served", async () => {
    const ledger = await openLedger(database.pool);
    for (const name of ["A", "B", "C", "D", "E"]) await ledger.hear(ledger.model.place(name, { mug: 1 }));
    ledger.model.receive(anItem("mug"), 3);
    expect(await ledger.settle("mug")).toMatchObject({ unitsGiven: 3 });
    expect(await queueOf(ledger)).toEqual(["A: 1 of 1 backorder", "B: 1 of 1 backorder", "C: 1 of 1 backorder", "D: 0 of 1 backorder", "E: 0 of 1 backorder"]);
  });

  test("an older order that we hear of late is served before a younger one", async () => {
    const ledger = await openLedger(database.pool);
    const old = ledger.model.place("old", { mug: 1 });
    const young = ledger.model.place("young", { mug: 1 });
    await ledger.hear(young);
    ledger.model.receive(anItem("mug"), 1);
    await ledger.record(old);
    await ledger.settle("mug");
    expect(await queueOf(ledger)).toEqual(["old: 1 of 1 backorder", "young: 0 of 1 backorder"]);
  });

  test("the customer who was told waits no longer and is told once", async () => {
    const ledger = await openLedger(database.pool);
    await ledger.hear(ledger.model.place("A", { mug: 2 }, { customerId: "7" }));
    await tell(ledger, "A");
    ledger.model.receive(anItem("mug"), 1);
    await ledger.settle("mug");
    await ledger.settle("mug");
    const { rows } = await database.pool.query(`SELECT person, event, kind, facts FROM notice WHERE shop = $1`, [ledger.shop]);
    expect(rows).toEqual([
      {
        person: "customer:7",
        event: expect.stringMatching(/^allocated:A:\d+$/),
        kind: "allocated",
        facts: { orderId: "A", lines: [{ lineItemId: "A-mug", title: "Thing mug", units: 1, unitsStillWaiting: 1 }] },
      },
    ]);
    expect(ledger.jobs.named("send-notice")).toHaveLength(1);
  });

  test("units of an order that is not routed yet keep its rank and get nothing until it is", async () => {
    const ledger = await openLedger(database.pool);
    ledger.model.receive(anItem("mug"), 1);
    const first = ledger.model.place("first", { mug: 1 }, { isRouted: false });
    await ledger.hear(first);
    await ledger.hear(ledger.model.place("second", { mug: 1 }));
    expect(await queueOf(ledger)).toEqual(["first: 0 of 1", "second: 0 of 1 backorder"]);
    ledger.model.route(first);
    await ledger.hear(first);
    expect(await queueOf(ledger)).toEqual(["first: 1 of 1", "second: 0 of 1 backorder"]);
  });

  test("every allocation says why", async () => {
    const ledger = await openLedger(database.pool);
    await ledger.hear(ledger.model.place("A", { mug: 2 }));
    await ledger.hear(ledger.model.place("B", { mug: 3 }));
    ledger.model.receive(anItem("mug"), 3);
    await ledger.settle("mug");
    const { rows } = await database.pool.query(`SELECT line_item_id, units, rule, rank, sentence FROM allocation WHERE shop = $1 ORDER BY rank`, [ledger.shop]);
    expect(rows).toEqual([
      {
        line_item_id: "A-mug",
        units: 2,
        rule: "first_come",
        rank: 1,
        sentence: "First in the queue, first come, first served: got all 2 units it waited for, out of 3 units free to give.",
      },
      {
        line_item_id: "B-mug",
        units: 1,
        rule: "first_come",
        rank: 2,
        sentence: "Number 2 in the queue, first come, first served: got 1 of the 3 units it waited for, out of 3 units free to give.",
      },
    ]);
  });
});

describe("what Shopify knows and we do not", () => {
  test("an order no webhook told of is found by Shopify's own count, before a younger one is served", async () => {
    const ledger = await openLedger(database.pool);
    ledger.model.place("lost", { mug: 1 });
    ledger.model.receive(anItem("mug"), 1);
    await ledger.hear(ledger.model.place("B", { mug: 1 }));
    expect(await queueOf(ledger)).toEqual(["lost: 1 of 1", "B: 0 of 1 backorder"]);
  });

  test("units we may not see rank first, and are named", async () => {
    const ledger = await openLedger(database.pool);
    // 3 on the shelf, 2 of them sold to an order beyond our reach.
    Object.assign(ledger.model.stock(anItem("mug")), { available: 1, committed: 2 });
    await ledger.hear(ledger.model.place("A", { mug: 2 }));
    expect(await queueOf(ledger)).toEqual(["A: 1 of 2 backorder"]);
    expect(await termsOf(ledger)).toMatchObject({ unseen_units: 2, units_waiting: 1, units_allocated: 1 });
  });

  test("a difference that is already named is not searched again", async () => {
    const ledger = await openLedger(database.pool);
    ledger.model.stock(anItem("mug")).committed += 2;
    await ledger.hear(ledger.model.place("A", { mug: 2 }));
    const before = ledger.model.reads.changes;
    expect(before).toBeGreaterThan(0);
    await ledger.settle("mug");
    expect(ledger.model.reads.changes).toBe(before);
  });

  test("while order deliveries wait to be applied nobody is called a backorder for an unexplained difference, and the item is settled again", async () => {
    const ledger = await openLedger(database.pool);
    await database.pool.query(`INSERT INTO webhook_delivery (shop, topic, webhook_id, key, body) VALUES ($1, 'orders/create', 'w1', 'order:X', '')`, [
      ledger.shop,
    ]);
    ledger.model.receive(anItem("mug"), 1);
    ledger.model.place("X", { mug: 1 });
    await ledger.hear(ledger.model.place("B", { mug: 1 }));
    expect(await queueOf(ledger)).toEqual(["B: 0 of 1"]);
    expect(ledger.jobs.named("settle-items")).toMatchObject([{ inventoryItemIds: ["mug"], afterSeconds: 5 }]);
  });
});

describe("taking units back", () => {
  const shortByOne = async () => {
    const ledger = await openLedger(database.pool);
    ledger.model.receive(anItem("mug"), 2);
    await ledger.hear(ledger.model.place("old", { mug: 1 }));
    await ledger.hear(ledger.model.place("new", { mug: 1 }));
    return ledger;
  };

  test("with everybody known, the newest loses at once", async () => {
    const ledger = await shortByOne();
    ledger.model.stock(anItem("mug")).available -= 1; // one mug broke
    expect(await ledger.settle("mug")).toMatchObject({ unitsTakenBack: 1 });
    expect(await queueOf(ledger)).toEqual(["old: 1 of 1", "new: 0 of 1 backorder"]);
    expect(ledger.jobs.named("confirm-backorder")).toMatchObject([{ orderId: "new" }]);
  });

  test("with somebody unknown, two readings a minute apart must agree", async () => {
    const ledger = await shortByOne();
    ledger.model.stock(anItem("mug")).available -= 1;
    ledger.model.stock(anItem("mug")).committed += 1; // sold to somebody we cannot see
    ledger.model.stock(anItem("mug")).available -= 1;
    await ledger.settle("mug");
    expect(await queueOf(ledger)).toEqual(["old: 1 of 1", "new: 1 of 1"]);
    expect(await termsOf(ledger)).toMatchObject({ shortage_units: 2 });
    expect(ledger.jobs.named("settle-items")).toMatchObject([{ inventoryItemIds: ["mug"], afterSeconds: 61 }]);
    ledger.model.pass(30_000);
    expect(await ledger.settle("mug")).toMatchObject({ unitsTakenBack: 0 });
    ledger.model.pass(31_000);
    expect(await ledger.settle("mug")).toMatchObject({ unitsTakenBack: 2 });
  });

  test("a sale that we have not read yet costs nobody an announced unit", async () => {
    const ledger = await shortByOne();
    ledger.model.place("unheard", { mug: 1 });
    expect(await ledger.settle("mug")).toMatchObject({ unitsTakenBack: 0 });
    expect(await queueOf(ledger)).toEqual(["old: 1 of 1", "new: 1 of 1", "unheard: 0 of 1 backorder"]);
  });

  test("a shipment and a sale that nobody has read make the count come out even, and cost nobody a unit", async () => {
    const ledger = await openLedger(database.pool);
    ledger.model.receive(anItem("mug"), 2);
    const old = ledger.model.place("old", { mug: 1 });
    await ledger.hear(old, ledger.model.place("new", { mug: 1 }));
    ledger.model.place("unheard", { mug: 1 });
    ledger.model.ship(old, "mug", 1);
    expect(await ledger.settle("mug")).toMatchObject({ unitsTakenBack: 0 });
    expect(await queueOf(ledger)).toEqual(["new: 1 of 1", "unheard: 0 of 1 backorder"]);
  });

  test("units that were announced stay while others can give theirs", async () => {
    const ledger = await shortByOne();
    await database.pool.query(`UPDATE queue_entry SET units_firm = units_granted WHERE shop = $1 AND order_id = 'new'`, [ledger.shop]);
    ledger.model.stock(anItem("mug")).available -= 1;
    await ledger.settle("mug");
    expect(await queueOf(ledger)).toEqual(["old: 0 of 1 backorder", "new: 1 of 1"]);
  });

  test("what is being picked is never taken: the shortage stays on record", async () => {
    const ledger = await shortByOne();
    await database.pool.query(`UPDATE order_line_at SET is_in_progress = TRUE WHERE shop = $1`, [ledger.shop]);
    ledger.model.stock(anItem("mug")).available -= 1;
    expect(await ledger.settle("mug")).toMatchObject({ unitsTakenBack: 0 });
    expect(await termsOf(ledger)).toMatchObject({ shortage_units: 1, units_allocated: 2 });
  });
});

describe("settling again", () => {
  test("without new facts nothing is written and nobody is asked to do anything", async () => {
    const ledger = await openLedger(database.pool);
    ledger.model.receive(anItem("mug"), 2);
    const orders = [ledger.model.place("A", { mug: 1, lamp: 1 }), ledger.model.place("B", { mug: 4 })];
    await ledger.hear(...orders);
    const before = await written(ledger);
    ledger.jobs.clear();
    await ledger.hear(...orders);
    await ledger.settle("mug", "lamp");
    expect(await written(ledger)).toEqual(before);
    expect(ledger.jobs.jobs).toEqual([]);
  });

  test("a crash between recording and settling is made good by hearing of the order again", async () => {
    const ledger = await openLedger(database.pool);
    ledger.model.receive(anItem("mug"), 2);
    const order = ledger.model.place("A", { mug: 1 });
    await ledger.record(order);
    expect(await queueOf(ledger)).toEqual(["A: 0 of 1"]);
    await ledger.hear(order);
    expect(await queueOf(ledger)).toEqual(["A: 1 of 1"]);
  });

  test("an item that we do not act for is ranked and settled, and nothing is sent, held or confirmed", async () => {
    for (const options of [{ stage: "observe" as const }, { managed: [] }]) {
      const ledger = await openLedger(database.pool, options);
      const order = ledger.model.place("A", { mug: 2 });
      await ledger.hear(order);
      await tell(ledger, "A");
      ledger.model.receive(anItem("mug"), 1);
      await ledger.settle("mug");
      ledger.model.ship(order, "mug", 1);
      await ledger.hear(order);
      expect(await queueOf(ledger)).toEqual(["A: 0 of 1 backorder"]);
      expect(ledger.jobs.jobs.filter(({ name }) => name !== "estimate-items")).toEqual([]);
      expect((await written(ledger)).at(-1)).toBe(0);
    }
  });

  test("cover from before the app came is firm from the start", async () => {
    const ledger = await openLedger(database.pool);
    ledger.model.receive(anItem("mug"), 1);
    await ledger.hear(ledger.model.place("before", { mug: 1 }, { createdAt: instant("2026-08-01") }));
    const { rows } = await database.pool.query(`SELECT cause, units FROM firm_mark WHERE shop = $1`, [ledger.shop]);
    expect(rows).toEqual([{ cause: "covered_before_install", units: 1 }]);
  });
});
