/** A supplier is added or changed. */
import { done, problem, refused } from "../domain/errors.ts";
import type { Outcome, Problem } from "../domain/errors.ts";
import type { ShopDomain, SupplierId } from "../domain/ids.ts";
import { checkRange, checkText, checkUnits, found } from "../domain/input-checks.ts";
import { parseMailAddress } from "../domain/mail-address.ts";
import { checkAmount, checkCurrency, toCents } from "../domain/money.ts";
import type { SupplyDeps } from "./save-purchase-order.ts";

export const LONGEST_LEAD_TIME_DAYS = 730;

export interface SupplierInput {
  /** Null adds one. */
  readonly supplierId: SupplierId | null;
  readonly name: string;
  readonly email: string;
  readonly country: string;
  /** Calendar days from order to delivery; null: not known. */
  readonly leadTimeDays: number | null;
  /** ISO 4217 code; empty: the shop's own. */
  readonly currency?: string;
  /** The least that one purchase order must come to; null: no minimum. */
  readonly minimumUnits?: number | null;
  readonly minimumAmount?: number | null;
  /** ISO weekdays on which it takes orders. */
  readonly orderWeekdays?: readonly number[];
}

const WORKING_WEEK = [1, 2, 3, 4, 5];

export async function saveSupplier(
  deps: Pick<SupplyDeps, "supply" | "database">,
  { shop, supplier }: { shop: ShopDomain; supplier: SupplierInput },
): Promise<Outcome<{ supplierId: SupplierId }>> {
  const typed = checkTyped(supplier);
  if (typed.length > 0) return refused(...typed);
  const name = supplier.name.trim();
  return deps.database.transaction(async (tx) => {
    if (supplier.supplierId !== null && (await deps.supply.findSupplier(tx, shop, supplier.supplierId)) === null)
      return refused(problem("supplier_unknown", "supplierId"));
    const supplierId = supplier.supplierId ?? (crypto.randomUUID() as SupplierId); // a new id
    const { leadTimeDays, currency = "", minimumUnits = null, minimumAmount = null, orderWeekdays = WORKING_WEEK } = supplier;
    const terms = { leadTimeDays, currency: currency.trim(), minimumUnits, minimumCents: toCents(minimumAmount), orderWeekdays: [...orderWeekdays].sort() };
    const isSaved = await deps.supply.saveSupplier(tx, shop, { supplierId, name, email: supplier.email.trim(), country: supplier.country.trim(), ...terms });
    return isSaved ? done({ supplierId }) : refused(problem("name_taken", "name", { name }));
  });
}

function checkTyped(supplier: SupplierInput): Problem[] {
  const { name, email, country, leadTimeDays, currency = "", minimumUnits = null, minimumAmount = null, orderWeekdays = WORKING_WEEK } = supplier;
  return found([
    checkText(name, "name", { isRequired: true }),
    checkText(country, "country", { isRequired: false }),
    email.trim() !== "" && parseMailAddress(email) === null ? problem("email_unreadable", "email") : null,
    leadTimeDays === null ? null : checkRange(leadTimeDays, "leadTimeDays", { least: 0, most: LONGEST_LEAD_TIME_DAYS }),
    checkCurrency(currency.trim(), "currency"),
    minimumUnits === null ? null : checkUnits(minimumUnits, "minimumUnits"),
    minimumAmount === 0 ? problem("amount_unreadable", "minimumAmount") : checkAmount(minimumAmount, "minimumAmount"),
    orderWeekdays.length === 0 ? problem("weekdays_missing", "orderWeekdays") : null,
    ...orderWeekdays.map((weekday) => (isWeekday(weekday) ? null : problem("weekday_unknown", "orderWeekdays", { weekday }))),
  ]);
}

function isWeekday(day: number): boolean {
  return Number.isInteger(day) && day >= 1 && day <= 7;
}
