/**
 * Signed webhooks of 10 kB through the built server, side by side with a bare node:http server that does HMAC and the same
 * single statement. Rounds alternate, medians are compared.
 */
import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createHmac } from "node:crypto";
import path from "node:path";
import { freePort } from "../../scripts/postgres.ts";
import { median, openBenchDatabase } from "./bench-database.ts";
import type { BenchDatabase } from "./bench-database.ts";
import { applyLoad } from "./http-load.ts";
import type { LoadResult } from "./http-load.ts";

const RATIO_BAR = 0.75;
const ROUNDS = 9;
const REQUESTS_PER_ROUND = 4_000;
const CONNECTIONS = 32;
const BODY_BYTES = 10_000;
const SECRET = "bench-secret";
const READY_WITHIN_MS = 30_000;

interface Contender {
  readonly name: "built" | "bare";
  readonly port: number;
  readonly process: ChildProcess;
  readonly rounds: LoadResult[];
}

export async function run(): Promise<boolean> {
  buildApp();
  const database = await openBenchDatabase("ingest");
  const contenders = await Promise.all([start("built", "app/server.ts", database), start("bare", "tests/bench/ingest-bare.ts", database)]);
  try {
    await playRounds(database, contenders);
    const [built, bare] = contenders.map(({ name, rounds }) => ({
      name,
      perSecond: Math.round(median(rounds.map((round) => round.perSecond))),
      p50Ms: median(rounds.map((round) => round.p50Ms)),
      p99Ms: median(rounds.map((round) => round.p99Ms)),
    }));
    const ratio = (built?.perSecond ?? Number.NaN) / (bare?.perSecond ?? Number.NaN);
    for (const one of [built, bare]) console.log(`${one?.name}: ${one?.perSecond}/s, p50 ${one?.p50Ms.toFixed(1)} ms, p99 ${one?.p99Ms.toFixed(1)} ms`);
    console.log(`ratio ${ratio.toFixed(2)} (bar ${RATIO_BAR}), medians of ${ROUNDS} rounds of ${REQUESTS_PER_ROUND} requests over ${CONNECTIONS} connections`);
    console.log(JSON.stringify({ bench: "ingest", built, bare, ratio }));
    return ratio >= RATIO_BAR;
  } finally {
    for (const one of contenders) one.process.kill();
    await database.close();
  }
}

async function playRounds(database: BenchDatabase, contenders: readonly Contender[]): Promise<void> {
  const body = Buffer.from(JSON.stringify({ id: 820982911946154, note: "x".repeat(BODY_BYTES - 40) }));
  for (let round = -1; round < ROUNDS; round++) {
    // The one that begins changes, so that neither always meets the warmer database.
    for (const one of round % 2 === 0 ? contenders : [...contenders].reverse()) {
      await database.pool.query("TRUNCATE webhook_delivery");
      const prefix = `${one.name}-${round}`;
      const result = await applyLoad({
        port: one.port,
        connections: CONNECTIONS,
        requests: REQUESTS_PER_ROUND,
        request: (nth) => requestBytes(body, `${prefix}-${nth}`),
      });
      const { rows } = await database.pool.query<{ stored: number }>("SELECT count(*)::int AS stored FROM webhook_delivery");
      if (result.answers["200"] !== REQUESTS_PER_ROUND || rows[0]?.stored !== REQUESTS_PER_ROUND) {
        throw new Error(`${one.name}: ${JSON.stringify(result.answers)}, ${rows[0]?.stored} stored of ${REQUESTS_PER_ROUND}`);
      }
      // The first round warms up.
      if (round >= 0) one.rounds.push(result);
    }
  }
}

function requestBytes(body: Buffer, webhookId: string): readonly Buffer[] {
  const head = [
    "POST /webhooks HTTP/1.1",
    "Host: promised.example",
    "Content-Type: application/json",
    `Content-Length: ${body.length}`,
    `X-Shopify-Hmac-Sha256: ${signatureOf(body)}`,
    "X-Shopify-Topic: orders/updated",
    "X-Shopify-Shop-Domain: bench.myshopify.com",
    "X-Shopify-API-Version: 2026-10",
    `X-Shopify-Webhook-Id: ${webhookId}`,
    `X-Shopify-Triggered-At: 2026-10-02T12:00:00Z`,
    "",
    "",
  ].join("\r\n");
  return [Buffer.from(head), body];
}

const signatures = new Map<Buffer, string>();
function signatureOf(body: Buffer): string {
  const known = signatures.get(body) ?? createHmac("sha256", SECRET).update(body).digest("base64");
  signatures.set(body, known);
  return known;
}

function buildApp(): void {
  const built = spawnSync(process.execPath, ["node_modules/@remix-run/dev/dist/cli.js", "vite:build"], { encoding: "utf8" });
  if (built.status !== 0) throw new Error(`The app could not be built:\n${built.stdout}${built.stderr}`);
}

async function start(name: Contender["name"], program: string, database: BenchDatabase): Promise<Contender> {
  const port = await freePort();
  const started = spawn(process.execPath, [path.resolve(program)], {
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      NODE_ENV: "production",
      PORT: String(port),
      DATABASE_URL: database.url,
      SHOPIFY_API_KEY: "bench-key",
      SHOPIFY_API_SECRET: SECRET,
      SHOPIFY_APP_URL: "https://promised.example",
      LOG_LEVEL: "warn",
    },
  });
  const endMs = performance.now() + READY_WITHIN_MS;
  while (!(await isListening(port))) {
    if (performance.now() > endMs || started.exitCode !== null) throw new Error(`The ${name} server did not start.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { name, port, process: started, rounds: [] };
}

function isListening(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/healthz`, { method: "POST", signal: AbortSignal.timeout(1_000) }).then(
    () => true,
    () => false, // not yet
  );
}
