import { createHmac } from "node:crypto";

import { mintSessionToken } from "../../oauth.ts";
import type { Credentials } from "../../oauth.ts";

/** What the admin adds to the address of the app it frames. */
const ADMIN_HOST = "admin.shopify.com";

/**
 * The address of the app's page in the frame, with Shopify's launch parameters: shop, host, a session token,
 * and a hex HMAC-SHA256 of the sorted parameters with the app's secret.
 */
export function frameUrl(
  credentials: Credentials,
  { appOrigin, path, query, shopDomain, now }: { appOrigin: string; path: string; query: URLSearchParams; shopDomain: string; now: Date },
): string {
  const store = shopDomain.replace(/\.myshopify\.com$/, "");
  const parameters = new URLSearchParams({
    ...Object.fromEntries(query),
    embedded: "1",
    host: Buffer.from(`${ADMIN_HOST}/store/${store}`).toString("base64").replace(/=+$/, ""),
    id_token: mintSessionToken(credentials, { shopDomain, now }),
    locale: "en",
    session: createHmac("sha256", credentials.apiSecret).update(shopDomain).digest("hex"),
    shop: shopDomain,
    timestamp: String(Math.floor(now.getTime() / 1000)),
  });
  parameters.sort();
  const message = [...parameters].map(([name, value]) => `${name}=${value}`).join("&");
  parameters.append("hmac", createHmac("sha256", credentials.apiSecret).update(message).digest("hex"));
  return `${appOrigin}${path}?${parameters.toString()}`;
}
