/**
 * Brings a database to the newest schema: `npm run db:migrate`. Prisma's own command does the work; this hides that
 * it must be kept from downloading engines (docs/decisions.md).
 */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const projectFolder = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/**
 * The engine starts a timer of ten seconds for its migration lock and never clears it, so that the finished command
 * would linger. Without a reference the timer still fires while the lock is awaited, but keeps nobody waiting.
 */
const unrefLockTimer = `data:text/javascript,${encodeURIComponent(`
  const set = globalThis.setTimeout;
  globalThis.setTimeout = (run, ms, ...rest) => {
    const timer = set(run, ms, ...rest);
    return ms === 10000 ? timer.unref() : timer;
  };
`)}`;

/** Runs Prisma's command line without its native engines; throws with its output when it fails. */
export function prisma(args: readonly string[], databaseUrl: string): string {
  const cli = path.join(projectFolder, "node_modules/prisma/build/index.js");
  const done = spawnSync(process.execPath, ["--import", unrefLockTimer, cli, ...args], {
    cwd: projectFolder,
    encoding: "utf8",
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      // Any existing file will do: it is only looked at, never loaded.
      PRISMA_QUERY_ENGINE_LIBRARY: fileURLToPath(import.meta.url),
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
  });
  if (done.status !== 0) throw new Error(`prisma ${args.join(" ")} failed:\n${done.stdout}${done.stderr}`);
  return done.stdout;
}

/** Applies the migrations that the database does not have yet. */
export function migrate(databaseUrl: string): void {
  prisma(["migrate", "deploy"], databaseUrl);
}
