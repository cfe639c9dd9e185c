/**
 * Sends one notice, at most once. SMTP has no idempotency key, so the state `sending` is committed before the
 * conversation starts: a notice that is found there after its lease belongs to a sender that died, and nobody can tell
 * whether the customer has the mail. It is shown to the merchant and never resent by itself.
 *
 * owed -> sending -> sent | uncertain | withheld, and back to owed when the mail was certainly not sent.
 */
import type { Instant } from "../domain/ids.ts";
import { parseMailAddress, type MailAddress } from "../domain/mail-address.ts";
import type { Clock } from "./ports/clock.ts";
import type {
  MailMessage,
  Mailer,
  MailOutcome,
  MailWriter,
  NoticeOrder,
  NoticeRef,
  NoticeStore,
  OwedNotice,
  SendLease,
  WithheldReason,
} from "./ports/notices.ts";
import type { Database } from "./ports/transaction.ts";

export interface SendNoticeDeps {
  readonly database: Database;
  readonly notices: NoticeStore;
  readonly writer: MailWriter;
  readonly mailer: Mailer;
  readonly clock: Clock;
  /** How long a sender may take before it is presumed dead; more than the mailer's own deadline. */
  readonly leaseMs?: number;
  readonly pause?: (ms: number) => Promise<void>;
}

export type SendResult = "sent" | "withheld" | "uncertain" | "settled_before" | "unknown_notice";

/** Twice the mailer's deadline for one conversation. */
export const SEND_LEASE_MS = 120_000;
/** A mail that was taken is worth some patience with a database that restarts: unsaved, it would become uncertain. */
const SAVE_TRIES = 20;
const SAVE_PAUSE_MS = 1_000;
/** Older mails of the same order that go out first, so that news arrive in the order they happened. */
const OLDER_NOTICES_LIMIT = 20;

/** The mail was certainly not sent; the notice is owed again and the job is to be tried later. */
export class MailUnavailable extends Error {
  override readonly name = "MailUnavailable";
}

/** Another sender has this notice right now; its lease or its end will tell. */
export class NoticeBusy extends Error {
  override readonly name = "NoticeBusy";
}

/** The shop was installed a moment ago and nobody has read yet who it is. */
export class SenderUnread extends Error {
  override readonly name = "SenderUnread";
}

/** Throws MailUnavailable, NoticeBusy or SenderUnread when the job must come back; nothing is lost by calling again at any time. */
export async function sendNotice(deps: SendNoticeDeps, ref: NoticeRef): Promise<SendResult> {
  const older = await deps.database.transaction((tx) => deps.notices.olderOwed(tx, ref, OLDER_NOTICES_LIMIT));
  for (const noticeId of older) await sendBefore(deps, { shop: ref.shop, noticeId });
  return sendOne(deps, ref);
}

/** Older news first. What keeps one of them back is reported by its own job, only a silent mail server concerns all. */
async function sendBefore(deps: SendNoticeDeps, older: NoticeRef): Promise<void> {
  await sendOne(deps, older).catch((error: unknown) => {
    if (error instanceof MailUnavailable) throw error;
  });
}

async function sendOne(deps: SendNoticeDeps, ref: NoticeRef): Promise<SendResult> {
  const notice = await deps.database.transaction((tx) => deps.notices.find(tx, ref));
  if (notice === null) return "unknown_notice";
  if (notice.state === "sending") return await doubtOrWait(deps, notice);
  if (notice.state !== "owed") return "settled_before";

  if (notice.shopFacts.isInstalled && !notice.shopFacts.isMirrored && notice.shopFacts.senderEmail === "")
    throw new SenderUnread(`Notice ${ref.noticeId} waits until the shop's own address has been read.`);
  const envelope = addressEnvelope(notice);
  if ("withheld" in envelope) {
    await deps.database.transaction((tx) => deps.notices.withhold(tx, ref, envelope.withheld));
    return "withheld";
  }
  // Written before the lease: a text that cannot be written leaves the notice owed.
  const mail = await deps.writer.write({ facts: notice.facts, order: envelope.order, shop: notice.shopFacts });
  const messageId = messageIdOf(ref, envelope.from.address);
  const until = later(deps.clock.now(), deps.leaseMs ?? SEND_LEASE_MS);
  const lease = await deps.database.transaction((tx) => deps.notices.lease(tx, ref, { until, messageId }));
  if (lease === null) throw new NoticeBusy(`Notice ${ref.noticeId} was taken by another sender.`);

  const message: MailMessage = { ...mail, noticeId: ref.noticeId, messageId, from: envelope.from, to: envelope.to };
  return conclude(deps, { notice, lease, outcome: await deps.mailer.send(message) });
}

