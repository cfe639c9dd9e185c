/** The merchant decides that a mail is to be sent after all: nobody knew whether it arrived, or what kept it back is mended. */
import type { Jobs } from "./ports/jobs.ts";
import type { NoticeRef, NoticeStore } from "./ports/notices.ts";
import type { Database } from "./ports/transaction.ts";

export interface ResendNoticeDeps {
  readonly database: Database;
  readonly notices: NoticeStore;
  readonly jobs: Jobs;
}

/** not_open: it was sent, is owed already, or must not be sent (redacted, superseded). */
export async function resendNotice({ database, notices, jobs }: ResendNoticeDeps, ref: NoticeRef): Promise<"owed" | "not_open"> {
  return database.transaction(async (tx) => {
    if (!(await notices.oweAgain(tx, ref))) return "not_open";
    await jobs.enqueue(tx, [{ name: "send-notice", ...ref }]);
    return "owed";
  });
}
