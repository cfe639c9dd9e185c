import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

import { createLiquid } from "./engine.ts";
import { GOLDEN_DATA, GOLDEN_TEMPLATES } from "./golden-templates.ts";

const liquid = createLiquid({ templates: [], snippets: [], locale: "en", currencyCode: "EUR", ianaTimezone: "UTC", phrases: {} });
const hasRubyLiquid = spawnSync("ruby", ["-e", 'require "liquid"']).status === 0;

describe("our Liquid prints what Ruby's prints", () => {
  test.each(GOLDEN_TEMPLATES)("%s", async (template, output) => {
    // The templates change nothing in their data but counters; each gets its own copy.
    expect(await liquid.parseAndRender(template, structuredClone(GOLDEN_DATA))).toBe(output);
  });

  test("division by zero is Liquid's error", async () => {
    await expect(liquid.parseAndRender("{{ 1 | divided_by: 0 }}")).rejects.toThrow("divided by 0");
    await expect(liquid.parseAndRender("{{ 1 | modulo: 0.0 }}")).rejects.toThrow("divided by 0");
  });

  test("a number and a text cannot be compared", async () => {
    await expect(liquid.parseAndRender("{% if 'a' > 1 %}{% endif %}")).rejects.toThrow("comparison of String with 1 failed");
  });
});

test.skipIf(!hasRubyLiquid)(`the outputs are Ruby's own${hasRubyLiquid ? "" : " (skipped: apt-get install ruby ruby-liquid to run it)"}`, () => {
  const input = JSON.stringify({ data: GOLDEN_DATA, templates: GOLDEN_TEMPLATES.map(([template]) => template) });
  const { stdout, stderr } = spawnSync("ruby", [fileURLToPath(new URL("golden-ruby.rb", import.meta.url))], { input, encoding: "utf8" });
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual(GOLDEN_TEMPLATES.map(([, output]) => output));
});
