/**
 * Shopify's continue-selling switch, made equal to what the variant's mode asks for: while backorders are on it follows what
 * is left to sell, as the queue stands now; nothing left denies; off gives back what the merchant had before.
 *
 * The switch is taken over when we first set it, and only while the shop is live. What is ours is given back at any time,
 * while observing too. A switch that somebody else moved meanwhile has drifted: it is not touched until the merchant says.
 */
import { policyForCap, unitsLeft } from "../domain/backorder-cap.ts";
import type { ShopDomain, VariantId } from "../domain/ids.ts";
import type { Catalog } from "./ports/shopify.ts";
import type { PolicySwitch, Shelves, Shops } from "./ports/shops.ts";
import type { Database } from "./ports/transaction.ts";

/** A switch that turns this often within one job is left to the next. */
const MOST_TURNS = 5;

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

export type PolicyOutcome = "set" | "as it was" | "given back" | "not ours";

export async function setInventoryPolicy(
  deps: SetInventoryPolicyDeps,
  { shop, variantId }: { shop: ShopDomain; variantId: VariantId },
): Promise<PolicyOutcome> {
  const outcome = await setOnce(deps, { shop, variantId });
  // What is left may have changed while Shopify was being told, and whoever changed it took the switch to stand as before.
  for (let turns = 1, last = outcome; last === "set" && turns < MOST_TURNS; turns++) last = await setOnce(deps, { shop, variantId });
  return outcome;
}

async function setOnce(deps: SetInventoryPolicyDeps, { shop, variantId }: { shop: ShopDomain; variantId: VariantId }): Promise<PolicyOutcome> {
  const state = await deps.shops.find(shop);
  if (state === null || !state.isInstalled) return "not ours";
  const wanted = await deps.shelves.switchOf(shop, variantId);
  if (wanted === null) return "not ours";
  if (wanted.mode === "off") return giveBackSwitch(deps, { shop, variantId, wanted });
  if (state.stage !== "live" || wanted.owner === "drifted" || wanted.owner === "left") return "not ours";
  const policy = policyFor(wanted);
  if (wanted.owner === "ours" && policy === wanted.current) return "as it was";
  // Saved before it is sent: a reading that shows the new position then knows it as ours.
  await deps.database.transaction((tx) => deps.shelves.ownSwitch(tx, shop, variantId, policy));
  if (policy === wanted.current) return "as it was";
  await send(deps, { shop, variantId, wanted, policy });
  return "set";
}

/** Puts the switch back to what the merchant had. One that somebody else has moved since is left as they want it. */
export async function giveBackSwitch(
  deps: SetInventoryPolicyDeps,
  { shop, variantId, wanted }: { shop: ShopDomain; variantId: VariantId; wanted: PolicySwitch },
): Promise<PolicyOutcome> {
  if (wanted.owner === "theirs") return "not ours";
  const before = wanted.owner === "ours" ? (wanted.inherited ?? wanted.current) : wanted.current;
  if (before !== wanted.current) {
    await deps.database.transaction((tx) => deps.shelves.ownSwitch(tx, shop, variantId, before));
    await send(deps, { shop, variantId, wanted, policy: before });
  }
  await deps.database.transaction((tx) => deps.shelves.releaseSwitch(tx, shop, variantId));
  return "given back";
}

async function send(
  deps: SetInventoryPolicyDeps,
  { shop, variantId, wanted, policy }: { shop: ShopDomain; variantId: VariantId; wanted: PolicySwitch; policy: "CONTINUE" | "DENY" },
): Promise<void> {
  const set = await deps.catalog.setInventoryPolicy(shop, { variantId, productId: wanted.productId, policy });
  if (!set.ok) throw new PolicyRefused(`Shopify did not switch variant ${variantId} to ${policy}: ${set.reason}`);
  await deps.database.transaction((tx) => deps.shelves.savePolicy(tx, shop, variantId, { policy, updatedAt: set.updatedAt }));
}

export function policyFor(wanted: Omit<PolicySwitch, "productId" | "inventoryItemId" | "owner">): "CONTINUE" | "DENY" {
  const { mode, current, inherited, offer } = wanted;
  if (mode === "off") return inherited ?? current;
  // Autopilot waits for the first cap; it knows no "no limit".
  if (mode === "autopilot" && (offer === null || offer.cap === null)) return current;
  return policyForCap(unitsLeft(wanted));
}
