import { expect, test } from "vitest";
import type { FulfillmentOrderId, LineItemId, LocationId } from "./ids.ts";
import { nextMoveStep } from "./move-step.ts";
import type { MovableOrder, MoveStep, PlannedMove } from "./move-step.ts";

// Brands are made here for tests alone.
const move: PlannedMove = {
  lineItemId: "mug" as LineItemId,
  fromLocationId: "Berlin" as LocationId,
  toLocationId: "Hamburg" as LocationId,
  units: 2,
  unitsHereBefore: 5,
  unitsThereBefore: 0,
};
const order = (id: string, place: string, units: number, more: Partial<MovableOrder> = {}): MovableOrder => ({
  fulfillmentOrderId: id as FulfillmentOrderId,
  locationId: place as LocationId,
  status: "OPEN",
  canMove: true,
  isBoundToPlace: false,
  lines: [{ fulfillmentOrderLineItemId: `${id}-line`, lineItemId: "mug" as LineItemId, unitsRemaining: units }],
  holds: [],
  ...more,
});
const held = { status: "ON_HOLD", holds: [{ isOurs: true }] };

test.each<[rule: string, MovableOrder[], MoveStep]>([
  [
    "still there: ask",
    [order("1", "Berlin", 5)],
    { kind: "ask", fulfillmentOrderId: "1" as FulfillmentOrderId, fulfillmentOrderLineItemId: "1-line", units: 2 },
  ],
  [
    "what we hold waits, so it is what moves",
    [order("1", "Berlin", 3), order("2", "Berlin", 2, held)],
    { kind: "ask", fulfillmentOrderId: "2" as FulfillmentOrderId, fulfillmentOrderLineItemId: "2-line", units: 2 },
  ],
  ["seen at the destination: arrived, whoever moved it", [order("1", "Berlin", 3), order("2", "Hamburg", 2)], { kind: "arrived" }],
  ["fewer are left where it was: somebody did something else", [order("1", "Berlin", 4)], { kind: "stale", reason: "left_origin" }],
  ["the order is gone", [order("1", "Berlin", 5, { status: "CLOSED" })], { kind: "stale", reason: "left_origin" }],
  [
    "another app holds it",
    [order("1", "Berlin", 5, { status: "ON_HOLD", holds: [{ isOurs: true }, { isOurs: false }] })],
    { kind: "refused", reason: "held_elsewhere" },
  ],
  ["somebody packs it", [order("1", "Berlin", 5, { status: "IN_PROGRESS" })], { kind: "refused", reason: "in_progress" }],
  ["the customer picks it up there", [order("1", "Berlin", 5, { isBoundToPlace: true })], { kind: "refused", reason: "bound_to_place" }],
  ["a fulfilment service was asked", [order("1", "Berlin", 5, { canMove: false })], { kind: "refused", reason: "not_movable" }],
])("%s", (_rule, orders, expected) => expect(nextMoveStep(move, orders)).toEqual(expected));
