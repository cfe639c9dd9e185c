import fc from "fast-check";
import { expect, test } from "vitest";
import { policyForCap, unitsStillSellable } from "./backorder-cap.ts";
import { addDays, calendarDate } from "./calendar-date.ts";
import type { Instant } from "./ids.ts";
import { needsPublishing, promiseContent, publish } from "./published-promise.ts";
import type { PublicationFacts } from "./published-promise.ts";
import { limitTranches, MAX_TRANCHES, mergeTranches, shortenTranches, tranchesBehind, tranchesOfLast } from "./tranches.ts";
import type { Tranche } from "./tranches.ts";

const [early, late] = [calendarDate("2026-10-12"), calendarDate("2026-11-02")];
const step = (upTo: number, shipBy = early) => ({ upTo, shipBy, windowFrom: shipBy, because: [] });
const shelfOf3 = { shelfUnits: 3, steps: [step(3, calendarDate("2026-10-01")), step(7), step(10, late)] };

test("3 now, 4 by 12 October, 3 by 2 November for whoever stands first", () =>
  expect(tranchesBehind(shelfOf3, 0)).toEqual([
    { units: 3, shipBy: null },
    { units: 4, shipBy: early },
    { units: 3, shipBy: late },
  ]));

test("whoever buys now stands behind those who wait", () =>
  expect(tranchesBehind(shelfOf3, 5)).toEqual([
    { units: 2, shipBy: early },
    { units: 3, shipBy: late },
  ]));

test("the last two of five units are those that the shelf does not cover", () => {
  const tranches = tranchesBehind(shelfOf3, 0);
  expect(tranchesOfLast(2, { quantity: 5, tranches })).toEqual([{ units: 2, shipBy: early }]);
  expect(tranchesOfLast(2, { quantity: 11, tranches })).toBeNull();
});

test("two locations' units are shown as one list, soonest first", () =>
  expect(mergeTranches([tranchesBehind(shelfOf3, 0), [{ units: 5, shipBy: early }]])).toEqual([
    { units: 3, shipBy: null },
    { units: 9, shipBy: early },
    { units: 3, shipBy: late },
  ]));

test("no more is shown than may be sold; the shelf is not a backorder", () =>
  expect(limitTranches(tranchesBehind(shelfOf3, 0), 5)).toEqual([
    { units: 3, shipBy: null },
    { units: 4, shipBy: early },
    { units: 1, shipBy: late },
  ]));

const someTranches: fc.Arbitrary<Tranche[]> = fc
  .array(fc.record({ units: fc.integer({ min: 1, max: 50 }), days: fc.integer({ min: 1, max: 30 }) }), { maxLength: 40 })
  .map((steps) => {
    let date = early;
    return steps.map(({ units, days }) => ({ units, shipBy: (date = addDays(date, days)) }));
  });

test("shortened tranches add up to the same units, and no unit gets a better date", () =>
  fc.assert(
    fc.property(someTranches, (tranches) => {
      const short = shortenTranches([{ units: 2, shipBy: null }, ...tranches]);
      expect(short.length).toBeLessThanOrEqual(MAX_TRANCHES);
      const dates = (list: readonly Tranche[]) => list.flatMap(({ units, shipBy }) => Array.from({ length: units }, () => shipBy ?? ""));
      const [before, after] = [dates([{ units: 2, shipBy: null }, ...tranches]), dates(short)];
      expect(after.length).toBe(before.length);
      for (const [index, date] of after.entries()) expect(date >= (before[index] ?? "")).toBe(true);
    }),
  ));

test("nobody's date gets better when more people wait ahead, and no unit is shown twice", () =>
  fc.assert(
    fc.property(someTranches, fc.nat(20), fc.nat(100), fc.integer({ min: 1, max: 50 }), (tranches, shelfUnits, unitsAhead, more) => {
      let upTo = shelfUnits;
      const steps = tranches.map(({ units, shipBy }) => step((upTo += units), shipBy ?? early));
      const shown = (ahead: number) => tranchesBehind({ shelfUnits, steps }, ahead);
      const dates = (ahead: number) => shown(ahead).flatMap(({ units, shipBy }) => Array.from({ length: units }, () => shipBy ?? ""));
      const [now, later] = [dates(unitsAhead), dates(unitsAhead + more)];
      expect(now.length).toBe(Math.max(0, upTo - unitsAhead));
      for (const [index, date] of later.entries()) expect(date >= (now[index] ?? "")).toBe(true);
    }),
  ));

