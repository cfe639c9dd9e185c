/**
 * Why a line got what it got, or lost what it lost, in words for the merchant.
 *
 * Example: "Number 2 in the queue, first come, first served: got 3 of the 4 units it waited for, out of 5 units free to give."
 */
import type { GrantRule, Lift } from "./allocation.ts";
import type { CalendarDate } from "./ids.ts";

const REASONS: Readonly<Record<Exclude<GrantRule, "override">, string>> = {
  repaid: "given back what it had lent before anybody else was served",
  first_come: "first come, first served",
  class: "by class, then first come",
  keep_promises: "promises that can still be kept come first",
  reserved: "from the units kept for its channel",
};

export interface GrantToExplain {
  readonly rule: GrantRule;
  readonly rank: number;
  readonly units: number;
  readonly unitsWaiting: number;
  readonly allocatableUnits: number;
  readonly promisedOn?: CalendarDate | null;
}

/** Why a line got what it got. */
export function grantSentence({ rule, rank, units, unitsWaiting, allocatableUnits, promisedOn }: GrantToExplain): string {
  const share = units === unitsWaiting ? `all ${count(units)} it waited for` : `${units} of the ${count(unitsWaiting)} it waited for`;
  if (rule === "override") return `Given by hand: got ${share}.`;
  const place = rank === 1 ? "First in the queue" : `Number ${rank} in the queue`;
  const promise = rule === "keep_promises" && promisedOn != null ? ` (promised for ${promisedOn})` : "";
  return `${place}, ${REASONS[rule]}${promise}: got ${share}, out of ${count(allocatableUnits)} free to give.`;
}

/** Why units were taken back. */
export function liftSentence({
  rule,
  units,
  shortageUnits,
  breaksFirm,
}: Pick<Lift<unknown>, "rule" | "units" | "breaksFirm"> & { shortageUnits: number }): string {
  if (rule === "override")
    return `The merchant gave ${count(units)} to another order by hand: taken back from the newest line that nobody had been told about.`;
  const reason = breaksFirm ? "the newest line not yet being picked" : "the newest line that nobody had been told about";
  return `The shelf holds ${count(shortageUnits)} less than was given out: ${count(units)} taken back from ${reason}.`;
}

function count(units: number): string {
  return units === 1 ? "1 unit" : `${units} units`;
}
