/** Units that lie spare at one location serve lines that wait at another, through Shopify's own `fulfillmentOrderMove`. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { OrderId } from "../../app/domain/ids.ts";
import type { FulfillmentOrders } from "../../app/use-cases/ports/shopify.ts";
import { recoverMoves } from "../../app/use-cases/recover-moves.ts";
import { cancelOrder } from "../../dev-store/commerce/cancel-order.ts";
import { holdFulfillmentOrder } from "../../dev-store/commerce/holds.ts";
import { moveFulfillmentOrder } from "../../dev-store/commerce/move.ts";
import type { FulfillmentOrder, Order } from "../../dev-store/state/types.ts";
import { checkFiles, runCheck } from "../../scripts/ledger/checks.ts";
import { checkReplay } from "../../scripts/ledger/decision-log.ts";
import { DevShop, done } from "../dev-shop.ts";
import type { Good } from "../dev-shop.ts";
import { useScratchDatabase } from "../scratch-database.ts";

const database = useScratchDatabase();
let shop: DevShop;
let mug: Good;
let annex: number;
beforeEach(async () => {
  shop = await DevShop.open(database.pool, { locations: ["Warehouse", "Annex"] });
  annex = shop.locationIds[1] ?? 0;
  mug = await shop.offer("MUG", [0, 0]);
});
afterEach(() => shop.close());

const places = async () =>
  (await shop.queue(mug)).map(
    ({ location, allocated, waiting, ineligible }) =>
      `${location === String(annex) ? "Annex" : "Warehouse"}: ${allocated} allocated, ${waiting} waiting${ineligible === null ? "" : `, ${ineligible}`}`,
  );
const moves = () =>
  shop.rows<{ state: string; reason: string | null; units: number; sentence: string }>(
    `SELECT state, reason, units, sentence FROM unit_move WHERE shop = $1 ORDER BY settlement_id`,
  );
/** Where the open units of an order lie in Shopify, and whether they are held. */
const lies = (order: Order) =>
  order.fulfillmentOrders
    .filter(({ lines }) => lines.some(({ remainingQuantity }) => remainingQuantity > 0))
    .map(
      ({ locationId, status, lines }) =>
        `${locationId === annex ? "Annex" : "Warehouse"} ${status} ${lines.reduce((sum, line) => sum + line.remainingQuantity, 0)}`,
    )
    .sort();
const openOf = (order: Order): FulfillmentOrder => {
  const found = order.fulfillmentOrders.find(({ lines }) => lines.some(({ remainingQuantity }) => remainingQuantity > 0));
  if (found === undefined) throw new Error(`order ${order.name} has nothing open`);
  return found;
};
/** Stock comes to the annex, and the app does all that follows. */
async function restockAnnex(units: number): Promise<void> {
  shop.restock(mug, units, annex);
  await shop.hearStock(mug);
}

