import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import type { ShopContext } from "../commerce/context.ts";
import type { Faults } from "../faults.ts";
import { readBody, sendJson } from "../front/http.ts";
import { appOfToken } from "../state/apps.ts";
import type { InstalledApp } from "../state/types.ts";
import { CostBucket } from "./bucket.ts";
import type { BucketLimits } from "./bucket.ts";
import { answerGraphql } from "./execute.ts";
import type { GraphqlAnswer, GraphqlRequest } from "./execute.ts";
import { IdempotencyKeys } from "./idempotency.ts";
import { RequestLog } from "./request-log.ts";

const graphqlBody = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

const UNAUTHORIZED = {
  errors: "[API] Invalid API key or access token (unrecognized login or wrong password)",
};

/** The Admin API of all shops over HTTP: who asks, what goes wrong on the way, and the log of it all. */
export class AdminApiEndpoint {
  readonly log = new RequestLog();
  readonly #keys = new IdempotencyKeys();
  readonly #buckets = new Map<string, CostBucket>();
  readonly #limits: BucketLimits;
  readonly #faults: Faults;
  #requests = 0;

  constructor({ limits, faults }: { limits: BucketLimits; faults: Faults }) {
    this.#limits = limits;
    this.#faults = faults;
  }

  async handle(request: IncomingMessage, response: ServerResponse, context: ShopContext): Promise<void> {
    const token = request.headers["x-shopify-access-token"];
    const app = typeof token === "string" ? appOfToken(context.shop, token, context.now()) : undefined;
    const body = await readBody(request);
    if (app === undefined) return sendJson(response, UNAUTHORIZED, 401);
    const { fault, waitMs } = this.#faults.draw();
    if (waitMs > 0) await wait(waitMs);
    if (fault === "lost_before") return void request.socket.destroy();
    if (fault === "server_error") return sendJson(response, { errors: "Bad Gateway" }, 502);
    if (fault === "too_many_requests") {
      response.setHeader("Retry-After", "1.0");
      return sendJson(response, { errors: "Exceeded 2 calls per second for api client." }, 429);
    }
    const parsed = graphqlBody.safeParse(parseJson(body.toString("utf8")));
    if (!parsed.success) return sendJson(response, { errors: { query: "Required parameter missing or invalid" } }, 400);
    const { query, variables, operationName } = parsed.data;
    const answer = this.answer({ query, variables: variables ?? {}, operationName: operationName ?? null }, { context, app });
    if (fault === "lost_after") return void request.socket.destroy();
    if (fault === "garbage") return void response.writeHead(200, { "content-type": "text/html" }).end("<html>");
    response.setHeader("X-Request-Id", `dev-store-${this.#requests}`);
    sendJson(response, answer.body, answer.status);
  }

  /** Answers one request without HTTP; also what tests in the same process use, with a bucket of their own if they like. */
  answer(request: GraphqlRequest, { context, app, bucket }: { context: ShopContext; app: InstalledApp; bucket?: CostBucket }): GraphqlAnswer {
    this.#requests += 1;
    const { shop } = context;
    const answer = answerGraphql(request, {
      api: { commerce: context, shop, app, typeNames: new WeakMap(), requestId: `dev-store-${this.#requests}` },
      bucket: bucket ?? this.#bucketOf(`${shop.profile.domain}|${app.apiKey}`),
      keys: this.#keys,
    });
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
