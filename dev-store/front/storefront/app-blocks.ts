import { join } from "node:path";
import type { Liquid } from "liquidjs";

import { createLiquid } from "../liquid/engine.ts";
import { assetUrl } from "../liquid/shop-filters.ts";
import { appBlockOf, blockNames, EXTENSION_FOLDER, isAllowedOn, readBlockSchema, renderBlock } from "../liquid/theme-extension.ts";
import { readPhrases } from "../liquid/translations.ts";
import type { BlockConfig } from "./theme.ts";

/** A block of the app in a section, with its settings from the theme. */
export type AppBlock = { id: string; app: string; settings: Record<string, unknown> };

/** The app's theme extension on the shop's pages, in one language. */
export class AppBlocks {
  private readonly liquid: Liquid;

  constructor({ locale, currencyCode, ianaTimezone }: { locale: string; currencyCode: string; ianaTimezone: string }) {
    this.liquid = createLiquid({
      templates: [join(EXTENSION_FOLDER, "blocks")],
      snippets: [join(EXTENSION_FOLDER, "snippets")],
      phrases: readPhrases(join(EXTENSION_FOLDER, "locales"), [locale]).get(locale) ?? {},
      ...{ locale, currencyCode, ianaTimezone },
    });
  }

  /** The app's name of a block in a theme's settings, or null for the theme's own. */
  blockOf(type: string): string | null {
    return appBlockOf(type);
  }

  /** The merchant of the demo has added every block of the app wherever it may go; a theme's settings may place some themselves. */
  unplaced(placed: readonly [string, BlockConfig][], template: string): [string, BlockConfig][] {
    return this.named("section").flatMap((name): [string, BlockConfig][] => {
      const isPlaced = placed.some(([, { type }]) => appBlockOf(type) === name);
      if (isPlaced || !isAllowedOn(readBlockSchema(name), template)) return [];
      return [[`promised_${name}`, { type: `shopify://apps/promised/blocks/${name}` }]];
    });
  }

  async render({ id, app, settings }: AppBlock, page: Record<string, unknown>): Promise<string> {
    return renderBlock(this.liquid, app, { page, settings, id });
  }

  /** App embeds, which stand in every page that they are enabled on: in the head or at the body's end. */
  async embeds(template: string, page: Record<string, unknown>): Promise<{ head: string; body: string }> {
    const render = async (target: string): Promise<string> => {
      const names = this.named(target).filter((name) => isAllowedOn(readBlockSchema(name), template));
      const html = await Promise.all(names.map((name) => renderBlock(this.liquid, name, { page })));
      return this.header(new Set(names)) + html.join("");
    };
    return { head: await render("head"), body: await render("body") };
  }

  /** The style sheets and scripts of blocks on a page, as Shopify links them in its head. */
  header(names: ReadonlySet<string>): string {
    return [...names]
      .map((name) => {
        const { stylesheet, javascript } = readBlockSchema(name);
        const style = stylesheet === undefined ? "" : `<link rel="stylesheet" href="${assetUrl(stylesheet)}">`;
        const script = javascript === undefined ? "" : `<script src="${assetUrl(javascript)}" defer></script>`;
        return style + script;
      })
      .join("");
  }

  private named(target: string): string[] {
    return blockNames().filter((name) => readBlockSchema(name).target === target);
  }
}
