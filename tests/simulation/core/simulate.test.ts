import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";

const LIMIT_MS = 300_000;

function simulate(...options: readonly string[]) {
  const script = path.join(import.meta.dirname, "simulate.ts");
  const ended = spawnSync(process.execPath, [script, ...options], { encoding: "utf8" });
  const lines = ended.stdout.trim().split("\n");
  return { code: ended.status, output: `${ended.stdout}${ended.stderr}`, figures: JSON.parse(lines.at(-1) ?? "null") };
}

test(
  "20,000 events with duplicated, reordered and lost hints, crashes and lost answers break nothing",
  () => {
    const { code, output, figures } = simulate("--events", "20000", "--seed", "1");
    expect(figures, output).toMatchObject({
      breach: null,
      holds: true,
      falseLifts: 0,
      overAllocations: 0,
      totalsDifferByOrder: 0,
      linesDifferWithoutException: 0,
    });
    expect(figures.crashesBefore + figures.crashesAfter).toBeGreaterThan(0);
    expect(code).toBe(0);
  },
  LIMIT_MS,
);

test.each(["checksum dropped", "available + waiting alone"])(
  "the simulation finds the bug: %s",
  (bug) => {
    const { code, output, figures } = simulate("--bug", bug);
    expect(figures.found, output).not.toBeNull();
    expect(code).toBe(1);
  },
  LIMIT_MS,
);
