/**
 * The one way to Shopify's Admin API. It keeps each shop within its cost budget, tries again what may be tried again,
 * and saves every change before it is sent.
 *
 * A read that fails for a passing reason throws `ShopifyUnavailable` once its time is up. A change whose answer got
 * lost may have happened: it is marked uncertain and sent again only under a key by which Shopify recognises it;
 * without such a key it throws, and the caller reads how things stand before it decides again.
 */
import { createHash } from "node:crypto";
import type { ShopDomain } from "../../domain/ids.ts";
import { ShopifyUnavailable } from "../../use-cases/ports/shopify-unavailable.ts";
import type { OutgoingMutations } from "../prisma/outgoing-mutations.server.ts";
import { CostBudget } from "./cost-budget.ts";
import type { ThrottleStatus } from "./cost-budget.ts";
import type { Operation } from "./operation.ts";

export const API_VERSION = "2026-10";
const ATTEMPT_TIMEOUT_MS = 15_000;
const DEADLINE_MS = 45_000;
const RETRY_WAIT_MS = 250;
const RETRY_WAIT_MAX_MS = 8_000;

/** Frozen until its bill is paid, or locked: for a while, so work waits for it as for an outage. */
export const SHUT_STATUSES: ReadonlySet<number> = new Set([402, 423]);

/** Shopify understood and said no: a repeat gives the same answer. */
export class ShopifyRefused extends Error {
  override readonly name: string = "ShopifyRefused";
}

/** The query is larger than Shopify allows at once: ask for less. */
export class QueryTooCostly extends ShopifyRefused {
  override readonly name = "QueryTooCostly";
}

export interface AccessTokens {
  /** Throws when the shop has none. */
  current(shop: ShopDomain): Promise<string>;
  /** Shopify did not take this token: look for another. */
  forget(shop: ShopDomain, token: string): void;
}

export interface AdminClientDeps {
  readonly tokens: AccessTokens;
  readonly mutations: OutgoingMutations;
  readonly log: { warn(context: object, message: string): void };
  readonly fetch?: typeof fetch;
  readonly sleep?: (ms: number) => Promise<void>;
  readonly attemptTimeoutMs?: number;
  readonly deadlineMs?: number;
}

export interface AdminClient {
  query<Result, Variables>(shop: ShopDomain, operation: Operation<Result, Variables>, variables: Variables): Promise<Result>;
  /** `key` names this change for good: the same key is only ever sent with the same variables. */
  mutate<Result, Variables>(shop: ShopDomain, operation: Operation<Result, Variables>, variables: Variables, key: string): Promise<Result>;
}

type Answer =
  | { readonly kind: "data"; readonly data: unknown }
  /** Nothing was executed. */
  | { readonly kind: "throttled"; readonly waitMs: number }
  | { readonly kind: "token refused"; readonly token: string }
  /** Nothing was executed, nor will anything be before somebody opens the shop again. */
  | { readonly kind: "shut"; readonly status: number }
  /** It is not known whether anything was executed. */
  | { readonly kind: "lost"; readonly reason: string };

export function createAdminClient(deps: AdminClientDeps): AdminClient {
  const call = createCaller(deps);
  return {
    query: (shop, operation, variables) => call(shop, operation, variables, { repeatsLost: true }) as Promise<never>, // typed by the operation
    async mutate(shop, operation, variables, key) {
      const variablesHash = createHash("sha256").update(JSON.stringify(variables, sortKeys)).digest("hex");
      await deps.mutations.begin(shop, { key, operation: operation.name, variablesHash });
      try {
        const data = await call(shop, operation, variables, { repeatsLost: operation.text.includes("@idempotent") });
        await deps.mutations.resolve(shop, key, userErrorsOf(data).length === 0 ? "accepted" : "rejected");
        return data as never; // typed by the operation
      } catch (error) {
        await deps.mutations.resolve(shop, key, error instanceof ShopifyRefused ? "rejected" : "uncertain");
        throw error;
      }
    },
  };
}

/** The user errors of a mutation's only field: every payload of the operations that we send has them. */
export function userErrorsOf(data: unknown): { code?: string | null; message: string }[] {
  const payloads = Object.values(data as Record<string, { userErrors?: { code?: string | null; message: string }[] } | null>); // an answer's data is an object
  return payloads.flatMap((payload) => payload?.userErrors ?? []);
}

