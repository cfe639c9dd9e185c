import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planHolds } from "./hold-plan.ts";
import type { HoldableOrder, HoldStep, UnitsToHold } from "./hold-plan.ts";
import type { FulfillmentOrderId, LineItemId, LocationId } from "./ids.ts";

const BERLIN = "berlin" as LocationId;
const line = (id: string, units: number) => ({ fulfillmentOrderLineItemId: `f-${id}`, lineItemId: id as LineItemId, unitsRemaining: units });
const ours = (holdId: string) => ({ holdId, isOurs: true });
const theirs = (holdId: string) => ({ holdId, isOurs: false });
function order(id: string, lines: ReturnType<typeof line>[], more: Partial<HoldableOrder> = {}): HoldableOrder {
  return { fulfillmentOrderId: id as FulfillmentOrderId, locationId: BERLIN, status: more.holds?.length ? "ON_HOLD" : "OPEN", lines, holds: [], ...more };
}
const wait = (id: string, units: number, locationId = BERLIN): UnitsToHold => ({ lineItemId: id as LineItemId, locationId, units });
const brief = (steps: HoldStep[]) => steps.map(({ fulfillmentOrderId, release, hold }) => ({ fulfillmentOrderId, release, hold }));

describe("holding", () => {
  test.each<[rule: string, HoldableOrder[], UnitsToHold[], ReturnType<typeof brief>]>([
    ["nothing waits: nothing is held", [order("1", [line("a", 5)])], [], []],
    [
      "all of it waits: the whole fulfillment order is held",
      [order("1", [line("a", 5)])],
      [wait("a", 5)],
      [{ fulfillmentOrderId: "1" as FulfillmentOrderId, release: [], hold: "all" }],
    ],
    [
      "a part waits: only that part is held",
      [order("1", [line("a", 5)])],
      [wait("a", 3)],
      [{ fulfillmentOrderId: "1" as FulfillmentOrderId, release: [], hold: [{ fulfillmentOrderLineItemId: "f-a", units: 3 }] }],
    ],
    [
      "of two lines only the waiting one is held",
      [order("1", [line("a", 5), line("b", 1)])],
      [wait("a", 5)],
      [{ fulfillmentOrderId: "1" as FulfillmentOrderId, release: [], hold: [{ fulfillmentOrderLineItemId: "f-a", units: 5 }] }],
    ],
    ["what is held already stays as it is", [order("1", [line("a", 3)], { holds: [ours("h")] }), order("2", [line("a", 2)])], [wait("a", 3)], []],
    [
      "all units arrived: the hold is released",
      [order("1", [line("a", 3)], { holds: [ours("h")] })],
      [],
      [{ fulfillmentOrderId: "1" as FulfillmentOrderId, release: ["h"], hold: "nothing" }],
    ],
    [
      "one of three arrived: released and the rest held anew",
      [order("1", [line("a", 3)], { holds: [ours("h")] })],
      [wait("a", 2)],
      [{ fulfillmentOrderId: "1" as FulfillmentOrderId, release: ["h"], hold: [{ fulfillmentOrderLineItemId: "f-a", units: 2 }] }],
    ],
    [
      "more holds of ours are released together",
      [order("1", [line("a", 3)], { holds: [ours("h"), ours("i")] })],
      [],
      [{ fulfillmentOrderId: "1" as FulfillmentOrderId, release: ["h", "i"], hold: "nothing" }],
    ],
    ["another app's hold is left alone, and what it holds cannot be held by us", [order("1", [line("a", 3)], { holds: [theirs("x")] })], [wait("a", 3)], []],
    [
      "our hold beside another app's stays while any unit waits: what two hold cannot be split",
      [order("1", [line("a", 3)], { holds: [ours("h"), theirs("x")] })],
      [wait("a", 1)],
      [],
    ],
    [
      "our hold beside another app's is released by its id when nothing waits any more, and theirs stays",
      [order("1", [line("a", 3)], { holds: [ours("h"), theirs("x")] })],
      [],
      [{ fulfillmentOrderId: "1" as FulfillmentOrderId, release: ["h"], hold: "nothing" }],
    ],
    ["work in progress is the warehouse's", [order("1", [line("a", 3)], { status: "IN_PROGRESS" })], [wait("a", 3)], []],
    [
      "another location's fulfillment order is not held for units that wait here",
      [order("1", [line("a", 3)], { locationId: "paris" as LocationId })],
      [wait("a", 3)],
      [],
    ],
    [
      "a lifted unit is held again from what is free",
      [order("1", [line("a", 1)], { holds: [ours("h")] }), order("2", [line("a", 2)])],
      [wait("a", 2)],
      [{ fulfillmentOrderId: "2" as FulfillmentOrderId, release: [], hold: [{ fulfillmentOrderLineItemId: "f-a", units: 1 }] }],
    ],
  ])("%s", (_rule, orders, wanted, steps) => expect(brief(planHolds(orders, wanted))).toEqual(steps));
});

