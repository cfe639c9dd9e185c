import { beforeEach, expect, test } from "vitest";
import { useScratchDatabase } from "../../tests/scratch-database.ts";
import { createHolds } from "../adapters/prisma/hold-store.server.ts";
import type { FulfillmentOrderId, LineItemId, LocationId, OrderId } from "../domain/ids.ts";
import { openLedger } from "../testing/ledger-bench.ts";
import type { LedgerBench } from "../testing/ledger-bench.ts";
import { anItem } from "../testing/shop-model.ts";
import { applyHolds, HoldRefused } from "./apply-holds.ts";
import type { FulfillmentOrderFact, FulfillmentOrders } from "./ports/shopify.ts";

const database = useScratchDatabase();
let ledger: LedgerBench;
let order: OrderId;
let fulfillmentOrders: FulfillmentOrderFact[];
/** What was asked of Shopify, in order. */
let asked: string[];
let beforeAsking: () => Promise<void> | void;

/** A partial hold splits off the rest, and releasing it puts the rest back, as Shopify does. */
const shopify: FulfillmentOrders = {
  read: async () => fulfillmentOrders,
  async hold(_shop, { fulfillmentOrderId, handle, lines }) {
    asked.push(`hold ${lines.length === 0 ? "all" : lines.map((line) => line.units).join("+")}`);
    await beforeAsking();
    const held = fulfillmentOrders.find((one) => one.fulfillmentOrderId === fulfillmentOrderId);
    if (held === undefined || held.holds.length > 0) return { ok: false, reason: "It is not splittable." };
    const wanted = new Map(lines.map((line) => [line.fulfillmentOrderLineItemId, line.units]));
    const unitsKept = (line: { fulfillmentOrderLineItemId: string; unitsRemaining: number }) =>
      lines.length === 0 ? line.unitsRemaining : (wanted.get(line.fulfillmentOrderLineItemId) ?? 0);
    const kept = held.lines.map((line) => ({ ...line, unitsRemaining: unitsKept(line) })).filter(hasUnits);
    const rest = held.lines.map((line) => ({ ...line, unitsRemaining: line.unitsRemaining - unitsKept(line) })).filter(hasUnits);
    fulfillmentOrders = fulfillmentOrders.filter((one) => one !== held);
    fulfillmentOrders.push({ ...held, status: "ON_HOLD", lines: kept, holds: [{ holdId: `id-${handle}`, handle, isOurs: true }] });
    if (rest.length > 0) fulfillmentOrders.push({ ...held, fulfillmentOrderId: `${fulfillmentOrderId}-rest` as FulfillmentOrderId, lines: rest });
    return { ok: true, holdId: `id-${handle}` };
  },
  move: async () => ({ ok: false, reason: "Nothing is moved here." }),
  async release(_shop, { fulfillmentOrderId, holdIds }) {
    asked.push(`release ${holdIds.length}`);
    await beforeAsking();
    const rest = fulfillmentOrders.find((one) => one.fulfillmentOrderId === `${fulfillmentOrderId}-rest`);
    fulfillmentOrders = fulfillmentOrders
      .filter((one) => one !== rest)
      .map((one) =>
        one.fulfillmentOrderId === fulfillmentOrderId
          ? { ...one, status: "OPEN", holds: one.holds.filter((hold) => !holdIds.includes(hold.holdId)), lines: together(one.lines, rest?.lines ?? []) }
          : one,
      );
    return { ok: true };
  },
};

type Line = FulfillmentOrderFact["lines"][number];
const hasUnits = ({ unitsRemaining }: Line) => unitsRemaining > 0;

function together(lines: readonly Line[], others: readonly Line[]): Line[] {
  const ofLine = Map.groupBy([...lines, ...others], (line) => line.lineItemId);
  return [...ofLine.values()].flatMap(([first, ...more]) =>
    first === undefined ? [] : [{ ...first, unitsRemaining: more.reduce((sum, line) => sum + line.unitsRemaining, first.unitsRemaining) }],
  );
}

