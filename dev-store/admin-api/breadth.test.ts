import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { grantScopes } from "../commerce/app-scopes.ts";
import { openMarket } from "../commerce/markets.ts";
import { translated } from "../commerce/translations.ts";
import { startTestStore } from "./test-shop.ts";
import type { TestStore } from "./test-shop.ts";

let store: TestStore;
beforeEach(async () => {
  store = await startTestStore();
});
afterEach(() => store.devStore.close());

describe("collections", () => {
  const CREATE = `mutation($input: CollectionInput!) { collectionCreate(input: $input) { collection { id handle productsCount { count } } userErrors { field message } } }`;

  test("hold their products, and products know their collections", () => {
    const { collection } = store.ask(CREATE, { input: { title: "Camp lights", products: [store.productGid] } }).data.collectionCreate;
    expect(collection).toMatchObject({ handle: "camp-lights", productsCount: { count: 1 } });
    const read = store.ask(
      `query($id: ID!) { product(id: $id) { collections(first: 5) { nodes { title } } } collections(first: 5, query: "title:camp*") { nodes { products(first: 5) { nodes { title } } } } }`,
      { id: store.productGid },
    );
    expect(read.data).toEqual({
      product: { collections: { nodes: [{ title: "Camp lights" }] } },
      collections: { nodes: [{ products: { nodes: [{ title: "Camp Lantern" }] } }] },
    });
  });

  test("a product is in a collection once", () => {
    const { id } = store.ask(CREATE, { input: { title: "Camp lights", products: [store.productGid] } }).data.collectionCreate.collection;
    const ADD = `mutation($id: ID!, $ids: [ID!]!) { collectionAddProducts(id: $id, productIds: $ids) { userErrors { message } } }`;
    expect(store.ask(ADD, { id, ids: [store.productGid] }).data.collectionAddProducts.userErrors).toEqual([
      { message: "Product is already in the collection" },
    ]);
  });

  test("without a title are refused; a second of one title gets a handle of its own", () => {
    expect(store.ask(CREATE, { input: { title: " " } }).data.collectionCreate.userErrors).toEqual([{ field: ["title"], message: "Title can't be blank" }]);
    const handles = [1, 2].map(() => store.ask(CREATE, { input: { title: "Mugs" } }).data.collectionCreate.collection.handle);
    expect(handles).toEqual(["mugs", "mugs-1"]);
  });
});

