import type { ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { readOffers, readSupplierTerms } from "../adapters/prisma/read-models/order-terms.server.ts";
import { pool } from "../db.server.ts";
import { parseCalendarDate } from "../domain/calendar-date.ts";
import type { InventoryItemId, SupplierId } from "../domain/ids.ts";
import { toCents } from "../domain/money.ts";
import { orderWarnings, proposedSupplier } from "../domain/supplier-terms.ts";
import { meetMerchant } from "../merchant.server.ts";
import { readInput, typedId, typedNumber, typedNumberOrNone, typedText } from "../typed-input.ts";

const input = z.object({
  supplierId: typedId<SupplierId>(),
  orderedOn: typedText,
  lines: z.array(z.object({ inventoryItemId: typedId<InventoryItemId>(), units: typedNumber, unitCost: typedNumberOrNone })),
});

/** What the merchant should know of the supplier's terms while a purchase order is written. Saves nothing. */
export async function action({ request }: ActionFunctionArgs) {
  const { shop, today } = await meetMerchant(request);
  const { supplierId, orderedOn, lines } = await readInput(request, input);
  const inventoryItemIds = lines.map(({ inventoryItemId }) => inventoryItemId);
  const [terms, offers] = await Promise.all([readSupplierTerms(pool, { shop, supplierId }), readOffers(pool, { shop, inventoryItemIds })]);
  const own = offers.filter((offer) => offer.supplierId === supplierId);
  const planned = lines.filter(({ units }) => units > 0).map(({ unitCost, ...line }) => ({ ...line, unitCostCents: toCents(unitCost) }));
  const warnings =
    terms === null || planned.length === 0 ? [] : orderWarnings({ terms, items: own, lines: planned, orderedOn: parseCalendarDate(orderedOn) ?? today });
  const proposed = proposedSupplier(offers, inventoryItemIds);
  return { warnings, offers: own, proposedSupplierId: proposed };
}
