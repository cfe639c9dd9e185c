import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";

import { Admin } from "./admin/routes.ts";
import { hostOf, redirect, send, urlOf } from "./http.ts";
import { Storefront } from "./storefront/routes.ts";
import { shopDomainsOf, shopOfAdminRequest, shopOfRequest, storeNameOf } from "./shop-of-request.ts";
import type { FrontStore } from "./store.ts";
import { THEME_NAMES } from "./storefront/theme.ts";
import type { ThemeName } from "./storefront/theme.ts";
import { forwardAppProxy } from "./ways-in/app-proxy.ts";
import { serveLocalhostApp } from "./ways-in/localhost-app.ts";
import { createTlsServer } from "./ways-in/tls.ts";

/**
 * The dev store's faces: storefront, admin and the ways a browser reaches them and the app. An ordinary browser
 * uses localhost; a browser whose host names are mapped here uses Shopify's own addresses over TLS.
 */
export type FrontOptions = {
  devStore: FrontStore;
  /** The dev store's own port, where `handleFront` is mounted. */
  port: number;
  /** 0 picks a free one. */
  tlsPort: number;
  appProxyPort: number;
  /** `http://127.0.0.1:PORT` of the app's server. */
  appOrigin: string;
  /** Where the app believes to be, such as https://promised.example. */
  appUrl: string;
};

export type RunningFront = { tlsPort: number; appProxyPort: number; close: () => Promise<void> };

/** Of one shop: what shoppers see, what its staff see. */
type ShopFaces = { storefront: Storefront; admin: Admin };
type Faces = { ofShop: Map<string, ShopFaces>; theme: ThemeName; app: (FrontOptions & { appProxyPort: number }) | null };

/** The API's paths, which the dev store answers itself. */
const NOT_OURS = ["/__dev", "/admin/api/", "/admin/oauth/"];
const LOCAL_ADMIN = "/admin";
const LOOPBACK = "127.0.0.1";

const facesByStore = new WeakMap<FrontStore, Faces>();

function facesOf(devStore: FrontStore): Faces {
  const known = facesByStore.get(devStore);
  if (known !== undefined) return known;
  const faces: Faces = { ofShop: new Map(), theme: THEME_NAMES[0], app: null };
  facesByStore.set(devStore, faces);
  return faces;
}

function shopFacesOf(devStore: FrontStore, domain: string): ShopFaces {
  const faces = facesOf(devStore);
  const known = faces.ofShop.get(domain);
  if (known !== undefined) return known;
  const context = () => devStore.context(domain);
  const made = { storefront: new Storefront(context, () => faces.theme), admin: new Admin({ ...devStore, context }) };
  faces.ofShop.set(domain, made);
  return made;
}

/** Every storefront shows this theme from now on, except to visitors who asked for another. */
export function publishTheme(devStore: FrontStore, theme: ThemeName): void {
  facesOf(devStore).theme = theme;
}

/** Opens the TLS port and the app's localhost port, and tells the pages where the app is. */
export async function startFront(options: FrontOptions): Promise<RunningFront> {
  const { devStore, port, appOrigin, appUrl } = options;
  const appProxy = createServer((request, response) => serveLocalhostApp(request, response, { appOrigin, appUrl, adminPort: port }));
  const tls = await createTlsServer({
    adminOf: (request) => {
      const shopDomain = shopOfAdminRequest(devStore, request);
      return { admin: shopFacesOf(devStore, shopDomain).admin, shopDomain };
    },
    shopDomains: () => shopDomainsOf(devStore),
    appUrl,
    appOrigin,
    devStoreOrigin: `http://${LOOPBACK}:${port}`,
  });
  const [tlsPort, appProxyPort] = await Promise.all([listen(tls, options.tlsPort), listen(appProxy, options.appProxyPort)]);
  facesOf(devStore).app = { ...options, appProxyPort };
  return { tlsPort, appProxyPort, close: async () => void (await Promise.all([close(tls), close(appProxy)])) };
}

/** Answers storefront, admin and app proxy requests. False: the address is of the API or the dev store's controls. */
export async function handleFront(request: IncomingMessage, response: ServerResponse, devStore: FrontStore): Promise<boolean> {
  const url = urlOf(request);
  if (NOT_OURS.some((prefix) => url.pathname.startsWith(prefix))) return false;
  const shopDomain = shopOfRequest(devStore, request);
  const { storefront, admin } = shopFacesOf(devStore, shopDomain);
  const { app } = facesOf(devStore);
  if (url.pathname === LOCAL_ADMIN || url.pathname.startsWith(`${LOCAL_ADMIN}/`)) {
    if (hostOf(request) === shopDomain) redirect(response, `https://admin.shopify.com/store/${storeNameOf(shopDomain)}`);
    else await admin.handle(request, response, localReach(request, app));
    return true;
  }
  const now = devStore.context(shopDomain).now();
  if (app !== null && forwardAppProxy(request, response, { ...app, shopDomain, apiSecret: devStore.credentials.apiSecret, now })) return true;
  if (app === null && url.pathname.startsWith("/apps/")) send(response, { status: 502, type: "text/plain", body: "No app is connected." });
  else await storefront.handle(request, response);
  return true;
}

function localReach(request: IncomingMessage, app: Faces["app"]) {
  const appOrigin = app === null ? "" : `http://${hostOf(request)}:${app.appProxyPort}`;
  return { base: LOCAL_ADMIN, appOrigin, storefront: "/" };
}

function listen(server: Pick<Server, "listen" | "address" | "once">, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, LOOPBACK, () => {
      const address = server.address();
      if (address === null || typeof address === "string") throw new Error("the server listens on no port");
      resolve(address.port);
    });
  });
}

function close(server: Pick<Server, "close" | "closeAllConnections">): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
