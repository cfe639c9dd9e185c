import { takeId, timestamp } from "../commerce/context.ts";
import type { ShopContext } from "../commerce/context.ts";
import { done } from "../commerce/outcome.ts";
import type { Outcome, UserError } from "../commerce/outcome.ts";
import type { ShopState } from "../state/types.ts";
import type { WebhookSubscription } from "../state/subscription-types.ts";
import { FilterSyntaxError, parseFilter } from "./filter.ts";

/**
 * Webhook subscriptions that apps make by API, and what Shopify refuses of them. An app has one subscription for each topic
 * and address; a filter must name the fields that it filters on.
 */

/** What is asked for. Of an update only what it names changes. */
export type WantedSubscription = Partial<Omit<WebhookSubscription, "apiKey" | "createdAt" | "id" | "topic" | "updatedAt">>;

const ADDRESS_FIELD = ["webhookSubscription", "callbackUrl"];
const MAX_NAME_LENGTH = 50;
const NAME = /^[A-Za-z0-9_-]+$/;

export function subscribe(
  context: ShopContext,
  owner: Pick<WebhookSubscription, "apiKey" | "topic">,
  wanted: WantedSubscription,
): Outcome<WebhookSubscription> {
  const now = timestamp(context);
  const subscription: WebhookSubscription = {
    id: 0,
    format: "JSON",
    filter: null,
    includeFields: [],
    metafieldNamespaces: [],
    metafields: [],
    name: null,
    uri: "",
    ...owner,
    ...wanted,
    createdAt: now,
    updatedAt: now,
  };
  const errors = problemsOf(context.shop, subscription);
  if (errors.length > 0) return { ok: false, errors };
  subscription.id = takeId(context);
  context.shop.webhookSubscriptions.set(subscription.id, subscription);
  return done(subscription);
}

export function changeSubscription(context: ShopContext, subscription: WebhookSubscription, wanted: WantedSubscription): Outcome<WebhookSubscription> {
  const changed: WebhookSubscription = { ...subscription, ...wanted, updatedAt: timestamp(context) };
  const errors = problemsOf(context.shop, changed);
  if (errors.length > 0) return { ok: false, errors };
  context.shop.webhookSubscriptions.set(changed.id, changed);
  return done(changed);
}

/** The app's subscriptions to a topic as events name it: `orders/create`. */
export function subscriptionsTo({ webhookSubscriptions }: ShopState, eventTopic: string, apiKey: string): WebhookSubscription[] {
  const topic = enumTopic(eventTopic);
  return [...webhookSubscriptions.values()].filter((subscription) => subscription.apiKey === apiKey && subscription.topic === topic);
}

/** `orders/create` is `ORDERS_CREATE` to the API. */
export function enumTopic(eventTopic: string): string {
  return eventTopic.replace("/", "_").toUpperCase();
}

function problemsOf(shop: ShopState, subscription: WebhookSubscription): UserError[] {
  const addressErrors = addressProblems(subscription.uri).map((message) => ({ field: ADDRESS_FIELD, message, code: null }));
  if (addressErrors.length > 0) return addressErrors;
  const refuse = (field: string[], message: string): UserError => ({ field, message, code: null });
  if (isTaken(shop, subscription)) return [refuse(ADDRESS_FIELD, "Address for this topic has already been taken")];
  if (!isFilter(subscription.filter)) {
    return [refuse(["webhookSubscription"], "The specified filter is invalid, please ensure you specify the field(s) you wish to filter on.")];
  }
  if (subscription.name !== null && (subscription.name.length > MAX_NAME_LENGTH || !NAME.test(subscription.name))) {
    const message = `Name must be 1 to ${MAX_NAME_LENGTH} characters: letters, numbers, underscores and hyphens`;
    return [refuse(["webhookSubscription", "name"], message)];
  }
  return [];
}

function isTaken({ webhookSubscriptions }: ShopState, { id, apiKey, topic, uri, filter }: WebhookSubscription): boolean {
  for (const other of webhookSubscriptions.values()) {
    if (other.id !== id && other.apiKey === apiKey && other.topic === topic && other.uri === uri && (other.filter ?? "") === (filter ?? "")) return true;
  }
  return false;
}

function addressProblems(uri: string): string[] {
  if (uri.trim() === "") return ["Address can't be blank"];
  if (uri.startsWith("arn:"))
    return /^arn:aws:events:[\w-]+::event-source\/aws\.partner\/shopify\.com\/\d+\/.+$/.test(uri) ? [] : ["Address is an AWS ARN and includes api_client_id"];
  const protocol = /^([a-z][a-z0-9+.-]*):\/\//i.exec(uri)?.[1]?.toLowerCase();
  if (protocol === undefined) return ["Address is invalid"];
  if (protocol === "https") return URL.canParse(uri) ? [] : ["Address is invalid"];
  const unsupported = `Address protocol ${protocol}:// is not supported`;
  if (protocol !== "pubsub") return [unsupported];
  return /^pubsub:\/\/[^:/]+:[^:/]+$/.test(uri) ? [] : [unsupported, "Address is not a valid GCP pub/sub format. Format should be pubsub://project:topic"];
}

function isFilter(filter: string | null): boolean {
  if (filter === null || filter.trim() === "") return true;
  try {
    parseFilter(filter);
    return true;
  } catch (error) {
    if (error instanceof FilterSyntaxError) return false;
    throw error;
  }
}
