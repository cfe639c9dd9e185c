/** Moves of waiting units from one location to another, as settles decide them and a job carries them out. */
import type { Instant, InventoryItemId, LineItemId, LocationId, OrderId, ShopDomain } from "../../domain/ids.ts";
import type { PlannedMove } from "../../domain/move-step.ts";
import type { Transaction } from "./transaction.ts";

/** Names one move: a settle moves an entry of the queue once at most. */
export interface MoveRef {
  readonly settlementId: number;
  readonly lineItemId: LineItemId;
  readonly cohort: number;
  readonly fromLocationId: LocationId;
}

export interface OpenMove extends PlannedMove, MoveRef {
  readonly inventoryItemId: InventoryItemId;
  /** Times that Shopify was asked. */
  readonly attempts: number;
  /** We still act in Shopify for this variant. */
  readonly isManaged: boolean;
}

export interface MoveOutcome {
  readonly state: "arrived" | "refused" | "stale";
  /** Why it did not arrive, null when it did. */
  readonly reason: string | null;
  readonly at: Instant;
}

export interface UnitMoves {
  /** Moves of the order that have not ended, in the order in which they were decided. */
  open(shop: ShopDomain, orderId: OrderId): Promise<OpenMove[]>;
  /** Counts an attempt before it is made; answers the attempt's number. */
  begin(tx: Transaction, shop: ShopDomain, move: MoveRef): Promise<number>;
  /** Locks the item, frees the blocked units and the entry that waited for them. False: it had ended already. */
  end(tx: Transaction, shop: ShopDomain, move: OpenMove, outcome: MoveOutcome): Promise<boolean>;
  /** Orders with moves decided before `before` that have not ended: their job may have died for good. */
  overdue(shop: ShopDomain, wish: { readonly before: Instant; readonly limit: number }): Promise<OrderId[]>;
}