describe("one pool", () => {
  test("a line that waits is moved to where units lie spare, released there and allocated; its history says why", async () => {
    const order = shop.buy([[mug, 2]]);
    await shop.hear(order);
    expect(lies(order)).toEqual(["Warehouse ON_HOLD 2"]);
    await restockAnnex(3);
    expect(await places()).toEqual(["Annex: 2 allocated, 0 waiting"]);
    expect(lies(order)).toEqual(["Annex OPEN 2"]);
    expect(await moves()).toEqual([
      {
        state: "arrived",
        reason: null,
        units: 2,
        sentence: "First of those who wait in the pool: 2 units it waits for at Warehouse lie spare at Annex, so it moves there.",
      },
    ]);
    await nothingIsWrong();
  });

  test("the oldest first, and only what is spare", async () => {
    const first = shop.buy([[mug, 2]]);
    const second = shop.buy([[mug, 2]]);
    await shop.hear(first, second);
    await restockAnnex(3);
    expect(await shop.units(first, mug)).toMatchObject({ allocated: 2, waiting: 0 });
    expect(await shop.units(second, mug)).toMatchObject({ allocated: 1, waiting: 1 });
    expect(lies(second)).toEqual(["Annex OPEN 1", "Warehouse ON_HOLD 1"]);
    await nothingIsWrong();
  });

  test("a location's own lines come first", async () => {
    const here = shop.buy([[mug, 1]]);
    const there = shop.buy([[mug, 1]]);
    done(moveFulfillmentOrder(shop.context, { order: there, fulfillmentOrder: openOf(there) }, { newLocationId: annex, chosen: [] }));
    await shop.hear(here, there);
    await restockAnnex(1);
    expect(await shop.units(there, mug)).toMatchObject({ allocated: 1 });
    expect(await shop.units(here, mug)).toMatchObject({ waiting: 1 });
    expect(await moves()).toEqual([]);
  });

  test.each(["is_in_pool", "fulfils_online", "is_active"])("a location without %s keeps its stock to itself", async (column) => {
    await shop.hear(shop.buy([[mug, 1]]));
    await shop.rows(`UPDATE location SET ${column} = FALSE WHERE shop = $1 AND location_id = $2`, String(annex));
    await restockAnnex(3);
    expect(await places()).toEqual(["Warehouse: 0 allocated, 1 waiting"]);
  });

  test("nothing moves while the shop observes, or for a variant that is off", async () => {
    await shop.hear(shop.buy([[mug, 1]]));
    await shop.rows(`UPDATE shop SET stage = 'observe' WHERE shop = $1`);
    await restockAnnex(3);
    expect(await moves()).toEqual([]);
  });
});

describe("while a move is under way", () => {
  /** Answers to moves get lost, before or after Shopify did what it was asked. */
  function loseAnswers(when: "before" | "after"): () => void {
    const { fulfillmentOrders } = shop.parts;
    const move: FulfillmentOrders["move"] = async (...request) => {
      if (when === "after") await fulfillmentOrders.move(...request);
      throw new Error("the answer got lost");
    };
    Object.assign(shop.parts, { fulfillmentOrders: { ...fulfillmentOrders, move } });
    return () => Object.assign(shop.parts, { fulfillmentOrders });
  }
  async function planned(units = 1, when: "before" | "after" = "before"): Promise<{ order: Order; again(): Promise<void> }> {
    const order = shop.buy([[mug, units]]);
    await shop.hear(order);
    const answerAgain = loseAnswers(when);
    await expect(restockAnnex(units)).rejects.toThrow("the answer got lost");
    const again = async () => {
      answerAgain();
      shop.jobs.jobs.push({ name: "move-units", shop: shop.shop, orderId: String(order.id) as OrderId });
      await shop.work();
    };
    return { order, again };
  }

  test("its unit is kept for it, and it gets nothing else", async () => {
    const { again } = await planned();
    expect(await places()).toEqual(["Warehouse: 0 allocated, 1 waiting, moving"]);
    const younger = shop.buy([[mug, 1]]);
    await shop.hear(younger);
    shop.restock(mug, 1);
    await shop.hearStock(mug);
    expect(await places()).toEqual(["Warehouse: 0 allocated, 1 waiting, moving", "Annex: 0 allocated, 1 waiting"]);
    expect(await shop.rows(`SELECT idle_units, idle_reason FROM queue_total WHERE shop = $1 AND location_id <> ''`)).toEqual([
      { idle_units: 1, idle_reason: "moving" },
      { idle_units: 1, idle_reason: "moving" },
    ]);
    await nothingIsWrong();
    await again();
    expect((await places()).map((line) => line.replace(/^\w+: /, ""))).toEqual(["1 allocated, 0 waiting", "1 allocated, 0 waiting"]);
    await nothingIsWrong();
  });

  test("one that Shopify did though its answer got lost is not asked for twice", async () => {
    const { order, again } = await planned(2, "after");
    expect(lies(order)).toEqual(["Annex ON_HOLD 2"]);
    await again();
    expect(await shop.rows(`SELECT state, attempts FROM unit_move WHERE shop = $1`)).toEqual([{ state: "arrived", attempts: 1 }]);
    expect(lies(order)).toEqual(["Annex OPEN 2"]);
    await nothingIsWrong();
  });

  test("an order that was cancelled meanwhile frees the unit for the next, which waits at the annex", async () => {
    const { order, again } = await planned();
    const next = shop.buy([[mug, 1]]);
    done(cancelOrder(shop.context, order, { reason: "CUSTOMER", restock: true, refund: false }));
    await shop.hear(order, next);
    await again();
    expect((await moves()).map(({ state, reason }) => `${state} ${reason}`)).toEqual(["stale left_origin"]);
    expect(await shop.units(next, mug)).toMatchObject({ allocated: 1 });
    await nothingIsWrong();
  });

  test("another app's hold ends the move, and the line is not asked to go there again", async () => {
    const { order, again } = await planned();
    done(
      holdFulfillmentOrder(
        shop.context,
        { order, fulfillmentOrder: openOf(order) },
        { reason: "OTHER", reasonNotes: null, handle: "x", externalId: null, appId: 99, chosen: [] },
      ),
    );
    await again();
    await shop.hearStock(mug);
    expect((await moves()).map(({ state, reason }) => `${state} ${reason}`)).toEqual(["refused held_elsewhere"]);
    expect(await places()).toEqual(["Warehouse: 0 allocated, 1 waiting, held_elsewhere"]);
    await nothingIsWrong();
  });

  test("a move that never gets an answer is given up after some attempts", async () => {
    const { order, again } = await planned();
    await shop.rows(`UPDATE unit_move SET attempts = 5 WHERE shop = $1`);
    await again();
    expect((await moves()).map(({ state, reason }) => `${state} ${reason}`)).toEqual(["refused unanswered"]);
    expect(lies(order)).toEqual(["Warehouse ON_HOLD 1"]);
    await nothingIsWrong();
  });

  test("one whose job died for good is taken up again", async () => {
    const { order } = await planned();
    shop.jobs.clear();
    await recoverMoves(shop.parts, { shop: shop.shop });
    expect(shop.jobs.named("move-units")).toEqual([]);
    shop.pass(11 * 60);
    await recoverMoves(shop.parts, { shop: shop.shop });
    expect(shop.jobs.named("move-units")).toEqual([{ name: "move-units", shop: shop.shop, orderId: String(order.id) }]);
  });
});

