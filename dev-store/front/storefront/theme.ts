import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

import { readSchema } from "../liquid/theme-extension.ts";
import { readPhrases } from "../liquid/translations.ts";
import type { Phrases } from "../liquid/translations.ts";
import { THEME_LOCALES } from "./presences.ts";

/**
 * The themes, in Shopify's folders: `layout`, JSON `templates` of `sections` with `blocks`, `snippets`, `locales`, `config`.
 * `meadow` fetches the page anew for a chosen variant and puts its whole product part in place of the old one; `harbour`
 * fetches one section and takes over only what a variant changes.
 */
export const THEME_NAMES = ["meadow", "harbour"] as const;
export type ThemeName = (typeof THEME_NAMES)[number];

export type BlockConfig = { type: string; settings?: Record<string, unknown>; disabled?: boolean };
export type SectionConfig = BlockConfig & { blocks?: Record<string, BlockConfig>; block_order?: string[] };
export type TemplateConfig = { sections: Record<string, SectionConfig>; order: string[] };

export type Setting = { id?: string; type: string; default?: string | number | boolean };
export type SectionSchema = {
  name: string;
  tag?: string | null;
  class?: string;
  settings?: Setting[];
  blocks?: { type: string; name?: string; settings?: Setting[] }[];
};

const EMPTY_SCHEMA: SectionSchema = { name: "" };

export function themeFolder(name: ThemeName): string {
  return fileURLToPath(new URL(`../themes/${name}`, import.meta.url));
}

/** One theme's files. Read when asked for: a change in them shows on the next start. */
export class Theme {
  readonly name: ThemeName;
  readonly folder: string;
  /** The theme's settings, as the theme editor saved them over the schema's defaults. */
  readonly settings: Record<string, unknown>;
  private readonly phrases: Map<string, Phrases>;
  private readonly schemas = new Map<string, SectionSchema>();

  constructor(name: ThemeName) {
    this.name = name;
    this.folder = themeFolder(name);
    this.phrases = readPhrases(join(this.folder, "locales"), THEME_LOCALES);
    const groups = this.readJson<{ settings?: Setting[] }[]>("config/settings_schema.json");
    const saved = this.readJson<{ current: Record<string, unknown> }>("config/settings_data.json").current;
    this.settings = { ...defaultsOf(groups.flatMap(({ settings }) => settings ?? [])), ...saved };
  }

  phrasesOf(locale: string): Phrases {
    return this.phrases.get(locale) ?? {};
  }

  /** The sections of a template such as "product", in their order. */
  template(name: string): TemplateConfig {
    return this.readJson(`templates/${name}.json`);
  }

  group(name: string): TemplateConfig & { type: string } {
    return this.readJson(`sections/${name}.json`);
  }

  groupNames(): string[] {
    const files = readdirSync(join(this.folder, "sections"));
    return files.filter((file) => file.endsWith(".json")).map((file) => basename(file, ".json"));
  }

  hasSection(type: string): boolean {
    return /^[\w-]+$/.test(type) && existsSync(join(this.folder, "sections", `${type}.liquid`));
  }

  /** The `{% schema %}` of a file such as "sections/header". */
  schema(file: string): SectionSchema {
    const known = this.schemas.get(file);
    if (known !== undefined) return known;
    const schema = readSchema<SectionSchema>(join(this.folder, `${file}.liquid`)) ?? EMPTY_SCHEMA;
    this.schemas.set(file, schema);
    return schema;
  }

  private readJson<T>(file: string): T {
    // JSON.parse gives any; theme check holds the shape of a theme's files.
    return JSON.parse(readFileSync(join(this.folder, file), "utf8")) as T;
  }
}

/** What settings hold until somebody changes them. */
export function defaultsOf(settings: readonly Setting[]): Record<string, unknown> {
  return Object.fromEntries(settings.flatMap(({ id, default: value }) => (id === undefined ? [] : [[id, value ?? null]])));
}
