import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Liquid } from "liquidjs";

import { createLiquid } from "../liquid/engine.ts";
import { registerThemeTags } from "../liquid/theme-tags.ts";
import { propertyOf } from "../liquid/ruby-values.ts";
import { AppBlocks } from "./app-blocks.ts";
import type { AppBlock } from "./app-blocks.ts";
import type { Presence } from "./presences.ts";
import { defaultsOf } from "./theme.ts";
import type { BlockConfig, SectionConfig, Theme } from "./theme.ts";

/** One page of a theme: its template's name and the objects that all of its parts know. */
export type ThemePage = {
  template: string;
  title: string;
  objects: Record<string, unknown>;
  /** The app was uninstalled: its blocks stay in the theme's settings and show nothing. */
  isWithoutApp?: boolean;
};

/** What the sections of one page gather for its head. */
type Gathered = { template: string; appBlocks: Set<string>; isWithoutApp: boolean };
const GATHERED = Symbol("gathered");
type Globals = Record<string | symbol, unknown>;

/** A block of a section as its Liquid sees it; an app's block says what the app called it. */
type Block = { id: string; type: string; settings: Record<string, unknown>; shopify_attributes: string };

/** Wherever the drawer opens, what belongs into it is what belongs into the cart. */
const CART_DRAWER = "cart-drawer";

/** The head is written first and known last: styles and scripts of apps' blocks that the page turns out to have. */
const HEADER_MARK = "<!-- content_for_header -->";

/** Renders a theme's pages and sections for one presence: one language and currency. */
export class ThemeRenderer {
  private readonly theme: Theme;
  private readonly liquid: Liquid;
  private readonly apps: AppBlocks;

  constructor(theme: Theme, { presence, ianaTimezone }: { presence: Presence; ianaTimezone: string }) {
    const { locale, currencyCode } = presence;
    this.theme = theme;
    this.apps = new AppBlocks({ locale, currencyCode, ianaTimezone });
    this.liquid = createLiquid({
      templates: [theme.folder],
      snippets: [join(theme.folder, "snippets")],
      phrases: theme.phrasesOf(locale),
      ...{ locale, currencyCode, ianaTimezone },
    });
    registerThemeTags(this.liquid, {
      section: (name, globals) => this.staticSection(name, globals as Globals),
      group: (name, globals) => this.group(name, globals as Globals),
      blocks: (section, globals) => this.blocks(section, globals as Globals),
      block: (block, globals) => this.appBlock(block, globals as Globals),
    });
  }

  async page(page: ThemePage): Promise<string> {
    const globals = this.globalsOf(page);
    const content = await this.template(page.template, globals);
    const layout = { content_for_layout: content, content_for_header: HEADER_MARK };
    const html = String(await this.liquid.renderFile("layout/theme", {}, { globals: { ...globals, ...layout } }));
    const embeds = page.isWithoutApp === true ? { head: "", body: "" } : await this.apps.embeds(page.template, globals);
    // A replacement function: what is put in may hold "$&".
    const header = this.apps.header(gatheredOf(globals).appBlocks) + embeds.head;
    return html.replace(HEADER_MARK, () => header).replace(/<\/body>(?![\s\S]*<\/body>)/, (end) => embeds.body + end);
  }

  /** Sections by id, as the Section Rendering API gives them; null for one that the page does not have. */
  async sections(page: ThemePage, ids: readonly string[]): Promise<Record<string, string | null>> {
    const globals = this.globalsOf(page);
    const rendered: Record<string, string | null> = {};
    for (const id of ids) {
      const config = this.sectionOf(page.template, id);
      rendered[id] = config === null ? null : await this.section(id, config, globals);
    }
    return rendered;
  }

  private globalsOf({ template, title, objects, isWithoutApp = false }: ThemePage): Globals {
    const gathered: Gathered = { template, appBlocks: new Set(), isWithoutApp };
    const named = { name: template, suffix: null, directory: null };
    return { ...objects, page_title: title, settings: this.theme.settings, template: named, [GATHERED]: gathered };
  }

  /** A section of the template, of a group, or one that stands by its file's name alone. */
  private sectionOf(template: string, id: string): SectionConfig | null {
    const [, kind, key = ""] = /^(template|sections)--\d+__([\w-]+)$/.exec(id) ?? [];
    if (kind === "template") return this.theme.template(template).sections[key] ?? null;
    if (kind === "sections") return this.theme.groupNames().flatMap((name) => this.theme.group(name).sections[key] ?? [])[0] ?? null;
    return this.theme.hasSection(id) ? { type: id } : null;
  }

