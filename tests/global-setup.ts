/** One PostgreSQL for the whole run, with a migrated template that each test file clones: see tests/scratch-database.ts. */
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { migrate } from "../scripts/migrate.ts";
import { startPostgres } from "../scripts/postgres.ts";

export const TEMPLATE = "promised_template";
const ownServerFolder = path.resolve(`.data/test-postgres-${process.pid}`);

declare module "vitest" {
  interface ProvidedContext {
    /** Connection string of the server's maintenance database. */
    databaseServer: string;
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  const server = process.env.TEST_DATABASE_URL ? { url: process.env.TEST_DATABASE_URL, destroy: () => {} } : await startPostgres(ownServerFolder);
  try {
    await withClient(server.url, async (client) => {
      await client.query(`DROP DATABASE IF EXISTS ${TEMPLATE} WITH (FORCE)`);
      await client.query(`CREATE DATABASE ${TEMPLATE}`);
    });
    migrate(databaseAt(server.url, TEMPLATE));
  } catch (error) {
    server.destroy();
    throw error;
  }
  project.provide("databaseServer", server.url);
  return () => server.destroy();
}

/** The same server's connection string for another database. */
export function databaseAt(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

export async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
