import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calendarDate } from "./calendar-date.ts";
import type { InboundShipmentId, InventoryItemId, LocationId, PurchaseOrderId, SupplierId } from "./ids.ts";
import { changesBetween } from "./purchase-order-change.ts";
import { changeDeadline, giveUp, isOpen, leastUnits, moveUnits, openUnitsOf, place, receive, setLines, unitsWanted } from "./purchase-order.ts";
import type { PurchaseOrder } from "./purchase-order.ts";

const day = calendarDate;
const item = (name: string) => name as InventoryItemId; // a test's own name
const shipment = (name: string) => name as InboundShipmentId; // as above
const mug = (units: number) => [{ inventoryItemId: item("mug"), units, unitCostCents: null }];

const EMPTY: PurchaseOrder = {
  purchaseOrderId: "po" as PurchaseOrderId,
  number: "PO-1",
  supplierId: "north" as SupplierId,
  locationId: "main" as LocationId,
  status: "ordered",
  orderedOn: day("2026-09-01"),
  note: "",
  currency: "",
  lines: [],
  shipments: [],
};
const first = { inboundShipmentId: shipment("first"), deadline: day("2026-10-03") };
const ordered = (units: number) => setLines(EMPTY, mug(units), first);
const comesIn = (order: PurchaseOrder, units: number, on = "2026-10-03", from = "first") =>
  receive(order, { inboundShipmentId: shipment(from), receivedOn: day(on), lines: [{ inventoryItemId: item("mug"), units }] });
const putOff = (order: PurchaseOrder, units: number) =>
  moveUnits(order, {
    from: shipment("first"),
    to: shipment("second"),
    deadlineOfNew: day("2026-10-20"),
    lines: [{ inventoryItemId: item("mug"), units }],
  });
const brief = (order: PurchaseOrder) =>
  order.shipments.map(({ inboundShipmentId, lines, receivedOn, isCancelled }) => [
    inboundShipmentId,
    ...lines.map(({ units, unitsReceived }) => `${unitsReceived}/${units}`),
    receivedOn ?? (isCancelled ? "cancelled" : "open"),
  ]);

test("a short delivery: 5 of 12 came, 4 were put off, 3 will never come", () => {
  const order = giveUp(putOff(comesIn(ordered(12), 5), 4), { inboundShipmentId: shipment("first") });
  expect(order.lines).toMatchObject([{ unitsOrdered: 12, unitsReceived: 5, unitsCancelled: 3 }]);
  expect(brief(order)).toEqual([
    ["first", "5/5", "2026-10-03"],
    ["second", "0/4", "open"],
  ]);
  expect(order.status).toBe("ordered");
});

describe("a delivery is over", () => {
  test("on the day of its last receipt when everything came", () => {
    const order = comesIn(comesIn(ordered(3), 1, "2026-10-05"), 2, "2026-10-04");
    expect(brief(order)).toEqual([["first", "3/3", "2026-10-05"]]);
    expect(order.status).toBe("received");
  });
  test("on the day of its last receipt, not today, when no more comes: a supplier's lateness is that of what came", () => {
    expect(brief(giveUp(comesIn(ordered(3), 1), {}))).toEqual([["first", "1/1", "2026-10-03"]]);
  });
  test("as cancelled when nothing of it came, and the order with the last one", () => {
    const order = giveUp(ordered(3), {});
    expect(brief(order)).toEqual([["first", "0/3", "cancelled"]]);
    expect(order).toMatchObject({ status: "cancelled", lines: [{ unitsCancelled: 3 }] });
  });
  test("when all of it was put off, without a trace in the supply", () => {
    expect(brief(putOff(ordered(3), 3))).toEqual([["second", "0/3", "open"]]);
  });
});

test("an order with one delivery in and one given up is received", () => {
  expect(giveUp(comesIn(putOff(ordered(4), 3), 1), {}).status).toBe("received");
});

test("what came above the order is received, not ordered", () => {
  const order = comesIn(ordered(3), 5);
  expect(order.lines).toMatchObject([{ unitsOrdered: 3, unitsReceived: 5 }]);
  expect(order.status).toBe("received");
});

test("more is added to the open delivery, less is taken from the last one first", () => {
  const split = putOff(ordered(10), 4);
  expect(brief(setLines(split, mug(12), first))).toEqual([
    ["first", "0/8", "open"],
    ["second", "0/4", "open"],
  ]);
  expect(brief(setLines(split, mug(5), first))).toEqual([["first", "0/5", "open"]]);
});

