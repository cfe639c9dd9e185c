/**
 * `npm run race`: hundreds of shoppers after the last unit, on the dev store's real checkout and the real app.
 *
 *   (a) Shopify denies below zero, 1 unit, 200 checkouts at once: exactly one may get it. So many `--rounds N`.
 *   (b) Backorders are on with a limit of 1: shoppers buy until Shopify stops selling. What was accepted between the first
 *       order and our switch is the overshoot: counted, timed, and each such order shown to the merchant with its date.
 *       So many `--rush-rounds N`.
 *
 * Ends with 0 only when nothing was oversold in (a), the switch turned within 2 s of the webhook 95 times in 100, and every
 * order beyond the limit is on the merchant's page with what its customer was told. The last line is one JSON object.
 */
import { spawnSync } from "node:child_process";
import os from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { mintSessionToken } from "../../dev-store/oauth.ts";
import { USER_AGENT } from "../../scripts/browser.ts";
import { LOCAL_APP, SHOP, startStack } from "../../scripts/stack.ts";
import type { Stack } from "../../scripts/stack.ts";
import { AccidentShop } from "../simulation/accident-shop.ts";
import { saved, saveForm, variants } from "../simulation/merchant.ts";

const SHOPPERS = 200;
const DENY_WITHIN_MS = 2_000;
/** Shoppers who buy side by side in a rush, and what each takes between two orders. */
const RUSH_SHOPPERS = 8;
const BETWEEN_ORDERS_MS = 200;
const RUSH_PATIENCE_MS = 20_000;
const PAGE_PATIENCE_MS = 90_000;
const POLL_MS = 200;
const MOST_PAGES = 100;

interface LastUnit {
  readonly rounds: number;
  readonly accepted: number;
  readonly oversold: number;
}

interface Rush {
  readonly overshoot: number;
  /** From the first order's webhook to Shopify's answer that the switch denies. */
  readonly denyMs: number;
  /** Orders beyond the limit that the merchant is shown with what the customer was told, or that there is no date. */
  readonly shown: number;
}

const say = (words: string) => console.log(`› ${words}`);

export async function raceForLastUnit(shop: AccidentShop, rounds: number): Promise<LastUnit> {
  let [accepted, oversold] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    const good = { sku: `LAST-${round}`, title: `Last ${round}`, priceCents: 1_000, units: 1, inventoryPolicy: "DENY" as const };
    const [made] = await shop.store.makeProducts([good]);
    if (made === undefined) throw new Error("the shop did not make the article");
    const tries = Array.from({ length: SHOPPERS }, (_, nth) => buy(shop, made.variantId, `last-${round}-${nth}`));
    const orders = (await Promise.all(tries)).filter((isAccepted) => isAccepted).length;
    accepted += orders;
    oversold += Math.max(0, orders - 1);
    if (orders === 0) throw new Error(`Nobody got the last unit in round ${round}.`);
    if ((round + 1) % 100 === 0) say(`${round + 1} rounds, ${oversold} oversold`);
  }
  return { rounds, accepted, oversold };
}

/** Whether the order came about. A refusal is an answer; anything else is thrown. */
async function buy(shop: AccidentShop, variantId: number, name: string): Promise<boolean> {
  try {
    await shop.store.checkOut({ email: `${name}@customers.example`, lastName: name, lines: [{ variantId, quantity: 1 }] });
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.includes("answered 422")) return false;
    throw error;
  }
}

export async function rushOnLimit(shop: AccidentShop, round: number): Promise<Rush> {
  const good = await shop.offer(`RUSH-${round}`, 0);
  await shop.orderFromSupplier(good, 1_000);
  const variantId = String(good.variantId);
  await saved(saveForm(shop.stack, variants, { changes: [{ variantId, mode: "on", limit: 1 }] }));
  await until("the limit is on the storefront", async () => {
    const found = `publication WHERE shop = $1 AND variant_id = $2 AND published_at IS NOT NULL AND payload->>'cap' = '1'`;
    return (await shop.count(found, [variantId])) > 0;
  });

  const startedAt = Date.now();
  let [orders, isClosed] = [0, false];
  const shopper = async (nth: number): Promise<void> => {
    for (let order = 0; !isClosed; order++) {
      if (Date.now() - startedAt > RUSH_PATIENCE_MS) throw new Error(`Shopify still sells RUSH-${round} after ${RUSH_PATIENCE_MS / 1000} s.`);
      if (await buy(shop, good.variantId, `rush-${round}-${nth}-${order}`)) orders += 1;
      else isClosed = true;
      await pause(BETWEEN_ORDERS_MS);
    }
  };
  await Promise.all(Array.from({ length: RUSH_SHOPPERS }, (_, nth) => shopper(nth)));

  const overshoot = Math.max(0, orders - 1);
  let shown = 0;
  await until(
    "every order beyond the limit is shown",
    async () => (shown = (await shownOvershoot(shop.stack)).filter((row) => row.variantId === variantId && row.isTold).length) >= overshoot,
  ).catch((error: unknown) => say(String(error)));
  return { overshoot, denyMs: await denyMs(shop, good), shown };
}