beforeEach(async () => {
  ledger = await openLedger(database.pool, { managed: ["mug"] });
  order = ledger.model.place("A", { mug: 3 });
  await ledger.hear(order);
  [asked, beforeAsking] = [[], () => {}];
  const line = { fulfillmentOrderLineItemId: "f1", lineItemId: "A-mug" as LineItemId, unitsRemaining: 3 };
  fulfillmentOrders = [
    {
      fulfillmentOrderId: "1" as FulfillmentOrderId,
      locationId: "L1" as LocationId,
      status: "OPEN",
      canMove: true,
      isBoundToPlace: false,
      lines: [line],
      holds: [],
    },
  ];
});

const apply = () =>
  applyHolds({ database: ledger.deps.database, jobs: ledger.jobs, holds: createHolds(), fulfillmentOrders: shopify }, { shop: ledger.shop, orderId: order });
const firm = async () => (await database.pool.query(`SELECT units_allocated, units_firm FROM queue_entry WHERE shop = $1`, [ledger.shop])).rows;
const heldUnits = () => fulfillmentOrders.filter((one) => one.holds.length > 0).flatMap((one) => one.lines.map((line) => line.unitsRemaining));
async function receive(units: number): Promise<void> {
  ledger.model.receive(anItem("mug"), units);
  await ledger.settle("mug");
}

test("waiting units are held, once", async () => {
  expect(await apply()).toEqual({ placed: 1, released: 0 });
  expect(await apply()).toEqual({ placed: 0, released: 0 });
  expect(asked).toEqual(["hold all"]);
});

test("units that arrived are released and firm before Shopify is asked to release them", async () => {
  await apply();
  await receive(3);
  let firmBefore: unknown;
  beforeAsking = async () => void (firmBefore = await firm());
  await apply();
  expect(firmBefore).toEqual([{ units_allocated: 3, units_firm: 3 }]);
  expect(heldUnits()).toEqual([]);
});

test("what is released at one location makes nothing firm at another", async () => {
  await apply();
  await receive(3);
  await database.pool.query(
    `INSERT INTO queue_entry (shop, line_item_id, cohort, location_id, order_id, inventory_item_id, rank_at, units_ordered, units_granted, units_allocated, units_waiting, status)
     VALUES ($1, 'A-mug', 0, 'L2', 'A', 'mug', '2026-10-01', 2, 2, 2, 0, 'allocated')`,
    [ledger.shop],
  );
  await apply();
  const { rows } = await database.pool.query(`SELECT location_id, units_firm FROM queue_entry WHERE shop = $1 ORDER BY 1`, [ledger.shop]);
  expect(rows).toEqual([
    { location_id: "L1", units_firm: 3 },
    { location_id: "L2", units_firm: 0 },
  ]);
});

test("of three, one arrived: released, and the other two held again under a new handle", async () => {
  await apply();
  await receive(1);
  await apply();
  expect(asked).toEqual(["hold all", "release 1", "hold 2"]);
  expect(heldUnits()).toEqual([2]);
  const { rows } = await database.pool.query(`SELECT handle, state FROM hold WHERE shop = $1 ORDER BY handle`, [ledger.shop]);
  expect(rows).toEqual([
    { handle: "promised-1-1", state: "released" },
    { handle: "promised-1-2", state: "placed" },
  ]);
});

test("what a release puts back together is held anew as it is then", async () => {
  ledger = await openLedger(database.pool, { managed: ["bowl", "mug"] });
  ledger.model.receive(anItem("bowl"), 1);
  order = ledger.model.place("B", { bowl: 1, mug: 2 });
  await ledger.hear(order);
  await ledger.settle("bowl");
  const line = (id: string, lineItemId: string, unitsRemaining: number) => ({
    fulfillmentOrderLineItemId: id,
    lineItemId: lineItemId as LineItemId,
    unitsRemaining,
  });
  fulfillmentOrders = fulfillmentOrders.map((one) => ({ ...one, lines: [line("f1", "B-bowl", 1), line("f2", "B-mug", 2)] }));
  await apply();
  const toAllocated = `units_granted = units_ordered, units_allocated = units_ordered, units_waiting = 0, status = 'allocated'`;
  const toWaiting = `units_granted = 0, units_allocated = 0, units_waiting = units_ordered, units_firm = 0, status = 'waiting'`;
  await database.pool.query(`UPDATE queue_entry SET ${toAllocated} WHERE shop = $1 AND line_item_id = 'B-mug'`, [ledger.shop]);
  await database.pool.query(`UPDATE queue_entry SET ${toWaiting} WHERE shop = $1 AND line_item_id = 'B-bowl'`, [ledger.shop]);
  await apply();
  expect(asked).toEqual(["hold 2", "release 1", "hold 1"]);
  expect(fulfillmentOrders.filter((one) => one.holds.length > 0).flatMap((one) => one.lines.map(({ lineItemId }) => lineItemId))).toEqual(["B-bowl"]);
});

