import { beforeEach, describe, expect, test } from "vitest";
import { useScratchDatabase } from "../../tests/scratch-database.ts";
import { createShipPreferences } from "../adapters/prisma/ship-preference-store.server.ts";
import { openLedger } from "../testing/ledger-bench.ts";
import type { LedgerBench } from "../testing/ledger-bench.ts";
import { anOrder } from "../testing/shop-model.ts";
import { chooseShipPreference } from "./choose-ship-preference.ts";

const database = useScratchDatabase();
let ledger: LedgerBench;

beforeEach(async () => void (ledger = await openLedger(database.pool)));

const choose = (order: string, preference: string) =>
  chooseShipPreference(
    { ...ledger.deps, shipPreferences: createShipPreferences() },
    { shop: ledger.shop, choice: { orderId: anOrder(order), preference, actor: "Mia" } },
  );
async function shipsAs(order: string): Promise<string> {
  const { rows } = await database.pool.query<{ said: string }>(
    `SELECT o.ship_preference || ' by ' || o.ship_preference_by || ', in the queue ' || CASE WHEN bool_and(q.ships_together) THEN 'together' ELSE 'as_ready' END AS said
       FROM "order" o JOIN queue_entry q ON q.shop = o.shop AND q.order_id = o.order_id WHERE o.shop = $1 AND o.order_id = $2 GROUP BY o.ship_preference, o.ship_preference_by`,
    [ledger.shop, order],
  );
  return rows[0]?.said ?? "";
}
const setDefault = (preference: string) => database.pool.query(`UPDATE shop SET ship_preference = $2 WHERE shop = $1`, [ledger.shop, preference]);

describe("where an order's way to ship comes from", () => {
  test("the order's own word counts", async () => {
    await ledger.hear(ledger.model.place("A", { mug: 1 }, { shipPreference: "together" }));
    expect(await shipsAs("A")).toBe("together by order, in the queue together");
  });

  test("an order that says nothing ships as the shop does when it comes in, whatever the shop does later", async () => {
    await setDefault("together");
    const order = ledger.model.place("A", { mug: 1 });
    await ledger.hear(order);
    await setDefault("as_ready");
    ledger.model.add(order, "mug", 1);
    await ledger.hear(order);
    expect(await shipsAs("A")).toBe("together by shop, in the queue together");
  });

  test("the merchant's word stays when the order is read again", async () => {
    const order = ledger.model.place("A", { mug: 1 }, { shipPreference: "together" });
    await ledger.hear(order);
    expect(await choose("A", "as_ready")).toMatchObject({ ok: true });
    ledger.model.add(order, "mug", 1);
    await ledger.hear(order);
    expect(await shipsAs("A")).toBe("as_ready by merchant, in the queue as_ready");
  });
});

test("a change is kept with who made it, draws the holds anew and settles the order's items, once", async () => {
  await ledger.hear(ledger.model.place("A", { mug: 1, lamp: 1 }));
  ledger.jobs.clear();
  for (let times = 0; times < 2; times++) await choose("A", "together");
  const { rows } = await database.pool.query(`SELECT order_id, before, after, actor FROM ship_preference_change WHERE shop = $1`, [ledger.shop]);
  expect(rows).toEqual([{ order_id: "A", before: "as_ready", after: "together", actor: "Mia" }]);
  expect(ledger.jobs.jobs).toEqual([
    { name: "apply-holds", shop: ledger.shop, orderId: "A" },
    { name: "settle-items", shop: ledger.shop, inventoryItemIds: ["lamp", "mug"] },
  ]);
});

test.each([
  ["A", "sometimes", "ship_preference_unknown"],
  ["nobody", "together", "order_unknown"],
])("order %s to ship %s is refused as %s", async (order, preference, code) => {
  await ledger.hear(ledger.model.place("A", { mug: 1 }));
  expect(await choose(order, preference)).toMatchObject({ ok: false, problems: [{ code }] });
});
