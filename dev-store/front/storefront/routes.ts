import type { IncomingMessage, ServerResponse } from "node:http";

import { placeOrder, unitsForSale } from "../../commerce/checkout.ts";
import { addressOf } from "../../commerce/catalog.ts";
import type { ShopContext } from "../../commerce/context.ts";
import type { Product, ShopState, Variant } from "../../state/types.ts";
import { cookieOf, readForm, redirect, sendHtml, urlOf } from "../http.ts";
import { addToCart, Carts, changeCart, propertiesOf, unitsInCart, unitsOf } from "./cart.ts";
import type { Cart } from "./cart.ts";
import { serveAsset } from "./assets.ts";
import { cartDrop, orderDrop, productDrop } from "./drops.ts";
import { LOCALES, rootOf, ThemePages } from "./pages.ts";
import type { Locale, Page } from "./pages.ts";

const CART_COOKIE = "cart";
const PRODUCTS_PER_PAGE = 60;
const SHIPPING_CENTS = 490;
const FREE_SHIPPING_FROM_CENTS = 10_000;
/** What the checkout is filled in with, so that a trial needs no typing. */
const DEMO_BUYER = {
  email: "nora.falk@customers.example",
  first_name: "Nora",
  last_name: "Falk",
  address1: "Lindenstraße 5",
  zip: "10969",
  city: "Berlin",
};
type Buyer = typeof DEMO_BUYER;

type Visit = {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  locale: Locale;
  /** Without the language's prefix. */
  path: string;
  cart: Cart;
};

/** The shop as shoppers see it: pages, cart and checkout. */
export class Storefront {
  private readonly carts = new Carts();
  private readonly pages: ThemePages;
  private readonly context: () => ShopContext;

  constructor(context: () => ShopContext) {
    this.context = context;
    this.pages = new ThemePages(context().shop.profile);
  }

  private get shop(): ShopState {
    return this.context().shop;
  }

  /** Answers the request; anything unknown gets the shop's own 404 page. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = urlOf(request);
    if (await serveAsset(response, url)) return;
    const [, prefix, rest] = /^\/([a-z]{2})(\/.*)?$/.exec(url.pathname) ?? [];
    const locale = LOCALES.find((known) => known === prefix) ?? "en";
    const path = locale === "en" ? url.pathname : (rest ?? "/");
    const cart = this.carts.open(cookieOf(request, CART_COOKIE));
    response.setHeader("set-cookie", `${CART_COOKIE}=${cart.token}; Path=/; HttpOnly; SameSite=Lax`);
    await this.route({ request, response, url, locale, path, cart });
  }

  private async route(visit: Visit): Promise<void> {
    const { request, path } = visit;
    const isPost = request.method === "POST";
    const [, handle] = /^\/(?:collections\/[^/]+\/)?products\/([^/]+)$/.exec(path) ?? [];
    const [, token] = /^\/orders\/([0-9a-f]+)$/.exec(path) ?? [];
    if (path === "/" || path === "/collections/all") return this.home(visit);
    if (handle !== undefined) return this.product(visit, decodeURIComponent(handle));
    if (path === "/cart/add" && isPost) return this.add(visit);
    if (path === "/cart") return isPost ? this.changeCart(visit) : this.showCart(visit);
    if (path === "/checkout") return isPost ? this.order(visit) : this.checkout(visit);
    if (token !== undefined) return this.orderStatus(visit, token);
    return this.notFound(visit);
  }

  private async home(visit: Visit): Promise<void> {
    const active = [...this.shop.products.values()].filter(({ status }) => status === "ACTIVE");
    const page = Math.max(1, Math.trunc(Number(visit.url.searchParams.get("page"))) || 1);
    const shown = active.slice((page - 1) * PRODUCTS_PER_PAGE, page * PRODUCTS_PER_PAGE);
    const products = shown.map((product) => productDrop(this.shop, product));
    const next_page = page * PRODUCTS_PER_PAGE < active.length ? page + 1 : null;
    await this.show(visit, { template: "home", title: "Home", objects: { products, next_page } });
  }

  private async product(visit: Visit, handle: string): Promise<void> {
    const product = [...this.shop.products.values()].find((known) => known.handle === handle);
    if (product === undefined || product.status !== "ACTIVE") return this.notFound(visit);
    await this.showProduct(visit, product, { variantId: Number(visit.url.searchParams.get("variant")) || null });
  }

  private async showProduct(
    visit: Visit,
    product: Product,
    { variantId, refusal = null, quantity = 1 }: { variantId: number | null; refusal?: string | null; quantity?: number },
  ): Promise<void> {
    const objects = { product: productDrop(this.shop, product, variantId), refusal, quantity };
    await this.show(visit, { template: "product", title: product.title, objects }, refusal === null ? 200 : 422);
  }

  private async add(visit: Visit): Promise<void> {
    const form = await readForm(visit.request);
    const variant = this.shop.variants.get(Number(form.get("id")));
    const product = variant && this.shop.products.get(variant.productId);
    if (variant === undefined || product === undefined) return this.notFound(visit);
    const quantity = unitsOf(form.get("quantity") ?? "1");
    const refusal = quantity === null ? "Enter a quantity from 1 to 999." : this.shortage(visit.cart, variant, quantity);
    if (quantity === null || refusal !== null) {
      return this.showProduct(visit, product, { variantId: variant.id, refusal, quantity: quantity ?? 1 });
    }
    addToCart(visit.cart, { variantId: variant.id, quantity, properties: propertiesOf(form) });
    redirect(visit.response, `${rootOf(visit.locale)}/cart`);
  }

  /** Why so many units more cannot go into the cart, or null. */
  private shortage(cart: Cart, variant: Variant, units: number): string | null {
    const unitsLeft = unitsForSale({ shop: this.shop }, variant);
    if (unitsInCart(cart, variant.id) + units <= unitsLeft) return null;
    return unitsLeft > 0 ? `Only ${unitsLeft} left. Choose a smaller quantity.` : "This variant is sold out.";
  }

