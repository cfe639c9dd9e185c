/**
 * Those of a queue that a decision can need: the first who wait, and as many of those that its rules prefer. Everybody who
 * waits, waits for one unit at least, so as many entries as there are units are always enough.
 *
 * Example: 1 unit, promises from 1 October on come first; A waits without a promise, B and C are promised 5 and 3 October.
 * A is first in the queue, C first among the promised: A and C are enough.
 */
import type { Candidate } from "./allocation.ts";
import type { CalendarDate } from "./ids.ts";

export interface HeadWish {
  readonly units: number;
  /** Lines promised for this day or later are preferred, the earliest first; null: no promise is. */
  readonly promisedFrom: CalendarDate | null;
  /** Orders of these channels are preferred. */
  readonly channels: readonly string[];
}

/** The channel whose orders are most of a queue: its head is theirs. */
const MAIN_CHANNELS = new Set(["", "web"]);

/** `eligible`: all who wait and may be served, in the order of their ranks; so is the answer. `most`: entries per preference. */
export function queueHead<Entry extends Candidate>(eligible: readonly Entry[], { units, promisedFrom, channels }: HeadWish, most: number): Entry[] {
  const promised = promisedFrom === null ? [] : eligible.filter(({ promisedOn }) => promisedOn != null && promisedOn >= promisedFrom);
  promised.sort((a, b) => compare(a.promisedOn ?? "", b.promisedOn ?? ""));
  const ofChannels = channels.filter((channel) => !MAIN_CHANNELS.has(channel)).map((channel) => eligible.filter((entry) => entry.channel === channel));
  const owed = eligible.filter(({ unitsLent = 0 }) => unitsLent > 0);
  const chosen = new Set([eligible, promised, owed, ...ofChannels].flatMap((entries) => entries.slice(0, Math.min(units, most))));
  return eligible.filter((entry) => chosen.has(entry));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
