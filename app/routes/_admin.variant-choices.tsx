import type { LoaderFunctionArgs } from "@remix-run/node";
import { findVariantChoices } from "../adapters/prisma/read-models/choices.server.ts";
import { pool } from "../db.server.ts";
import { authenticateMerchant } from "../shopify.server.ts";

const MAX_SEARCH_CHARACTERS = 200;

/** Variants to pick from, for forms. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const search = (new URL(request.url).searchParams.get("q") ?? "").trim().slice(0, MAX_SEARCH_CHARACTERS);
  return { choices: await findVariantChoices(pool, { shop, search }) };
}