  private async showCart(visit: Visit, refusal: string | null = null): Promise<void> {
    await this.show(visit, { template: "cart", title: "Cart", objects: { refusal } }, refusal === null ? 200 : 422);
  }

  private async changeCart(visit: Visit): Promise<void> {
    const form = await readForm(visit.request);
    const removed = form.get("remove");
    // From the last line to the first, so that taking one out moves none that is still to change.
    for (let place = visit.cart.lines.length - 1; place >= 0; place -= 1) {
      const wanted = form.get(`updates[${place}]`);
      if (wanted === null) continue;
      const quantity = wanted === "0" || removed === String(place) ? 0 : unitsOf(wanted);
      if (quantity === null) return this.showCart(visit, "Enter quantities from 0 to 999.");
      changeCart(visit.cart, { place, quantity });
    }
    for (const { variantId } of visit.cart.lines) {
      const variant = this.shop.variants.get(variantId);
      const refusal = variant === undefined ? null : this.shortage(visit.cart, variant, 0);
      if (refusal !== null) return this.showCart(visit, refusal);
    }
    redirect(visit.response, `${rootOf(visit.locale)}/${form.has("checkout") ? "checkout" : "cart"}`);
  }

  private async checkout(visit: Visit, { buyer = DEMO_BUYER, refusal = null }: { buyer?: Buyer; refusal?: string | null } = {}): Promise<void> {
    const { total_price: subtotal, item_count: units } = cartDrop(this.shop, visit.cart);
    if (units === 0) return redirect(visit.response, `${rootOf(visit.locale)}/cart`);
    const shipping = shippingCents(subtotal);
    const objects = { buyer, refusal, shipping_price: shipping, total_price: subtotal + shipping };
    await this.show(visit, { template: "checkout", title: "Checkout", objects }, refusal === null ? 200 : 422);
  }

  private async order(visit: Visit): Promise<void> {
    const form = await readForm(visit.request);
    const buyer = buyerOf(form);
    if (visit.cart.lines.length === 0) return redirect(visit.response, `${rootOf(visit.locale)}/cart`);
    const { first_name: firstName, last_name: lastName, email, ...address } = buyer;
    const outcome = placeOrder(this.context(), {
      lines: visit.cart.lines,
      email,
      firstName,
      lastName,
      shippingAddress: addressOf({ firstName, lastName, ...address }),
      customerLocale: visit.locale,
      shippingCents: shippingCents(cartDrop(this.shop, visit.cart).total_price),
    });
    if (!outcome.ok) {
      return this.checkout(visit, { buyer, refusal: outcome.errors.map(({ message }) => message).join(" ") });
    }
    this.carts.close(visit.cart);
    redirect(visit.response, `${rootOf(visit.locale)}/orders/${outcome.value.token}?new=1`);
  }

  private async orderStatus(visit: Visit, token: string): Promise<void> {
    const order = [...this.shop.orders.values()].find((known) => known.token === token);
    if (order === undefined) return this.notFound(visit);
    const objects = { order: orderDrop(this.shop, order), is_new: visit.url.searchParams.has("new") };
    await this.show(visit, { template: "order", title: order.name, objects });
  }

  private async notFound(visit: Visit): Promise<void> {
    await this.show(visit, { template: "404", title: "Not found", objects: {} }, 404);
  }

  private async show(visit: Visit, page: Pick<Page, "template" | "title" | "objects">, status = 200): Promise<void> {
    const objects = { ...page.objects, cart: cartDrop(this.shop, visit.cart) };
    const path = `${visit.path}${visit.url.search}`;
    sendHtml(visit.response, await this.pages.render({ ...page, objects, path, locale: visit.locale }), status);
  }
}

function shippingCents(subtotalCents: number): number {
  return subtotalCents >= FREE_SHIPPING_FROM_CENTS ? 0 : SHIPPING_CENTS;
}

function buyerOf(form: URLSearchParams): Buyer {
  const field = (name: keyof Buyer) => form.get(name)?.trim() ?? "";
  return {
    email: field("email"),
    first_name: field("first_name"),
    last_name: field("last_name"),
    address1: field("address1"),
    zip: field("zip"),
    city: field("city"),
  };
}