async function doubtOrWait({ database, notices, clock }: SendNoticeDeps, notice: OwedNotice): Promise<SendResult> {
  const now = clock.now();
  if (notice.leasedUntil !== null && notice.leasedUntil >= now) throw new NoticeBusy(`Notice ${notice.noticeId} is being sent.`);
  await database.transaction((tx) => notices.doubt(tx, { shop: notice.shop, noticeId: notice.noticeId, attempt: notice.attempts }, "holder_died"));
  return "uncertain";
}

async function conclude(deps: SendNoticeDeps, { notice, lease, outcome }: { notice: OwedNotice; lease: SendLease; outcome: MailOutcome }): Promise<SendResult> {
  const { database, notices, clock } = deps;
  switch (outcome.outcome) {
    case "accepted":
      await patiently(deps, () => database.transaction((tx) => notices.accepted(tx, lease, notice.facts, clock.now())));
      return "sent";
    case "refused":
      await database.transaction((tx) => notices.refused(tx, lease, `refused ${outcome.reason}`));
      return "withheld";
    case "uncertain":
      await database.transaction((tx) => notices.doubt(tx, lease, `connection_lost ${outcome.reason}`));
      return "uncertain";
    case "unavailable":
      await database.transaction((tx) => notices.giveBack(tx, lease, outcome.reason));
      throw new MailUnavailable(`The mail server did not take notice ${lease.noticeId}: ${outcome.reason}.`);
  }
}

/** Repeats until it works; the last failure is thrown. The lease outlasts all tries. */
async function patiently({ pause = wait }: SendNoticeDeps, save: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await save();
    } catch (error) {
      if (tries === SAVE_TRIES) throw error;
      await pause(SAVE_PAUSE_MS);
    }
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

type Envelope = { readonly from: MailMessage["from"]; readonly to: MailAddress; readonly order: NoticeOrder } | { readonly withheld: WithheldReason };

/** Who writes to whom, or why nobody may be written to. */
function addressEnvelope({ facts, shopFacts, order }: OwedNotice): Envelope {
  if (!shopFacts.isInstalled) return { withheld: "uninstalled" };
  if (shopFacts.stage === "observe") return { withheld: "shop_observing" };
  if (order === null) return { withheld: "redacted" };
  // A parcel is news even when the rest of its order was cancelled; everything else would be old news.
  if (order.isCancelled && facts.kind !== "shipped") return { withheld: "superseded" };
  const sender = parseMailAddress(shopFacts.senderEmail);
  if (sender === null) return { withheld: "no_sender" };
  const to = parseMailAddress(order.email ?? "");
  if (to === null) return { withheld: "no_address" };
  return { from: { name: shopFacts.senderName || shopFacts.name, address: sender }, to, order };
}

/** The same for every attempt, so that a mailbox or a support desk can tell a repeat from a second mail. */
function messageIdOf({ shop, noticeId }: NoticeRef, sender: MailAddress): string {
  const host = sender.slice(sender.indexOf("@") + 1);
  return `${noticeId}.${shop.split(".")[0] ?? ""}@${host}`.replaceAll(/[^A-Za-z0-9.@_-]/g, "-");
}

function later(instant: Instant, ms: number): Instant {
  return new Date(Date.parse(instant) + ms).toISOString() as Instant; // toISOString has exactly this form
}
