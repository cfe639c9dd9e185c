import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startTestStore } from "./test-shop.ts";
import type { Answer, TestStore } from "./test-shop.ts";

let store: TestStore;
beforeEach(async () => {
  store = await startTestStore();
});
afterEach(() => store.devStore.close());

const CREATE = `mutation($definition: MetafieldDefinitionInput!) { metafieldDefinitionCreate(definition: $definition) { createdDefinition { id namespace pinnedPosition type { name category } access { storefront } } userErrors { field message code } } }`;
const SET = `mutation($metafields: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $metafields) { metafields { type value jsonValue } userErrors { code field message } } }`;
const DELETE = `mutation($identifier: MetafieldDefinitionIdentifierInput!, $all: Boolean!) { metafieldDefinitionDelete(identifier: $identifier, deleteAllAssociatedMetafields: $all) { deletedDefinitionId userErrors { code } } }`;

const define = (rest: object = {}): Answer =>
  store.ask(CREATE, {
    definition: { name: "Promise", namespace: "$app:backorder", key: "promise", ownerType: "PRODUCTVARIANT", type: "number_integer", ...rest },
  }).data.metafieldDefinitionCreate;
const set = (rest: object = {}): Answer =>
  store.ask(SET, { metafields: [{ ownerId: store.variantGid, namespace: "$app:backorder", key: "promise", value: "3", ...rest }] }).data.metafieldsSet;
const identifier = { ownerType: "PRODUCTVARIANT", namespace: "$app:backorder", key: "promise" };

describe("what a definition says", () => {
  test("gives the type that a metafield does not name", () => {
    define();
    expect(set()).toMatchObject({ metafields: [{ type: "number_integer", jsonValue: 3 }], userErrors: [] });
  });

  test("refuses another type, and a value outside its bounds", () => {
    define({ validations: [{ name: "max", value: "5" }] });
    expect(set({ type: "json" })).toMatchObject({ userErrors: [{ code: "INVALID_TYPE", field: ["metafields", "0", "type"] }] });
    expect(set({ value: "6" })).toMatchObject({ userErrors: [{ code: "INVALID_VALUE", message: "Value has a maximum of 5." }] });
    expect(set({ value: "many" })).toMatchObject({ userErrors: [{ code: "INVALID_VALUE", message: "Value must be an integer." }] });
  });

  test("is found under the namespace that $app stands for", () => {
    define();
    const read = `query($namespace: String!) { metafieldDefinition(identifier: { ownerType: PRODUCTVARIANT, namespace: $namespace, key: "promise" }) { namespace metafieldsCount } }`;
    set();
    for (const namespace of ["$app:backorder", `app--${store.app.id}--backorder`]) {
      expect(store.ask(read, { namespace }).data.metafieldDefinition).toEqual({ namespace: `app--${store.app.id}--backorder`, metafieldsCount: 1 });
    }
  });
});

describe("what Shopify refuses of a definition", () => {
  test.each([
    ["a name of nothing", { name: " " }, "BLANK", "name"],
    ["a key of one letter", { key: "a" }, "TOO_SHORT", "key"],
    ["a key with a space", { key: "a b" }, "INVALID_CHARACTER", "key"],
    ["a namespace of two letters", { namespace: "ab" }, "TOO_SHORT", "namespace"],
    ["a type that does not exist", { type: "poem" }, "INCLUSION", "type"],
  ])("%s", (_what, rest, code, field) => {
    expect(define(rest)).toMatchObject({ createdDefinition: null, userErrors: [{ code, field: ["definition", field] }] });
  });

  test("a second one of the same name", () => {
    define();
    expect(define()).toMatchObject({ createdDefinition: null, userErrors: [{ code: "TAKEN" }] });
  });

  test("one in another app's namespace is no user error", () => {
    const answer = store.ask(CREATE, { definition: { name: "x", namespace: "app--9--x", key: "key", ownerType: "PRODUCT", type: "json" } });
    expect(answer.errors?.[0]).toMatchObject({ path: ["metafieldDefinitionCreate"], extensions: { code: "ACCESS_DENIED" } });
  });
});

describe("deleting a definition", () => {
  test("of the app's own namespace takes its metafields along or does not happen", () => {
    define();
    set();
    expect(store.ask(DELETE, { identifier, all: false }).data.metafieldDefinitionDelete.userErrors).toEqual([
      { code: "RESERVED_NAMESPACE_ORPHANED_METAFIELDS" },
    ]);
    expect(store.ask(DELETE, { identifier, all: true }).data.metafieldDefinitionDelete.userErrors).toEqual([]);
    expect(store.context.shop.metafields.size).toBe(0);
    expect(store.ask(DELETE, { identifier, all: true }).data.metafieldDefinitionDelete.userErrors).toEqual([{ code: "NOT_FOUND" }]);
  });
});

describe("pins", () => {
  test("count up, and those above move down when one goes", () => {
    const ids = ["one", "two", "three"].map((key) => (define({ key, pin: true }) as { createdDefinition: { id: string } }).createdDefinition.id);
    const UNPIN = `mutation($id: ID!) { metafieldDefinitionUnpin(definitionId: $id) { unpinnedDefinition { pinnedPosition } userErrors { code } } }`;
    expect(store.ask(UNPIN, { id: ids[0] }).data.metafieldDefinitionUnpin).toEqual({ unpinnedDefinition: { pinnedPosition: null }, userErrors: [] });
    expect(store.ask(UNPIN, { id: ids[0] }).data.metafieldDefinitionUnpin.userErrors).toEqual([{ code: "NOT_PINNED" }]);
    expect([...store.context.shop.metafieldDefinitions.values()].map(({ pinnedPosition }) => pinnedPosition)).toEqual([null, 1, 2]);
  });

  test("are twenty at most", () => {
    for (let number = 10; number < 30; number += 1) define({ key: `key${number}`, pin: true });
    expect(define({ key: "further", pin: true })).toMatchObject({ createdDefinition: null, userErrors: [{ code: "PINNED_LIMIT_REACHED" }] });
  });
});
