/** How notices are kept, written and sent. */
import type { Instant, NoticeId, ShopDomain } from "../../domain/ids.ts";
import type { MailAddress } from "../../domain/mail-address.ts";
import type { NoticeFacts } from "../../domain/notice-facts.ts";
import type { Transaction } from "./transaction.ts";

export type NoticeState = "owed" | "sending" | "sent" | "uncertain" | "withheld";

/** Why a notice is not sent, and never will be unless the merchant says so. */
export type WithheldReason = "no_address" | "redacted" | "superseded" | "shop_observing" | "uninstalled" | "no_sender" | `refused ${string}`;
/** Why nobody can tell whether the customer has it. */
export type UncertainReason = "holder_died" | `connection_lost ${string}`;

export interface NoticeRef {
  readonly shop: ShopDomain;
  readonly noticeId: NoticeId;
}

/** A notice with what is read fresh at the moment of sending. */
export interface OwedNotice extends NoticeRef {
  readonly state: NoticeState;
  readonly leasedUntil: Instant | null;
  readonly attempts: number;
  readonly facts: NoticeFacts;
  readonly shopFacts: NoticeShop;
  /** null: the order is no longer here. */
  readonly order: NoticeOrder | null;
}

export interface NoticeShop {
  readonly name: string;
  readonly locale: string;
  readonly timeZone: string;
  readonly stage: "live" | "observe";
  readonly isInstalled: boolean;
  /** Its own details have been read from Shopify, the sender's address among them. */
  readonly isMirrored: boolean;
  readonly senderName: string;
  readonly senderEmail: string;
}

export interface NoticeOrder {
  readonly name: string;
  readonly isCancelled: boolean;
  readonly customerName: string | null;
  readonly email: string | null;
  readonly locale: string;
  readonly statusPageUrl: string | null;
}

/** The right to send one notice once. `attempt` fences it: only the holder of that attempt may say how it ended. */
export interface SendLease extends NoticeRef {
  readonly attempt: number;
}

export interface NoticeStore {
  /** null: no such shop. */
  shop(tx: Transaction, shop: ShopDomain): Promise<NoticeShop | null>;
  find(tx: Transaction, ref: NoticeRef): Promise<OwedNotice | null>;
  /** Owed notices of the same order that are older, oldest first; at most `limit`. */
  olderOwed(tx: Transaction, ref: NoticeRef, limit: number): Promise<NoticeId[]>;
  /** owed -> sending. null: it was not owed any more. */
  lease(tx: Transaction, ref: NoticeRef, lease: { until: Instant; messageId: string }): Promise<SendLease | null>;
  /** owed -> withheld. */
  withhold(tx: Transaction, ref: NoticeRef, reason: WithheldReason): Promise<void>;
  /** sending -> sent; the units that an `allocated` notice announced become firm. */
  accepted(tx: Transaction, lease: SendLease, facts: NoticeFacts, at: Instant): Promise<void>;
  /** sending -> withheld: the mail server will never take it. */
  refused(tx: Transaction, lease: SendLease, reason: WithheldReason): Promise<void>;
  /** sending -> owed: certainly not sent. */
  giveBack(tx: Transaction, lease: SendLease, reason: string): Promise<void>;
  /** sending -> uncertain. */
  doubt(tx: Transaction, lease: SendLease, reason: UncertainReason): Promise<void>;
  /** sending -> uncertain for leases that ended before `now`: whoever held them is gone. Returns how many. */
  doubtAbandoned(tx: Transaction, shop: ShopDomain, now: Instant): Promise<number>;
  /** uncertain or withheld -> owed, because the merchant says so. False: it is neither, or the reason to be silent stands. */
  oweAgain(tx: Transaction, ref: NoticeRef): Promise<boolean>;
  /** Notices owed since before `before`, oldest first; at most `limit`. */
  owedSince(tx: Transaction, shop: ShopDomain, before: Instant, limit: number): Promise<NoticeId[]>;
}

/** A mail in words, before it has an envelope. */
export interface WrittenMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

export interface MailWriter {
  write(notice: { facts: NoticeFacts; order: NoticeOrder; shop: NoticeShop }): Promise<WrittenMail>;
  /** A mail to the merchant that shows what customers will see. */
  writeTest(shop: NoticeShop): Promise<WrittenMail>;
}

export interface MailMessage extends WrittenMail {
  readonly noticeId: string;
  readonly messageId: string;
  readonly from: { readonly name: string; readonly address: MailAddress };
  readonly to: MailAddress;
}

/**
 * accepted: the server took responsibility. refused: it never will. unavailable: nothing was sent, try again.
 * uncertain: the message went out and the answer did not come back. Reasons carry no address and no server text.
 */
export type MailOutcome =
  | { readonly outcome: "accepted" }
  | { readonly outcome: "refused"; readonly reason: string }
  | { readonly outcome: "unavailable"; readonly reason: string }
  | { readonly outcome: "uncertain"; readonly reason: string };

export interface Mailer {
  send(message: MailMessage): Promise<MailOutcome>;
  /** Connects and logs in without sending. */
  check(): Promise<{ readonly ok: true } | { readonly ok: false; readonly reason: string }>;
}
