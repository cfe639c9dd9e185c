import { createHmac } from "node:crypto";
import { request as httpRequest } from "node:http";
import type { Agent } from "node:http";
import type { Delivery, WebhookSettings } from "./dispatcher.ts";

export type Sender = Pick<WebhookSettings, "apiSecret" | "apiVersion" | "answerTimeoutMs">;

/** What the app answered. `wasSent` is false when not even a connection came about, so the app cannot have seen the webhook. */
export type Answer = { status: number } | { status: null; problem: string; wasSent: boolean };

/** The headers that Shopify sends along, with the signature over the very bytes of the body. */
export function webhookHeaders(delivery: Delivery, { apiSecret, apiVersion }: Sender): Record<string, string> {
  return {
    "Content-Type": "application/json",
    "Content-Length": String(Buffer.byteLength(delivery.body)),
    "User-Agent": "Shopify-Captain-Hook",
    "X-Shopify-Topic": delivery.topic,
    "X-Shopify-Hmac-Sha256": createHmac("sha256", apiSecret).update(delivery.body, "utf8").digest("base64"),
    "X-Shopify-Shop-Domain": delivery.shopDomain,
    "X-Shopify-API-Version": apiVersion,
    "X-Shopify-Webhook-Id": delivery.webhookId,
    "X-Shopify-Event-Id": delivery.eventId,
    "X-Shopify-Triggered-At": delivery.triggeredAt,
    ...(delivery.name == null ? {} : { "X-Shopify-Name": delivery.name }),
  };
}

/** Delivers once; never throws. */
export function post(url: URL, delivery: Delivery, settings: Sender & { agent: Agent }): Promise<Answer> {
  return new Promise((resolve) => {
    let isConnected = false;
    const request = httpRequest(
      url,
      { method: "POST", agent: settings.agent, headers: webhookHeaders(delivery, settings), timeout: settings.answerTimeoutMs },
      (response) => {
        response.resume();
        response.on("end", () => resolve({ status: response.statusCode ?? 0 }));
        response.on("error", (error) => resolve({ status: null, problem: error.message, wasSent: true }));
      },
    );
    request.on("socket", (socket) => {
      isConnected = !socket.connecting;
      // A socket that is kept alive connects no second time: listeners would pile up on it.
      if (socket.connecting) socket.once("connect", () => (isConnected = true));
    });
    request.on("timeout", () => request.destroy(new Error(`no answer in ${settings.answerTimeoutMs} ms`)));
    request.on("error", (error) => resolve({ status: null, problem: error.message, wasSent: isConnected }));
    request.end(delivery.body);
  });
}
