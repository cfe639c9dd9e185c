import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Liquid } from "liquidjs";

import type { ShopProfile } from "../../state/types.ts";
import { createLiquid } from "../liquid/engine.ts";
import { assetUrl } from "../liquid/shop-filters.ts";
import { EXTENSION_FOLDER, readBlockSchema, renderBlock } from "../liquid/theme-extension.ts";
import { readPhrases } from "../liquid/translations.ts";

/** The demo theme: our own templates around the app's block. */

export const LOCALES = ["en", "de"] as const;
export type Locale = (typeof LOCALES)[number];
const LOCALE_NAMES: Readonly<Record<Locale, string>> = { en: "English", de: "Deutsch" };

export const THEME_FOLDER = fileURLToPath(new URL("../theme", import.meta.url));
/** The blocks a merchant has added to the product section in the theme editor. */
const PRODUCT_BLOCKS = ["backorder"];

export type Page = {
  template: "home" | "product" | "cart" | "checkout" | "order" | "404";
  title: string;
  locale: Locale;
  /** Address of this page without the language's prefix. */
  path: string;
  objects: Record<string, unknown>;
};

export class ThemePages {
  private readonly theme = new Map<Locale, Liquid>();
  private readonly extension = new Map<Locale, Liquid>();

  private readonly profile: ShopProfile;

  constructor(profile: ShopProfile) {
    this.profile = profile;
    const themePhrases = readPhrases(join(THEME_FOLDER, "locales"), LOCALES);
    const extensionPhrases = readPhrases(join(EXTENSION_FOLDER, "locales"), LOCALES);
    const { currencyCode, ianaTimezone } = profile;
    for (const locale of LOCALES) {
      const shared = { locale, currencyCode, ianaTimezone };
      this.theme.set(
        locale,
        createLiquid({
          ...shared,
          templates: [join(THEME_FOLDER, "templates")],
          snippets: [],
          phrases: themePhrases.get(locale) ?? {},
          escapesOutput: true,
        }),
      );
      this.extension.set(
        locale,
        createLiquid({
          ...shared,
          templates: [join(EXTENSION_FOLDER, "blocks")],
          snippets: [join(EXTENSION_FOLDER, "snippets")],
          phrases: extensionPhrases.get(locale) ?? {},
        }),
      );
    }
  }

  async render(page: Page): Promise<string> {
    const liquid = engineOf(this.theme, page.locale);
    const other: Locale = page.locale === "en" ? "de" : "en";
    const shared = {
      ...page.objects,
      shop: { name: this.profile.name },
      page_title: page.title,
      request: { locale: { iso_code: page.locale } },
      routes: { root_url: rootOf(page.locale) },
      other_locale: other,
      other_locale_name: LOCALE_NAMES[other],
      other_locale_url: `${rootOf(other)}${page.path}`,
    };
    const blocks = page.template === "product" ? await this.productBlocks(page) : { html: [], header: "" };
    const content = String(await liquid.renderFile(page.template, { ...shared, app_blocks: blocks.html }));
    return String(await liquid.renderFile("layout", { ...shared, content_for_layout: content, content_for_header: blocks.header }));
  }

  /** The app's blocks of a product page, with the style sheet and script that Shopify adds to the head for them. */
  private async productBlocks({ locale, objects }: Page): Promise<{ html: string[]; header: string }> {
    const liquid = engineOf(this.extension, locale);
    const page = { product: objects["product"], section: { id: "main" }, request: { locale: { iso_code: locale } } };
    const html = await Promise.all(PRODUCT_BLOCKS.map((name) => renderBlock(liquid, name, { page })));
    const header = PRODUCT_BLOCKS.map((name) => {
      const { stylesheet, javascript } = readBlockSchema(name);
      const style = stylesheet === undefined ? "" : `<link rel="stylesheet" href="${assetUrl(stylesheet)}">`;
      const script = javascript === undefined ? "" : `<script src="${assetUrl(javascript)}" defer></script>`;
      return style + script;
    }).join("");
    return { html, header };
  }
}

/** The prefix of a language's addresses: the shop's own language has none. */
export function rootOf(locale: Locale): string {
  return locale === "en" ? "" : `/${locale}`;
}

function engineOf(engines: ReadonlyMap<Locale, Liquid>, locale: Locale): Liquid {
  const engine = engines.get(locale);
  if (engine === undefined) throw new Error(`no engine for ${locale}`);
  return engine;
}
