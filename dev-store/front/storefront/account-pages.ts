import { randomBytes } from "node:crypto";

import type { ShopContext } from "../../commerce/context.ts";
import type { Customer, ShopState } from "../../state/types.ts";
import { cookieOf, readForm, redirect } from "../http.ts";
import { orderDrop } from "./drops/order-drop.ts";
import type { HostedPages } from "./hosted-pages.ts";
import type { Visit } from "./visit.ts";

const COOKIE = "customer";
const MAX_SIGNED_IN = 1_000;

/** The customer's account: their orders, newest first. Signing in asks for the email alone: nobody's mail reaches a dev store. */
export class AccountPages {
  private readonly signedIn = new Map<string, number>();
  private readonly pages: HostedPages;
  private readonly context: () => ShopContext;

  constructor({ pages, context }: { pages: HostedPages; context: () => ShopContext }) {
    this.pages = pages;
    this.context = context;
  }

  /** Who has signed in, or null. */
  customerOf(request: Visit["request"]): Customer | null {
    const id = this.signedIn.get(cookieOf(request, COOKIE) ?? "");
    return (id === undefined ? undefined : this.context().shop.customers.get(id)) ?? null;
  }

  async answer(visit: Visit): Promise<void> {
    const { path, presence, request, response } = visit;
    if (path === "/account/logout") return this.signOut(visit);
    if (path === "/account/login") return request.method === "POST" ? this.signIn(visit) : this.login(visit);
    if (visit.customer === null) return redirect(response, `${presence.prefix}/account/login`);
    const { shop } = this.context();
    const { customer } = visit;
    const orders = shop.orders.withValue("customerId", customer.id).reverse();
    const objects = { customer, orders: orders.map((order) => orderDrop({ shop, presence }, order)) };
    await this.pages.show(visit, shop, { template: "account", title: "Orders", objects });
  }

  private async login(visit: Visit, refusal: { email: string } | null = null): Promise<void> {
    const { shop } = this.context();
    const objects = { refused_email: refusal?.email ?? null, known_emails: knownEmails(shop) };
    await this.pages.show(visit, shop, { template: "login", title: "Sign in", objects }, refusal === null ? 200 : 422);
  }

  private async signIn(visit: Visit): Promise<void> {
    const form = await readForm(visit.request);
    const email = (form.get("email") ?? form.get("customer[email]") ?? "").trim().toLowerCase();
    const [customer] = this.context().shop.customers.withValue("email", email);
    if (customer === undefined) return this.login(visit, { email });
    const token = randomBytes(16).toString("hex");
    this.signedIn.set(token, customer.id);
    const oldest = this.signedIn.keys().next().value;
    if (this.signedIn.size > MAX_SIGNED_IN && oldest !== undefined) this.signedIn.delete(oldest);
    visit.response.appendHeader("set-cookie", `${COOKIE}=${token}; Path=/; HttpOnly; SameSite=Lax`);
    redirect(visit.response, `${visit.presence.prefix}/account`);
  }

  private signOut(visit: Visit): void {
    this.signedIn.delete(cookieOf(visit.request, COOKIE) ?? "");
    visit.response.appendHeader("set-cookie", `${COOKIE}=; Path=/; Max-Age=0`);
    redirect(visit.response, `${visit.presence.prefix}/`);
  }
}

const KNOWN_EMAILS_SHOWN = 5;

/** A few to choose from, so that a trial needs no typing. */
function knownEmails({ customers }: ShopState): string[] {
  const shown: string[] = [];
  for (const { email } of customers.scan()) {
    if (email !== null && email !== "" && shown.push(email) === KNOWN_EMAILS_SHOWN) break;
  }
  return shown;
}
