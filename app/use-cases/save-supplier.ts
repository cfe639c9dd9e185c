/** A supplier is added or changed. */
import { done, problem, refused } from "../domain/errors.ts";
import type { Outcome, Problem } from "../domain/errors.ts";
import type { ShopDomain, SupplierId } from "../domain/ids.ts";
import { checkRange, checkText, found } from "../domain/input-checks.ts";
import { parseMailAddress } from "../domain/mail-address.ts";
import type { SupplyDeps } from "./save-purchase-order.ts";

const LONGEST_LEAD_TIME_DAYS = 730;

export interface SupplierInput {
  /** Null adds one. */
  readonly supplierId: SupplierId | null;
  readonly name: string;
  readonly email: string;
  readonly country: string;
  /** Calendar days from order to delivery; null: not known. */
  readonly leadTimeDays: number | null;
}

export async function saveSupplier(
  deps: Pick<SupplyDeps, "supply" | "database">,
  { shop, supplier }: { shop: ShopDomain; supplier: SupplierInput },
): Promise<Outcome<{ supplierId: SupplierId }>> {
  const typed = checkTyped(supplier);
  if (typed.length > 0) return refused(...typed);
  const name = supplier.name.trim();
  return deps.database.transaction(async (tx) => {
    if (supplier.supplierId !== null && !(await deps.supply.hasSupplier(tx, shop, supplier.supplierId)))
      return refused(problem("supplier_unknown", "supplierId"));
    const supplierId = supplier.supplierId ?? (crypto.randomUUID() as SupplierId); // a new id
    const { country, leadTimeDays } = supplier;
    const isSaved = await deps.supply.saveSupplier(tx, shop, { supplierId, name, email: supplier.email.trim(), country: country.trim(), leadTimeDays });
    return isSaved ? done({ supplierId }) : refused(problem("name_taken", "name", { name }));
  });
}

function checkTyped({ name, email, country, leadTimeDays }: SupplierInput): Problem[] {
  return found([
    checkText(name, "name", { isRequired: true }),
    checkText(country, "country", { isRequired: false }),
    email.trim() !== "" && parseMailAddress(email) === null ? problem("email_unreadable", "email") : null,
    leadTimeDays === null ? null : checkRange(leadTimeDays, "leadTimeDays", { least: 0, most: LONGEST_LEAD_TIME_DAYS }),
  ]);
}
