import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLocation } from "../../commerce/catalog.ts";
import { stockItem } from "../../commerce/inventory.ts";
import { idOf, toGid } from "../../state/gid.ts";
import { startTestStore } from "../test-shop.ts";
import type { Answer, TestStore } from "../test-shop.ts";

let store: TestStore;
beforeEach(async () => {
  store = await startTestStore();
  store.app.scopes.push("write_fulfillments", "write_assigned_fulfillment_orders");
});
afterEach(() => store.devStore.close());

const STATE = `{ id status requestStatus supportedActions { action } lineItems(first: 5) { nodes { id remainingQuantity } } }`;

/** Runs a mutation whose arguments are written out; answers its payload. */
function run(root: string, args: string, answer: string): Answer["data"] {
  const body = store.ask(`mutation { ${root}(${args}) { ${answer} userErrors { field message } } }`);
  return body.data?.[root] ?? body;
}

function openService(): { id: string; locationGid: string } {
  const { fulfillmentService } = run(
    "fulfillmentServiceCreate",
    `name: "Far Hall", callbackUrl: "https://hall.example"`,
    "fulfillmentService { id location { id } }",
  );
  const locationGid: string = fulfillmentService.location.id;
  stockItem(store.context, { inventoryItemId: idOf("InventoryItem", store.inventoryItemGid) ?? 0, locationId: idOf("Location", locationGid) ?? 0 });
  return { id: fulfillmentService.id, locationGid };
}

/** An order of so many units, to be shipped by the service. */
function assigned(units: number): string {
  const { locationGid } = openService();
  const id = toGid("FulfillmentOrder", store.sell(units).fulfillmentOrders[0]?.id ?? 0);
  const { movedFulfillmentOrder } = run("fulfillmentOrderMove", `id: "${id}", newLocationId: "${locationGid}"`, "movedFulfillmentOrder { id }");
  return movedFulfillmentOrder.id;
}

const actionsOf = (fulfillmentOrder: { supportedActions: { action: string }[] }): string[] => fulfillmentOrder.supportedActions.map(({ action }) => action);

describe("a fulfillment service", () => {
  test("comes with a location of its own, which plain lists of locations leave out", () => {
    const { locationGid } = openService();
    const { location } = store.ask(`{ location(id: "${locationGid}") { name isFulfillmentService fulfillmentService { handle type serviceName } } }`).data;
    expect(location).toEqual({
      name: "Far Hall",
      isFulfillmentService: true,
      fulfillmentService: { handle: "far-hall", type: "THIRD_PARTY", serviceName: "Far Hall" },
    });
    const names = (args: string): string[] =>
      store.ask(`{ locations(first: 5${args}) { nodes { name } } }`).data.locations.nodes.map(({ name }: { name: string }) => name);
    expect(names("")).toEqual(["Warehouse"]);
    expect(names(", includeLegacy: true")).toEqual(["Far Hall", "Warehouse"]);
  });

  test("has a name that no other has", () => {
    openService();
    expect(run("fulfillmentServiceCreate", `name: "far hall"`, "fulfillmentService { id }")).toEqual({
      fulfillmentService: null,
      userErrors: [{ field: ["name"], message: "Name has already been taken" }],
    });
  });

  test("renames its location with itself", () => {
    const { id } = openService();
    const { fulfillmentService } = run(
      "fulfillmentServiceUpdate",
      `id: "${id}", name: "Near Hall"`,
      "fulfillmentService { serviceName handle location { name } }",
    );
    expect(fulfillmentService).toEqual({ serviceName: "Near Hall", handle: "far-hall", location: { name: "Near Hall" } });
  });

  test("leaves its stock and its work to another location when it ends", () => {
    const id = assigned(2);
    const { shop } = store.context;
    const [service] = shop.fulfillmentServices.values();
    run("fulfillmentServiceDelete", `id: "${toGid("FulfillmentService", service?.id ?? 0)}?id=true"`, "deletedId");
    expect(store.ask(`{ fulfillmentOrder(id: "${id}") { assignedLocation { location { id } } } }`).data.fulfillmentOrder).toEqual({
      assignedLocation: { location: { id: store.locationGid } },
    });
    expect([...shop.inventoryLevels.values()].map(({ quantities }) => [quantities.available, quantities.committed])).toContainEqual([3, 2]);
  });
});

