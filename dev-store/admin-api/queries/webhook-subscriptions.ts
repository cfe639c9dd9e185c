import type { WebhookSubscription } from "../../state/subscription-types.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { notImplemented } from "../api-error.ts";
import { connection } from "../connections.ts";
import { ownSubscription } from "../mutations/webhook-subscriptions.ts";
import { byNumber, byText, byTime, matcherOf } from "../search.ts";
import type { SearchField } from "../search.ts";
import { count } from "../views.ts";

/** The app's subscriptions made by API. Those of its configuration file are not listed, by Shopify neither. */
export const webhookSubscriptionQueries: TypeResolvers<unknown> = {
  webhookSubscription: (_source, args, api) => ownSubscription(api, args["id"]),
  webhookSubscriptions: (_source, args, api) => {
    const sortKey: string = args["sortKey"] ?? "CREATED_AT";
    if (sortKey !== "CREATED_AT" && sortKey !== "ID") throw notImplemented(`the sort key ${sortKey}`);
    const entries = found(api, args).map((node) => ({ id: node.id, sortValue: sortKey === "ID" ? node.id : node.createdAt, node }));
    return connection(entries, args);
  },
  webhookSubscriptionsCount: (_source, args, api) => count(found(api, args).length, args["limit"]),
};

const FIELDS: Record<string, SearchField<WebhookSubscription>> = {
  id: byNumber(({ id }) => id),
  created_at: byTime(({ createdAt }) => createdAt),
  updated_at: byTime(({ updatedAt }) => updatedAt),
  topic: byText(({ topic }) => topic),
  endpoint: byText(({ uri }) => uri),
};

function found({ shop, app }: ApiContext, args: Args): WebhookSubscription[] {
  const matches = matcherOf(args["query"], FIELDS);
  const uri: string | null = args["uri"] ?? args["callbackUrl"] ?? null;
  return [...shop.webhookSubscriptions.values()].filter(
    (one) =>
      one.apiKey === app.apiKey &&
      matches(one) &&
      (uri === null || one.uri === uri) &&
      (args["format"] == null || one.format === args["format"]) &&
      (args["topics"] == null || args["topics"].includes(one.topic)),
  );
}
