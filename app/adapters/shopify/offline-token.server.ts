/**
 * The shop's offline access token for work without a merchant at hand. Tokens last an hour; a refresh gives a new pair
 * and ends the old refresh token, so one process at a time refreshes (an advisory lock) and the pair is written in one
 * statement. The row is the one that the sign-in library writes.
 */
import type pg from "pg";
import { z } from "zod";
import type { ShopDomain } from "../../domain/ids.ts";
import { ShopifyUnavailable } from "../../use-cases/ports/shopify-unavailable.ts";
import { SHUT_STATUSES, ShopifyRefused } from "./admin-client.server.ts";
import type { AccessTokens } from "./admin-client.server.ts";

/** A token that ends sooner than this is replaced first, so that it does not end in the middle of a job. */
const REFRESH_AHEAD_MS = 5 * 60_000;
/** How long another process's new token may stay unseen. */
const REMEMBER_MS = 30_000;
const REFRESH_TIMEOUT_MS = 10_000;

export interface OfflineTokenDeps {
  readonly pool: pg.Pool;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly fetch?: typeof fetch;
  readonly nowMs?: () => number;
}

interface Pair {
  readonly accessToken: string;
  /** Milliseconds since 1970; null: lasts for ever. */
  readonly endsMs: number | null;
  readonly refreshToken: string | null;
}

/** An answer without an end would never be refreshed again, so every part is required. */
const answerSchema = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive(),
  refresh_token: z.string().min(1),
  refresh_token_expires_in: z.number().positive(),
  scope: z.string(),
});

export function createOfflineTokens(deps: OfflineTokenDeps): AccessTokens {
  const nowMs = deps.nowMs ?? Date.now;
  const remembered = new Map<ShopDomain, { token: string; untilMs: number }>();
  /** The token of each shop that Shopify did not take, though its hour is not over: it was revoked. */
  const revoked = new Map<ShopDomain, string>();
  return {
    async current(shop) {
      const known = remembered.get(shop);
      if (known !== undefined && known.untilMs > nowMs()) return known.token;
      const pair = await loadPair(deps.pool, shop);
      const isUsable = (found: Pair) => isFresh(found, nowMs()) && found.accessToken !== revoked.get(shop);
      const usable = isUsable(pair) ? pair : await refreshAlone(deps, shop, { nowMs, isUsable });
      const endsMs = usable.endsMs === null ? Infinity : usable.endsMs - REFRESH_AHEAD_MS;
      remembered.set(shop, { token: usable.accessToken, untilMs: Math.min(nowMs() + REMEMBER_MS, endsMs) });
      return usable.accessToken;
    },
    forget(shop, token) {
      if (remembered.get(shop)?.token === token) remembered.delete(shop);
      revoked.set(shop, token);
    },
  };
}

function isFresh(pair: Pair, nowMs: number): boolean {
  return pair.endsMs === null || pair.endsMs - nowMs > REFRESH_AHEAD_MS;
}

async function loadPair(db: pg.Pool | pg.PoolClient, shop: ShopDomain): Promise<Pair> {
  const { rows } = await db.query<Pair>(
    `SELECT "accessToken", (extract(epoch FROM expires) * 1000)::float8 AS "endsMs", "refreshToken" FROM session WHERE id = $1 AND NOT "isOnline"`,
    [`offline_${shop}`],
  );
  if (rows[0] === undefined) throw new ShopifyRefused(`There is no access token for ${shop}. Open the app once in the shop's admin.`);
  return rows[0];
}

/** Whoever waited for the lock finds the new pair already there. */
async function refreshAlone(
  deps: OfflineTokenDeps,
  shop: ShopDomain,
  { nowMs, isUsable }: { nowMs: () => number; isUsable: (pair: Pair) => boolean },
): Promise<Pair> {
  const client = await deps.pool.connect();
  try {
    await client.query(`SELECT pg_advisory_lock(hashtextextended($1, 0))`, [`offline-token:${shop}`]);
    const pair = await loadPair(client, shop);
    if (isUsable(pair)) return pair;
    if (pair.refreshToken === null)
      throw new ShopifyRefused(`The access token for ${shop} has ended and cannot be refreshed. Open the app once in the shop's admin.`);
    return await refresh(deps, client, shop, pair.refreshToken, nowMs);
  } finally {
    const unlocked = await client.query(`SELECT pg_advisory_unlock_all()`).then(
      () => undefined,
      (error: Error) => error,
    );
    // A connection that did not answer is thrown away, and its lock with it.
    client.release(unlocked);
  }
}

async function refresh(deps: OfflineTokenDeps, client: pg.PoolClient, shop: ShopDomain, refreshToken: string, nowMs: () => number): Promise<Pair> {
  const answer = await askForPair(deps, shop, refreshToken);
  const pair = { accessToken: answer.access_token, endsMs: nowMs() + answer.expires_in * 1000, refreshToken: answer.refresh_token };
  await client.query(
    `UPDATE session SET "accessToken" = $2, expires = to_timestamp($3 / 1000.0) AT TIME ZONE 'UTC', "refreshToken" = $4,
            "refreshTokenExpires" = to_timestamp($5 / 1000.0) AT TIME ZONE 'UTC', scope = $6 WHERE id = $1`,
    [`offline_${shop}`, pair.accessToken, pair.endsMs, pair.refreshToken, nowMs() + answer.refresh_token_expires_in * 1000, answer.scope],
  );
  return pair;
}

async function askForPair(
  { apiKey, apiSecret, fetch: send = fetch }: OfflineTokenDeps,
  shop: ShopDomain,
  refreshToken: string,
): Promise<z.infer<typeof answerSchema>> {
  let response: Response;
  let body: unknown;
  try {
    response = await send(`https://${shop}/admin/oauth/access_token`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ client_id: apiKey, client_secret: apiSecret, grant_type: "refresh_token", refresh_token: refreshToken }),
      redirect: "error",
      signal: AbortSignal.timeout(REFRESH_TIMEOUT_MS),
    });
    body = await response.json();
  } catch (error) {
    throw new ShopifyUnavailable("The access token could not be refreshed: no usable answer.", { cause: error });
  }
  if (response.status >= 500 || response.status === 429 || SHUT_STATUSES.has(response.status))
    throw new ShopifyUnavailable(`The access token could not be refreshed: status ${response.status}.`);
  if (response.status !== 200)
    throw new ShopifyRefused(`Shopify refuses to refresh the access token for ${shop} (status ${response.status}). Open the app once in the shop's admin.`);
  const parsed = answerSchema.safeParse(body);
  if (!parsed.success) throw new ShopifyUnavailable(`The refresh answer lacks ${parsed.error.issues.map((issue) => issue.path.join(".")).join(", ")}.`);
  return parsed.data;
}
