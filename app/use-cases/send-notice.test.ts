import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { mailWriter } from "../adapters/email/mail-writer.server.ts";
import { createMailer } from "../adapters/email/mailer.server.ts";
import { createDatabase } from "../adapters/prisma/database.server.ts";
import { noticeStore } from "../adapters/prisma/notice-store.server.ts";
import type { Instant, LineItemId, NoticeId, OrderId, ShopDomain } from "../domain/ids.ts";
import type { AllocatedFacts, NoticeFacts, ShippedFacts } from "../domain/notice-facts.ts";
import { startSmtpSink, type SmtpReply, type SmtpSink } from "../testing/smtp-sink.ts";
import { useScratchDatabase } from "../../tests/scratch-database.ts";
import type { Job } from "./ports/jobs.ts";
import type { Mailer } from "./ports/notices.ts";
import type { Database } from "./ports/transaction.ts";
import { OWED_TOO_LONG_MS, recoverNotices } from "./recover-notices.ts";
import { resendNotice } from "./resend-notice.ts";
import { MailUnavailable, NoticeBusy, SEND_LEASE_MS, SenderUnread, sendNotice, type SendNoticeDeps } from "./send-notice.ts";
import { testSender } from "./test-sender.ts";

const shop = "northwind.myshopify.com" as ShopDomain;
const scratch = useScratchDatabase();
const closers: (() => unknown)[] = [];
let now = "2026-10-01T09:00:00.000Z" as Instant;
const clock = { now: () => now };
const pass = (ms: number): void => void (now = new Date(Date.parse(now) + ms).toISOString() as Instant);

