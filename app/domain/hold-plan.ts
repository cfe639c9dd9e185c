/**
 * Which fulfillment orders we hold, so that nobody packs units that are not there. For each line at each location,
 * exactly the waiting units are held by us and the allocated ones are free to go.
 *
 * Shopify's holds cover whole fulfillment orders. Holding a part splits it: the held part keeps its id, the rest gets a
 * new one. A part is released by releasing all of it and at once holding the rest anew. What another app holds too
 * cannot be split: our hold stays there as long as any unit of it waits, and is then released by its id. Theirs stays.
 *
 * Example: 5 mugs in one fulfillment order, 3 wait -> hold 3 of it. One arrives -> release it, hold 2.
 */
import type { FulfillmentOrderId, LineItemId, LocationId } from "./ids.ts";

export interface HeldLine {
  readonly fulfillmentOrderLineItemId: string;
  readonly lineItemId: LineItemId;
  readonly unitsRemaining: number;
}

export interface HoldableOrder {
  readonly fulfillmentOrderId: FulfillmentOrderId;
  readonly locationId: LocationId | null;
  readonly status: string;
  readonly lines: readonly HeldLine[];
  readonly holds: readonly { readonly holdId: string; readonly isOurs: boolean }[];
}

/** Units of a line at a location that have to be held. */
export interface UnitsToHold {
  readonly lineItemId: LineItemId;
  readonly locationId: LocationId;
  readonly units: number;
}

export interface HoldStep {
  readonly fulfillmentOrderId: FulfillmentOrderId;
  /** Our holds to release first; empty: there is none. */
  readonly release: readonly string[];
  readonly locationId: LocationId | null;
  /** Lines released there without being held again. */
  readonly freed: readonly LineItemId[];
  /** What to hold then. "nothing", all of it, or a part of it by line. */
  readonly hold: "nothing" | "all" | readonly { readonly fulfillmentOrderLineItemId: string; readonly units: number }[];
  readonly unitsHeld: number;
}

export function planHolds(fulfillmentOrders: readonly HoldableOrder[], wanted: readonly UnitsToHold[]): HoldStep[] {
  const left = new Map<string, number>();
  for (const { lineItemId, locationId, units } of wanted) left.set(placeOf(lineItemId, locationId), (left.get(placeOf(lineItemId, locationId)) ?? 0) + units);

  const steps: HoldStep[] = [];
  for (const order of inOrder(fulfillmentOrders, (one) => isHeldByUs(one) && isHeldByOthers(one))) {
    const kept = takeUnits(order, left);
    if (sum(kept) === 0 && !isAll(order, kept)) steps.push(stepFor(order, kept));
  }
  // What is held already is kept where it is: each release opens a moment in which the parcel could be packed.
  for (const order of inOrder(fulfillmentOrders, (one) => isHeldByUs(one) && !isHeldByOthers(one))) {
    const kept = takeUnits(order, left);
    if (!isAll(order, kept)) steps.push(stepFor(order, kept));
  }
  for (const order of inOrder(fulfillmentOrders, isFree)) {
    const held = takeUnits(order, left);
    if (sum(held) > 0) steps.push(stepFor(order, held));
  }
  return steps;
}

function inOrder(fulfillmentOrders: readonly HoldableOrder[], belongs: (order: HoldableOrder) => boolean): HoldableOrder[] {
  return fulfillmentOrders.filter(belongs).sort((one, other) => (one.fulfillmentOrderId < other.fulfillmentOrderId ? -1 : 1));
}

const isHeldByUs = ({ holds }: HoldableOrder) => holds.some((hold) => hold.isOurs);
const isHeldByOthers = ({ holds }: HoldableOrder) => holds.some((hold) => !hold.isOurs);
/** Work in progress and scheduled deliveries are the warehouse's: they cannot be held. */
const isFree = ({ status, holds }: HoldableOrder) => status === "OPEN" && holds.length === 0;

/** Takes the units that this fulfillment order can hold from what is left to hold. Answers units by line. */
function takeUnits({ locationId, lines }: HoldableOrder, left: Map<string, number>): number[] {
  return lines.map(({ lineItemId, unitsRemaining }) => {
    const place = placeOf(lineItemId, locationId);
    const units = Math.min(unitsRemaining, left.get(place) ?? 0);
    left.set(place, (left.get(place) ?? 0) - units);
    return units;
  });
}

function stepFor(order: HoldableOrder, units: readonly number[]): HoldStep {
  const part = order.lines.flatMap(({ fulfillmentOrderLineItemId }, index) => {
    const held = units[index] ?? 0;
    return held > 0 ? [{ fulfillmentOrderLineItemId, units: held }] : [];
  });
  return {
    fulfillmentOrderId: order.fulfillmentOrderId,
    locationId: order.locationId,
    release: order.holds.filter((hold) => hold.isOurs).map((hold) => hold.holdId),
    freed: order.lines.filter(({ unitsRemaining }, index) => unitsRemaining > (units[index] ?? 0)).map((line) => line.lineItemId),
    hold: sum(units) === 0 ? "nothing" : isAll(order, units) ? "all" : part,
    unitsHeld: sum(units),
  };
}

function isAll({ lines }: HoldableOrder, units: readonly number[]): boolean {
  return lines.every(({ unitsRemaining }, index) => unitsRemaining === (units[index] ?? 0));
}

function sum(units: readonly number[]): number {
  return units.reduce((total, one) => total + one, 0);
}

function placeOf(lineItemId: LineItemId, locationId: LocationId | null): string {
  return `${lineItemId} ${locationId ?? ""}`;
}
