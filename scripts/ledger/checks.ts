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
  return fs
    .readdirSync(FOLDER)
    .filter((name) => name.endsWith(".sql"))
    .sort();
}

/** Runs one file, over all shops or one. */
export async function runCheck(pool: pg.Pool, file: string, shop: string | null = null): Promise<CheckResult> {
  const text = fs.readFileSync(path.join(FOLDER, file), "utf8");
  const [, number = file, name = ""] = /^i(\d+)-(.*)\.sql$/.exec(file) ?? [];
  const rows = await offenders(pool, text, shop);
  return {
    invariant: `I${Number(number)}`,
    title: name.replaceAll("-", " "),
    violations: rows[0]?.violations ?? 0,
    findings: rows.map(
      ({ shop: where, item, location, finding }) => [where, item, location].filter((part) => part !== null && part !== "").join(" / ") + `: ${finding}`,
    ),
  };
}

interface Offender {
  readonly shop: string;
  readonly item: string | null;
  readonly location: string | null;
  readonly finding: string;
  readonly violations: number;
}

async function offenders(pool: pg.Pool, text: string, shop: string | null): Promise<Offender[]> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN READ ONLY");
    // A check reads whole tables, often just filled: with statistics that do not know it yet, loops would take hours.
    await client.query("SET LOCAL enable_nestloop = off");
    const { rows } = await client.query<Offender>(
      `SELECT shop, item, location, finding, count(*) OVER ()::int AS violations FROM (\n${text}\n) AS offending WHERE $1::text IS NULL OR shop = $1 LIMIT ${FINDINGS_SHOWN}`,
      [shop],
    );
    await client.query("COMMIT");
    return rows;
  } finally {
    client.release();
  }
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
