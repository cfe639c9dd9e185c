/** A migrated database of its own for one test file; dropped with the server at the end of the run. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, inject } from "vitest";
import type pg from "pg";
import { createPool } from "../app/adapters/prisma/database.server.ts";
import { databaseAt, TEMPLATE, withClient } from "./global-setup.ts";

export interface ScratchDatabase {
  readonly url: string;
  readonly pool: pg.Pool;
}

/** Call at the top of a test file. Cloning the template takes some tens of milliseconds. */
export function useScratchDatabase(): ScratchDatabase {
  const scratch: { url?: string; pool?: pg.Pool } = {};
  beforeAll(async () => {
    const server = inject("databaseServer");
    const name = `scratch_${randomUUID().replaceAll("-", "")}`;
    await withClient(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} STRATEGY FILE_COPY`));
    scratch.url = databaseAt(server, name);
    scratch.pool = createPool(scratch.url, 20);
  });
  afterAll(async () => scratch.pool?.end());
  const ready = <Value>(value: Value | undefined): Value => {
    if (value === undefined) throw new Error("the scratch database is ready only inside tests and hooks");
    return value;
  };
  return {
    get url() {
      return ready(scratch.url);
    },
    get pool() {
      return ready(scratch.pool);
    },
  };
}