beforeEach(async () => {
  now = "2026-10-01T09:00:00.000Z" as Instant;
  await scratch.pool.query(`TRUNCATE shop, variant, "order", order_line, queue_entry, firm_mark, notice`);
  await scratch.pool.query("INSERT INTO shop (shop, name, sender_email) VALUES ($1, 'Northwind', 'hello@northwind.example.com')", [shop]);
  await givenOrder("1");
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function givenOrder(orderId: string, { email = "ada@example.com" as string | null, cancelledAt = null as Instant | null } = {}): Promise<void> {
  await scratch.pool.query(
    `INSERT INTO "order" (shop, order_id, name, created_at, cancelled_at, customer_name, email, source_updated_at, read_seq)
     VALUES ($1, $2, '#' || $2, $3, $4, 'Ada Lovelace', $5, $3, 1)`,
    [shop, orderId, now, cancelledAt, email],
  );
}

async function givenNotice(noticeId: string, facts: NoticeFacts = shipped(), createdAt: Instant = now): Promise<NoticeId> {
  const { kind, ...saved } = facts;
  await scratch.pool.query("INSERT INTO notice (shop, notice_id, person, event, kind, order_id, facts, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", [
    shop,
    noticeId,
    `order:${facts.orderId}`,
    `${kind}:${noticeId}`,
    kind,
    facts.orderId,
    saved,
    createdAt,
  ]);
  return noticeId as NoticeId;
}

const shipped = (orderId = "1"): ShippedFacts => ({
  kind: "shipped",
  orderId: orderId as OrderId,
  fulfillmentId: "9",
  lines: [{ lineItemId: "11" as LineItemId, title: "Stoneware mug", units: 1 }],
  trackingNumber: null,
  trackingUrl: null,
});
const allocated = (units: number): AllocatedFacts => ({
  kind: "allocated",
  orderId: "1" as OrderId,
  lines: [{ lineItemId: "11" as LineItemId, title: "Stoneware mug", units, unitsStillWaiting: 0 }],
});

interface Accident {
  /** What the mail server answers after the last byte of a mail; undefined: it takes the mail. */
  reply?: SmtpReply | undefined;
}

async function sender(accident: Accident = {}, overrides: Partial<SendNoticeDeps> = {}): Promise<{ sink: SmtpSink; deps: SendNoticeDeps }> {
  const sink = await startSmtpSink({ onStep: (step) => (step === "message" ? accident.reply : undefined) });
  const mailer = createMailer({ smtpUrl: sink.url });
  closers.push(
    () => sink.close(),
    () => mailer.close(),
  );
  return {
    sink,
    deps: { database: createDatabase(scratch.pool), notices: noticeStore, writer: mailWriter, mailer, clock, pause: async () => undefined, ...overrides },
  };
}

const send = (deps: SendNoticeDeps, noticeId: NoticeId) => sendNotice(deps, { shop, noticeId });

async function stateOf(noticeId: NoticeId): Promise<{ state: string; reason: string | null; attempts: number }> {
  const { rows } = await scratch.pool.query("SELECT state, reason, attempts FROM notice WHERE shop = $1 AND notice_id = $2", [shop, noticeId]);
  return rows[0];
}

const noticesIn = (sink: SmtpSink): (string | undefined)[] => sink.mails.map((mail) => /X-Promised-Notice: (\S+)/.exec(mail)?.[1]);

describe("exactly once", () => {
  test("a notice is sent and stays sent when its job is repeated", async () => {
    const { sink, deps } = await sender();
    const notice = await givenNotice("n1");
    expect(await send(deps, notice)).toBe("sent");
    expect(await send(deps, notice)).toBe("settled_before");
    expect(noticesIn(sink)).toEqual(["n1"]);
    expect(sink.mails[0]).toContain("To: ada@example.com");
    expect(await stateOf(notice)).toEqual({ state: "sent", reason: null, attempts: 1 });
  });

  test("of eight workers with the same job one sends", async () => {
    const { sink, deps } = await sender();
    const notice = await givenNotice("n1");
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => send(deps, notice)));
    expect(results.filter((result) => result.status === "fulfilled" && result.value === "sent")).toHaveLength(1);
    const failures = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(failures.every((failure) => failure instanceof NoticeBusy)).toBe(true);
    expect(sink.mailCount).toBe(1);
  });

  test("a sender that died after the mail was taken leaves doubt, not a second mail", async () => {
    const { sink, deps } = await sender();
    const notice = await givenNotice("n1");
    // The fourth transaction of a send is the one that would say "sent".
    await expect(send({ ...deps, database: goneFrom(4, deps.database) }, notice)).rejects.toThrow("power cut");
    expect(sink.mailCount).toBe(1);
    await expect(send(deps, notice)).rejects.toThrow(NoticeBusy);
    pass(SEND_LEASE_MS + 1);
    expect(await send(deps, notice)).toBe("uncertain");
    expect(await send(deps, notice)).toBe("settled_before");
    expect(await stateOf(notice)).toEqual({ state: "uncertain", reason: "holder_died", attempts: 1 });
    expect(sink.mailCount).toBe(1);
  });

  test("a database that restarts while the mail goes out leaves no doubt", async () => {
    const { sink, deps } = await sender();
    const notice = await givenNotice("n1");
    expect(await send({ ...deps, database: goneFrom(4, deps.database, 8) }, notice)).toBe("sent");
    expect(await stateOf(notice)).toEqual({ state: "sent", reason: null, attempts: 1 });
    expect(sink.mailCount).toBe(1);
  });

  test("a sender that died before it took the lease costs nothing", async () => {
    const { sink, deps } = await sender();
    const notice = await givenNotice("n1");
    await expect(send({ ...deps, database: goneFrom(3, deps.database) }, notice)).rejects.toThrow("power cut");
    expect(await send(deps, notice)).toBe("sent");
    expect(sink.mailCount).toBe(1);
  });

  test("an answer that got lost is not resent", async () => {
    const { sink, deps } = await sender({ reply: "drop_accepted" });
    const notice = await givenNotice("n1");
    expect(await send(deps, notice)).toBe("uncertain");
    expect(await send(deps, notice)).toBe("settled_before");
    expect(sink.mailCount).toBe(1);
    expect(await stateOf(notice)).toMatchObject({ state: "uncertain", reason: "connection_lost ECONNECTION CONN" });
  });

  test("a slow sender whose lease ran out still says how it ended", async () => {
    const { sink, deps } = await sender();
    const notice = await givenNotice("n1");
    const slow: Mailer = {
      ...deps.mailer,
      async send(message) {
        pass(SEND_LEASE_MS + 1);
        expect(await send(deps, notice)).toBe("uncertain");
        return deps.mailer.send(message);
      },
    };
    expect(await send({ ...deps, mailer: slow }, notice)).toBe("sent");
    expect(await stateOf(notice)).toMatchObject({ state: "sent", reason: null });
    expect(sink.mailCount).toBe(1);
  });
});

