/** Lets a command work on the running demo when no other database is named: its database, its shop, its credentials. */
import fs from "node:fs";
import path from "node:path";
import { startPostgres } from "./postgres.ts";
import { DEMO_FOLDER, DEV_STORE_URL_FILE, LOCAL_APP } from "./stack.ts";

/**
 * Sets the process up as the demo's own app is, unless DATABASE_URL says that another is meant. Call it before anything
 * of the app is imported. Throws when the demo was never started.
 */
export async function useRunningDemo(): Promise<void> {
  if (process.env.DATABASE_URL) return;
  const found = path.join(DEMO_FOLDER, DEV_STORE_URL_FILE);
  if (!fs.existsSync(found)) throw new Error("There is no demo to work on. Start one with npm run demo, or set DATABASE_URL.");
  const server = await startPostgres(path.join(DEMO_FOLDER, "postgres"));
  process.on("exit", () => server.stop());
  Object.assign(process.env, LOCAL_APP, { DATABASE_URL: server.url, DEV_STORE_URL: process.env.DEV_STORE_URL ?? fs.readFileSync(found, "utf8") });
  await import("../dev-store/preload.mjs");
}