/** Carries the steps out as Shopify does: a partial hold splits off the rest. */
function carriedOut(orders: readonly HoldableOrder[], steps: readonly HoldStep[]): HoldableOrder[] {
  let split = 0;
  return orders.flatMap((before): HoldableOrder[] => {
    const step = steps.find((one) => one.fulfillmentOrderId === before.fulfillmentOrderId);
    if (step === undefined) return [before];
    const left = before.holds.filter((hold) => !step.release.includes(hold.holdId));
    const open: HoldableOrder = { ...before, holds: left, status: left.length > 0 ? "ON_HOLD" : "OPEN" };
    if (step.hold === "nothing") return [open];
    if (step.hold === "all") return [{ ...open, status: "ON_HOLD", holds: [ours("new")] }];
    const { hold } = step;
    const part = (id: string) => hold.find((one) => one.fulfillmentOrderLineItemId === id)?.units ?? 0;
    const held = open.lines.map((one) => ({ ...one, unitsRemaining: part(one.fulfillmentOrderLineItemId) })).filter((one) => one.unitsRemaining > 0);
    const rest = open.lines
      .map((one) => ({ ...one, unitsRemaining: one.unitsRemaining - part(one.fulfillmentOrderLineItemId) }))
      .filter((one) => one.unitsRemaining > 0);
    return [
      { ...open, lines: held, status: "ON_HOLD", holds: [ours("new")] },
      { ...open, fulfillmentOrderId: `${before.fulfillmentOrderId}-rest${split++}` as FulfillmentOrderId, lines: rest },
    ];
  });
}

describe("after the plan is carried out", () => {
  const anyOrder = fc.record({
    lines: fc.uniqueArray(fc.record({ id: fc.constantFrom("a", "b", "c"), units: fc.integer({ min: 1, max: 5 }) }), {
      selector: (one) => one.id,
      minLength: 1,
    }),
    state: fc.constantFrom("free", "ours", "theirs", "both", "progress"),
  });
  const anyShop = fc.record({
    orders: fc.array(anyOrder, { maxLength: 5 }),
    waiting: fc.record({ a: fc.nat(8), b: fc.nat(8), c: fc.nat(8) }),
  });
  const build = ({ orders, waiting }: { orders: { lines: { id: string; units: number }[]; state: string }[]; waiting: Record<string, number> }) => ({
    orders: orders.map(({ lines, state }, index) =>
      order(
        String(index),
        lines.map(({ id, units }) => line(id, units)),
        {
          status: state === "progress" ? "IN_PROGRESS" : state === "free" ? "OPEN" : "ON_HOLD",
          holds: [
            ...(state === "ours" || state === "both" ? [ours(`h${index}`)] : []),
            ...(state === "theirs" || state === "both" ? [theirs(`x${index}`)] : []),
          ],
        },
      ),
    ),
    wanted: Object.entries(waiting).map(([id, units]) => wait(id, units)),
  });
  const unitsOf = (orders: HoldableOrder[], id: string, matches: (one: HoldableOrder) => boolean) =>
    orders
      .filter(matches)
      .reduce((sum, one) => sum + one.lines.filter((each) => each.lineItemId === id).reduce((units, each) => units + each.unitsRemaining, 0), 0);
  const heldByUs = (one: HoldableOrder) => one.holds.some((hold) => hold.isOurs);
  const heldByOthers = (one: HoldableOrder) => one.holds.some((hold) => !hold.isOurs);
  const heldBesides = (one: HoldableOrder) => ({ ...one, holds: one.holds.filter((hold) => !hold.isOurs) });

  test("exactly the waiting units are held, as far as Shopify lets us", () => {
    fc.assert(
      fc.property(anyShop, (shop) => {
        const { orders, wanted } = build(shop);
        const after = carriedOut(orders, planHolds(orders, wanted));
        for (const { lineItemId, units } of wanted) {
          const stuck = unitsOf(after, lineItemId, (one) => heldByUs(one) && heldByOthers(one));
          const holdable = unitsOf(orders, lineItemId, (one) => !heldByOthers(one) && one.status !== "IN_PROGRESS");
          expect(unitsOf(after, lineItemId, heldByUs)).toBe(stuck + Math.min(Math.max(units - stuck, 0), holdable));
        }
      }),
    );
  });

  test("planning again finds nothing to do", () => {
    fc.assert(
      fc.property(anyShop, (shop) => {
        const { orders, wanted } = build(shop);
        const after = carriedOut(orders, planHolds(orders, wanted));
        expect(planHolds(after, wanted)).toEqual([]);
      }),
    );
  });

  test("where nothing waits we hold nothing, whoever else does", () => {
    fc.assert(
      fc.property(anyShop, (shop) => {
        const { orders } = build(shop);
        expect(carriedOut(orders, planHolds(orders, [])).filter(heldByUs)).toEqual([]);
      }),
    );
  });

  test("no unit is lost or invented, and no other app's hold is touched", () => {
    fc.assert(
      fc.property(anyShop, (shop) => {
        const { orders, wanted } = build(shop);
        const after = carriedOut(orders, planHolds(orders, wanted));
        for (const id of ["a", "b", "c"]) expect(unitsOf(after, id, () => true)).toBe(unitsOf(orders, id, () => true));
        expect(after.filter(heldByOthers).map(heldBesides)).toEqual(orders.filter(heldByOthers).map(heldBesides));
      }),
    );
  });
});