describe("nothing lost", () => {
  test("while the mail server says later the notice stays owed, and goes out when it is back", async () => {
    const accident: Accident = { reply: "451 try later" };
    const { sink, deps } = await sender(accident);
    const notice = await givenNotice("n1");
    await expect(send(deps, notice)).rejects.toThrow(MailUnavailable);
    await expect(send(deps, notice)).rejects.toThrow("EMESSAGE 451 DATA");
    expect(await stateOf(notice)).toEqual({ state: "owed", reason: "EMESSAGE 451 DATA", attempts: 2 });
    accident.reply = undefined;
    expect(await send(deps, notice)).toBe("sent");
    expect(sink.mailCount).toBe(1);
  });

  test("a mail server that is down loses nothing", async () => {
    const { sink, deps } = await sender();
    await sink.close();
    closers.splice(0, 1);
    const notice = await givenNotice("n1");
    await expect(send(deps, notice)).rejects.toThrow(MailUnavailable);
    expect(await stateOf(notice)).toMatchObject({ state: "owed" });
  });

  test("older news of the same order go first", async () => {
    const { sink, deps } = await sender();
    await givenOrder("2");
    await givenNotice("a-later", shipped(), "2026-10-01T08:30:00.000Z" as Instant);
    await givenNotice("other-order", shipped("2"), "2026-10-01T08:00:00.000Z" as Instant);
    await givenNotice("b-first", allocated(1), "2026-10-01T08:00:00.000Z" as Instant);
    expect(await send(deps, "a-later" as NoticeId)).toBe("sent");
    expect(noticesIn(sink)).toEqual(["b-first", "a-later"]);
  });

  test("older news that cannot be written do not hold up the rest", async () => {
    const { sink, deps } = await sender();
    const broken = await givenNotice("a", { ...shipped(), lines: [] }, "2026-10-01T08:00:00.000Z" as Instant);
    expect(await send(deps, await givenNotice("b"))).toBe("sent");
    expect(noticesIn(sink)).toEqual(["b"]);
    await expect(send(deps, broken)).rejects.toThrow("Notice a of kind shipped cannot be written: lines:");
    expect(await stateOf(broken)).toMatchObject({ state: "owed" });
  });

  test("a notice whose job is gone gets another, one whose sender died becomes uncertain", async () => {
    const { deps } = await sender();
    const forgotten = await givenNotice("forgotten");
    const abandoned = await givenNotice("abandoned");
    await deps.database.transaction((tx) => noticeStore.lease(tx, { shop, noticeId: abandoned }, { until: now, messageId: "m" }));
    pass(OWED_TOO_LONG_MS + 1);
    await givenNotice("fresh");
    const enqueued: Job[] = [];
    const jobs = { enqueue: async (_tx: unknown, more: readonly Job[]) => void enqueued.push(...more) };
    expect(await recoverNotices({ ...deps, jobs }, { shop })).toEqual({ uncertain: 1, owed: 1 });
    expect(enqueued).toEqual([{ name: "send-notice", shop, noticeId: forgotten }]);
    expect(await stateOf(abandoned)).toMatchObject({ state: "uncertain", reason: "holder_died" });
  });
});

