/**
 * `npm run dev`: server and worker of the app against a real Shopify, as `shopify app dev` calls it. The command gives
 * the app's credentials and its tunnel's address in the environment; routes reload as they are saved, the worker restarts.
 * Without a store, `npm run demo` brings a local one.
 */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { migrate } from "./migrate.ts";
import { startPostgres } from "./postgres.ts";

const FOLDER = ".data/dev/postgres";

const database = process.env.DATABASE_URL ? { url: process.env.DATABASE_URL, stop: () => {} } : await startPostgres(FOLDER);
migrate(database.url);

const env: NodeJS.ProcessEnv = {
  ...process.env,
  DATABASE_URL: database.url,
  NODE_ENV: "development",
  // The Shopify command names the tunnel HOST; an address of one's own goes first.
  SHOPIFY_APP_URL: process.env.SHOPIFY_APP_URL ?? process.env.HOST ?? "",
};
const { PORT: _serverPort, ...workerEnv } = env;
const running: ChildProcess[] = [
  spawn(process.execPath, ["app/server.ts"], { env, stdio: "inherit" }),
  spawn(process.execPath, ["--watch", "--watch-preserve-output", "app/worker.ts"], { env: workerEnv, stdio: "inherit" }),
];

let isStopping = false;
function stop(code: number): void {
  if (isStopping) return;
  isStopping = true;
  for (const one of running) one.kill("SIGTERM");
  void Promise.all(running.map((one) => (one.exitCode === null && one.signalCode === null ? new Promise((resolve) => one.once("exit", resolve)) : undefined))).then(() => {
    database.stop();
    process.exit(code);
  });
}
for (const one of running) one.once("exit", (code) => stop(code ?? 1));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop(0));
