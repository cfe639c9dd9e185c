import { expect, test } from "vitest";
import { comparePolicies, shareKept } from "./allocation-shares.ts";

test("promises that can still be kept are kept nearly as well as anybody could, and better than in turn", async () => {
  const { weeks, decision } = await comparePolicies({ shops: 8, seed: 7 });
  expect(shareKept(decision, "keep_promises")).toBeGreaterThanOrEqual(0.99);
  expect(shareKept(decision, "keep_promises")).toBeLessThanOrEqual(1);
  expect(shareKept(weeks, "keep_promises")).toBeGreaterThan(shareKept(weeks, "first_come"));
  expect(shareKept(weeks, "keep_promises")).toBeLessThanOrEqual(1);
});
