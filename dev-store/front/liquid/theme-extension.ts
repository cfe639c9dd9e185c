import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Liquid } from "liquidjs";

/** The app's theme extension, read from where `shopify app deploy` would take it. */
export const EXTENSION_FOLDER = fileURLToPath(new URL("../../../extensions/backorder-theme", import.meta.url));

/** The `{% schema %}` of a block file, as far as rendering needs it. */
export type BlockSchema = {
  name: string;
  target: string;
  stylesheet?: string;
  javascript?: string;
  enabled_on?: { templates?: string[] };
  settings: { id: string; type: string; default?: string | number | boolean }[];
};

/** Throws when the block has no schema or it is not JSON: Shopify refuses such a file, too. */
export function readBlockSchema(name: string): BlockSchema {
  const source = readFileSync(join(EXTENSION_FOLDER, "blocks", `${name}.liquid`), "utf8");
  const json = /\{%-?\s*schema\s*-?%\}([\s\S]*?)\{%-?\s*endschema\s*-?%\}/.exec(source)?.[1];
  if (json === undefined) throw new Error(`blocks/${name}.liquid has no {% schema %}.`);
  // JSON.parse gives any; theme check holds the shape of schemas.
  return JSON.parse(json) as BlockSchema;
}

/**
 * Renders a block as Shopify does inside a section: wrapped, with its settings' defaults, seeing the page's
 * objects (`product`, `section`) and nothing of the theme.
 */
export async function renderBlock(
  liquid: Liquid,
  name: string,
  { page, settings = {} }: { page: Record<string, unknown>; settings?: Record<string, unknown> },
): Promise<string> {
  const schema = readBlockSchema(name);
  const defaults = Object.fromEntries(schema.settings.map(({ id, default: value }) => [id, value ?? ""]));
  const block = {
    id: `promised_${name}`,
    type: `shopify://apps/promised/blocks/${name}`,
    settings: { ...defaults, ...settings },
    shopify_attributes: "",
  };
  const html = String(await liquid.renderFile(name, { ...page, block }));
  return `<div id="shopify-block-${block.id}" class="shopify-block shopify-app-block">${html}</div>`;
}
