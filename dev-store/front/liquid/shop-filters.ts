import { createHash, createHmac } from "node:crypto";
import { Drop } from "liquidjs";
import type { Liquid } from "liquidjs";

import { amountIn, formatMoney, moneyFormatOf, moneyWithCurrencyFormatOf, withoutTrailingZeros } from "./money-formats.ts";
import { listOf, propertyOf, textOf } from "./ruby-values.ts";
import { escapeHtml } from "./text-filters.ts";

/** Filters that Shopify adds to Liquid: money, addresses of assets and pictures, tags of HTML, digests, JSON. */

/** Widths that Shopify offers to the browser for a picture. */
const SOURCE_WIDTHS = [352, 832, 1200, 1920];

/** A picture's address that still knows the picture, so that `image_tag` can tell its size and text. */
class ImageUrl extends Drop {
  readonly url: string;
  readonly width: number;
  readonly alt: string;

  constructor(url: string, { width, alt }: { width: number; alt: string }) {
    super();
    this.url = url;
    this.width = width;
    this.alt = alt;
  }

  override valueOf(): string {
    return this.url;
  }
}

export function registerShopFilters(liquid: Liquid, { currencyCode }: { currencyCode: string }): void {
  registerMoney(liquid, currencyCode);
  registerAddresses(liquid);
  registerHtmlTags(liquid);
  registerCollectionLinks(liquid);
  registerData(liquid);
  registerDigests(liquid);
}

function registerMoney(liquid: Liquid, currencyCode: string): void {
  const format = moneyFormatOf(currencyCode);
  const print = (how: (cents: number) => string) => (amount: unknown) => {
    const text = textOf(amount);
    return text === "" || Number.isNaN(Number(text)) ? "" : how(Number(text));
  };
  liquid.registerFilter(
    "money",
    print((cents) => formatMoney(cents, format)),
  );
  liquid.registerFilter(
    "money_with_currency",
    print((cents) => formatMoney(cents, moneyWithCurrencyFormatOf(currencyCode))),
  );
  liquid.registerFilter(
    "money_without_currency",
    print((cents) => amountIn(cents, format)),
  );
  liquid.registerFilter(
    "money_without_trailing_zeros",
    print((cents) => withoutTrailingZeros(formatMoney(cents, format))),
  );
}

/** Where the dev store serves assets of the theme and of the extension. */
export function assetUrl(name: unknown): string {
  return `/cdn/assets/${encodeURIComponent(textOf(name))}`;
}

function registerAddresses(liquid: Liquid): void {
  liquid.registerFilter("asset_url", assetUrl);
  liquid.registerFilter("image_url", (image: unknown, ...args: unknown[]) => {
    const wanted = Number(namedArguments(args).get("width") ?? namedArguments(args).get("height") ?? propertyOf(image, "width") ?? SOURCE_WIDTHS[0]);
    const source = textOf(propertyOf(image, "src") ?? image);
    if (source === "") throw new Error("Liquid error: image_url cannot show a picture that is not there");
    return new ImageUrl(withWidth(source, wanted), { width: wanted, alt: textOf(propertyOf(image, "alt")) });
  });
}

function withWidth(url: string, width: number): string {
  const bare = url.replace(/[?&]width=\d+/, "");
  return `${bare}${bare.includes("?") ? "&" : "?"}width=${width}`;
}

function registerHtmlTags(liquid: Liquid): void {
  liquid.registerFilter("stylesheet_tag", (url: unknown) => `<link href="${escapeHtml(textOf(url))}" rel="stylesheet" type="text/css" media="all" />`);
  liquid.registerFilter("script_tag", (url: unknown) => `<script src="${escapeHtml(textOf(url))}" type="text/javascript"></script>`);
  liquid.registerFilter("preload_tag", (url: unknown, ...args: unknown[]) => `<link href="${escapeHtml(textOf(url))}"${attributesOf(args)} rel="preload" />`);
  liquid.registerFilter("link_to", (text: unknown, url: unknown = "", title: unknown = "") => {
    return `<a href="${escapeHtml(textOf(url))}" title="${Array.isArray(title) ? "" : escapeHtml(textOf(title))}">${textOf(text)}</a>`;
  });
  liquid.registerFilter("image_tag", imageTag);
  liquid.registerFilter("placeholder_svg_tag", (name: unknown, cssClass: unknown = "placeholder-svg") => {
    const frame =
      '<rect width="525" height="525" fill="currentColor" opacity=".08"/><path d="M150 350l90-110 60 70 40-45 70 85z" fill="currentColor" opacity=".3"/>';
    return `<svg class="${escapeHtml(textOf(cssClass))}" data-name="${escapeHtml(textOf(name))}" viewBox="0 0 525 525" aria-hidden="true">${frame}</svg>`;
  });
}

