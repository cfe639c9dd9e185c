import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLocation } from "../../commerce/catalog.ts";
import type { ShopEvent } from "../../commerce/context.ts";
import { toGid } from "../../state/gid.ts";
import { WebhookCheck } from "../../webhooks/webhook-check.ts";
import { payloadOf } from "../../webhooks/payloads.ts";
import { startTestStore } from "../test-shop.ts";
import type { Answer, TestStore } from "../test-shop.ts";

const ERRORS = "userErrors { field message code }";
const TRANSFER = `inventoryTransfer { id name status totalQuantity receivedQuantity origin { name } destination { name location { id } }
  lineItems(first: 5) { nodes { id title totalQuantity shippedQuantity pickedForShipmentQuantity processableQuantity } } }`;
const SHIPMENT = `inventoryShipment { id name status lineItemTotalQuantity totalAcceptedQuantity totalRejectedQuantity totalReceivedQuantity
  tracking { company trackingNumber arrivesAt } lineItems(first: 5) { nodes { id quantity acceptedQuantity rejectedQuantity unreceivedQuantity } } }`;

let store: TestStore;
let destinationGid: string;
let events: ShopEvent[];
let keys: number;

beforeEach(async () => {
  store = await startTestStore();
  store.app.scopes.push("write_inventory_transfers", "write_inventory_shipments");
  destinationGid = toGid("Location", createLocation(store.context, { name: "Hamburg" }).id);
  events = [];
  const { emit } = store.context;
  store.context.emit = (event) => {
    events.push(event);
    // The very moment at which the payload is made; what does not fit its schema fails the test.
    if ("transferId" in event || "shipmentId" in event) expectValid(event);
    emit(event);
  };
  keys = 0;
});
afterEach(() => store.devStore.close());

const check = new WebhookCheck();

function expectValid(event: ShopEvent): void {
  expect(check.problemsOf(event.topic, JSON.parse(JSON.stringify(payloadOf(store.context, event))))).toEqual([]);
}

/** Runs one mutation with the arguments as variables of the types named, and answers its payload. */
function run(name: string, args: Record<string, [type: string, value: unknown]>, selection: string): Answer["data"] {
  const declared = Object.entries(args).map(([argument, [type]]) => `$${argument}: ${type}`);
  const passed = Object.keys(args).map((argument) => `${argument}: $${argument}`);
  const values = Object.fromEntries(Object.entries(args).map(([argument, [, value]]) => [argument, value]));
  const answer = store.ask(
    `mutation(${declared.join(", ")}) { ${name}(${passed.join(", ")}) @idempotent(key: "k${(keys += 1)}") { ${selection} ${ERRORS} } }`,
    values,
  );
  expect(answer.errors).toBeUndefined();
  return answer.data[name];
}

function items(quantity: number): object[] {
  return [{ inventoryItemId: store.inventoryItemGid, quantity }];
}

function createTransfer(quantity: number, root = "inventoryTransferCreateAsReadyToShip", rest: object = {}): Answer["data"] {
  const input = { originLocationId: store.locationGid, destinationLocationId: destinationGid, lineItems: items(quantity), ...rest };
  return run(
    root,
    { input: [root === "inventoryTransferCreate" ? "InventoryTransferCreateInput!" : "InventoryTransferCreateAsReadyToShipInput!", input] },
    TRANSFER,
  );
}

function createShipment(transfer: { id: string }, quantity: number, root = "inventoryShipmentCreateInTransit"): Answer["data"] {
  const input = { movementId: transfer.id, lineItems: items(quantity) };
  return run(root, { input: ["InventoryShipmentCreateInput!", input] }, SHIPMENT);
}

function receive(shipment: { id: string }, args: Record<string, [string, unknown]>): Answer["data"] {
  return run("inventoryShipmentReceive", { id: ["ID!", shipment.id], ...args }, SHIPMENT);
}

/** Available, reserved and incoming at the location. */
function stock(locationGid: string): number[] | null {
  const answer = store.ask(
    `query($id: ID!, $at: ID!) { inventoryItem(id: $id) { inventoryLevel(locationId: $at) { quantities(names: ["available", "reserved", "incoming"]) { quantity } } } }`,
    { id: store.inventoryItemGid, at: locationGid },
  );
  const level: { quantities: { quantity: number }[] } | null = answer.data.inventoryItem.inventoryLevel;
  return level && level.quantities.map(({ quantity }) => quantity);
}

