/**
 * `npm run race`: hundreds of shoppers after the last unit, on the dev store's real checkout and the real app.
 *
 *   (a) Shopify denies below zero, 1 unit, 200 checkouts at once: exactly one may get it. So many `--rounds N`.
 *   (b) Backorders are on with a limit of 1: shoppers buy until Shopify stops selling. What was accepted between the first
 *       order and our switch is the overshoot: counted, timed, and each such order shown to the merchant with its date.
 *       So many `--rush-rounds N`; `--seed S` says when each shopper comes back.
 *
 * Ends with 0 only when nothing was oversold in (a), the switch turned within 2 s of the webhook 95 times in 100, Shopify
 * accepted no order once it had turned (that bounds the overshoot), and every order beyond the limit is on the merchant's
 * page with its date, or with the word that there is none. The last line is one JSON object.
 */
import { spawnSync } from "node:child_process";
import os from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { mintSessionToken } from "../../dev-store/oauth.ts";
import { USER_AGENT } from "../../scripts/browser.ts";
import { LOCAL_APP, SHOP, startStack } from "../../scripts/stack.ts";
import type { Stack } from "../../scripts/stack.ts";
import { seededRandom } from "../replay/random.ts";
import type { Random } from "../replay/random.ts";
import { AccidentShop } from "../simulation/accident-shop.ts";
import { saved, saveForm, variants } from "../simulation/merchant.ts";

const SHOPPERS = 200;
const DENY_WITHIN_MS = 2_000;
/** Shoppers who buy side by side in a rush, and what each takes between two orders, on average. */
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

export interface Rush {
  readonly overshoot: number;
  /** From the first order's webhook to Shopify's answer that the switch denies. */
  readonly denyMs: number;
  /** From the first order's webhook to the storefront's cap of 0. */
  readonly capMs: number;
  /** Orders that Shopify accepted more than a second after that answer: its order times are whole seconds. */
  readonly afterSwitch: number;
  /** Orders beyond the limit that the merchant is shown with a date, or with the word that there is none. */
  readonly shown: number;
  /** Of these, with a date. */
  readonly dated: number;
  /** Of these, whose customers were written to by then. */
  readonly told: number;
  /** From the last order to the moment when all were shown. */
  readonly shownMs: number;
}

const say = (words: string) => console.log(`› ${words}`);

export async function raceForLastUnit(shop: AccidentShop, rounds: number, shoppers = SHOPPERS): Promise<LastUnit> {
  let [accepted, oversold] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    const good = { sku: `LAST-${round}`, title: `Last ${round}`, priceCents: 1_000, units: 1, inventoryPolicy: "DENY" as const };
    const [made] = await shop.store.makeProducts([good]);
    if (made === undefined) throw new Error("the shop did not make the article");
    const tries = Array.from({ length: shoppers }, (_, nth) => buy(shop, made.variantId, `last-${round}-${nth}`));
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

export async function rushOnLimit(shop: AccidentShop, { round, random }: { round: number; random: Random }): Promise<Rush> {
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
      await pause(2 * BETWEEN_ORDERS_MS * random.fraction());
    }
  };
  await Promise.all(Array.from({ length: RUSH_SHOPPERS }, (_, nth) => shopper(nth)));

  const overshoot = Math.max(0, orders - 1);
  const endedAt = Date.now();
  let rows: ShownRow[] = [];
  await until(
    "every order beyond the limit is shown",
    async () => (rows = (await shownOvershoot(shop.stack)).filter((row) => row.variantId === variantId)).length >= overshoot,
  ).catch((error: unknown) => say(String(error)));
  const shownMs = Date.now() - endedAt;
  const dated = rows.filter((row) => (row.isTold ? row.promisedOn : row.estimatedOn) !== null).length;
  const told = rows.filter(({ isTold }) => isTold).length;
  return { overshoot, ...(await timesOf(shop, good)), shown: rows.length, dated, told, shownMs };
}

async function timesOf(shop: AccidentShop, { variantId }: { variantId: number }): Promise<Pick<Rush, "denyMs" | "capMs" | "afterSwitch">> {
  const { rows } = await shop.database.query<{ denyMs: number; capMs: number; afterSwitch: number }>(
    `SELECT extract(epoch FROM min(m.resolved_at) - first.received_at) * 1000 AS "denyMs",
            (SELECT extract(epoch FROM min(p.published_at) - first.received_at) * 1000 FROM publication p
              WHERE p.shop = $1 AND p.variant_id = $2 AND p.at > first.received_at AND p.payload->>'cap' = '0') AS "capMs",
            (SELECT count(*)::int FROM "order" o JOIN order_line l ON l.shop = o.shop AND l.order_id = o.order_id
              WHERE o.shop = $1 AND l.variant_id = $2 AND o.created_at > min(m.resolved_at) + interval '1 second') AS "afterSwitch"
       FROM (SELECT min(d.received_at) AS received_at FROM webhook_delivery d JOIN order_line l ON l.shop = d.shop AND d.key = 'order:' || l.order_id
              WHERE d.shop = $1 AND l.variant_id = $2) AS first,
            outgoing_mutation m
      WHERE m.shop = $1 AND m.idempotency_key LIKE 'policy:' || $2 || ':%' AND m.outcome = 'accepted' AND m.resolved_at > first.received_at
      GROUP BY first.received_at`,
    [SHOP, String(variantId)],
  );
  const { denyMs = Number.NaN, capMs = Number.NaN, afterSwitch = Number.NaN } = rows[0] ?? {};
  return { denyMs: Math.round(denyMs), capMs: Math.round(capMs), afterSwitch };
}

