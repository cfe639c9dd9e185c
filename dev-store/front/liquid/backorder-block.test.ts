import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createLiquid } from "./engine.ts";
import { EXTENSION_FOLDER, renderBlock } from "./theme-extension.ts";
import { readPhrases } from "./translations.ts";

const LOCALES = ["en", "de"] as const;
const PHRASES = readPhrases(join(EXTENSION_FOLDER, "locales"), LOCALES);
const THIS_YEAR = Number(new Intl.DateTimeFormat("en", { year: "numeric", timeZone: "Europe/Berlin" }).format());
const IN_A_DAY = new Date(Date.now() + 86_400_000).toISOString();
const A_MINUTE_AGO = new Date(Date.now() - 60_000).toISOString();

type PublishedPromise = { state: string; cap?: number | null; tranches: [number, string | null][]; validUntil?: string };

function variant(id: number, promise: PublishedPromise | null, minimumQuantity = 1) {
  const value = { rev: `rev-${id}`, at: A_MINUTE_AGO, validUntil: IN_A_DAY, cap: null, confidence: 0.9, ...promise };
  return {
    id,
    quantity_rule: { min: minimumQuantity },
    metafields: promise === null ? {} : { "$app:backorder": { promise: { value } } },
  };
}

async function render(variants: ReturnType<typeof variant>[], { locale = "en" }: { locale?: "en" | "de" } = {}) {
  const liquid = createLiquid({
    templates: [join(EXTENSION_FOLDER, "blocks")],
    snippets: [join(EXTENSION_FOLDER, "snippets")],
    locale,
    currencyCode: "EUR",
    ianaTimezone: "Europe/Berlin",
    phrases: PHRASES.get(locale) ?? {},
  });
  const product = { id: 1, variants, selected_or_first_available_variant: variants[0] };
  return renderBlock(liquid, "backorder", { page: { product, section: { id: "main" } } });
}

/** What a shopper reads of the chosen variant: text that is not hidden. */
function visibleText(html: string): string {
  const panel = /<div\s+class="promised__panel"[^>]*?>[\s\S]*?<\/div>/.exec(html.replace(/<div[^>]*\shidden\s*>[\s\S]*?<\/div>/g, ""));
  return (panel?.[0] ?? "")
    .replace(/<(p|data)[^>]*\shidden[^>]*>[\s\S]*?<\/\1>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

function promisedInputs(html: string): { rev: string; isSent: boolean }[] {
  return [...html.matchAll(/<input[^>]*name="properties\[_promised\]"[^>]*>/g)].map(([input]) => ({
    rev: /value="([^"]*)"/.exec(input)?.[1] ?? "",
    isSent: !/\sdisabled/.test(input),
  }));
}

