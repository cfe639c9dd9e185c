/**
 * `npm run ledger:check`: every invariant of the ledger, checked by code that shares nothing with what it checks but the
 * tables and, for the rebuild, the pure core. Ends with 1 when something is violated; the last line is one JSON object.
 *
 * DATABASE_URL names the database; without it that of `npm run demo` is taken. With DEV_STORE_URL, which the demo has, the
 * books are also held against the local shop's own. `-- --seed N` shuffles the facts of the rebuild otherwise.
 */
import { parseArgs } from "node:util";
import { createPool } from "../app/adapters/prisma/database.server.ts";
import type { ShopDomain } from "../app/domain/ids.ts";
import { checkFiles, runCheck } from "./ledger/checks.ts";
import type { CheckResult } from "./ledger/checks.ts";
import { checkAgainstShelves, checkMutationsSaved } from "./ledger/dev-store.ts";
import { checkRebuild } from "./ledger/rebuild.ts";
import { withScratches } from "./ledger/scratches.ts";
import { useRunningDemo } from "./running-demo.ts";

const { values } = parseArgs({ options: { seed: { type: "string", default: "1" } } });
const seed = Number(values.seed);
await useRunningDemo();
const devStoreUrl = process.env.DEV_STORE_URL;
const { DATABASE_URL: url = "" } = process.env;
const live = createPool(url, 4);

try {
  const results = await checkAll();
  print(results);
  if (results.some(({ violations }) => violations > 0)) process.exitCode = 1;
} finally {
  await live.end();
}

async function checkAll(): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const file of checkFiles()) results.push(await runCheck(live, file));
  const shops = await live.query<{ shop: ShopDomain }>(`SELECT shop FROM shop ORDER BY shop`);
  for (const { shop } of shops.rows) {
    results.push(...(await withScratches({ live, url }, (scratches) => checkRebuild(live, scratches, { shop, seed }))));
    if (devStoreUrl) results.push(await checkAgainstShelves(live, devStoreUrl, shop));
  }
  if (devStoreUrl) results.push(await checkMutationsSaved(live, devStoreUrl));
  else results.push(skipped("I11", "outgoing mutations are saved first"), skipped("I12s", "the shop's shelves are explained"));
  return results.sort((a, b) => Number.parseInt(a.invariant.slice(1)) - Number.parseInt(b.invariant.slice(1)));
}

function skipped(invariant: string, title: string): CheckResult {
  return { invariant, title, violations: 0, findings: [], skipped: "no DEV_STORE_URL" };
}

function print(results: readonly CheckResult[]): void {
  for (const { invariant, title, violations, findings, skipped: reason } of results) {
    console.log(`${invariant.padEnd(5)} ${title.padEnd(58)} ${reason === undefined ? `${violations} violations` : `skipped: ${reason}`}`);
    for (const finding of findings) console.log(`        ${finding}`);
  }
  const byInvariant = new Map<string, number>();
  for (const { invariant, violations } of results.filter((result) => result.skipped === undefined))
    byInvariant.set(invariant, (byInvariant.get(invariant) ?? 0) + violations);
  const violations = results.reduce((sum, result) => sum + result.violations, 0);
  console.log(
    JSON.stringify({
      violations,
      difference: byInvariant.get("I12s") ?? null,
      skipped: results.filter((result) => result.skipped).map(({ invariant }) => invariant),
      seed,
      ...Object.fromEntries(byInvariant),
    }),
  );
}
