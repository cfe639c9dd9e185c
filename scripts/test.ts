/**
 * `npm test`: types, lint, build, then every test, browser tests included. Arguments go to vitest:
 * `npm test -- app/domain` runs only those, without the steps before.
 *
 *   --smallest-plan   no dev store gives more than the cost limits of Shopify's smallest plan
 *   --faulty-api      a tenth of the calls to the Admin API fails, in every way that there is
 *
 * `npm run test:hard` is both.
 */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { ensureChromium } from "./browser.ts";

const RESULTS = ".data/test-results.json";
const modules = (file: string) => path.resolve("node_modules", file);

/** What every dev store of the run is asked for: see dev-store/environment.ts. */
const DEMANDS: Record<string, Record<string, string>> = {
  "--smallest-plan": { DEV_STORE_BUCKET: "2000,100" },
  "--faulty-api": { DEV_STORE_FAULTS: "10" },
};

const filters = process.argv.slice(2).filter((argument) => DEMANDS[argument] === undefined);
for (const argument of process.argv.slice(2)) Object.assign(process.env, DEMANDS[argument]);
const chosen = filters.some((filter) => !filter.startsWith("-"));

// Everything under test is on this machine: a settings file or proxy of the user's must not get between.
process.env.CHROMIUM_PATH = ensureChromium();
if (!chosen) {
  step("Checking types", ["typescript/bin/tsc", "--noEmit"]);
  step("Checking style and import directions", ["eslint/bin/eslint.js", "--max-warnings=0", "."]);
  step("Building the app", ["@remix-run/dev/dist/cli.js", "vite:build"]);
}
console.log("› Running the tests ...");
fs.mkdirSync(path.dirname(RESULTS), { recursive: true });
const tests = spawnSync(
  process.execPath,
  [modules("vitest/vitest.mjs"), "run", "--reporter=default", "--reporter=json", `--outputFile.json=${RESULTS}`, ...filters],
  {
    stdio: "inherit",
  },
);
process.exit(tests.status ?? 1);

function step(name: string, [program = "", ...args]: string[]): void {
  const started = Date.now();
  console.log(`› ${name} ...`);
  const done = spawnSync(process.execPath, [modules(program), ...args], { encoding: "utf8" });
  if (done.status !== 0) {
    console.log(`${done.stdout}${done.stderr}`);
    console.log(`› ${name} failed. Mend what is listed above.`);
    process.exit(1);
  }
  console.log(`› ${name}: fine (${Math.round((Date.now() - started) / 1000)} s)`);
}