describe("markets and languages", () => {
  beforeEach(() => {
    store.app.scopes = ["write_products", "write_locales", "write_markets", "write_translations"];
  });

  const REGISTER = `mutation($id: ID!, $translations: [TranslationInput!]!) { translationsRegister(resourceId: $id, translations: $translations) { translations { key value outdated } userErrors { field code } } }`;

  test("a shop begins with its own market", () => {
    const answer = store.ask(
      `{ markets(first: 5) { nodes { name primary status currencySettings { baseCurrency { currencyCode } } regions(first: 5) { nodes { ... on MarketRegionCountry { code } } } } } }`,
    );
    expect(answer.data.markets.nodes).toEqual([
      { name: "Germany", primary: true, status: "ACTIVE", currencySettings: { baseCurrency: { currencyCode: "EUR" } }, regions: { nodes: [{ code: "DE" }] } },
    ]);
  });

  test("a buyer's country resolves to its market's currency and address", () => {
    openMarket(store.context, { name: "Japan", countryCodes: ["JP"], currencyCode: "JPY", subfolder: { suffix: "jp", defaultLocale: "ja" } });
    const RESOLVED = `query($code: CountryCode!) { marketsResolvedValues(buyerSignal: {countryCode: $code}) { currencyCode webPresences(first: 1) { nodes { rootUrls { url } } } } }`;
    const read = (code: string) => store.ask(RESOLVED, { code }).data.marketsResolvedValues;
    expect(read("JP")).toMatchObject({ currencyCode: "JPY", webPresences: { nodes: [{ rootUrls: [{ url: expect.stringMatching(/\/ja-jp\/$/) }] }] } });
    expect(read("FR").currencyCode).toBe("EUR");
  });

  test("a language is enabled, published and taken away", () => {
    const enabled = store.ask(`mutation { shopLocaleEnable(locale: "de") { shopLocale { locale name primary published } userErrors { message } } }`);
    expect(enabled.data.shopLocaleEnable).toEqual({ shopLocale: { locale: "de", name: "German", primary: false, published: false }, userErrors: [] });
    store.ask(`mutation { shopLocaleUpdate(locale: "de", shopLocale: {published: true}) { userErrors { message } } }`);
    expect(store.ask(`{ shopLocales(published: true) { locale primary } }`).data.shopLocales).toEqual([
      { locale: "en", primary: true },
      { locale: "de", primary: false },
    ]);
    expect(store.ask(`mutation { shopLocaleDisable(locale: "en") { locale userErrors { message } } }`).data.shopLocaleDisable.locale).toBeNull();
  });

  test("a translation belongs to the text it was made of, and is outdated when that changes", () => {
    store.ask(`mutation { shopLocaleEnable(locale: "de") { userErrors { message } } }`);
    const content = store.ask(`query($id: ID!) { translatableResource(resourceId: $id) { translatableContent { key digest } } }`, { id: store.productGid });
    const { digest } = content.data.translatableResource.translatableContent.find(({ key }: { key: string }) => key === "title");
    const title = { key: "title", value: "Campinglaterne", locale: "de", translatableContentDigest: digest };
    const register = (changes: object) => store.ask(REGISTER, { id: store.productGid, translations: [{ ...title, ...changes }] }).data.translationsRegister;
    expect(register({ key: "colour" }).userErrors).toEqual([{ field: ["translations", "0", "key"], code: "INVALID_KEY_FOR_MODEL" }]);
    expect(register({ locale: "fr" }).userErrors[0].code).toBe("INVALID_LOCALE_FOR_SHOP");
    expect(register({ locale: "en" }).userErrors[0].code).toBe("FAILS_RESOURCE_VALIDATION");
    expect(register({ translatableContentDigest: "x" }).userErrors[0].code).toBe("INVALID_TRANSLATABLE_CONTENT");
    expect(register({})).toEqual({ translations: [{ key: "title", value: "Campinglaterne", outdated: false }], userErrors: [] });
    const text = { resourceGid: store.productGid, key: "title", value: "Camp Lantern" };
    expect(translated(store.context.shop, text, { locale: "de", marketId: null })).toBe("Campinglaterne");
    for (const product of store.context.shop.products.values()) product.title = "Trail Lantern";
    const read = store.ask(`query($id: ID!) { product(id: $id) { translations(locale: "de") { value outdated } } }`, { id: store.productGid });
    expect(read.data.product.translations).toEqual([{ value: "Campinglaterne", outdated: true }]);
  });
});

describe("Flow triggers", () => {
  const RECEIVE = `mutation($handle: String, $payload: JSON, $body: String) { flowTriggerReceive(handle: $handle, payload: $payload, body: $body) { userErrors { field message } } }`;

  test("are kept with what they carry", () => {
    expect(store.ask(RECEIVE, { handle: "promise-moved", payload: { variant_id: 5, days: 3 } }).data.flowTriggerReceive.userErrors).toEqual([]);
    expect(store.context.shop.flowTriggers).toMatchObject([{ handle: "promise-moved", properties: { variant_id: 5, days: 3 } }]);
  });

  test("of more than 50,000 bytes are refused", () => {
    const [error] = store.ask(RECEIVE, { handle: "promise-moved", payload: { text: "x".repeat(50_000) } }).data.flowTriggerReceive.userErrors;
    expect(error).toMatchObject({ field: ["payload"], message: "Errors validating schema:\n  Properties size exceeds the limit of 50000 bytes." });
    expect(store.context.shop.flowTriggers).toEqual([]);
  });

  test("may come in one body", () => {
    expect(store.ask(RECEIVE, { body: "{}" }).data.flowTriggerReceive.userErrors[0].message).toContain("trigger_id");
    expect(store.ask(RECEIVE, { body: JSON.stringify({ trigger_id: "t-1", properties: { a: 1 } }) }).data.flowTriggerReceive.userErrors).toEqual([]);
  });
});