function stocks(): (number[] | null)[] {
  return [stock(store.locationGid), stock(destinationGid)];
}

function topics(): string[] {
  return events.map(({ topic }) => topic).filter((topic) => topic.startsWith("inventory_transfers") || topic.startsWith("inventory_shipments"));
}

describe("what a transfer does to stock", () => {
  test("a draft moves nothing; ready to ship sets its units aside at the origin", () => {
    const { inventoryTransfer } = createTransfer(3, "inventoryTransferCreate");
    expect(inventoryTransfer).toMatchObject({
      name: "#T0001",
      status: "DRAFT",
      totalQuantity: 3,
      origin: { name: "Warehouse" },
      destination: { name: "Hamburg" },
    });
    expect(stocks()).toEqual([[5, 0, 0], null]);
    const ready = run("inventoryTransferMarkAsReadyToShip", { id: ["ID!", inventoryTransfer.id] }, TRANSFER);
    expect(ready).toMatchObject({ inventoryTransfer: { status: "READY_TO_SHIP" }, userErrors: [] });
    expect(stocks()).toEqual([[2, 3, 0], null]);
    expect(topics()).toEqual(["inventory_transfers/ready_to_ship"]);
  });

  test("a shipment in transit takes units from the origin and shows them as incoming at the destination", () => {
    const { inventoryTransfer } = createTransfer(3);
    const { inventoryShipment, userErrors } = createShipment(inventoryTransfer, 2);
    expect(userErrors).toEqual([]);
    expect(inventoryShipment).toMatchObject({ name: "#T0001-1", status: "IN_TRANSIT", lineItemTotalQuantity: 2 });
    expect(stocks()).toEqual([
      [2, 1, 0],
      [0, 0, 2],
    ]);
    expect(topics()).toEqual(["inventory_transfers/ready_to_ship", "inventory_shipments/create"]);
  });

  test("accepted units become available, rejected ones are gone, and the transfer is done when all were received", () => {
    const { inventoryTransfer } = createTransfer(3);
    const { inventoryShipment } = createShipment(inventoryTransfer, 3);
    const shipmentLineItemId: string = inventoryShipment.lineItems.nodes[0].id;
    const first = receive(inventoryShipment, {
      lineItems: ["[InventoryShipmentReceiveItemInput!]", [{ shipmentLineItemId, quantity: 1, reason: "REJECTED" }]],
    });
    expect(first.inventoryShipment).toMatchObject({ status: "PARTIALLY_RECEIVED", totalRejectedQuantity: 1, totalReceivedQuantity: 1 });
    expect(stocks()).toEqual([
      [2, 0, 0],
      [0, 0, 2],
    ]);
    const second = receive(inventoryShipment, { bulkReceiveAction: ["InventoryShipmentReceiveLineItemReason", "ACCEPTED"] });
    expect(second.inventoryShipment).toMatchObject({ status: "RECEIVED", totalAcceptedQuantity: 2, lineItems: { nodes: [{ unreceivedQuantity: 0 }] } });
    expect(stocks()).toEqual([
      [2, 0, 0],
      [2, 0, 0],
    ]);
    const read = store.ask(`query($id: ID!) { inventoryTransfer(id: $id) { status receivedQuantity shipments(first: 5) { nodes { status } } } }`, {
      id: inventoryTransfer.id,
    });
    expect(read.data.inventoryTransfer).toEqual({ status: "TRANSFERRED", receivedQuantity: 3, shipments: { nodes: [{ status: "RECEIVED" }] } });
    expect(topics().slice(2)).toEqual(["inventory_shipments/receive_items", "inventory_shipments/receive_items", "inventory_transfers/complete"]);
  });

  test("cancelling gives back what was set aside, unless a shipment exists", () => {
    const { inventoryTransfer } = createTransfer(3);
    createShipment(inventoryTransfer, 1, "inventoryShipmentCreate");
    const args: Record<string, [string, unknown]> = { id: ["ID!", inventoryTransfer.id] };
    expect(run("inventoryTransferCancel", args, TRANSFER).userErrors).toEqual([
      { field: ["id"], message: "Shipment already exists for the transfer.", code: "SHIPMENT_EXISTS" },
    ]);
    const [shipment] = store.context.shop.inventoryShipments.keys();
    run("inventoryShipmentDelete", { id: ["ID!", toGid("InventoryShipment", shipment ?? 0)] }, "id");
    expect(run("inventoryTransferCancel", args, TRANSFER).inventoryTransfer.status).toBe("CANCELED");
    expect(stocks()).toEqual([[5, 0, 0], null]);
    expect(topics().slice(1)).toEqual(["inventory_shipments/create", "inventory_shipments/delete", "inventory_transfers/cancel"]);
  });

  test("goods from outside have no origin and are incoming when they are shipped", () => {
    const { inventoryTransfer, userErrors } = createTransfer(4, undefined, { originLocationId: null });
    expect(userErrors).toEqual([]);
    expect(inventoryTransfer.origin).toBeNull();
    createShipment(inventoryTransfer, 4);
    expect(stocks()).toEqual([
      [5, 0, 0],
      [0, 0, 4],
    ]);
  });
});

