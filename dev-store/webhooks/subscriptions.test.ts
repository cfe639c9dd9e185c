import { afterEach, beforeEach, expect, test } from "vitest";
import { startTestStore } from "../admin-api/test-shop.ts";
import type { Answer, TestStore } from "../admin-api/test-shop.ts";

let store: TestStore;
beforeEach(async () => {
  store = await startTestStore();
});
afterEach(() => store.devStore.close());

const CREATE = `mutation($input: WebhookSubscriptionInput!) { webhookSubscriptionCreate(topic: ORDERS_CREATE, webhookSubscription: $input) { webhookSubscription { id uri format filter includeFields endpoint { __typename } } userErrors { field message } } }`;
const LIST = `{ webhookSubscriptions(first: 5) { nodes { id } } webhookSubscriptionsCount { count } }`;

const create = (input: object): Answer => store.ask(CREATE, { input }).data.webhookSubscriptionCreate;

test.each([
  ["https://promised.example/hooks", "WebhookHttpEndpoint"],
  ["pubsub://project:topic", "WebhookPubSubEndpoint"],
  ["arn:aws:events:us-east-1::event-source/aws.partner/shopify.com/1/source", "WebhookEventBridgeEndpoint"],
])("an address %s is a %s", (uri, typeName) => {
  expect(create({ uri })).toMatchObject({
    webhookSubscription: { uri, format: "JSON", filter: null, includeFields: [], endpoint: { __typename: typeName } },
    userErrors: [],
  });
});

test.each([
  ["no address", "", ["Address can't be blank"]],
  ["an open line", "http://promised.example", ["Address protocol http:// is not supported"]],
  [
    "half a topic",
    "pubsub://project:",
    ["Address protocol pubsub:// is not supported", "Address is not a valid GCP pub/sub format. Format should be pubsub://project:topic"],
  ],
])("%s is refused", (_what, uri, messages) => {
  expect(create({ uri })).toEqual({
    webhookSubscription: null,
    userErrors: messages.map((message) => ({ field: ["webhookSubscription", "callbackUrl"], message })),
  });
});

test("a topic goes to an address once", () => {
  create({ uri: "https://promised.example/hooks" });
  expect(create({ uri: "https://promised.example/hooks" })).toMatchObject({ userErrors: [{ message: "Address for this topic has already been taken" }] });
});

test("a filter must name the fields that it filters on", () => {
  expect(create({ uri: "https://promised.example/hooks", filter: "totally bogus syntax" })).toMatchObject({
    webhookSubscription: null,
    userErrors: [{ field: ["webhookSubscription"] }],
  });
});

test("an app sees its own subscriptions and no others", () => {
  create({ uri: "https://promised.example/hooks" });
  expect(store.ask(LIST).data).toMatchObject({ webhookSubscriptions: { nodes: [{}] }, webhookSubscriptionsCount: { count: 1 } });
  for (const subscription of store.context.shop.webhookSubscriptions.values()) subscription.apiKey = "another";
  expect(store.ask(LIST).data).toMatchObject({ webhookSubscriptions: { nodes: [] }, webhookSubscriptionsCount: { count: 0 } });
});
