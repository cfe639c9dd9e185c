/** A privacy request: what we hold of a person goes, what we hold of units stays, so that the ledger's sums are unchanged. */
import type { ShopDomain } from "../domain/ids.ts";
import type { PersonalData } from "./ports/personal-data.ts";
import type { Database } from "./ports/transaction.ts";

/** `customerId` null: everybody, 48 hours after the shop removed the app. */
export async function redactCustomer(
  deps: { database: Database; personalData: PersonalData },
  { shop, customerId }: { shop: ShopDomain; customerId: string | null },
): Promise<{ orders: number }> {
  return deps.database.transaction(async (tx) => ({
    orders: customerId === null ? await deps.personalData.eraseShop(tx, shop) : await deps.personalData.eraseCustomer(tx, shop, customerId),
  }));
}
