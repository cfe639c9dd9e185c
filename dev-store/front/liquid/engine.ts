import { Liquid } from "liquidjs";

import { registerFilters } from "./filters.ts";
import { registerRubyTags, RUBY_OPERATORS } from "./ruby-syntax.ts";
import { textOf } from "./ruby-values.ts";
import { registerShopifyTags } from "./tags.ts";
import { escapeHtml } from "./text-filters.ts";
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
  /** Our own pages escape every output; Shopify's Liquid, and so themes and the extension, escape nothing by themselves. */
  escapesOutput?: boolean;
};

/**
 * LiquidJS with Ruby's values and Shopify's filters and tags, so that themes and a theme extension render as they would
 * there. Unknown filters and tags throw; objects show only what we put into them.
 */
export function createLiquid(settings: LiquidSettings): Liquid {
  const print = settings.escapesOutput === true ? (value: unknown) => escapeHtml(textOf(value)) : textOf;
  const liquid = new Liquid({
    root: [...settings.templates],
    partials: [...settings.snippets],
    extname: ".liquid",
    relativeReference: false,
    strictFilters: true,
    ownPropertyOnly: true,
    operators: RUBY_OPERATORS,
    outputEscape: print,
    cache: true,
  });
  registerFilters(liquid, settings);
  registerRubyTags(liquid, print);
  registerShopifyTags(liquid);
  return liquid;
}
