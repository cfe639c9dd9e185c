import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { COMPLAINTS } from "./list.ts";

test.each(COMPLAINTS)("the complaint has its test: $complaint", ({ file, test: name }) => {
  expect(readFileSync(file, "utf8")).toMatch(new RegExp(`test(\\.each[^"]*)?\\(\\s*"${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`));
});

test("no complaint is listed twice", () => expect(new Set(COMPLAINTS.map(({ complaint }) => complaint)).size).toBe(COMPLAINTS.length));
