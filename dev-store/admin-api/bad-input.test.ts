/** What Shopify answers to requests that are wrong, over real HTTP. */
import http from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { grantToken, SHOPIFY_TOKEN_LIFETIMES } from "../state/apps.ts";
import { startTestStore } from "./test-shop.ts";
import type { TestStore } from "./test-shop.ts";

const PATH = "/admin/api/2026-10/graphql.json";
const SHOP = { "x-dev-store-host": "promised-demo.myshopify.com" };
const MISSING_QUERY = { errors: { query: "Required parameter missing or invalid" } };
const UNAUTHORIZED = { errors: "[API] Invalid API key or access token (unrecognized login or wrong password)" };

let store: TestStore;
let token: string;
beforeAll(async () => {
  store = await startTestStore();
  token = grantToken(store.app, { now: new Date(), userId: null, expiring: true, lifetimes: SHOPIFY_TOKEN_LIFETIMES }).token;
});
afterAll(() => store.devStore.close());

type Sent = { path?: string; method?: string; headers?: Record<string, string>; body?: string };

async function send({ path = PATH, method = "POST", headers = {}, body }: Sent): Promise<{ status: number; answer: unknown; headers: Headers }> {
  const all = { ...SHOP, "x-shopify-access-token": token, "content-type": "application/json", ...headers };
  const response = await fetch(`${store.devStore.url}${path}`, { method, headers: all, ...(body === undefined ? {} : { body }) });
  return { status: response.status, answer: await response.json(), headers: response.headers };
}

async function ask(query: string, variables?: unknown, operationName?: string): Promise<unknown> {
  const { status, answer } = await send({ body: JSON.stringify({ query, variables, operationName }) });
  expect(status).toBe(200);
  return answer;
}

const SHOP_NAME = JSON.stringify({ query: "{ shop { name } }" });

describe("before GraphQL", () => {
  test.each([
    ["no token", { "x-shopify-access-token": "" }],
    ["a stranger's token", { "x-shopify-access-token": "shpat_0" }],
  ])("%s is 401", async (_what, headers) => {
    expect(await send({ headers, body: SHOP_NAME })).toMatchObject({ status: 401, answer: UNAUTHORIZED });
  });

  test.each(["", "{", "[]", "{}", '{"query": 7}', '{"query": ""}'])("the body %j is 400", async (body) => {
    expect(await send({ body })).toMatchObject({ status: 400, answer: MISSING_QUERY });
  });

  test("variables that are no object are 400", async () => {
    const body = JSON.stringify({ query: "{ shop { name } }", variables: [] });
    expect(await send({ body })).toMatchObject({ status: 400, answer: { errors: { variables: "Required parameter missing or invalid" } } });
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])("the content type %s is 400", async (type) => {
    expect(await send({ headers: { "content-type": type }, body: SHOP_NAME })).toMatchObject({ status: 400, answer: MISSING_QUERY });
  });

  test("a bare document is taken as application/graphql", async () => {
    const { status, answer } = await send({ headers: { "content-type": "application/graphql" }, body: "{ shop { currencyCode } }" });
    expect(status).toBe(200);
    expect(answer).toMatchObject({ data: { shop: { currencyCode: "EUR" } } });
  });

  test("GET is not found", async () => {
    expect(await send({ method: "GET" })).toMatchObject({ status: 404, answer: { errors: "Not Found" } });
  });

  test("a version that has ended falls forward, and a header says to which", async () => {
    for (const path of ["/admin/api/2024-01/graphql.json", "/admin/api/graphql.json", PATH]) {
      const { status, headers } = await send({ path, body: SHOP_NAME });
      expect(status).toBe(200);
      expect(headers.get("x-shopify-api-version")).toBe("2026-10");
    }
  });

  test.each(["2027-01", "2026-11", "latest", "unstable"])("the version %s is not found", async (version) => {
    const path = `/admin/api/${version}/graphql.json`;
    expect(await send({ path, body: SHOP_NAME })).toMatchObject({ status: 404, answer: { errors: "Not Found" } });
  });

  test("the REST API is not found", async () => {
    expect(await send({ path: "/admin/api/2026-10/orders.json", method: "GET" })).toMatchObject({ status: 404, answer: { errors: "Not Found" } });
  });

  test("a body that is too large is 413, and the connection ends", async () => {
    expect(await sendTooMuch()).toEqual({ status: 413, connection: "close" });
  });

  test("a shop that is not here is 404", async () => {
    const headers = { "x-dev-store-host": "stranger.myshopify.com" };
    expect(await send({ headers, body: SHOP_NAME })).toMatchObject({ status: 404, answer: { errors: "Not Found" } });
  });
});

