import type { Outcome } from "../../commerce/outcome.ts";
import { idOf } from "../../state/gid.ts";
import type { WebhookSubscription } from "../../state/subscription-types.ts";
import { changeSubscription, subscribe } from "../../webhooks/subscriptions.ts";
import type { WantedSubscription } from "../../webhooks/subscriptions.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";

/** Subscriptions that an app makes for itself. It sees and changes no others. */
export const webhookSubscriptionMutations: TypeResolvers<unknown> = {
  webhookSubscriptionCreate: (_source, args, api) =>
    payloadOf(subscribe(api.commerce, { apiKey: api.app.apiKey, topic: args["topic"] }, wantedIn(args["webhookSubscription"]))),

  webhookSubscriptionUpdate: (_source, args, api) => {
    const subscription = ownSubscription(api, args["id"]);
    if (subscription === null) return { webhookSubscription: null, userErrors: [unknown()] };
    return payloadOf(changeSubscription(api.commerce, subscription, wantedIn(args["webhookSubscription"])));
  },

  webhookSubscriptionDelete: (_source, args, api) => {
    const subscription = ownSubscription(api, args["id"]);
    if (subscription === null) return { deletedWebhookSubscriptionId: null, userErrors: [unknown()] };
    api.shop.webhookSubscriptions.delete(subscription.id);
    return { deletedWebhookSubscriptionId: args["id"], userErrors: [] };
  },
};

/** The asking app's subscription of this id, or null. */
export function ownSubscription({ shop, app }: ApiContext, gid: string): WebhookSubscription | null {
  const found = shop.webhookSubscriptions.get(idOf("WebhookSubscription", gid) ?? 0);
  return found !== undefined && found.apiKey === app.apiKey ? found : null;
}

function unknown(): object {
  return { field: ["id"], message: "Webhook subscription does not exist" };
}

function payloadOf(outcome: Outcome<WebhookSubscription>): object {
  if (outcome.ok) return { webhookSubscription: outcome.value, userErrors: [] };
  return { webhookSubscription: null, userErrors: outcome.errors };
}

const NAMED_ALIKE = ["format", "filter", "includeFields", "metafieldNamespaces", "metafields", "name"] as const;

function wantedIn(input: Args): WantedSubscription {
  const wanted: WantedSubscription = {};
  for (const name of NAMED_ALIKE) if (name in input) Object.assign(wanted, { [name]: input[name] ?? emptyOf(name) });
  const uri: unknown = input["uri"] ?? input["callbackUrl"];
  if (uri !== undefined) wanted.uri = String(uri);
  return wanted;
}

/** What a null in the input means. */
function emptyOf(name: (typeof NAMED_ALIKE)[number]): string | string[] | null {
  if (name === "format") return "JSON";
  return name === "filter" || name === "name" ? null : [];
}
