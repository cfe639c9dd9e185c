/**
 * Everything that a merchant's world consists of, on this machine: database, dev store, mailbox, app and worker, each
 * a process of its own, as in production. The demo, the browser tests and the replay all start it from here.
 */
import { spawn, type ChildProcess } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { mintSessionToken } from "../dev-store/oauth.ts";
import type { WebhookReport } from "../dev-store/webhooks/webhook-check.ts";
import { USER_AGENT } from "./browser.ts";
import { migrate } from "./migrate.ts";
import { freePort, startPostgres } from "./postgres.ts";
import type { PostgresServer } from "./postgres.ts";

export const SHOP = "promised-demo.myshopify.com";
export const DEMO_FOLDER = ".data/demo";
/** The app as the dev store knows it; it leads the public address to the process here. */
export const LOCAL_APP = {
  SHOPIFY_API_KEY: "promised-local-key",
  SHOPIFY_API_SECRET: "promised-local-secret",
  SHOPIFY_APP_URL: "https://promised.example",
} as const;
/** Within the stack's folder: one file per process, holding the id it has now. Crash tests kill by these. */
export const PID_FOLDER = "pids";
/** In the stack's folder: where its dev store answers, for those who check the running demo. */
export const DEV_STORE_URL_FILE = "dev-store-url";
const READY_TIMEOUT_MS = 60_000;
const READY_POLL_MS = 100;
const STOP_TIMEOUT_MS = 10_000;

export interface StackOptions {
  /** Holds the database, the dev store's state and the logs. */
  readonly folder: string;
  /** Forget what an earlier run left. */
  readonly reset: boolean;
  /** Delete the database when the stack stops; logs stay. */
  readonly isTemporary?: boolean;
  /** Ports to use where they are free; without it any free port is taken. */
  readonly preferredPorts?: Partial<Record<keyof Ports, number>>;
  /** Settings of the app and worker, e.g. shorter leases. */
  readonly appEnv?: Record<string, string>;
  /** Further arguments of the dev store, e.g. "--no-seed". */
  readonly devStoreArguments?: readonly string[];
  /** Start a process again when it ends unasked, as a supervisor in production does. */
  readonly keepAlive?: boolean;
  /** Stay in the stage in which an installation begins; else the shop goes live at once. */
  readonly observes?: boolean;
  /** The dev store keeps its shop in memory only: writing thousands of orders to a file again and again takes longer than selling them. */
  readonly forgetfulShop?: boolean;
  readonly say?: (words: string) => void;
}

export interface Ports {
  readonly storefront: number;
  readonly appProxy: number;
  readonly tls: number;
  readonly app: number;
  readonly workerHealth: number;
  readonly smtp: number;
  readonly mailbox: number;
}

export interface Stack {
  readonly ports: Ports;
  readonly databaseUrl: string;
  readonly devStoreUrl: string;
  /** The settings that app and worker were started with, for scripts that join them. */
  readonly appEnv: Readonly<Record<string, string>>;
  readonly addresses: { readonly storefront: string; readonly admin: string; readonly mailbox: string; readonly console: string };
  /** The process behind a name at this moment, to be killed by crash tests. */
  processOf(name: ProcessName): ChildProcess;
  /** What the dev store sent that does not fit Shopify's schemas, in words; empty where it was not asked to look. */
  misshapenWebhooks(): Promise<readonly string[]>;
  /** How many calls to the Admin API went wrong since faults were last set. */
  failedApiCalls(): Promise<number>;
  /** See `PostgresServer.restart`; for a database of DATABASE_URL it throws. */
  restartDatabase: PostgresServer["restart"];
  stop(): Promise<void>;
}

export type ProcessName = "dev store" | "mailbox" | "app" | "worker";

