import type { Json } from "./json.ts";
import type { InteractionResult, ScenarioResult } from "./play.ts";

/** How many interactions of a recording came out equal, and what is to be said of the others. */
export type Figures = { equal: number; replayable: number; total: number };

export function figuresOf(results: readonly InteractionResult[]): Figures {
  const count = (outcome: InteractionResult["outcome"]): number => results.filter((result) => result.outcome === outcome).length;
  return { equal: count("equal"), replayable: results.length - count("not replayable"), total: results.length };
}

/** Part of the interactions that have to be equal. */
export const ENOUGH = 0.95;

export function isEnough({ equal, replayable }: Figures): boolean {
  return replayable > 0 && equal / replayable >= ENOUGH;
}

const MAX_SHOWN = 6;
const MAX_VALUE_LENGTH = 160;

export function linesOf(scenario: ScenarioResult, { verbose }: { verbose: boolean }): string[] {
  const { equal, replayable, total } = figuresOf(scenario.results);
  const head = `${String(equal).padStart(4)} / ${replayable} / ${total}  ${scenario.file}`;
  return [head, ...scenario.results.flatMap((result) => linesOfResult(result, verbose))];
}

function linesOfResult(result: InteractionResult, verbose: boolean): string[] {
  switch (result.outcome) {
    case "equal":
      return verbose ? [`       = ${result.name}`] : [];
    case "not replayable":
      return [`       - ${result.name}: not replayable: ${result.reason}`];
    case "different": {
      const shown = verbose ? result.differences : result.differences.slice(0, MAX_SHOWN);
      const rest = result.differences.length - shown.length;
      const lines = shown.map(({ path, expected, got }) => `           ${path}: expected ${brief(expected, verbose)}, got ${brief(got, verbose)}`);
      return [`       ≠ ${result.name}`, ...lines, ...(rest > 0 ? [`           and ${rest} more`] : [])];
    }
  }
}

function brief(value: Json | undefined, verbose: boolean): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return verbose || text.length <= MAX_VALUE_LENGTH ? text : `${text.slice(0, MAX_VALUE_LENGTH)}…`;
}

/** The shops' names are nobody's business. */
export function withoutShops(text: string, domains: readonly string[]): string {
  return domains.flatMap((domain) => [domain, domain.replace(/\.myshopify\.com$/, "")]).reduce((rest, name) => rest.replaceAll(name, "<shop>"), text);
}
