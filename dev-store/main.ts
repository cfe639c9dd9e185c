/**
 * The dev store as a process of its own:
 *
 *   node dev-store/main.ts --port 4000 --state .data/dev-store.json --app-origin http://127.0.0.1:3000
 *
 * SHOPIFY_API_KEY and SHOPIFY_API_SECRET are the app's credentials in the environment.
 */
import { parseArgs } from "node:util";
import { z } from "zod";
import { runDemands, tighter } from "./environment.ts";
import { NO_FAULTS, spreadFaults } from "./faults.ts";
import { publishTheme, startFront } from "./front/index.ts";
import { THEME_NAMES } from "./front/storefront/theme.ts";
import type { ThemeName } from "./front/storefront/theme.ts";
import { seedDemoShop } from "./seed/demo-shop.ts";
import { openSecondShop } from "./seed/second-shop.ts";
import { startDevStore } from "./server.ts";
import { chaosSettings } from "./webhooks/chaos.ts";
import type { ChaosSettings } from "./webhooks/chaos.ts";
import { SHOPIFY_RETRY_WAITS_MS } from "./webhooks/dispatcher.ts";

/** Shopify's minutes become seconds: nobody waits an hour for a retry at a demo. */
const DEFAULT_RETRY_SCALE = 1 / 60;

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "4000" },
    "tls-port": { type: "string", default: "0" },
    "app-proxy-port": { type: "string", default: "0" },
    "app-origin": { type: "string", default: "http://127.0.0.1:3000" },
    "app-url": { type: "string", default: "https://promised.example" },
    /** The page of the mailbox that the app's mails go to. */
    "mailbox-url": { type: "string" },
    state: { type: "string" },
    reset: { type: "boolean", default: false },
    "no-seed": { type: "boolean", default: false },
    /** Open a second shop beside the first, with another currency, language and plan. */
    "second-shop": { type: "boolean", default: false },
    /** What visitors see: meadow or harbour. */
    theme: { type: "string", default: THEME_NAMES[0] },
    /** Factor for Shopify's waits between retries of a webhook. */
    "retry-scale": { type: "string" },
    /** The waits themselves, in milliseconds, e.g. 1000,2000,4000. */
    "retry-waits-ms": { type: "string" },
    concurrency: { type: "string", default: "8" },
    /** Points in the bucket and points a second, e.g. 2000,100. */
    bucket: { type: "string", default: "2000,100" },
    /** Percent of the API calls that fail, in every way that there is. */
    faults: { type: "string", default: "0" },
    /** How unkind the delivery of webhooks is, e.g. duplicatePercent=20,burstMs=5000: see webhooks/chaos.ts. */
    chaos: { type: "string", default: "" },
    /** Hold every webhook against Shopify's schemas; what does not fit is at /__dev/webhooks/violations. */
    "validate-webhooks": { type: "boolean", default: false },
  },
});

function credential(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`the dev store needs ${name}: set it to the app's own value`);
  return value;
}

function numbers(option: string, text: string): number[] {
  const list = text.split(",").map(Number);
  if (list.some((value) => !Number.isFinite(value) || value < 0)) {
    throw new Error(`--${option} is ${text}: give numbers of 0 or more, separated by commas`);
  }
  return list;
}

function themeNamed(text: string): ThemeName {
  const name = THEME_NAMES.find((known) => known === text);
  if (name === undefined) throw new Error(`--theme is ${text}: there are ${THEME_NAMES.join(" and ")}`);
  return name;
}

function retryWaitsMs(): number[] {
  const waits = values["retry-waits-ms"];
  if (waits !== undefined) return numbers("retry-waits-ms", waits);
  const [scale = DEFAULT_RETRY_SCALE] = numbers("retry-scale", values["retry-scale"] ?? String(DEFAULT_RETRY_SCALE));
  return SHOPIFY_RETRY_WAITS_MS.map((waitMs) => waitMs * scale);
}

function chaos(): ChaosSettings {
  const pairs = values.chaos.split(",").filter((pair) => pair !== "");
  const parsed = chaosSettings.safeParse(Object.fromEntries(pairs.map((pair) => [pair.split("=")[0], Number(pair.split("=")[1])])));
  if (!parsed.success) throw new Error(`--chaos is ${values.chaos}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

const demands = runDemands();
const [maximumAvailable = 2000, restoreRate = 100] = numbers("bucket", values.bucket);
const [faultPercent = 0] = numbers("faults", values.faults);
const devStore = await startDevStore({
  credentials: { apiKey: credential("SHOPIFY_API_KEY"), apiSecret: credential("SHOPIFY_API_SECRET") },
  port: Number(values.port),
  stateFile: values.state ?? null,
  reset: values.reset,
  ...(values["no-seed"] ? {} : { seed: seedDemoShop }),
  appUrl: values["app-origin"],
  mailboxUrl: values["mailbox-url"] ?? null,
  retryWaitsMs: retryWaitsMs(),
  webhookConcurrency: Number(values.concurrency),
  bucket: tighter({ maximumAvailable, restoreRate }, demands.bucket),
  faults: faultPercent > 0 ? spreadFaults(faultPercent) : (demands.faults ?? NO_FAULTS),
  validatesWebhooks: values["validate-webhooks"] || demands.validatesWebhooks,
});
devStore.webhooks.setChaos(chaos());
const secondShop = values["second-shop"] ? openSecondShop(devStore) : null;
publishTheme(devStore, themeNamed(values.theme));
const front = await startFront({
  devStore,
  port: devStore.port,
  tlsPort: Number(values["tls-port"]),
  appProxyPort: Number(values["app-proxy-port"]),
  appOrigin: values["app-origin"],
  appUrl: values["app-url"],
});
console.log(`dev store: ${devStore.url} (storefront), ${devStore.url}/admin, ${devStore.url}/__dev (console), TLS on port ${front.tlsPort}`);

if (secondShop !== null) console.log(`second shop: http://${secondShop.replace(".myshopify.com", ".localhost")}:${devStore.port} (storefront), /admin there`);

let isStopping = false;
async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  await front.close();
  await devStore.close();
  process.exit(0);
}
process.on("SIGINT", () => void stop());
process.on("SIGTERM", () => void stop());
