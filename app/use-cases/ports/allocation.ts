/** What the merchant decides about units: by which rules they are given, which are kept for a channel, which go to whom by hand. */
import type { AllocationPolicy, Reserve } from "../../domain/allocation.ts";
import type { Instant, InventoryItemId, LineItemId, LocationId, ShopDomain } from "../../domain/ids.ts";
import type { PriorityRule } from "../../domain/priority-class.ts";
import type { Transaction } from "./transaction.ts";

export interface AllocationRules {
  readonly policy: AllocationPolicy;
  readonly priorityRules: readonly PriorityRule[];
  readonly reserves: readonly PlacedReserve[];
}

export interface PlacedReserve extends Reserve {
  readonly locationId: LocationId;
  /** "": each item of the location. */
  readonly inventoryItemId: InventoryItemId | "";
}

export interface AllocationDesk {
  /**
   * Locks every item with open units, writes the rules, ranks the queue anew in one statement, and keeps each changed class in
   * the decision log. Answers with the items to settle.
   */
  saveRules(tx: Transaction, shop: ShopDomain, rules: AllocationRules): Promise<InventoryItemId[]>;
  /** Of these, the locations and items that the shop has. */
  known(
    tx: Transaction,
    shop: ShopDomain,
    named: { readonly locationIds: readonly LocationId[]; readonly inventoryItemIds: readonly InventoryItemId[] },
  ): Promise<{ readonly locationIds: ReadonlySet<LocationId>; readonly inventoryItemIds: ReadonlySet<InventoryItemId> }>;
  /** The line's item is locked. Where most of its units wait and may be served; null: nowhere. */
  waitingPlace(tx: Transaction, shop: ShopDomain, lineItemId: LineItemId): Promise<WaitingPlace | null>;
  addOverride(tx: Transaction, shop: ShopDomain, override: NewOverride): Promise<void>;
}

export interface WaitingPlace {
  readonly inventoryItemId: InventoryItemId;
  readonly locationId: LocationId;
  /** Waiting there, less what is already to be given by hand. */
  readonly unitsWaiting: number;
}

export interface NewOverride extends Pick<WaitingPlace, "inventoryItemId" | "locationId"> {
  readonly lineItemId: LineItemId;
  readonly units: number;
  readonly reason: string;
  readonly actor: string;
  readonly at: Instant;
}
