/** Jobs in memory: saved with the reason for them, taken by one worker at a time, given to another when that worker dies. */
import type { Instant } from "../../domain/ids.ts";
import type { Job, Jobs } from "../../use-cases/ports/jobs.ts";
import { memory } from "./database.ts";
import type { Memory } from "./memory.ts";
import type { JobRow } from "./tables.ts";

const RETRY_BASE_SECONDS = 2;
const RETRY_WAIT_MAX_SECONDS = 300;
const RETRY_LIMIT = 18;

export interface MemoryJobQueue extends Jobs {
  /** Jobs that are due, oldest first, now this worker's. */
  take(worker: string, name: Job["name"], limit: number): JobRow[];
  done(row: JobRow): void;
  /** To be tried again after a wait that doubles. Answers false when it was tried too often and is given up. */
  failed(row: JobRow): boolean;
  /** The worker died: what it had taken is anybody's again. */
  giveBack(worker: string): void;
  /** All that is not done. */
  open(): JobRow[];
}

export function createMemoryJobs({ database, tables, clock }: Memory): MemoryJobQueue {
  const dueAfter = (seconds: number) => new Date(Date.parse(clock.now()) + seconds * 1000).toISOString() as Instant; // toISOString has exactly this form
  return {
    async enqueue(transaction, jobs, { unlessOpen } = { unlessOpen: false }) {
      const tx = memory(transaction);
      for (const job of jobs) {
        const text = JSON.stringify(job);
        if (unlessOpen && tables.jobs.of(tx, "name", job.name).some((row) => JSON.stringify(row.job) === text)) continue;
        const afterSeconds = "afterSeconds" in job ? (job.afterSeconds ?? 0) : 0;
        tables.jobs.put(tx, { jobId: database.next("job"), job, dueAt: dueAfter(afterSeconds), tries: 0, takenBy: null });
      }
    },
    take(worker, name, limit) {
      const now = clock.now();
      const due = tables.jobs.of(null, "name", name).filter((row) => row.takenBy === null && row.dueAt <= now);
      const rows = due.sort((a, b) => a.jobId - b.jobId).slice(0, limit);
      return database.now((tx) => rows.map((row) => tables.jobs.put(tx, { ...row, takenBy: worker })));
    },
    done(row) {
      database.now((tx) => tables.jobs.delete(tx, row));
    },
    failed(row) {
      const wait = Math.min(RETRY_BASE_SECONDS * 2 ** row.tries, RETRY_WAIT_MAX_SECONDS);
      const isGivenUp = row.tries >= RETRY_LIMIT;
      database.now((tx) =>
        isGivenUp ? tables.jobs.delete(tx, row) : tables.jobs.put(tx, { ...row, tries: row.tries + 1, takenBy: null, dueAt: dueAfter(wait) }),
      );
      return !isGivenUp;
    },
    giveBack(worker) {
      const taken = tables.jobs.all(null).filter(({ takenBy }) => takenBy === worker);
      database.now((tx) => taken.forEach((row) => tables.jobs.put(tx, { ...row, takenBy: null })));
    },
    open() {
      return tables.jobs.all(null);
    },
  };
}
