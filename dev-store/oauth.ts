import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { grantToken } from "./state/apps.ts";
import type { TokenLifetimes } from "./state/apps.ts";
import type { AccessToken, InstalledApp, ShopState } from "./state/types.ts";

/**
 * Session tokens (what the admin gives the framed app, one minute long) and their exchange for access tokens at
 * `POST /admin/oauth/access_token`, with refresh.
 */

const SESSION_TOKEN_SECONDS = 60;
const CLOCK_TOLERANCE_SECONDS = 10;
const TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
const OFFLINE_TOKEN = "urn:shopify:params:oauth:token-type:offline-access-token";
const ONLINE_TOKEN = "urn:shopify:params:oauth:token-type:online-access-token";

/** Who looks at the admin in the demo. */
export const STAFF_MEMBER = {
  id: 700_001,
  first_name: "Mara",
  last_name: "Voss",
  email: "mara@fernhill.example",
  account_owner: true,
  locale: "en",
  collaborator: false,
  email_verified: true,
};

export type Credentials = { apiKey: string; apiSecret: string };

type SessionClaims = { iss: string; dest: string; aud: string; sub: string; exp: number; nbf: number };

/** A session token as App Bridge hands it to the app: HS256 with the app's secret, valid for a minute. */
export function mintSessionToken(
  { apiKey, apiSecret }: Credentials,
  { shopDomain, now, userId = STAFF_MEMBER.id }: { shopDomain: string; now: Date; userId?: number },
): string {
  const issuedAt = Math.floor(now.getTime() / 1000);
  const claims = {
    iss: `https://${shopDomain}/admin`,
    dest: `https://${shopDomain}`,
    aud: apiKey,
    sub: String(userId),
    exp: issuedAt + SESSION_TOKEN_SECONDS,
    nbf: issuedAt,
    iat: issuedAt,
    jti: randomUUID(),
    sid: randomUUID(),
  };
  const unsigned = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
  return `${unsigned}.${signatureOf(unsigned, apiSecret)}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function signatureOf(unsigned: string, secret: string): string {
  return createHmac("sha256", secret).update(unsigned).digest("base64url");
}

function equal(one: string, other: string): boolean {
  const left = Buffer.from(one);
  const right = Buffer.from(other);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** The claims of a session token made for this app and shop, or null when it is not one that Shopify would take. */
function verifiedClaims(token: string, { apiKey, apiSecret }: Credentials, shopDomain: string, now: Date): SessionClaims | null {
  const [header = "", payload = "", signature = "", ...rest] = token.split(".");
  if (rest.length > 0 || !equal(signature, signatureOf(`${header}.${payload}`, apiSecret))) return null;
  // Signed with our secret, so it is what we minted.
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as SessionClaims;
  const nowSeconds = now.getTime() / 1000;
  const isCurrent = claims.exp > nowSeconds - CLOCK_TOLERANCE_SECONDS && claims.nbf < nowSeconds + CLOCK_TOLERANCE_SECONDS;
  const isOurs = claims.aud === apiKey && claims.dest === `https://${shopDomain}` && claims.iss === `https://${shopDomain}/admin`;
  return isCurrent && isOurs ? claims : null;
}

export type OAuthAnswer = { status: number; body: Record<string, unknown> };

export type OAuthDesk = {
  credentials: Credentials;
  lifetimes: TokenLifetimes;
  now: () => Date;
  /** Installs the app in the shop when it is not yet. */
  install: (shop: ShopState) => InstalledApp;
};

/** Answers a token request with what Shopify would: tokens, or an OAuth error with status 400 or 401. */
export function answerTokenRequest(desk: OAuthDesk, shop: ShopState, request: Record<string, unknown>): OAuthAnswer {
  const { apiKey, apiSecret } = desk.credentials;
  if (request["client_id"] !== apiKey || request["client_secret"] !== apiSecret) {
    return refusal(401, "invalid_client", "client_id or client_secret is not that of the app");
  }
  if (request["grant_type"] === TOKEN_EXCHANGE) return exchange(desk, shop, request);
  if (request["grant_type"] === "refresh_token") return refresh(desk, shop, request);
  return refusal(400, "unsupported_grant_type", "use token exchange or refresh_token");
}

function exchange(desk: OAuthDesk, shop: ShopState, request: Record<string, unknown>): OAuthAnswer {
  const { subject_token: subject, requested_token_type: wanted } = request;
  const now = desk.now();
  const claims = typeof subject === "string" ? verifiedClaims(subject, desk.credentials, shop.profile.domain, now) : null;
  if (claims === null) return refusal(400, "invalid_subject_token", "the session token is not valid for this app and shop");
  if (wanted !== OFFLINE_TOKEN && wanted !== ONLINE_TOKEN) return refusal(400, "invalid_request", "requested_token_type is unknown");
  const app = desk.install(shop);
  const userId = wanted === ONLINE_TOKEN ? Number(claims.sub) : null;
  const expiring = request["expiring"] === "1";
  return tokenAnswer(desk, app, grantToken(app, { now, userId, expiring, lifetimes: desk.lifetimes }));
}

function refresh(desk: OAuthDesk, shop: ShopState, request: Record<string, unknown>): OAuthAnswer {
  const now = desk.now();
  const app = shop.apps.get(desk.credentials.apiKey);
  const held = app?.tokens.find(({ refreshToken }) => refreshToken !== null && refreshToken === request["refresh_token"]);
  const isUsable = held?.refreshExpiresAt != null && new Date(held.refreshExpiresAt) > now;
  if (app === undefined || app.uninstalledAt !== null || !isUsable) {
    return refusal(401, "invalid_request", "This request requires an active refresh_token");
  }
  return tokenAnswer(desk, app, grantToken(app, { now, userId: null, expiring: true, lifetimes: desk.lifetimes }));
}

function tokenAnswer(desk: OAuthDesk, app: InstalledApp, token: AccessToken): OAuthAnswer {
  const body: Record<string, unknown> = { access_token: token.token, scope: app.scopes.join(",") };
  if (token.expiresAt !== null) body["expires_in"] = desk.lifetimes.accessSeconds;
  if (token.refreshToken !== null) {
    body["refresh_token"] = token.refreshToken;
    body["refresh_token_expires_in"] = desk.lifetimes.refreshSeconds;
  }
  if (token.userId !== null) {
    body["associated_user_scope"] = app.scopes.join(",");
    body["associated_user"] = { ...STAFF_MEMBER, id: token.userId };
  }
  return { status: 200, body };
}

function refusal(status: number, error: string, description: string): OAuthAnswer {
  return { status, body: { error, error_description: description } };
}
