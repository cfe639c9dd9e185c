/** What the page of one backorder sends: a message to be sent after all. */
import { z } from "zod";
import type { NoticeId } from "../../domain/ids.ts";
import { typedId } from "../../typed-input.ts";

export const resendInput = z.object({ noticeId: typedId<NoticeId>() });
