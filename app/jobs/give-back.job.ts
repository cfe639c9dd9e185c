import { z } from "zod";
import { giveBack } from "../use-cases/give-back.ts";
import { job } from "./job-handler.ts";
import { shop } from "./payloads.ts";

export const giveBackJob = job({
  name: "give-back",
  payload: z.object({ shop }),
  batchSize: 5,
  atOnce: 1,
  key: (payload) => payload.shop,
  isExclusive: true,
  run: (parts, [payload]) => giveBack(parts, payload),
});
