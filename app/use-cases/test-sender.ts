/** Tells the merchant whether mail works, by sending one to the merchant. */
import type { ShopDomain } from "../domain/ids.ts";
import { parseMailAddress } from "../domain/mail-address.ts";
import type { Clock } from "./ports/clock.ts";
import type { Mailer, MailWriter, NoticeStore } from "./ports/notices.ts";
import type { Database } from "./ports/transaction.ts";

export interface TestSenderDeps {
  readonly database: Database;
  readonly notices: NoticeStore;
  readonly writer: MailWriter;
  readonly mailer: Mailer;
  readonly clock: Clock;
}

/**
 * sender_address, recipient_address: the field to correct. refused: the server will not send for this sender or to this
 * address. unavailable: it does not answer. uncertain: it did not confirm. `reason` is for the log and the support desk.
 */
export type SenderTest =
  | { readonly ok: true }
  | { readonly ok: false; readonly problem: "sender_address" | "recipient_address" | "refused" | "unavailable" | "uncertain"; readonly reason: string };

export async function testSender(deps: TestSenderDeps, { shop, to }: { shop: ShopDomain; to: string }): Promise<SenderTest> {
  const facts = await deps.database.transaction((tx) => deps.notices.shop(tx, shop));
  const sender = parseMailAddress(facts?.senderEmail ?? "");
  if (facts === null || sender === null) return { ok: false, problem: "sender_address", reason: "no plain mail address" };
  const recipient = parseMailAddress(to);
  if (recipient === null) return { ok: false, problem: "recipient_address", reason: "no plain mail address" };

  const mail = await deps.writer.writeTest(facts);
  const noticeId = `test-${Date.parse(deps.clock.now())}`;
  const from = { name: facts.senderName || facts.name, address: sender };
  const messageId = `${noticeId}@${sender.slice(sender.indexOf("@") + 1)}`;
  const outcome = await deps.mailer.send({ ...mail, noticeId, messageId, from, to: recipient });
  return outcome.outcome === "accepted" ? { ok: true } : { ok: false, problem: outcome.outcome, reason: outcome.reason };
}