/** Starts all of it and installs the app as a merchant's first visit does. Throws, with the tail of the log, when a part does not come up. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const say = options.say ?? (() => {});
  const folder = path.resolve(options.folder);
  if (options.reset) fs.rmSync(path.join(folder, "dev-store.json"), { force: true });
  for (const part of ["logs", PID_FOLDER]) fs.mkdirSync(path.join(folder, part), { recursive: true });
  const ports = await choosePorts(options.preferredPorts ?? {});
  const group = new ProcessGroup(folder, options.keepAlive ?? false);

  say("Starting PostgreSQL ...");
  const database = await prepareDatabase(folder, options, group);

  const devStoreUrl = `http://127.0.0.1:${ports.storefront}`;
  fs.writeFileSync(path.join(folder, DEV_STORE_URL_FILE), devStoreUrl);
  const appEnv: Record<string, string> = {
    ...LOCAL_APP,
    DATABASE_URL: database.url,
    DEV_STORE_URL: devStoreUrl,
    SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`,
    NODE_ENV: "production",
    NODE_OPTIONS: `--import=${path.resolve("dev-store/preload.mjs")}`,
    ...options.appEnv,
  };
  try {
    say("Starting the dev store and the mailbox ...");
    await Promise.all([
      group.start("dev store", "dev-store/main.ts", devStoreArguments(options, folder, ports), LOCAL_APP, `${devStoreUrl}/__dev/health`),
      group.start(
        "mailbox",
        "scripts/mailbox.ts",
        ["--smtp-port", String(ports.smtp), "--web-port", String(ports.mailbox)],
        {},
        `http://127.0.0.1:${ports.mailbox}/api/email`,
      ),
    ]);
    say("Starting the app and the worker ...");
    await Promise.all([
      group.start("app", "app/server.ts", [], { ...appEnv, PORT: String(ports.app) }, `http://127.0.0.1:${ports.app}/readyz`),
      group.start("worker", "app/worker.ts", [], { ...appEnv, PORT: String(ports.workerHealth) }, `http://127.0.0.1:${ports.workerHealth}/readyz`),
    ]);
    say("Installing the app in the shop ...");
    await visitAsMerchant(ports.app);
    if (options.observes !== true) await goLiveAsMerchant(ports.app);
  } catch (error) {
    await group.stop();
    throw error;
  }

  return {
    ports,
    databaseUrl: database.url,
    devStoreUrl,
    appEnv,
    addresses: {
      storefront: `http://localhost:${ports.storefront}/`,
      admin: `http://localhost:${ports.storefront}/admin`,
      mailbox: `http://localhost:${ports.mailbox}/`,
      console: `http://localhost:${ports.storefront}/__dev`,
    },
    processOf: (name) => group.processOf(name),
    misshapenWebhooks: () => misshapenWebhooks(devStoreUrl),
    failedApiCalls: () => failedApiCalls(devStoreUrl),
    restartDatabase: database.restart,
    stop: () => group.stop(),
  };
}

async function prepareDatabase(
  folder: string,
  { reset, isTemporary = false }: StackOptions,
  group: ProcessGroup,
): Promise<Pick<PostgresServer, "url" | "restart">> {
  if (process.env.DATABASE_URL) {
    migrate(process.env.DATABASE_URL);
    return { url: process.env.DATABASE_URL, restart: () => Promise.reject(new Error("The database of DATABASE_URL is not ours to restart.")) };
  }
  const server = await startPostgres(path.join(folder, "postgres"), { reset });
  group.afterwards(() => (isTemporary ? server.destroy() : server.stop()));
  const url = server.urlOf("postgres");
  migrate(url);
  return { url, restart: server.restart };
}

function devStoreArguments(options: StackOptions, folder: string, ports: Ports): string[] {
  return [
    ...["--port", String(ports.storefront), "--tls-port", String(ports.tls), "--app-proxy-port", String(ports.appProxy)],
    ...["--app-origin", `http://127.0.0.1:${ports.app}`, "--app-url", LOCAL_APP.SHOPIFY_APP_URL],
    ...["--mailbox-url", `http://localhost:${ports.mailbox}/`],
    ...(options.forgetfulShop ? [] : ["--state", path.join(folder, "dev-store.json")]),
    ...(options.reset ? ["--reset"] : []),
    ...(options.devStoreArguments ?? []),
  ];
}

/** Opens the app's first page with a session token, as Shopify's admin does: the app gets its tokens and starts reading the shop. */
async function visitAsMerchant(appPort: number): Promise<void> {
  const token = mintSessionToken({ apiKey: LOCAL_APP.SHOPIFY_API_KEY, apiSecret: LOCAL_APP.SHOPIFY_API_SECRET }, { shopDomain: SHOP, now: new Date() });
  const store = SHOP.replace(".myshopify.com", "");
  const query = new URLSearchParams({
    embedded: "1",
    shop: SHOP,
    host: Buffer.from(`admin.shopify.com/store/${store}`).toString("base64url"),
    id_token: token,
  });
  const answer = await fetch(`http://127.0.0.1:${appPort}/?${query}`, { headers: { "user-agent": USER_AGENT } });
  if (!answer.ok) throw new Error(`The app answered ${answer.status} to its first visit: ${(await answer.text()).slice(0, 500)}`);
}

