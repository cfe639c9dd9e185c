import { beforeAll, describe, expect, test } from "vitest";
import { openLedger } from "../../app/testing/ledger-bench.ts";
import type { LedgerBench } from "../../app/testing/ledger-bench.ts";
import { anItem } from "../../app/testing/shop-model.ts";
import { useScratchDatabase } from "../../tests/scratch-database.ts";
import { checkRebuild } from "./rebuild.ts";

const live = useScratchDatabase();
const one = useScratchDatabase();
const other = useScratchDatabase();
let ledger: LedgerBench;

const violations = async () => {
  for (const { pool } of [one, other]) {
    const { rows } = await pool.query<{ name: string }>(`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`);
    await pool.query(`TRUNCATE ${rows.map(({ name }) => `"${name}"`).join(", ")}`);
  }
  const results = await checkRebuild(live.pool, [one, other], { shop: ledger.shop, seed: 3 });
  expect(results.map(({ invariant }) => invariant)).toEqual(["I6a", "I6b", "I6c", "I6d", "I6e"]);
  return Object.fromEntries(results.filter((result) => result.violations > 0).map(({ invariant, findings }) => [invariant, findings]));
};

beforeAll(async () => {
  ledger = await openLedger(live.pool);
  const { model } = ledger;
  const late = model.place("late", { mug: 2 });
  const lateFact = model.orders.get(late)!;
  model.orders.delete(late); // nobody hears of it for now, though its units are committed
  const a = model.place("A", { mug: 3, lamp: 1 });
  const b = model.place("B", { mug: 2 }, { isRouted: false });
  await ledger.hear(a, b);
  model.receive(anItem("mug"), 4);
  model.receive(anItem("lamp"), 1);
  await ledger.settle("mug", "lamp");
  model.route(b);
  await ledger.hear(b);
  model.orders.set(late, lateFact);
  await ledger.hear(late);
  model.ship(a, "mug", 2);
  model.add(b, "mug", 1);
  await ledger.hear(a, b);
  await live.pool.query(`UPDATE queue_entry SET units_firm = units_granted WHERE inventory_item_id = $1`, [anItem("lamp")]); // announced
  model.stock(anItem("lamp")).available -= 1; // broken: taken back all the same, and no longer firm
  await ledger.settle("lamp");
  model.receive(anItem("mug"), 2);
  await ledger.settle("mug");
  model.cancel(b);
  await ledger.hear(b);
});

test("a ledger rebuilds itself from its facts, in any order, to the byte", async () => expect(await violations()).toEqual({}));

describe("what does not follow from facts and decisions is found", () => {
  test.each([
    { invariant: "I6a", what: "units that no fact tells of", sql: `UPDATE order_line SET units_fulfilled = units_fulfilled + 1 WHERE line_item_id = 'A-mug'`, undo: `UPDATE order_line SET units_fulfilled = units_fulfilled - 1 WHERE line_item_id = 'A-mug'` },
    { invariant: "I6c", what: "units that lie idle for no reason", sql: `UPDATE queue_total SET idle_units = idle_units + 1`, undo: `UPDATE queue_total SET idle_units = idle_units - 1` },
    { invariant: "I6e", what: "an allocation that no settlement decided", sql: `UPDATE allocation SET sentence = 'Because.' WHERE line_item_id = 'A-mug'`, undo: "" },
  ])("$invariant: $what", async ({ invariant, sql, undo }) => {
    await live.pool.query(sql);
    const found = await violations();
    await live.pool.query(undo);
    expect(Object.keys(found)).toContain(invariant);
  });
});
