/** Somebody moved Shopify's switch while it was ours: the merchant has it taken over again, or leaves it as it is. */
import { done, problem, refused } from "../domain/errors.ts";
import type { Outcome } from "../domain/errors.ts";
import type { ShopDomain, VariantId } from "../domain/ids.ts";
import type { ChangeStageDeps } from "./change-stage.ts";

export async function resolveDrift(
  deps: Pick<ChangeStageDeps, "database" | "jobs" | "stages">,
  { shop, variantId, owner }: { shop: ShopDomain; variantId: VariantId; owner: "ours" | "left" },
): Promise<Outcome<null>> {
  return deps.database.transaction(async (tx) => {
    if (!(await deps.stages.resolveDrift(tx, shop, variantId, owner))) return refused(problem("changed_meanwhile", "variantId"));
    if (owner === "ours") await deps.jobs.enqueue(tx, [{ name: "set-inventory-policy", shop, variantId }]);
    return done(null);
  });
}