test("a run that was cut off after the release is repeated and holds the rest", async () => {
  await apply();
  await receive(1);
  beforeAsking = () => {
    if (asked.at(-1)?.startsWith("hold") === true) throw new Error("the worker died");
  };
  await expect(apply()).rejects.toThrow("the worker died");
  beforeAsking = () => {};
  await apply();
  expect(heldUnits()).toEqual([2]);
});

test("a hold that was placed though its answer got lost is known by its handle", async () => {
  const unlucky: FulfillmentOrders = {
    ...shopify,
    async hold(shop, request) {
      await shopify.hold(shop, request);
      throw new Error("the answer got lost");
    },
  };
  const deps = { database: ledger.deps.database, jobs: ledger.jobs, holds: createHolds(), fulfillmentOrders: unlucky };
  await expect(applyHolds(deps, { shop: ledger.shop, orderId: order })).rejects.toThrow("the answer got lost");
  await apply();
  expect(asked).toEqual(["hold all"]);
  const { rows } = await database.pool.query(`SELECT handle, hold_id, state FROM hold WHERE shop = $1`, [ledger.shop]);
  expect(rows).toEqual([{ handle: "promised-1-1", hold_id: "id-promised-1-1", state: "placed" }]);
});

test("what Shopify refuses comes back as a failed job with its reason", async () => {
  beforeAsking = () => void (fulfillmentOrders = []);
  await expect(apply()).rejects.toThrow(HoldRefused);
});

test("in observe, and for variants that are off, nothing is asked of Shopify", async () => {
  await database.pool.query(`UPDATE variant SET backorder_mode = 'off' WHERE shop = $1`, [ledger.shop]);
  await apply();
  await database.pool.query(`UPDATE variant SET backorder_mode = 'on' WHERE shop = $1`, [ledger.shop]);
  await database.pool.query(`UPDATE shop SET stage = 'observe' WHERE shop = $1`, [ledger.shop]);
  await apply();
  expect(asked).toEqual([]);
});

test("an order that ships together is held whole until all of it is there", async () => {
  await database.pool.query(`UPDATE "order" SET ship_preference = 'together' WHERE shop = $1`, [ledger.shop]);
  await receive(2);
  await apply();
  expect(asked).toEqual(["hold all"]);
  await receive(1);
  await apply();
  expect(heldUnits()).toEqual([]);
});

test("the customer of an order that ships together is told once, of all of it, when all of it is there", async () => {
  ledger = await openLedger(database.pool, { managed: ["mug"] });
  order = ledger.model.place("T", { mug: 2 }, { shipPreference: "together", customerId: "7" });
  await ledger.hear(order);
  await database.pool.query(
    `INSERT INTO promise (shop, line_item_id, seq, order_id, units, confidence, origin, because, notice_id) VALUES ($1, 'T-mug', 1, 'T', 2, 0.9, 'shown', '[]', 'n')`,
    [ledger.shop],
  );
  const told = async () => (await database.pool.query(`SELECT person, event, facts FROM notice WHERE shop = $1`, [ledger.shop])).rows;
  await receive(1);
  await apply();
  expect(await told()).toEqual([]);
  await receive(1);
  await apply();
  await apply();
  const lines = [{ lineItemId: "T-mug", title: "Thing mug", units: 2, unitsStillWaiting: 0 }];
  expect(await told()).toEqual([{ person: "customer:7", event: "allocated:T:whole", facts: { orderId: "T", lines } }]);
  expect(ledger.jobs.named("send-notice")).toEqual([{ name: "send-notice", shop: ledger.shop, noticeId: "allocated:T:whole" }]);
});

test("an order that we do not know is left alone", async () => {
  order = "unknown" as OrderId;
  expect(await apply()).toEqual({ placed: 0, released: 0 });
});
