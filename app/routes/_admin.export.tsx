import type { LoaderFunctionArgs } from "@remix-run/node";
import { createReadableStreamFromReadable } from "@remix-run/node";
import { Readable } from "node:stream";
import { z } from "zod";
import { EXPORTS, readExport } from "../adapters/prisma/read-models/ledger-export.server.ts";
import { pool } from "../db.server.ts";
import { exportText } from "../export-text.ts";
import { authenticateMerchant } from "../shopify.server.ts";

const exportAddress = z.object({ what: z.enum(EXPORTS), format: z.enum(["csv", "json"]) });
const CONTENT_TYPES = { csv: "text/csv; charset=utf-8", json: "application/json; charset=utf-8" } as const;

/** One table of the shop's ledger as a file. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const wish = exportAddress.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!wish.success) throw new Response(null, { status: 400 });
  const { what, format } = wish.data;
  const text = Readable.from(exportText(readExport(pool, shop, what), format));
  return new Response(createReadableStreamFromReadable(text), { headers: { "content-type": CONTENT_TYPES[format], "cache-control": "no-store" } });
}
