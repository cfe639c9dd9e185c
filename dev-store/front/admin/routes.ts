import type { IncomingMessage, ServerResponse } from "node:http";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Liquid } from "liquidjs";

import { cancelOrder } from "../../commerce/cancel-order.ts";
import type { ShopContext } from "../../commerce/context.ts";
import { fulfil } from "../../commerce/fulfil.ts";
import { releaseHolds } from "../../commerce/holds.ts";
import { setAvailable } from "../../commerce/inventory.ts";
import type { Outcome } from "../../commerce/outcome.ts";
import { mintSessionToken } from "../../oauth.ts";
import type { Order, ShopState } from "../../state/types.ts";
import { chaosSettings } from "../../webhooks/chaos.ts";
import { browserScript } from "../browser-script.ts";
import { readBody, readForm, redirect, send, sendHtml, sendJson, urlOf } from "../http.ts";
import { createLiquid } from "../liquid/engine.ts";
import type { FrontStore } from "../store.ts";
import { answerScopes, scopeRequest } from "./app-scopes.ts";
import { chargeOf } from "./charges.ts";
import { frameUrl } from "./frame-url.ts";
import { matches, orderRow, orderView } from "./order-views.ts";
import type { OrderFilter } from "./order-views.ts";
import { firstLocationId, pickerChoices, stockRows } from "./stock-views.ts";

const PAGES = fileURLToPath(new URL("pages", import.meta.url));
const ROWS_PER_PAGE = 50;
const MAX_AVAILABLE = 999_999;
const TABS: { view: OrderFilter; label: string }[] = [
  { view: "all", label: "All" },
  { view: "unfulfilled", label: "Unfulfilled" },
  { view: "held", label: "On hold" },
];

/** From where this visitor reaches the admin, the shop and the app. */
export type Reach = {
  /** Before every path of the admin: "" on admin.shopify.com, "/admin" on localhost. */
  base: string;
  /** Origin of the framed app. */
  appOrigin: string;
  /** Address of the storefront, with a slash at its end. */
  storefront: string;
};

type Visit = { request: IncomingMessage; response: ServerResponse; url: URL; path: string; reach: Reach; root: string };

/** The merchant's side of the dev store: Shopify's own pages that a trial needs, and the frame for the app. */
export class Admin {
  private readonly store: FrontStore;
  private readonly liquid: Liquid;

  constructor(store: FrontStore) {
    this.store = store;
    const { currencyCode, ianaTimezone } = store.context().shop.profile;
    const settings = { locale: "en", currencyCode, ianaTimezone, phrases: {}, escapesOutput: true };
    this.liquid = createLiquid({ templates: [PAGES], snippets: [], ...settings });
  }

  private get context(): ShopContext {
    return this.store.context();
  }

  private get shop(): ShopState {
    return this.context.shop;
  }

  /** `promised-demo` of `promised-demo.myshopify.com`. */
  private get storeName(): string {
    return this.shop.profile.domain.replace(/\.myshopify\.com$/, "");
  }

  async handle(request: IncomingMessage, response: ServerResponse, reach: Reach): Promise<void> {
    const url = urlOf(request);
    const path = url.pathname.slice(reach.base.length) || "/";
    const visit = { request, response, url, path, reach, root: `${reach.base}/store/${this.storeName}` };
    if (path.startsWith("/__admin/")) return this.serveOwn(visit);
    const [, page = ""] = new RegExp(`^/store/${this.storeName}(?:/(.*))?$`).exec(path) ?? [];
    const [section, ...rest] = page.split("/");
    if (section === "orders") return rest[0] === undefined ? this.orders(visit) : this.order(visit, Number(rest[0]));
    if (section === "products") return this.products(visit);
    if (section === "webhooks") return this.webhooks(visit);
    if (section === "charges") return this.charge(visit, rest[0] ?? "", rest[1] ?? "");
    if (section === "apps" && rest[0] === "promised") return this.app(visit, `/${rest.slice(1).join("/")}`);
    redirect(response, `${visit.root}/apps/promised`);
  }

