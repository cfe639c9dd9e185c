import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Liquid } from "liquidjs";

/** The app's theme extension, read from where `shopify app deploy` would take it. */
export const EXTENSION_FOLDER = fileURLToPath(new URL("../../../extensions/backorder-theme", import.meta.url));

/** How a theme's settings name one of the app's blocks: `shopify://apps/promised/blocks/backorder/0f2c`. */
const BLOCK_TYPE = /^shopify:\/\/apps\/promised\/blocks\/([\w-]+)(?:\/|$)/;

/** The `{% schema %}` of a block file, as far as rendering needs it. */
export type BlockSchema = {
  name: string;
  /** `section` is placed among a section's blocks; `head`, `body` and `compliance_head` are embedded in every page. */
  target: string;
  stylesheet?: string;
  javascript?: string;
  enabled_on?: { templates?: string[]; groups?: string[] };
  disabled_on?: { templates?: string[]; groups?: string[] };
  settings: { id: string; type: string; default?: string | number | boolean }[];
};

/** Reads the schema of a Liquid file; null when it has none. Throws when it is not JSON: Shopify refuses such a file, too. */
export function readSchema<T>(file: string): T | null {
  const json = /\{%-?\s*schema\s*-?%\}([\s\S]*?)\{%-?\s*endschema\s*-?%\}/.exec(readFileSync(file, "utf8"))?.[1];
  // JSON.parse gives any; theme check holds the shape of schemas.
  return json === undefined ? null : (JSON.parse(json) as T);
}

/** Throws when the block has no schema: Shopify refuses such a file, too. */
export function readBlockSchema(name: string): BlockSchema {
  const schema = readSchema<BlockSchema>(join(EXTENSION_FOLDER, "blocks", `${name}.liquid`));
  if (schema === null) throw new Error(`blocks/${name}.liquid has no {% schema %}.`);
  return schema;
}

/** The names of all blocks of the extension. */
export function blockNames(): string[] {
  const files = readdirSync(join(EXTENSION_FOLDER, "blocks"));
  return files.filter((file) => file.endsWith(".liquid")).map((file) => basename(file, ".liquid"));
}

/** "backorder" of `shopify://apps/promised/blocks/backorder/0f2c`; null for a block of the theme's own. */
export function appBlockOf(type: string): string | null {
  return BLOCK_TYPE.exec(type)?.[1] ?? null;
}

/** Whether a merchant may use the block on pages of this template. */
export function isAllowedOn({ enabled_on: enabled, disabled_on: disabled }: BlockSchema, template: string): boolean {
  if (disabled?.templates?.some((name) => name === template || name === "*") === true) return false;
  return enabled?.templates === undefined || enabled.templates.some((name) => name === template || name === "*");
}

/**
 * Renders a block as Shopify does inside a section: wrapped, with its settings' defaults, seeing the page's
 * objects (`product`, `section`) and nothing of the theme.
 */
export async function renderBlock(
  liquid: Liquid,
  name: string,
  { page, settings = {}, id = `promised_${name}` }: { page: Record<string, unknown>; settings?: Record<string, unknown>; id?: string },
): Promise<string> {
  const schema = readBlockSchema(name);
  const defaults = Object.fromEntries(schema.settings.map(({ id: setting, default: value }) => [setting, value ?? ""]));
  const block = {
    id,
    type: `shopify://apps/promised/blocks/${name}`,
    settings: { ...defaults, ...settings },
    shopify_attributes: "",
  };
  // The page's objects are known everywhere, also in the block's snippets.
  const html = String(await liquid.renderFile(name, { block }, { globals: page }));
  return `<div id="shopify-block-${block.id}" class="shopify-block shopify-app-block">${html}</div>`;
}
