import { expect, test } from "vitest";
import fc from "fast-check";
import { bufferUnits, unitsBeyondOffer, unitsLeft, unitsStillSellable } from "./backorder-cap.ts";

const facts = { mode: "autopilot" as const, limit: 20, unitsWaiting: 12, unseenUnits: 0, datedInboundUnits: 15, bufferUnits: 0 };

test.each([
  ["dated supply binds under autopilot", {}, 3],
  ["only the limit binds under on", { mode: "on" as const }, 8],
  ["units in orders we cannot read come first", { unseenUnits: 2 }, 1],
  ["what sells while a change is on its way is kept back", { bufferUnits: 2 }, 1],
  ["a limit of 0 is 0", { limit: 0, mode: "on" as const }, 0],
  ["no limit is no limit", { limit: null, mode: "on" as const }, null],
  ["autopilot without limit still follows supply", { limit: null }, 3],
  ["a delivery that slips away closes sales", { datedInboundUnits: 5 }, 0],
  ["switched off sells nothing", { mode: "off" as const }, 0],
])("%s", (_, change, sellable) => expect(unitsStillSellable({ ...facts, ...change })).toBe(sellable));

test("never more than the limit and never more than dated supply, and less supply never opens more", () => {
  const count = fc.nat(1_000);
  fc.assert(
    fc.property(count, count, count, count, count, (limit, unitsWaiting, unseenUnits, datedInboundUnits, buffer) => {
      const of = (dated: number) =>
        unitsStillSellable({ mode: "autopilot", limit, unitsWaiting, unseenUnits, datedInboundUnits: dated, bufferUnits: buffer }) ?? Infinity;
      const sellable = of(datedInboundUnits);
      expect(sellable).toBeGreaterThanOrEqual(0);
      expect(sellable).toBeLessThanOrEqual(Math.max(0, Math.min(limit - unitsWaiting, datedInboundUnits - unitsWaiting - unseenUnits)));
      expect(of(Math.max(0, datedInboundUnits - 1))).toBeLessThanOrEqual(sellable);
    }),
  );
});

test.each([
  ["under on the limit alone counts", { mode: "on" as const, limit: 20, unitsWaiting: 15, offer: { cap: 3, unitsWaiting: 12 } }, 5],
  ["under on nothing is left beyond the limit", { mode: "on" as const, limit: 1, unitsWaiting: 8, offer: null }, 0],
  ["on autopilot an order takes its units off the offer", { mode: "autopilot" as const, limit: 20, unitsWaiting: 14, offer: { cap: 3, unitsWaiting: 12 } }, 1],
  ["on autopilot nothing is left once the offer is sold", { mode: "autopilot" as const, limit: 99, unitsWaiting: 17, offer: { cap: 3, unitsWaiting: 12 } }, 0],
  [
    "what ships or is cancelled is not offered again by itself",
    { mode: "autopilot" as const, limit: 20, unitsWaiting: 4, offer: { cap: 0, unitsWaiting: 12 } },
    0,
  ],
  ["the limit binds on autopilot too", { mode: "autopilot" as const, limit: 13, unitsWaiting: 12, offer: { cap: 3, unitsWaiting: 12 } }, 1],
  ["no limit is no limit", { mode: "on" as const, limit: null, unitsWaiting: 1_000, offer: null }, null],
])("%s", (_, facts, left) => expect(unitsLeft(facts)).toBe(left));

test.each([
  ["units within the offer are not beyond it", { units: 3, lastPlace: 15, offer: { cap: 3, unitsWaiting: 12 } }, 0],
  ["of an order that crosses the offer's end, the rest is beyond it", { units: 5, lastPlace: 17, offer: { cap: 3, unitsWaiting: 12 } }, 2],
  ["all that is ordered while nothing is offered is beyond it", { units: 2, lastPlace: 3, offer: { cap: 0, unitsWaiting: 12 } }, 2],
  ["without a limit nothing is beyond it", { units: 2, lastPlace: 300, offer: { cap: null, unitsWaiting: 12 } }, 0],
  ["what was sold while the variant was switched off is not ours to count", { units: 2, lastPlace: 3, offer: { cap: 0, unitsWaiting: null } }, 0],
])("%s", (_, facts, beyond) => expect(unitsBeyondOffer(facts)).toBe(beyond));

test("the buffer is what sells in a publish delay: nothing for a slow seller, a handful in a rush", () => {
  expect(bufferUnits({ soldPerDay: 20, publishSeconds: 0, confidence: 0.9 })).toBe(0);
  expect(bufferUnits({ soldPerDay: 3_000, publishSeconds: 0, confidence: 0.9 })).toBe(4);
  expect(bufferUnits({ soldPerDay: 3_000, publishSeconds: 120, confidence: 0.9 })).toBeGreaterThan(4);
});
