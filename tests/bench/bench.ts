/**
 * `npm run bench -- ingest settle`: runs the named benchmarks one after the other. Each prints its figures, the last line of each
 * is one JSON object. Ends with 1 when a figure misses its bar.
 */
import { parseArgs } from "node:util";

const BENCHES: Readonly<Record<string, () => Promise<{ run(): Promise<boolean> }>>> = {
  core: () => import("./core.ts"),
  "dev-store": () => import("./dev-store.ts"),
  ingest: () => import("./ingest.ts"),
  settle: () => import("./settle.ts"),
};

const { positionals: names } = parseArgs({ options: { small: { type: "boolean" }, only: { type: "string" } }, allowPositionals: true, strict: false });
const unknown = names.filter((name) => BENCHES[name] === undefined);
if (names.length === 0 || unknown.length > 0) {
  console.error(
    `Say which benchmark to run: npm run bench -- ${Object.keys(BENCHES).join(" | ")}.${unknown.length > 0 ? ` There is no ${unknown.join(", ")}.` : ""}`,
  );
  process.exit(1);
}
for (const name of names) {
  const bench = await BENCHES[name]?.();
  if (!(await bench?.run())) process.exitCode = 1;
}
