/**
 * Which part of a queue new dates can reach, so that nobody else is looked at.
 *
 * An entry's date is the curve's at the position of its last unit. A position is counted from the head; counted from
 * the tail the same entry has as many units behind it. Who stands ahead of every entry that changed keeps its place from
 * the head; who stands behind all of them keeps its place from the tail. So old and new curve are compared once by either
 * count, and only the part in between, or where the two curves differ, is read again.
 *
 * Examples, 100 units waiting: an order of 2 joins at the tail: by the head nothing differs, so only what begins with the
 * new entry is read. 10 units come in and go to the first ten: by the tail nothing differs, so only the head is read. The
 * lot of positions 41 to 60 is late: 41 to 60 is read from whichever end is nearer.
 */
import type { CalendarDate } from "./ids.ts";

/** A queue and the dates along it. */
export interface DatedQueue {
  readonly steps: readonly { readonly upTo: number; readonly shipBy: CalendarDate }[];
  /** Positions ahead of the queue's first entry. */
  readonly unseenUnits: number;
  readonly unitsWaiting: number;
}

/** What must be read again. A limit counts entries: each has one unit at least. */
export type Reach =
  | { readonly part: "none" }
  | { readonly part: "all" }
  /** From the first entry that changed to the tail, or from the head to the last one that changed. */
  | { readonly part: "from_changed" }
  | { readonly part: "up_to_changed" }
  | { readonly part: "tail"; readonly entries: number }
  | { readonly part: "head"; readonly entries: number };

/** `before`: as the estimates were last written; null: never. `hasChangedEntries`: entries came, went, or have other units since. */
export function reachOfChange(before: DatedQueue | null, after: DatedQueue, hasChangedEntries: boolean): Reach {
  if (before === null) return { part: "all" };
  const byHead = differing(before, after, before.unseenUnits - after.unseenUnits);
  if (hasChangedEntries) {
    if (byHead === null) return { part: "from_changed" };
    return differing(before, after, endOf(before) - endOf(after)) === null ? { part: "up_to_changed" } : { part: "all" };
  }
  if (before.unitsWaiting !== after.unitsWaiting) return { part: "all" };
  if (byHead === null) return { part: "none" };
  const tail = endOf(after) - byHead.first + 1;
  const head = byHead.last - after.unseenUnits;
  return tail <= head ? { part: "tail", entries: tail } : { part: "head", entries: head };
}

function endOf({ unseenUnits, unitsWaiting }: DatedQueue): number {
  return unseenUnits + unitsWaiting;
}

/** The first and the last position of the new queue whose date differs from that of the old position `shift` further. */
function differing(before: DatedQueue, after: DatedQueue, shift: number): { first: number; last: number } | null {
  const end = endOf(after);
  const ends = new Set([...after.steps.map(({ upTo }) => upTo), ...before.steps.map(({ upTo }) => upTo - shift), end]);
  let from = after.unseenUnits + 1;
  let first: number | null = null;
  let last = 0;
  for (const upTo of [...ends].filter((position) => position >= from && position <= end).sort((one, other) => one - other)) {
    if (dateAt(after, upTo) !== dateAt(before, upTo + shift)) {
      first ??= from;
      last = upTo;
    }
    from = upTo + 1;
  }
  return first === null ? null : { first, last };
}

function dateAt({ steps }: DatedQueue, position: number): CalendarDate | null {
  return steps.find(({ upTo }) => position <= upTo)?.shipBy ?? null;
}
