/** A unit that an order which ships together does not need yet is lent to a younger one, and given back before anybody else is served. */
import { afterEach, beforeEach, expect, test } from "vitest";
import type { InventoryItemId, OrderId } from "../../app/domain/ids.ts";
import { shareUnits } from "../../app/use-cases/share-units.ts";
import { checkFiles, runCheck } from "../../scripts/ledger/checks.ts";
import { checkReplay } from "../../scripts/ledger/decision-log.ts";
import type { Order } from "../../dev-store/state/types.ts";
import { DevShop } from "../dev-shop.ts";
import type { Good } from "../dev-shop.ts";
import { useScratchDatabase } from "../scratch-database.ts";

const database = useScratchDatabase();
let shop: DevShop;
let mug: Good;
let lamp: Good;
beforeEach(async () => {
  shop = await DevShop.open(database.pool);
  mug = await shop.offer("MUG", 1);
  lamp = await shop.offer("LAMP", 0);
});
afterEach(() => shop.close());

/** The dates that inbound gives, as an estimate would have written them: nothing of it is on the shelf yet. */
async function dated(good: Good, shipBy: string): Promise<void> {
  await shop.rows(
    `INSERT INTO promise_curve (shop, inventory_item_id, location_id, steps, computed_at, computed_for)
     VALUES ($1, $2, $3, json_build_array(json_build_object('upTo', 5, 'shipBy', $4::text, 'windowFrom', NULL, 'because', '[]'::json)), now(), '2099-01-01')
     ON CONFLICT (shop, inventory_item_id, location_id) DO UPDATE SET steps = EXCLUDED.steps, computed_for = EXCLUDED.computed_for`,
    String(good.inventoryItemId),
    String(shop.home),
    shipBy,
  );
  await shop.rows(
    `UPDATE queue_entry SET estimated_on = $3 WHERE shop = $1 AND inventory_item_id = $2 AND units_waiting > 0`,
    String(good.inventoryItemId),
    shipBy,
  );
}
/** A ships together: its mug is here, its lamp is not. B waits for a mug. */
async function waiting(): Promise<{ first: Order; second: Order }> {
  const first = shop.buy([
    [mug, 1],
    [lamp, 1],
  ]);
  await shop.hear(first);
  await shop.rows(`UPDATE "order" SET ship_preference = 'together', ship_preference_by = 'merchant' WHERE shop = $1`);
  await shop.rows(`UPDATE queue_entry SET ships_together = TRUE WHERE shop = $1`);
  await shop.parts.database.transaction((tx) => shop.parts.jobs.enqueue(tx, [{ name: "apply-holds", shop: shop.shop, orderId: String(first.id) as OrderId }]));
  await shop.work();
  const second = shop.buy([[mug, 1]]);
  await shop.hear(second);
  return { first, second };
}
const share = async () => {
  const shared = await shareUnits(shop.parts, { shop: shop.shop, inventoryItemIds: [String(mug.inventoryItemId) as InventoryItemId] });
  shop.jobs.jobs.splice(0, shop.jobs.jobs.length, ...shop.jobs.jobs.filter(({ name }) => name === "apply-holds"));
  await shop.work();
  return shared;
};
const said = () =>
  shop.rows<{ rule: string; units: number; sentence: string }>(
    `SELECT rule, units, sentence FROM allocation WHERE shop = $1 AND rule IN ('lent', 'borrowed', 'repaid') ORDER BY settlement_id, rule`,
  );

test("lent while inbound gives it back in time; the borrower leaves, the lender is served first when units come", async () => {
  const { first, second } = await waiting();
  expect(shop.held(first)).toEqual({ units: 2, holds: expect.any(Number) });
  await dated(mug, "2026-10-14");
  await dated(lamp, "2026-11-03");
  expect(await share()).toEqual({ moves: 0, unitsLent: 1 });
  expect(await shop.units(second, mug)).toMatchObject({ allocated: 1, waiting: 0 });
  expect(await shop.units(first, mug)).toMatchObject({ allocated: 0, waiting: 1 });
  expect(shop.held(second).units).toBe(0);
  expect(shop.held(first).units).toBe(2);
  expect(await said()).toEqual([
    {
      rule: "borrowed",
      units: 1,
      sentence: `Borrowed 1 unit from ${first.name}, which ships together and waits for other units longer; it gets its own back by 2026-10-14.`,
    },
    {
      rule: "lent",
      units: -1,
      sentence: `Lent 1 unit to ${second.name}, which can leave today: given back by 2026-10-14, before the rest of this order, due 2026-11-03.`,
    },
  ]);
  await nothingIsWrong();

  const older = shop.buy([[mug, 1]]);
  await shop.hear(older);
  await shop.rows(`UPDATE queue_entry SET priority = 9 WHERE shop = $1 AND order_id = $2`, String(older.id));
  await shop.rows(
    `INSERT INTO fact_history (shop, kind, key, version, read_seq, fact) VALUES ($1, 'priority', $2, now(), 0, '{"priority": 9}')`,
    String(older.id),
  );
  shop.restock(mug, 1);
  await shop.hearStock(mug);
  expect(await shop.units(first, mug)).toMatchObject({ allocated: 1, waiting: 0 });
  expect(await shop.units(older, mug)).toMatchObject({ allocated: 0, waiting: 1 });
  expect((await said()).at(-1)).toMatchObject({ rule: "repaid", units: 1 });
  expect(await shop.rows(`SELECT sum(units_lent)::int AS lent FROM queue_entry WHERE shop = $1`)).toEqual([{ lent: 0 }]);
  await nothingIsWrong();
});

test.each([
  ["its own lamp comes no later than the mug", "2026-10-14", "2026-10-14"],
  ["nothing dated would give it back", null, "2026-11-03"],
])("not lent when %s", async (_why, mugBy, lampBy) => {
  await waiting();
  if (mugBy !== null) await dated(mug, mugBy);
  await dated(lamp, lampBy);
  expect(await share()).toEqual({ moves: 0, unitsLent: 0 });
});

test("not lent once the customer has been told of it, nor where promises come first", async () => {
  await waiting();
  await dated(mug, "2026-10-14");
  await dated(lamp, "2026-11-03");
  await shop.rows(`UPDATE shop SET allocation_policy = 'keep_promises' WHERE shop = $1`);
  expect(await share()).toEqual({ moves: 0, unitsLent: 0 });
  await shop.rows(`UPDATE shop SET allocation_policy = 'first_come' WHERE shop = $1`);
  await shop.rows(`UPDATE queue_entry SET units_firm = units_granted WHERE shop = $1`);
  expect(await share()).toEqual({ moves: 0, unitsLent: 0 });
});

async function nothingIsWrong(): Promise<void> {
  for (const file of checkFiles()) {
    const { invariant, findings } = await runCheck(database.pool, file);
    expect(findings, invariant).toEqual([]);
  }
  expect(await checkReplay(database.pool, shop.shop)).toMatchObject({ violations: 0, findings: [] });
}
