import { afterEach, beforeEach, expect, test } from "vitest";
import { toGid } from "../../state/gid.ts";
import { startTestStore } from "../test-shop.ts";
import type { Answer, TestStore } from "../test-shop.ts";

let store: TestStore;
beforeEach(async () => {
  store = await startTestStore();
});
afterEach(() => store.devStore.close());

function ask(document: string, variables: object = {}): Answer["data"] {
  const { data, errors } = store.ask(document, { ...variables });
  expect(errors).toBeUndefined();
  return data;
}

function ship(trackingInfo: object, units = 2): string {
  const lineItemsByFulfillmentOrder = [{ fulfillmentOrderId: toGid("FulfillmentOrder", store.sell(units).fulfillmentOrders[0]?.id ?? 0) }];
  const document = `mutation($fulfillment: FulfillmentInput!) { fulfillmentCreate(fulfillment: $fulfillment) { fulfillment { id } userErrors { message } } }`;
  return ask(document, { fulfillment: { lineItemsByFulfillmentOrder, trackingInfo } }).fulfillmentCreate.fulfillment.id;
}

function report(fulfillmentId: string, event: object): void {
  const document = `mutation($event: FulfillmentEventInput!) { fulfillmentEventCreate(fulfillmentEvent: $event) { fulfillmentEvent { id } userErrors { message } } }`;
  ask(document, { event: { fulfillmentId, ...event } });
}

test("a parcel in several boxes has a tracking number for each, its address beside it", () => {
  const id = ship({ company: "DHL", numbers: ["1", "2"], urls: ["https://example.com/1"] });
  expect(ask(`{ fulfillment(id: "${id}") { trackingInfo { company number url } } }`).fulfillment.trackingInfo).toEqual([
    { company: "DHL", number: "1", url: "https://example.com/1" },
    { company: "DHL", number: "2", url: null },
  ]);
});

test("new tracking replaces the old", () => {
  const id = ship({ number: "1" });
  const document = `mutation { fulfillmentTrackingInfoUpdate(fulfillmentId: "${id}", trackingInfoInput: { number: "9", company: "UPS" }, notifyCustomer: true) {
    fulfillment { trackingInfo { company number } } userErrors { message } } }`;
  expect(ask(document).fulfillmentTrackingInfoUpdate).toEqual({ fulfillment: { trackingInfo: [{ company: "UPS", number: "9" }] }, userErrors: [] });
});

test("a parcel shows what the carrier reported last, by the time when it happened", () => {
  const id = ship({ number: "1" });
  const state = `{ fulfillment(id: "${id}") { displayStatus deliveredAt inTransitAt estimatedDeliveryAt events(first: 5) { nodes { status } } } }`;
  expect(ask(state).fulfillment).toMatchObject({ displayStatus: "FULFILLED", deliveredAt: null });
  report(id, { status: "DELIVERED", happenedAt: "2026-11-20T12:00:00+01:00" });
  report(id, { status: "IN_TRANSIT", happenedAt: "2026-11-19T08:00:00Z", estimatedDeliveryAt: "2026-11-20T10:00:00Z" });
  expect(ask(state).fulfillment).toEqual({
    displayStatus: "DELIVERED",
    deliveredAt: "2026-11-20T11:00:00Z",
    inTransitAt: "2026-11-19T08:00:00Z",
    estimatedDeliveryAt: "2026-11-20T10:00:00Z",
    events: { nodes: [{ status: "IN_TRANSIT" }, { status: "DELIVERED" }] },
  });
});

test("a parcel that is undone leaves its closed fulfillment order and opens a new one", () => {
  const id = ship({ number: "1" });
  ask(`mutation { fulfillmentCancel(id: "${id}") { fulfillment { status } userErrors { message } } }`);
  const { fulfillmentOrders } = ask(
    `{ fulfillmentOrders(first: 5, includeClosed: true) { nodes { status lineItems(first: 2) { nodes { totalQuantity remainingQuantity } } } } }`,
  );
  expect(fulfillmentOrders.nodes).toEqual([
    { status: "CLOSED", lineItems: { nodes: [{ totalQuantity: 2, remainingQuantity: 0 }] } },
    { status: "OPEN", lineItems: { nodes: [{ totalQuantity: 2, remainingQuantity: 2 }] } },
  ]);
});

test("a parcel of a part that is undone gives its units back to where they were", () => {
  const order = store.sell(3);
  const [fulfillmentOrder] = order.fulfillmentOrders;
  const fulfillmentOrderId = toGid("FulfillmentOrder", fulfillmentOrder?.id ?? 0);
  const fulfillmentOrderLineItems = [{ id: toGid("FulfillmentOrderLineItem", fulfillmentOrder?.lines[0]?.id ?? 0), quantity: 1 }];
  const create = `mutation($fulfillment: FulfillmentInput!) { fulfillmentCreate(fulfillment: $fulfillment) { fulfillment { id } } }`;
  const { fulfillment } = ask(create, { fulfillment: { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId, fulfillmentOrderLineItems }] } }).fulfillmentCreate;
  expect(fulfillmentOrder).toMatchObject({ status: "IN_PROGRESS", lines: [{ remainingQuantity: 2 }] });
  ask(`mutation { fulfillmentCancel(id: "${fulfillment.id}") { fulfillment { status } } }`);
  expect(order.fulfillmentOrders).toMatchObject([{ status: "OPEN", lines: [{ remainingQuantity: 3 }] }]);
});
