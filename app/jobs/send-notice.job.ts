import { z } from "zod";
import { sendNotice } from "../use-cases/send-notice.ts";
import { job } from "./job-handler.ts";
import { noticeId, shop } from "./payloads.ts";

export const sendNoticeJob = job({
  name: "send-notice",
  payload: z.object({ shop, noticeId }),
  batchSize: 20,
  atOnce: 4,
  key: (payload) => `${payload.shop}:${payload.noticeId}`,
  // The notice's own row says who sends it.
  isExclusive: false,
  run: (parts, [payload]) => sendNotice(parts, payload),
});
