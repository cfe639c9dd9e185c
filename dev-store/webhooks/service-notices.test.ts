import { afterEach, beforeEach, expect, test } from "vitest";
import { submitCancellationRequest, acceptFulfillmentRequest, submitFulfillmentRequest } from "../commerce/fulfillment-requests.ts";
import { createFulfillmentService } from "../commerce/fulfillment-services.ts";
import type { FoundFulfillmentOrder } from "../commerce/fulfillment-orders.ts";
import { stockItem } from "../commerce/inventory.ts";
import { moveFulfillmentOrder } from "../commerce/move.ts";
import { startTestStore } from "../admin-api/test-shop.ts";
import type { TestStore } from "../admin-api/test-shop.ts";
import { Receiver } from "./test-receiver.ts";

let receiver: Receiver;
let store: TestStore;

beforeEach(async () => {
  receiver = new Receiver();
  store = await startTestStore({ appUrl: await receiver.listen() });
});
afterEach(async () => {
  await store.devStore.close();
  await receiver.close();
});

/** An order's fulfillment order at a service of the app with this number. */
function assigned(appId: number): FoundFulfillmentOrder {
  const settings = { callbackUrl: "https://hall.example/fulfil/", inventoryManagement: false, trackingSupport: false, requiresShippingMethod: true };
  const created = createFulfillmentService(store.context, { ...settings, name: "Far Hall" }, appId);
  if (!created.ok) throw new Error(created.errors[0]?.message);
  const { locationId } = created.value;
  for (const inventoryItemId of store.context.shop.inventoryItems.keys()) stockItem(store.context, { inventoryItemId, locationId });
  const order = store.sell(1);
  const [fulfillmentOrder] = order.fulfillmentOrders;
  if (fulfillmentOrder === undefined) throw new Error("no fulfillment order");
  const found = { order, fulfillmentOrder };
  moveFulfillmentOrder(store.context, found, { newLocationId: locationId, chosen: [] });
  return found;
}

const notices = async (): Promise<unknown[]> => {
  await store.devStore.webhooks.idle();
  return receiver.received.filter(({ topic }) => topic === "fulfillment_order_notification").map(({ body }) => JSON.parse(body) as unknown);
};

test("a service hears at its own address of each request that waits for it", async () => {
  const found = assigned(store.app.id);
  submitFulfillmentRequest(store.context, found, { chosen: [], message: "please", notifyCustomer: false });
  acceptFulfillmentRequest(store.context, found, { message: "yes", estimatedShippedAt: null });
  submitCancellationRequest(store.context, found, "stop");
  expect(await notices()).toEqual([{ kind: "FULFILLMENT_REQUEST" }, { kind: "CANCELLATION_REQUEST" }]);
});

test("another app's service is not told through this app", async () => {
  submitFulfillmentRequest(store.context, assigned(store.app.id + 1), { chosen: [], message: "please", notifyCustomer: false });
  expect(await notices()).toEqual([]);
});
