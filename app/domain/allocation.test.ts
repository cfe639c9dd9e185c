import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { freeUnits } from "./allocatable-units.ts";
import { grantSentence, liftSentence } from "./allocation-sentences.ts";
import { allocate, firmUnits, lift } from "./allocation.ts";

const shelf = (units: number) => ({ units, onShelf: units });
const waiting = (name: string, unitsWaiting: number) => ({ name, unitsWaiting });
const granted = (grants: ReturnType<typeof allocate<ReturnType<typeof waiting>>>) => grants.map(({ entry, units, rank }) => [entry.name, units, rank]);

describe("giving", () => {
  test("older backorders are served first, the last one in part", () =>
    expect(granted(allocate([waiting("A", 2), waiting("B", 4)], shelf(5)))).toEqual([
      ["A", 2, 1],
      ["B", 3, 2],
    ]));
  test("nobody gets what is not there", () => expect(allocate([waiting("A", 2)], shelf(0))).toEqual([]));
  test("units in = units given + units left over", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 })), fc.nat(60), (queue, free) => {
        const grants = allocate(
          queue.map((units, index) => waiting(String(index), units)),
          shelf(free),
        );
        const given = grants.reduce((sum, { units }) => sum + units, 0);
        expect(given).toBe(
          Math.min(
            free,
            queue.reduce((sum, units) => sum + units, 0),
          ),
        );
        // Everybody before the last one served is served in full: no one is passed over.
        for (const { entry, units } of grants.slice(0, -1)) expect(units).toBe(entry.unitsWaiting);
      }),
    );
  });
  test("units kept for a channel are its own: others never get them, and it takes what is free to all first", () => {
    const queue = [
      { name: "web", unitsWaiting: 3, channel: "web" },
      { name: "till", unitsWaiting: 3, channel: "pos" },
    ];
    const rules = { policy: "first_come" as const, leaves: [], reserves: [{ channel: "pos", units: 2 }] };
    expect(allocate(queue, { units: 4, onShelf: 4 }, rules).map(({ entry, units, rule }) => [entry.name, units, rule])).toEqual([
      ["web", 2, "first_come"],
      ["till", 2, "reserved"],
    ]);
    expect(allocate(queue, { units: 1, onShelf: 1 }, rules).map(({ entry, units }) => [entry.name, units])).toEqual([["till", 1]]);
  });
  test("whatever is kept, nobody gets more than waits, nor all together more than is free, and others leave the reserve alone", () => {
    const entry = fc.record({ unitsWaiting: fc.integer({ min: 1, max: 5 }), channel: fc.constantFrom("web", "pos", "b2b") });
    const kept = fc.nat(6);
    fc.assert(
      fc.property(fc.array(entry), fc.nat(25), kept, kept, (queue, free, forPos, forB2b) => {
        const reserves = [
          { channel: "pos", units: forPos },
          { channel: "b2b", units: forB2b },
        ].filter(({ units }) => units > 0);
        const grants = allocate(queue, shelf(free), { policy: "first_come", leaves: [], reserves });
        const sum = (which: (channel: string) => boolean) => grants.reduce((total, grant) => (which(grant.entry.channel) ? total + grant.units : total), 0);
        expect(sum(() => true)).toBeLessThanOrEqual(free);
        for (const grant of grants) expect(grant.units).toBeLessThanOrEqual(grant.entry.unitsWaiting);
        expect(sum((channel) => channel === "web")).toBeLessThanOrEqual(Math.max(0, free - forPos - forB2b));
        expect(sum((channel) => channel !== "pos")).toBeLessThanOrEqual(Math.max(0, free - forPos));
      }),
    );
  });
  test("a line is told its place and its share", () => {
    expect(grantSentence({ rule: "first_come", rank: 1, units: 1, unitsWaiting: 1, allocatableUnits: 5 })).toBe(
      "First in the queue, first come, first served: got all 1 unit it waited for, out of 5 units free to give.",
    );
    expect(grantSentence({ rule: "first_come", rank: 2, units: 3, unitsWaiting: 4, allocatableUnits: 5 })).toBe(
      "Number 2 in the queue, first come, first served: got 3 of the 4 units it waited for, out of 5 units free to give.",
    );
  });
});