describe("changing a transfer", () => {
  test("setting an item sets what is in no shipment and keeps what is", () => {
    const { inventoryTransfer } = createTransfer(3);
    createShipment(inventoryTransfer, 2, "inventoryShipmentCreate");
    const answer = run(
      "inventoryTransferSetItems",
      { input: ["InventoryTransferSetItemsInput!", { id: inventoryTransfer.id, lineItems: items(2) }] },
      `${TRANSFER} updatedLineItems { inventoryItemId newQuantity deltaQuantity }`,
    );
    expect(answer.updatedLineItems).toEqual([{ inventoryItemId: store.inventoryItemGid, newQuantity: 4, deltaQuantity: 1 }]);
    expect(answer.inventoryTransfer.lineItems.nodes[0]).toMatchObject({ totalQuantity: 4, pickedForShipmentQuantity: 2, processableQuantity: 2 });
    expect(stock(store.locationGid)).toEqual([1, 4, 0]);
    expect(topics().at(-1)).toBe("inventory_transfers/update_item_quantities");
  });

  test("zero units are possible in a draft only", () => {
    const set = (id: string): Answer["data"] =>
      run("inventoryTransferSetItems", { input: ["InventoryTransferSetItemsInput!", { id, lineItems: items(0) }] }, TRANSFER);
    expect(set(createTransfer(3, "inventoryTransferCreate").inventoryTransfer.id).inventoryTransfer.totalQuantity).toBe(0);
    expect(set(createTransfer(3).inventoryTransfer.id).userErrors).toEqual([
      { field: ["input", "lineItems", "0", "quantity"], message: "The quantity is invalid.", code: "INVALID_QUANTITY" },
    ]);
  });

  test("removing an item keeps what a shipment has taken", () => {
    const { inventoryTransfer } = createTransfer(3);
    createShipment(inventoryTransfer, 1, "inventoryShipmentCreate");
    const input = { id: inventoryTransfer.id, transferLineItemIds: [inventoryTransfer.lineItems.nodes[0].id] };
    const selection = `${TRANSFER} removedQuantities { newQuantity deltaQuantity }`;
    const answer = run("inventoryTransferRemoveItems", { input: ["InventoryTransferRemoveItemsInput!", input] }, selection);
    expect(answer).toMatchObject({ inventoryTransfer: { totalQuantity: 1 }, removedQuantities: [{ newQuantity: 1, deltaQuantity: -2 }], userErrors: [] });
    expect(stock(store.locationGid)).toEqual([4, 1, 0]);
    expect(run("inventoryTransferRemoveItems", { input: ["InventoryTransferRemoveItemsInput!", input] }, selection).userErrors[0].code).toBe(
      "ALL_QUANTITY_SHIPPED",
    );
  });

  test("a transfer that is ready keeps at least one item", () => {
    const { inventoryTransfer } = createTransfer(3);
    const input = { id: inventoryTransfer.id, transferLineItemIds: [inventoryTransfer.lineItems.nodes[0].id] };
    const answer = run("inventoryTransferRemoveItems", { input: ["InventoryTransferRemoveItemsInput!", input] }, TRANSFER);
    expect(answer.userErrors[0].code).toBe("CANT_REMOVE_ALL_ITEMS_FROM_READY_TO_SHIP_TRANSFER");
    expect(stock(store.locationGid)).toEqual([2, 3, 0]);
  });

  test("only a draft changes its locations or goes away", () => {
    const ready = createTransfer(1).inventoryTransfer;
    const edit = (input: object): Answer["data"] =>
      run("inventoryTransferEdit", { id: ["ID!", ready.id], input: ["InventoryTransferEditInput!", input] }, TRANSFER);
    expect(edit({ originId: destinationGid }).userErrors[0].code).toBe("TRANSFER_LOCATION_IMMUTABLE");
    expect(edit({ note: "Fragile", tags: ["b", "a"] }).userErrors).toEqual([]);
    expect(run("inventoryTransferDelete", { id: ["ID!", ready.id] }, "deletedId").userErrors[0].code).toBe("INVALID_TRANSFER_STATUS");
    const copy = run("inventoryTransferDuplicate", { id: ["ID!", ready.id] }, TRANSFER).inventoryTransfer;
    expect(copy).toMatchObject({ name: "#T0002", status: "DRAFT", totalQuantity: 1 });
    expect(run("inventoryTransferDelete", { id: ["ID!", copy.id] }, "deletedId")).toEqual({ deletedId: copy.id, userErrors: [] });
  });
});

