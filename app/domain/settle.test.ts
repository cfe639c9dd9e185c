import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Instant } from "./ids.ts";
import { NO_TERMS, reach, settleLocation } from "./settle.ts";
import type { LocationView } from "./settle.ts";

const now = "2026-10-01T08:00:00.000Z" as Instant; // written as the brand asks
const later = (seconds: number) => new Date(Date.parse(now) + seconds * 1000).toISOString() as Instant;
const view = (numbers: Partial<LocationView>): LocationView => ({
  available: 0,
  committed: 0,
  unitsWaiting: 0,
  unitsAllocated: 0,
  earlier: NO_TERMS,
  ...numbers,
});
const waiting = (...units: number[]) => units.map((unitsWaiting) => ({ unitsWaiting }));
const allocated = (...units: number[]) => units.map((unitsAllocated) => ({ unitsAllocated, unitsFirm: 0, isInProgress: false }));
const queue = (head: number[], tail: number[] = []) => ({ head: waiting(...head), tail: allocated(...tail), idleReason: null, isHeadCut: false });

describe("one location", () => {
  test("free units go to those who wait", () => {
    const decision = settleLocation(view({ available: -2, committed: 5, unitsWaiting: 5 }), queue([2, 2, 1]), now);
    expect(decision).toMatchObject({ unitsWaiting: 2, unitsAllocated: 3, terms: NO_TERMS });
  });
  test("free units that nobody may have lie idle, and the reason is named", () => {
    const decision = settleLocation(view({ available: 0, committed: 2, unitsWaiting: 2 }), { ...queue([]), idleReason: "held_elsewhere" }, now);
    expect(decision.terms).toMatchObject({ idleUnits: 2, idleReason: "held_elsewhere" });
  });
  test("a queue too long for one settle leaves nothing idle: the next settle goes on", () => {
    const decision = settleLocation(view({ available: 0, committed: 5, unitsWaiting: 5 }), { ...queue([1, 1]), isHeadCut: true }, now);
    expect(decision).toMatchObject({ unitsWaiting: 3, terms: { idleUnits: 0 } });
  });
  test("with everybody known, a shortage is taken back at once", () => {
    const decision = settleLocation(view({ available: -1, committed: 3, unitsAllocated: 3 }), queue([], [1, 2]), now);
    expect(decision).toMatchObject({ unitsAllocated: 2, unitsWaiting: 1, terms: { shortageUnits: 0, shortageSince: null } });
  });
  test("with somebody unknown, the first reading only notes it and the second, a minute later, acts on what both agree on", () => {
    const first = settleLocation(view({ available: -2, committed: 4, unitsAllocated: 3 }), queue([], [3]), now);
    expect(first).toMatchObject({ unitsAllocated: 3, terms: { unseenUnits: 1, shortageUnits: 2, shortageSince: now } });
    const worse = view({ available: -3, committed: 4, unitsAllocated: 3, earlier: first.terms });
    expect(reach(worse, later(59)).unitsToLift).toBe(0);
    expect(reach(worse, later(60)).unitsToLift).toBe(2);
  });
  test("units by which a shortage has grown wait for a second reading of their own", () => {
    const first = settleLocation(view({ available: -2, committed: 4, unitsAllocated: 3 }), queue([], [3]), now);
    const second = settleLocation(view({ available: -3, committed: 4, unitsAllocated: 3, earlier: first.terms }), queue([], [3]), later(60));
    expect(second).toMatchObject({ unitsAllocated: 1, terms: { shortageUnits: 1, shortageSince: later(60) } });
    const third = view({ available: -3, committed: 4, unitsAllocated: 1, unitsWaiting: 2, earlier: second.terms });
    expect(reach(third, later(61)).unitsToLift).toBe(0);
    expect(reach(third, later(120)).unitsToLift).toBe(1);
  });
  test("a shortage that has passed is forgotten", () => {
    const earlier = { ...NO_TERMS, shortageUnits: 2, shortageSince: now };
    expect(settleLocation(view({ available: 0, committed: 3, unitsAllocated: 3, earlier }), queue([], [3]), later(90)).terms).toEqual(NO_TERMS);
  });

  test("whatever Shopify says, the terms explain it and a second settle changes nothing", () => {
    const units = fc.integer({ min: -30, max: 60 });
    const entries = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 8 });
    fc.assert(
      fc.property(units, fc.nat(60), entries, entries, (available, committed, head, tail) => {
        const sum = (all: number[]) => all.reduce((total, one) => total + one, 0);
        const before = view({ available, committed, unitsWaiting: sum(head), unitsAllocated: sum(tail) });
        const { unitsWaiting, unitsAllocated, terms } = settleLocation(before, queue(head, tail), now);
        const shelf = available + committed;
        expect(unitsWaiting + unitsAllocated).toBe(committed - terms.unseenUnits + terms.uncommittedUnits);
        expect(unitsWaiting).toBe(
          Math.max(0, terms.uncommittedUnits - available) - Math.max(0, terms.unseenUnits - shelf) + terms.idleUnits - terms.shortageUnits,
        );
        expect(unitsAllocated - terms.shortageUnits).toBeLessThanOrEqual(Math.max(0, shelf));
        expect(reach({ ...before, unitsWaiting, unitsAllocated, earlier: terms }, now)).toEqual({ unitsToGive: 0, unitsToLift: 0 });
      }),
    );
  });
});

test("two sales that nobody has read yet do not confirm each other: what the first left on record is explained by then", () => {
  // 2 on the shelf are allocated, 8 wait; a sale of 4 is not read yet: 2 units look short.
  const first = settleLocation(view({ available: -12, committed: 14, unitsWaiting: 8, unitsAllocated: 2 }), queue([], [1, 1]), now);
  expect(first.terms).toMatchObject({ unseenUnits: 4, shortageUnits: 2, shortageSince: now });
  // Twenty minutes later that sale is in the queue, and another of one unit is not.
  const readBefore = { available: -12, committed: 14 };
  const later20 = view({ available: -13, committed: 15, unitsWaiting: 12, unitsAllocated: 2, earlier: first.terms, readBefore });
  const second = settleLocation(later20, queue([], [1, 1]), later(1200));
  expect(second.lifts).toEqual([]);
  expect(second.terms.shortageSince).toBe(later(1200));
});

test("a shelf that was short and a sale that is not read yet do not confirm each other", () => {
  // 1 unit is lacking, and 2 are shipped that nobody has read of.
  const first = settleLocation(view({ available: -8, committed: 7, unitsWaiting: 8, unitsAllocated: 1 }), queue([8], [1]), now);
  expect(first.terms).toMatchObject({ shortageUnits: 1, uncommittedUnits: 2 });
  // Then 3 arrive, and 4 are sold in the same second.
  const readBefore = { available: -8, committed: 7 };
  const second = view({ available: -9, committed: 11, unitsWaiting: 6, unitsAllocated: 1, earlier: first.terms, readBefore });
  expect(reach(second, later(1600)).unitsToLift).toBe(0);
});
