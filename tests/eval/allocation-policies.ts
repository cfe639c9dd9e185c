/** A small shop on paper run by one of the app's own policies: each day lots come in, a settle gives, the table packs in turn. */
import { allocate } from "../../app/domain/allocation.ts";
import type { AllocationPolicy } from "../../app/domain/allocation.ts";
import { addDays, calendarDate } from "../../app/domain/calendar-date.ts";
import type { LeaveStep } from "../../app/domain/leave-days.ts";
import type { PaperLine, PaperShop } from "./allocation-instances.ts";

/** Day 0: any day does. */
const FIRST_DAY = calendarDate("2026-10-01");

/** Names of the lines whose last unit left on the promised day or before. */
export function keptBy(policy: AllocationPolicy, { lines, lots, unitsPerDay, days }: PaperShop): Set<string> {
  const waiting = new Map<PaperLine, number>();
  const unpacked = new Map<PaperLine, number>(lines.map((line) => [line, line.units]));
  const table: PaperLine[] = [];
  const kept = new Set<string>();
  let free = 0;
  for (let day = 0; day < days; day++) {
    for (const lot of lots) if (lot.day === day) free += lot.units;
    for (const line of lines) if (line.placedOn === day) waiting.set(line, line.units);
    const queue = [...waiting]
      .filter(([, units]) => units > 0)
      .map(([line, unitsWaiting]) => ({ line, unitsWaiting, promisedOn: line.promisedOn === null ? null : addDays(FIRST_DAY, line.promisedOn) }))
      .sort(
        (a, b) =>
          (policy === "class_first_come" ? b.line.level - a.line.level : 0) ||
          a.line.placedOn - b.line.placedOn ||
          lines.indexOf(a.line) - lines.indexOf(b.line),
      );
    const leaves = policy === "keep_promises" ? leavesAfter(table.length, { day, unitsPerDay, days }) : [];
    for (const { entry, units } of allocate(queue, { units: free, onShelf: free }, { policy, leaves, reserves: [] })) {
      free -= units;
      waiting.set(entry.line, entry.unitsWaiting - units);
      for (let unit = 0; unit < units; unit++) table.push(entry.line);
    }
    for (const line of table.splice(0, unitsPerDay)) {
      const left = (unpacked.get(line) ?? 0) - 1;
      unpacked.set(line, left);
      if (left === 0 && line.promisedOn !== null && day <= line.promisedOn) kept.add(line.name);
    }
  }
  return kept;
}

function leavesAfter(unitsAhead: number, { day, unitsPerDay, days }: { day: number; unitsPerDay: number; days: number }): LeaveStep[] {
  const steps: LeaveStep[] = [];
  for (let on = day; on < days; on++) {
    const upTo = (on - day + 1) * unitsPerDay - unitsAhead;
    if (upTo > 0) steps.push({ upTo, day: addDays(FIRST_DAY, on) });
  }
  return steps;
}
