import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import type { ShopContext } from "./commerce/context.ts";
import { answerScopes, scopeRequest } from "./front/admin/app-scopes.ts";
import { chargeOf } from "./front/admin/charges.ts";
import { readBody, sendJson, urlOf } from "./front/http.ts";

/**
 * What happens between an app and a shop outside of the Admin API, for tests and for people, under `/__dev/app/`:
 *
 *   GET  flow-triggers                 what the app sent to Flow, oldest first
 *   GET  charges                       subscriptions and purchases with their confirmation tokens
 *   POST charges {kind, token, isApproved}   the merchant agrees or declines; answers where he goes next
 *   POST scopes {act, scopes}          the merchant grants or takes back optional scopes
 */
const PREFIX = "/__dev/app/";

const settlement = z.object({ kind: z.enum(["capped-amount", "purchase", "subscription"]), token: z.string(), isApproved: z.boolean() });

/** Answers requests to `/__dev/app/…`; says false where the address is another's. */
export async function handleAppActs(request: IncomingMessage, response: ServerResponse, context: () => ShopContext, apiKey: string): Promise<boolean> {
  const { pathname } = urlOf(request);
  if (!pathname.startsWith(PREFIX)) return false;
  const { shop } = context();
  switch (`${request.method ?? "GET"} ${pathname.slice(PREFIX.length)}`) {
    case "GET flow-triggers":
      sendJson(response, shop.flowTriggers);
      break;
    case "GET charges":
      sendJson(response, { subscriptions: [...shop.appSubscriptions.values()], purchases: [...shop.oneTimePurchases.values()] });
      break;
    case "POST charges":
      settle(response, context(), await readBody(request));
      break;
    case "POST scopes":
      changeScopes(response, { context: context(), apiKey, body: await readBody(request) });
      break;
    default:
      sendJson(response, { error: `there is no ${request.method ?? "GET"} ${pathname}` }, 404);
  }
  return true;
}

function settle(response: ServerResponse, context: ShopContext, body: Buffer): void {
  const wanted = settlement.safeParse(JSON.parse(body.toString("utf8")));
  if (!wanted.success) return sendJson(response, { error: z.prettifyError(wanted.error) }, 422);
  const { kind, token, isApproved } = wanted.data;
  const charge = chargeOf(context, kind, token);
  if (charge === null || !charge.isOpen) return sendJson(response, { error: "No such charge waits for an answer." }, 422);
  sendJson(response, { returnUrl: charge.settle(isApproved) });
}

function changeScopes(response: ServerResponse, { context, apiKey, body }: { context: ShopContext; apiKey: string; body: Buffer }): void {
  const wanted = scopeRequest.safeParse(JSON.parse(body.toString("utf8")));
  const app = context.shop.apps.get(apiKey);
  if (!wanted.success || app === undefined) return sendJson(response, { error: "No app is installed, or the request names no act." }, 422);
  sendJson(response, answerScopes(context, app, wanted.data));
}
