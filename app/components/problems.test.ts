import { expect, test } from "vitest";
import { problem } from "../domain/errors.ts";
import { createText } from "./admin-text.ts";
import { fieldError, otherProblems } from "./problems.ts";

const text = createText({ timeZone: "Europe/Berlin", today: "2026-10-10" });
const problems = [
  problem("units_not_positive", "lines.0.units", { units: -3 }),
  problem("date_long_past", "deadline", { date: "1999-01-01", days: 180 }),
  problem("changed_meanwhile", "expectedVersion"),
];

test("a problem stands beside its field, with the number that was typed", () => {
  expect(fieldError(problems, "lines.0.units", text)).toBe("Units must be 1 or more, not -3. Remove the line if nothing is meant.");
  expect(fieldError(problems, "number", text)).toBeUndefined();
});

test("dates in problems are written as everywhere else", () => {
  expect(fieldError(problems, "deadline", text)).toMatch(/^1 Jan 1999 is more than 180 days ago/);
});

test("a problem of no field of the form stands above it, never nowhere", () => {
  expect(otherProblems(problems, ["lines.0.units", "deadline"], text)).toEqual([expect.stringMatching(/^Somebody else changed this meanwhile/)]);
});
