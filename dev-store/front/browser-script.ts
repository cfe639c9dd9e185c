import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";

const scripts = new Map<string, string>();

/** A browser script of this folder without its types, ready to be served. Its imports must be of types only. */
export function browserScript(file: string): string {
  const known = scripts.get(file);
  if (known !== undefined) return known;
  const script = stripTypeScriptTypes(readFileSync(new URL(file, import.meta.url), "utf8"));
  scripts.set(file, script);
  return script;
}
