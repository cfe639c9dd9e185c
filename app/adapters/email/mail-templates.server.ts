/**
 * Turns a letter into HTML and text. The MJML is compiled once per process, at the first mail: mjml takes about a
 * second to load and a worker that sends nothing should not pay for it.
 *
 * Templates may only print, choose and repeat: every other tag and every filter is taken away, and in HTML whatever is
 * printed is escaped. No file is read on a template's behalf and rendering is bounded.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { Liquid, type Template } from "liquidjs";
import type { Letter } from "./letter.ts";

const ALLOWED_TAGS = new Set(["if", "for"]);
const TEMPLATE_CHARACTERS_LIMIT = 500_000;
const RENDER_LIMIT_MS = 1_000;
const RENDERED_CHARACTERS_LIMIT = 5_000_000;

const htmlEngine = createEngine({ outputEscape: "escape" });
const textEngine = createEngine({});

/** From the project's folder, where every process starts: the built server runs this code from another file. */
const TEMPLATES_FOLDER = path.resolve("app/adapters/email/templates");
const readTemplate = (name: string): Promise<string> => readFile(path.join(TEMPLATES_FOLDER, name), "utf8");

const htmlTemplate = once(async () => htmlEngine.parse(await compile(await readTemplate("notice.mjml"))));
const textTemplate = once(async () => textEngine.parse(await readTemplate("notice.txt")));

export async function renderHtml(letter: Letter): Promise<string> {
  return String(await htmlEngine.render(await htmlTemplate(), letter));
}

export async function renderText(letter: Letter): Promise<string> {
  const text = String(await textEngine.render(await textTemplate(), letter));
  return `${text.replaceAll(/\n{3,}/g, "\n\n").trim()}\n`;
}

function createEngine(escaping: { outputEscape?: "escape" }): Liquid {
  const engine = new Liquid({
    ...escaping,
    jsTruthy: true,
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    parseLimit: TEMPLATE_CHARACTERS_LIMIT,
    renderLimit: RENDER_LIMIT_MS,
    memoryLimit: RENDERED_CHARACTERS_LIMIT,
    templates: {},
  });
  for (const tag of Object.keys(engine.tags)) if (!ALLOWED_TAGS.has(tag)) delete engine.tags[tag];
  for (const filter of Object.keys(engine.filters)) delete engine.filters[filter];
  return engine;
}

async function compile(mjml: string): Promise<string> {
  const { default: mjml2html } = await import("mjml");
  const { html, errors } = await mjml2html(mjml, { validationLevel: "soft", ignoreIncludes: true });
  if (errors.length > 0) throw new Error(`The mail template is not right: ${errors.map((error) => error.formattedMessage).join("; ")}`);
  return html;
}

/** A failed first try is not kept: the next mail tries again. */
function once(make: () => Promise<Template[]>): () => Promise<Template[]> {
  let made: Promise<Template[]> | undefined;
  return () =>
    (made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    }));
}
