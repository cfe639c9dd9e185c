import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLocation } from "../../commerce/catalog.ts";
import { idOf, toGid } from "../../state/gid.ts";
import { startTestStore } from "../test-shop.ts";
import type { Answer, TestStore } from "../test-shop.ts";

let store: TestStore;
let secondGid: string;
let keys: number;

beforeEach(async () => {
  store = await startTestStore();
  secondGid = toGid("Location", createLocation(store.context, { name: "Hamburg" }).id);
  keys = 0;
});
afterEach(() => store.devStore.close());

const GROUP = `inventoryAdjustmentGroup { reason referenceDocumentUri changes { name delta ledgerDocumentUri quantityAfterChange } } userErrors { field message code }`;

function change(root: string, typeName: string, input: object, selection = GROUP): Answer {
  const query = `mutation($input: ${typeName}!) { ${root}(input: $input) @idempotent(key: "k${(keys += 1)}") { ${selection} } }`;
  return store.ask(query, { input: { reason: "correction", ...input } });
}

function adjust(name: string, rest: object, more: object = {}): Answer["data"] {
  const changes = [{ inventoryItemId: store.inventoryItemGid, locationId: store.locationGid, delta: 2, changeFromQuantity: null, ...rest }];
  return change("inventoryAdjustQuantities", "InventoryAdjustQuantitiesInput", { name, changes, ...more }).data.inventoryAdjustQuantities;
}

const LEDGER = "ledger://count/1";

function move(from: object, to: object, rest: object = {}): Answer {
  const end = { locationId: store.locationGid, changeFromQuantity: null };
  const changes = [{ inventoryItemId: store.inventoryItemGid, quantity: 2, from: { ...end, ...from }, to: { ...end, ...to }, ...rest }];
  const input = { changes, referenceDocumentUri: "logistics://move/1" };
  return change("inventoryMoveQuantities", "InventoryMoveQuantitiesInput", input);
}

function setOnHand(quantity: number, rest: object = {}): Answer {
  const setQuantities = [{ inventoryItemId: store.inventoryItemGid, locationId: store.locationGid, quantity, changeFromQuantity: null, ...rest }];
  return change("inventorySetOnHandQuantities", "InventorySetOnHandQuantitiesInput", { setQuantities });
}

const QUANTITIES = `quantities(names: ["available", "committed", "damaged", "incoming", "on_hand"]) { name quantity updatedAt }`;

function quantities(locationGid = store.locationGid): Record<string, number> {
  const answer = store.ask(`query($id: ID!, $at: ID!) { inventoryItem(id: $id) { inventoryLevel(locationId: $at) { ${QUANTITIES} } } }`, {
    id: store.inventoryItemGid,
    at: locationGid,
  });
  const level: { quantities: { name: string; quantity: number }[] } = answer.data.inventoryItem.inventoryLevel;
  return Object.fromEntries(level.quantities.map(({ name, quantity }) => [name, quantity]));
}