  private async template(name: string, globals: Globals): Promise<string> {
    const { sections, order } = this.theme.template(name);
    return this.inOrder(sections, order, (key) => `template--${this.numberOf(name)}__${key}`, globals);
  }

  private async group(name: string, globals: Globals): Promise<string> {
    const { sections, order } = this.theme.group(name);
    return this.inOrder(sections, order, (key) => `sections--${this.numberOf(name)}__${key}`, globals, `shopify-section-group-${name}`);
  }

  private async inOrder(
    sections: Readonly<Record<string, SectionConfig>>,
    order: readonly string[],
    idOf: (key: string) => string,
    globals: Globals,
    groupClass = "",
  ): Promise<string> {
    const parts: string[] = [];
    for (const key of order) {
      const config = sections[key];
      if (config !== undefined && config.disabled !== true) parts.push(await this.section(idOf(key), config, globals, groupClass));
    }
    return parts.join("");
  }

  private async staticSection(name: string, globals: Globals): Promise<string> {
    return this.section(name, { type: name }, globals);
  }

  private async section(id: string, config: SectionConfig, globals: Globals, groupClass = ""): Promise<string> {
    const schema = this.theme.schema(`sections/${config.type}`);
    const settings = { ...defaultsOf(schema.settings ?? []), ...config.settings };
    const section = { id, settings, blocks: this.blocksOf(id, config, gatheredOf(globals)), index: 1, index0: 0, location: "template" };
    const html = String(await this.liquid.renderFile(`sections/${config.type}`, {}, { globals: { ...globals, section } }));
    const tag = schema.tag ?? "div";
    const classes = ["shopify-section", groupClass, schema.class ?? ""].filter((name) => name !== "").join(" ");
    return `<${tag} id="shopify-section-${id}" class="${classes}">${html}</${tag}>`;
  }

  /** The blocks as arranged, then those of the app that the section takes and that nobody placed by hand. */
  private blocksOf(sectionId: string, config: SectionConfig, { template, isWithoutApp }: Gathered): Block[] {
    const schemas = this.theme.schema(`sections/${config.type}`).blocks ?? [];
    const own = (config.block_order ?? Object.keys(config.blocks ?? {})).flatMap((key): [string, BlockConfig][] => {
      const block = config.blocks?.[key];
      return block === undefined || block.disabled === true ? [] : [[key, block]];
    });
    const takesApps = schemas.some(({ type }) => type === "@app");
    const placed = takesApps ? [...own, ...this.apps.unplaced(own, config.type === CART_DRAWER ? "cart" : template)] : own;
    const shown = isWithoutApp ? own.filter(([, { type }]) => this.apps.blockOf(type) === null) : placed;
    return shown.map(([key, { type, settings }]) => {
      const app = this.apps.blockOf(type);
      const defaults = app === null ? defaultsOf(schemas.find((schema) => schema.type === type)?.settings ?? []) : {};
      const block = { id: key, type: app === null ? type : "@app", settings: { ...defaults, ...settings }, shopify_attributes: `data-block-id="${key}"` };
      return app === null ? block : { ...block, app, sectionId };
    });
  }

  private async blocks(section: unknown, globals: Globals): Promise<string> {
    const blocks = propertyOf(section, "blocks");
    const parts: string[] = [];
    for (const block of Array.isArray(blocks) ? (blocks as unknown[]) : []) {
      const type = propertyOf(block, "type");
      if (type === "@app") parts.push(await this.appBlock(block, globals));
      else parts.push(String(await this.liquid.renderFile(`blocks/${String(type)}`, { block }, { globals })));
    }
    return parts.join("");
  }

  private async appBlock(block: unknown, globals: Globals): Promise<string> {
    // Blocks that say @app are made in `blocksOf`, with the app's name of the block.
    const { app, ...rest } = block as AppBlock;
    gatheredOf(globals).appBlocks.add(app);
    return this.apps.render({ app, ...rest }, globals);
  }

  /** The number that Shopify puts into sections' ids: another for every theme and template, always the same for one. */
  private numberOf(name: string): number {
    return createHash("sha256").update(`${this.theme.name}/${name}`).digest().readUInt32BE();
  }
}

function gatheredOf(globals: Globals): Gathered {
  // Every page puts it there before anything is rendered.
  return globals[GATHERED] as Gathered;
}
