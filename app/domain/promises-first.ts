/**
 * The order of service that keeps promises: the earliest promise that can still be kept first, then everybody else in
 * the order of their ranks.
 *
 * A promise can still be kept when the line's last unit, packed in its turn after those served before it, leaves on the
 * promised day or earlier. A promise that is lost anyway takes nobody's turn.
 *
 * Example: 2 units a day leave from today, 1 October. A was promised 30 September, B 1 October, C 2 October, one unit
 * each, in this order of rank. A's day is past: B and C are served first and both are kept, then A.
 */
import type { CalendarDate } from "./ids.ts";
import { leavesOn } from "./leave-days.ts";
import type { LeaveStep } from "./leave-days.ts";

interface Promised {
  readonly unitsWaiting: number;
  readonly promisedOn?: CalendarDate | null;
}

/** `queue` in the order of ranks. `first`: those whose promises are kept by being served in this order. */
export function promisesFirst<Entry extends Promised>(queue: readonly Entry[], leaves: readonly LeaveStep[]): { first: Entry[]; then: Entry[] } {
  const promised = queue.filter((entry) => entry.promisedOn != null).sort((a, b) => compare(a.promisedOn ?? "", b.promisedOn ?? ""));
  const first: Entry[] = [];
  let position = 0;
  for (const entry of promised) {
    const day = leavesOn(leaves, position + entry.unitsWaiting);
    if (day === null || day > (entry.promisedOn ?? "")) continue;
    first.push(entry);
    position += entry.unitsWaiting;
  }
  const isFirst = new Set(first);
  return { first, then: queue.filter((entry) => !isFirst.has(entry)) };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