interface ShownRow {
  readonly variantId: string;
  readonly isTold: boolean;
  readonly promisedOn: string | null;
  readonly estimatedOn: string | null;
}

/** What the merchant's own page shows. */
async function shownOvershoot(stack: Stack): Promise<ShownRow[]> {
  const rows: ShownRow[] = [];
  let cursor: string | null = "";
  for (let page = 0; cursor !== null && page < MOST_PAGES; page++) {
    const url = new URL("/overshoot", `http://127.0.0.1:${stack.ports.app}`);
    url.searchParams.set("_data", "routes/_admin.overshoot");
    if (cursor !== "") url.searchParams.set("cursor", cursor);
    const credentials = { apiKey: LOCAL_APP.SHOPIFY_API_KEY, apiSecret: LOCAL_APP.SHOPIFY_API_SECRET };
    const authorization = `Bearer ${mintSessionToken(credentials, { shopDomain: SHOP, now: new Date() })}`;
    const answer = await fetch(url, { headers: { authorization, "user-agent": USER_AGENT } });
    if (!answer.ok) throw new Error(`The app answered ${answer.status} to its page of overshoot.`);
    const read = (await answer.json()) as { page: { rows: ShownRow[]; next: string | null } }; // the page's own loader
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

function spread(values: readonly number[]): { p50: number; p95: number; max: number } {
  return { p50: quantile(values, 0.5), p95: quantile(values, 0.95), max: Math.max(...values) };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

async function main(): Promise<boolean> {
  const [rounds, rushRounds, seed] = [optionOf("rounds", 1_000), optionOf("rush-rounds", 20), optionOf("seed", 1)];
  if (!process.argv.includes("--built")) build();
  const random = seededRandom(seed);
  return withShop(`.data/race-${process.pid}`, async (shop) => {
    const rushes: Rush[] = [];
    for (let round = 0; round < rushRounds; round++) {
      const rush = await rushOnLimit(shop, { round, random });
      rushes.push(rush);
      say(`limit 1: ${rush.overshoot} beyond it, denied after ${rush.denyMs} ms, ${rush.shown} shown (${rush.dated} dated) ${rush.shownMs} ms after the last`);
    }
    const lastUnit = await raceForLastUnit(shop, rounds);
    return report({ lastUnit, rushes, seed });
  });
}

/** A shop of its own, with nothing in it, for as long as `run` takes. */
export async function withShop<Result>(folder: string, run: (shop: AccidentShop) => Promise<Result>): Promise<Result> {
  const stack = await startStack({ folder, reset: true, isTemporary: true, forgetfulShop: true, devStoreArguments: ["--no-seed"], say });
  const shop = new AccidentShop(stack);
  try {
    return await run(shop);
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

function report({ lastUnit, rushes, seed }: { lastUnit: LastUnit; rushes: readonly Rush[]; seed: number }): boolean {
  const overshoot = rushes.map((rush) => rush.overshoot);
  const sum = (of: (rush: Rush) => number) => rushes.reduce((total, rush) => total + of(rush), 0);
  const [deny, cap, shownAfter] = [
    spread(rushes.map(({ denyMs }) => denyMs)),
    spread(rushes.map(({ capMs }) => capMs)),
    spread(rushes.map(({ shownMs }) => shownMs)),
  ];
  const [afterSwitch, dated, told] = [sum((rush) => rush.afterSwitch), sum((rush) => rush.dated), sum((rush) => rush.told)];
  const unshown = sum((rush) => Math.max(0, rush.overshoot - rush.shown));
  const holds = lastUnit.oversold === 0 && deny.p95 <= DENY_WITHIN_MS && unshown === 0 && afterSwitch === 0;
  console.log(`\n(a) 1 unit, ${SHOPPERS} checkouts at once, ${lastUnit.rounds} rounds: ${lastUnit.accepted} sold, ${lastUnit.oversold} oversold`);
  console.log(`(b) limit 1, ${rushes.length} rushes: ${overshoot.join(", ")} orders beyond the limit, ${unshown} of them not shown`);
  console.log(`    webhook to deny: p50 ${deny.p50} ms, p95 ${deny.p95} ms, longest ${deny.max} ms (bar ${DENY_WITHIN_MS} ms at p95)`);
  console.log(`    webhook to a cap of 0 on the storefront: p50 ${cap.p50} ms, p95 ${cap.p95} ms, longest ${cap.max} ms`);
  console.log(`    bound: ${afterSwitch} orders were accepted after the switch had turned, so a rush oversells by what it buys until then`);
  console.log(`    shown to the merchant: all ${shownAfter.max} ms after the last order at the latest, ${dated} with a date, ${told} told by then\n`);
  const machine = { shoppers: SHOPPERS, rushShoppers: RUSH_SHOPPERS, cores: os.availableParallelism(), node: process.version };
  console.log(
    JSON.stringify({ seed, lastUnit, overshoot, denyMs: deny, capMs: cap, afterSwitch, shownMs: shownAfter, unshown, dated, told, holds, ...machine }),
  );
  return holds;
}

if (import.meta.main) process.exit((await main()) ? 0 : 1);
