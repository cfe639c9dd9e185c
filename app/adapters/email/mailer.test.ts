import { afterEach, describe, expect, test } from "vitest";
import { parseMailAddress, type MailAddress } from "../../domain/mail-address.ts";
import { startSmtpSink, type SinkOptions, type SmtpReply, type SmtpSink, type SmtpStep } from "../../testing/smtp-sink.ts";
import type { MailMessage } from "../../use-cases/ports/notices.ts";
import { createMailer, type MailerSettings } from "./mailer.server.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function mailerAgainst(sinkOptions: SinkOptions, settings: Partial<MailerSettings> = {}) {
  const sink = await startSmtpSink(sinkOptions);
  const mailer = createMailer({ smtpUrl: sink.url, ...settings });
  closers.push(
    () => sink.close(),
    () => mailer.close(),
  );
  return { sink, mailer };
}

const address = (text: string): MailAddress => parseMailAddress(text)!;

function message(overrides: Partial<MailMessage> = {}): MailMessage {
  return {
    noticeId: "n-1",
    messageId: "n-1.mail@shop.example.com",
    from: { name: "Käthe's Kitchen", address: address("hello@shop.example.com") },
    to: address("ada@example.com"),
    subject: "Your backorder #1001 is confirmed",
    html: "<p>Hello</p>",
    text: "Hello",
    ...overrides,
  };
}

const at = (step: SmtpStep, reply: SmtpReply): SinkOptions => ({ onStep: (now) => (now === step ? reply : undefined) });
const headersOf = (sink: SmtpSink): string => (sink.mails[0] ?? "").split("\r\n\r\n")[0] ?? "";

test("a mail carries one recipient, both parts and the notice that it tells", async () => {
  const { sink, mailer } = await mailerAgainst({});
  expect(await mailer.send(message())).toEqual({ outcome: "accepted" });
  expect(sink.mailCount).toBe(1);
  expect(headersOf(sink)).toContain("To: ada@example.com");
  expect(headersOf(sink)).toContain("Message-ID: <n-1.mail@shop.example.com>");
  expect(headersOf(sink)).toContain("X-Promised-Notice: n-1");
  expect(headersOf(sink)).toContain("Auto-Submitted: auto-generated");
  expect(sink.mails[0]).toContain("text/plain");
  expect(sink.mails[0]).toContain("text/html");
});

describe("a header that could be split is refused before anything is sent", () => {
  test.each([
    ["subject", { subject: "Hello\r\nBcc: eve@example.com" }],
    ["subject", { subject: "Hello\nBcc: eve@example.com" }],
    ["sender name", { from: { name: "Shop\0", address: address("hello@shop.example.com") } }],
    ["notice id", { noticeId: "n-1\r\nBcc: eve@example.com" }],
    ["message id", { messageId: "n-1>\r\n<x@y" }],
  ])("%s %j", async (field, overrides) => {
    const { sink, mailer } = await mailerAgainst({});
    expect(await mailer.send(message(overrides))).toEqual({ outcome: "refused", reason: `line break in ${field}` });
    expect(sink.mailCount).toBe(0);
  });
});

describe("a server that says no to this mail has refused it for good", () => {
  test.each([
    ["RCPT", "550 no such user ada@example.com", "EENVELOPE 550 RCPT TO"],
    ["message", "554 looks like spam", "EMESSAGE 554 DATA"],
  ] as const)("%s %s", async (step, reply, reason) => {
    const { mailer } = await mailerAgainst(at(step, reply));
    expect(await mailer.send(message())).toEqual({ outcome: "refused", reason });
  });
});

describe("a mail that was certainly not sent may be tried again", () => {
  test.each([
    ["connect", "421 too busy"],
    ["connect", "drop"],
    ["EHLO", "554 not today"],
    ["MAIL", "550 sender not allowed"],
    ["MAIL", "451 try later"],
    ["RCPT", "450 mailbox busy"],
    ["RCPT", "drop"],
    ["DATA", "451 try later"],
    ["DATA", "drop"],
    ["message", "452 disk full"],
    ["message", "421 closing"],
  ] as const)("%s %s", async (step, reply) => {
    const { sink, mailer } = await mailerAgainst(at(step, reply));
    expect(await mailer.send(message())).toMatchObject({ outcome: "unavailable" });
    expect(sink.mailCount).toBe(0);
  });

  test("nobody listens", async () => {
    const { sink, mailer } = await mailerAgainst({});
    await sink.close();
    closers.splice(0, 1);
    expect(await mailer.send(message())).toMatchObject({ outcome: "unavailable" });
  });
});

describe("a mail whose answer got lost is uncertain", () => {
  test.each([
    ["message", "drop"],
    ["message", "drop_accepted"],
    ["message", "hang"],
  ] as const)("%s %s", async (step, reply) => {
    const { mailer } = await mailerAgainst(at(step, reply), { silenceTimeoutMs: 300 });
    expect(await mailer.send(message())).toMatchObject({ outcome: "uncertain" });
  });

  test("also when the server trickles past the deadline", async () => {
    const { mailer } = await mailerAgainst(at("message", "hang"), { deadlineMs: 300 });
    expect(await mailer.send(message())).toMatchObject({ outcome: "uncertain" });
  });
});

test("a lost answer on a used connection is never sent a second time", async () => {
  let messages = 0;
  const { sink, mailer } = await mailerAgainst({ onStep: (step) => (step === "message" && ++messages === 2 ? "drop_accepted" : undefined) });
  expect(await mailer.send(message())).toEqual({ outcome: "accepted" });
  expect(await mailer.send(message({ noticeId: "n-2", messageId: "n-2@shop.example.com" }))).toMatchObject({ outcome: "uncertain" });
  expect(await mailer.send(message({ noticeId: "n-3", messageId: "n-3@shop.example.com" }))).toEqual({ outcome: "accepted" });
  expect(sink.mails.map((mail) => /X-Promised-Notice: (\S+)/.exec(mail)?.[1])).toEqual(["n-1", "n-2", "n-3"]);
});

test("an idle connection that the server closed costs nothing", async () => {
  let mails = 0;
  const { sink, mailer } = await mailerAgainst({ onStep: (step) => (step === "MAIL" && ++mails === 2 ? "drop" : undefined) });
  expect(await mailer.send(message())).toEqual({ outcome: "accepted" });
  expect(await mailer.send(message({ noticeId: "n-2", messageId: "n-2@shop.example.com" }))).toEqual({ outcome: "accepted" });
  expect(sink.mailCount).toBe(2);
});

test("the connection test tells whether the server answers", async () => {
  const { sink, mailer } = await mailerAgainst({});
  expect(await mailer.check()).toEqual({ ok: true });
  await sink.close();
  closers.splice(0, 1);
  expect(await mailer.check()).toMatchObject({ ok: false, reason: "ESOCKET CONN" });
});
