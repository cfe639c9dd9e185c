import { createServer } from "node:https";
import type { IncomingMessage } from "node:http";
import type { Server } from "node:https";
import { generate } from "selfsigned";

import { bridgeScript } from "../app-bridge/serve.ts";
import type { Admin } from "../admin/routes.ts";
import { hostOf, send, urlOf } from "../http.ts";
import { serveAsset } from "../storefront/assets.ts";
import { forward } from "./forward.ts";

/**
 * Shopify's hosts and the app's own, on one TLS port of this machine, for a browser whose host names are mapped
 * here. Nothing is rewritten: the app's real content security policy decides who may frame it.
 */
const ADMIN_HOST = "admin.shopify.com";
const CDN_HOST = "cdn.shopify.com";
const BRIDGE_PATH = "/shopifycloud/app-bridge.js";
const CERTIFICATE_DAYS = 30;
const DAY_MS = 86_400_000;

export type TlsHosts = {
  /** The shop whose admin a request is about. */
  adminOf: (request: IncomingMessage) => { admin: Admin; shopDomain: string };
  /** Of every shop that there is now. */
  shopDomains: () => readonly string[];
  appUrl: string;
  /** Of the app's server and of the dev store's own, on loopback. */
  appOrigin: string;
  devStoreOrigin: string;
};

export async function createTlsServer(hosts: TlsHosts): Promise<Server> {
  const { shopDomains, appUrl, appOrigin, devStoreOrigin, adminOf } = hosts;
  const appHost = new URL(appUrl).host;
  const names = [ADMIN_HOST, CDN_HOST, ...shopDomains(), appHost];
  const { private: key, cert } = await generate([{ name: "commonName", value: ADMIN_HOST }], {
    keyType: "ec",
    notAfterDate: new Date(Date.now() + CERTIFICATE_DAYS * DAY_MS),
    extensions: [{ name: "subjectAltName", altNames: names.map((value) => ({ type: 2 as const, value })) }],
  });
  return createServer({ key, cert }, (request, response) => {
    const host = hostOf(request);
    if (host === appHost) {
      const headers = { "x-forwarded-proto": "https", "x-forwarded-host": appHost };
      return forward(request, response, { origin: appOrigin, headers });
    }
    if (shopDomains().includes(host)) return forward(request, response, { origin: devStoreOrigin });
    if (host === CDN_HOST && urlOf(request).pathname === BRIDGE_PATH) {
      return send(response, { type: "text/javascript; charset=utf-8", body: bridgeScript(`https://${ADMIN_HOST}`) });
    }
    if (host === ADMIN_HOST) {
      const { admin, shopDomain } = adminOf(request);
      const reach = { base: "", appOrigin: new URL(appUrl).origin, storefront: `https://${shopDomain}/` };
      void serveAsset(response, urlOf(request)).then((isServed) => (isServed ? undefined : admin.handle(request, response, reach)));
      return;
    }
    send(response, { status: 421, type: "text/plain", body: `The dev store does not answer for ${host}.` });
  });
}
