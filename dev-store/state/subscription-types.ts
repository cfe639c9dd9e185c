/** A webhook subscription that an app made by API. Those of its configuration file are not records of the shop. */
export type WebhookSubscription = {
  id: number;
  /** Whose it is: an app sees and changes its own only. */
  apiKey: string;
  /** As the API names it: `ORDERS_CREATE`. */
  topic: string;
  /** `https://...`, `pubsub://project:topic` or an event bridge's ARN. */
  uri: string;
  format: "JSON" | "XML";
  /** Search syntax over the payload; null and "" let everything through. */
  filter: string | null;
  includeFields: string[];
  metafieldNamespaces: string[];
  metafields: { namespace: string; key: string }[];
  name: string | null;
  createdAt: string;
  updatedAt: string;
};