const facts: PublicationFacts = { mode: "on", stillSellable: null, limit: null, unitsWaiting: 0, tranches: [], confidence: 0.9 };

test.each<[string, Partial<PublicationFacts>]>([
  ["in_stock", { tranches: [{ units: 4, shipBy: null }] }],
  ["low", { tranches: [{ units: 3, shipBy: null }] }],
  ["backorder", { tranches: [{ units: 3, shipBy: early }] }],
  ["backorder", {}],
  ["limit_reached", { limit: 5, unitsWaiting: 5, stillSellable: 0 }],
  ["limit_reached", { limit: 0, stillSellable: 0 }],
  ["out_of_stock", { mode: "autopilot", stillSellable: 0 }],
  ["out_of_stock", { mode: "off", stillSellable: 0 }],
])("the page says %s for %j", (state, part) => expect(promiseContent({ ...facts, ...part }).state).toBe(state));

test("at the limit no date is shown for units that cannot be bought", () =>
  expect(promiseContent({ ...facts, limit: 5, unitsWaiting: 5, stillSellable: 0, tranches: [{ units: 3, shipBy: early }] }).tranches).toEqual([]));

const at = "2026-10-01T08:00:00.000Z" as Instant; // tests state moments as text

test("a publication is written when it says something new, or when half its day is over", () => {
  const content = promiseContent({ ...facts, tranches: [{ units: 3, shipBy: early }] });
  const newest = publish(content, { rev: 1, at });
  expect(newest.validUntil).toBe("2026-10-02T08:00:00.000Z");
  expect(needsPublishing(content, null, at)).toBe(true);
  expect(needsPublishing(content, JSON.parse(JSON.stringify(newest)), at)).toBe(false);
  expect(needsPublishing({ ...content, cap: 2 }, newest, at)).toBe(true);
  expect(needsPublishing(content, newest, "2026-10-01T20:00:00.000Z" as Instant)).toBe(true);
});

test("the largest publication stays below two thousand bytes", () => {
  const tranches = Array.from({ length: 60 }, (_, index) => ({ units: 1_000_000, shipBy: addDays(early, 31 * index) }));
  const payload = publish(promiseContent({ ...facts, limit: 1_000_000, tranches }), { rev: 2_000_000_000, at });
  expect(JSON.stringify(payload).length).toBeLessThan(2_000);
});

test.each<[Partial<Parameters<typeof unitsStillSellable>[0]>, number | null]>([
  [{ mode: "on", limit: 20, unitsWaiting: 12, datedInboundUnits: 15 }, 8],
  [{ mode: "autopilot", limit: 20, unitsWaiting: 12, datedInboundUnits: 15 }, 3],
  [{ mode: "autopilot", limit: 13, unitsWaiting: 12, datedInboundUnits: 15 }, 1],
  [{ mode: "autopilot", unitsWaiting: 2, unseenUnits: 3, datedInboundUnits: 9, bufferUnits: 1 }, 3],
  [{ mode: "autopilot", datedInboundUnits: 0 }, 0],
  [{ mode: "on", limit: 0 }, 0],
  [{ mode: "on", limit: 5, unitsWaiting: 9 }, 0],
  [{ mode: "on" }, null],
  [{ mode: "off", limit: 20 }, 0],
])("with %j, %s more may be sold", (part, units) => {
  const cap = unitsStillSellable({ mode: "on", limit: null, unitsWaiting: 0, unseenUnits: 0, datedInboundUnits: 0, bufferUnits: 0, ...part });
  expect(cap).toBe(units);
  expect(policyForCap(cap)).toBe(units === 0 ? "DENY" : "CONTINUE");
});