const CUT_OFF = new Set(["EPIPE", "ECONNRESET"]);
const MOST_TRIES = 20;

/** Streams until the server has had enough. */
function sendTooMuch(triesLeft = MOST_TRIES): Promise<{ status: number | undefined; connection: string | undefined }> {
  return new Promise((resolve, reject) => {
    const headers = { ...SHOP, "x-shopify-access-token": token, "content-type": "application/json" };
    const request = http.request(`${store.devStore.url}${PATH}`, { method: "POST", headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode, connection: response.headers.connection });
      request.destroy();
    });
    // A connection that ends while it is written to may be gone before the answer is read.
    request.on("error", ({ code }: NodeJS.ErrnoException) =>
      triesLeft > 0 && CUT_OFF.has(code ?? "") ? resolve(sendTooMuch(triesLeft - 1)) : reject(new Error(code)),
    );
    const chunk = Buffer.alloc(1_000_000, " ");
    const feed = (): void => {
      while (!request.destroyed && request.write(chunk));
    };
    request.on("drain", feed);
    feed();
  });
}

describe("requests for tokens", () => {
  const path = "/admin/oauth/access_token";

  test.each(["", "{", '"text"', "{}"])("the body %j names no app", async (body) => {
    expect(await send({ path, body })).toMatchObject({ status: 401, answer: { error: "invalid_client" } });
  });

  test("what is too large is 413", async () => {
    expect(await send({ path, body: " ".repeat(1_000_001) })).toMatchObject({ status: 413 });
  });

  test("a grant that there is none of", async () => {
    const { apiKey, apiSecret } = store.devStore.credentials;
    const body = JSON.stringify({ client_id: apiKey, client_secret: apiSecret, grant_type: "charm" });
    expect(await send({ path, body })).toMatchObject({ status: 400, answer: { error: "unsupported_grant_type" } });
  });
});

describe("documents", () => {
  test.each([
    ["{ shop { name }", "syntax error, unexpected end of file at [1, 16]"],
    ["{ shop { } }", 'syntax error, unexpected RCURLY ("}") at [1, 10]'],
    ["shop { name }", 'syntax error, unexpected IDENTIFIER ("shop") at [1, 1]'],
    ["{ shop(: 1) { name } }", 'syntax error, unexpected COLON (":") at [1, 8]'],
  ])("%s", async (query, message) => {
    expect(await ask(query)).toMatchObject({ errors: [{ message }] });
  });

  test("a field that is not there", async () => {
    expect(await ask("query Colours { shop { colour } }")).toEqual({
      errors: [
        {
          message: "Field 'colour' doesn't exist on type 'Shop'",
          locations: [{ line: 1, column: 24 }],
          path: ["query Colours", "shop", "colour"],
          extensions: { code: "undefinedField", typeName: "Shop", fieldName: "colour" },
        },
      ],
    });
  });

  test("a root that is not there", async () => {
    expect(await ask("mutation { orderEat(id: 1) { id } }")).toMatchObject({
      errors: [{ message: "Field 'orderEat' doesn't exist on type 'Mutation'", path: ["mutation", "orderEat"], extensions: { code: "undefinedField" } }],
    });
  });

  test.each([
    ["{ shop }", "Field must have selections (field 'shop' returns Shop but has no selections. Did you mean 'shop { ... }'?)", "selectionMismatch"],
    ["{ shop { name { first } } }", "Selections can't be made on scalars (field 'name' returns String but has selections [\"first\"])", "selectionMismatch"],
    ["{ order { id } }", "Field 'order' is missing required arguments: id", "missingRequiredArguments"],
    ["{ shop(colour: 1) { name } }", "Field 'shop' doesn't accept argument 'colour'", "argumentNotAccepted"],
    [
      '{ orders(first: "two") { nodes { id } } }',
      "Argument 'first' on Field 'orders' has an invalid value (\"two\"). Expected type 'Int'.",
      "argumentLiteralsIncompatible",
    ],
    ['{ order(id: "7") { id } }', "Invalid global id '7'", "argumentLiteralsIncompatible"],
    ["query Q($a: Int) { shop { name } }", "Variable $a is declared by Q but not used", "variableNotUsed"],
    ["query Q { order(id: $id) { id } }", "Variable $id is used by Q but not declared", "variableNotDefined"],
    ["query Q($id: ID) { order(id: $id) { id } }", "Nullability mismatch on variable $id and argument id (ID / ID!)", "variableMismatch"],
    ["query Q($id: String!) { order(id: $id) { id } }", "Type mismatch on variable $id and argument id (String! / ID!)", "variableMismatch"],
    ["query Q($id: Mug!) { order(id: $id) { id } }", "Mug isn't a defined input type (on $id)", "variableRequiresValidType"],
    ["{ shop { ...Name } }", "Fragment Name was used, but not defined", "useAndDefineFragment"],
    ["{ shop { ... on Mug { id } } }", "No such type Mug, so it can't be a fragment condition", "undefinedType"],
  ])("%s", async (query, message, code) => {
    expect(await ask(query)).toMatchObject({ errors: [{ message, extensions: { code } }] });
  });

  test("what an input object lacks and what it does not know", async () => {
    expect(await ask('mutation { refundCreate(input: { note: "n", colour: 1 }) @idempotent(key: "k") { userErrors { message } } }')).toMatchObject({
      errors: [
        { message: "InputObject 'RefundInput' doesn't accept argument 'colour'", path: ["mutation", "refundCreate", "input", "colour"] },
        {
          message: "Argument 'orderId' on InputObject 'RefundInput' is required. Expected type ID!",
          extensions: { code: "missingRequiredInputObjectAttribute", argumentName: "orderId", argumentType: "ID!", inputObjectType: "RefundInput" },
        },
      ],
    });
  });

  test("of several operations one must be named, and a name must be known", async () => {
    const query = "query A { shop { name } } query B { shop { name } }";
    expect(await ask(query)).toEqual({ errors: [{ message: "An operation name is required" }] });
    expect(await ask(query, {}, "C")).toEqual({ errors: [{ message: 'No operation named "C"' }] });
    expect(await ask(query, {}, "B")).toMatchObject({ data: { shop: {} } });
  });
});

