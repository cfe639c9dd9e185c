import { expect, test } from "vitest";
import { runCampaign } from "./campaign.ts";
import { planReplay } from "./plan.ts";
import { seededRandom } from "./random.ts";
import { readSettings } from "./settings.ts";
import { syntheticHistory } from "./synthetic-history.ts";

const SEED = 11;
const TIMEOUT_MS = 240_000;

test("under repeated, late and lost webhooks and with server and worker killed, the ledger holds after one reconcile", { timeout: TIMEOUT_MS }, async () => {
  const settings = readSettings([
    "--orders",
    "60",
    "--synthetic",
    "--seed",
    String(SEED),
    "--duplicate",
    "20",
    "--reorder",
    "20",
    "--drop",
    "5",
    "--kills",
    "3",
    "--horizon",
    "10",
    "--folder",
    ".data/replay-test",
  ]);
  const { checkouts, leftOut } = syntheticHistory(settings.orders, seededRandom(settings.seed));
  const told: string[] = [];
  const report = await runCampaign(planReplay(checkouts, settings), leftOut, settings, (words) => told.push(words));

  expect(report.failures, told.join("\n")).toEqual([]);
  expect(report.reconciliations[1]?.changes).toBe(0);
  expect(report.webhooks.dropped).toBeGreaterThan(0);
  expect(report.webhooks.duplicated).toBeGreaterThan(0);
  expect(Object.values(report.kills ?? {}).reduce((sum, kills) => sum + kills, 0)).toBe(3);
  expect(report.counts.orders).toBe(60);
  expect(report.counts.backorders).toBeGreaterThan(0);
  expect(report.counts.noticesSent).toBeGreaterThan(0);
});

test("an option out of range is refused by its name", () => {
  expect(() => readSettings(["--orders", "0"])).toThrow("--orders takes a whole number from 1 to");
  expect(() => readSettings(["--drop", "101"])).toThrow("--drop");
  expect(() => readSettings(["--kills", "many"])).toThrow('"many"');
});
