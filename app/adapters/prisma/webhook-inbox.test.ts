import { expect, test } from "vitest";
import { useScratchDatabase } from "../../../tests/scratch-database.ts";
import { createWebhookInbox } from "./webhook-inbox.server.ts";
import type { WebhookInbox } from "./webhook-inbox.server.ts";

const database = useScratchDatabase();
const LEASE = { limit: 100, leaseSeconds: 60 };
let count = 0;

async function inboxWith(deliveries: number): Promise<WebhookInbox> {
  await database.pool.query("DELETE FROM webhook_delivery");
  const inbox = createWebhookInbox(database.pool);
  await deliver(inbox, "a", deliveries);
  return inbox;
}
async function deliver(inbox: WebhookInbox, shop: string, deliveries: number): Promise<void> {
  for (let i = 0; i < deliveries; i++) {
    count++;
    await inbox.save({
      shop: `${shop}.myshopify.com`,
      topic: "orders/create",
      webhookId: `w${count}`,
      key: `order:${count}`,
      body: Buffer.from("{}"),
      triggeredAt: null,
      deadReason: null,
    });
  }
}
/** How many of each shop a claim holds. */
async function shares(inbox: WebhookInbox, limit: number): Promise<Record<string, number>> {
  const { deliveries } = await inbox.claim({ limit, leaseSeconds: 60 });
  return Object.fromEntries([...Map.groupBy(deliveries, ({ shop }) => shop.replace(".myshopify.com", ""))].map(([shop, all]) => [shop, all.length]).sort());
}
const rows = async (columns: string) => (await database.pool.query(`SELECT ${columns} FROM webhook_delivery ORDER BY received_at, webhook_id`)).rows;
const letLeaseRunOut = () => database.pool.query("UPDATE webhook_delivery SET lease_until = now() - interval '1 second'");

test("two workers never hold the same delivery", async () => {
  const inbox = await inboxWith(30);
  const claims = await Promise.all(Array.from({ length: 6 }, () => inbox.claim({ limit: 7, leaseSeconds: 60 })));
  const claimed = claims.flatMap((claim) => claim.deliveries.map((delivery) => delivery.webhookId));
  expect(new Set(claimed).size).toBe(claimed.length);
  expect(claimed.length).toBe(30);
});

test("a delivery that a dead worker held is claimed again when its lease has run out", async () => {
  const inbox = await inboxWith(1);
  await inbox.claim(LEASE);
  expect((await inbox.claim(LEASE)).deliveries).toEqual([]);
  await letLeaseRunOut();
  expect((await inbox.claim(LEASE)).deliveries).toHaveLength(1);
});

test("a worker that overslept its lease cannot speak for the delivery any more", async () => {
  const inbox = await inboxWith(1);
  const slow = await inbox.claim(LEASE);
  await letLeaseRunOut();
  const quick = await inbox.claim(LEASE);
  expect(await inbox.apply(slow.leaseToken, slow.deliveries)).toBe(0);
  expect(await inbox.bury(slow.leaseToken, slow.deliveries, "late")).toBe(0);
  expect(await inbox.apply(quick.leaseToken, quick.deliveries)).toBe(1);
});

test("once applied, a delivery keeps nothing of what Shopify sent", async () => {
  const inbox = await inboxWith(1);
  const claim = await inbox.claim(LEASE);
  await inbox.apply(claim.leaseToken, claim.deliveries);
  expect(await rows("length(body) AS length, applied_at IS NOT NULL AS applied")).toEqual([{ length: 0, applied: true }]);
  expect((await inbox.claim(LEASE)).deliveries).toEqual([]);
});

