/** Finds notices that fell out of the flow: their sender died, or their job is gone. Run from time to time per shop. */
import type { Instant, ShopDomain } from "../domain/ids.ts";
import type { Clock } from "./ports/clock.ts";
import type { Jobs } from "./ports/jobs.ts";
import type { NoticeStore } from "./ports/notices.ts";
import type { Database } from "./ports/transaction.ts";

export interface RecoverNoticesDeps {
  readonly database: Database;
  readonly notices: NoticeStore;
  readonly jobs: Jobs;
  readonly clock: Clock;
}

/** So old a notice may have lost its job; one that still has it, because the mail server is away, gets no second one. */
export const OWED_TOO_LONG_MS = 15 * 60_000;
const RECOVERED_AT_ONCE_LIMIT = 500;

/** Nothing is sent here: abandoned attempts become uncertain, forgotten notices get a job again. */
export async function recoverNotices(
  { database, notices, jobs, clock }: RecoverNoticesDeps,
  { shop }: { shop: ShopDomain },
): Promise<{ uncertain: number; owed: number }> {
  const now = clock.now();
  const before = new Date(Date.parse(now) - OWED_TOO_LONG_MS).toISOString() as Instant; // toISOString has exactly this form
  return database.transaction(async (tx) => {
    const uncertain = await notices.doubtAbandoned(tx, shop, now);
    const owed = await notices.owedSince(tx, shop, before, RECOVERED_AT_ONCE_LIMIT);
    await jobs.enqueue(
      tx,
      owed.map((noticeId) => ({ name: "send-notice", shop, noticeId })),
      { unlessOpen: true },
    );
    return { uncertain, owed: owed.length };
  });
}
