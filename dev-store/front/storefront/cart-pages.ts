import { unitsForSale } from "../../commerce/checkout.ts";
import type { Product, ShopState, Variant } from "../../state/types.ts";
import { readForm, redirect } from "../http.ts";
import { addToCart, changeCart, propertiesOf, unitsInCart, unitsOf } from "./cart.ts";
import type { Cart } from "./cart.ts";
import { keyOf } from "./drops/cart-drop.ts";
import type { Visit } from "./visit.ts";

/** The cart without a script: forms that are sent, and pages that answer with what went wrong. */
export class CartPages {
  private readonly shop: () => ShopState;
  private readonly showProduct: (visit: Visit, product: Product, view: { variantId: number; refusal: string | null }) => Promise<void>;
  private readonly showCart: (visit: Visit, refusal: string | null) => Promise<void>;

  constructor(parts: { shop: CartPages["shop"]; showProduct: CartPages["showProduct"]; showCart: CartPages["showCart"] }) {
    this.shop = parts.shop;
    this.showProduct = parts.showProduct;
    this.showCart = parts.showCart;
  }

  async add(visit: Visit): Promise<void> {
    const form = await readForm(visit.request);
    const shop = this.shop();
    const variant = shop.variants.get(Number(form.get("id")));
    const product = variant && shop.products.get(variant.productId);
    if (variant === undefined || product === undefined) return redirect(visit.response, `${visit.presence.prefix}/cart`);
    const quantity = unitsOf(form.get("quantity") ?? "1");
    const refusal = quantity === null ? "Enter a quantity from 1 to 999." : this.shortage(visit.cart, variant, quantity);
    if (quantity === null || refusal !== null) return this.showProduct(visit, product, { variantId: variant.id, refusal });
    addToCart(visit.cart, { variantId: variant.id, quantity, properties: propertiesOf(form) });
    redirect(visit.response, returnPath(form) ?? `${visit.presence.prefix}/cart`);
  }

  /** `updates[]` in the lines' order, or by a line's key or its variant's id; `checkout` goes on to pay. */
  async change(visit: Visit): Promise<void> {
    const form = await readForm(visit.request);
    const { cart } = visit;
    const wanted = updatesOf(form, cart);
    // From the last line to the first, so that taking one out moves none that is still to change.
    for (const [place, text] of [...wanted].sort(([left], [right]) => right - left)) {
      const quantity = text === "0" ? 0 : unitsOf(text);
      if (quantity === null) return this.showCart(visit, "Enter quantities from 0 to 999.");
      changeCart(cart, { place, quantity });
    }
    cart.note = form.get("note") ?? cart.note;
    for (const { variantId } of cart.lines) {
      const variant = this.shop().variants.get(variantId);
      const refusal = variant === undefined ? null : this.shortage(cart, variant, 0);
      if (refusal !== null) return this.showCart(visit, refusal);
    }
    redirect(visit.response, `${visit.presence.prefix}/${form.has("checkout") ? "checkout" : "cart"}`);
  }

  /** `/cart/change?line=1&quantity=0`, the link that takes a line out; `/cart/clear` empties the cart. */
  changeByLink({ cart, url, path, response, presence }: Visit): void {
    const quantity = Number(url.searchParams.get("quantity"));
    const id = url.searchParams.get("id");
    const place = id === null ? Number(url.searchParams.get("line")) - 1 : placeOf(cart, id);
    if (path === "/cart/clear") cart.lines = [];
    else if (Number.isInteger(quantity) && quantity >= 0) changeCart(cart, { place, quantity });
    redirect(response, `${presence.prefix}/cart`);
  }

  /** Why so many units more cannot go into the cart, or null. */
  private shortage(cart: Cart, variant: Variant, units: number): string | null {
    const unitsLeft = unitsForSale({ shop: this.shop() }, variant);
    if (unitsInCart(cart, variant.id) + units <= unitsLeft) return null;
    return unitsLeft > 0 ? `Only ${unitsLeft} left. Choose a smaller quantity.` : "This variant is sold out.";
  }
}

function placeOf(cart: Cart, id: string): number {
  return cart.lines.findIndex((line) => keyOf(line) === id || String(line.variantId) === id);
}

function updatesOf(form: URLSearchParams, cart: Cart): Map<number, string> {
  const updates = new Map<number, string>(form.getAll("updates[]").entries());
  for (const [name, value] of form) {
    const id = /^updates\[(.+)\]$/.exec(name)?.[1];
    const place = id === undefined ? -1 : placeOf(cart, id);
    if (place !== -1) updates.set(place, value);
  }
  return updates;
}

/** A page of this shop to go to after adding; an address elsewhere is not followed. */
function returnPath(form: URLSearchParams): string | null {
  const wanted = form.get("return_to");
  return wanted !== null && /^\/(?![/\\])/.test(wanted) ? wanted : null;
}
