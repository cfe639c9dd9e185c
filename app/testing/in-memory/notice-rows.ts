/** Notices as whoever owes them writes them. */
import type { Instant, OrderId, ShopDomain } from "../../domain/ids.ts";
import { noticeIdOf, whatIsLeft } from "../../use-cases/ports/queue.ts";
import type { OwedNotice, SettledItems } from "../../use-cases/ports/queue.ts";
import { keyed } from "./database.ts";
import type { MemoryTransaction } from "./database.ts";
import type { Memory } from "./memory.ts";

/** Writes notices that are not owed yet and answers with them: an event is one notice, however often it is seen. */
export async function saveNotices(
  { database, tables, clock }: Memory,
  tx: MemoryTransaction,
  { shop, notices, at = clock.now() }: { shop: ShopDomain; notices: readonly OwedNotice[]; at?: Instant },
): Promise<OwedNotice[]> {
  const isNew: OwedNotice[] = [];
  for (const notice of notices) {
    const noticeId = noticeIdOf(notice);
    await database.lockRows(tx, "notice", [keyed(shop, noticeId)]);
    if (tables.notices.get(tx, shop, noticeId) !== undefined) continue;
    const { person, event, orderId, facts } = notice;
    const unsent = { state: "owed", reason: null, messageId: null, attempts: 0, leasedUntil: null, sentAt: null } as const;
    tables.notices.put(tx, { shop, noticeId, person, event, orderId, facts, createdAt: at, ...unsent });
    isNew.push(notice);
  }
  return isNew;
}

/** What was about to be said to somebody who cancelled is not said any more. */
export async function withholdSuperseded(
  { database, tables }: Memory,
  tx: MemoryTransaction,
  { shop, orderIds }: { shop: ShopDomain; orderIds: readonly OrderId[] },
): Promise<void> {
  for (const orderId of orderIds) {
    const found = tables.notices.of(tx, "order", shop, orderId);
    await database.lockRows(
      tx,
      "notice",
      found.map(({ noticeId }) => keyed(shop, noticeId)),
    );
    for (const notice of tables.notices.of(tx, "order", shop, orderId)) {
      if (notice.state === "owed" && notice.facts.kind !== "shipped") tables.notices.change(tx, notice, { state: "withheld", reason: "superseded" });
    }
  }
}

/** News of units that are taken back before anybody was told are not sent; what is left of them is owed anew. */
export async function withholdUntrue(
  { database, tables }: Memory,
  tx: MemoryTransaction,
  { shop, settled }: { shop: ShopDomain; settled: SettledItems },
): Promise<OwedNotice[]> {
  const broken = settled.items.flatMap(({ changes, settlementId }) => changes.map((change) => ({ ...change, settlementId }))).filter(({ units }) => units < 0);
  const orderIds = [...new Set(broken.flatMap(({ lineItemId }) => tables.entries.of(tx, "line", shop, lineItemId).map(({ orderId }) => orderId)))];
  const stillTrue: OwedNotice[] = [];
  for (const orderId of orderIds) {
    const keys = tables.notices.of(tx, "order", shop, orderId).map(({ noticeId }) => keyed(shop, noticeId));
    await database.lockRows(tx, "notice", keys);
    for (const notice of tables.notices.of(tx, "order", shop, orderId)) {
      const isUntrue = notice.facts.kind === "allocated" && notice.facts.lines.some((line) => broken.some(({ lineItemId }) => lineItemId === line.lineItemId));
      if (notice.state !== "owed" || !isUntrue) continue;
      tables.notices.change(tx, notice, { state: "withheld", reason: "superseded" });
      const { person, event, facts } = notice;
      stillTrue.push(...whatIsLeft({ person, event, orderId, facts }, broken));
    }
  }
  return stillTrue;
}