describe("moving units between quantities", () => {
  test("from available to damaged leaves on hand as it is and tells no sum", () => {
    const { inventoryAdjustmentGroup } = move({ name: "available" }, { name: "damaged", ledgerDocumentUri: LEDGER }).data.inventoryMoveQuantities;
    expect(inventoryAdjustmentGroup.changes).toEqual([
      { name: "available", delta: -2, ledgerDocumentUri: null, quantityAfterChange: null },
      { name: "damaged", delta: 2, ledgerDocumentUri: LEDGER, quantityAfterChange: null },
    ]);
    expect(quantities()).toMatchObject({ available: 3, damaged: 2, on_hand: 5 });
  });

  test("from incoming to available adds to on hand, and says so", () => {
    adjust("incoming", { ledgerDocumentUri: LEDGER });
    const { inventoryAdjustmentGroup } = move({ name: "incoming", ledgerDocumentUri: LEDGER }, { name: "available" }).data.inventoryMoveQuantities;
    expect(inventoryAdjustmentGroup.changes.map(({ name, delta }: { name: string; delta: number }) => `${name} ${delta}`)).toEqual([
      "incoming -2",
      "available 2",
      "on_hand 2",
    ]);
  });

  test.each([
    ["the same name", { name: "available" }, { name: "available" }, {}, ["input", "changes", "0"], "SAME_QUANTITY_NAME"],
    ["a committed end", { name: "committed" }, { name: "available" }, {}, ["input", "changes", "0", "from", "name"], "INVALID_QUANTITY_NAME"],
    [
      "an end without its document",
      { name: "available" },
      { name: "damaged" },
      {},
      ["input", "changes", "0", "to", "ledgerDocumentUri"],
      "INVALID_QUANTITY_DOCUMENT",
    ],
    [
      "a stale end",
      { name: "available", changeFromQuantity: 4 },
      { name: "damaged", ledgerDocumentUri: LEDGER },
      {},
      ["input", "changes", "0", "from", "changeFromQuantity"],
      "CHANGE_FROM_QUANTITY_STALE",
    ],
    [
      "fewer than none",
      { name: "available" },
      { name: "damaged", ledgerDocumentUri: LEDGER },
      { quantity: -1 },
      ["input", "changes", "0", "quantity"],
      "INVALID_QUANTITY_NEGATIVE",
    ],
    [
      "an unknown item",
      { name: "available" },
      { name: "damaged", ledgerDocumentUri: LEDGER },
      { inventoryItemId: "gid://shopify/InventoryItem/1" },
      ["input", "changes", "0", "inventoryItemId"],
      "INVALID_INVENTORY_ITEM",
    ],
  ])("%s is refused and nothing moves", (_what, from, to, rest, field, code) => {
    expect(move(from, to, rest).data.inventoryMoveQuantities).toMatchObject({ inventoryAdjustmentGroup: null, userErrors: [{ field, code }] });
    expect(quantities()).toMatchObject({ available: 5, damaged: 0 });
  });

  test("units do not move between locations this way", () => {
    const answer = move({ name: "available" }, { name: "damaged", ledgerDocumentUri: LEDGER, locationId: secondGid });
    expect(answer.data.inventoryMoveQuantities.userErrors).toEqual([
      { field: ["input", "changes", "0"], message: "The quantities can't be moved between different locations.", code: "DIFFERENT_LOCATIONS" },
    ]);
  });

  test("both ends say what they compare with, be it null", () => {
    const changes = [
      {
        inventoryItemId: store.inventoryItemGid,
        quantity: 1,
        from: { locationId: store.locationGid, name: "available", changeFromQuantity: 5 },
        to: { locationId: store.locationGid, name: "damaged", ledgerDocumentUri: LEDGER },
      },
    ];
    const answer = change("inventoryMoveQuantities", "InventoryMoveQuantitiesInput", { changes, referenceDocumentUri: "logistics://move/1" });
    expect(answer.errors?.[0]).toMatchObject({
      message: "InventoryMoveQuantityTerminalInput must include the following argument: changeFromQuantity.",
      extensions: { code: "INVALID_FIELD_ARGUMENTS" },
    });
  });
});

describe("adjusting and setting", () => {
  test("an adjustment at a location that does not stock the item stocks it there", () => {
    expect(adjust("available", { locationId: secondGid }).userErrors).toEqual([]);
    expect(quantities(secondGid)).toMatchObject({ available: 2, on_hand: 2 });
  });

  test("damaged units add to on hand", () => {
    const { inventoryAdjustmentGroup } = adjust("damaged", { ledgerDocumentUri: LEDGER });
    expect(inventoryAdjustmentGroup.changes.map(({ name }: { name: string }) => name)).toEqual(["damaged", "on_hand"]);
    expect(quantities()).toMatchObject({ available: 5, damaged: 2, on_hand: 7 });
  });

  test("no single change is larger than two billion", () => {
    expect(adjust("available", { delta: 2_000_000_001 }).userErrors).toEqual([
      { field: ["input", "changes", "0", "delta"], message: "The quantity can't be higher than 2,000,000,000.", code: "INVALID_QUANTITY_TOO_HIGH" },
    ]);
  });

  test("a document is a URI, and a reference too", () => {
    expect(adjust("damaged", { ledgerDocumentUri: "a note" }).userErrors[0].code).toBe("INVALID_LEDGER_DOCUMENT");
    expect(adjust("available", {}, { referenceDocumentUri: "a note" }).userErrors[0]).toEqual({
      field: ["input", "referenceDocumentUri"],
      message: "The specified reference document is invalid.",
      code: "INVALID_REFERENCE_DOCUMENT",
    });
  });

  test("setting on hand below what is committed makes available negative", () => {
    store.sell(4);
    expect(setOnHand(3).data.inventorySetOnHandQuantities.inventoryAdjustmentGroup.changes).toMatchObject([
      { name: "available", delta: -2 },
      { name: "on_hand", delta: -2 },
    ]);
    expect(quantities()).toMatchObject({ available: -1, committed: 4, on_hand: 3 });
  });

  test("on hand cannot be set below zero, nor from another number than it has", () => {
    expect(setOnHand(-1).data.inventorySetOnHandQuantities.userErrors[0]).toMatchObject({
      field: ["input", "setQuantities", "0", "quantity"],
      code: "INVALID_QUANTITY_NEGATIVE",
    });
    expect(setOnHand(9, { changeFromQuantity: 4 }).data.inventorySetOnHandQuantities.userErrors[0]).toMatchObject({ code: "CHANGE_FROM_QUANTITY_STALE" });
    expect(quantities()).toMatchObject({ on_hand: 5 });
  });

  test("the answer shows only the changes that are asked for", () => {
    const input = {
      name: "available",
      changes: [{ inventoryItemId: store.inventoryItemGid, locationId: store.locationGid, delta: 1, changeFromQuantity: null }],
    };
    const selection = `inventoryAdjustmentGroup { sums: changes(quantityNames: ["on_hand"]) { name } elsewhere: changes(locationIds: ["${secondGid}"]) { name } }`;
    const answer = change("inventoryAdjustQuantities", "InventoryAdjustQuantitiesInput", input, selection);
    expect(answer.data.inventoryAdjustQuantities.inventoryAdjustmentGroup).toEqual({ sums: [{ name: "on_hand" }], elsewhere: [] });
  });

  test("a quantity that never changed has no time", () => {
    const answer = store.ask(`query($id: ID!, $at: ID!) { inventoryItem(id: $id) { inventoryLevel(locationId: $at) { ${QUANTITIES} } } }`, {
      id: store.inventoryItemGid,
      at: store.locationGid,
    });
    const times = answer.data.inventoryItem.inventoryLevel.quantities.map(({ updatedAt }: { updatedAt: string | null }) => updatedAt !== null);
    expect(times).toEqual([true, false, false, false, false]);
  });
});

