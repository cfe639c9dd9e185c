import type { Liquid } from "liquidjs";

import type { LiquidSettings } from "./engine.ts";
import { money, moneyWithoutCurrency } from "./money.ts";
import { escapeHtml, translate } from "./translations.ts";

/** Shopify's filters that LiquidJS lacks, and those of its own that compute or print differently. */
export function registerShopifyFilters(liquid: Liquid, settings: LiquidSettings): void {
  registerText(liquid, settings);
  registerMoney(liquid, settings);
  registerArithmetic(liquid);
  registerAddresses(liquid);
}

function registerText(liquid: Liquid, { phrases, locale }: LiquidSettings): void {
  const translateFilter = (key: unknown, ...args: unknown[]) => translate(phrases, String(key), { locale, values: namedArguments(args) });
  liquid.registerFilter("t", translateFilter);
  liquid.registerFilter("translate", translateFilter);
  liquid.registerFilter("handleize", handleize);
  liquid.registerFilter("handle", handleize);
  liquid.registerFilter("pluralize", (count: unknown, one: unknown, other: unknown) => (Number(count) === 1 ? one : other));
}

function registerMoney(liquid: Liquid, { locale, currencyCode }: LiquidSettings): void {
  const format = (cents: unknown) => money(Number(cents), { locale, currencyCode });
  liquid.registerFilter("money", format);
  liquid.registerFilter("money_with_currency", (cents: unknown) => `${format(cents)} ${currencyCode}`);
  liquid.registerFilter("money_without_currency", (cents: unknown) => moneyWithoutCurrency(Number(cents), locale));
}

/** Liquid divides whole numbers as Ruby does: 5 by 2 is 2, and -5 by 2 is -3. */
function registerArithmetic(liquid: Liquid): void {
  liquid.registerFilter("divided_by", (dividend: unknown, divisor: unknown) => {
    const [left, right] = [Number(dividend), Number(divisor)];
    if (right === 0) throw new Error("Liquid error: divided by 0");
    const quotient = left / right;
    return Number.isInteger(left) && Number.isInteger(right) ? Math.floor(quotient) : quotient;
  });
  liquid.registerFilter("modulo", (dividend: unknown, divisor: unknown) => {
    const [left, right] = [Number(dividend), Number(divisor)];
    if (right === 0) throw new Error("Liquid error: divided by 0");
    return left - right * Math.floor(left / right);
  });
}

function registerAddresses(liquid: Liquid): void {
  liquid.registerFilter("asset_url", assetUrl);
  liquid.registerFilter("stylesheet_tag", (url: unknown) => `<link rel="stylesheet" href="${escapeHtml(String(url))}">`);
  liquid.registerFilter("script_tag", (url: unknown) => `<script src="${escapeHtml(String(url))}" type="text/javascript"></script>`);
  liquid.registerFilter("image_url", (image: unknown, ...args: unknown[]) => {
    const width = namedArguments(args).get("width");
    return `${String(image)}${width === undefined ? "" : `?width=${String(width)}`}`;
  });
}

/** Where the dev store serves assets of the theme and of the extension. */
export function assetUrl(name: unknown): string {
  return `/cdn/assets/${encodeURIComponent(String(name))}`;
}

/** "Camp Lantern, Olive" becomes "camp-lantern-olive"; `limit_reached` becomes `limit-reached`. */
export function handleize(text: unknown): string {
  return String(text)
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, "-")
    .replace(/^-|-$/g, "");
}

/** LiquidJS hands `name: value` arguments over as pairs. */
function namedArguments(args: readonly unknown[]): Map<string, unknown> {
  return new Map(args.filter(Array.isArray).map(([name, value]) => [String(name), value]));
}
