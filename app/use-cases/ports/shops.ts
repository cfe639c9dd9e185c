/** Which shops use the app, and what we keep of them. */
import type { Instant, InventoryItemId, ShopDomain, VariantId } from "../../domain/ids.ts";
import type { LocationFact, ShopFact, VariantFact } from "./facts.ts";
import type { Transaction } from "./transaction.ts";

export interface ShopState {
  readonly stage: "live" | "observe";
  readonly timeZone: string;
  readonly isInstalled: boolean;
}

export interface Shops {
  /** Adds the shop, or brings back one that had left. False when it was here all along. */
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
  savePolicy(tx: Transaction, shop: ShopDomain, variantId: VariantId, policy: "CONTINUE" | "DENY"): Promise<void>;
}

export interface PolicySwitch {
  readonly productId: string;
  readonly inventoryItemId: InventoryItemId;
  readonly mode: string;
  readonly current: "CONTINUE" | "DENY";
  readonly inherited: "CONTINUE" | "DENY" | null;
  /** The cap of the newest publication; null: no limit, or nothing published yet. */
  readonly cap: number | null;
}
