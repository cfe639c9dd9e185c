/**
 * `POST /webhooks`, ahead of Remix: raw body, HMAC, one insert, 200. Nothing here waits for Shopify or decides
 * anything. A delivery that is signed but says nothing we understand is stored as dead with its reason: Shopify would
 * only repeat it.
 *
 * Answers: 200 stored or known, 400 a header is missing, 401 not signed by Shopify, 405, 413 too large, 503 the
 * database is away (Shopify tries again).
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { NewDelivery } from "../prisma/webhook-inbox.server.ts";
import { keyOf, NO_KEY, readHint } from "./webhook-payloads.ts";

export const BODY_LIMIT_BYTES = 10 * 1024 * 1024;
const SHOP_DOMAIN = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;
const HEADER_LIMIT_CHARACTERS = 255;
/** Years of four digits, which everybody writes alike. */
const FIRST_YEAR = 1000;
const LAST_YEAR = 9999;

/** Shopify's older and newer names of the same header. */
const HEADERS = {
  hmac: ["x-shopify-hmac-sha256", "shopify-hmac-sha256"],
  topic: ["x-shopify-topic", "shopify-topic"],
  shop: ["x-shopify-shop-domain", "shopify-shop-domain"],
  webhookId: ["x-shopify-webhook-id", "shopify-webhook-id"],
  triggeredAt: ["x-shopify-triggered-at", "shopify-triggered-at"],
} as const;

export interface IngestDeps {
  /** The app's client secret, with which Shopify signs. */
  readonly secret: string;
  save(delivery: NewDelivery): Promise<boolean>;
  readonly log: { warn(context: object, message: string): void; error(context: object, message: string): void };
}

export type Ingest = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export function createIngest(deps: IngestDeps): Ingest {
  return async (request, response) => {
    if (request.method !== "POST") return answer(response, 405);
    const body = await readBody(request);
    if (body === "too large") {
      deps.log.warn({ topic: headerOf(request, "topic"), limit: BODY_LIMIT_BYTES }, "delivery refused: too large");
      response.setHeader("Connection", "close");
      return answer(response, 413);
    }
    if (body === "broken off") return;
    if (!isSigned(body, headerOf(request, "hmac"), deps.secret)) return answer(response, 401);

    const delivery = readDelivery(request, body);
    if (delivery === null) return answer(response, 400);
    if (delivery.deadReason !== null) deps.log.warn({ shop: delivery.shop, topic: delivery.topic, reason: delivery.deadReason }, "delivery stored as dead");
    try {
      await deps.save(delivery);
    } catch (error) {
      deps.log.error({ err: error, shop: delivery.shop, topic: delivery.topic }, "delivery not stored");
      return answer(response, 503);
    }
    answer(response, 200);
  };
}

function readBody(request: IncomingMessage): Promise<Buffer | "too large" | "broken off"> {
  if (Number(request.headers["content-length"] ?? 0) > BODY_LIMIT_BYTES) return Promise.resolve("too large");
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > BODY_LIMIT_BYTES) {
        request.pause();
        resolve("too large");
      } else chunks.push(chunk);
    });
    request.on("end", () => resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)));
    request.on("error", () => resolve("broken off"));
    request.on("close", () => resolve("broken off"));
  });
}

function isSigned(body: Buffer, signature: string | undefined, secret: string): boolean {
  if (signature === undefined) return false;
  // The texts are compared, not what they decode to: several base64 texts decode to the same bytes.
  const given = Buffer.from(signature);
  const expected = Buffer.from(createHmac("sha256", secret).update(body).digest("base64"));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Null: a header that every delivery carries is missing or is not what it should be. */
function readDelivery(request: IncomingMessage, body: Buffer): NewDelivery | null {
  const shop = headerOf(request, "shop");
  const topic = headerOf(request, "topic");
  const webhookId = headerOf(request, "webhookId");
  if (shop === undefined || topic === undefined || webhookId === undefined || !SHOP_DOMAIN.test(shop)) return null;
  const hint = readHint(topic, body);
  const isReadable = "kind" in hint;
  return {
    shop,
    topic,
    webhookId,
    key: isReadable ? keyOf(hint) : NO_KEY,
    body,
    triggeredAt: momentOf(headerOf(request, "triggeredAt")),
    deadReason: isReadable ? null : hint.unreadable,
  };
}

/** Written anew, and nothing where that is not possible: JavaScript reads moments that PostgreSQL does not. */
function momentOf(text: string | undefined): string | null {
  const moment = new Date(text ?? Number.NaN);
  return Number.isNaN(moment.getTime()) || moment.getUTCFullYear() > LAST_YEAR || moment.getUTCFullYear() < FIRST_YEAR ? null : moment.toISOString();
}

function headerOf(request: IncomingMessage, name: keyof typeof HEADERS): string | undefined {
  for (const header of HEADERS[name]) {
    const value = request.headers[header];
    if (typeof value === "string" && value !== "" && value.length <= HEADER_LIMIT_CHARACTERS) return value;
  }
  return undefined;
}

function answer(response: ServerResponse, status: number): void {
  response.writeHead(status, { "Content-Length": 0, "Cache-Control": "no-store" });
  response.end();
}
