/**
 * The web process. `POST /webhooks` is answered before Remix by a small handler, health checks too; everything else is
 * Remix: the built routes, or in development Vite's. `npm run start`, `npm run dev`.
 */
import http from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { createRequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import express from "express";
import type { ViteDevServer } from "vite";
import { createIngest } from "./adapters/shopify/webhook-ingest.server.ts";
import { pool, prisma } from "./db.server.ts";
import { readEnv } from "./env.server.ts";
import { answerHealth } from "./health.server.ts";
import { inbox, jobs, log, mailer } from "./wiring.server.ts";

const DEFAULT_PORT = 3000;
const BUILD_FOLDER = path.resolve("build");
const STOP_DEADLINE_MS = 10_000;
/** Shopify gives a webhook five seconds; a browser may take longer to send a form. */
const REQUEST_TIMEOUT_MS = 60_000;

const env = readEnv();
const isBuilt = env.NODE_ENV === "production";
const ingest = createIngest({ secret: env.SHOPIFY_API_SECRET, save: (delivery) => inbox.save(delivery), log });
let isStopping = false;

const server = http.createServer((request, response) => {
  const pathname = (request.url ?? "/").split("?", 1)[0] ?? "/";
  if (pathname === "/webhooks") return void ingest(request, response);
  setDefaultHeaders(response);
  answerHealth(pathname, response, isStopping)
    .then((isAnswered) => void (isAnswered || pages(request, response)))
    .catch((error: unknown) => {
      log.error({ err: error, pathname }, "request failed");
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
});
server.requestTimeout = REQUEST_TIMEOUT_MS;
const pages = await createPages();
server.listen(env.PORT ?? DEFAULT_PORT, () => log.info({ port: env.PORT ?? DEFAULT_PORT }, "server ready"));

async function createPages(): Promise<(request: IncomingMessage, response: ServerResponse) => void> {
  const app = express();
  app.disable("x-powered-by");
  if (isBuilt) {
    app.use("/assets", express.static(path.join(BUILD_FOLDER, "client/assets"), { immutable: true, maxAge: "1y", fallthrough: false }));
    app.use(express.static(path.join(BUILD_FOLDER, "client"), { maxAge: "1h" }));
    const build: unknown = await import(pathToFileURL(path.join(BUILD_FOLDER, "server/index.js")).href);
    app.all("*", createRequestHandler({ build: build as ServerBuild, mode: "production" })); // Remix's own output
    return app;
  }
  const vite = await startVite();
  app.use(vite.middlewares);
  app.all("*", createRequestHandler({ build: () => vite.ssrLoadModule("virtual:remix/server-build") as Promise<ServerBuild>, mode: "development" })); // Remix's own output
  return app;
}

async function startVite(): Promise<ViteDevServer> {
  const { createServer } = await import("vite");
  const { hostname } = new URL(env.SHOPIFY_APP_URL);
  return createServer({ server: { middlewareMode: { server }, allowedHosts: [hostname] }, appType: "custom" });
}

/** Nothing of ours may be framed, guessed at, cached or leaked by a referrer, unless the page itself says so: it knows the shop that frames it. */
function setDefaultHeaders(response: ServerResponse): void {
  const defaults = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cache-Control": "no-store",
  };
  const writeHead = response.writeHead.bind(response);
  response.writeHead = ((...args: Parameters<typeof writeHead>) => {
    for (const [name, value] of Object.entries(defaults)) if (!response.hasHeader(name)) response.setHeader(name, value);
    return writeHead(...args);
  }) as typeof response.writeHead; // the overloads are the original's
}

async function stop(signal: string): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  log.info({ signal }, "server stops");
  setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await closed;
  await jobs.stop();
  mailer.close();
  await prisma.$disconnect();
  await pool.end();
  log.info("server stopped");
  process.exit(0);
}

for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => void stop(signal));
