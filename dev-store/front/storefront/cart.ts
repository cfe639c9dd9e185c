import { randomBytes } from "node:crypto";

import type { LineProperty } from "../../state/types.ts";

export type CartLine = { variantId: number; quantity: number; properties: LineProperty[] };
export type Cart = { token: string; lines: CartLine[]; note: string; attributes: Record<string, string> };

const MAX_CARTS = 1_000;
export const MAX_UNITS_PER_LINE = 999;

/** The carts of the storefront's visitors. They live as long as the process: nobody returns to a dev store's cart. */
export class Carts {
  private readonly carts = new Map<string, Cart>();

  /** The visitor's cart, or a new empty one. */
  open(token: string | null): Cart {
    const known = token === null ? undefined : this.carts.get(token);
    if (known !== undefined) return known;
    const cart: Cart = { token: randomBytes(16).toString("hex"), lines: [], note: "", attributes: {} };
    this.carts.set(cart.token, cart);
    const oldest = this.carts.keys().next().value;
    if (this.carts.size > MAX_CARTS && oldest !== undefined) this.carts.delete(oldest);
    return cart;
  }

  close(cart: Cart): void {
    this.carts.delete(cart.token);
  }
}

/** Adds units; the same variant with the same properties stays one line, as in Shopify. New lines come first. */
export function addToCart(cart: Cart, added: CartLine): CartLine {
  const same = cart.lines.find(({ variantId, properties }) => variantId === added.variantId && sameProperties(properties, added.properties));
  if (same === undefined) {
    cart.lines.unshift(added);
    return added;
  }
  same.quantity = Math.min(MAX_UNITS_PER_LINE, same.quantity + added.quantity);
  return same;
}

/** Sets the units of a line by its place in the cart; 0 takes it out. */
export function changeCart(cart: Cart, { place, quantity }: { place: number; quantity: number }): void {
  const line = cart.lines[place];
  if (line === undefined) return;
  line.quantity = Math.min(MAX_UNITS_PER_LINE, quantity);
  cart.lines = cart.lines.filter((kept) => kept.quantity > 0);
}

export function unitsInCart(cart: Cart, variantId: number): number {
  return cart.lines.reduce((sum, line) => (line.variantId === variantId ? sum + line.quantity : sum), 0);
}

function sameProperties(left: readonly LineProperty[], right: readonly LineProperty[]): boolean {
  const text = (properties: readonly LineProperty[]) => JSON.stringify(properties.map(({ name, value }) => [name, value]).sort());
  return text(left) === text(right);
}

/** `properties[name]=value` of a form; empty values are dropped, as Shopify does. */
export function propertiesOf(form: URLSearchParams): LineProperty[] {
  const properties: LineProperty[] = [];
  for (const [field, value] of form) {
    const name = /^properties\[(.+)\]$/.exec(field)?.[1];
    if (name !== undefined && value !== "") properties.push({ name, value });
  }
  return properties;
}

/** A whole number of units from 1 to the limit of a line, or null. */
export function unitsOf(text: string | null): number | null {
  const units = Number(text);
  return Number.isInteger(units) && units >= 1 && units <= MAX_UNITS_PER_LINE ? units : null;
}