describe("a fulfillment request", () => {
  test("is asked, accepted and shipped", () => {
    const id = assigned(2);
    expect(
      run("fulfillmentOrderSubmitFulfillmentRequest", `id: "${id}", message: "Fragile", notifyCustomer: true`, `submittedFulfillmentOrder ${STATE}`),
    ).toMatchObject({
      submittedFulfillmentOrder: { id, status: "OPEN", requestStatus: "SUBMITTED", supportedActions: [{ action: "CANCEL_FULFILLMENT_ORDER" }] },
    });
    const requests = `{ fulfillmentOrder(id: "${id}") { merchantRequests(first: 5) { nodes { kind message requestOptions } } } }`;
    expect(store.ask(requests).data.fulfillmentOrder.merchantRequests.nodes).toEqual([
      { kind: "FULFILLMENT_REQUEST", message: "Fragile", requestOptions: { notify_customer: true } },
    ]);
    const { fulfillmentOrder } = run("fulfillmentOrderAcceptFulfillmentRequest", `id: "${id}"`, `fulfillmentOrder ${STATE}`);
    expect(fulfillmentOrder).toMatchObject({ status: "IN_PROGRESS", requestStatus: "ACCEPTED" });
    expect(actionsOf(fulfillmentOrder)).toContain("REQUEST_CANCELLATION");
    const shipped = run(
      "fulfillmentCreate",
      `fulfillment: { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: "${id}" }] }`,
      "fulfillment { service { handle } }",
    );
    expect(shipped).toEqual({ fulfillment: { service: { handle: "far-hall" } }, userErrors: [] });
  });

  test("for a part splits off what is not asked for", () => {
    const id = assigned(3);
    const [line] = store.ask(`{ fulfillmentOrder(id: "${id}") ${STATE} }`).data.fulfillmentOrder.lineItems.nodes;
    const answer = run(
      "fulfillmentOrderSubmitFulfillmentRequest",
      `id: "${id}", fulfillmentOrderLineItems: [{ id: "${line.id}", quantity: 1 }]`,
      `submittedFulfillmentOrder ${STATE} unsubmittedFulfillmentOrder ${STATE}`,
    );
    expect(answer).toMatchObject({
      submittedFulfillmentOrder: { id, requestStatus: "SUBMITTED", lineItems: { nodes: [{ remainingQuantity: 1 }] } },
      unsubmittedFulfillmentOrder: { requestStatus: "UNSUBMITTED", lineItems: { nodes: [{ remainingQuantity: 2 }] } },
    });
  });

  test("that is rejected may be asked again, elsewhere too", () => {
    const id = assigned(1);
    run("fulfillmentOrderSubmitFulfillmentRequest", `id: "${id}"`, "submittedFulfillmentOrder { id }");
    const away = `id: "${id}", newLocationId: "${store.locationGid}"`;
    expect(run("fulfillmentOrderMove", away, "movedFulfillmentOrder { id }").userErrors).toHaveLength(1);
    const { fulfillmentOrder } = run("fulfillmentOrderRejectFulfillmentRequest", `id: "${id}", reason: INVALID_SKU`, `fulfillmentOrder ${STATE}`);
    expect(fulfillmentOrder).toMatchObject({ status: "OPEN", requestStatus: "REJECTED" });
    expect(run("fulfillmentOrderMove", away, "movedFulfillmentOrder { requestStatus }")).toEqual({
      movedFulfillmentOrder: { requestStatus: "UNSUBMITTED" },
      userErrors: [],
    });
  });

  test("is answered once", () => {
    const id = assigned(1);
    expect(run("fulfillmentOrderAcceptFulfillmentRequest", `id: "${id}"`, "fulfillmentOrder { id }")).toMatchObject({
      fulfillmentOrder: null,
      userErrors: [{ message: "Expected fulfillment order request status to be submitted but it was unsubmitted." }],
    });
  });

  test("cannot be made where the merchant packs", () => {
    const id = toGid("FulfillmentOrder", store.sell(1).fulfillmentOrders[0]?.id ?? 0);
    expect(run("fulfillmentOrderSubmitFulfillmentRequest", `id: "${id}"`, "submittedFulfillmentOrder { id }").userErrors).toEqual([
      { field: null, message: "The fulfillment order's assigned fulfillment service must be of api type" },
    ]);
  });
});