  /** What the shell's script asks for. */
  private async serveOwn({ request, response, path, url }: Visit): Promise<void> {
    if (path === "/__admin/shell.js") return send(response, { type: "text/javascript; charset=utf-8", body: browserScript("admin/shell.ts") });
    if (path === "/__admin/admin.css") {
      return send(response, { type: "text/css; charset=utf-8", body: readFileSync(new URL("admin.css", import.meta.url), "utf8") });
    }
    if (path === "/__admin/session-token" && request.method === "POST") {
      const token = mintSessionToken(this.store.credentials, { shopDomain: this.shop.profile.domain, now: this.context.now() });
      return send(response, { type: "text/plain", body: token });
    }
    if (path === "/__admin/resources") {
      const { searchParams } = url;
      return sendJson(response, pickerChoices(this.shop, { type: searchParams.get("type") ?? "", query: searchParams.get("query") ?? "" }));
    }
    if (path === "/__admin/scopes" && request.method === "POST") return this.scopes(request, response);
    send(response, { status: 404, type: "text/plain", body: "No such page." });
  }

  private async scopes(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const app = this.shop.apps.get(this.store.credentials.apiKey);
    const wanted = scopeRequest.safeParse(JSON.parse((await readBody(request)).toString("utf8")));
    if (app === undefined || !wanted.success) return send(response, { status: 422, type: "text/plain", body: "No app, or no such request." });
    sendJson(response, answerScopes(this.context, app, wanted.data));
  }

  private async charge(visit: Visit, kind: string, token: string): Promise<void> {
    const charge = chargeOf(this.context, kind, token);
    if (charge === null) return redirect(visit.response, `${visit.root}/apps/promised`);
    if (visit.request.method === "POST" && charge.isOpen) {
      return redirect(visit.response, charge.settle((await readForm(visit.request)).get("do") === "approve"));
    }
    await this.show(visit, { page: "charge", section: "app", title: "Approve charge", objects: { charge } });
  }

  private async app(visit: Visit, path: string): Promise<void> {
    const frame_url = frameUrl(this.store.credentials, {
      appOrigin: visit.reach.appOrigin,
      path,
      query: visit.url.searchParams,
      shopDomain: this.shop.profile.domain,
      now: this.context.now(),
    });
    await this.show(visit, { page: "app", section: "app", title: "Promised", objects: { frame_url } });
  }

  private async orders(visit: Visit): Promise<void> {
    const view = TABS.find((tab) => tab.view === visit.url.searchParams.get("view"))?.view ?? "all";
    const query = visit.url.searchParams.get("q")?.trim() ?? "";
    const found = [...this.shop.orders.scan()].reverse().filter((order) => matches(order, view) && this.isAbout(order, query));
    const { rows, ...pager } = pageOf(found, visit.url);
    const objects = { ...pager, tabs: TABS, view, query, orders: rows.map((order) => orderRow(this.shop, order)) };
    await this.show(visit, { page: "orders", section: "orders", title: "Orders", objects });
  }

  private isAbout(order: Order, query: string): boolean {
    if (query === "") return true;
    const { customer, name } = orderRow(this.shop, order);
    const skus = order.lineItems.map(({ sku, title }) => `${sku} ${title}`).join(" ");
    return `${name} ${customer} ${skus}`.toLowerCase().includes(query.toLowerCase());
  }

  private async order(visit: Visit, id: number): Promise<void> {
    const order = this.shop.orders.get(id);
    if (order === undefined) return redirect(visit.response, `${visit.root}/orders`);
    let refusal: string | null = null;
    if (visit.request.method === "POST") {
      const outcome = this.change(order, await readForm(visit.request));
      if (outcome.ok) return redirect(visit.response, `${visit.root}/orders/${id}`);
      refusal = outcome.errors.map(({ message }) => message).join(" ");
    }
    const objects = { order: orderView(this.shop, order), refusal };
    await this.show(visit, { page: "order", section: "orders", title: order.name, objects }, refusal === null ? 200 : 422);
  }