describe("variables", () => {
  const ORDER = "query Q($id: ID!) { order(id: $id) { id } }";
  const REFUND = 'mutation R($input: RefundInput!) { refundCreate(input: $input) @idempotent(key: "k") { userErrors { message } } }';

  test("none where one is required", async () => {
    expect(await ask(ORDER, {})).toEqual({
      errors: [
        {
          message: "Variable $id of type ID! was provided invalid value",
          locations: [{ line: 1, column: 9 }],
          extensions: { code: "INVALID_VARIABLE", value: null, problems: [{ path: [], explanation: "Expected value to not be null" }] },
        },
      ],
    });
  });

  test("an id that is no global id", async () => {
    const words = "Invalid global id '7'";
    expect(await ask(ORDER, { id: "7" })).toMatchObject({
      errors: [{ extensions: { value: "7", problems: [{ path: [], explanation: words, message: words }] } }],
    });
  });

  test("every problem of an input object by its path", async () => {
    const input = { colour: 1, refundLineItems: [{ lineItemId: "gid://shopify/LineItem/1", quantity: "two", restockType: "EAT" }] };
    const restockTypes = 'Expected "EAT" to be one of: CANCEL, LEGACY_RESTOCK, NO_RESTOCK, RETURN';
    expect(await ask(REFUND, { input })).toMatchObject({
      errors: [
        {
          message: `Variable $input of type RefundInput! was provided invalid value for colour (Field is not defined on RefundInput), refundLineItems.0.quantity (Could not coerce value "two" to Int), refundLineItems.0.restockType (${restockTypes}), orderId (Expected value to not be null)`,
        },
      ],
    });
  });
});

describe("ids of others", () => {
  test("an id of another kind is not found where a thing is read", async () => {
    const query = "query Q($id: ID!) { order(id: $id) { id } }";
    expect(await ask(query, { id: store.productGid })).toMatchObject({
      errors: [{ message: `Invalid id: ${store.productGid}`, path: ["order"], extensions: { code: "RESOURCE_NOT_FOUND" } }],
    });
  });

  test("an id that is nobody's reads as null", async () => {
    const query = 'query { order(id: "gid://shopify/Order/1") { id } node(id: "gid://shopify/Order/1") { id } }';
    expect(await ask(query)).toMatchObject({ data: { order: null, node: null } });
  });
});

test("a list of more than 250 is refused", async () => {
  const ids = Array.from({ length: 251 }, (_unused, index) => `gid://shopify/Order/${index + 1}`);
  expect(await ask("query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids })).toMatchObject({
    errors: [{ message: "The input array size of 251 is greater than the maximum allowed of 250.", extensions: { code: "MAX_INPUT_SIZE_EXCEEDED" } }],
  });
});