/** Size, text and a choice of sources come from the picture; arguments say otherwise where they must. */
function imageTag(url: unknown, ...args: unknown[]): string {
  const given = namedArguments(args);
  const source = textOf(url);
  const own = url instanceof ImageUrl ? { width: url.width, height: url.width, alt: url.alt } : {};
  const widths = textOf(given.get("widths") ?? "")
    .split(",")
    .map(Number)
    .filter((width) => width > 0);
  const offered = widths.length > 0 ? widths : SOURCE_WIDTHS.filter((width) => width <= (own.width ?? 0));
  const sources = given.has("srcset") ? textOf(given.get("srcset")) : offered.map((width) => `${withWidth(source, width)} ${width}w`).join(", ");
  given.delete("widths");
  given.delete("srcset");
  given.delete("preload");
  const attributes = { src: source, ...own, ...(sources === "" ? {} : { srcset: sources }), ...Object.fromEntries(given) };
  const written = Object.entries(attributes).filter(([, value]) => value !== null && value !== undefined);
  return `<img ${written.map(([name, value]) => `${name}="${escapeHtml(textOf(value))}"`).join(" ")}>`;
}

function registerCollectionLinks(liquid: Liquid): void {
  const vendorUrl = (vendor: unknown) => `/collections/vendors?q=${encodeURIComponent(textOf(vendor))}`;
  const typeUrl = (type: unknown) => `/collections/types?q=${encodeURIComponent(textOf(type))}`;
  const link = (url: string, text: unknown) => `<a href="${escapeHtml(url)}" title="${escapeHtml(textOf(text))}">${escapeHtml(textOf(text))}</a>`;
  liquid.registerFilter("url_for_vendor", vendorUrl);
  liquid.registerFilter("url_for_type", typeUrl);
  liquid.registerFilter("link_to_vendor", (vendor: unknown) => link(vendorUrl(vendor), vendor));
  liquid.registerFilter("link_to_type", (type: unknown) => link(typeUrl(type), type));
  liquid.registerFilter("within", (url: unknown, collection: unknown) => `${textOf(propertyOf(collection, "url"))}${textOf(url)}`);
  liquid.registerFilter("sort_by", (url: unknown, order: unknown) => `${textOf(url)}${textOf(url).includes("?") ? "&" : "?"}sort_by=${textOf(order)}`);
}

function registerData(liquid: Liquid): void {
  liquid.registerFilter("json", (value: unknown) => jsonOf(value));
  liquid.registerFilter("structured_data", (product: unknown) => jsonOf(structuredData(product)));
  liquid.registerFilter("handleize", handleize);
  liquid.registerFilter("handle", handleize);
  liquid.registerFilter("camelize", (text: unknown) => textOf(text).replace(/(?:^|[-_])(\w)/g, (_, letter: string) => letter.toUpperCase()));
  liquid.registerFilter("pluralize", (count: unknown, one: unknown, other: unknown) => (Number(textOf(count)) === 1 ? one : other));
  liquid.registerFilter("weight_with_unit", (grams: unknown, unit: unknown = "kg") => `${Number(textOf(grams)) / 1000} ${textOf(unit)}`);
  liquid.registerFilter("highlight", (text: unknown, terms: unknown) => {
    const words = textOf(terms).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return words === "" ? textOf(text) : textOf(text).replace(new RegExp(words, "gi"), '<strong class="highlight">$&</strong>');
  });
  liquid.registerFilter("format_address", (address: unknown) => {
    const lines = ["name", "company", "address1", "address2", "zip", "city", "country"].map((name) => textOf(propertyOf(address, name)));
    const written = lines.filter((line) => line !== "").map(escapeHtml);
    return `<p>${written.join("<br>")}</p>`;
  });
  liquid.registerFilter("default_errors", (messages: unknown) => {
    const items = listOf(messages).map((message) => `<li>${escapeHtml(textOf(message))}</li>`);
    return items.length === 0 ? "" : `<div class="errors"><ul>${items.join("")}</ul></div>`;
  });
  liquid.registerFilter("default_pagination", defaultPagination);
  liquid.registerFilter("metafield_text", (metafield: unknown) => textOf(propertyOf(metafield, "value")));
}

