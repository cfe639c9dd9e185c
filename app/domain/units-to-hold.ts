/**
 * Which units of an order must not leave yet.
 *
 * An order that ships together is held whole, at every location, until its last unit is covered: then all of it may go at
 * once. One that ships as ready holds back what waits; and where a shop has a least parcel, also what is there already, as
 * long as fewer units of a line than that lie ready. The end of a line always leaves: nothing waits to make it more.
 *
 * Example: 5 mugs, least parcel 4. With 3 allocated all 5 are held ("3 ready, ships from 4"); with 4 allocated 1 is held.
 * The last one leaves alone once the 4 have shipped.
 */
import type { UnitsToHold } from "./hold-plan.ts";
import type { LineItemId, LocationId } from "./ids.ts";

/** How an order leaves: each line's units as they are there, or all in one go. */
export const SHIP_PREFERENCES = ["as_ready", "together"] as const;
export type ShipPreference = (typeof SHIP_PREFERENCES)[number];

export interface OrderUnits {
  readonly lineItemId: LineItemId;
  readonly locationId: LocationId;
  readonly unitsWaiting: number;
  readonly unitsAllocated: number;
  /** We act in Shopify for this variant. */
  readonly isManaged: boolean;
  /** Fewer units of the line leave only when nothing of it waits. */
  readonly leastShippable: number;
}

interface FulfillmentOrderUnits {
  readonly locationId: LocationId | null;
  readonly lines: readonly { readonly lineItemId: LineItemId; readonly unitsRemaining: number }[];
}

/** Units of each line at each location that have to be held. */
export function unitsToHold(
  { shipsTogether, units }: { readonly shipsTogether: boolean; readonly units: readonly OrderUnits[] },
  fulfillmentOrders: readonly FulfillmentOrderUnits[],
): UnitsToHold[] {
  const waiting = units.filter((one) => one.isManaged && one.unitsWaiting > 0);
  if (!shipsTogether || waiting.length === 0) return waiting.map((one) => ({ lineItemId: one.lineItemId, locationId: one.locationId, units: heldUnits(one) }));
  return fulfillmentOrders.flatMap(({ locationId, lines }) =>
    locationId === null ? [] : lines.map(({ lineItemId, unitsRemaining }) => ({ lineItemId, locationId, units: unitsRemaining })),
  );
}

/** Of a line shipped as ready, the units that must not leave yet. */
function heldUnits({ unitsWaiting, unitsAllocated, leastShippable }: OrderUnits): number {
  return unitsWaiting + unitsKeptBack({ unitsWaiting, unitsAllocated, leastShippable });
}

/** Units that lie ready and are kept back, because more of the line is needed to make a parcel. */
export function unitsKeptBack({
  unitsWaiting,
  unitsAllocated,
  leastShippable,
}: Pick<OrderUnits, "unitsWaiting" | "unitsAllocated" | "leastShippable">): number {
  return unitsWaiting > 0 && unitsAllocated < leastShippable ? unitsAllocated : 0;
}
