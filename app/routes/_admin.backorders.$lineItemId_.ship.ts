/** How the order of a backorder ships, by the merchant's word. */
import type { ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import type { OrderId } from "../domain/ids.ts";
import { authenticateMerchant } from "../shopify.server.ts";
import { readInput, typedId, typedText } from "../typed-input.ts";
import { chooseShipPreference } from "../use-cases/choose-ship-preference.ts";
import { shipPreferenceParts } from "../wiring.server.ts";

const shipInput = z.object({ orderId: typedId<OrderId>(), preference: typedText });

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  return chooseShipPreference(shipPreferenceParts, { shop, choice: { ...(await readInput(request, shipInput)), actor: "" } });
}
