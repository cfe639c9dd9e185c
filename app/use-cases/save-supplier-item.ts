/** What a supplier sells us: its terms for one variant. Of several suppliers of a variant the lowest rank is asked first. */
import { done, problem, refused } from "../domain/errors.ts";
import type { Outcome, Problem } from "../domain/errors.ts";
import type { InventoryItemId, ShopDomain, SupplierId } from "../domain/ids.ts";
import { checkRange, checkText, checkUnits, found } from "../domain/input-checks.ts";
import { checkAmount, toCents } from "../domain/money.ts";
import type { SupplyDeps } from "./save-purchase-order.ts";
import { LONGEST_LEAD_TIME_DAYS } from "./save-supplier.ts";

/** More suppliers of one variant than anybody has. */
const LOWEST_RANK = 99;

export interface SupplierItemInput {
  readonly supplierId: SupplierId;
  readonly inventoryItemId: InventoryItemId;
  readonly supplierSku: string;
  /** For one unit, 12.5 for twelve and a half; null: not known. */
  readonly unitCost: number | null;
  readonly packSize: number;
  readonly minimumUnits: number | null;
  readonly leadTimeDays: number | null;
  readonly rank: number;
}

type Deps = Pick<SupplyDeps, "supply" | "database" | "jobs">;

export async function saveSupplierItem(deps: Deps, { shop, item }: { shop: ShopDomain; item: SupplierItemInput }): Promise<Outcome<null>> {
  const typed = checkTyped(item);
  if (typed.length > 0) return refused(...typed);
  return deps.database.transaction(async (tx) => {
    const { supplierId, inventoryItemId, packSize, minimumUnits, leadTimeDays, rank } = item;
    const known = await deps.supply.knownItems(tx, shop, [inventoryItemId]);
    const problems = found([
      (await deps.supply.findSupplier(tx, shop, supplierId)) === null ? problem("supplier_unknown", "supplierId") : null,
      known.has(inventoryItemId) ? null : problem("variant_unknown", "inventoryItemId"),
    ]);
    if (problems.length > 0) return refused(...problems);
    const terms = { supplierSku: item.supplierSku.trim(), unitCostCents: toCents(item.unitCost), packSize, minimumUnits, leadTimeDays, rank };
    await deps.supply.saveSupplierItem(tx, shop, { supplierId, inventoryItemId, ...terms });
    await deps.jobs.enqueue(tx, [{ name: "estimate-items", shop, inventoryItemIds: [inventoryItemId] }]);
    return done(null);
  });
}

export async function removeSupplierItem(
  deps: Deps,
  { shop, supplierId, inventoryItemId }: { shop: ShopDomain; supplierId: SupplierId; inventoryItemId: InventoryItemId },
): Promise<Outcome<null>> {
  return deps.database.transaction(async (tx) => {
    if (!(await deps.supply.removeSupplierItem(tx, shop, { supplierId, inventoryItemId }))) return refused(problem("not_sold_by_supplier", "inventoryItemId"));
    await deps.jobs.enqueue(tx, [{ name: "estimate-items", shop, inventoryItemIds: [inventoryItemId] }]);
    return done(null);
  });
}

function checkTyped({ supplierSku, unitCost, packSize, minimumUnits, leadTimeDays, rank }: SupplierItemInput): Problem[] {
  return found([
    checkText(supplierSku, "supplierSku", { isRequired: false }),
    checkAmount(unitCost, "unitCost"),
    checkUnits(packSize, "packSize"),
    minimumUnits === null ? null : checkUnits(minimumUnits, "minimumUnits"),
    leadTimeDays === null ? null : checkRange(leadTimeDays, "leadTimeDays", { least: 0, most: LONGEST_LEAD_TIME_DAYS }),
    checkRange(rank, "rank", { least: 1, most: LOWEST_RANK }),
  ]);
}