describe("a notice is withheld, with the reason", () => {
  test.each([
    ["no_address", `UPDATE "order" SET email = NULL`],
    ["no_address", `UPDATE "order" SET email = 'ada@example.com, eve@example.com'`],
    ["redacted", `DELETE FROM "order"`],
    ["superseded", `UPDATE "order" SET cancelled_at = now()`],
    ["shop_observing", "UPDATE shop SET stage = 'observe'"],
    ["uninstalled", "UPDATE shop SET uninstalled_at = now()"],
    ["no_sender", "UPDATE shop SET sender_email = '', mirrored_at = now()"],
  ])("%s after %s", async (reason, accident) => {
    const { sink, deps } = await sender();
    const notice = await givenNotice("n1", allocated(1));
    await scratch.pool.query(accident);
    expect(await send(deps, notice)).toBe("withheld");
    expect(await stateOf(notice)).toEqual({ state: "withheld", reason, attempts: 0 });
    expect(sink.mailCount).toBe(0);
  });

  test("a shop that has just been installed is asked for its address before anything is withheld", async () => {
    const { sink, deps } = await sender();
    const notice = await givenNotice("n1", allocated(1));
    await scratch.pool.query(`UPDATE shop SET sender_email = '', mirrored_at = NULL`);
    await expect(send(deps, notice)).rejects.toThrow(SenderUnread);
    await scratch.pool.query(`UPDATE shop SET sender_email = 'shop@example.com', mirrored_at = now()`);
    expect(await send(deps, notice)).toBe("sent");
    expect(sink.mailCount).toBe(1);
  });

  test("the mail server will never take it", async () => {
    const { deps } = await sender({ reply: "554 no thanks, ada@example.com" });
    const notice = await givenNotice("n1");
    expect(await send(deps, notice)).toBe("withheld");
    expect(await stateOf(notice)).toMatchObject({ state: "withheld", reason: "refused EMESSAGE 554 DATA" });
  });

  test("but a parcel is announced even when the rest of its order was cancelled", async () => {
    const { deps } = await sender();
    await scratch.pool.query(`UPDATE "order" SET cancelled_at = now()`);
    expect(await send(deps, await givenNotice("n1"))).toBe("sent");
  });

  test("another shop's notice is not found", async () => {
    const { deps } = await sender();
    const noticeId = await givenNotice("n1");
    expect(await sendNotice(deps, { shop: "other.myshopify.com" as ShopDomain, noticeId })).toBe("unknown_notice");
  });
});

describe("the merchant decides", () => {
  const enqueued: Job[] = [];
  const jobs = { enqueue: async (_tx: unknown, more: readonly Job[]) => void enqueued.push(...more) };
  beforeEach(() => void enqueued.splice(0));

  test("a doubtful mail is sent again when the merchant says so", async () => {
    const accident: Accident = { reply: "drop" };
    const { sink, deps } = await sender(accident);
    const noticeId = await givenNotice("n1");
    expect(await send(deps, noticeId)).toBe("uncertain");
    accident.reply = undefined;
    expect(await resendNotice({ ...deps, jobs }, { shop, noticeId })).toBe("owed");
    expect(enqueued).toEqual([{ name: "send-notice", shop, noticeId }]);
    expect(await send(deps, noticeId)).toBe("sent");
    expect(sink.mailCount).toBe(1);
  });

  test.each([
    ["sent", null],
    ["owed", null],
    ["withheld", "redacted"],
    ["withheld", "superseded"],
  ])("a notice that is %s (%s) is not sent again", async (state, reason) => {
    const { deps } = await sender();
    const noticeId = await givenNotice("n1");
    await scratch.pool.query("UPDATE notice SET state = $1, reason = $2", [state, reason]);
    expect(await resendNotice({ ...deps, jobs }, { shop, noticeId })).toBe("not_open");
    expect(enqueued).toEqual([]);
    expect(await stateOf(noticeId)).toMatchObject({ state, reason });
  });

  test("a test mail shows whether mail works", async () => {
    const { sink, deps } = await sender();
    expect(await testSender(deps, { shop, to: "owner@northwind.example.com" })).toEqual({ ok: true });
    expect(sink.mails[0]).toContain("Subject: Test mail from Northwind");
    expect(await testSender(deps, { shop, to: "owner" })).toMatchObject({ ok: false, problem: "recipient_address" });
    await scratch.pool.query("UPDATE shop SET sender_email = 'hello'");
    expect(await testSender(deps, { shop, to: "owner@northwind.example.com" })).toMatchObject({ ok: false, problem: "sender_address" });
  });

  test("a mail server that does not answer is named", async () => {
    const { sink, deps } = await sender();
    await sink.close();
    closers.splice(0, 1);
    expect(await testSender(deps, { shop, to: "owner@northwind.example.com" })).toMatchObject({ ok: false, problem: "unavailable", reason: "ESOCKET CONN" });
  });
});

