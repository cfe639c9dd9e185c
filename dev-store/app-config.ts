import { readFileSync } from "node:fs";
import { parse } from "smol-toml";
import { z } from "zod";

/** What Shopify learns from `shopify.app.toml`: scopes, webhook subscriptions, the app proxy. */

const subscription = z.object({
  topics: z.array(z.string()).default([]),
  compliance_topics: z.array(z.string()).default([]),
  uri: z.string(),
  filter: z.string().optional(),
  include_fields: z.array(z.string()).default([]),
  name: z.string().optional(),
});

const toml = z.object({
  name: z.string(),
  handle: z.string(),
  access_scopes: z.object({ scopes: z.string(), optional_scopes: z.array(z.string()).default([]) }),
  webhooks: z.object({ api_version: z.string(), subscriptions: z.array(subscription).default([]) }),
  app_proxy: z.object({ url: z.string(), subpath: z.string(), prefix: z.string() }).optional(),
});

export type ConfiguredSubscription = { topic: string; uri: string; filter: string | null; includeFields: string[]; name: string | null };

export type AppConfig = {
  title: string;
  handle: string;
  scopes: string[];
  /** What the app may ask a merchant for later. */
  optionalScopes: string[];
  apiVersion: string;
  /** Where the webhooks of a topic go, relative to the app. */
  uriOfTopic: Map<string, string>;
  /** One for each topic of each subscription. */
  subscriptions: ConfiguredSubscription[];
  proxy: { url: string; subpath: string; prefix: string } | null;
};

/** Reads the configuration. Throws, naming the file and the field, when something that Shopify needs is missing. */
export function readAppConfig(file: string): AppConfig {
  const parsed = toml.safeParse(parse(readFileSync(file, "utf8")));
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
  const { name, handle, access_scopes: access, webhooks, app_proxy: proxy } = parsed.data;
  const subscriptions = webhooks.subscriptions.flatMap(subscriptionsOf);
  return {
    title: name,
    handle,
    scopes: access.scopes.split(",").map((scope) => scope.trim()),
    optionalScopes: access.optional_scopes,
    apiVersion: webhooks.api_version,
    uriOfTopic: new Map(subscriptions.map(({ topic, uri }) => [topic, uri])),
    subscriptions,
    proxy: proxy ?? null,
  };
}

function subscriptionsOf(declared: z.infer<typeof subscription>): ConfiguredSubscription[] {
  const { topics, compliance_topics: complianceTopics, uri, filter = null, include_fields: includeFields, name = null } = declared;
  return [...topics, ...complianceTopics].map((topic) => ({ topic, uri, filter, includeFields, name }));
}
