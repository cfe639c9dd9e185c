import { reconcile } from "../use-cases/reconcile.ts";
import { job } from "./job-handler.ts";
import { shopJob } from "./payloads.ts";

/** What is not finished in one job goes on in another. */
export const reconcileJob = job({
  name: "reconcile",
  payload: shopJob,
  batchSize: 5,
  atOnce: 1,
  key: ({ shop }) => shop,
  isExclusive: true,
  async run(parts, [{ shop }]) {
    const outcome = await reconcile(parts, { shop });
    const { goOnAfterSeconds } = outcome;
    if (goOnAfterSeconds !== null)
      await parts.database.transaction((tx) => parts.jobs.enqueue(tx, [{ name: "reconcile", shop, afterSeconds: goOnAfterSeconds }]));
    return outcome;
  },
});