describe("units that were announced are firm", () => {
  async function givenEntries(...entries: { cohort: number; granted: number; waiting: number }[]): Promise<void> {
    await scratch.pool.query(
      `INSERT INTO order_line (shop, line_item_id, order_id, inventory_item_id, title, units_ordered) VALUES ($1, '11', '1', '500', 'Stoneware mug', 9)`,
      [shop],
    );
    for (const { cohort, granted, waiting } of entries) {
      await scratch.pool.query(
        `INSERT INTO queue_entry (shop, line_item_id, cohort, location_id, order_id, inventory_item_id, rank_at, units_ordered, units_granted, units_allocated, units_waiting, status)
         VALUES ($1, '11', $2, 'L', '1', '500', now(), $3::int + $4::int, $3, $3, $4, CASE WHEN $4 = 0 THEN 'allocated' WHEN $3 = 0 THEN 'waiting' ELSE 'partly_allocated' END)`,
        [shop, cohort, granted, waiting],
      );
    }
  }
  const firmUnits = async (): Promise<number[]> =>
    (await scratch.pool.query("SELECT units_firm FROM queue_entry WHERE shop = $1 ORDER BY cohort", [shop])).rows.map((row) => row.units_firm);

  test("as soon as the mail server took the notice, oldest units first", async () => {
    const { deps } = await sender();
    await givenEntries({ cohort: 0, granted: 2, waiting: 1 }, { cohort: 1, granted: 3, waiting: 0 });
    await send(deps, await givenNotice("n1", allocated(3)));
    expect(await firmUnits()).toEqual([2, 1]);
    await send(deps, await givenNotice("n2", allocated(1)));
    expect(await firmUnits()).toEqual([2, 2]);
  });

  test("never more than were granted", async () => {
    const { deps } = await sender();
    await givenEntries({ cohort: 0, granted: 2, waiting: 1 });
    await send(deps, await givenNotice("n1", allocated(9)));
    expect(await firmUnits()).toEqual([2]);
  });

  test("once, however many reasons there are for it", async () => {
    const { deps } = await sender();
    await givenEntries({ cohort: 0, granted: 4, waiting: 0 });
    await scratch.pool.query("UPDATE queue_entry SET units_firm = 3 WHERE shop = $1", [shop]);
    await send(deps, await givenNotice("n1", allocated(2)));
    expect(await firmUnits()).toEqual([3]);
  });

  test("and not when nobody knows whether the mail arrived", async () => {
    const { deps } = await sender({ reply: "drop" });
    await givenEntries({ cohort: 0, granted: 2, waiting: 0 });
    expect(await send(deps, await givenNotice("n1", allocated(2)))).toBe("uncertain");
    expect(await firmUnits()).toEqual([0]);
  });
});

/** A database that is gone from its nth transaction until the given one. */
function goneFrom(nth: number, database: Database, until = Infinity): Database {
  let count = 0;
  return {
    transaction(work) {
      return ++count >= nth && count < until ? Promise.reject(new Error("power cut")) : database.transaction(work);
    },
  };
}
