import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { ShopContext } from "../commerce/context.ts";
import type { Consistency } from "../consistency.ts";
import type { Fault, Faults } from "../faults.ts";
import { sendHtml, sendJson } from "../front/http.ts";
import { appOfToken } from "../state/apps.ts";
import type { InstalledApp } from "../state/types.ts";
import { CostBucket } from "./bucket.ts";
import type { BucketLimits } from "./bucket.ts";
import { internalError } from "./api-error.ts";
import { pagedUpTo } from "./connections.ts";
import { answerGraphql, throttledBody } from "./execute.ts";
import type { GraphqlAnswer, GraphqlRequest } from "./execute.ts";
import { readGraphqlRequest, UNAUTHORIZED } from "./http-request.ts";
import type { HttpAnswer } from "./http-request.ts";
import { IdempotencyKeys } from "./idempotency.ts";
import { RequestLog } from "./request-log.ts";
import { API_VERSION } from "./schema.ts";

/** Where Shopify itself does not come to speak, a proxy before it does. */
const SERVER_ERRORS: readonly [HttpAnswer, ...HttpAnswer[]] = [
  { status: 500, body: { errors: "An unexpected error occurred" } },
  { status: 502, body: "<html><body><h1>502 Bad Gateway</h1></body></html>" },
  { status: 503, body: "<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>" },
];
const TOO_MANY_REQUESTS: HttpAnswer = {
  status: 429,
  body: { errors: "Exceeded 2 calls per second for api client. Reduce request rates to resume uninterrupted service." },
  headers: { "retry-after": "1.0" },
};
/** Answers that are none: a proxy's page, half a JSON, nothing at all. */
const GARBAGE = ["<html>", '{"data":{"shop"', ""] as const;

/** The Admin API of all shops over HTTP: who asks, what goes wrong on the way, and the log of it all. */
export class AdminApiEndpoint {
  readonly log = new RequestLog();
  readonly #keys = new IdempotencyKeys();
  readonly #buckets = new Map<string, CostBucket>();
  readonly #limits: BucketLimits;
  readonly #faults: Faults;
  readonly #consistency: Consistency;
  #requests = 0;

  constructor({ limits, faults, consistency }: { limits: BucketLimits; faults: Faults; consistency: Consistency }) {
    this.#limits = limits;
    this.#faults = faults;
    this.#consistency = consistency;
  }

  async handle(request: IncomingMessage, response: ServerResponse, context: ShopContext): Promise<void> {
    const asked = await readGraphqlRequest(request);
    if ("status" in asked && asked.status !== 400) return sendAnswer(response, asked);
    const token = request.headers["x-shopify-access-token"];
    const app = typeof token === "string" ? appOfToken(context.shop, token, context.now()) : undefined;
    if (app === undefined) return sendAnswer(response, UNAUTHORIZED);
    if ("status" in asked) return sendAnswer(response, asked);
    const { fault, waitMs } = this.#faults.draw();
    if (waitMs > 0) await wait(waitMs);
    const exchange = { request, response };
    if (fault !== null && (await this.#failBefore(fault, exchange, { context, app }))) return;
    const answer = this.answer(asked, { context, app });
    if (fault !== null && (await this.#failAfter(fault, exchange, answer))) return;
    response.setHeader("X-Request-Id", `dev-store-${this.#requests}`);
    response.setHeader("X-Shopify-API-Version", API_VERSION);
    sendJson(response, answer.body, answer.status);
  }

  /** True when the call ends here, nothing done. */
  async #failBefore(fault: Fault, { request, response }: Exchange, { context, app }: { context: ShopContext; app: InstalledApp }): Promise<boolean> {
    switch (fault) {
      case "lost_before":
        request.socket.destroy();
        return true;
      case "timeout_before":
        await this.#sayNothing({ request, response });
        return true;
      case "server_error":
        sendAnswer(response, oneOf(SERVER_ERRORS, this.#faults.countOf(fault)));
        return true;
      case "too_many_requests":
        sendAnswer(response, TOO_MANY_REQUESTS);
        return true;
      case "internal_error":
        sendJson(response, { errors: [internalError(randomUUID())] });
        return true;
      case "throttled":
        sendJson(response, throttledBody(this.#limits.maximumAvailable, this.#bucketOf(`${context.shop.profile.domain}|${app.apiKey}`)));
        return true;
      default:
        return false;
    }
  }

  /** True when the answer gets lost on its way; what was asked is done. */
  async #failAfter(fault: Fault, { request, response }: Exchange, { body }: GraphqlAnswer): Promise<boolean> {
    switch (fault) {
      case "lost_after":
        request.socket.destroy();
        return true;
      case "timeout_after":
        await this.#sayNothing({ request, response });
        return true;
      case "garbage":
        response.writeHead(200, { "content-type": "text/html" }).end(oneOf(GARBAGE, this.#faults.countOf(fault)));
        return true;
      case "half_closed": {
        const text = JSON.stringify(body);
        response.writeHead(200, { "content-type": "application/json; charset=utf-8", "content-length": Buffer.byteLength(text) });
        response.write(text.slice(0, text.length / 2), () => request.socket.destroySoon());
        return true;
      }
      default:
        return false;
    }
  }

  /** The caller hears nothing until it gives up or the connection breaks. */
  async #sayNothing({ request, response }: Exchange): Promise<void> {
    await Promise.race([once(response, "close"), wait(this.#faults.settings.timeoutMs, undefined, { ref: false })]);
    request.socket.destroy();
  }

  /** Answers one request without HTTP; also what tests in the same process use, with a bucket of their own if they like. */
  answer(request: GraphqlRequest, { context, app, bucket }: { context: ShopContext; app: InstalledApp; bucket?: CostBucket }): GraphqlAnswer {
    this.#requests += 1;
    const { shop } = context;
    const parts = {
      api: { commerce: context, shop, app, consistency: this.#consistency, typeNames: new WeakMap(), requestId: `dev-store-${this.#requests}` },
      bucket: bucket ?? this.#bucketOf(`${shop.profile.domain}|${app.apiKey}`),
      keys: this.#keys,
    };
    const answer = pagedUpTo(this.#faults.settings.pagedObjects || Infinity, () => answerGraphql(request, parts));
    if (answer.log !== null) {
      this.log.add({ ...answer.log, at: context.now().toISOString(), shopDomain: shop.profile.domain });
    }
    return answer;
  }

  #bucketOf(name: string): CostBucket {
    const known = this.#buckets.get(name);
    if (known !== undefined) return known;
    const bucket = new CostBucket(this.#limits, () => performance.now());
    this.#buckets.set(name, bucket);
    return bucket;
  }
}

type Exchange = { request: IncomingMessage; response: ServerResponse };

export function sendAnswer(response: ServerResponse, { status, body, headers = {} }: HttpAnswer): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (typeof body === "string") sendHtml(response, body, status);
  else sendJson(response, body, status);
}

function oneOf<T>(choices: readonly [T, ...T[]], nth: number): T {
  return choices[nth % choices.length] ?? choices[0];
}
