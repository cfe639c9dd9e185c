import { unitsForSale } from "../../commerce/checkout.ts";
import type { LineProperty, ShopState, Variant } from "../../state/types.ts";
import { formOf, readBody, sendJson } from "../http.ts";
import { addToCart, changeCart, MAX_UNITS_PER_LINE, unitsInCart } from "./cart.ts";
import type { Cart } from "./cart.ts";
import { cartDrop, keyOf } from "./drops/cart-drop.ts";
import type { LineItemDrop } from "./drops/cart-drop.ts";
import type { Visit } from "./visit.ts";

/**
 * Shopify's Ajax cart: `/cart.js`, `/cart/add.js`, `/cart/change.js`, `/cart/update.js`, `/cart/clear.js`. Each answers in
 * Shopify's shape, with `sections` of the theme where asked for, and refuses with `{status, message, description}`.
 */
export type RenderSections = (ids: readonly string[], url: string | null) => Promise<Record<string, string | null>>;

/** The body as fields: JSON as it is, forms as their names say (`properties[Engraving]`, `updates[]`, `items[0][id]`). */
type Fields = Record<string, unknown>;
type Refusal = { status: number; message: string; description: string };
type Outcome = { body: Record<string, unknown> } | { refusal: Refusal };
type Adding = { id: number; quantity: number; properties: LineProperty[] };

const PATHS = /^\/cart(?:\/(add|change|update|clear))?(?:\.js|\.json)$/;

/** False: not a request to the cart's API. A form's POST without `.js` is a page's, unless it asks for JSON. */
export async function answerCartApi(visit: Visit, shop: ShopState, renderSections: RenderSections): Promise<boolean> {
  const wantsJson = visit.request.headers.accept?.startsWith("application/json") === true;
  const action = wantsJson && /^\/cart\/\w+$/.test(visit.path) ? visit.path.slice("/cart/".length) : actionOf(visit.path);
  if (action === null) return false;
  const fields = visit.request.method === "POST" ? await readFields(visit) : Object.fromEntries(visit.url.searchParams);
  const outcome = act(action, { visit, shop, fields });
  if ("refusal" in outcome) {
    sendJson(visit.response, outcome.refusal, outcome.refusal.status);
    return true;
  }
  const ids = sectionIds(fields["sections"]);
  const url = fields["sections_url"];
  const sections = ids.length === 0 ? {} : { sections: await renderSections(ids, typeof url === "string" ? url : null) };
  sendJson(visit.response, { ...outcome.body, ...sections });
  return true;
}

function actionOf(path: string): string | null {
  const found = PATHS.exec(path);
  return found === null ? null : (found[1] ?? "show");
}

type Act = { visit: Visit; shop: ShopState; fields: Fields };

function act(action: string, asked: Act): Outcome {
  if (action === "add") return add(asked);
  if (action === "change") return change(asked);
  if (action === "update") return update(asked);
  if (action === "clear") asked.visit.cart.lines = [];
  return { body: cartJson(asked) };
}

function add({ visit, shop, fields }: Act): Outcome {
  const several = Array.isArray(fields["items"]) ? (fields["items"] as unknown[]) : null;
  const wanted = (several ?? [fields]).map(addingOf);
  const before = structuredClone(visit.cart.lines);
  const added: string[] = [];
  for (const { id, quantity, properties } of wanted) {
    const variant = shop.variants.get(id);
    const refusal = variant === undefined ? refused(404, "Cannot find variant") : shortage({ shop, cart: visit.cart, variant, units: quantity });
    if (refusal !== null) {
      // All or nothing: what was added before the refusal goes out again.
      visit.cart.lines = before;
      return { refusal };
    }
    added.push(keyOf(addToCart(visit.cart, { variantId: id, quantity, properties })));
  }
  const items = cartDrop({ shop, presence: visit.presence }, visit.cart).items.filter(({ key }) => added.includes(key));
  const [first] = items;
  return { body: several === null && first !== undefined ? lineJson(first) : { items: items.map(lineJson) } };
}

function addingOf(item: unknown): Adding {
  const fields: Fields = typeof item === "object" && item !== null ? { ...item } : {};
  const properties = Object.entries(typeof fields["properties"] === "object" && fields["properties"] !== null ? fields["properties"] : {});
  return {
    id: Number(fields["id"]),
    quantity: fields["quantity"] === undefined ? 1 : Math.trunc(Number(fields["quantity"])),
    properties: properties.filter(([, value]) => value !== "" && value !== null).map(([name, value]) => ({ name, value: String(value) })),
  };
}

/** Why so many units more cannot go into the cart, in Shopify's words. */
function shortage({ shop, cart, variant, units }: { shop: ShopState; cart: Cart; variant: Variant; units: number }): Refusal | null {
  if (!Number.isInteger(units) || units < 1) return refused(422, "Quantity must be 1 or more");
  const title = titleOf(shop, variant);
  const held = unitsInCart(cart, variant.id);
  const forSale = unitsForSale({ shop }, variant);
  if (held + units <= Math.min(forSale, MAX_UNITS_PER_LINE)) return null;
  if (forSale <= 0) return refused(422, `The product '${title}' is already sold out.`);
  return refused(
    422,
    held >= forSale ? `All ${forSale} ${title} are in your cart.` : `You can only add ${Math.min(forSale, MAX_UNITS_PER_LINE) - held} ${title} to the cart.`,
  );
}

