import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLocation } from "../../commerce/catalog.ts";
import { idOf, toGid } from "../../state/gid.ts";
import { startTestStore } from "../test-shop.ts";
import type { Answer, TestStore } from "../test-shop.ts";

let store: TestStore;
let keys: number;

beforeEach(async () => {
  store = await startTestStore();
  store.app.scopes.push("write_locations");
  keys = 0;
});
afterEach(() => store.devStore.close());

const VIEW = `location { id name isActive fulfillsOnlineOrders activatable deactivatable deletable address { city countryCode country formatted } }`;

function add(input: object): Answer["data"] {
  const query = `mutation($input: LocationAddInput!) { locationAdd(input: $input) { ${VIEW} userErrors { field code } } }`;
  return store.ask(query, { input: { address: { countryCode: "DE", city: "Hamburg" }, ...input } }).data.locationAdd;
}

function edit(id: string, input: object): Answer["data"] {
  const query = `mutation($id: ID!, $input: LocationEditInput!) { locationEdit(id: $id, input: $input) { ${VIEW} userErrors { field code } } }`;
  return store.ask(query, { id, input }).data.locationEdit;
}

function deactivate(locationId: string, destinationLocationId: string | null = null): Answer["data"] {
  const query = `mutation($id: ID!, $to: ID) { locationDeactivate(locationId: $id, destinationLocationId: $to) @idempotent(key: "k${(keys += 1)}") {
    ${VIEW} locationDeactivateUserErrors { field code } } }`;
  return store.ask(query, { id: locationId, to: destinationLocationId }).data.locationDeactivate;
}

function errorCodes(answer: Answer["data"]): string[] {
  return answer.locationDeactivateUserErrors.map(({ code }: { code: string }) => code);
}

describe("opening and changing", () => {
  test("a location is added with its address and fulfils online orders unless told otherwise", () => {
    expect(add({ name: "Hamburg" })).toMatchObject({
      location: {
        name: "Hamburg",
        isActive: true,
        fulfillsOnlineOrders: true,
        deactivatable: true,
        deletable: false,
        address: { city: "Hamburg", countryCode: "DE", country: "Germany", formatted: ["Hamburg", "Germany"] },
      },
      userErrors: [],
    });
  });

  test("two open locations never share a name, and none goes without", () => {
    expect(add({ name: "warehouse" }).userErrors).toEqual([{ field: ["input", "name"], code: "TAKEN" }]);
    expect(add({ name: " " }).userErrors).toEqual([{ field: ["input", "name"], code: "BLANK" }]);
  });

  test("an edit changes what it names", () => {
    const { id } = add({ name: "Hamburg" }).location;
    expect(edit(id, { name: "Altona", address: { city: "Altona" } }).location).toMatchObject({
      name: "Altona",
      address: { city: "Altona", countryCode: "DE" },
    });
    expect(edit("gid://shopify/Location/1", { name: "Nowhere" }).userErrors).toEqual([{ field: ["id"], code: "NOT_FOUND" }]);
  });

  test("one location at least fulfils online orders", () => {
    expect(edit(store.locationGid, { fulfillsOnlineOrders: false }).userErrors).toEqual([
      { field: ["input", "fulfillsOnlineOrders"], code: "CANNOT_DISABLE_ONLINE_ORDER_FULFILLMENT" },
    ]);
  });
});

describe("closing", () => {
  test("the only location stays open", () => {
    expect(errorCodes(deactivate(store.locationGid))).toEqual(["PERMANENTLY_BLOCKED_FROM_DEACTIVATION_ERROR"]);
  });

  test("stock and owed orders need somewhere to go", () => {
    createLocation(store.context, { name: "Hamburg" });
    expect(errorCodes(deactivate(store.locationGid))).toEqual(["HAS_ACTIVE_INVENTORY_ERROR"]);
    store.sell(2);
    expect(errorCodes(deactivate(store.locationGid))).toEqual(["HAS_FULFILLMENT_ORDERS_ERROR"]);
  });

  test("with a destination stock, committed units and owed orders move there", () => {
    const destination = createLocation(store.context, { name: "Hamburg" });
    const order = store.sell(2);
    expect(deactivate(store.locationGid, toGid("Location", destination.id))).toMatchObject({ location: { isActive: false }, locationDeactivateUserErrors: [] });
    expect(order.fulfillmentOrders.map(({ locationId }) => locationId)).toEqual([destination.id]);
    const levels = [...store.context.shop.inventoryLevels.values()];
    expect(levels).toMatchObject([{ locationId: destination.id, quantities: { available: 3, committed: 2 } }]);
  });

  test("a destination is another open location", () => {
    const closed = createLocation(store.context, { name: "Closed", isActive: false });
    createLocation(store.context, { name: "Hamburg" });
    expect(errorCodes(deactivate(store.locationGid, store.locationGid))).toEqual(["DESTINATION_LOCATION_IS_THE_SAME_LOCATION"]);
    expect(errorCodes(deactivate(store.locationGid, toGid("Location", closed.id)))).toEqual(["DESTINATION_LOCATION_NOT_FOUND_OR_INACTIVE"]);
  });

  test("a closed location opens again, or is deleted", () => {
    const { id } = add({ name: "Hamburg" }).location;
    const remove = (): Answer["data"] =>
      store.ask(`mutation($id: ID!) { locationDelete(locationId: $id) { deletedLocationId locationDeleteUserErrors { code } } }`, { id }).data.locationDelete;
    expect(remove().locationDeleteUserErrors).toEqual([{ code: "LOCATION_IS_ACTIVE" }]);
    deactivate(id);
    const query = `mutation($id: ID!) { locationActivate(locationId: $id) @idempotent(key: "a") { ${VIEW} locationActivateUserErrors { code } } }`;
    expect(store.ask(query, { id }).data.locationActivate).toMatchObject({ location: { isActive: true }, locationActivateUserErrors: [] });
    deactivate(id);
    expect(remove()).toEqual({ deletedLocationId: id, locationDeleteUserErrors: [] });
    expect(store.context.shop.locations.has(idOf("Location", id) ?? 0)).toBe(false);
  });

  test("closed locations are listed only when they are asked for", () => {
    createLocation(store.context, { name: "Closed", isActive: false });
    const names = (args: string): string[] =>
      store.ask(`{ locations(first: 5${args}) { nodes { name } } }`).data.locations.nodes.map(({ name }: { name: string }) => name);
    expect(names("")).toEqual(["Warehouse"]);
    expect(names(", includeInactive: true")).toEqual(["Closed", "Warehouse"]);
    expect(names(', query: "city:berlin"')).toEqual(["Warehouse"]);
  });
});
