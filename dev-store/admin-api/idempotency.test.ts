import { afterEach, beforeEach, expect, test } from "vitest";
import { consistencySettings } from "../consistency.ts";
import { toGid } from "../state/gid.ts";
import { startTestStore } from "./test-shop.ts";
import type { Answer, TestStore } from "./test-shop.ts";

let store: TestStore;
let nowMs: number;

beforeEach(async () => {
  nowMs = Date.parse("2026-11-23T10:00:00Z");
  store = await startTestStore({ now: () => new Date(nowMs) });
});
afterEach(() => store.devStore.close());

const ADJUST = `mutation($input: InventoryAdjustQuantitiesInput!, $key: String!) { inventoryAdjustQuantities(input: $input) @idempotent(key: $key) {
  inventoryAdjustmentGroup { id } userErrors { field message code } } }`;

function adjust(key: string, change: object = {}): Answer {
  const place = { inventoryItemId: store.inventoryItemGid, locationId: store.locationGid };
  const changes = [{ ...place, delta: 1, changeFromQuantity: null, ...change }];
  return store.ask(ADJUST, { input: { name: "available", reason: "correction", changes }, key });
}

function available(): number {
  const [level] = store.context.shop.inventoryLevels.values();
  return level?.quantities.available ?? 0;
}

test("a repetition answers the same group and changes nothing", () => {
  expect(adjust("a").data).toEqual(adjust("a").data);
  expect(available()).toBe(6);
});

test("a repetition of a refused call is refused the same way, though it would succeed now", () => {
  const refused = adjust("a", { changeFromQuantity: 6 });
  adjust("b");
  expect(adjust("a", { changeFromQuantity: 6 }).data).toEqual(refused.data);
  expect(available()).toBe(6);
});

test("another mutation with the same key and like arguments is refused", () => {
  adjust("a");
  const query = `mutation($item: ID!, $at: ID!) { inventoryActivate(inventoryItemId: $item, locationId: $at) @idempotent(key: "a") { userErrors { field message } } }`;
  expect(store.ask(query, { item: store.inventoryItemGid, at: store.locationGid }).data.inventoryActivate.userErrors).toEqual([
    { field: null, message: "The same idempotency key cannot be used with different operation parameters." },
  ]);
});

test("a refusal goes where the mutation shows its errors, whatever they are called there", () => {
  store.app.scopes.push("write_locations");
  const activate = (locationId: string): Answer =>
    store.ask(
      `mutation($id: ID!) { locationActivate(locationId: $id) @idempotent(key: "a") { location { name } locationActivateUserErrors { field message code } } }`,
      { id: locationId },
    );
  expect(activate(store.locationGid).data.locationActivate).toEqual({ location: { name: "Warehouse" }, locationActivateUserErrors: [] });
  expect(activate(toGid("Location", 1)).data.locationActivate).toMatchObject({
    location: null,
    locationActivateUserErrors: [{ field: null, code: "IDEMPOTENCY_KEY_PARAMETER_MISMATCH" }],
  });
});

test("a call while the first is being worked on is told to try again", () => {
  store.devStore.consistency.set(consistencySettings.parse({ idempotencyBusyMs: 1000 }), []);
  const first = adjust("a");
  expect(adjust("a").data.inventoryAdjustQuantities).toEqual({
    inventoryAdjustmentGroup: null,
    userErrors: [{ field: null, message: "This request is currently in progress, please try again.", code: "IDEMPOTENCY_CONCURRENT_REQUEST" }],
  });
  nowMs += 1000;
  expect(adjust("a").data).toEqual(first.data);
  expect(available()).toBe(6);
});

test("a call without its changeFromQuantity did nothing, so its key is free", () => {
  const wrong = store.ask(ADJUST, {
    input: { name: "available", reason: "correction", changes: [{ inventoryItemId: store.inventoryItemGid, locationId: store.locationGid, delta: 1 }] },
    key: "a",
  });
  expect(wrong.errors?.[0].extensions.code).toBe("INVALID_FIELD_ARGUMENTS");
  expect(adjust("a").data.inventoryAdjustQuantities.userErrors).toEqual([]);
});

test("a key is forgotten after a day", () => {
  adjust("a");
  nowMs += 24 * 60 * 60 * 1000 + 1;
  adjust("a", { delta: 2 });
  expect(available()).toBe(8);
});

test("keys of two apps have nothing to do with each other", () => {
  adjust("a");
  const other = { ...store.app, apiKey: "another-key" };
  const changes = [{ inventoryItemId: store.inventoryItemGid, locationId: store.locationGid, delta: 3, changeFromQuantity: null }];
  const request = { query: ADJUST, variables: { input: { name: "available", reason: "correction", changes }, key: "a" }, operationName: null };
  store.devStore.api.answer(request, { context: store.context, app: other });
  expect(available()).toBe(9);
});
