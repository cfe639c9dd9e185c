import { addressOf } from "../../commerce/catalog.ts";
import type { ShopContext } from "../../commerce/context.ts";
import { checkOut } from "../../commerce/storefront-checkout.ts";
import { readForm, redirect } from "../http.ts";
import type { Carts } from "./cart.ts";
import { cartDrop } from "./drops/cart-drop.ts";
import { orderDrop } from "./drops/order-drop.ts";
import type { HostedPages } from "./hosted-pages.ts";
import { countryNameOf, priceIn } from "./presences.ts";
import type { Visit } from "./visit.ts";

/** The last steps of a purchase: who, where to, how it is sent; and the page of an order afterwards. */

type Rate = { code: string; cents: number };
type Buyer = { email: string; first_name: string; last_name: string; address1: string; zip: string; city: string };

/** In the shop's currency. */
const STANDARD_CENTS = 490;
const EXPRESS_CENTS = 1290;
const FREE_STANDARD_FROM_CENTS = 10_000;
/** What the checkout is filled in with, so that a trial needs no typing. */
const DEMO_BUYERS: Readonly<Record<string, Buyer>> = {
  DE: { email: "nora.falk@customers.example", first_name: "Nora", last_name: "Falk", address1: "Lindenstraße 5", zip: "10969", city: "Berlin" },
  JP: { email: "aoi.mori@customers.example", first_name: "葵", last_name: "森", address1: "神南 1-2-3", zip: "150-0041", city: "東京都渋谷区" },
  US: { email: "june.hale@customers.example", first_name: "June", last_name: "Hale", address1: "12 Alder Street", zip: "97205", city: "Portland" },
};
const NO_BUYER: Buyer = { email: "", first_name: "", last_name: "", address1: "", zip: "", city: "" };

export class CheckoutPages {
  private readonly pages: HostedPages;
  private readonly carts: Carts;
  private readonly context: () => ShopContext;

  constructor({ pages, carts, context }: { pages: HostedPages; carts: Carts; context: () => ShopContext }) {
    this.pages = pages;
    this.carts = carts;
    this.context = context;
  }

  async show(visit: Visit, { buyer, chosen, refusal = null }: { buyer?: Buyer; chosen?: string; refusal?: string | null } = {}): Promise<void> {
    const { shop } = this.context();
    const { presence, customer } = visit;
    const { total_price: subtotal, item_count: units } = cartDrop({ shop, presence }, visit.cart);
    if (units === 0) return redirect(visit.response, `${presence.prefix}/cart`);
    const rates = this.ratesFor(visit);
    const rate = rates.find(({ code }) => code === chosen) ?? rates[0];
    const shipping = rate === undefined ? 0 : priceIn(presence, rate.cents);
    const known = customer === null ? {} : { email: customer.email, first_name: customer.firstName, last_name: customer.lastName };
    const objects = {
      buyer: buyer ?? { ...(DEMO_BUYERS[presence.countryCode] ?? NO_BUYER), ...known },
      country: countryNameOf(presence.countryCode, presence.locale),
      refusal,
      rates: rates.map(({ code, cents }) => ({ code, price: priceIn(presence, cents), chosen: code === rate?.code })),
      shipping_price: shipping,
      total_price: subtotal + shipping,
    };
    await this.pages.show(visit, shop, { template: "checkout", title: "Checkout", objects }, refusal === null ? 200 : 422);
  }

  /** Places the order. A cart is ordered once: whoever sends the form again is led back to an empty cart. */
  async order(visit: Visit): Promise<void> {
    const form = await readForm(visit.request);
    const { presence } = visit;
    if (visit.cart.lines.length === 0) return redirect(visit.response, `${presence.prefix}/cart`);
    const buyer = buyerOf(form);
    const chosen = form.get("shipping_rate") ?? "standard";
    const rate = this.ratesFor(visit).find(({ code }) => code === chosen) ?? { code: "standard", cents: STANDARD_CENTS };
    const { first_name: firstName, last_name: lastName, email, ...address } = buyer;
    const { countryCode } = presence;
    const outcome = checkOut(this.context(), {
      discountCode: form.get("discount_code"),
      countryCode,
      lines: visit.cart.lines,
      email,
      firstName,
      lastName,
      shippingAddress: addressOf({ firstName, lastName, ...address, country: countryNameOf(countryCode, "en"), countryCode }),
      customerLocale: presence.locale,
      shippingLines: [{ title: rate.code === "express" ? "Express" : "Standard", priceCents: rate.cents, source: "shopify" }],
      note: visit.cart.note || null,
      attributes: Object.entries(visit.cart.attributes).map(([name, value]) => ({ name, value })),
    });
    if (!outcome.ok) return this.show(visit, { buyer, chosen, refusal: outcome.errors.map(({ message }) => message).join(" ") });
    this.carts.close(visit.cart);
    redirect(visit.response, `${presence.prefix}/orders/${outcome.value.token}?new=1`);
  }

  /** False: no order has this token. */
  async orderStatus(visit: Visit, token: string): Promise<boolean> {
    const { shop } = this.context();
    const [order] = shop.orders.withValue("token", token);
    if (order === undefined) return false;
    const objects = { order: orderDrop({ shop, presence: visit.presence }, order), is_new: visit.url.searchParams.has("new") };
    await this.pages.show(visit, shop, { template: "order", title: order.name, objects });
    return true;
  }

  /** What sending the cart may cost. Nothing for a big order, by standard. */
  private ratesFor(visit: Visit): Rate[] {
    const { shop } = this.context();
    const subtotal = visit.cart.lines.reduce((sum, { variantId, quantity }) => sum + (shop.variants.get(variantId)?.priceCents ?? 0) * quantity, 0);
    const standard = subtotal >= FREE_STANDARD_FROM_CENTS ? 0 : STANDARD_CENTS;
    return [
      { code: "standard", cents: standard },
      { code: "express", cents: EXPRESS_CENTS },
    ];
  }
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
