/** The invariants that SQL alone can check: one file each in prisma/checks, whose rows are the offenders. */
import fs from "node:fs";
import path from "node:path";
import type pg from "pg";

const FOLDER = path.resolve("prisma/checks");
/** A broken ledger may offend in every line; this many are enough to see how. */
const FINDINGS_SHOWN = 5;

export interface CheckResult {
  /** "I1", "I6a", ... */
  readonly invariant: string;
  readonly title: string;
  readonly violations: number;
  readonly findings: readonly string[];
  /** Why the check could not be made. */
  readonly skipped?: string;
}

export function checkFiles(): string[] {
  return fs.readdirSync(FOLDER).filter((name) => name.endsWith(".sql")).sort();
}

/** Runs one file. */
export async function runCheck(pool: pg.Pool, file: string): Promise<CheckResult> {
  const text = fs.readFileSync(path.join(FOLDER, file), "utf8");
  const { rows } = await pool.query<{ shop: string; item: string | null; location: string | null; finding: string; violations: number }>(
    `SELECT shop, item, location, finding, count(*) OVER ()::int AS violations FROM (\n${text}\n) AS offending LIMIT ${FINDINGS_SHOWN}`,
  );
  const [, number = file, name = ""] = /^i(\d+)-(.*)\.sql$/.exec(file) ?? [];
  return {
    invariant: `I${Number(number)}`,
    title: name.replaceAll("-", " "),
    violations: rows[0]?.violations ?? 0,
    findings: rows.map(({ shop, item, location, finding }) => [shop, item, location].filter((part) => part !== null && part !== "").join(" / ") + `: ${finding}`),
  };
}

/** Collects findings, keeping the first few. */
export class Findings {
  violations = 0;
  readonly findings: string[] = [];

  add(finding: string): void {
    this.violations += 1;
    if (this.findings.length < FINDINGS_SHOWN) this.findings.push(finding);
  }

  as(invariant: string, title: string): CheckResult {
    return { invariant, title, violations: this.violations, findings: this.findings };
  }
}