const LEVEL = `inventoryLevel { id isActive ${QUANTITIES} } userErrors { field message }`;

function activate(rest: object, locationGid = secondGid): Answer["data"] {
  const query = `mutation($item: ID!, $at: ID!, $available: Int, $onHand: Int) {
    inventoryActivate(inventoryItemId: $item, locationId: $at, available: $available, onHand: $onHand) @idempotent(key: "k${(keys += 1)}") { ${LEVEL} } }`;
  return store.ask(query, { item: store.inventoryItemGid, at: locationGid, ...rest }).data.inventoryActivate;
}

function deactivate(inventoryLevelId: string): object[] {
  const answer = store.ask(`mutation($id: ID!) { inventoryDeactivate(inventoryLevelId: $id) { userErrors { field message } } }`, { id: inventoryLevelId });
  return answer.data.inventoryDeactivate.userErrors;
}

describe("where an item is stocked", () => {
  test("activation opens with units, and a second one may not set any", () => {
    expect(activate({ available: 4 })).toMatchObject({
      inventoryLevel: { isActive: true, quantities: [{ name: "available", quantity: 4 }, {}, {}, {}, {}] },
      userErrors: [],
    });
    expect(activate({}).userErrors).toEqual([]);
    expect(activate({ available: 0 }).userErrors).toEqual([
      { field: ["available"], message: "Not allowed to set available quantity when the item is already active at the location." },
    ]);
  });

  test("deactivation gives up what was available and hides the level; activation brings the same level back empty", () => {
    const { inventoryLevel } = activate({ available: 4 });
    expect(deactivate(inventoryLevel.id)).toEqual([]);
    const read = (includeInactive: boolean): Answer =>
      store.ask(
        `query($id: ID!) { inventoryItem(id: $id) { inventoryLevels(first: 5, includeInactive: ${includeInactive}) { nodes { isActive location { name } } } } }`,
        {
          id: store.inventoryItemGid,
        },
      );
    expect(read(false).data.inventoryItem.inventoryLevels.nodes).toEqual([{ isActive: true, location: { name: "Warehouse" } }]);
    expect(read(true).data.inventoryItem.inventoryLevels.nodes).toHaveLength(2);
    expect(deactivate(inventoryLevel.id)).toEqual([]);
    expect(activate({})).toMatchObject({ inventoryLevel: { id: inventoryLevel.id, quantities: [{ quantity: 0 }, {}, {}, {}, {}] } });
  });

  test("an item stays stocked where units are committed, and in one place at least", () => {
    const { inventoryLevel } = activate({});
    store.sell(1);
    const [level] = store.context.shop.inventoryLevels.values();
    const home = `gid://shopify/InventoryLevel/${level?.locationId}?inventory_item_id=${level?.inventoryItemId}`;
    expect(deactivate(home)).toEqual([{ field: null, message: "Cannot unstock this inventory item from this location because it has committed quantities." }]);
    deactivate(inventoryLevel.id);
    expect(deactivate(home)).toEqual([{ field: null, message: "Cannot unstock an inventory item from the only location at which it is stocked." }]);
  });

  test("several locations are toggled together or not at all", () => {
    const toggle = (updates: object[]): Answer["data"] =>
      store.ask(
        `mutation($id: ID!, $updates: [InventoryBulkToggleActivationInput!]!) { inventoryBulkToggleActivation(inventoryItemId: $id, inventoryItemUpdates: $updates) {
          inventoryLevels { location { name } } userErrors { field code } } }`,
        { id: store.inventoryItemGid, updates },
      ).data.inventoryBulkToggleActivation;
    expect(
      toggle([
        { locationId: secondGid, activate: true },
        { locationId: store.locationGid, activate: false },
      ]),
    ).toEqual({
      inventoryLevels: [{ location: { name: "Hamburg" } }],
      userErrors: [],
    });
    expect(toggle([{ locationId: secondGid, activate: false }])).toEqual({
      inventoryLevels: null,
      userErrors: [{ field: ["inventoryItemUpdates", "0", "locationId"], code: "CANNOT_DEACTIVATE_FROM_ONLY_LOCATION" }],
    });
  });

  test("nothing of a location that stopped to stock an item is for sale", () => {
    const { inventoryLevel } = activate({ available: 4 });
    deactivate(inventoryLevel.id);
    const { data } = store.ask(`query($id: ID!) { productVariant(id: $id) { inventoryQuantity sellableOnlineQuantity } }`, { id: store.variantGid });
    expect(data.productVariant).toEqual({ inventoryQuantity: 5, sellableOnlineQuantity: 5 });
  });
});

