/**
 * One piece of work at a time per key, over all workers. The locks belong to one database session: if the process dies
 * they are free at once. If only the session is lost, another worker may start the same work; what it does is then
 * repeated, not doubled, because every change has its own key in Shopify.
 */
import pg from "pg";
import { prepared } from "../prisma/database.server.ts";

const WAIT_MS = 10_000;
const LOOK_EVERY_MS = 100;

/** Somebody else is at it, and took longer than we wait. */
export class KeyBusy extends Error {
  override readonly name = "KeyBusy";
}

export interface KeyLocks {
  /** Runs `work` when nobody else works on the key. Throws `KeyBusy` after ten seconds. */
  run<Result>(key: string, work: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

export function createKeyLocks(connectionString: string): KeyLocks {
  let session: Promise<pg.Client> | undefined;
  /** Sessions may take the same lock twice, so within the process we keep count ourselves. */
  const taken = new Set<string>();

  /** A lost session says so more than once, and late: by then another may have taken its place, which keeps it. */
  const connected = () => {
    if (session !== undefined) return session;
    const opening: Promise<pg.Client> = open(connectionString, () => {
      if (session === opening) session = undefined;
    });
    session = opening;
    return opening;
  };

  return {
    async run(key, work) {
      const endMs = performance.now() + WAIT_MS;
      while (taken.has(key)) await lookAgain(key, endMs);
      taken.add(key);
      try {
        while (!(await tryLock(await connected(), key))) await lookAgain(key, endMs);
        try {
          return await work();
        } finally {
          await (await connected()).query(prepared(`SELECT pg_advisory_unlock(hashtextextended($1, 0))`), [key]);
        }
      } finally {
        taken.delete(key);
      }
    },
    async close() {
      if (session !== undefined) await (await session).end();
    },
  };
}

async function open(connectionString: string, onLost: () => void): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, application_name: "promised-locks", keepAlive: true });
  client.on("error", onLost);
  client.on("end", onLost);
  try {
    await client.connect();
  } catch (error) {
    onLost();
    throw error;
  }
  return client;
}

async function tryLock(client: pg.Client, key: string): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(prepared(`SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked`), [key]);
  return rows[0]?.locked === true;
}

async function lookAgain(key: string, endMs: number): Promise<void> {
  if (performance.now() > endMs) throw new KeyBusy(`Another worker is still at ${key}.`);
  await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
}
