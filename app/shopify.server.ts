/** Shopify's library for embedded apps, configured. Only routes use it; everything else reaches Shopify through adapters/shopify. */
import "@shopify/shopify-app-remix/adapters/node";
import { PrismaSessionStorage } from "@shopify/shopify-app-session-storage-prisma";
import { ApiVersion, AppDistribution, LogSeverity, shopifyApp } from "@shopify/shopify-app-remix/server";
import { prisma } from "./db.server.ts";
import type { ShopDomain } from "./domain/ids.ts";
import { readEnv } from "./env.server.ts";
import { log, registerShop } from "./wiring.server.ts";

const env = readEnv();
const DATABASE_TRIES = 86_400;
const DATABASE_TRY_EVERY_MS = 1_000;

const shopify = shopifyApp({
  apiKey: env.SHOPIFY_API_KEY,
  apiSecretKey: env.SHOPIFY_API_SECRET,
  apiVersion: ApiVersion.October26,
  ...(env.SCOPES === undefined ? {} : { scopes: env.SCOPES.split(",") }),
  appUrl: env.SHOPIFY_APP_URL,
  authPathPrefix: "/auth",
  // By default the library gives up for ever when the database is not there in the first seconds.
  sessionStorage: new PrismaSessionStorage(prisma, { connectionRetries: DATABASE_TRIES, connectionRetryIntervalMs: DATABASE_TRY_EVERY_MS }),
  distribution: AppDistribution.AppStore,
  logger: { level: LogSeverity.Warning, log: logLibrary },
  future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
  // Runs after each token exchange: the first one installs the shop.
  hooks: { afterAuth: ({ session }) => registerShop(session.shop as ShopDomain) }, // the library has checked the domain
});

export const { authenticate, unauthenticated, login, addDocumentResponseHeaders, registerWebhooks, sessionStorage } = shopify;

/** The library's own words, without the session tokens that it quotes in them. */
function logLibrary(severity: LogSeverity, message: string): void {
  const words = message.replace(/eyJ[\w-]+\.[\w-]+\.[\w-]*/g, "(token)");
  if (severity === LogSeverity.Error) log.error({ library: words }, "Shopify's library");
  else log.warn({ library: words }, "Shopify's library");
}

/**
 * Who is asking: the shop of a verified session token, and which of its staff. Throws the response that sends the
 * browser to sign in. Neither ever comes from a parameter.
 */
export async function authenticateMerchant(request: Request): Promise<{ shop: ShopDomain; actor: string }> {
  const { session, sessionToken } = await authenticate.admin(request);
  // The library checks the token's signature, audience and time, but not that issuer and shop are the same.
  if (sessionToken !== undefined && !isOfShop(sessionToken, session.shop)) throw new Response(null, { status: 401 });
  return { shop: session.shop as ShopDomain, actor: sessionToken?.sub ?? "" }; // the library has checked the token's domain
}

function isOfShop({ iss, dest }: { iss: string; dest: string }, shop: string): boolean {
  return dest === `https://${shop}` && iss === `https://${shop}/admin`;
}
