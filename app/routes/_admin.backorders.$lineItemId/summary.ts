/** A line in a few words: its status over all its places, its newest promise, today's estimate and the reasons of it. */
import type { BackorderDetail, QueuePlace } from "../../adapters/prisma/read-models/backorder-detail.server.ts";
import { becauseAt } from "../../components/because-text.ts";
import type { LineStatus } from "../../components/status-badges.tsx";
import type { Because } from "../../domain/because.ts";

export interface LineSummary {
  readonly status: LineStatus;
  readonly isWaiting: boolean;
  readonly isLate: boolean;
  readonly promisedOn: string | null;
  readonly estimatedOn: string | null;
  readonly because: readonly Because[];
}

export function summarize({ places, promises }: BackorderDetail, today: string): LineSummary {
  const waitingPlaces = places.filter(({ unitsWaiting }) => unitsWaiting > 0);
  const last = latest(waitingPlaces);
  const promisedOn = promises[0]?.shipBy ?? null;
  const estimatedOn = last?.estimatedOn ?? null;
  const isOpen = places.some(({ unitsWaiting, unitsAllocated }) => unitsWaiting + unitsAllocated > 0);
  return {
    status: statusOf(places),
    isWaiting: waitingPlaces.length > 0,
    isLate: isOpen && promisedOn !== null && (promisedOn < today || (estimatedOn !== null && estimatedOn > promisedOn)),
    promisedOn,
    estimatedOn,
    because: last === null ? [] : becauseAt(last.curve, last.unitsAhead + last.unitsWaiting),
  };
}

/** The place that decides the line's date: one without a date, else the latest. */
function latest(places: readonly QueuePlace[]): QueuePlace | null {
  const undated = places.find(({ estimatedOn }) => estimatedOn === null);
  if (undated !== undefined) return undated;
  return places.reduce<QueuePlace | null>((late, place) => (late === null || String(place.estimatedOn) > String(late.estimatedOn) ? place : late), null);
}

function statusOf(places: readonly QueuePlace[]): LineStatus {
  const sum = (units: (place: QueuePlace) => number) => places.reduce((total, place) => total + units(place), 0);
  const waiting = sum(({ unitsWaiting }) => unitsWaiting);
  const allocated = sum(({ unitsAllocated }) => unitsAllocated);
  if (waiting + allocated === 0) return sum(({ unitsFulfilled }) => unitsFulfilled) === 0 ? "cancelled" : "fulfilled";
  if (allocated === 0) return "waiting";
  return waiting > 0 ? "partly_allocated" : "allocated";
}
