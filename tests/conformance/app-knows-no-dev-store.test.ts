/** The app that is tested is the app that runs in production: it cannot tell the dev store from Shopify. */
import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const SHIPPED = ["app", "extensions"];
const SOURCE = /\.(ts|tsx|js|mjs|css|html|liquid|json|mjml|txt|toml|graphql|md)$/;
const TEST_SUPPORT = /\.test\.tsx?$|^app\/testing\//;
/** By name, address, header or setting. */
const MENTION = /dev[-_ ]?store|__dev\b|__admin\b|promised-demo|promised-local/i;
const IMPORT = /(?:from|import|require)\s*\(?\s*["']([^"']+)["']/g;
/** Where the process's settings are read, all in one place and each by name. */
const SETTINGS = "app/env.server.ts";

const files = SHIPPED.flatMap((folder) => fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => path.posix.join(folder, name))).filter(
  (file) => SOURCE.test(file) && fs.statSync(file).isFile(),
);
const shipped = files.filter((file) => !TEST_SUPPORT.test(file));

function offenders(among: readonly string[], isOffence: (text: string, file: string) => boolean): string[] {
  return among.filter((file) => isOffence(fs.readFileSync(file, "utf8"), file));
}

test("there is something to look through", () => {
  expect(shipped.length).toBeGreaterThan(200);
  expect(shipped).toContain(SETTINGS);
});

test("nothing in the app or its extensions mentions the dev store", () => {
  expect(offenders(files, (text) => MENTION.test(text))).toEqual([]);
});

test("no import leads from the app or its extensions into the dev store, the tests or the scripts", () => {
  const leaves = (text: string, file: string) =>
    [...text.matchAll(IMPORT)].some(([, target = ""]) => {
      const folder = file.split("/")[0] ?? "";
      return target.startsWith(".") && !path.posix.join(path.posix.dirname(file), target).startsWith(`${folder}/`);
    });
  expect(offenders(shipped, leaves)).toEqual([]);
});

test("no setting switches the app over: the environment is read in one file, which names each setting", () => {
  const readsEnvironment = (text: string) => /process\s*\.\s*env|process\s*\[/.test(text);
  expect(offenders(shipped, readsEnvironment)).toEqual([SETTINGS]);
});
