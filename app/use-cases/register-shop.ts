/**
 * A shop installs the app, or signs in again after leaving: it gets its row, and its shelves and open orders are read.
 * A shop that is already here only has what may have been missed read again when it had left.
 */
import type { ShopDomain } from "../domain/ids.ts";
import type { Jobs } from "./ports/jobs.ts";
import type { Shops } from "./ports/shops.ts";
import type { Database } from "./ports/transaction.ts";

export interface RegisterShopDeps {
  readonly database: Database;
  readonly jobs: Jobs;
  readonly shops: Shops;
}

export async function registerShop(deps: RegisterShopDeps, { shop }: { shop: ShopDomain }): Promise<"installed" | "known"> {
  return deps.database.transaction(async (tx) => {
    const isNew = await deps.shops.install(tx, shop);
    if (!isNew) return "known";
    await deps.jobs.enqueue(tx, [
      { name: "mirror-catalog", shop },
      { name: "reconcile", shop },
    ]);
    return "installed";
  });
}