describe("changing a shipment", () => {
  test("a draft carries no more than the transfer has left", () => {
    const { inventoryTransfer } = createTransfer(3);
    createShipment(inventoryTransfer, 2, "inventoryShipmentCreate");
    expect(createShipment(inventoryTransfer, 2, "inventoryShipmentCreate").userErrors).toEqual([
      { field: ["input", "lineItems", "0", "quantity"], message: "The quantity is invalid.", code: "INVALID_QUANTITY" },
    ]);
  });

  test("a draft leaves when it is marked in transit, with the tracking it was given", () => {
    const { inventoryTransfer } = createTransfer(3);
    const { inventoryShipment } = createShipment(inventoryTransfer, 3, "inventoryShipmentCreate");
    expect(stocks()).toEqual([[2, 3, 0], null]);
    const tracking = { company: "DHL", trackingNumber: "00340", arrivesAt: "2026-12-01T00:00:00Z" };
    const tracked = run(
      "inventoryShipmentSetTracking",
      { id: ["ID!", inventoryShipment.id], tracking: ["InventoryShipmentTrackingInput!", tracking] },
      SHIPMENT,
    );
    expect(tracked.inventoryShipment.tracking).toEqual(tracking);
    expect(run("inventoryShipmentMarkInTransit", { id: ["ID!", inventoryShipment.id] }, SHIPMENT).inventoryShipment.status).toBe("IN_TRANSIT");
    expect(stocks()).toEqual([
      [2, 0, 0],
      [0, 0, 3],
    ]);
    expect(run("inventoryShipmentMarkInTransit", { id: ["ID!", inventoryShipment.id] }, SHIPMENT).userErrors[0].code).toBe("INVALID_SHIPMENT_STATUS");
    expect(topics().slice(2)).toEqual(["inventory_shipments/update_tracking", "inventory_shipments/mark_in_transit"]);
  });

  test("units taken off a shipment that has left lie at the origin again", () => {
    const { inventoryTransfer } = createTransfer(3);
    const { inventoryShipment } = createShipment(inventoryTransfer, 3);
    const change = [{ shipmentLineItemId: inventoryShipment.lineItems.nodes[0].id, quantity: 1 }];
    const answer = run(
      "inventoryShipmentUpdateItemQuantities",
      { id: ["ID!", inventoryShipment.id], items: ["[InventoryShipmentUpdateItemQuantitiesInput!]", change] },
      "shipment { lineItemTotalQuantity } updatedLineItems { quantity }",
    );
    expect(answer).toEqual({ shipment: { lineItemTotalQuantity: 1 }, updatedLineItems: [{ quantity: 1 }], userErrors: [] });
    expect(stocks()).toEqual([
      [2, 2, 0],
      [0, 0, 1],
    ]);
    const lineItems = [inventoryShipment.lineItems.nodes[0].id];
    run("inventoryShipmentRemoveItems", { id: ["ID!", inventoryShipment.id], lineItems: ["[ID!]!", lineItems] }, SHIPMENT);
    expect(stocks()).toEqual([
      [2, 3, 0],
      [0, 0, 0],
    ]);
    const added = run(
      "inventoryShipmentAddItems",
      { id: ["ID!", inventoryShipment.id], lineItems: ["[InventoryShipmentLineItemInput!]!", items(2)] },
      "addedItems { quantity }",
    );
    expect(added).toEqual({ addedItems: [{ quantity: 2 }], userErrors: [] });
    expect(stocks()).toEqual([
      [2, 1, 0],
      [0, 0, 2],
    ]);
  });

  test("nobody receives more than is on its way", () => {
    const { inventoryTransfer } = createTransfer(3);
    const { inventoryShipment } = createShipment(inventoryTransfer, 3);
    const line = { shipmentLineItemId: inventoryShipment.lineItems.nodes[0].id, reason: "ACCEPTED" };
    const lines = [
      { ...line, quantity: 2 },
      { ...line, quantity: 2 },
    ];
    expect(receive(inventoryShipment, { lineItems: ["[InventoryShipmentReceiveItemInput!]", lines] }).userErrors).toEqual([
      { field: ["lineItems", "1", "quantity"], message: "The quantity is invalid.", code: "INVALID_QUANTITY" },
    ]);
    expect(stock(destinationGid)).toEqual([0, 0, 3]);
  });

  test("a barcode belongs to one shipment", () => {
    const { inventoryTransfer } = createTransfer(3);
    const ids = [1, 1].map((units) => createShipment(inventoryTransfer, units, "inventoryShipmentCreate").inventoryShipment.id);
    const answers = ids.map((id) => run("inventoryShipmentSetBarcode", { id: ["ID!", id], barcode: ["String!", "4006381"] }, "inventoryShipment { barcode }"));
    expect(answers[0].inventoryShipment).toEqual({ barcode: "4006381" });
    expect(answers[1].userErrors[0]).toMatchObject({ field: ["barcode"], code: "BARCODE_DUPLICATE" });
  });
});

