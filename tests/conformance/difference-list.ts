import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ScenarioResult } from "./play.ts";

/** What `docs/dev-store.md` admits: rows of `| recording | interaction, interaction | reason |`. */

const DOCUMENT = join(import.meta.dirname, "../../docs/dev-store.md");

export type Listed = { file: string; interaction: string; reason: string };

export function readDifferenceList(): Listed[] {
  if (!existsSync(DOCUMENT)) return [];
  const rows = readFileSync(DOCUMENT, "utf8").matchAll(/^\| *([\w-]+\.json) *\| *([^|]+?) *\| *([^|]+?) *\|$/gm);
  return [...rows].flatMap(([, file = "", interactions = "", reason = ""]) =>
    interactions.split(",").map((interaction) => ({ file, interaction: interaction.trim(), reason })),
  );
}

/** Interactions that came out otherwise than equal and of which the list says nothing, and rows that say what is no longer so. */
export function checkDifferenceList(scenarios: readonly ScenarioResult[], list: readonly Listed[]): { unlisted: string[]; untrue: string[] } {
  const found = new Set(scenarios.flatMap(({ file, results }) => results.flatMap(({ name, outcome }) => (outcome === "equal" ? [] : [`${file} ${name}`]))));
  const listed = new Set(list.map(({ file, interaction }) => `${file} ${interaction}`));
  return { unlisted: [...found].filter((name) => !listed.has(name)), untrue: [...listed].filter((name) => !found.has(name)) };
}
