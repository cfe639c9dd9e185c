/** The app was removed from a shop. Its tokens are dead on arrival of the news, so nothing more is asked of Shopify. */
import type { Instant, ShopDomain } from "../domain/ids.ts";
import type { Shops } from "./ports/shops.ts";
import type { Database } from "./ports/transaction.ts";

/** Late or repeated news about an installation that has been renewed since changes nothing. */
export async function leaveShop(deps: { database: Database; shops: Shops }, { shop, at }: { shop: ShopDomain; at: Instant }): Promise<"left" | "stayed"> {
  const hasLeft = await deps.database.transaction((tx) => deps.shops.uninstall(tx, shop, at));
  return hasLeft ? "left" : "stayed";
}