test("a failed delivery waits longer each time and is dead with its reason after twelve tries", async () => {
  const inbox = await inboxWith(1);
  const waits: number[] = [];
  for (let tries = 1; tries <= 12; tries++) {
    const claim = await inbox.claim(LEASE);
    await inbox.giveBack(claim.leaseToken, claim.deliveries, { reason: "a bug", isOutage: false, retryBaseSeconds: 2 });
    const [row] = await rows("extract(epoch FROM next_try_at - now())::float8 AS wait");
    waits.push(Math.round(row.wait));
    await database.pool.query("UPDATE webhook_delivery SET next_try_at = now()");
  }
  expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300]);
  expect(await rows("dead_at IS NOT NULL AS dead, dead_reason, length(body) AS length")).toEqual([{ dead: true, dead_reason: "a bug", length: 0 }]);
});

test("what nothing can be done with is dead with its reason, and nobody's data lie about", async () => {
  const inbox = await inboxWith(1);
  const claim = await inbox.claim(LEASE);
  expect(await inbox.bury(claim.leaseToken, claim.deliveries, "the app was removed")).toBe(1);
  expect(await rows("dead_reason, length(body) AS length")).toEqual([{ dead_reason: "the app was removed", length: 0 }]);
});

test("an outage of Shopify never makes a delivery dead", async () => {
  const inbox = await inboxWith(1);
  for (let tries = 1; tries <= 30; tries++) {
    const claim = await inbox.claim(LEASE);
    expect(claim.deliveries).toHaveLength(1);
    await inbox.giveBack(claim.leaseToken, claim.deliveries, { reason: "outage", isOutage: true, retryBaseSeconds: 2 });
    await database.pool.query("UPDATE webhook_delivery SET next_try_at = now()");
  }
  expect(await rows("dead_at, attempts")).toEqual([{ dead_at: null, attempts: 0 }]);
});

test("one shop's burst keeps no other shop waiting: a claim is shared by all that have deliveries", async () => {
  const inbox = await inboxWith(200);
  await deliver(inbox, "b", 3);
  await deliver(inbox, "c", 1);
  expect(await shares(inbox, 30)).toEqual({ a: 10, b: 3, c: 1 });
  // Alone again, the burst has the whole claim.
  expect(await shares(inbox, 30)).toEqual({ a: 30 });
});

test("of more shops than share a claim, those that have waited longest come first", async () => {
  const inbox = await inboxWith(0);
  for (let shop = 10; shop < 40; shop++) await deliver(inbox, `s${shop}`, 2);
  await database.pool.query("UPDATE webhook_delivery SET next_try_at = now() - make_interval(secs => right(split_part(shop, '.', 1), 2)::int)");
  const first = await shares(inbox, 20);
  expect(Object.keys(first)).toEqual(Array.from({ length: 20 }, (_, index) => `s${20 + index}`));
  expect(new Set(Object.values(first))).toEqual(new Set([1]));
});

test("within a shop the oldest is claimed first", async () => {
  const inbox = await inboxWith(10);
  const expected = (await rows("webhook_id")).slice(0, 4).map((row: { webhook_id: string }) => row.webhook_id);
  const { deliveries } = await inbox.claim({ limit: 4, leaseSeconds: 60 });
  expect(deliveries.map(({ webhookId }) => webhookId).sort()).toEqual(expected.sort());
});

test("a worker that stops gives back what it has not touched, at once and untried", async () => {
  const inbox = await inboxWith(2);
  const claim = await inbox.claim(LEASE);
  await inbox.release(claim.leaseToken);
  expect(await rows("attempts")).toEqual([{ attempts: 0 }, { attempts: 0 }]);
  expect((await inbox.claim(LEASE)).deliveries).toHaveLength(2);
});

test("saving a new delivery wakes whoever listens, a repeated one does not", async () => {
  const inbox = await inboxWith(0);
  const listener = await database.pool.connect();
  let woken = 0;
  listener.on("notification", () => woken++);
  await listener.query("LISTEN webhook_inbox");
  const delivery = {
    shop: "a.myshopify.com",
    topic: "orders/create",
    webhookId: "once",
    key: "order:1",
    body: Buffer.from("{}"),
    triggeredAt: null,
    deadReason: null,
  };
  expect([await inbox.save(delivery), await inbox.save(delivery)]).toEqual([true, false]);
  await listener.query("SELECT 1");
  listener.release(true);
  expect(woken).toBe(1);
});
