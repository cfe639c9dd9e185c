/**
 * Shopify's continue-selling switch, made equal to what the variant's mode asks for: while backorders are on it follows the
 * cap, a cap of 0 denies; off gives back what the merchant had before.
 */
import { policyForCap } from "../domain/backorder-cap.ts";
import type { ShopDomain, VariantId } from "../domain/ids.ts";
import type { Catalog } from "./ports/shopify.ts";
import type { PolicySwitch, Shelves, Shops } from "./ports/shops.ts";
import type { Database } from "./ports/transaction.ts";

export interface SetInventoryPolicyDeps {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly shelves: Shelves;
  readonly shops: Shops;
}

/** Shopify said no; its words are the merchant's to read. */
export class PolicyRefused extends Error {
  override readonly name = "PolicyRefused";
}

export async function setInventoryPolicy(
  deps: SetInventoryPolicyDeps,
  { shop, variantId }: { shop: ShopDomain; variantId: VariantId },
): Promise<"set" | "as it was" | "not ours"> {
  const state = await deps.shops.find(shop);
  if (state === null || !state.isInstalled || state.stage !== "live") return "not ours";
  const wanted = await deps.shelves.switchOf(shop, variantId);
  if (wanted === null) return "not ours";
  const policy = policyFor(wanted);
  if (policy === wanted.current) return "as it was";
  const set = await deps.catalog.setInventoryPolicy(shop, { variantId, productId: wanted.productId, policy });
  if (!set.ok) throw new PolicyRefused(`Shopify did not switch variant ${variantId} to ${policy}: ${set.reason}`);
  await deps.database.transaction((tx) => deps.shelves.savePolicy(tx, shop, variantId, policy));
  return "set";
}

export function policyFor({ mode, current, inherited, cap }: Pick<PolicySwitch, "mode" | "current" | "inherited" | "cap">): "CONTINUE" | "DENY" {
  if (mode === "off") return inherited ?? current;
  // Autopilot waits for the first cap; it knows no "no limit".
  if (mode === "autopilot" && cap === null) return current;
  return policyForCap(cap);
}
