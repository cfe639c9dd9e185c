/**
 * How taken jobs become calls of a use case. Jobs of one key are one piece of work: of ten jobs that ask for the same
 * thing one does it, and all ten are done. A piece that fails is tried job by job, so that one bad job keeps nobody back.
 */
import type { z } from "zod";
import type { KeyLocks } from "../adapters/queue/key-locks.server.ts";
import type { Job } from "../use-cases/ports/jobs.ts";
import type { Parts } from "./parts.ts";

export type PayloadOf<Name extends Job["name"]> = Omit<Extract<Job, { name: Name }>, "name">;

export interface JobHandler<Payload> {
  readonly name: Job["name"];
  readonly payload: z.ZodType<Payload>;
  /** How many waiting jobs are taken at once. */
  readonly batchSize: number;
  /** How many keys of them are worked on side by side. */
  readonly atOnce: number;
  /** Jobs with the same key are done together. */
  key(payload: Payload): string;
  /** True: one at a time per key, over all workers. */
  readonly isExclusive: boolean;
  run(parts: Parts, payloads: readonly [Payload, ...Payload[]]): Promise<unknown>;
}

/** Forgets the payload's type, so that handlers fit one list. */
export function job<Payload>(handler: JobHandler<Payload>): JobHandler<unknown> {
  return handler as JobHandler<unknown>; // every payload passes the handler's own schema before it is used
}

export interface TakenJob {
  readonly id: string;
  readonly data: unknown;
}

export interface JobOutcome {
  readonly id: string;
  readonly error: Error | null;
}

interface Piece {
  readonly key: string;
  readonly jobs: { readonly id: string; readonly payload: unknown }[];
}

/** Runs what was taken and answers for each job. Never throws. */
export async function runJobs(
  handler: JobHandler<unknown>,
  taken: readonly TakenJob[],
  { parts, locks }: { parts: Parts; locks: KeyLocks },
): Promise<JobOutcome[]> {
  const outcomes: JobOutcome[] = [];
  const pieces = new Map<string, Piece>();
  for (const { id, data } of taken) {
    const parsed = handler.payload.safeParse(data);
    if (!parsed.success) {
      outcomes.push({ id, error: new Error(`The payload has no usable ${parsed.error.issues.map((issue) => issue.path.join(".")).join(", ")}.`) });
      continue;
    }
    const key = handler.key(parsed.data);
    const piece = pieces.get(key) ?? { key, jobs: [] };
    piece.jobs.push({ id, payload: parsed.data });
    pieces.set(key, piece);
  }
  const run = (piece: Piece) => runPiece(handler, piece, { parts, locks });
  const waiting = [...pieces.values()];
  const lane = async (): Promise<void> => {
    for (let piece = waiting.shift(); piece !== undefined; piece = waiting.shift()) {
      const error = await run(piece);
      if (error === null || piece.jobs.length === 1) outcomes.push(...piece.jobs.map(({ id }) => ({ id, error })));
      else for (const one of piece.jobs) outcomes.push({ id: one.id, error: await run({ key: piece.key, jobs: [one] }) });
    }
  };
  await Promise.all(Array.from({ length: handler.atOnce }, lane));
  return outcomes;
}

async function runPiece(handler: JobHandler<unknown>, { key, jobs }: Piece, { parts, locks }: { parts: Parts; locks: KeyLocks }): Promise<Error | null> {
  const [first, ...rest] = jobs.map(({ payload }) => payload);
  const work = () => handler.run(parts, [first, ...rest]);
  try {
    await (handler.isExclusive ? locks.run(`job:${handler.name}:${key}`, work) : work());
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