const given = (name: string, unitsAllocated: number, unitsFirm = 0, isInProgress = false) => ({ name, unitsAllocated, unitsFirm, isInProgress });
const lifted = (lifts: ReturnType<typeof lift<ReturnType<typeof given>>>) => lifts.map(({ entry, units, breaksFirm }) => [entry.name, units, breaksFirm]);

describe("taking back", () => {
  test("the newest line that was told nothing loses first", () =>
    expect(lifted(lift([given("new", 2, 2), given("older", 2), given("oldest", 2)], 3))).toEqual([
      ["older", 2, false],
      ["oldest", 1, false],
    ]));
  test("announced units go only when nothing else is left, newest first", () =>
    expect(lifted(lift([given("new", 2, 2), given("old", 3, 2)], 2))).toEqual([
      ["new", 1, true],
      ["old", 1, false],
    ]));
  test("what is being picked is never taken", () => expect(lifted(lift([given("new", 2, 0, true), given("old", 1, 1)], 3))).toEqual([["old", 1, true]]));
  test("units that shipped took their firm marks with them", () => {
    expect(firmUnits({ unitsFirm: 2, unitsFulfilled: 2, unitsAllocated: 3 })).toBe(0);
    expect(firmUnits({ unitsFirm: 3, unitsFulfilled: 1, unitsAllocated: 1 })).toBe(1);
  });
  test("the reason says whether somebody had been told", () =>
    expect(liftSentence({ rule: "shortage", units: 1, shortageUnits: 2, breaksFirm: false })).toBe(
      "The shelf holds 2 units less than was given out: 1 unit taken back from the newest line that nobody had been told about.",
    ));
});

describe("units free to give", () => {
  test.each([
    { what: "3 arrive while 5 wait at stock 0", of: { available: -2, committed: 5, unitsWaiting: 5, unitsAllocated: 0 }, free: 3 },
    { what: "2 of 5 shipped by hand and not read yet", of: { available: -2, committed: 3, unitsWaiting: 5, unitsAllocated: 0 }, free: 1 },
    { what: "an order we have not read ranks before ours", of: { available: -1, committed: 2, unitsWaiting: 1, unitsAllocated: 0 }, free: 0 },
    { what: "nobody waits", of: { available: 7, committed: 0, unitsWaiting: 0, unitsAllocated: 0 }, free: 0 },
  ])("$what", ({ of, free }) => expect(freeUnits(of).allocatableUnits).toBe(free));
  test("a shortage is what the shelf lacks of the allocated units", () =>
    expect(freeUnits({ available: -1, committed: 3, unitsWaiting: 0, unitsAllocated: 3 })).toMatchObject({ shortageUnits: 1, allocatableUnits: 0 }));
  test("the difference to Shopify's committed has a name", () => {
    expect(freeUnits({ available: 0, committed: 4, unitsWaiting: 1, unitsAllocated: 1 })).toMatchObject({ unseenUnits: 2, uncommittedUnits: 0 });
    expect(freeUnits({ available: 0, committed: 1, unitsWaiting: 1, unitsAllocated: 1 })).toMatchObject({ unseenUnits: 0, uncommittedUnits: 1 });
  });
  test("never more than the shelf holds, never more than waits", () => {
    const n = fc.integer({ min: -20, max: 40 });
    fc.assert(
      fc.property(n, fc.nat(40), fc.nat(40), fc.nat(40), (available, committed, unitsWaiting, unitsAllocated) => {
        const { allocatableUnits, shortageUnits } = freeUnits({ available, committed, unitsWaiting, unitsAllocated });
        const shelf = Math.max(0, available + committed);
        expect(allocatableUnits).toBeLessThanOrEqual(unitsWaiting);
        expect(unitsAllocated + allocatableUnits - shortageUnits).toBeLessThanOrEqual(Math.max(shelf, 0));
        expect(Math.min(allocatableUnits, shortageUnits)).toBe(0);
      }),
    );
  });
});
