import { z } from "zod";
import { sendNotice } from "../use-cases/send-notice.ts";
import { job } from "./job-handler.ts";
import { noticeId, shop } from "./payloads.ts";

export const sendNoticeJob = job({
  name: "send-notice",
  payload: z.object({ shop, noticeId }),
  batchSize: 20,
  atOnce: 4,
  // A notice is named after its event, "allocated:<order>:<settlement>": those of one order go out one after the other,
  // because each sees to it that the older ones are out first.
  key: (payload) => `${payload.shop}:${payload.noticeId.split(":")[1] ?? ""}`,
  // The notice's own row says who sends it.
  isExclusive: false,
  async run(parts, jobs) {
    for (const payload of jobs) await sendNotice(parts, payload);
  },
});
