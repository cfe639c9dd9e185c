import { randomBytes } from "node:crypto";
import type { AccessToken, InstalledApp, ShopState } from "./types.ts";

/** An app in a shop: what it may do and the tokens it holds. */

const ONE_HOUR_SECONDS = 3600;
const NINETY_DAYS_SECONDS = 90 * 24 * ONE_HOUR_SECONDS;

export type TokenLifetimes = { accessSeconds: number; refreshSeconds: number };
export const SHOPIFY_TOKEN_LIFETIMES: TokenLifetimes = {
  accessSeconds: ONE_HOUR_SECONDS,
  refreshSeconds: NINETY_DAYS_SECONDS,
};

/** Installs the app, or finds it installed. Scopes are those of `shopify.app.toml`, all granted. */
export function installApp(
  shop: ShopState,
  {
    apiKey,
    appId,
    title,
    handle,
    scopes,
    optionalScopes = [],
    installedAt,
  }: {
    apiKey: string;
    appId: number;
    title: string;
    handle: string;
    scopes: readonly string[];
    optionalScopes?: readonly string[];
    installedAt: string;
  },
): InstalledApp {
  const known = shop.apps.get(apiKey);
  if (known !== undefined && known.uninstalledAt === null) return known;
  const app: InstalledApp = {
    id: known?.id ?? appId,
    apiKey,
    title,
    handle,
    scopes: [...scopes],
    requiredScopes: [...scopes],
    optionalScopes: [...optionalScopes],
    tokens: [],
    installedAt,
    uninstalledAt: null,
  };
  shop.apps.set(apiKey, app);
  return app;
}

/**
 * Gives the app a new token; one that never ends is given again instead. An older access token works until its
 * own end, an older refresh token until the new token is used, so that an answer lost on its way orphans nobody.
 */
export function grantToken(
  app: InstalledApp,
  { now, userId, expiring, lifetimes }: { now: Date; userId: number | null; expiring: boolean; lifetimes: TokenLifetimes },
): AccessToken {
  const lasting = app.tokens.find((held) => held.expiresAt === null && held.userId === userId);
  if (!expiring && userId === null && lasting !== undefined) return lasting;
  const after = (seconds: number): string => new Date(now.getTime() + seconds * 1000).toISOString();
  const token: AccessToken = {
    token: `shpat_${randomBytes(16).toString("hex")}`,
    expiresAt: expiring || userId !== null ? after(lifetimes.accessSeconds) : null,
    refreshToken: expiring && userId === null ? `shprt_${randomBytes(16).toString("hex")}` : null,
    refreshExpiresAt: expiring && userId === null ? after(lifetimes.refreshSeconds) : null,
    userId,
  };
  app.tokens = app.tokens.filter((other) => isAlive(other, now));
  app.tokens.push(token);
  return token;
}

export function isAlive(token: AccessToken, now: Date): boolean {
  const end = token.refreshExpiresAt ?? token.expiresAt;
  return end === null || new Date(end) > now;
}

/** The installed app that this access token belongs to, or undefined when it is unknown or has ended. */
export function appOfToken(shop: ShopState, token: string, now: Date): InstalledApp | undefined {
  for (const app of shop.apps.values()) {
    if (app.uninstalledAt !== null) continue;
    const held = app.tokens.find((candidate) => candidate.token === token);
    if (held === undefined || (held.expiresAt !== null && new Date(held.expiresAt) <= now)) continue;
    retireOlderRefreshTokens(app, held);
    return app;
  }
  return undefined;
}

function retireOlderRefreshTokens(app: InstalledApp, used: AccessToken): void {
  if (used.refreshToken === null) return;
  for (const older of app.tokens.slice(0, app.tokens.indexOf(used))) older.refreshToken = null;
}