describe("the item itself", () => {
  const UPDATE = `mutation($id: ID!, $input: InventoryItemInput!) { inventoryItemUpdate(id: $id, input: $input) { inventoryItem {
    sku tracked requiresShipping harmonizedSystemCode countryCodeOfOrigin unitCost { amount currencyCode } measurement { weight { value unit } }
    countryHarmonizedSystemCodes(first: 2) { nodes { countryCode harmonizedSystemCode } } } userErrors { field message } } }`;

  test("what is given changes, what is left out stays, and the variant shows the same SKU", () => {
    const input = {
      sku: "LANTERN-2",
      cost: "9.5",
      harmonizedSystemCode: "940540",
      countryCodeOfOrigin: "PT",
      measurement: { weight: { value: 0.75, unit: "KILOGRAMS" } },
      countryHarmonizedSystemCodes: [{ countryCode: "CA", harmonizedSystemCode: "9405400000" }],
    };
    expect(store.ask(UPDATE, { id: store.inventoryItemGid, input }).data.inventoryItemUpdate).toEqual({
      inventoryItem: {
        sku: "LANTERN-2",
        tracked: true,
        requiresShipping: true,
        harmonizedSystemCode: "940540",
        countryCodeOfOrigin: "PT",
        unitCost: { amount: "9.5", currencyCode: "EUR" },
        measurement: { weight: { value: 0.75, unit: "KILOGRAMS" } },
        countryHarmonizedSystemCodes: { nodes: [{ countryCode: "CA", harmonizedSystemCode: "9405400000" }] },
      },
      userErrors: [],
    });
    expect(store.context.shop.variants.get(idOf("ProductVariant", store.variantGid) ?? 0)?.sku).toBe("LANTERN-2");
  });

  test("a code of the customs has 6 to 13 digits", () => {
    const answer = store.ask(UPDATE, { id: store.inventoryItemGid, input: { harmonizedSystemCode: "94" } });
    expect(answer.data.inventoryItemUpdate.userErrors).toMatchObject([{ field: ["input", "harmonizedSystemCode"] }]);
  });
});

test("the shop says which quantities it keeps and which make up on hand", () => {
  const { data } = store.ask(`{ inventoryProperties { quantityNames { name comprises belongsTo isInUse } } }`);
  const byName = new Map<string, object>(data.inventoryProperties.quantityNames.map((view: { name: string }) => [view.name, view]));
  expect([...byName.keys()]).toEqual(["available", "committed", "damaged", "incoming", "on_hand", "quality_control", "reserved", "safety_stock"]);
  expect(byName.get("on_hand")).toMatchObject({ comprises: ["available", "committed", "damaged", "quality_control", "reserved", "safety_stock"] });
  expect(byName.get("damaged")).toMatchObject({ belongsTo: ["on_hand"], isInUse: false });
});
