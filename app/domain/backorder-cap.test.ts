import { expect, test } from "vitest";
import fc from "fast-check";
import { bufferUnits, unitsBeyondLimit, unitsStillSellable } from "./backorder-cap.ts";

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

test("units beyond the limit are counted, without a limit nothing is beyond", () => {
  expect(unitsBeyondLimit({ mode: "on", limit: 1, unitsWaiting: 8 })).toBe(7);
  expect(unitsBeyondLimit({ mode: "on", limit: 10, unitsWaiting: 8 })).toBe(0);
  expect(unitsBeyondLimit({ mode: "on", limit: null, unitsWaiting: 8 })).toBe(0);
});

test("the buffer is what sells in a publish delay: nothing for a slow seller, a handful in a rush", () => {
  expect(bufferUnits({ soldPerDay: 20, publishSeconds: 0, confidence: 0.9 })).toBe(0);
  expect(bufferUnits({ soldPerDay: 3_000, publishSeconds: 0, confidence: 0.9 })).toBe(4);
  expect(bufferUnits({ soldPerDay: 3_000, publishSeconds: 120, confidence: 0.9 })).toBeGreaterThan(4);
});
