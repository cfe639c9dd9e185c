import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { beginOrderEdit, commitOrderEdit } from "../../dev-store/commerce/order-edit.ts";
import { stageQuantity, stageVariant } from "../../dev-store/commerce/order-edit-staging.ts";
import type { Order } from "../../dev-store/state/types.ts";
import { DevShop, done } from "../dev-shop.ts";
import type { Good } from "../dev-shop.ts";
import { useScratchDatabase } from "../scratch-database.ts";

const database = useScratchDatabase();
let shop: DevShop;
let mug: Good;
beforeEach(async () => {
  shop = await DevShop.open(database.pool);
  mug = await shop.offer("MUG", 0);
});
afterEach(() => shop.close());

/** Staff set the order's first line to so many units. */
function edit(order: Order, quantity: number, restock = true): void {
  shop.pass(3600);
  const session = done(beginOrderEdit(shop.context, order));
  done(stageQuantity(shop.context, session, { target: { lineItemId: order.lineItems[0]?.id ?? 0 }, quantity, restock }));
  done(commitOrderEdit(shop.context, session));
}
const places = async () =>
  (await shop.queue(mug)).map(({ cohort, ordered, removed, waiting, allocated }) => ({ cohort, ordered, removed, waiting, allocated }));

describe("an order edit", () => {
  test("units that an edit adds rank at the edit: order 1, edit to 10, and the nine stand behind who bought meanwhile", async () => {
    const early = shop.buy([[mug, 1]]);
    const between = shop.buy([[mug, 2]]);
    edit(early, 10);
    await shop.hear(early, between);
    expect((await shop.queue(mug)).map(({ lineItemId, waiting }) => [Number(lineItemId), waiting])).toEqual([
      [early.lineItems[0]?.id, 1],
      [between.lineItems[0]?.id, 2],
      [early.lineItems[0]?.id, 9],
    ]);
    shop.restock(mug, 4);
    await shop.hearStock(mug);
    expect([await shop.units(early, mug), await shop.units(between, mug)]).toMatchObject([
      { allocated: 2, waiting: 8 },
      { allocated: 2, waiting: 0 },
    ]);
  });

  test("decrease then increase: what was given up does not come back at its old rank", async () => {
    const order = shop.buy([[mug, 5]]);
    edit(order, 2);
    edit(order, 4);
    await shop.hear(order);
    const [first, second] = await shop.queue(mug);
    expect(await places()).toEqual([
      { cohort: 0, ordered: 5, removed: 3, waiting: 2, allocated: 0 },
      { cohort: 1, ordered: 2, removed: 0, waiting: 2, allocated: 0 },
    ]);
    expect([first?.rankAt, second?.rankAt]).toEqual([new Date(order.createdAt).toISOString(), shop.now]);
  });

  test("a line added by an edit ranks at the edit, whenever the order was placed", async () => {
    const lamp = await shop.offer("LAMP", 0);
    const order = shop.buy([[mug, 1]]);
    const later = shop.buy([[lamp, 1]]);
    shop.pass(3600);
    const session = done(beginOrderEdit(shop.context, order));
    done(stageVariant(shop.context, session, { variantId: lamp.variantId, quantity: 2, locationId: null, allowDuplicates: false }));
    done(commitOrderEdit(shop.context, session));
    await shop.hear(order, later);
    expect((await shop.queue(lamp)).map(({ waiting }) => waiting)).toEqual([1, 2]);
  });

  test("units taken off an order are nobody's any more: the waiting ones go first, then those that were allocated", async () => {
    const order = shop.buy([[mug, 5]]);
    await shop.hear(order);
    shop.restock(mug, 3);
    await shop.hearStock(mug);
    edit(order, 2);
    await shop.hear(order);
    expect(await shop.units(order, mug)).toMatchObject({ waiting: 0, allocated: 2, removed: 3 });
    expect(await shop.terms(mug)).toEqual({ waiting: 0, allocated: 2, unseen: 0, uncommitted: 0, idle: 0, shortage: 0 });
  });

  test("units taken off without restocking are written off the shelf, and whoever had them waits again", async () => {
    const order = shop.buy([[mug, 5]]);
    await shop.hear(order);
    shop.restock(mug, 3);
    await shop.hearStock(mug);
    edit(order, 2, false);
    await shop.hear(order);
    expect(await shop.units(order, mug)).toMatchObject({ waiting: 2, allocated: 0, removed: 3 });
    expect(await shop.terms(mug)).toMatchObject({ unseen: 0, uncommitted: 0, shortage: 0 });
  });

  test("an edit is the same whether it is read before, between or after others", async () => {
    const order = shop.buy([[mug, 1]]);
    await shop.hear(order);
    edit(order, 4);
    await shop.hear(order);
    edit(order, 2);
    await shop.hear(order);
    const stepwise = await places();
    await shop.rows(`DELETE FROM queue_entry WHERE shop = $1`);
    await shop.rows(`DELETE FROM queue_total WHERE shop = $1`);
    await shop.rows(`DELETE FROM "order" WHERE shop = $1`);
    await shop.hear(order);
    expect(await places()).toEqual(stepwise);
  });
});
