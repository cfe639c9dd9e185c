/** A delivery as Shopify would sign and send it. */
import { createHmac, randomUUID } from "node:crypto";

export interface SignedWebhook {
  readonly headers: Record<string, string>;
  readonly body: string;
}

export function signedWebhook(delivery: {
  topic: string;
  shop: string;
  payload: unknown;
  secret: string;
  webhookId?: string;
  triggeredAt?: string;
}): SignedWebhook {
  const body = typeof delivery.payload === "string" ? delivery.payload : JSON.stringify(delivery.payload);
  return {
    body,
    headers: {
      "Content-Type": "application/json",
      "X-Shopify-Hmac-Sha256": createHmac("sha256", delivery.secret).update(body).digest("base64"),
      "X-Shopify-Topic": delivery.topic,
      "X-Shopify-Shop-Domain": delivery.shop,
      "X-Shopify-API-Version": "2026-10",
      "X-Shopify-Webhook-Id": delivery.webhookId ?? randomUUID(),
      "X-Shopify-Event-Id": randomUUID(),
      "X-Shopify-Triggered-At": delivery.triggeredAt ?? new Date().toISOString(),
    },
  };
}