test("what Shopify refuses ends with its words, and frees the unit", async () => {
  const order = shop.buy([[mug, 1]]);
  await shop.hear(order);
  const { fulfillmentOrders } = shop.parts;
  Object.assign(shop.parts, { fulfillmentOrders: { ...fulfillmentOrders, move: async () => ({ ok: false, reason: "Some of the items aren't stocked." }) } });
  await restockAnnex(1);
  expect((await moves()).map(({ state, reason }) => `${state} ${reason}`)).toEqual(["refused shopify_refused: Some of the items aren't stocked."]);
  expect(await places()).toEqual(["Warehouse: 0 allocated, 1 waiting"]);
  await nothingIsWrong();
});

test("a line never wanders between shelves that are filled in turn", async () => {
  const order = shop.buy([[mug, 3]]);
  await shop.hear(order);
  for (let turn = 0; turn < 5; turn++) {
    shop.restock(mug, 1, turn % 2 === 0 ? annex : shop.home);
    await shop.hearStock(mug);
  }
  expect((await moves()).length).toBeLessThanOrEqual(3);
  expect(await shop.units(order, mug)).toMatchObject({ waiting: 0, allocated: 3 });
  await nothingIsWrong();
});

async function nothingIsWrong(): Promise<void> {
  for (const file of checkFiles()) {
    const { invariant, findings } = await runCheck(database.pool, file);
    expect(findings, invariant).toEqual([]);
  }
  expect(await checkReplay(database.pool, shop.shop)).toMatchObject({ violations: 0, findings: [] });
}
