import type { ActionFunctionArgs } from "@remix-run/node";
import { done } from "../domain/errors.ts";
import { authenticateMerchant } from "../shopify.server.ts";
import { database, jobs } from "../wiring.server.ts";

/** Compares our books with Shopify now, unless that is going on. */
export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  await database.transaction((tx) => jobs.enqueue(tx, [{ name: "reconcile", shop }], { unlessOpen: true }));
  return done(null);
}