  private change(order: Order, form: URLSearchParams): Outcome<unknown> {
    const id = Number(form.get("fulfillment_order"));
    const fulfillmentOrder = order.fulfillmentOrders.find((known) => known.id === id);
    const action = form.get("do");
    if (action === "cancel") {
      return cancelOrder(this.context, order, { reason: "CUSTOMER", restock: form.has("restock"), refund: true });
    }
    if (fulfillmentOrder === undefined) return { ok: false, errors: [{ field: null, code: null, message: "These items have moved. Look again." }] };
    const found = { order, fulfillmentOrder };
    if (action === "release") return releaseHolds(this.context, found, { holdIds: null, externalId: null });
    return fulfil(this.context, { contents: [{ found, chosen: [] }], notifyCustomer: form.has("notify") });
  }

  private async products(visit: Visit): Promise<void> {
    let query = visit.url.searchParams.get("q")?.trim() ?? "";
    let refusal: string | null = null;
    if (visit.request.method === "POST") {
      const form = await readForm(visit.request);
      query = form.get("q") ?? "";
      refusal = this.setStock(form);
      const back = new URLSearchParams({ q: query, page: form.get("page") ?? "1" });
      if (refusal === null) return redirect(visit.response, `${visit.root}/products?${back}#v${form.get("variant")}`);
    }
    const { rows, ...pager } = pageOf(stockRows(this.shop, query), visit.url);
    const objects = { ...pager, rows, query, refusal };
    await this.show(visit, { page: "products", section: "products", title: "Products and stock", objects }, refusal === null ? 200 : 422);
  }

  /** Sets a variant's stock as the merchant typed it; the reason when it cannot. */
  private setStock(form: URLSearchParams): string | null {
    const variant = this.shop.variants.get(Number(form.get("variant")));
    const typed = form.get("available") ?? "";
    const available = Number(typed);
    if (variant === undefined) return "This variant is not there any more.";
    if (typed.trim() === "" || !Number.isInteger(available) || Math.abs(available) > MAX_AVAILABLE) {
      return `Available: enter a whole number between -${MAX_AVAILABLE} and ${MAX_AVAILABLE}.`;
    }
    setAvailable(this.context, { inventoryItemId: variant.inventoryItemId, locationId: firstLocationId(this.shop), available });
    return null;
  }

  private async webhooks(visit: Visit): Promise<void> {
    const { webhooks } = this.store;
    let refusal: string | null = null;
    if (visit.request.method === "POST") {
      const form = Object.fromEntries([...(await readForm(visit.request))].map(([name, value]) => [name, Number(value)]));
      const chosen = chaosSettings.safeParse({ ...webhooks.chaos, ...form });
      if (chosen.success) {
        webhooks.setChaos(chosen.data);
        return redirect(visit.response, `${visit.root}/webhooks`);
      }
      refusal = chosen.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}.`).join(" ");
    }
    const objects = { chaos: webhooks.chaos, counters: webhooks.counters(), deliveries: webhooks.recent().slice(0, ROWS_PER_PAGE), refusal };
    await this.show(visit, { page: "webhooks", section: "webhooks", title: "Webhooks", objects }, refusal === null ? 200 : 422);
  }

  private async show(
    visit: Visit,
    { page, section, title, objects }: { page: string; section: string; title: string; objects: Record<string, unknown> },
    status = 200,
  ): Promise<void> {
    const shared = {
      ...objects,
      section,
      title,
      root: visit.root,
      base: visit.reach.base,
      store: this.storeName,
      storefront: visit.reach.storefront,
      app_origin: visit.reach.appOrigin,
      shop: { name: this.shop.profile.name },
    };
    const content = String(await this.liquid.renderFile(page, shared));
    sendHtml(visit.response, String(await this.liquid.renderFile("layout", { ...shared, content })), status);
  }
}

function pageOf<Row>(all: readonly Row[], url: URL) {
  const lastPage = Math.max(1, Math.ceil(all.length / ROWS_PER_PAGE));
  const page = Math.min(lastPage, Math.max(1, Math.trunc(Number(url.searchParams.get("page"))) || 1));
  const start = (page - 1) * ROWS_PER_PAGE;
  const rows = all.slice(start, start + ROWS_PER_PAGE);
  return { rows, page, from: rows.length === 0 ? 0 : start + 1, to: start + rows.length, count: all.length };
}