async function denyMs(shop: AccidentShop, { variantId }: { variantId: number }): Promise<number> {
  const { rows } = await shop.database.query<{ ms: number }>(
    `SELECT extract(epoch FROM min(m.resolved_at) - first.received_at) * 1000 AS ms
       FROM (SELECT min(d.received_at) AS received_at FROM webhook_delivery d JOIN order_line l ON l.shop = d.shop AND d.key = 'order:' || l.order_id
              WHERE d.shop = $1 AND l.variant_id = $2) AS first,
            outgoing_mutation m
      WHERE m.shop = $1 AND m.idempotency_key LIKE 'policy:' || $2 || ':%' AND m.outcome = 'accepted' AND m.resolved_at > first.received_at
      GROUP BY first.received_at`,
    [SHOP, String(variantId)],
  );
  return Math.round(Number(rows[0]?.ms ?? Number.NaN));
}

/** What the merchant's own page shows. */
async function shownOvershoot(stack: Stack): Promise<{ variantId: string; isTold: boolean; promisedOn: string | null }[]> {
  const rows: { variantId: string; isTold: boolean; promisedOn: string | null }[] = [];
  let cursor: string | null = "";
  for (let page = 0; cursor !== null && page < MOST_PAGES; page++) {
    const url = new URL("/overshoot", `http://127.0.0.1:${stack.ports.app}`);
    url.searchParams.set("_data", "routes/_admin.overshoot");
    if (cursor !== "") url.searchParams.set("cursor", cursor);
    const credentials = { apiKey: LOCAL_APP.SHOPIFY_API_KEY, apiSecret: LOCAL_APP.SHOPIFY_API_SECRET };
    const authorization = `Bearer ${mintSessionToken(credentials, { shopDomain: SHOP, now: new Date() })}`;
    const answer = await fetch(url, { headers: { authorization, "user-agent": USER_AGENT } });
    if (!answer.ok) throw new Error(`The app answered ${answer.status} to its page of overshoot.`);
    const read = (await answer.json()) as { page: { rows: typeof rows; next: string | null } }; // the page's own loader
    rows.push(...read.page.rows);
    cursor = read.page.next;
  }
  return rows;
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + PAGE_PATIENCE_MS; !(await isSo()); await pause(POLL_MS)) {
    if (Date.now() > deadline) throw new Error(`It is not so after ${PAGE_PATIENCE_MS / 1000} s that ${what}.`);
  }
}

function optionOf(name: string, standard: number): number {
  const given = process.argv[process.argv.indexOf(`--${name}`) + 1];
  const count = process.argv.includes(`--${name}`) ? Number(given) : standard;
  if (Number.isInteger(count) && count >= 1) return count;
  console.error(`--${name} takes a whole number of rounds, 1 or more, not ${given}.`);
  process.exit(1);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

async function main(): Promise<boolean> {
  const [rounds, rushRounds] = [optionOf("rounds", 1_000), optionOf("rush-rounds", 20)];
  if (!process.argv.includes("--built")) build();
  const stack = await startStack({
    folder: `.data/race-${process.pid}`,
    reset: true,
    isTemporary: true,
    forgetfulShop: true,
    devStoreArguments: ["--no-seed"],
    say,
  });
  const shop = new AccidentShop(stack);
  try {
    const rushes: Rush[] = [];
    for (let round = 0; round < rushRounds; round++) {
      const rush = await rushOnLimit(shop, round);
      rushes.push(rush);
      say(`limit 1: ${rush.overshoot} beyond it, denied after ${rush.denyMs} ms, ${rush.shown} shown`);
    }
    const lastUnit = await raceForLastUnit(shop, rounds);
    return report({ lastUnit, rushes });
  } finally {
    await shop.database.end();
    await stack.stop();
  }
}

function build(): void {
  say("Building the app ...");
  const built = spawnSync(process.execPath, ["node_modules/@remix-run/dev/dist/cli.js", "vite:build"], { encoding: "utf8" });
  if (built.status !== 0) throw new Error(`The app could not be built:\n${built.stdout}${built.stderr}`);
}

function report({ lastUnit, rushes }: { lastUnit: LastUnit; rushes: readonly Rush[] }): boolean {
  const times = rushes.map(({ denyMs: ms }) => ms);
  const overshoot = rushes.map((rush) => rush.overshoot);
  const all = { p50: quantile(times, 0.5), p95: quantile(times, 0.95), max: Math.max(...times) };
  const unshown = rushes.reduce((sum, rush) => sum + Math.max(0, rush.overshoot - rush.shown), 0);
  const holds = lastUnit.oversold === 0 && all.p95 <= DENY_WITHIN_MS && unshown === 0;
  console.log(`\n(a) 1 unit, ${SHOPPERS} checkouts at once, ${lastUnit.rounds} rounds: ${lastUnit.accepted} sold, ${lastUnit.oversold} oversold`);
  console.log(`(b) limit 1, ${rushes.length} rushes: ${overshoot.join(", ")} orders beyond the limit, ${unshown} of them not shown`);
  console.log(`    webhook to deny: p50 ${all.p50} ms, p95 ${all.p95} ms, longest ${all.max} ms (bar ${DENY_WITHIN_MS} ms at p95)\n`);
  const machine = { shoppers: SHOPPERS, rushShoppers: RUSH_SHOPPERS, cores: os.availableParallelism(), node: process.version };
  console.log(JSON.stringify({ lastUnit, overshoot, denyMs: all, unshown, holds, ...machine }));
  return holds;
}

if (import.meta.main) process.exit((await main()) ? 0 : 1);
