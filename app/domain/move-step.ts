/**
 * What to do next about a move that was decided, seen how the order stands in Shopify now. Read before each write: an
 * answer may have been lost, staff may have moved the line themselves, or shipped, cancelled, or held it.
 *
 * Example: 2 of 5 mugs are to go from Berlin to Hamburg. Hamburg has 2 of them: arrived. Berlin still has 5: ask. Berlin
 * has 4 and Hamburg none: somebody did something else, so the move has lost its reason.
 */
import type { FulfillmentOrderId, LineItemId, LocationId } from "./ids.ts";

export interface PlannedMove {
  readonly lineItemId: LineItemId;
  readonly fromLocationId: LocationId;
  readonly toLocationId: LocationId;
  readonly units: number;
  /** Open units of the line at both places when it was decided. */
  readonly unitsHereBefore: number;
  readonly unitsThereBefore: number;
}

export interface MovableOrder {
  readonly fulfillmentOrderId: FulfillmentOrderId;
  readonly locationId: LocationId | null;
  readonly status: string;
  readonly canMove: boolean;
  /** The customer comes to this very location, or it brings the parcel round itself. */
  readonly isBoundToPlace: boolean;
  readonly lines: readonly { readonly fulfillmentOrderLineItemId: string; readonly lineItemId: LineItemId; readonly unitsRemaining: number }[];
  readonly holds: readonly { readonly isOurs: boolean }[];
}

/** Why a move ends without arriving. */
export type MoveEnd = "left_origin" | "held_elsewhere" | "in_progress" | "bound_to_place" | "not_movable" | "shopify_refused" | "unanswered" | "switched_off";

export type MoveStep =
  | { readonly kind: "arrived" }
  | { readonly kind: "stale"; readonly reason: MoveEnd }
  | { readonly kind: "refused"; readonly reason: MoveEnd }
  | { readonly kind: "ask"; readonly fulfillmentOrderId: FulfillmentOrderId; readonly fulfillmentOrderLineItemId: string; readonly units: number };

const OPEN_STATUSES = new Set(["OPEN", "ON_HOLD", "IN_PROGRESS", "SCHEDULED"]);

export function nextMoveStep(move: PlannedMove, fulfillmentOrders: readonly MovableOrder[]): MoveStep {
  const open = fulfillmentOrders.filter(({ status }) => OPEN_STATUSES.has(status));
  const here = open.filter(({ locationId }) => locationId === move.fromLocationId);
  const unitsThere = unitsOf(
    open.filter(({ locationId }) => locationId === move.toLocationId),
    move,
  );
  if (unitsThere >= move.unitsThereBefore + move.units) return { kind: "arrived" };
  if (unitsOf(here, move) < move.unitsHereBefore) return { kind: "stale", reason: "left_origin" };
  const withLine = here.filter((order) => unitsOf([order], move) > 0);
  const movable = withLine.filter((order) => whyFixed(order) === null);
  const [best] = movable.sort((one, other) => Number(isHeldByUs(other)) - Number(isHeldByUs(one)) || unitsOf([other], move) - unitsOf([one], move));
  const line = best?.lines.find(({ lineItemId, unitsRemaining }) => lineItemId === move.lineItemId && unitsRemaining > 0);
  if (best === undefined || line === undefined) return { kind: "refused", reason: withLine.map(whyFixed).find((reason) => reason !== null) ?? "not_movable" };
  const { fulfillmentOrderId } = best;
  return { kind: "ask", fulfillmentOrderId, fulfillmentOrderLineItemId: line.fulfillmentOrderLineItemId, units: Math.min(move.units, line.unitsRemaining) };
}

function unitsOf(orders: readonly MovableOrder[], { lineItemId }: PlannedMove): number {
  return orders.flatMap(({ lines }) => lines).reduce((sum, line) => sum + (line.lineItemId === lineItemId ? line.unitsRemaining : 0), 0);
}

/** Null: it may be moved. */
function whyFixed({ status, canMove, isBoundToPlace, holds }: MovableOrder): MoveEnd | null {
  if (holds.some(({ isOurs }) => !isOurs)) return "held_elsewhere";
  if (status === "IN_PROGRESS") return "in_progress";
  if (isBoundToPlace) return "bound_to_place";
  return canMove ? null : "not_movable";
}

const isHeldByUs = ({ holds }: MovableOrder) => holds.length > 0 && holds.every(({ isOurs }) => isOurs);
