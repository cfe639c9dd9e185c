import type { Liquid } from "liquidjs";

import { registerDates } from "./date-filter.ts";
import type { LiquidSettings } from "./engine.ts";
import { registerLists } from "./list-filters.ts";
import { registerMath } from "./math-filters.ts";
import { money } from "./money.ts";
import { withoutLiteralDrops } from "./ruby-syntax.ts";
import { textOf } from "./ruby-values.ts";
import { namedArguments, registerShopFilters } from "./shop-filters.ts";
import { registerText } from "./text-filters.ts";
import { translate } from "./translations.ts";

/** Liquid's filters as Ruby computes them and Shopify's own. What LiquidJS adds of its own is taken out: Shopify knows none of it. */
export function registerFilters(liquid: Liquid, settings: LiquidSettings): void {
  for (const name of Object.keys(liquid.filters)) delete liquid.filters[name];
  registerText(liquid);
  registerMath(liquid);
  registerLists(liquid);
  registerDates(liquid, settings);
  registerShopFilters(liquid, settings);
  registerTranslations(liquid, settings);
  if (settings.escapesOutput === true) registerOwnPages(liquid, settings);
  for (const [name, filter] of Object.entries(liquid.filters)) if (typeof filter === "function") liquid.filters[name] = takingRubyValues(filter);
}

type Filter = (this: unknown, ...values: unknown[]) => unknown;

function takingRubyValues(filter: unknown): Filter {
  // Checked above: it is a function, called as LiquidJS would.
  const handler = filter as Filter;
  return function (this: unknown, ...values: unknown[]) {
    return handler.apply(this, values.map(withoutLiteralDrops));
  };
}

function registerTranslations(liquid: Liquid, { phrases, locale }: LiquidSettings): void {
  const translateFilter = (key: unknown, ...args: unknown[]) => translate(phrases, textOf(key), { locale, values: namedArguments(args) });
  liquid.registerFilter("t", translateFilter);
  liquid.registerFilter("translate", translateFilter);
}

/** Our own pages print amounts in their language, and need a way around the escaping. */
function registerOwnPages(liquid: Liquid, { locale, currencyCode }: LiquidSettings): void {
  liquid.registerFilter("money", (cents: unknown) => money(Number(textOf(cents)), { locale, currencyCode }));
  liquid.registerFilter("raw", { raw: true, handler: (html: unknown) => html });
}
