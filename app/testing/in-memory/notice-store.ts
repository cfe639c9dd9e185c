/** Notices in memory. Every change of state names the state it leaves, so that two senders cannot both make it. */
import type { ShopDomain } from "../../domain/ids.ts";
import type { NoticeFacts } from "../../domain/notice-facts.ts";
import type { NoticeRef, NoticeShop, NoticeState, NoticeStore, SendLease } from "../../use-cases/ports/notices.ts";
import { keyed, memory } from "./database.ts";
import type { MemoryTransaction } from "./database.ts";
import { compare, lockItems } from "./memory.ts";
import type { Memory } from "./memory.ts";
import type { NoticeRow } from "./tables.ts";

export function createNoticeStore(memoryParts: Memory): NoticeStore {
  const { tables } = memoryParts;
  /** The notice as it stands, locked. */
  const locked = async (tx: MemoryTransaction, { shop, noticeId }: NoticeRef): Promise<NoticeRow | undefined> => {
    await memoryParts.database.lockRows(tx, "notice", [keyed(shop, noticeId)]);
    return tables.notices.get(tx, shop, noticeId);
  };
  const conclude = async (tx: MemoryTransaction, lease: SendLease, end: { state: NoticeState; reason: string | null; sentAt?: NoticeRow["sentAt"] }) => {
    const notice = await locked(tx, lease);
    if (notice === undefined || notice.attempts !== lease.attempt || !["sending", "uncertain"].includes(notice.state)) return;
    tables.notices.change(tx, notice, { ...end, sentAt: end.sentAt ?? null, leasedUntil: null });
  };
  return {
    async shop(transaction, shop) {
      return shopFacts(memoryParts, memory(transaction), shop);
    },

    async find(transaction, { shop, noticeId }) {
      const tx = memory(transaction);
      const notice = tables.notices.get(tx, shop, noticeId);
      const own = shopFacts(memoryParts, tx, shop);
      if (notice === undefined || own === null) return null;
      const order = tables.orders.get(tx, shop, notice.orderId);
      const { state, leasedUntil, attempts, facts } = notice;
      const known =
        order === undefined
          ? null
          : {
              name: order.name,
              isCancelled: order.cancelledAt !== null,
              customerName: order.customerName,
              email: order.email,
              locale: order.locale,
              statusPageUrl: order.statusPageUrl,
            };
      return { shop, noticeId, state, leasedUntil, attempts, facts, shopFacts: own, order: known };
    },

    async olderOwed(transaction, { shop, noticeId }, limit) {
      const tx = memory(transaction);
      const own = tables.notices.get(tx, shop, noticeId);
      if (own === undefined) return [];
      return tables.notices
        .of(tx, "order", shop, own.orderId)
        .filter((notice) => notice.state === "owed" && byAge(notice, own) < 0)
        .sort(byAge)
        .slice(0, limit)
        .map((notice) => notice.noticeId);
    },

    async lease(transaction, ref, { until, messageId }) {
      const tx = memory(transaction);
      const notice = await locked(tx, ref);
      if (notice?.state !== "owed") return null;
      const attempts = notice.attempts + 1;
      tables.notices.change(tx, notice, { state: "sending", attempts, leasedUntil: until, messageId, reason: null });
      return { shop: ref.shop, noticeId: ref.noticeId, attempt: attempts };
    },

    async withhold(transaction, ref, reason) {
      const tx = memory(transaction);
      const notice = await locked(tx, ref);
      if (notice?.state === "owed") tables.notices.change(tx, notice, { state: "withheld", reason });
    },

    async accepted(transaction, lease, facts, at) {
      const tx = memory(transaction);
      if (facts.kind === "allocated") await markFirm(memoryParts, tx, lease.shop, facts);
      await conclude(tx, lease, { state: "sent", reason: null, sentAt: at });
    },

    refused: (tx, lease, reason) => conclude(memory(tx), lease, { state: "withheld", reason }),
    giveBack: (tx, lease, reason) => conclude(memory(tx), lease, { state: "owed", reason }),
    doubt: (tx, lease, reason) => conclude(memory(tx), lease, { state: "uncertain", reason }),

    async doubtAbandoned(transaction, shop, now) {
      const tx = memory(transaction);
      let doubted = 0;
      for (const { noticeId } of tables.notices.of(tx, "shop", shop).filter(({ state }) => state === "sending")) {
        const notice = await locked(tx, { shop, noticeId });
        if (notice?.state !== "sending" || notice.leasedUntil === null || notice.leasedUntil >= now) continue;
        tables.notices.change(tx, notice, { state: "uncertain", reason: "holder_died", leasedUntil: null });
        doubted += 1;
      }
      return doubted;
    },

    async oweAgain(transaction, ref) {
      const tx = memory(transaction);
      const notice = await locked(tx, ref);
      const isSilent = notice?.state === "uncertain" || notice?.state === "withheld";
      if (notice === undefined || !isSilent || ["redacted", "superseded"].includes(notice.reason ?? "")) return false;
      tables.notices.change(tx, notice, { state: "owed", reason: "resent by the merchant" });
      return true;
    },

    async owedSince(transaction, shop, before, limit) {
      const owed = tables.notices.of(memory(transaction), "shop", shop).filter(({ state, createdAt }) => state === "owed" && createdAt < before);
      return owed
        .sort(byAge)
        .slice(0, limit)
        .map(({ noticeId }) => noticeId);
    },
  };
}

function byAge(one: NoticeRow, other: NoticeRow): number {
  return compare(one.createdAt, other.createdAt) || compare(one.noticeId, other.noticeId);
}

function shopFacts({ tables }: Memory, tx: MemoryTransaction, shop: ShopDomain): NoticeShop | null {
  const own = tables.shops.get(tx, shop);
  if (own === undefined) return null;
  const { name, locale, timeZone, stage, uninstalledAt, mirroredAt, senderName, senderEmail } = own;
  return { name, locale, timeZone, stage, isInstalled: uninstalledAt === null, isMirrored: mirroredAt !== null, senderName, senderEmail };
}

/** What the customer has been told is theirs: announced units go to the line's entries, oldest first, as far as they are granted. */
async function markFirm(memoryParts: Memory, tx: MemoryTransaction, shop: ShopDomain, { lines }: Extract<NoticeFacts, { kind: "allocated" }>): Promise<void> {
  const { tables } = memoryParts;
  const items = lines.flatMap(({ lineItemId }) => tables.lines.get(tx, shop, lineItemId)?.inventoryItemId ?? []);
  await lockItems(memoryParts, tx, shop, items);
  const cause = "notice_accepted";
  for (const { lineItemId, units } of lines) {
    let left = units;
    const entries = tables.entries.of(tx, "line", shop, lineItemId).sort((a, b) => a.cohort - b.cohort || compare(a.locationId, b.locationId));
    for (const entry of entries) {
      const { cohort, locationId } = entry;
      const told = tables.marks.get(tx, shop, lineItemId, cohort, locationId, cause)?.units ?? 0;
      const announced = Math.min(left, Math.max(0, entry.unitsGranted - told));
      if (announced === 0) continue;
      left -= announced;
      tables.marks.put(tx, { shop, lineItemId, cohort, locationId, cause, units: told + announced });
      tables.entries.change(tx, entry, { unitsFirm: Math.max(entry.unitsFirm, told + announced) });
    }
  }
}