/** The same variables give the same hash, however they were put together. */
function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function createCaller({ tokens, log, fetch: send = fetch, sleep = pause, attemptTimeoutMs = ATTEMPT_TIMEOUT_MS, deadlineMs = DEADLINE_MS }: AdminClientDeps) {
  const budget = new CostBudget();

  return async function call<Result, Variables>(
    shop: ShopDomain,
    operation: Operation<Result, Variables>,
    variables: Variables,
    { repeatsLost }: { repeatsLost: boolean },
  ): Promise<unknown> {
    const endMs = performance.now() + deadlineMs;
    let hasNewToken = false;
    let trouble = "the budget of the shop is used up";
    for (let attempt = 0; ; attempt++) {
      const waitMs = budget.take(shop, operation.name);
      if (performance.now() + waitMs > endMs) throw new ShopifyUnavailable(`${operation.name}: ${trouble}`);
      if (waitMs > 0) await sleep(waitMs);

      const answer = await attemptOnce(shop, operation, variables);
      if (answer.kind === "data") return answer.data;
      if (answer.kind === "token refused") {
        tokens.forget(shop, answer.token);
        if (hasNewToken) throw new ShopifyRefused(`${operation.name}: Shopify does not take our access token for ${shop}. Was the app removed?`);
        hasNewToken = true;
        continue;
      }
      if (answer.kind === "shut") throw new ShopifyUnavailable(`${operation.name}: the shop is shut (status ${answer.status})`);
      trouble = answer.kind === "throttled" ? "Shopify asked us to slow down" : answer.reason;
      if (answer.kind === "lost" && !repeatsLost) throw new ShopifyUnavailable(`${operation.name}: ${trouble}; it may have happened`);
      const pauseMs = Math.max(answer.kind === "throttled" ? answer.waitMs : 0, jittered(Math.min(RETRY_WAIT_MAX_MS, RETRY_WAIT_MS * 2 ** attempt)));
      if (performance.now() + pauseMs > endMs) throw new ShopifyUnavailable(`${operation.name}: ${trouble}`);
      log.warn({ shop, operation: operation.name, attempt, trouble, pauseMs: Math.round(pauseMs) }, "Shopify call repeated");
      await sleep(pauseMs);
    }
  };

  async function attemptOnce<Result, Variables>(shop: ShopDomain, operation: Operation<Result, Variables>, variables: Variables): Promise<Answer> {
    const token = await tokens.current(shop);
    let response: Response;
    let text: string;
    try {
      response = await send(`https://${shop}/admin/api/${API_VERSION}/graphql.json`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-Shopify-Access-Token": token, "User-Agent": "Promised" },
        body: JSON.stringify({ query: operation.text, operationName: operation.name, variables }),
        redirect: "error",
        signal: AbortSignal.timeout(attemptTimeoutMs),
      });
      text = await response.text();
    } catch (error) {
      return { kind: "lost", reason: error instanceof Error && error.name === "TimeoutError" ? "no answer in time" : "the connection failed" };
    }
    if (response.status === 401) return { kind: "token refused", token };
    if (SHUT_STATUSES.has(response.status)) return { kind: "shut", status: response.status };
    if (response.status === 429) return { kind: "throttled", waitMs: Number(response.headers.get("retry-after") ?? 0) * 1000 || RETRY_WAIT_MS };
    if (response.status >= 500) return { kind: "lost", reason: `status ${response.status}` };
    if (response.status !== 200) throw new ShopifyRefused(`${operation.name}: Shopify answered with status ${response.status}.`);
    const body = parseAnswer(text);
    return body === null ? { kind: "lost", reason: "the answer is no GraphQL answer" } : readAnswer(shop, operation, body);
  }

  function readAnswer(shop: ShopDomain, operation: Operation<unknown, never> | { name: string; isMutation: boolean }, body: GraphqlBody): Answer {
    const cost = body.extensions?.cost;
    if (cost !== undefined) budget.learn(shop, operation.name, cost.requestedQueryCost, cost.throttleStatus);
    const errors = body.errors ?? [];
    if (errors.length === 0 && body.data != null) return { kind: "data", data: body.data };

    const codes = errors.map((error) => error.extensions?.code ?? "");
    const words = errors.map((error) => error.message).join("; ");
    if (codes.includes("THROTTLED")) return { kind: "throttled", waitMs: refillMs(cost) };
    if (codes.includes("MAX_COST_EXCEEDED")) throw new QueryTooCostly(`${operation.name}: ${words}`);
    if (codes.includes("INTERNAL_SERVER_ERROR")) return { kind: "lost", reason: "an internal error of Shopify" };
    // Protected fields that we were not granted are null; whoever reads them can do without.
    if (body.data != null && !operation.isMutation && codes.every((code) => code === "ACCESS_DENIED")) {
      log.warn({ shop, operation: operation.name, denied: errors.length }, "fields we may not read");
      return { kind: "data", data: body.data };
    }
    throw new ShopifyRefused(`${operation.name}: ${words || "Shopify answered without data."}`);
  }
}

interface GraphqlBody {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
  readonly extensions?: { readonly cost?: { readonly requestedQueryCost: number; readonly throttleStatus: ThrottleStatus } };
}

/** Null for what is not an object with data or errors: half an answer, or a page of some proxy. */
function parseAnswer(text: string): GraphqlBody | null {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null && ("data" in body || "errors" in body) ? (body as GraphqlBody) : null; // Shopify's contract
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function refillMs(cost: { requestedQueryCost: number; throttleStatus: ThrottleStatus } | undefined): number {
  if (cost === undefined) return 1000;
  const { currentlyAvailable, restoreRate } = cost.throttleStatus;
  return (Math.max(0, cost.requestedQueryCost - currentlyAvailable) / restoreRate) * 1000;
}

/** Between half and all of it, so that workers that failed together do not come back together. */
function jittered(ms: number): number {
  return ms * (0.5 + Math.random() / 2);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