describe("what the shopper reads", () => {
  const october = `${THIS_YEAR}-10-14`;

  test.each([
    ["a variant on the shelf ships now", { state: "in_stock", tranches: [[9, null]] }, 1, "In stock Ships now"],
    ["a sold out variant names its date", { state: "backorder", tranches: [[4, october]] }, 1, "Backorder Ships by 14 Oct"],
    [
      "a quantity that needs the shelf and a lot names both",
      {
        state: "low",
        tranches: [
          [3, null],
          [4, october],
        ],
      },
      5,
      "Backorder 3 ship now, 2 by 14 Oct",
    ],
    [
      "one unit is spoken of as one",
      {
        state: "low",
        tranches: [
          [1, null],
          [4, october],
        ],
      },
      2,
      "Backorder 1 ships now, 1 by 14 Oct",
    ],
    [
      "two lots name both dates",
      {
        state: "backorder",
        tranches: [
          [2, october],
          [4, `${THIS_YEAR}-11-02`],
        ],
      },
      5,
      "Backorder 2 ship by 14 Oct, 3 by 2 Nov",
    ],
    ["a date of next year says the year", { state: "backorder", tranches: [[4, `${THIS_YEAR + 1}-01-08`]] }, 1, `Backorder Ships by 8 Jan ${THIS_YEAR + 1}`],
    ["units beyond the last lot have no date", { state: "backorder", tranches: [[2, october]] }, 3, "Backorder 2 ship by 14 Oct, 1 on request"],
    ["no dated supply gives no date", { state: "backorder", tranches: [] }, 1, "Backorder Ship date on request"],
    [
      "a promise past its validity gives no date",
      { state: "backorder", tranches: [[4, october]], validUntil: A_MINUTE_AGO },
      1,
      "Backorder Ship date on request",
    ],
    [
      "a quantity beyond the cap says how many there are",
      {
        state: "low",
        cap: 1,
        tranches: [
          [3, null],
          [1, october],
        ],
      },
      5,
      "Only a few left Only 4 available",
    ],
    [
      "the cap itself can still be bought",
      {
        state: "low",
        cap: 1,
        tranches: [
          [3, null],
          [1, october],
        ],
      },
      4,
      "Backorder 3 ship now, 1 by 14 Oct",
    ],
    ["no limit is no cap", { state: "backorder", cap: null, tranches: [[1, october]] }, 2, "Backorder 1 ships by 14 Oct, 1 on request"],
    ["a full backorder says that it is full", { state: "limit_reached", tranches: [] }, 1, "Fully reserved Every unit on its way to us is already spoken for."],
  ] satisfies [string, PublishedPromise, number, string][])("%s", async (_, promise, quantity, text) => {
    expect(visibleText(await render([variant(1, promise, quantity)]))).toBe(text);
  });

  test("German dates and words are used on a German page", async () => {
    const html = await render([variant(1, { state: "backorder", tranches: [[4, october]] })], { locale: "de" });
    expect(visibleText(html)).toBe("Nachlieferung Versand bis 14. Oktober");
  });

  test("the chosen variant is the one shown, the others wait hidden", async () => {
    const html = await render([variant(1, { state: "in_stock", tranches: [[9, null]] }), variant(2, { state: "backorder", tranches: [[4, october]] })]);
    expect(visibleText(html)).toBe("In stock Ships now");
    expect(html.match(/class="promised__panel"/g)).toHaveLength(2);
  });

  test("a product without a promise leaves the page as it was", async () => {
    expect(await render([variant(1, null)])).toMatch(/^<div[^>]*>\s*<\/div>$/);
  });

  test("no more than 250 other variants are rendered", async () => {
    const many = Array.from({ length: 260 }, (_, index) => variant(index + 1, { state: "in_stock", tranches: [[1, null]] }));
    expect((await render(many)).match(/class="promised__panel"/g)).toHaveLength(250);
  });
});

describe("what travels on the order line", () => {
  test("the revision is sent when the quantity reaches into the backorder", async () => {
    const html = await render([
      variant(
        1,
        {
          state: "low",
          tranches: [
            [1, null],
            [4, "2030-10-14"],
          ],
        },
        2,
      ),
    ]);
    expect(promisedInputs(html)).toEqual([{ rev: "rev-1", isSent: true }]);
  });

  test("nothing is sent for units from the shelf, for another variant, or for a stale promise", async () => {
    const html = await render([variant(1, { state: "in_stock", tranches: [[5, null]] }), variant(2, { state: "backorder", tranches: [[4, "2030-10-14"]] })]);
    expect(promisedInputs(html).map(({ isSent }) => isSent)).toEqual([false, false]);
    const stale = await render([variant(1, { state: "backorder", tranches: [[4, "2030-10-14"]], validUntil: A_MINUTE_AGO })]);
    expect(promisedInputs(stale)).toEqual([{ rev: "rev-1", isSent: false }]);
  });
});

