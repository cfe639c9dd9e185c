import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { consistencySettings } from "./consistency.ts";
import { handleAppActs } from "./app-acts.ts";
import { handleControl } from "./control.ts";
import { faultChanges } from "./faults.ts";
import { readBody, sendJson, urlOf } from "./front/http.ts";
import { publishTheme } from "./front/index.ts";
import { THEME_NAMES } from "./front/storefront/theme.ts";
import { askForPrivacy, changeScopes, conditionChange, NobodyThere, privacyRequest, revokeTokens, scopeChange, tokenLoss } from "./misfortunes.ts";
import { openSecondShop } from "./seed/second-shop.ts";
import type { DevStore } from "./server.ts";
import type { InstalledApp } from "./state/types.ts";
import { chaosSettings } from "./webhooks/chaos.ts";

const LONGEST_ANSWER_MS = 30_000;
const RECENT_SHOWN = 100;

/**
 * Controls of the dev store itself, under `/__dev/`, for the demo's pages and for tests in other processes:
 *
 *   GET  health                       is it up
 *   GET  webhooks                     counters, chaos and the latest deliveries
 *   GET  webhooks/counters            the counters alone
 *   GET  webhooks/idle                answers when every webhook was delivered or given up, or after half a minute
 *   GET  webhooks/unanswered          attempts that got no answer, each with its webhook's id and time
 *   GET  webhooks/violations          what was checked against Shopify's schemas and what does not fit; null when nothing is checked
 *   GET  chaos, POST chaos            how unkind delivery is: see webhooks/chaos.ts; what is not named is kind
 *   GET  faults, POST faults          what goes wrong with API calls: see faults.ts; what is not named is as at the start
 *   GET  consistency, POST consistency how much of the past reads are shown: see consistency.ts; what is not named is fresh
 *   POST tokens/revoke                access tokens die, with {"refreshToo": true} refresh tokens as well
 *   POST scopes                       the merchant grants {"scopes": [...]} from now on
 *   POST condition                    {"condition": "open" | "frozen" | "forbidden" | "gone" | "locked"} of the shop
 *   POST privacy                      {"topic": "customers/data_request" | "customers/redact", "email"} or {"topic": "shop/redact"}
 *   GET  requests?since=N             what the app asked the Admin API
 *   POST memory                       bytes in use, after a collection of garbage where Node runs with --expose-gc
 *   POST uninstall                    the merchant removes the app, of {"shop": "..."} or the demo shop
 *   POST theme                        {"theme": "meadow" | "harbour"} is what visitors of the shops see from now on
 *   POST second-shop                  opens a shop with another currency, language and plan, and says its domain
 *   app/...                           see app-acts.ts
 *   POST shop/...                     see control.ts
 */
export async function handleDevEndpoint(request: IncomingMessage, response: ServerResponse, devStore: DevStore): Promise<boolean> {
  const url = urlOf(request);
  if (!url.pathname.startsWith("/__dev/")) return false;
  if (await handleControl(request, response, devStore.context)) return true;
  if (await handleAppActs(request, response, devStore.context, devStore.credentials.apiKey)) return true;
  const { webhooks, faults, api } = devStore;
  switch (`${request.method ?? "GET"} ${url.pathname.slice("/__dev/".length)}`) {
    case "GET health":
      sendJson(response, { ok: true });
      break;
    case "GET webhooks":
      sendJson(response, { counters: webhooks.counters(), chaos: webhooks.chaos, recent: webhooks.recent().slice(0, RECENT_SHOWN) });
      break;
    case "GET webhooks/counters":
      sendJson(response, webhooks.counters());
      break;
    case "GET webhooks/idle":
      await Promise.race([webhooks.idle(), wait(LONGEST_ANSWER_MS, undefined, { ref: false })]);
      sendJson(response, webhooks.counters());
      break;
    case "GET webhooks/unanswered":
      sendJson(response, webhooks.unanswered());
      break;
    case "GET webhooks/violations":
      sendJson(response, devStore.webhookCheck?.report() ?? null);
      break;
    case "GET chaos":
      sendJson(response, webhooks.chaos);
      break;
    case "POST chaos":
      await accept(request, response, chaosSettings, (settings) => webhooks.setChaos(settings));
      break;
    case "GET consistency":
      sendJson(response, devStore.consistency.settings);
      break;
    case "POST consistency":
      await accept(request, response, consistencySettings, (settings) => devStore.consistency.set(settings, devStore.store.shops.values()));
      break;
    case "GET faults":
      sendJson(response, { settings: faults.settings, counts: faults.counts });
      break;
    case "POST faults":
      await accept(request, response, faultChanges, (settings) => faults.set(settings));
      break;
    case "GET requests":
      sendJson(response, api.log.read(Number(url.searchParams.get("since") ?? 0)));
      break;
    case "POST tokens/revoke":
      await act(request, response, tokenLoss, (loss) => revokeTokens(appOf(devStore, loss.shop), new Date(), loss));
      break;
    case "POST scopes":
      await act(request, response, scopeChange, (change) => changeScopes(devStore.context(change.shop), appOf(devStore, change.shop), change));
      break;
    case "POST condition":
      await act(request, response, conditionChange, (change) => {
        devStore.conditions.set(devStore.context(change.shop).shop.profile.domain, change.condition);
        return change;
      });
      break;
    case "POST privacy":
      await act(request, response, privacyRequest, (wanted) => askForPrivacy(devStore.context(wanted.shop), wanted));
      break;
    case "POST memory":
      globalThis.gc?.({ type: "major", execution: "sync", flavor: "last-resort" });
      sendJson(response, process.memoryUsage());
      break;
    case "POST uninstall":
      await act(request, response, z.object({ shop: shopDomain(devStore).optional() }), ({ shop }) => {
        devStore.uninstall(shop);
        return { ok: true };
      });
      break;
    case "POST theme":
      await accept(request, response, z.object({ theme: z.enum(THEME_NAMES) }), ({ theme }) => publishTheme(devStore, theme));
      break;
    case "POST second-shop":
      sendJson(response, { shop: openSecondShop(devStore) });
      break;
    default:
      sendJson(response, { error: `there is no ${request.method ?? "GET"} ${url.pathname}` }, 404);
  }
  return true;
}

function shopDomain(devStore: DevStore) {
  return z.string().refine((domain) => devStore.store.shops.has(domain), { error: "The dev store has no such shop." });
}

function appOf(devStore: DevStore, domain: string | undefined): InstalledApp {
  const app = devStore.context(domain).shop.apps.get(devStore.credentials.apiKey);
  if (app === undefined) throw new NobodyThere("The app is not installed in this shop.");
  return app;
}

function accept<T>(request: IncomingMessage, response: ServerResponse, schema: z.ZodType<T>, apply: (settings: T) => void): Promise<void> {
  return act(request, response, schema, (settings) => {
    apply(settings);
    return settings;
  });
}

/** Does what the body asks for and answers what came of it; 422 with the reason where that cannot be. */
async function act<T>(request: IncomingMessage, response: ServerResponse, schema: z.ZodType<T>, perform: (wanted: T) => unknown): Promise<void> {
  const text = (await readBody(request)).toString("utf8");
  const parsed = schema.safeParse(text === "" ? {} : JSON.parse(text));
  if (!parsed.success) return sendJson(response, { error: z.prettifyError(parsed.error) }, 422);
  try {
    sendJson(response, perform(parsed.data));
  } catch (error) {
    if (!(error instanceof NobodyThere)) throw error;
    sendJson(response, { error: error.message }, 422);
  }
}
