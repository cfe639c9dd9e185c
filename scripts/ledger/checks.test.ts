import { beforeAll, describe, expect, test } from "vitest";
import { openLedger } from "../../app/testing/ledger-bench.ts";
import type { LedgerBench } from "../../app/testing/ledger-bench.ts";
import { anItem } from "../../app/testing/shop-model.ts";
import { useScratchDatabase } from "../../tests/scratch-database.ts";
import { checkFiles, runCheck } from "./checks.ts";

const database = useScratchDatabase();
let ledger: LedgerBench;

const violations = async () => {
  const results = await Promise.all(checkFiles().map((file) => runCheck(database.pool, file)));
  return Object.fromEntries(results.filter((result) => result.violations > 0).map(({ invariant, findings }) => [invariant, findings]));
};

beforeAll(async () => {
  ledger = await openLedger(database.pool);
  const { model } = ledger;
  const a = model.place("A", { mug: 3, lamp: 1 });
  const b = model.place("B", { mug: 2 });
  const c = model.place("C", { mug: 2 });
  await ledger.hear(a, b, c);
  model.receive(anItem("mug"), 4);
  model.receive(anItem("lamp"), 1);
  await ledger.settle("mug", "lamp");
  model.ship(a, "mug", 2);
  model.add(b, "mug", 1);
  await ledger.hear(a, b);
  model.stock(anItem("lamp")).available -= 1;
  await ledger.settle("lamp");
  model.cancel(c);
  await ledger.hear(c);
  await database.pool.query(
    `INSERT INTO notice (shop, notice_id, person, event, kind, order_id, facts, state, reason) VALUES ($1, 'confirmed:A', 'order:A', 'confirmed:A', 'confirmed', 'A', '{}', 'withheld', 'no_address')`,
    [ledger.shop],
  );
  await database.pool.query(
    `INSERT INTO promise (shop, line_item_id, seq, order_id, units, confidence, origin, because, notice_id) VALUES ($1, 'A-mug', 1, 'A', 1, 0.9, 'shown', '[]', 'confirmed:A')`,
    [ledger.shop],
  );
});

test("a ledger that was only ever changed by its rules has no offenders", async () => expect(await violations()).toEqual({}));

test("the database itself refuses to edit a promise", async () => {
  await expect(database.pool.query(`UPDATE promise SET units = 2`)).rejects.toThrow("A promise is never edited");
});