/** Presses "Go live" on the app's own page. */
async function goLiveAsMerchant(appPort: number): Promise<void> {
  const token = mintSessionToken({ apiKey: LOCAL_APP.SHOPIFY_API_KEY, apiSecret: LOCAL_APP.SHOPIFY_API_SECRET }, { shopDomain: SHOP, now: new Date() });
  const answer = await fetch(`http://127.0.0.1:${appPort}/stage?_data=${encodeURIComponent("routes/_admin.stage")}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "user-agent": USER_AGENT },
    body: JSON.stringify({ act: "go_live", variantIds: "all", tellsWaiting: false }),
  });
  if (!answer.ok) throw new Error(`The app answered ${answer.status} to going live: ${(await answer.text()).slice(0, 500)}`);
}

async function misshapenWebhooks(devStoreUrl: string): Promise<readonly string[]> {
  const answer = await fetch(`${devStoreUrl}/__dev/webhooks/violations`);
  const report = (await answer.json()) as WebhookReport | null; // the dev store's own
  return (report?.violations ?? []).map(({ topic, at, problem, times }) => `${topic} ${at} ${problem} (${times} times)`);
}

async function failedApiCalls(devStoreUrl: string): Promise<number> {
  const answer = await fetch(`${devStoreUrl}/__dev/faults`);
  const { counts } = (await answer.json()) as { counts: Record<string, number> }; // the dev store's own
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

async function choosePorts(preferred: Partial<Record<keyof Ports, number>>): Promise<Ports> {
  const choose = async (name: keyof Ports) => ((await isFree(preferred[name])) ? (preferred[name] as number) : freePort());
  return {
    storefront: await choose("storefront"),
    appProxy: await choose("appProxy"),
    tls: await choose("tls"),
    app: await choose("app"),
    workerHealth: await choose("workerHealth"),
    smtp: await choose("smtp"),
    mailbox: await choose("mailbox"),
  };
}

async function isFree(port: number | undefined): Promise<boolean> {
  if (port === undefined) return false;
  return fetch(`http://127.0.0.1:${port}/`).then(
    () => false,
    (error: Error & { cause?: { code?: string } }) => error.cause?.code === "ECONNREFUSED",
  );
}

/** Processes that are started together, logged each to a file, and stopped in reverse order. */
class ProcessGroup {
  readonly #processes = new Map<ProcessName, ChildProcess>();
  readonly #atEnd: (() => void)[] = [];
  readonly #folder: string;
  readonly #keepAlive: boolean;
  #isStopping = false;

  constructor(folder: string, keepAlive: boolean) {
    this.#folder = folder;
    this.#keepAlive = keepAlive;
  }

  afterwards(act: () => void): void {
    this.#atEnd.push(act);
  }

  processOf(name: ProcessName): ChildProcess {
    const found = this.#processes.get(name);
    if (found === undefined) throw new Error(`the ${name} is not running`);
    return found;
  }

  async start(name: ProcessName, program: string, args: readonly string[], env: Record<string, string>, readyUrl: string): Promise<void> {
    const fileName = name.replaceAll(" ", "-");
    const log = path.join(this.#folder, "logs", `${fileName}.log`);
    fs.writeFileSync(log, "");
    let hasBeenReady = false;
    const launch = () => {
      const out = fs.openSync(log, "a");
      const started = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...env }, stdio: ["ignore", out, out] });
      fs.closeSync(out);
      this.#processes.set(name, started);
      fs.writeFileSync(path.join(this.#folder, PID_FOLDER, fileName), String(started.pid));
      started.on("exit", () => {
        // One that never came up will not come up the next time: its log says why.
        if (this.#keepAlive && hasBeenReady && !this.#isStopping) launch();
      });
    };
    launch();
    await this.#untilReady(name, readyUrl, log);
    hasBeenReady = true;
  }

  async #untilReady(name: ProcessName, url: string, log: string): Promise<void> {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    for (;;) {
      const isReady = await fetch(url).then(
        (answer) => answer.ok,
        () => false, // not listening yet
      );
      if (isReady) return;
      const ended = this.processOf(name).exitCode !== null;
      if (ended || Date.now() > deadline) {
        const tail = fs.readFileSync(log, "utf8").split("\n").slice(-30).join("\n");
        throw new Error(`The ${name} ${ended ? "ended at once" : `was not ready within ${READY_TIMEOUT_MS / 1000} s`}. The end of ${log}:\n${tail}`);
      }
      await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
    }
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all([...this.#processes.values()].reverse().map(endProcess));
    for (const act of this.#atEnd) act();
  }
}

function endProcess(running: ChildProcess): Promise<void> {
  if (running.exitCode !== null || running.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const impatient = setTimeout(() => running.kill("SIGKILL"), STOP_TIMEOUT_MS);
    running.once("exit", () => {
      clearTimeout(impatient);
      resolve();
    });
    running.kill("SIGTERM");
  });
}
