/**
 * `npm run simulate -- --events N --seed S`: so many events in simulated shops, with everything that can go wrong, and all
 * that must hold checked by code that shares nothing with the app. Ends with 1 when anything did not hold, or when a kind of
 * fault never came up: then nothing was shown. `--bug NAME` seeds a bug, `--bugs all` each in turn: all must be found.
 */
import { spawn } from "node:child_process";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { eventsOf, MUST_HAPPEN, newTally } from "./faults.ts";
import type { Tally } from "./faults.ts";
import type { Breach } from "./run.ts";
import { SEEDED_BUGS } from "./seeded-bugs.ts";

const MOST_PROCESSES = 2;
/** Events within which a seeded bug must be found. */
const EVENTS_PER_BUG = 300_000;
const folder = import.meta.dirname;

interface Outcome {
  readonly tally: Tally;
  readonly breach: Breach | null;
}

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "20000" },
    seed: { type: "string", default: "1" },
    bug: { type: "string" },
    bugs: { type: "string" },
    processes: { type: "string", default: String(MOST_PROCESSES) },
  },
});
const seed = wholeNumber("seed", values.seed);
if (values.bugs !== undefined) await seedAllBugs();
else if (values.bug !== undefined) await seedOneBug(values.bug);
else await simulate(wholeNumber("events", values.events));

async function simulate(wanted: number): Promise<void> {
  const startedMs = performance.now();
  const outcomes = await inProcesses(wanted, null);
  const seconds = (performance.now() - startedMs) / 1000;
  const tally = summed(outcomes.map((outcome) => outcome.tally));
  const breach = outcomes.find((outcome) => outcome.breach !== null)?.breach ?? null;
  const events = eventsOf(tally);
  const missing = MUST_HAPPEN.filter((kind) => tally[kind] === 0);
  const holds =
    breach === null && missing.length === 0 && tally.falseLifts + tally.overAllocations + tally.totalsDifferByOrder + tally.linesDifferWithoutException === 0;
  console.log(
    `${events.all} events: ${events.acts} acts of people, warehouses, suppliers and Shopify, ${events.hints} hints delivered, ${events.jobs} jobs run, ${events.faults} faults.`,
  );
  console.table(Object.entries(tally).map(([what, count]) => ({ what, count })));
  if (breach !== null) tell(breach);
  if (missing.length > 0) console.log(`Never happened, so the run shows nothing about it: ${missing.join(", ")}.`);
  const figures = {
    events: events.all,
    composition: { acts: events.acts, hints: events.hints, jobs: events.jobs, faults: events.faults },
    ...tally,
    breach: breach === null ? null : { ...breach, story: undefined },
    seed,
    seconds,
    eventsPerSecond: events.all / seconds,
    holds,
    cores: os.cpus().length,
  };
  console.log(JSON.stringify(figures));
  process.exitCode = holds ? 0 : 1;
}

async function seedOneBug(bug: string): Promise<void> {
  const found = await findBug(bug);
  if (found !== null) tell(found.breach);
  console.log(
    JSON.stringify({
      bug,
      found: found === null ? null : { events: found.events, seed: found.breach.seed, invariant: found.breach.invariant },
      seed,
      cores: os.cpus().length,
    }),
  );
  // A simulation with a bug fails as any other that finds one.
  process.exitCode = 1;
}

async function seedAllBugs(): Promise<void> {
  const rows: { bug: string; foundAfterEvents: number | null; invariant: string; finding: string }[] = [];
  for (const { name } of SEEDED_BUGS) {
    const found = await findBug(name);
    rows.push({
      bug: name,
      foundAfterEvents: found?.events ?? null,
      invariant: found?.breach.invariant ?? "",
      finding: found?.breach.finding.slice(0, 80) ?? "not found",
    });
  }
  console.table(rows);
  const holds = rows.every(({ foundAfterEvents }) => foundAfterEvents !== null);
  console.log(JSON.stringify({ bugs: rows, eventsAtMost: EVENTS_PER_BUG, seed, holds, cores: os.cpus().length }));
  process.exitCode = holds ? 0 : 1;
}

async function findBug(bug: string): Promise<{ events: number; breach: Breach } | null> {
  const outcomes = await inProcesses(EVENTS_PER_BUG, bug);
  const found = outcomes.filter((outcome) => outcome.breach !== null).sort((a, b) => eventsOf(a.tally).all - eventsOf(b.tally).all)[0];
  return found === undefined || found.breach === null ? null : { events: eventsOf(found.tally).all, breach: found.breach };
}

/** Each process runs its share of the seeds. */
async function inProcesses(events: number, bug: string | null): Promise<Outcome[]> {
  const processes = bug === null ? Math.min(wholeNumber("processes", values.processes), Math.ceil(events / 1_000)) : 1;
  const shares = Array.from({ length: processes }, (_, index) => Math.floor(events / processes) + (index < events % processes ? 1 : 0));
  return Promise.all(shares.map((share, index) => inProcess([`--events=${share}`, `--seed=${seed + index}`, `--step=${processes}`], bug)));
}

async function inProcess(options: readonly string[], bug: string | null): Promise<Outcome> {
  const hook = bug === null ? [] : ["--import", path.join(folder, "load-with-bug.ts")];
  const env = bug === null ? process.env : { ...process.env, SIMULATED_BUG: bug };
  const child = spawn(process.execPath, [...hook, path.join(folder, "simulate-seeds.ts"), ...options], { env, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await new Promise<void>((ended) => child.on("close", () => ended()));
  const last = output.trim().split("\n").at(-1) ?? "";
  if (!last.startsWith("{")) throw new Error(`A process of the simulation ended without a word: ${output.slice(-500)}`);
  return JSON.parse(last) as Outcome; // written by simulate-seeds.ts
}

function summed(tallies: readonly Tally[]): Tally {
  const total = newTally();
  for (const tally of tallies) for (const key of Object.keys(total) as (keyof Tally)[]) total[key] += tally[key];
  return total;
}

function tell({ seed: of, event, invariant, finding, story }: Breach): void {
  console.log(`What happened before:\n  ${story.slice(-12).join("\n  ")}`);
  console.log(`${invariant} does not hold at event ${event} of seed ${of}: ${finding}`);
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} must be a whole number from 1, not "${text}".`);
  return number;
}