/** Each damage is undone after its test: `undo` runs in the same order of rows. */
const damages: { invariant: string; what: string; sql: string; undo: string }[] = [
  {
    invariant: "I1",
    what: "more allocated than the shelf holds",
    sql: `UPDATE stock_level SET available = available - 50 WHERE inventory_item_id = 'mug'`,
    undo: `UPDATE stock_level SET available = available + 50 WHERE inventory_item_id = 'mug'`,
  },
  {
    invariant: "I2",
    what: "a total that is not the sum of its entries",
    sql: `UPDATE queue_total SET units_allocated = units_allocated + 1 WHERE inventory_item_id = 'lamp'`,
    undo: `UPDATE queue_total SET units_allocated = units_allocated - 1 WHERE inventory_item_id = 'lamp'`,
  },
  {
    invariant: "I2",
    what: "a settlement that gives twice",
    sql: `UPDATE allocation SET units = units + 5 WHERE line_item_id = 'A-mug'`,
    undo: `UPDATE allocation SET units = units - 5 WHERE line_item_id = 'A-mug'`,
  },
  {
    invariant: "I3",
    what: "an entry that lost units of its line",
    sql: `UPDATE order_line SET units_ordered = units_ordered + 1 WHERE line_item_id = 'A-mug'`,
    undo: `UPDATE order_line SET units_ordered = units_ordered - 1 WHERE line_item_id = 'A-mug'`,
  },
  {
    invariant: "I4",
    what: "a change without a step in the history",
    sql: `UPDATE queue_history SET units_granted = units_granted + 1 WHERE line_item_id = 'A-lamp'`,
    undo: `UPDATE queue_history SET units_granted = units_granted - 1 WHERE line_item_id = 'A-lamp'`,
  },
  {
    invariant: "I4",
    what: "a settle that revives a cancelled line",
    sql: `UPDATE queue_history SET cause = 'allocated' WHERE line_item_id = 'C-mug' AND status_to = 'cancelled'`,
    undo: `UPDATE queue_history SET cause = 'changed' WHERE line_item_id = 'C-mug' AND status_to = 'cancelled'`,
  },
  {
    invariant: "I5",
    what: "a younger line served first",
    sql: `UPDATE queue_entry SET rank_at = '2020-01-01' WHERE line_item_id = 'B-mug' AND cohort = 1; UPDATE queue_history SET history_id = -history_id WHERE line_item_id = 'B-mug' AND cohort = 1`,
    undo: `UPDATE queue_entry SET rank_at = '2026-10-01T08:05:00Z' WHERE line_item_id = 'B-mug' AND cohort = 1; UPDATE queue_history SET history_id = -history_id WHERE line_item_id = 'B-mug' AND cohort = 1`,
  },
  {
    invariant: "I7",
    what: "an older fact after a newer one",
    sql: `UPDATE fact_history SET version = '2020-01-01' WHERE fact_id = (SELECT max(fact_id) FROM fact_history WHERE kind = 'order' AND key = 'B')`,
    undo: `UPDATE fact_history f SET version = o.source_updated_at FROM "order" o WHERE o.order_id = f.key AND f.version = '2020-01-01'`,
  },
  {
    invariant: "I8",
    what: "a delivery nobody finished",
    sql: `INSERT INTO webhook_delivery (shop, topic, webhook_id, key, body, received_at) VALUES ('x', 't', 'w', 'k', '', now() - interval '1 day')`,
    undo: `DELETE FROM webhook_delivery WHERE webhook_id = 'w'`,
  },
  {
    invariant: "I9",
    what: "a notice that nobody sends",
    sql: `UPDATE notice SET state = 'owed', reason = NULL, created_at = '2026-10-01'`,
    undo: `UPDATE notice SET state = 'withheld', reason = 'no_address'`,
  },
  {
    invariant: "I10",
    what: "a promise that vanished",
    sql: `ALTER TABLE promise DISABLE TRIGGER USER; UPDATE promise SET seq = 2`,
    undo: `UPDATE promise SET seq = 1; ALTER TABLE promise ENABLE TRIGGER USER`,
  },
  {
    invariant: "I12",
    what: "a unit that no term explains",
    sql: `UPDATE stock_level SET committed = committed + 1, available = available - 1 WHERE inventory_item_id = 'lamp'`,
    undo: `UPDATE stock_level SET committed = committed - 1, available = available + 1 WHERE inventory_item_id = 'lamp'`,
  },
  {
    invariant: "I13",
    what: "a promise in another shop than its line",
    sql: `UPDATE notice SET shop = 'other.myshopify.com'`,
    undo: `UPDATE notice SET shop = (SELECT shop FROM promise)`,
  },
];

describe("each kind of damage is found", () => {
  test.each(damages)("$invariant: $what", async ({ invariant, sql, undo }) => {
    await database.pool.query(sql);
    const found = await violations();
    await database.pool.query(undo);
    expect(Object.keys(found)).toContain(invariant);
    expect(await violations()).toEqual({});
  });
});

test("a line whose variant is not tracked any more has left the queue, and offends nobody", async () => {
  const { shop, model, hear } = await openLedger(database.pool);
  const order = model.place("X", { mug: 1 });
  await hear(order);
  model.orders.get(order)?.lines.splice(0); // as such lines are read
  model.route(order);
  await hear(order);
  expect(Object.keys(await violations())).toEqual(["I3"]);
  await database.pool.query(`UPDATE variant SET is_tracked = false WHERE shop = $1 AND inventory_item_id = 'mug'`, [shop]);
  expect(await violations()).toEqual({});
});
