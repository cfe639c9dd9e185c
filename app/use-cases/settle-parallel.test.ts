import { expect, test } from "vitest";
import { useScratchDatabase } from "../../tests/scratch-database.ts";
import type { OrderId } from "../domain/ids.ts";
import { openLedger } from "../testing/ledger-bench.ts";
import { anItem } from "../testing/shop-model.ts";
import { settleItems } from "./settle-items.ts";

const database = useScratchDatabase();
const CLIENTS = 8;

/** A small generator with a seed, so that a failing run can be repeated. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

test("eight workers at once lose no unit and give none twice", async () => {
  const ledger = await openLedger(database.pool, { managed: ["mug", "lamp", "pan"] });
  const { model, shop } = ledger;
  const random = seeded(7);
  const items = ["mug", "lamp", "pan"];
  const anyItem = () => items[Math.floor(random() * items.length)]!;
  const orders: OrderId[] = [];
  const place = () => {
    const order = model.place(String(1000 + orders.length), { [anyItem()]: 1 + Math.floor(random() * 3), [anyItem()]: 1 });
    orders.push(order);
    return order;
  };
  for (let count = 0; count < 60; count++) place();
  await ledger.hear(...orders);

  const work = Array.from({ length: CLIENTS }, async () => {
    for (let step = 0; step < 12; step++) {
      const dice = random();
      const order = orders[Math.floor(random() * orders.length)]!;
      if (dice < 0.4) {
        const item = anyItem();
        model.receive(anItem(item), 1 + Math.floor(random() * 4));
        await ledger.settle(item);
        if (random() < 0.3) await ledger.settle(item);
      } else if (dice < 0.6) {
        model.cancel(order);
        await ledger.hear(order);
      } else if (dice < 0.8) {
        await ledger.hear(place());
      } else await ledger.hear(order, ...(random() < 0.3 ? [order] : []));
    }
  });
  await Promise.all(work);
  await settleItems(ledger.deps, { shop, inventoryItemIds: items.map(anItem) });

  const { rows } = await database.pool.query(
    `SELECT v.inventory_item_id AS item, sum(q.units_allocated)::int AS allocated, sum(q.units_waiting)::int AS waiting,
            (SELECT units_allocated FROM queue_total t WHERE t.shop = v.shop AND t.inventory_item_id = v.inventory_item_id) AS total_allocated,
            (SELECT units_waiting FROM queue_total t WHERE t.shop = v.shop AND t.inventory_item_id = v.inventory_item_id) AS total_waiting
       FROM variant v JOIN queue_entry q ON q.shop = v.shop AND q.inventory_item_id = v.inventory_item_id WHERE v.shop = $1 GROUP BY v.shop, v.inventory_item_id`,
    [shop],
  );
  expect(rows).toHaveLength(3);
  for (const { item, allocated, waiting, total_allocated, total_waiting } of rows) {
    const { available, committed } = model.stock(anItem(item));
    expect({ item, open: allocated + waiting, waiting }).toEqual({ item, open: committed, waiting: Math.max(0, -available) });
    expect({ total_allocated, total_waiting }).toEqual({ total_allocated: allocated, total_waiting: waiting });
  }
});
