/** Units given to one line by hand. The backorder's page sends here and shows what came of it. */
import type { ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import type { LineItemId } from "../domain/ids.ts";
import { authenticateMerchant } from "../shopify.server.ts";
import { readInput, typedNumber, typedText } from "../typed-input.ts";
import { giveUnits } from "../use-cases/give-units.ts";
import { allocationParts } from "../wiring.server.ts";

const giveInput = z.object({ units: typedNumber, reason: typedText });

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const lineItemId = (params.lineItemId ?? "") as LineItemId; // looked up within the shop
  return giveUnits(allocationParts, { shop, gift: { lineItemId, ...(await readInput(request, giveInput)), actor } });
}
