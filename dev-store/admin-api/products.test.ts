import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startTestStore } from "./test-shop.ts";
import type { Answer, TestStore } from "./test-shop.ts";

let store: TestStore;
beforeEach(async () => {
  store = await startTestStore();
});
afterEach(() => store.devStore.close());

const FIELDS = `id title handle status publishedAt tracksInventory options { name values optionValues { name hasVariants } } variants(first: 10) { nodes { id title price sku inventoryItem { tracked inventoryLevels(first: 5) { nodes { location { id } } } } } }`;
const CREATE = `mutation($product: ProductCreateInput!) { productCreate(product: $product) { product { ${FIELDS} } userErrors { field message } } }`;
const OPTIONS = `mutation($id: ID!, $options: [OptionCreateInput!]!) { productOptionsCreate(productId: $id, options: $options) { product { ${FIELDS} } userErrors { field message code } } }`;
const ADD = `mutation($id: ID!, $variants: [ProductVariantsBulkInput!]!) { productVariantsBulkCreate(productId: $id, variants: $variants) { productVariants { id title price sku } userErrors { field message code } } }`;
const UPDATE = `mutation($id: ID!, $variants: [ProductVariantsBulkInput!]!, $partly: Boolean) { productVariantsBulkUpdate(productId: $id, variants: $variants, allowPartialUpdates: $partly) { productVariants { id price } userErrors { field code } } }`;

const create = (product: object): Answer => store.ask(CREATE, { product }).data.productCreate;

function createOptioned(): string {
  const { product } = create({ title: "Kettle" }) as { product: { id: string } };
  store.ask(OPTIONS, { id: product.id, options: [{ name: "Color", values: [{ name: "Red" }, { name: "Blue" }] }] });
  return product.id;
}

const colored = (name: string, rest: object = {}): object => ({ optionValues: [{ optionName: "Color", name }], ...rest });

test("a product's title is changed by either of the two ways in which it may be named", () => {
  const update = (shape: string, type: string, value: object): Answer =>
    store.ask(`mutation($value: ${type}!) { productUpdate(${shape}: $value) { product { title } userErrors { message } } }`, { value }).data.productUpdate;
  const renamed = (title: string) => ({ product: { title }, userErrors: [] });
  expect(update("product", "ProductUpdateInput", { id: store.productGid, title: "Storm Lantern" })).toEqual(renamed("Storm Lantern"));
  expect(update("input", "ProductInput", { id: store.productGid, title: "Camp Lantern" })).toEqual(renamed("Camp Lantern"));
});

describe("a product made by API", () => {
  test("is active and in no shop window, with one variant that costs nothing and is not tracked, stocked at the first location", () => {
    expect(create({ title: "Iron Kettle" })).toMatchObject({
      product: {
        handle: "iron-kettle",
        status: "ACTIVE",
        publishedAt: null,
        tracksInventory: false,
        variants: {
          nodes: [
            {
              title: "Default Title",
              price: "0.00",
              sku: null,
              inventoryItem: { tracked: false, inventoryLevels: { nodes: [{ location: { id: store.locationGid } }] } },
            },
          ],
        },
      },
      userErrors: [],
    });
  });

  test("gets a number when its handle is taken", () => {
    create({ title: "Iron Kettle" });
    expect(create({ title: "Iron Kettle" })).toMatchObject({ product: { handle: "iron-kettle-1" } });
  });

  test("needs a title", () => {
    expect(create({ title: "" })).toEqual({ product: null, userErrors: [{ field: ["title"], message: "Title can't be blank" }] });
  });
});

describe("options", () => {
  test("take the place of the default one; a value without a variant is not among the values", () => {
    const { product } = create({ title: "Kettle" }) as { product: { id: string } };
    const answer = store.ask(OPTIONS, { id: product.id, options: [{ name: "Color", values: [{ name: "Red" }, { name: "Blue" }] }] });
    expect(answer.data.productOptionsCreate.product).toMatchObject({
      options: [
        {
          name: "Color",
          values: ["Red"],
          optionValues: [
            { name: "Red", hasVariants: true },
            { name: "Blue", hasVariants: false },
          ],
        },
      ],
      variants: { nodes: [{ title: "Red" }] },
    });
  });

  test("come once by each name", () => {
    const id = createOptioned();
    const answer = store.ask(OPTIONS, { id, options: [{ name: "color", values: [{ name: "Green" }] }] });
    expect(answer.data.productOptionsCreate.userErrors).toMatchObject([{ code: "OPTION_ALREADY_EXISTS" }]);
  });
});