describe("refusals", () => {
  test.each([
    ["the same location twice", () => ({ destinationLocationId: store.locationGid }), "TRANSFER_ORIGIN_CANNOT_BE_THE_SAME_AS_DESTINATION"],
    ["an unknown location", () => ({ originLocationId: "gid://shopify/Location/1" }), "LOCATION_NOT_FOUND"],
    ["an unknown item", () => ({ lineItems: [{ inventoryItemId: "gid://shopify/InventoryItem/1", quantity: 1 }] }), "ITEM_NOT_FOUND"],
    ["an item twice", () => ({ lineItems: [...items(1), ...items(2)] }), "DUPLICATE_ITEM"],
    [
      "an item that the origin does not stock",
      () => ({ originLocationId: destinationGid, destinationLocationId: store.locationGid }),
      "INVENTORY_STATE_NOT_ACTIVE",
    ],
    ["no items", () => ({ lineItems: [] }), "ITEMS_EMPTY"],
    ["no location at all", () => ({ originLocationId: null, destinationLocationId: null }), "LOCATION_REQUIRED"],
    ["a tag that is too long", () => ({ tags: ["x".repeat(256)] }), "TAG_EXCEEDS_MAX_LENGTH"],
  ])("%s is refused and nothing moves", (_what, rest, code) => {
    const answer = createTransfer(1, undefined, rest());
    expect(answer).toMatchObject({ inventoryTransfer: null, userErrors: [{ code }] });
    expect(stock(store.locationGid)).toEqual([5, 0, 0]);
  });

  test("an untracked item cannot be transferred", () => {
    for (const item of store.context.shop.inventoryItems.values()) item.tracked = false;
    expect(createTransfer(1).userErrors[0].code).toBe("UNTRACKED_ITEM");
  });

  test("unknown transfers and shipments are user errors", () => {
    expect(run("inventoryTransferCancel", { id: ["ID!", "gid://shopify/InventoryTransfer/1"] }, TRANSFER).userErrors).toEqual([
      { field: ["id"], message: "The transfer was not found.", code: "TRANSFER_NOT_FOUND" },
    ]);
    expect(receive({ id: "gid://shopify/InventoryShipment/1" }, {}).userErrors[0].code).toBe("SHIPMENT_NOT_FOUND");
    expect(createShipment({ id: "gid://shopify/InventoryTransfer/1" }, 1).userErrors[0].code).toBe("TRANSFER_NOT_FOUND");
  });

  test("transfers need their own scope", () => {
    store.app.scopes = ["write_inventory"];
    const answer = store.ask(`{ inventoryTransfers(first: 1) { nodes { id } } }`);
    expect(answer.errors?.[0].message).toContain("`read_inventory_transfers` access scope");
  });
});

test("transfers are found by status and location", () => {
  createTransfer(1, "inventoryTransferCreate");
  createTransfer(1);
  const found = store.ask(`query($query: String) { inventoryTransfers(first: 5, query: $query) { nodes { name } } }`, {
    query: `status:ready_to_ship destination_id:${destinationGid.replace(/\D/g, "")}`,
  });
  expect(found.data.inventoryTransfers.nodes).toEqual([{ name: "#T0002" }]);
});
