import { Liquid } from "liquidjs";

import { registerShopifyFilters } from "./filters.ts";
import { registerShopifyTags } from "./tags.ts";
import type { Phrases } from "./translations.ts";

export type LiquidSettings = {
  /** Folders searched for templates and, in the same order, for snippets. */
  templates: readonly string[];
  snippets: readonly string[];
  /** BCP 47, of the page that is rendered. */
  locale: string;
  currencyCode: string;
  ianaTimezone: string;
  phrases: Phrases;
  /** Our own pages escape every output; Shopify's Liquid, and so the extension's, escapes nothing by itself. */
  escapesOutput?: boolean;
};

/**
 * LiquidJS with Shopify's filters, tags and arithmetic, so that a theme extension renders as it would there.
 * Unknown filters and tags throw; objects show only what we put into them.
 */
export function createLiquid(settings: LiquidSettings): Liquid {
  const liquid = new Liquid({
    root: [...settings.templates],
    partials: [...settings.snippets],
    extname: ".liquid",
    relativeReference: false,
    strictFilters: true,
    ownPropertyOnly: true,
    timezoneOffset: settings.ianaTimezone,
    locale: settings.locale,
    cache: true,
    ...(settings.escapesOutput === true ? { outputEscape: "escape" as const } : {}),
  });
  registerShopifyFilters(liquid, settings);
  registerShopifyTags(liquid);
  return liquid;
}