describe("variants", () => {
  test("are added with values of the options, all or none", () => {
    const id = createOptioned();
    const both = store.ask(ADD, { id, variants: [colored("Blue", { price: "11.00", inventoryItem: { sku: "BLUE" } }), colored("Red")] });
    expect(both.data.productVariantsBulkCreate).toMatchObject({
      productVariants: [],
      userErrors: [{ code: "VARIANT_ALREADY_EXISTS", field: ["variants", "1"] }],
    });
    const one = store.ask(ADD, { id, variants: [colored("Blue", { price: "11.00", inventoryItem: { sku: "BLUE" } })] });
    expect(one.data.productVariantsBulkCreate).toMatchObject({ productVariants: [{ title: "Blue", price: "11.00", sku: "BLUE" }], userErrors: [] });
  });

  test("change together, or those that may when it is allowed", () => {
    const variants = [
      { id: store.variantGid, price: "9.99" },
      { id: "gid://shopify/ProductVariant/1", price: "1" },
    ];
    const price = (): number => [...store.context.shop.variants.values()][0]?.priceCents ?? 0;
    expect(store.ask(UPDATE, { id: store.productGid, variants }).data.productVariantsBulkUpdate.userErrors).toEqual([
      { field: ["variants", "1", "id"], code: "PRODUCT_VARIANT_DOES_NOT_EXIST" },
    ]);
    expect(price()).toBe(2490);
    store.ask(UPDATE, { id: store.productGid, variants, partly: true });
    expect(price()).toBe(999);
  });
});

describe("tags", () => {
  const ADD_TAGS = `mutation($id: ID!, $tags: [String!]!) { tagsAdd(id: $id, tags: $tags) { userErrors { message } } }`;
  const REMOVE_TAGS = `mutation($id: ID!, $tags: [String!]!) { tagsRemove(id: $id, tags: $tags) { userErrors { message } } }`;
  const tags = (): string[] => [...store.context.shop.products.values()][0]?.tags ?? [];

  test("differ by more than capitals, and a comma parts them", () => {
    store.ask(ADD_TAGS, { id: store.productGid, tags: ["late, camping", "Late"] });
    expect(tags()).toEqual(["camping", "late"]);
    store.ask(REMOVE_TAGS, { id: store.productGid, tags: ["LATE"] });
    expect(tags()).toEqual(["camping"]);
  });
});

describe("publishing", () => {
  const PUBLISH = `mutation($id: ID!, $input: [PublicationInput!]!) { publishablePublish(id: $id, input: $input) { publishable { ... on Product { publishedAt resourcePublicationsCount { count } } } userErrors { field } } }`;

  test("shows a product in the online store, at once or on a day to come", () => {
    store.app.scopes.push("write_publications", "read_publications");
    const [publication] = store.ask(`{ publications(first: 1) { nodes { id name } } }`).data.publications.nodes;
    const { product } = create({ title: "Kettle" }) as { product: { id: string } };
    const publish = (rest: object): Answer =>
      store.ask(PUBLISH, { id: product.id, input: [{ publicationId: publication.id, ...rest }] }).data.publishablePublish;
    expect(publish({ publishDate: "2099-01-01T00:00:00Z" })).toMatchObject({
      publishable: { publishedAt: "2099-01-01T00:00:00Z", resourcePublicationsCount: { count: 0 } },
    });
    expect(publish({})).toMatchObject({ publishable: { resourcePublicationsCount: { count: 1 } }, userErrors: [] });
    expect(publish({ publicationId: "gid://shopify/Publication/1" })).toMatchObject({ userErrors: [{ field: ["input", "0", "publicationId"] }] });
  });
});
