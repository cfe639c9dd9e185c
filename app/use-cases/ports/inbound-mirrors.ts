/** Deliveries as Shopify's incoming stock shows them. */
import type { InboundShipmentId, LocationId, ShopDomain } from "../../domain/ids.ts";
import type { ItemUnits } from "../../domain/purchase-order.ts";
import type { Transaction } from "./transaction.ts";

/** A change of incoming stock, saved before it is sent and repeated to the letter until it is answered. */
export interface MirrorStep {
  readonly idempotencyKey: string;
  readonly locationId: LocationId;
  readonly lines: readonly ItemUnits[];
}

export interface LockedMirror {
  readonly locationId: LocationId;
  /** What the delivery still brings, or nothing when deliveries are not to be shown. */
  readonly wanted: readonly ItemUnits[];
  /** What Shopify has accepted, where it has. */
  readonly shown: readonly ItemUnits[];
  readonly shownAt: LocationId;
  readonly step: MirrorStep | null;
}

export interface InboundMirrors {
  /** Locks the mirror of a delivery; of one that is no more, what is shown has to go. Null: nothing known of it. */
  lock(tx: Transaction, shop: ShopDomain, inboundShipmentId: InboundShipmentId): Promise<LockedMirror | null>;
  /** Saves a step that will be sent, or its end: what is shown since, or why Shopify refused it. */
  save(
    tx: Transaction,
    shop: ShopDomain,
    saved: { inboundShipmentId: InboundShipmentId; shown: readonly ItemUnits[]; shownAt: LocationId; step: MirrorStep | null; failure: string | null },
  ): Promise<void>;
  /** Switches it for the shop. Answers the deliveries that are to be looked at: open ones, and those that are shown. */
  switch(tx: Transaction, shop: ShopDomain, change: { isOn: boolean; limit: number }): Promise<InboundShipmentId[]>;
}

export interface IncomingStock {
  /** Changes `incoming` by so many units. The key makes a repeat harmless. */
  adjustIncoming(
    shop: ShopDomain,
    change: MirrorStep & { inboundShipmentId: InboundShipmentId },
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly reason: string }>;
}
