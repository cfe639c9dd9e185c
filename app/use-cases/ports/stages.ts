/** What going live, pausing and leaving need of the ledger's tables. */
import type { Instant, InventoryItemId, OrderId, ShopDomain, VariantId } from "../../domain/ids.ts";
import type { Transaction } from "./transaction.ts";

export interface Stages {
  /** Locks the shop and sets its stage; answers the one before. Null: unknown shop. */
  setStage(tx: Transaction, shop: ShopDomain, stage: "live" | "observe"): Promise<"live" | "observe" | null>;
  /** Variants that are switched on, and those that are planned to be. */
  plannedVariants(tx: Transaction, shop: ShopDomain): Promise<PlannedVariant[]>;
  /** Those named get their planned mode; all others that are switched on keep theirs as a plan. */
  chooseLive(tx: Transaction, shop: ShopDomain, variantIds: readonly VariantId[]): Promise<void>;
  /** Every plan becomes the variant's mode again: while observing nothing tells the two apart. */
  adoptPlans(tx: Transaction, shop: ShopDomain): Promise<void>;
  /** Orders with units that wait for a variant that is switched on and were promised nothing yet, oldest first. */
  untoldOrders(tx: Transaction, shop: ShopDomain, limit: number): Promise<OrderId[]>;
  /** A switch that drifted, or was left, becomes ours again or stays the merchant's. False: it is neither. */
  resolveDrift(tx: Transaction, shop: ShopDomain, variantId: VariantId, owner: "ours" | "left"): Promise<boolean>;

  /** What is being given back right now, else what was given back last. Null: nothing ever was. */
  givingBack(shop: ShopDomain): Promise<GivingBack | null>;
  /** A new one; it takes the place of one that is under way. */
  beginGivingBack(tx: Transaction, shop: ShopDomain, begun: { at: Instant; purpose: GivingBack["purpose"] }): Promise<void>;
  /** Going live again ends what is under way where it stands. */
  endGivingBack(tx: Transaction, shop: ShopDomain, at: Instant): Promise<void>;
  saveGivingBack(shop: ShopDomain, state: GivingBack): Promise<void>;
  /** Variants whose switch is ours, by id, those after `after`. */
  ownedSwitches(shop: ShopDomain, after: string, limit: number): Promise<VariantId[]>;
  /** Orders that we hold, by id, those after `after`. */
  heldOrders(shop: ShopDomain, after: string, limit: number): Promise<OrderId[]>;
  /** Variants with a date on the storefront, by id, those after `after`. */
  publishedVariants(shop: ShopDomain, after: string, limit: number): Promise<VariantId[]>;
  /** The storefront shows nothing of them any more; when they go on, they are published anew. */
  forgetPublications(shop: ShopDomain, variantIds: readonly VariantId[], at: Instant): Promise<void>;
}

export interface PlannedVariant {
  readonly variantId: VariantId;
  readonly inventoryItemId: InventoryItemId;
}

export const GIVING_BACK_STEPS = ["switches", "holds", "dates"] as const;

export interface GivingBack {
  readonly startedAt: Instant;
  readonly purpose: "pause" | "leave";
  readonly step: (typeof GIVING_BACK_STEPS)[number];
  readonly cursor: string;
  readonly switches: number;
  readonly holds: number;
  readonly dates: number;
  /** What Shopify refused to take back, in its words; the first ones. */
  readonly failures: readonly string[];
  readonly finishedAt: Instant | null;
}