describe("the script", () => {
  type Tranche = { units: number; date: string };
  type BackorderElement = {
    dataset: Record<string, string>;
    plurals: Intl.PluralRules;
    window: (tranches: Tranche[], quantity: number) => string;
  };

  /** The custom element's class, without a browser around it. */
  function backorderElement(html: string, locale: string): BackorderElement {
    let Defined: (new () => BackorderElement) | undefined;
    const browser = {
      HTMLElement: class {},
      customElements: { get: () => undefined, define: (_: string, element: typeof Defined) => (Defined = element) },
    };
    runInNewContext(readFileSync(join(EXTENSION_FOLDER, "assets", "backorder.js"), "utf8"), browser);
    if (Defined === undefined) throw new Error("backorder.js defines no element");
    const element = new Defined();
    const attributes = [...html.matchAll(/\sdata-((?:all|part)-[a-z-]+)="([^"]*)"/g)];
    element.plurals = new Intl.PluralRules(locale);
    element.dataset = Object.fromEntries(
      attributes.map(([, name = "", text = ""]) => [name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()), text]),
    );
    return element;
  }

  test.each(LOCALES)("says for every quantity what Liquid says, in %s", async (locale) => {
    const date = fc.constantFrom(`${THIS_YEAR}-10-14`, `${THIS_YEAR}-11-02`, `${THIS_YEAR + 1}-01-08`);
    const lots = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), date), { maxLength: 3 });
    const shelf = fc.integer({ min: 0, max: 3 });
    await fc.assert(
      fc.asyncProperty(shelf, lots, fc.integer({ min: 1, max: 12 }), async (unitsNow, dated, quantity) => {
        const tranches: [number, string | null][] = unitsNow > 0 ? [[unitsNow, null], ...dated] : dated;
        const html = await render([variant(1, { state: "low", tranches }, quantity)], { locale });
        const written = /data-window>([^<]*)</.exec(html)?.[1];
        const read = [...html.matchAll(/<data value="(\d+)" data-date="([^"]*)"/g)];
        const shown = read.map(([, units, shownDate = ""]) => ({ units: Number(units), date: shownDate }));
        expect(backorderElement(html, locale).window(shown, quantity)).toBe(written);
      }),
      { numRuns: 60 },
    );
  });
});

describe("Shopify accepts the extension", () => {
  let check: (folder: string) => Promise<{ check: string; message: string; uri: string }[]>;
  const scratch = mkdtempSync(join(tmpdir(), "backorder-theme-"));

  beforeAll(async () => {
    // A file where the cache folder should be: theme check then reads its bundled documentation and asks no host.
    process.env["XDG_CACHE_HOME"] = fileURLToPath(import.meta.url);
    const { check: run } = await import("@shopify/theme-check-node");
    check = (folder) => run(folder, join(folder, ".theme-check.yml"));
  });
  afterAll(() => rmSync(scratch, { recursive: true }));

  test("theme check has nothing to say", async () => {
    expect(await check(EXTENSION_FOLDER)).toEqual([]);
  });

  test("theme check does look: a filter that does not exist is found", async () => {
    cpSync(EXTENSION_FOLDER, scratch, { recursive: true });
    writeFileSync(join(scratch, "snippets", "promised-date.liquid"), "{{ date | no_such_filter }}");
    expect((await check(scratch)).map((offense) => offense.check)).toContain("UnknownFilter");
  });

  test("the script weighs at most 3 kB and the style sheet 2 kB on the wire", () => {
    const weigh = (name: string) => gzipSync(readFileSync(join(EXTENSION_FOLDER, "assets", name))).length;
    expect(weigh("backorder.js")).toBeLessThanOrEqual(3_000);
    expect(weigh("backorder.css")).toBeLessThanOrEqual(2_000);
  });

  test("every language has every phrase", () => {
    const keys = (phrases: object, path = ""): string[] =>
      Object.entries(phrases).flatMap(([key, value]) => (typeof value === "object" ? keys(value, `${path}${key}.`) : [`${path}${key}`]));
    expect(keys(PHRASES.get("de") ?? {})).toEqual(keys(PHRASES.get("en") ?? {}));
  });
});
