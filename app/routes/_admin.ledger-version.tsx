import type { LoaderFunctionArgs } from "@remix-run/node";
import { readLedgerVersion } from "../adapters/prisma/read-models/ledger-version.server.ts";
import { pool } from "../db.server.ts";
import { authenticateMerchant } from "../shopify.server.ts";

/** A short text that changes when the ledger does. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  return { version: await readLedgerVersion(pool, shop) };
}
