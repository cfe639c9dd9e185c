import { z } from "zod";
import { mirrorCatalog } from "../use-cases/mirror-catalog.ts";
import { job } from "./job-handler.ts";
import { shop } from "./payloads.ts";

/** What is not finished in one job goes on in another. */
export const mirrorCatalogJob = job({
  name: "mirror-catalog",
  payload: z.object({ shop, cursor: z.string().optional() }),
  batchSize: 5,
  atOnce: 1,
  key: ({ shop, cursor = "" }) => `${shop}:${cursor}`,
  isExclusive: true,
  async run(parts, [{ shop, cursor }]) {
    const outcome = await mirrorCatalog(parts, { shop, ...(cursor === undefined ? {} : { cursor }) });
    const { goOnAt } = outcome;
    if (goOnAt !== null) await parts.database.transaction((tx) => parts.jobs.enqueue(tx, [{ name: "mirror-catalog", shop, cursor: goOnAt }]));
    return outcome;
  },
});
