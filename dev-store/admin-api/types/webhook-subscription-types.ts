import { toGid } from "../../state/gid.ts";
import type { WebhookSubscription } from "../../state/subscription-types.ts";
import { named } from "../api-context.ts";
import type { ApiContext, ResolverMap, TypeResolvers } from "../api-context.ts";
import { API_VERSION } from "../schema.ts";

const subscription: TypeResolvers<WebhookSubscription> = {
  id: ({ id }) => toGid("WebhookSubscription", id),
  legacyResourceId: ({ id }) => id,
  topic: ({ topic }) => topic,
  uri: ({ uri }) => uri,
  callbackUrl: ({ uri }) => uri,
  endpoint: ({ uri }, _args, api) => endpointOf(uri, api),
  format: ({ format }) => format,
  filter: ({ filter }) => filter,
  includeFields: ({ includeFields }) => includeFields,
  metafieldNamespaces: ({ metafieldNamespaces }) => metafieldNamespaces,
  metafields: ({ metafields }) => metafields,
  name: ({ name }) => name,
  apiVersion: () => ({ handle: API_VERSION, displayName: API_VERSION, supported: true }),
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
};

function endpointOf(uri: string, api: ApiContext): object {
  const pubSub = /^pubsub:\/\/([^:]+):(.+)$/.exec(uri);
  if (pubSub !== null) return named(api, "WebhookPubSubEndpoint", { pubSubProject: pubSub[1], pubSubTopic: pubSub[2] });
  if (uri.startsWith("arn:")) return named(api, "WebhookEventBridgeEndpoint", { arn: uri });
  return named(api, "WebhookHttpEndpoint", { callbackUrl: uri });
}

export const webhookSubscriptionTypes: ResolverMap = { WebhookSubscription: subscription };
