import { expect, test } from "vitest";
import { runDemands, tighter } from "./environment.ts";
import { spreadFaults } from "./faults.ts";

test("a run that asks for nothing gets nothing", () => {
  expect(runDemands({})).toEqual({ validatesWebhooks: false, bucket: null, faults: null });
});

test("each demand is read", () => {
  const demands = runDemands({ DEV_STORE_VALIDATE_WEBHOOKS: "1", DEV_STORE_BUCKET: "2000,100", DEV_STORE_FAULTS: "10" });
  expect(demands).toEqual({ validatesWebhooks: true, bucket: { maximumAvailable: 2000, restoreRate: 100 }, faults: spreadFaults(10) });
});

test.each([{ DEV_STORE_BUCKET: "much" }, { DEV_STORE_FAULTS: "often" }])("%j is refused by its name", (source) => {
  expect(() => runDemands(source)).toThrow(Object.keys(source)[0]);
});

test("the tighter limit counts, number by number", () => {
  const own = { maximumAvailable: 400, restoreRate: 200 };
  expect(tighter(own, null)).toEqual(own);
  expect(tighter(own, { maximumAvailable: 2000, restoreRate: 100 })).toEqual({ maximumAvailable: 400, restoreRate: 100 });
});
