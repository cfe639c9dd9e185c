import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { textOf } from "./ruby-values.ts";
import { escapeHtml } from "./text-filters.ts";

/** One locale file of a theme or a theme extension: nested keys down to sentences. */
export type Phrases = { [key: string]: string | Phrases };

const DEFAULT_LOCALE = "en";

/**
 * The locale files of a folder by language; `en.default.json` is English. A language without a file, and a phrase that a
 * file lacks, is shown in the default language. Schema files are not for shoppers.
 */
export function readPhrases(folder: string, locales: readonly string[]): Map<string, Phrases> {
  const fallback = readFile(join(folder, `${DEFAULT_LOCALE}.default.json`));
  return new Map(locales.map((locale) => [locale, locale === DEFAULT_LOCALE ? fallback : over(fallback, readFile(join(folder, `${locale}.json`)))]));
}

function readFile(file: string): Phrases {
  // JSON.parse gives any; theme check holds the shape of locale files.
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Phrases) : {};
}

/** The plural forms of one phrase belong together: a language has its own set of them. */
function over(fallback: Phrases, phrases: Phrases): Phrases {
  const merged: Phrases = { ...fallback };
  for (const [key, own] of Object.entries(phrases)) {
    const known = fallback[key];
    merged[key] = typeof own === "object" && typeof known === "object" && !("other" in own) ? over(known, own) : own;
  }
  return merged;
}

/**
 * Shopify's `translate` filter: looks the key up, picks the plural form for `count`, fills in `{{ name }}`.
 * Values are escaped unless the key ends with `_html`. A missing key throws, where Shopify would print
 * "Translation missing": here it is a mistake to be found.
 */
export function translate(phrases: Phrases, key: string, { locale, values }: { locale: string; values: ReadonlyMap<string, unknown> }): string {
  let found: string | Phrases | undefined = phrases;
  for (const part of key.split(".")) {
    found = typeof found === "object" && Object.hasOwn(found, part) ? found[part] : undefined;
  }
  if (typeof found === "object" && values.has("count")) {
    const plural = new Intl.PluralRules(locale).select(Number(textOf(values.get("count"))));
    found = found[plural] ?? found["other"];
  }
  if (typeof found !== "string") throw new Error(`Translation missing: ${locale}.${key}`);
  const isHtml = key.endsWith("_html");
  return found.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => {
    const value = textOf(values.get(name));
    return isHtml ? value : escapeHtml(value);
  });
}
