/** Which shops use the app, and what we keep of them. */
import type { BackorderMode, Offer } from "../../domain/backorder-cap.ts";
import type { Instant, InventoryItemId, ShopDomain, VariantId } from "../../domain/ids.ts";
import type { LocationFact, ShopFact, VariantFact } from "./facts.ts";
import type { Transaction } from "./transaction.ts";

export interface ShopState {
  readonly stage: "live" | "observe";
  readonly timeZone: string;
  readonly isInstalled: boolean;
}

export interface Shops {
  /** Adds the shop, or brings back one that had left; either observes first. False when it was here all along. */
  install(tx: Transaction, shop: ShopDomain): Promise<boolean>;
  /** The app was removed at `at`: no further effect in this shop. False when the shop installed again after that moment. */
  uninstall(tx: Transaction, shop: ShopDomain, at: Instant): Promise<boolean>;
  /** Null: never heard of. */
  find(shop: ShopDomain): Promise<ShopState | null>;
  /** Shops that use the app now, with their time zones. */
  installed(): Promise<{ shop: ShopDomain; timeZone: string }[]>;
}

/** Our copy of the shop's shelves. */
export interface Shelves {
  saveShop(tx: Transaction, shop: ShopDomain, fact: ShopFact): Promise<void>;
  /** Locations that are missing from `locations` become inactive. */
  saveLocations(tx: Transaction, shop: ShopDomain, locations: readonly LocationFact[]): Promise<void>;
  /** An older fact never overwrites a newer one. Answers the items that are new to us. */
  saveVariants(tx: Transaction, shop: ShopDomain, variants: readonly VariantFact[]): Promise<InventoryItemId[]>;
  /** Variants of these products that are not among `kept` are gone. */
  dropVariants(tx: Transaction, shop: ShopDomain, gone: { productIds: readonly string[]; kept: readonly VariantId[] }): Promise<void>;
  /** Products of the items that we know. */
  productsOf(shop: ShopDomain, inventoryItemIds: readonly InventoryItemId[]): Promise<string[]>;
  /** What the continue-selling switch should be. Null: the variant is unknown. */
  switchOf(shop: ShopDomain, variantId: VariantId): Promise<PolicySwitch | null>;
  /** The switch is ours from now on, about to be set to `policy`; what it was before is remembered the first time. */
  ownSwitch(tx: Transaction, shop: ShopDomain, variantId: VariantId, policy: "CONTINUE" | "DENY"): Promise<void>;
  /** The switch is the merchant's again. */
  releaseSwitch(tx: Transaction, shop: ShopDomain, variantId: VariantId): Promise<void>;
  /** Shopify has set the switch; readings older than that say nothing about it any more. */
  savePolicy(tx: Transaction, shop: ShopDomain, variantId: VariantId, set: { policy: "CONTINUE" | "DENY"; updatedAt: Instant | null }): Promise<void>;
}

/**
 * Whose Shopify's switch is. theirs: never taken over, or given back. drifted: somebody else moved it while it was ours.
 * left: it drifted, and the merchant keeps it that way.
 */
export type SwitchOwner = "theirs" | "ours" | "drifted" | "left";

export interface PolicySwitch {
  readonly productId: string;
  readonly inventoryItemId: InventoryItemId;
  readonly mode: BackorderMode;
  readonly limit: number | null;
  readonly unitsWaiting: number;
  readonly owner: SwitchOwner;
  readonly current: "CONTINUE" | "DENY";
  readonly inherited: "CONTINUE" | "DENY" | null;
  /** What the storefront was last told; null: nothing yet. */
  readonly offer: Offer | null;
}
