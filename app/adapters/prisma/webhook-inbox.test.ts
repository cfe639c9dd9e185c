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
  for (let i = 0; i < deliveries; i++) {
    count++;
    await inbox.save({
      shop: "a.myshopify.com",
      topic: "orders/create",
      webhookId: `w${count}`,
      key: `order:${count}`,
      body: Buffer.from("{}"),
      triggeredAt: null,
      deadReason: null,
    });
  }
  return inbox;
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
