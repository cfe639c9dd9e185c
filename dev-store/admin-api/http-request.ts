import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { BodyTooLarge, readBody } from "../front/http.ts";
import type { GraphqlRequest } from "./execute.ts";
import { API_VERSION } from "./schema.ts";

/** What a request must be before GraphQL looks at it, and Shopify's answers when it is not. */

export type HttpAnswer = { status: number; body: unknown; headers?: Record<string, string> };

export const NOT_FOUND: HttpAnswer = { status: 404, body: { errors: "Not Found" } };
export const UNAUTHORIZED: HttpAnswer = {
  status: 401,
  body: { errors: "[API] Invalid API key or access token (unrecognized login or wrong password)" },
};
export const TOO_LARGE: HttpAnswer = { status: 413, body: { errors: "Request Entity Too Large" }, headers: { connection: "close" } };

/** Room for the largest call that there is: 25 metafields with long values. */
const MAX_REQUEST_BYTES = 10_000_000;

/** How the shop itself may stand in the way of every call. */
export const SHOP_CONDITIONS = ["open", "frozen", "forbidden", "gone", "locked"] as const;
export type ShopCondition = (typeof SHOP_CONDITIONS)[number];

const SHUT: Record<Exclude<ShopCondition, "open">, HttpAnswer> = {
  frozen: { status: 402, body: { errors: "Unavailable Shop" } },
  forbidden: { status: 403, body: { errors: "Unavailable Shop" } },
  gone: NOT_FOUND,
  locked: { status: 423, body: { errors: "This shop is unavailable" } },
};

/** The answer to every call while the shop is not open; null while it is. */
export function answerOfShut(condition: ShopCondition): HttpAnswer | null {
  return condition === "open" ? null : SHUT[condition];
}

/**
 * True for the address of the Admin API in a version that is served. A version that has ended falls forward to the oldest
 * that is supported: here the only one. Versions to come, and what is no version, are not found.
 */
export function isGraphqlPath(pathname: string): boolean {
  if (pathname === "/admin/api/graphql.json") return true;
  const [, version] = /^\/admin\/api\/(20\d\d-(?:01|04|07|10))\/graphql\.json$/.exec(pathname) ?? [];
  return version !== undefined && version <= API_VERSION;
}

const graphqlBody = z.object({
  query: z.string().min(1),
  variables: z.union([z.record(z.string(), z.unknown()), z.string()]).nullish(),
  operationName: z.string().nullish(),
});

/** Reads the GraphQL request out of the HTTP request, or says how Shopify refuses it. */
export async function readGraphqlRequest(request: IncomingMessage): Promise<GraphqlRequest | HttpAnswer> {
  if (request.method !== "POST") return NOT_FOUND;
  let text: string;
  try {
    text = (await readBody(request, MAX_REQUEST_BYTES)).toString("utf8");
  } catch (error) {
    if (error instanceof BodyTooLarge) return TOO_LARGE;
    throw error;
  }
  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  if (type === "application/graphql") return text === "" ? missing("query") : { query: text, variables: {}, operationName: null };
  const parsed = graphqlBody.safeParse(type === "application/json" ? parseJson(text) : undefined);
  if (!parsed.success) return missing(parsed.error.issues.every(({ path }) => path[0] === "variables") ? "variables" : "query");
  const { query, variables, operationName } = parsed.data;
  const given = typeof variables === "string" ? parseJson(variables) : (variables ?? {});
  // An empty name is no name; variables may come as JSON within the JSON, and must be an object all the same.
  if (typeof given !== "object" || given === null || Array.isArray(given)) return missing("variables");
  return { query, variables: { ...given }, operationName: operationName === "" ? null : (operationName ?? null) };
}

function missing(parameter: string): HttpAnswer {
  return { status: 400, body: { errors: { [parameter]: "Required parameter missing or invalid" } } };
}

/** Undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