function titleOf(shop: ShopState, variant: Variant): string {
  const product = shop.products.get(variant.productId);
  const isOnly = (product?.variantIds.length ?? 1) === 1;
  return isOnly ? (product?.title ?? variant.title) : `${product?.title ?? ""} - ${variant.title}`;
}

function change(asked: Act): Outcome {
  const { visit, shop, fields } = asked;
  const { cart } = visit;
  const place = fields["line"] === undefined ? placeOf(cart, String(fields["id"])) : Number(fields["line"]) - 1;
  const line = cart.lines[place];
  if (line === undefined) return { refusal: { status: 400, message: "Cart Error", description: "no valid id or line parameter" } };
  const quantity = fields["quantity"] === undefined ? line.quantity : Math.trunc(Number(fields["quantity"]));
  const refusal = tooMany({ shop, cart, place, quantity });
  if (refusal !== null) return { refusal };
  if (fields["properties"] !== undefined) line.properties = addingOf(fields).properties;
  changeCart(cart, { place, quantity: Math.max(0, quantity) });
  return { body: cartJson(asked) };
}

function tooMany({ shop, cart, place, quantity }: { shop: ShopState; cart: Cart; place: number; quantity: number }): Refusal | null {
  const line = cart.lines[place];
  const variant = line === undefined ? undefined : shop.variants.get(line.variantId);
  if (line === undefined || variant === undefined || quantity <= line.quantity) return null;
  return shortage({ shop, cart, variant, units: quantity - line.quantity });
}

/** By the line's key or by its variant's id. */
function placeOf(cart: Cart, id: string): number {
  return cart.lines.findIndex((line) => keyOf(line) === id || String(line.variantId) === id);
}

function update(asked: Act): Outcome {
  const { visit, shop, fields } = asked;
  const { cart } = visit;
  const updates = fields["updates"] ?? {};
  const wanted = new Map(Array.isArray(updates) ? updates.entries() : Object.entries(updates as object).map(([id, units]) => [placeOf(cart, id), units]));
  // From the last line to the first, so that taking one out moves none that is still to change.
  for (const [place, units] of [...wanted].sort(([left], [right]) => right - left)) {
    const quantity = Math.max(0, Math.trunc(Number(units)));
    const refusal = tooMany({ shop, cart, place, quantity });
    if (refusal !== null) return { refusal };
    changeCart(cart, { place, quantity });
  }
  if (typeof fields["note"] === "string") cart.note = fields["note"];
  const { attributes } = fields;
  if (typeof attributes === "object" && attributes !== null) {
    for (const [name, value] of Object.entries(attributes)) cart.attributes[name] = String(value);
  }
  return { body: cartJson(asked) };
}

function refused(status: number, description: string): Refusal {
  return { status, message: status === 404 ? "Cart Error" : description, description };
}

function cartJson({ visit, shop }: Act): Record<string, unknown> {
  const { currency, items, ...cart } = cartDrop({ shop, presence: visit.presence }, visit.cart);
  const { "empty?": _, checkout_charge_amount: __, taxes_included: ___, duties_included: ____, discount_applications: _____, ...rest } = cart;
  return { token: visit.cart.token, ...rest, items: items.map(lineJson), currency: currency.iso_code, discount_codes: [] };
}

function lineJson({ variant, index: _, ...line }: LineItemDrop): Record<string, unknown> {
  const { product, image, selling_plan_allocation: __, ...plain } = line;
  const { src: url, alt, width, height, aspect_ratio } = image;
  return {
    ...plain,
    presentment_price: line.price / 100,
    discounted_price: line.price,
    discounts: [],
    grams: 0,
    handle: product.handle,
    product_type: product.type,
    product_description: product.description,
    product_has_only_default_variant: product.has_only_default_variant,
    variant_options: variant.options,
    quantity_rule: variant.quantity_rule,
    featured_image: { url, alt, width, height, aspect_ratio },
    image: url,
    has_components: false,
  };
}

function sectionIds(wanted: unknown): string[] {
  if (Array.isArray(wanted)) return wanted.map(String);
  return typeof wanted === "string" && wanted !== "" ? wanted.split(",") : [];
}

async function readFields({ request }: Visit): Promise<Fields> {
  const body = await readBody(request);
  const type = request.headers["content-type"] ?? "";
  if (type.startsWith("application/json")) {
    const parsed: unknown = JSON.parse(body.toString("utf8") || "{}");
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
  }
  return fieldsOf(await formOf(body, type));
}

/** `updates[7]=2` becomes `{updates: {7: "2"}}`, `updates[]=2` a list. */
function fieldsOf(form: URLSearchParams): Fields {
  const fields: Fields = {};
  for (const [name, value] of form) {
    const [, outer, inner] = /^(\w+)\[([^\]]*)\]$/.exec(name) ?? [];
    if (outer === undefined) fields[name] = value;
    else if (inner === "") fields[outer] = [...(Array.isArray(fields[outer]) ? (fields[outer] as unknown[]) : []), value];
    else fields[outer] = { ...(typeof fields[outer] === "object" ? fields[outer] : {}), [inner ?? ""]: value };
  }
  return fields;
}