describe("a service that has accepted", () => {
  let id: string;
  beforeEach(() => {
    id = assigned(2);
    run("fulfillmentOrderSubmitFulfillmentRequest", `id: "${id}"`, "submittedFulfillmentOrder { id }");
    run("fulfillmentOrderAcceptFulfillmentRequest", `id: "${id}"`, "fulfillmentOrder { id }");
  });

  test("may agree to stop: its fulfillment order closes and a new one owes the units", () => {
    run("fulfillmentOrderSubmitCancellationRequest", `id: "${id}", message: "Changed mind"`, "fulfillmentOrder { id }");
    const { fulfillmentOrder } = run("fulfillmentOrderAcceptCancellationRequest", `id: "${id}"`, `fulfillmentOrder ${STATE}`);
    expect(fulfillmentOrder).toMatchObject({ status: "CLOSED", requestStatus: "CANCELLATION_ACCEPTED" });
    const open = store.ask(`{ fulfillmentOrders(first: 5) { nodes ${STATE} } }`).data.fulfillmentOrders.nodes;
    expect(open).toMatchObject([{ status: "OPEN", requestStatus: "UNSUBMITTED", lineItems: { nodes: [{ remainingQuantity: 2 }] } }]);
  });

  test("may refuse to stop", () => {
    run("fulfillmentOrderSubmitCancellationRequest", `id: "${id}"`, "fulfillmentOrder { id }");
    expect(run("fulfillmentOrderRejectCancellationRequest", `id: "${id}"`, `fulfillmentOrder ${STATE}`)).toMatchObject({
      fulfillmentOrder: { status: "IN_PROGRESS", requestStatus: "CANCELLATION_REJECTED" },
    });
  });

  test("may give up: the rest is incomplete until it is asked for anew", () => {
    expect(run("fulfillmentOrderClose", `id: "${id}", message: "Broken"`, `fulfillmentOrder ${STATE}`)).toMatchObject({
      fulfillmentOrder: { status: "INCOMPLETE", requestStatus: "CLOSED" },
    });
    const again = run("fulfillmentOrderSubmitFulfillmentRequest", `id: "${id}"`, `originalFulfillmentOrder ${STATE} submittedFulfillmentOrder ${STATE}`);
    expect(again).toMatchObject({ originalFulfillmentOrder: { id, status: "CLOSED" }, submittedFulfillmentOrder: { requestStatus: "SUBMITTED" } });
    expect(again.submittedFulfillmentOrder.id).not.toBe(id);
  });
});

describe("who sees a fulfillment order", () => {
  const without = (resource: string): void => {
    store.app.scopes = store.app.scopes.filter((scope) => !scope.endsWith(`_${resource}`));
  };

  test("of the merchant's own location: apps with access to those", () => {
    const order = store.sell(1);
    const id = toGid("FulfillmentOrder", order.fulfillmentOrders[0]?.id ?? 0);
    without("merchant_managed_fulfillment_orders");
    expect(store.ask(`{ fulfillmentOrder(id: "${id}") { id } fulfillmentOrders(first: 5) { nodes { id } } }`).data).toEqual({
      fulfillmentOrder: null,
      fulfillmentOrders: { nodes: [] },
    });
    const ofOrder = store.ask(`{ order(id: "${toGid("Order", order.id)}") { fulfillmentOrders(first: 5) { nodes { id } } } }`);
    expect(ofOrder.data.order.fulfillmentOrders.nodes).toEqual([]);
    const refused = store.ask(`mutation { fulfillmentOrderReportProgress(id: "${id}") { fulfillmentOrder { id } } }`);
    expect(refused.errors).toMatchObject([{ message: `Invalid id: ${id}`, extensions: { code: "RESOURCE_NOT_FOUND" } }]);
  });

  test("of its own service: an app with access to what is assigned to it", () => {
    const id = assigned(1);
    without("third_party_fulfillment_orders");
    const list = (args: string): object[] => store.ask(`{ assignedFulfillmentOrders(first: 5${args}) { nodes { id } } }`).data.assignedFulfillmentOrders.nodes;
    expect(list("")).toEqual([{ id }]);
    expect(list(", assignmentStatus: FULFILLMENT_REQUESTED")).toEqual([]);
    run("fulfillmentOrderSubmitFulfillmentRequest", `id: "${id}"`, "submittedFulfillmentOrder { id }");
    expect(list(", assignmentStatus: FULFILLMENT_REQUESTED")).toEqual([{ id }]);
    without("assigned_fulfillment_orders");
    expect(store.ask(`{ fulfillmentOrder(id: "${id}") { id } }`).data.fulfillmentOrder).toBeNull();
  });
});

test("a request goes to the merchant's next location: the first that has the units", () => {
  const { context } = store;
  const inventoryItemId = idOf("InventoryItem", store.inventoryItemGid) ?? 0;
  createLocation(context, { name: "Bare" });
  const stocked = createLocation(context, { name: "Annex" });
  stockItem(context, { inventoryItemId, locationId: stocked.id });
  const id = toGid("FulfillmentOrder", store.sell(1).fulfillmentOrders[0]?.id ?? 0);
  expect(run("fulfillmentOrdersReroute", `fulfillmentOrderIds: ["${id}"]`, "movedFulfillmentOrders { id assignedLocation { name } }")).toEqual({
    movedFulfillmentOrders: [{ id, assignedLocation: { name: "Annex" } }],
    userErrors: [],
  });
});
