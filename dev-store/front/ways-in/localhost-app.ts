import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";

import { bridgeScript } from "../app-bridge/serve.ts";
import { hostOf, send } from "../http.ts";
import { forward } from "./forward.ts";

/** Where Shopify serves App Bridge. */
const BRIDGE_URL = "https://cdn.shopify.com/shopifycloud/app-bridge.js";
const BRIDGE_PATH = "/__app-bridge.js";

/**
 * The app for an ordinary browser on localhost. It believes to be at its own address; on the way back only what
 * names Shopify's servers or that address is rewritten: the App Bridge script, who may frame it, redirects.
 */
export function serveLocalhostApp(
  request: IncomingMessage,
  response: ServerResponse,
  { appOrigin, appUrl, adminPort }: { appOrigin: string; appUrl: string; adminPort: number },
): void {
  const adminOrigin = `http://${hostOf(request)}:${adminPort}`;
  const ownOrigin = `http://${request.headers.host ?? "localhost"}`;
  if (request.url?.startsWith(BRIDGE_PATH)) {
    return send(response, { type: "text/javascript; charset=utf-8", body: bridgeScript(adminOrigin) });
  }
  const rewrite = (text: string) => text.replaceAll(BRIDGE_URL, BRIDGE_PATH);
  forward(request, response, {
    origin: appOrigin,
    headers: asAtItsOwnAddress(request.headers, { appUrl, ownOrigin }),
    answer: {
      headers: (headers) => rewrittenHeaders(headers, { adminOrigin, ownOrigin, appUrl, rewrite }),
      wantsBody: (type) => /^text\/html|javascript/.test(type),
      body: rewrite,
    },
  });
}

function asAtItsOwnAddress(headers: IncomingHttpHeaders, { appUrl, ownOrigin }: { appUrl: string; ownOrigin: string }): OutgoingHttpHeaders {
  const { host } = new URL(appUrl);
  return {
    host,
    "x-forwarded-host": host,
    "x-forwarded-proto": "https",
    // Text must come back unpacked to be rewritten.
    "accept-encoding": "identity",
    ...(headers.origin === undefined ? {} : { origin: headers.origin.replace(ownOrigin, appUrl) }),
    ...(headers.referer === undefined ? {} : { referer: headers.referer.replace(ownOrigin, appUrl) }),
  };
}

function rewrittenHeaders(
  headers: IncomingHttpHeaders,
  { adminOrigin, ownOrigin, appUrl, rewrite }: { adminOrigin: string; ownOrigin: string; appUrl: string; rewrite: (text: string) => string },
): OutgoingHttpHeaders {
  const rewritten: OutgoingHttpHeaders = { ...headers };
  const policy = headers["content-security-policy"];
  if (policy !== undefined) {
    rewritten["content-security-policy"] = String(policy).replace(/frame-ancestors[^;]*/, `frame-ancestors ${adminOrigin}`);
  }
  if (headers.link !== undefined) rewritten["link"] = rewrite(String(headers.link));
  if (headers.location?.startsWith(appUrl) === true) rewritten["location"] = ownOrigin + headers.location.slice(appUrl.length);
  return rewritten;
}
