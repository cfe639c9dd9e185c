/** What is wrong with an input, beside the field it is about, in words that say what to do. */
import type { Problem } from "../domain/errors.ts";
import type { AdminText, TextValues } from "./admin-text.ts";

export function problemText({ code, facts }: Problem, text: AdminText): string {
  return text.t(`problems.${code}`, inWords(facts, text));
}

/** The sentence for a field of a form, undefined when nothing is wrong with it: what Polaris fields take as `error`. */
export function fieldError(problems: readonly Problem[], field: string, text: AdminText): string | undefined {
  const found = problems.find((problem) => problem.field === field);
  return found === undefined ? undefined : problemText(found, text);
}

/** Problems of no field that the form shows: they belong above it. */
export function otherProblems(problems: readonly Problem[], fields: readonly string[], text: AdminText): string[] {
  return problems.filter(({ field }) => !fields.includes(field)).map((problem) => problemText(problem, text));
}

const WRITTEN_DATE = /^\d{4}-\d{2}-\d{2}$/;

function inWords(facts: Problem["facts"], { day }: AdminText): TextValues {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, typeof value === "string" && WRITTEN_DATE.test(value) ? day(value) : value]));
}
