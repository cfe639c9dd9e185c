import type { Liquid } from "liquidjs";

import { integerOf, textOf } from "./ruby-values.ts";

/** Liquid's filters of text, as Ruby computes them. */

const DEFAULT_LENGTH = 50;
const DEFAULT_WORDS = 15;
const ELLIPSIS = "...";
const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
/** What Ruby's `strip` takes off: at the end also a null character. */
const LEADING = /^[\t\n\v\f\r ]+/;
const TRAILING = /[\t\n\v\f\r \0]+$/;

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

export function registerText(liquid: Liquid): void {
  registerCase(liquid);
  registerEscapes(liquid);
  registerWhitespace(liquid);
  registerReplacing(liquid);
  registerCutting(liquid);
}

function registerCase(liquid: Liquid): void {
  liquid.registerFilter("upcase", (input: unknown) => textOf(input).toUpperCase());
  liquid.registerFilter("downcase", (input: unknown) => textOf(input).toLowerCase());
  liquid.registerFilter("capitalize", (input: unknown) => {
    const [first = "", ...rest] = textOf(input);
    return first.toUpperCase() + rest.join("").toLowerCase();
  });
}

function registerEscapes(liquid: Liquid): void {
  liquid.registerFilter("escape", (input: unknown) => escapeHtml(textOf(input)));
  liquid.registerFilter("h", (input: unknown) => escapeHtml(textOf(input)));
  liquid.registerFilter("escape_once", (input: unknown) =>
    textOf(input).replace(/["><']|&(?!(?:[a-zA-Z]+|#\d+);)/g, (character) => ENTITIES[character] ?? character),
  );
  liquid.registerFilter("url_encode", (input: unknown) => urlEncode(textOf(input)));
  liquid.registerFilter("url_decode", (input: unknown) => decodeURIComponent(textOf(input).replaceAll("+", " ")));
  liquid.registerFilter("url_escape", (input: unknown) => encodeURI(textOf(input)));
  liquid.registerFilter("url_param_escape", (input: unknown) => encodeURIComponent(textOf(input)));
}

/** As in a query: a space is a plus, and only letters, digits and `_ . - ~` stay. */
function urlEncode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
}

function registerWhitespace(liquid: Liquid): void {
  liquid.registerFilter("strip", (input: unknown) => textOf(input).replace(LEADING, "").replace(TRAILING, ""));
  liquid.registerFilter("lstrip", (input: unknown) => textOf(input).replace(LEADING, ""));
  liquid.registerFilter("rstrip", (input: unknown) => textOf(input).replace(TRAILING, ""));
  liquid.registerFilter("strip_newlines", (input: unknown) => textOf(input).replace(/\r?\n/g, ""));
  liquid.registerFilter("newline_to_br", (input: unknown) => textOf(input).replace(/\r?\n/g, "<br />\n"));
  liquid.registerFilter("strip_html", (input: unknown) =>
    textOf(input)
      .replace(/<script.*?<\/script>|<!--.*?-->|<style.*?<\/style>/gs, "")
      .replace(/<.*?>/gs, ""),
  );
}

function registerReplacing(liquid: Liquid): void {
  const replacement = (text: unknown) => (): string => textOf(text);
  liquid.registerFilter("append", (input: unknown, text: unknown) => textOf(input) + textOf(text));
  liquid.registerFilter("prepend", (input: unknown, text: unknown) => textOf(text) + textOf(input));
  liquid.registerFilter("replace", (input: unknown, old: unknown, text: unknown) => textOf(input).replaceAll(textOf(old), replacement(text)));
  liquid.registerFilter("replace_first", (input: unknown, old: unknown, text: unknown) => textOf(input).replace(textOf(old), replacement(text)));
  liquid.registerFilter("replace_last", (input: unknown, old: unknown, text: unknown) => replaceLast(textOf(input), textOf(old), textOf(text)));
  liquid.registerFilter("remove", (input: unknown, old: unknown) => textOf(input).replaceAll(textOf(old), ""));
  liquid.registerFilter("remove_first", (input: unknown, old: unknown) => textOf(input).replace(textOf(old), ""));
  liquid.registerFilter("remove_last", (input: unknown, old: unknown) => replaceLast(textOf(input), textOf(old), ""));
}

function replaceLast(input: string, old: string, text: string): string {
  const place = input.lastIndexOf(old);
  return place === -1 ? input : input.slice(0, place) + text + input.slice(place + old.length);
}

function registerCutting(liquid: Liquid): void {
  liquid.registerFilter("split", (input: unknown, separator: unknown) => split(textOf(input), textOf(separator)));
  liquid.registerFilter("slice", (input: unknown, offset: unknown, length: unknown) => {
    const range = { offset: integerOf(offset), length: length === undefined || length === null ? 1 : integerOf(length) };
    return Array.isArray(input) ? slice(input as unknown[], range) : slice([...textOf(input)], range).join("");
  });
  liquid.registerFilter("truncate", (input: unknown, length: unknown = DEFAULT_LENGTH, ellipsis: unknown = ELLIPSIS) => {
    if (input === null || input === undefined) return input;
    const characters = [...textOf(input)];
    const [limit, ending] = [integerOf(length), textOf(ellipsis)];
    if (characters.length <= limit) return input;
    return characters.slice(0, Math.max(0, limit - [...ending].length)).join("") + ending;
  });
  liquid.registerFilter("truncatewords", (input: unknown, words: unknown = DEFAULT_WORDS, ellipsis: unknown = ELLIPSIS) => {
    if (input === null || input === undefined) return input;
    return truncateWords(textOf(input), Math.max(1, integerOf(words)), textOf(ellipsis));
  });
}

/** Ruby's: a single space splits at runs of white space, nothing splits into characters, empty ends are dropped. */
function split(text: string, separator: string): string[] {
  if (separator === " ") return text.split(/[\t\n\v\f\r ]+/).filter((word) => word !== "");
  const parts = separator === "" ? [...text] : text.split(separator);
  while (parts.length > 0 && parts.at(-1) === "") parts.pop();
  return parts;
}

/** A start before the beginning, or beyond the end, gives nothing. */
function slice<T>(items: readonly T[], { offset, length }: { offset: number; length: number }): T[] {
  const start = offset < 0 ? items.length + offset : offset;
  return start < 0 || length < 0 ? [] : items.slice(start, start + length);
}

/** White space after the last word that is kept counts as a word more, as in Ruby's `split` with a limit. */
function truncateWords(text: string, words: number, ellipsis: string): string {
  const rest = text.replace(LEADING, "");
  const kept: string[] = [];
  let place = 0;
  while (kept.length < words) {
    const word = /^[^\t\n\v\f\r ]+/.exec(rest.slice(place))?.[0];
    if (word === undefined) return text;
    kept.push(word);
    place += word.length;
    const gap = LEADING.exec(rest.slice(place))?.[0];
    if (gap === undefined) return text;
    place += gap.length;
  }
  return kept.join(" ") + ellipsis;
}
