/** The dev store as a process of its own, with an app installed whose webhooks go to a sink that answers 200 at once. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createServer } from "node:http";
import type { Server } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { mintSessionToken } from "../../dev-store/oauth.ts";
import { SHOP } from "../../scripts/stack.ts";

const CREDENTIALS = { apiKey: "bench-key", apiSecret: "bench-secret" };
const LOOPBACK = "127.0.0.1";
const READY_WITHIN_MS = 30_000;
/** More than a checkout makes webhooks, times the connections of the load, so that delivery keeps up with trade. */
const WEBHOOK_CONCURRENCY = 96;
/** The measured thing is the dev store, not Shopify's patience. */
const ENDLESS_BUCKET = "1000000000,1000000000";

/** Resident is what the machine gives to the process, used what its objects take up in the heap. */
export type Memory = { residentBytes: number; usedBytes: number };

/** Freed pages go back to the machine some time after a collection. */
const COLLECTIONS = 3;
const BETWEEN_COLLECTIONS_MS = 300;

export type DevStoreProcess = {
  readonly port: number;
  readonly accessToken: string;
  post<Answer>(path: string, body: unknown): Promise<Answer>;
  /** Bytes in use at rest: all webhooks delivered, garbage collected. */
  memoryAtRest(): Promise<Memory>;
  stop(): Promise<void>;
};

export async function startDevStoreProcess(): Promise<DevStoreProcess> {
  const sink = await openSink();
  const started = spawn(process.execPath, ["--expose-gc", "dev-store/main.ts", ...argumentsFor(sink.port)], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, SHOPIFY_API_KEY: CREDENTIALS.apiKey, SHOPIFY_API_SECRET: CREDENTIALS.apiSecret },
  });
  const endWithUs = (): void => void started.kill();
  process.once("exit", endWithUs);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  try {
    const url = await addressOf(started);
    const post = <Answer>(path: string, body: unknown) => postJson<Answer>(new URL(path, url), body);
    const accessToken = await install(post);
    return {
      port: Number(new URL(url).port),
      accessToken,
      post,
      memoryAtRest: () => memoryAtRest(url),
      stop: async () => {
        await ended(started);
        sink.server.close();
        sink.server.closeAllConnections();
      },
    };
  } catch (error) {
    await ended(started);
    sink.server.close();
    throw error;
  }
}

function argumentsFor(sinkPort: number): string[] {
  return [
    ...["--port", "0", "--no-seed", "--concurrency", String(WEBHOOK_CONCURRENCY)],
    ...["--bucket", ENDLESS_BUCKET, "--app-origin", `http://${LOOPBACK}:${sinkPort}`],
  ];
}

function openSink(): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => response.writeHead(200, { "content-length": 0 }).end());
  });
  return new Promise((resolve) => {
    server.listen(0, LOOPBACK, () => {
      const address = server.address();
      if (address === null || typeof address === "string") throw new Error("the sink listens on no port");
      resolve({ server, port: address.port });
    });
  });
}

/** The address that the process prints when it listens. */
function addressOf(started: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = "";
    const impatient = setTimeout(() => reject(new Error(`The dev store was not ready within ${READY_WITHIN_MS / 1000} s.`)), READY_WITHIN_MS);
    started.stdout?.on("data", (chunk: Buffer) => {
      printed += chunk.toString("utf8");
      const [, url] = /dev store: (http:\/\/[\d.:]+)/.exec(printed) ?? [];
      if (url === undefined) return;
      clearTimeout(impatient);
      resolve(url);
    });
    started.once("exit", (code) => reject(new Error(`The dev store ended with ${code}.`)));
  });
}

async function postJson<Answer>(url: URL, body: unknown): Promise<Answer> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", "x-dev-store-host": SHOP },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url.pathname} answered ${answer.status}: ${await answer.text()}`);
  // The dev store's own endpoints answer what the caller names.
  return (await answer.json()) as Answer;
}

async function install(post: DevStoreProcess["post"]): Promise<string> {
  const answer = await post<{ access_token: string }>("/admin/oauth/access_token", {
    client_id: CREDENTIALS.apiKey,
    client_secret: CREDENTIALS.apiSecret,
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token: mintSessionToken(CREDENTIALS, { shopDomain: SHOP, now: new Date() }),
    subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
    requested_token_type: "urn:shopify:params:oauth:token-type:offline-access-token",
  });
  return answer.access_token;
}

async function memoryAtRest(url: string): Promise<Memory> {
  for (;;) {
    const counters = await fetch(new URL("/__dev/webhooks/idle", url)).then((answer) => answer.json() as Promise<{ pending: number; inFlight: number }>);
    if (counters.pending === 0 && counters.inFlight === 0) break;
  }
  for (let collection = 1; ; collection += 1) {
    const { rss, heapUsed } = await postJson<{ rss: number; heapUsed: number }>(new URL("/__dev/memory", url), null);
    if (collection === COLLECTIONS) return { residentBytes: rss, usedBytes: heapUsed };
    await wait(BETWEEN_COLLECTIONS_MS);
  }
}

function ended(started: ChildProcess): Promise<void> {
  if (started.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    started.once("exit", () => resolve());
    started.kill("SIGTERM");
  });
}
