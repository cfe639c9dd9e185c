/**
 * `npm run replay -- --orders 5000`: real order history through the dev store's checkout, the app doing the rest.
 * Ends with 0 only when the ledger holds. The last line is one JSON object with every figure.
 *
 *   --orders N      how many checkouts                      --data FILE   order lines, see order-lines.ts
 *   --seed S        supply, chaos and kills follow it       --synthetic   made-up history instead of a file
 *   --duplicate P   --reorder P   --drop P   percent of the webhooks   --kills K   SIGKILLs of server and worker
 */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { runCampaign } from "./campaign.ts";
import { readHistory } from "./order-lines.ts";
import type { History } from "./order-lines.ts";
import { planReplay } from "./plan.ts";
import { seededRandom } from "./random.ts";
import { tableOf } from "./report.ts";
import { readSettings } from "./settings.ts";
import type { ReplaySettings } from "./settings.ts";
import { syntheticHistory } from "./synthetic-history.ts";

const say = (words: string) => console.log(`› ${words}`);

const settings = readSettings(process.argv.slice(2));
const history = historyFor(settings);
buildApp();
const plan = planReplay(history.checkouts, settings);
const report = await runCampaign(plan, history.leftOut, settings, say);
console.log(`\n${tableOf(report)}\n`);
for (const failure of report.failures) console.log(`FAILED: ${failure}`);
console.log(JSON.stringify(report));
process.exit(report.failures.length === 0 ? 0 : 1);

function historyFor({ data, orders, seed }: ReplaySettings): History {
  if (data === null) return syntheticHistory(orders, seededRandom(seed));
  if (fs.existsSync(data)) return readHistory(data);
  console.log(`There are no order lines at ${data}, so there is nothing to replay. Name a file with --data, or make orders up with --synthetic.`);
  process.exit(1);
}

function buildApp(): void {
  say("Building the app ...");
  const built = spawnSync(process.execPath, ["node_modules/@remix-run/dev/dist/cli.js", "vite:build"], { encoding: "utf8" });
  if (built.status !== 0) throw new Error(`The app could not be built:\n${built.stdout}${built.stderr}`);
}
