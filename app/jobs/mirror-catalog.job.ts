import { mirrorCatalog } from "../use-cases/mirror-catalog.ts";
import { job } from "./job-handler.ts";
import { shopJob } from "./payloads.ts";

export const mirrorCatalogJob = job({
  name: "mirror-catalog",
  payload: shopJob,
  batchSize: 5,
  atOnce: 1,
  key: ({ shop }) => shop,
  isExclusive: true,
  run: (parts, [{ shop }]) => mirrorCatalog(parts, { shop }),
});
