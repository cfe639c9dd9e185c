/**
 * `npm test`: types, lint, build, then every test, browser tests included. Arguments go to vitest:
 * `npm test -- app/domain` runs only those, without the steps before.
 */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { ensureChromium } from "./browser.ts";

const RESULTS = ".data/test-results.json";
const modules = (file: string) => path.resolve("node_modules", file);

const filters = process.argv.slice(2);
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