/** Safe inside a script element, as Shopify's is. */
function jsonOf(value: unknown): string {
  return JSON.stringify(value ?? null).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** schema.org's description of a product and its offers. */
function structuredData(product: unknown): Record<string, unknown> {
  const variants = propertyOf(product, "variants");
  const url = textOf(propertyOf(product, "url"));
  const offers = (Array.isArray(variants) ? (variants as unknown[]) : []).map((variant) => ({
    "@type": "Offer",
    sku: propertyOf(variant, "sku"),
    price: (Number(textOf(propertyOf(variant, "price"))) / 100).toFixed(2),
    availability: `http://schema.org/${propertyOf(variant, "available") === true ? "InStock" : "OutOfStock"}`,
    url: `${url}?variant=${textOf(propertyOf(variant, "id"))}`,
  }));
  const brand = { "@type": "Brand", name: propertyOf(product, "vendor") };
  const description = textOf(propertyOf(product, "description")).replace(/<[^>]*>/g, "");
  return { "@context": "http://schema.org/", "@id": `${url}#product`, "@type": "Product", name: propertyOf(product, "title"), brand, description, offers };
}

function defaultPagination(paginate: unknown): string {
  const parts = propertyOf(paginate, "parts");
  const link = (part: unknown, name: string) => {
    const text = escapeHtml(textOf(propertyOf(part, "title")));
    const isLink = propertyOf(part, "is_link") === true;
    return `<span class="${name}">${isLink ? `<a href="${escapeHtml(textOf(propertyOf(part, "url")))}">${text}</a>` : text}</span>`;
  };
  const [previous, next] = [propertyOf(paginate, "previous"), propertyOf(paginate, "next")];
  const pages = (Array.isArray(parts) ? (parts as unknown[]) : []).map((part) => {
    return link(part, propertyOf(part, "title") === propertyOf(paginate, "current_page") ? "page current" : "page");
  });
  return [...(previous ? [link(previous, "prev")] : []), ...pages, ...(next ? [link(next, "next")] : [])].join(" ");
}

function registerDigests(liquid: Liquid): void {
  for (const algorithm of ["md5", "sha1", "sha256"]) {
    liquid.registerFilter(algorithm, (input: unknown) => createHash(algorithm).update(textOf(input)).digest("hex"));
  }
  for (const algorithm of ["sha1", "sha256"]) {
    liquid.registerFilter(`hmac_${algorithm}`, (input: unknown, key: unknown) => createHmac(algorithm, textOf(key)).update(textOf(input)).digest("hex"));
  }
  liquid.registerFilter("base64_encode", (input: unknown) => Buffer.from(textOf(input)).toString("base64"));
  liquid.registerFilter("base64_decode", (input: unknown) => Buffer.from(textOf(input), "base64").toString("utf8"));
  liquid.registerFilter("base64_url_safe_encode", (input: unknown) => urlSafe(Buffer.from(textOf(input)).toString("base64")));
  liquid.registerFilter("base64_url_safe_decode", (input: unknown) => Buffer.from(textOf(input), "base64url").toString("utf8"));
}

function urlSafe(base64: string): string {
  return base64.replaceAll("+", "-").replaceAll("/", "_");
}

/** "Camp Lantern, Olive" becomes "camp-lantern-olive"; `limit_reached` becomes `limit-reached`. */
export function handleize(text: unknown): string {
  return textOf(text)
    .toLowerCase()
    .replace(/['"]/g, "")
    .replace(/[^\p{Letter}\p{Number}]+/gu, "-")
    .replace(/^-|-$/g, "");
}

/** LiquidJS hands `name: value` arguments over as pairs. */
export function namedArguments(args: readonly unknown[]): Map<string, unknown> {
  return new Map(args.filter(Array.isArray).map(([name, value]) => [String(name), value]));
}

function attributesOf(args: readonly unknown[]): string {
  return [...namedArguments(args)].map(([name, value]) => ` ${name}="${escapeHtml(textOf(value))}"`).join("");
}
