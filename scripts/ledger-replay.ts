/**
 * `npm run ledger:replay`: makes every allocation again from the decision log alone (facts in the order seen, promises, classes,
 * reserves, overrides and firm marks as they were) and compares row by row, ids of rows excepted. With `-- --shuffle --seed S` the
 * facts are applied in another order and some twice, in scratch databases: facts and totals must converge, and who is served.
 * Ends with 1 when anything differs; the last line is one JSON object.
 *
 * DATABASE_URL names the database; without it that of `npm run demo` is taken.
 */
import os from "node:os";
import { parseArgs } from "node:util";
import { createPool } from "../app/adapters/prisma/database.server.ts";
import type { ShopDomain } from "../app/domain/ids.ts";
import type { CheckResult } from "./ledger/checks.ts";
import { checkReplay } from "./ledger/decision-log.ts";
import { checkRebuild } from "./ledger/rebuild.ts";
import { withScratches } from "./ledger/scratches.ts";
import { useRunningDemo } from "./running-demo.ts";

/** What another order of the same facts must leave the same. */
const SHUFFLED = new Set(["I6a", "I6c", "I6d"]);

const { values } = parseArgs({ options: { shuffle: { type: "boolean", default: false }, seed: { type: "string", default: "1" } } });
const seed = Number(values.seed);
await useRunningDemo();
const { DATABASE_URL: url = "" } = process.env;
const live = createPool(url, 4);
const sums = { shops: 0, steps: 0, settlements: 0, allocations: 0, violations: 0 };

try {
  const shops = await live.query<{ shop: ShopDomain }>(`SELECT shop FROM shop ORDER BY shop`);
  for (const { shop } of shops.rows) {
    sums.shops += 1;
    if (values.shuffle) await shuffleShop(shop);
    else await replayShop(shop);
  }
  console.log(JSON.stringify({ mode: values.shuffle ? "shuffle" : "replay", ...sums, seed, cores: os.availableParallelism() }));
  if (sums.violations > 0) process.exitCode = 1;
} finally {
  await live.end();
}

async function replayShop(shop: ShopDomain): Promise<void> {
  const result = await checkReplay(live, shop);
  sums.steps += result.steps;
  sums.settlements += result.settlements;
  sums.allocations += result.allocations;
  print(shop, result, `${result.steps} steps, ${result.settlements} settlements, ${result.allocations} allocations`);
}

async function shuffleShop(shop: ShopDomain): Promise<void> {
  const results = await withScratches({ live, url }, (scratches) => checkRebuild(live, scratches, { shop, seed }));
  for (const result of results.filter(({ invariant }) => SHUFFLED.has(invariant))) print(shop, result, result.title);
}

function print(shop: ShopDomain, { invariant, violations, findings }: CheckResult, what: string): void {
  sums.violations += violations;
  console.log(`${shop.padEnd(36)} ${invariant.padEnd(5)} ${what.padEnd(58)} ${violations} differences`);
  for (const finding of findings) console.log(`        ${finding}`);
}