describe("scopes", () => {
  const REVOKE = `mutation($scopes: [String!]!) { appRevokeAccessScopes(scopes: $scopes) { revoked { handle } userErrors { code } } }`;

  test("an optional one is granted and given back; a required one stays", () => {
    expect(grantScopes(store.context, store.app, ["write_discounts"])).toEqual({ undeclared: [] });
    expect(grantScopes(store.context, store.app, ["write_themes"])).toEqual({ undeclared: ["write_themes"] });
    const granted = store.ask(`{ currentAppInstallation { accessScopes { handle } app { optionalAccessScopes { handle } } } }`).data.currentAppInstallation;
    expect(granted.accessScopes).toContainEqual({ handle: "write_discounts" });
    expect(store.ask(REVOKE, { scopes: ["write_discounts"] }).data.appRevokeAccessScopes).toEqual({ revoked: [{ handle: "write_discounts" }], userErrors: [] });
    expect(store.app.scopes).not.toContain("write_discounts");
    expect(store.ask(REVOKE, { scopes: ["write_products"] }).data.appRevokeAccessScopes.userErrors).toEqual([{ code: "CANNOT_REVOKE_REQUIRED_SCOPES" }]);
    expect(store.ask(REVOKE, { scopes: ["write_themes"] }).data.appRevokeAccessScopes.userErrors).toEqual([{ code: "CANNOT_REVOKE_UNDECLARED_SCOPES" }]);
    expect(store.ask(REVOKE, { scopes: ["nonsense"] }).data.appRevokeAccessScopes.userErrors).toEqual([{ code: "UNKNOWN_SCOPES" }]);
  });

  test("a field that asks for more is null and says why, and the rest is answered", () => {
    const order = store.sell(1);
    store.app.scopes = ["read_orders"];
    const { data, errors } = store.ask(`{ orders(first: 1) { nodes { name customer { id } } } }`);
    expect(data.orders.nodes).toEqual([{ name: order.name, customer: null }]);
    expect(errors?.[0]).toMatchObject({
      message: "Access denied for customer field. Required access: `read_customers` access scope.",
      path: ["orders", "nodes", 0, "customer"],
      extensions: { code: "ACCESS_DENIED", requiredAccess: "`read_customers` access scope." },
    });
  });
});

test("the shop says its plan, clock, money and limits", () => {
  const { data } = store.ask(`{ shop { plan { publicDisplayName shopifyPlus } currencyFormats { moneyFormat } weightUnit unitSystem
    features { unifiedMarkets shopifyPlus } resourceLimits { maxProductVariants locationLimit } enabledPresentmentCurrencies } }`);
  expect(data.shop).toEqual({
    plan: { publicDisplayName: "Basic", shopifyPlus: false },
    currencyFormats: { moneyFormat: "€{{amount}}" },
    weightUnit: "KILOGRAMS",
    unitSystem: "METRIC_SYSTEM",
    features: { unifiedMarkets: true, shopifyPlus: false },
    resourceLimits: { maxProductVariants: 2048, locationLimit: 10 },
    enabledPresentmentCurrencies: ["EUR"],
  });
});

test("any record of ours is a node", () => {
  const [market] = store.context.shop.markets.values();
  const answer = store.ask(`query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }`, {
    ids: [`gid://shopify/Market/${market?.id}`, store.productGid, "gid://shopify/Collection/1"],
  });
  expect(answer.data.nodes).toEqual([
    { __typename: "Market", id: `gid://shopify/Market/${market?.id}` },
    { __typename: "Product", id: store.productGid },
    null,
  ]);
});
