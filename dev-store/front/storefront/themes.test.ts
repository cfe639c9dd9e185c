import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import type { ShopContext } from "../../commerce/context.ts";
import { seedDemoShop } from "../../seed/demo-shop.ts";
import { demoProfile, emptyShop, emptyStore } from "../../state/shop-state.ts";
import type { Variant } from "../../state/types.ts";
import { HOSTED_FOLDER } from "./hosted-pages.ts";
import { Storefront } from "./routes.ts";
import { THEME_NAMES, themeFolder } from "./theme.ts";

let context: ShopContext;
let server: Server;
let origin: string;
let cookie: string;

beforeEach(async () => {
  context = { store: emptyStore(), shop: emptyShop(demoProfile("2026-01-01T00:00:00Z")), now: () => new Date(), emit: () => undefined };
  seedDemoShop(context);
  const storefront = new Storefront(() => context);
  server = createServer((request, response) => void storefront.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // Listening on a port, so the address is not a pipe's name.
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  cookie = (await fetch(`${origin}/cart`)).headers.get("set-cookie")?.split(";")[0] ?? "";
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

function variantOf(sku: string): Variant {
  const variant = [...context.shop.variants.values()].find((known) => known.sku === sku);
  if (variant === undefined) throw new Error(`no variant ${sku}`);
  return variant;
}

function promise(sku: string, published: object): void {
  const ownerGid = `gid://shopify/ProductVariant/${variantOf(sku).id}`;
  const value = JSON.stringify({ rev: "r1", validUntil: "2999-01-01T00:00:00Z", ...published });
  context.shop.metafields.set(ownerGid, {
    ...{ id: 1, ownerGid, namespace: "app--42--backorder", key: "promise", type: "json", value },
    ...{ createdAt: "", updatedAt: "" },
  });
}

const visit = (path: string, init: RequestInit = {}) => fetch(origin + path, { redirect: "manual", ...init, headers: { cookie, ...init.headers } });
const read = async (path: string) => (await visit(path)).text();

/** As the cart's API answers: nothing in it is taken for granted. */
type Json = Record<string, unknown>;

async function post(path: string, body: object): Promise<{ status: number; body: Json }> {
  const answer = await visit(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  return { status: answer.status, body: (await answer.json()) as Json };
}

describe.each(THEME_NAMES)("the theme %s", (theme) => {
  test.each([
    "/",
    "/collections",
    "/collections/all?page=2",
    "/collections/lantern?sort_by=title-descending",
    "/search?q=pot",
    "/products/camp-lantern",
    "/cart",
  ])("shows %s in every language", async (path) => {
    for (const prefix of ["", "/de", "/ja"]) {
      const answer = await visit(`${prefix}${path === "/" && prefix !== "" ? "" : path}${path.includes("?") ? "&" : "?"}preview_theme=${theme}`);
      const html = await answer.text();
      expect(answer.status).toBe(200);
      expect(html).toContain(`lang="${prefix.slice(1) || "en"}"`);
      expect(html).not.toMatch(/Liquid error|\{\{|\{%|\[object Object\]/);
    }
  });

  test("gives the product's section alone, the same that the page holds", async () => {
    const page = await read(`/products/camp-lantern?preview_theme=${theme}`);
    const id = /id="shopify-section-(template--\d+__main)"/.exec(page)?.[1] ?? "";
    const section = await read(`/products/camp-lantern?section_id=${id}&preview_theme=${theme}`);
    expect(section).toMatch(new RegExp(`^<section id="shopify-section-${id}" class="shopify-section`));
    expect(page).toContain(section);
  });

  test("places the app's block on the product page and nowhere else", async () => {
    promise("LANTERN-OLIVE", { state: "backorder", tranches: [[4, "2998-10-14"]] });
    const page = await read(`/products/camp-lantern?preview_theme=${theme}`);
    expect(page.match(/<promised-backorder/g)).toHaveLength(1);
    expect(page).toMatch(/<head>[\s\S]*href="\/cdn\/assets\/backorder\.css"[\s\S]*src="\/cdn\/assets\/backorder\.js" defer[\s\S]*<\/head>/);
    expect(page).toMatch(/name="properties\[_promised\]"\s+value="r1"\s+form="product-form-template--\d+__main"/);
    for (const path of ["/", "/cart", "/collections/all"]) expect(await read(`${path}?preview_theme=${theme}`)).not.toContain("backorder.css");
  });

  test("escapes what a shopper typed", async () => {
    const html = await read(`/search?q=${encodeURIComponent('"><script>alert(1)</script>')}&preview_theme=${theme}`);
    expect(html).not.toContain("<script>alert(1)");
  });
});

describe("sections", () => {
  test("of the page come as JSON, by the ids asked for; an unknown one is null", async () => {
    const answer = (await (await visit("/products/camp-lantern?sections=header,no-such-section")).json()) as Json;
    expect(answer["header"]).toMatch(/^<div id="shopify-section-header"/);
    expect(answer["no-such-section"]).toBeNull();
  });

  test("one that a page does not have is not found", async () => {
    expect((await visit("/?section_id=no-such-section")).status).toBe(404);
  });
});

describe("the cart's API", () => {
  test("adds a line and renders the sections asked for with it", async () => {
    const { body } = await post("/cart/add.js", { id: variantOf("LANTERN-SAND").id, quantity: 2, properties: { Engraving: "Nora" }, sections: "cart-drawer" });
    expect(body).toMatchObject({ quantity: 2, title: "Camp Lantern - Sand", final_line_price: 9800, properties: { Engraving: "Nora" } });
    expect((body["sections"] as Json)["cart-drawer"]).toContain("Engraving: Nora");
    expect(await (await visit("/cart.js")).json()).toMatchObject({ item_count: 2, total_price: 9800, currency: "EUR", items: [{ handle: "camp-lantern" }] });
  });

  test("several items go in together or not at all", async () => {
    const items = [{ id: variantOf("TEATOWELS").id }, { id: variantOf("LANTERN-CHARCOAL").id, quantity: 4 }];
    const { status, body } = await post("/cart/add.js", { items });
    expect(status).toBe(422);
    expect(body["description"]).toBe("You can only add 3 Camp Lantern - Charcoal to the cart.");
    expect(await (await visit("/cart.js")).json()).toMatchObject({ item_count: 0 });
  });

  test.each([
    ["a variant that does not exist", () => ({ id: 1 }), 404, "Cannot find variant"],
    ["what is sold out", () => ({ id: variantOf("CAMPPILLOW").id }), 422, "The product 'Camp Pillow' is already sold out."],
    ["no units", () => ({ id: variantOf("TEATOWELS").id, quantity: 0 }), 422, "Quantity must be 1 or more"],
  ])("refuses %s", async (_, item, status, description) => {
    expect(await post("/cart/add.js", item())).toMatchObject({ status, body: { status, description } });
  });

  test("changes a line by its place or key, and takes it out at 0", async () => {
    const { body: line } = await post("/cart/add.js", { id: variantOf("TEATOWELS").id });
    expect((await post("/cart/change.js", { id: line["key"], quantity: 5 })).body).toMatchObject({ item_count: 5 });
    expect((await post("/cart/change.js", { line: 1, quantity: 0 })).body).toMatchObject({ item_count: 0 });
    expect(await post("/cart/change.js", { line: 1, quantity: 1 })).toMatchObject({ status: 400, body: { description: "no valid id or line parameter" } });
  });

  test("updates units, note and attributes at once, and clears the cart", async () => {
    const { id } = variantOf("TEATOWELS");
    await post("/cart/add.js", { id });
    const { body } = await post("/cart/update.js", { updates: { [id]: 3 }, note: "Ring twice", attributes: { Gift: "yes" } });
    expect(body).toMatchObject({ item_count: 3, note: "Ring twice", attributes: { Gift: "yes" } });
    expect((await post("/cart/clear.js", {})).body).toMatchObject({ item_count: 0, items: [] });
  });

  test("takes a form as a script sends it", async () => {
    const form = new FormData();
    form.append("id", String(variantOf("TEATOWELS").id));
    form.append("quantity", "2");
    form.append("properties[_promised]", "r9");
    const answer = await visit("/cart/add.js", { method: "POST", body: form });
    expect(await answer.json()).toMatchObject({ quantity: 2, properties: { _promised: "r9" } });
  });
});

describe("markets and languages", () => {
  test("a path's market decides the currency, its language the words and plural forms", async () => {
    await post("/cart/add.js", { id: variantOf("LANTERN-SAND").id, quantity: 2 });
    expect(await read("/cart")).toMatch(/2 items[\s\S]*Shipping is added/);
    expect(await read("/de/cart")).toContain("2 Artikel");
    const japanese = await read("/ja/cart");
    expect(japanese).toContain("2点");
    expect(japanese).toContain("¥16,072");
    expect(await (await visit("/ja/cart.js")).json()).toMatchObject({ currency: "JPY", total_price: 1_607_200 });
  });

  test("the choice in the footer leads to the same page there", async () => {
    const form = new URLSearchParams({ country_code: "JP", locale_code: "ja", return_to: "/products/camp-lantern?variant=7" });
    const answer = await visit("/localization", { method: "POST", body: form });
    expect(answer.headers.get("location")).toBe("/ja/products/camp-lantern?variant=7");
  });
});

describe("the customer's account", () => {
  test("shows a customer their own orders, once they have signed in", async () => {
    expect((await visit("/account")).headers.get("location")).toBe("/account/login");
    const order = [...context.shop.orders.values()].find(({ customerId }) => customerId !== null);
    const answer = await visit("/account/login", { method: "POST", body: new URLSearchParams({ email: order?.email ?? "" }) });
    const session =
      answer.headers
        .getSetCookie()
        .find((text) => text.startsWith("customer="))
        ?.split(";")[0] ?? "";
    const page = await (await fetch(`${origin}/account`, { headers: { cookie: session } })).text();
    expect(page).toContain(`>${order?.name}</a>`);
    const others = [...context.shop.orders.values()].filter(({ customerId }) => customerId !== order?.customerId);
    for (const { name } of others) expect(page).not.toContain(`>${name}</a>`);
  });

  test("nobody signs in as who has never ordered", async () => {
    expect((await visit("/account/login", { method: "POST", body: new URLSearchParams({ email: "who@example.com" }) })).status).toBe(422);
  });
});

test("the shipping rate chosen is the one that the order pays", async () => {
  await post("/cart/add.js", { id: variantOf("TEATOWELS").id });
  const buyer = { email: "a@b.example", first_name: "A", last_name: "B", address1: "C 1", zip: "10115", city: "Berlin" };
  await visit("/checkout", { method: "POST", body: new URLSearchParams({ ...buyer, shipping_rate: "express" }) });
  expect([...context.shop.orders.values()].at(-1)?.shippingLines).toMatchObject([{ title: "Express", priceCents: 1290 }]);
});

describe("theme check", () => {
  let check: (folder: string, config: string) => Promise<{ check: string; message: string; uri: string }[]>;

  beforeAll(async () => {
    // A file where the cache folder should be: theme check then reads its bundled documentation and asks no host.
    process.env["XDG_CACHE_HOME"] = fileURLToPath(import.meta.url);
    ({ check } = await import("@shopify/theme-check-node"));
  });

  test.each(THEME_NAMES)("has nothing to say about %s", async (theme) => {
    const folder = themeFolder(theme);
    expect(await check(folder, join(folder, ".theme-check.yml"))).toEqual([]);
  });

  test("our own pages have every phrase in every language", async () => {
    const { readPhrases } = await import("../liquid/translations.ts");
    const keys = (phrases: object, path = ""): string[] =>
      Object.entries(phrases).flatMap(([key, value]) => (typeof value === "object" && !("other" in value) ? keys(value, `${path}${key}.`) : [`${path}${key}`]));
    const phrases = readPhrases(join(HOSTED_FOLDER, "locales"), ["en", "de", "ja"]);
    expect(keys(phrases.get("de") ?? {})).toEqual(keys(phrases.get("en") ?? {}));
    expect(keys(phrases.get("ja") ?? {})).toEqual(keys(phrases.get("en") ?? {}));
  });
});