test("more of an order that is in comes in a new delivery: the old one keeps its day", () => {
  const more = setLines(comesIn(ordered(3), 3), mug(5), { inboundShipmentId: shipment("later"), deadline: day("2026-11-01") });
  expect(brief(more)).toEqual([
    ["first", "3/3", "2026-10-03"],
    ["later", "0/2", "open"],
  ]);
  expect(more.status).toBe("ordered");
});

test("a draft stays one until it is placed", () => {
  const draft = setLines({ ...EMPTY, status: "draft" }, mug(2), first);
  expect(draft.status).toBe("draft");
  expect(place(draft, day("2026-09-10"))).toMatchObject({ status: "ordered", orderedOn: "2026-09-10" });
  expect(giveUp(draft, {}).status).toBe("cancelled");
});

test("whatever happens to it, the units of its deliveries and those that will not come are those ordered", () => {
  const step = fc.record({
    kind: fc.constantFrom("set", "receive", "move", "give up", "give up item", "deadline"),
    item: fc.constantFrom(item("mug"), item("lamp")),
    from: fc.nat(3),
    to: fc.nat(4),
    units: fc.integer({ min: 1, max: 20 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      let order: PurchaseOrder = setLines(EMPTY, [...mug(12), { inventoryItemId: item("lamp"), units: 6, unitCostCents: 250 }], first);
      let made = 0;
      for (const { kind, item: inventoryItemId, from, to, units } of steps) {
        const target = order.shipments[from % Math.max(1, order.shipments.length)];
        if (target === undefined) continue;
        const { inboundShipmentId } = target;
        const open = openUnitsOf(target, inventoryItemId);
        if (kind === "set") {
          const lines = order.lines.map((line) => ({ ...line, units: line.inventoryItemId === inventoryItemId ? units : unitsWanted(line) }));
          const isAllowed = lines.every((line) => line.units >= leastUnits(order, line.inventoryItemId)) && lines.some((line) => line.units > 0);
          if (isAllowed) order = setLines(order, lines, { inboundShipmentId: shipment(`new-${made++}`), deadline: null });
        }
        if (kind === "receive" && open > 0) order = receive(order, { inboundShipmentId, receivedOn: day("2026-10-05"), lines: [{ inventoryItemId, units }] });
        if (kind === "move" && open > 0) {
          const others = order.shipments.filter((one) => isOpen(one) && one !== target);
          const other = others[to % (others.length + 1)]?.inboundShipmentId ?? shipment(`new-${made++}`);
          order = moveUnits(order, { from: inboundShipmentId, to: other, deadlineOfNew: null, lines: [{ inventoryItemId, units: Math.min(units, open) }] });
        }
        if (kind === "give up") order = giveUp(order, { inboundShipmentId });
        if (kind === "give up item") order = giveUp(order, { inboundShipmentId, inventoryItemId });
        if (kind === "deadline") order = changeDeadline(order, inboundShipmentId, day("2026-12-01"));

        for (const line of order.lines) {
          const live = order.shipments
            .filter(({ isCancelled }) => !isCancelled)
            .flatMap(({ lines }) => lines.filter((one) => one.inventoryItemId === line.inventoryItemId));
          expect(live.reduce((sum, one) => sum + one.units, 0) + line.unitsCancelled).toBe(line.unitsOrdered);
          expect(live.reduce((sum, one) => sum + one.unitsReceived, 0)).toBe(line.unitsReceived);
          expect(Math.min(line.unitsCancelled, ...live.map((one) => one.units))).toBeGreaterThanOrEqual(0);
        }
        expect(order.status === "ordered").toBe(order.shipments.some(isOpen));
      }
    }),
  );
});

test("the history says what changed, field by field, and nothing when nothing did", () => {
  const before = ordered(12);
  expect(changesBetween(before, before)).toEqual([]);
  expect(changesBetween(null, before)).toMatchObject([{ kind: "created", after: "ordered" }]);
  expect(changesBetween(before, putOff(before, 4)).map(({ kind, inboundShipmentId, before: from, after: to }) => [kind, inboundShipmentId, from, to])).toEqual([
    ["units_in_delivery", "first", "12", "8"],
    ["delivery_added", "second", null, null],
    ["deadline", "second", null, "2026-10-20"],
    ["units_in_delivery", "second", "0", "4"],
  ]);
  expect(changesBetween(before, giveUp(before, {})).map(({ kind, after }) => [kind, after])).toEqual([
    ["status", "cancelled"],
    ["units_cancelled", "12"],
    ["delivery_cancelled", null],
  ]);
});
