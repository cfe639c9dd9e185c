import fs from "node:fs";
import { expect, test } from "vitest";
import { allocate } from "./allocation.ts";
import type { AllocationPolicy, Reserve } from "./allocation.ts";
import { calendarDate } from "./calendar-date.ts";
import { planPacking } from "./capacity.ts";
import { leaveDays, leavesOn } from "./leave-days.ts";
import { layOut } from "./working-calendar.ts";

// The worked example of docs/allocation.md, with the numbers that stand there.
const document = fs.readFileSync(new URL("../../docs/allocation.md", import.meta.url), "utf8");
const cellsOf = (row: string) =>
  row
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
const table = (head: string) => {
  const rows = document.slice(document.indexOf(`| ${head}`)).split("\n");
  return rows.slice(2, rows.indexOf("")).map(cellsOf);
};
const told = (pattern: RegExp) => Number(pattern.exec(document)?.[1]);

const queue = table("order (oldest first)").map(([order = "", waits, level, promisedBy = ""]) => ({
  order,
  channel: "web",
  unitsWaiting: Number(waits),
  priority: Number(level),
  promisedOn: promisedBy === "none" ? null : calendarDate(promisedBy),
}));
const calendar = { receivingWeekdays: [1, 2, 3, 4, 5], packingWeekdays: [1, 2, 3, 4, 5], receivingDays: 1, holidays: [] };
const units = told(/\*\*(\d+) units\*\* are free/);
const packing = planPacking({ unitsPerDay: told(/packs \*\*(\d+) units a day\*\*/), normalUnitsPerDay: 0, confidence: 0.9, ahead: [] });
const leaves = leaveDays({ days: layOut(calendar, calendarDate("2026-10-02")), packing, fromDay: 0, units });

function shares(policy: AllocationPolicy, reserves: readonly Reserve[] = []): string[] {
  const ranked = policy === "class_first_come" ? queue.toSorted((a, b) => b.priority - a.priority) : queue;
  const grants = allocate(ranked, { units, onShelf: units }, { policy, leaves: policy === "keep_promises" ? leaves : [], reserves });
  let position = 0;
  const kept = grants.filter(({ entry, units: given }) => {
    position += given;
    const day = leavesOn(leaves, position);
    return given === entry.unitsWaiting && entry.promisedOn !== null && day !== null && day <= entry.promisedOn;
  });
  return [...queue.map(({ order }) => String(grants.find(({ entry }) => entry.order === order)?.units ?? 0)), String(kept.length)];
}

test("the worked example of the document is what the code does", () => {
  expect(queue).toHaveLength(5);
  expect(leaves.map(({ upTo, day }) => [upTo, day])).toEqual([
    [2, "2026-10-02"],
    [4, "2026-10-05"],
  ]);
  const results = Object.fromEntries(table("rule  ").map(([rule = "", ...cells]) => [rule, cells]));
  expect(results).toEqual({
    "first come": shares("first_come"),
    "by class": shares("class_first_come"),
    "promises first": shares("keep_promises"),
    "first come, 1 unit kept for the till": shares("first_come", [{ channel: "pos", units: 1 }]),
  });
});
