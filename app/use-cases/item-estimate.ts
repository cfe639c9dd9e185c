/** What one item's facts say about its dates: pure, for any item of a batch. */
import type { Because } from "../domain/because.ts";
import { bufferUnits, isWithinHorizon, unitsStillSellable } from "../domain/backorder-cap.ts";
import { daysBetween, isPast, todayIn } from "../domain/calendar-date.ts";
import { planPacking } from "../domain/capacity.ts";
import { curvesBehindClasses, stepsOfLevel } from "../domain/class-inflow.ts";
import { LEAST_LEVEL } from "../domain/priority-class.ts";
import type { CalendarDate, Instant, LocationId } from "../domain/ids.ts";
import { madeToOrderLot } from "../domain/made-to-order.ts";
import { promiseCurve } from "../domain/promise-curve.ts";
import type { CurveFacts, PromiseCurve } from "../domain/promise-curve.ts";
import { promiseContent } from "../domain/published-promise.ts";
import type { PromiseContent } from "../domain/published-promise.ts";
import { isReady, readinessOf } from "../domain/readiness.ts";
import type { Criterion, ReadinessFacts } from "../domain/readiness.ts";
import type { MadeToOrderLot, SupplyLot } from "../domain/supply-lot.ts";
import { mergeTranches, tranchesBehind } from "../domain/tranches.ts";
import { layOut, packingDayFrom, packingDayOfNow } from "../domain/working-calendar.ts";
import type { WorkingDays } from "../domain/working-calendar.ts";
import type { BookedWork, EstimatedPlace, EstimateFacts, ItemFacts, LocationFacts, PlaceFacts } from "./ports/promises.ts";

interface LocationState extends LocationFacts {
  readonly days: WorkingDays;
  readonly isPastCutOff: boolean;
}

/** `isNewDay`: its saved curve was computed for an earlier day. */
export type EstimatedItemPlace = EstimatedPlace & { readonly hasCurve: boolean; readonly isNewDay: boolean };

export interface EstimatedItem {
  readonly item: ItemFacts;
  readonly places: readonly EstimatedItemPlace[];
  readonly curves: ReadonlyMap<LocationId, PromiseCurve>;
  /** What the curves were computed from. */
  readonly curveFacts: ReadonlyMap<LocationId, CurveFacts>;
  readonly confidence: number;
  /** Seconds from a decision to the storefront. */
  readonly publishSeconds: number;
  readonly today: CalendarDate;
  /** Locations whose units the storefront may promise. */
  readonly onlinePlaces: readonly PlaceFacts[];
}

export function layOutLocations(facts: EstimateFacts, now: Instant): Map<LocationId, LocationState> {
  const today = todayIn(facts.timeZone, now);
  return new Map(
    [...facts.locations].map(([locationId, location]) => [
      locationId,
      { ...location, days: layOut(location.calendar, today), isPastCutOff: isPast(location.cutOff, facts.timeZone, now) },
    ]),
  );
}

/** The item's curves, the estimates' input and what it asks of its locations. */
export function estimateItem(
  item: ItemFacts,
  { facts, locations, now }: { facts: EstimateFacts; locations: ReadonlyMap<LocationId, LocationState>; now: Instant },
): EstimatedItem {
  const curves = new Map<LocationId, PromiseCurve>();
  const curveFacts = new Map<LocationId, CurveFacts>();
  const places: EstimatedItemPlace[] = [];
  const next = nextOrder(item, facts, todayIn(facts.timeZone, now));
  const today = todayIn(facts.timeZone, now);
  for (const place of item.places) {
    const location = locations.get(place.locationId);
    if (location === undefined) continue;
    const packing = planPacking({
      unitsPerDay: location.unitsPerDay,
      normalUnitsPerDay: location.normalUnitsPerDay,
      confidence: facts.confidence,
      ahead: workAhead(item, place, location),
    });
    const { days, isPastCutOff } = location;
    const { lots, missing } = withNextOrder(lotsOf(place), next?.locationId === place.locationId ? next.lot : null);
    const ofPlace = { days, isPastCutOff, packing, lots, missing, lateness: facts.lateness, confidence: facts.confidence };
    const curve = promiseCurve(ofPlace);
    curves.set(place.locationId, curve);
    curveFacts.set(place.locationId, ofPlace);
    const behindClasses = curvesBehindClasses(curve.steps, { sales: place.classSales, today, confidence: facts.confidence });
    places.push({
      inventoryItemId: item.inventoryItemId,
      locationId: place.locationId,
      unseenUnits: place.unseenUnits,
      unitsWaiting: place.unitsWaiting,
      movesQueue: place.unitsWaiting > 0 && (place.saved?.hasDates === true || curve.steps.length > 0),
      // Where classes pass each other, or did until today, a change of the curve may reach anybody.
      before: place.classSales.length > 0 ? null : (place.saved?.queue ?? null),
      behindClasses,
      hasCurve: place.saved !== null,
      isNewDay: place.saved !== null && place.saved.computedFor !== today,
      steps: curve.steps,
      work: location.unitsPerDay === null ? [] : bookedWork(item, place, curve),
      computedAt: now,
      computedFor: today,
    });
  }
  const onlinePlaces = item.places.filter(
    ({ locationId }) => locations.get(locationId)?.isActive === true && locations.get(locationId)?.fulfilsOnline === true,
  );
  return { item, places, curves, curveFacts, confidence: facts.confidence, publishSeconds: facts.publishSeconds, today, onlinePlaces };
}

/** Positions count from the head of the queue, so the shelf's lot is all that lies there and is not given out: A + K - C. */
function lotsOf(place: PlaceFacts): SupplyLot[] {
  const onHand = Math.max(0, place.available + place.committed - place.unitsAllocated);
  return [{ kind: "on_hand", units: onHand }, { kind: "in_receipt", units: place.unitsInReceipt }, ...place.lots];
}

/** Without a limit, a made-to-order variant is shown so many units further. */
const MOST_OPEN_UNITS = 200;

/** The next order of an item that is made to order: for the location with the most units waiting that sells online. */
function nextOrder(item: ItemFacts, facts: EstimateFacts, today: CalendarDate): { locationId: LocationId; lot: MadeToOrderLot | Because } | null {
  if (item.madeToOrder === null) return null;
  const places = item.places.filter(
    ({ locationId }) => facts.locations.get(locationId)?.isActive === true && facts.locations.get(locationId)?.fulfilsOnline === true,
  );
  const [place] = places.sort((one, other) => other.unitsWaiting - one.unitsWaiting || (one.locationId < other.locationId ? -1 : 1));
  if (place === undefined) return null;
  const { unitsSoldPerDay, ...terms } = item.madeToOrder;
  const covered = lotsOf(place).reduce((sum, { units }) => sum + units, 0);
  const deadlines = place.lots.flatMap(({ deadline }) => deadline ?? []).sort();
  const lot = madeToOrderLot({
    inventoryItemId: item.inventoryItemId,
    locationId: place.locationId,
    terms,
    today,
    confidence: facts.confidence,
    unitsUncovered: Math.max(0, place.unseenUnits + place.unitsWaiting - covered),
    unitsOpen: item.limit === null ? MOST_OPEN_UNITS : Math.max(0, item.limit - place.unitsWaiting),
    unitsSoldPerDay,
    leadTimes: facts.leadTimes,
    lastDeadline: deadlines.at(-1) ?? null,
  });
  return { locationId: place.locationId, lot };
}

function withNextOrder(lots: SupplyLot[], next: MadeToOrderLot | Because | null): { lots: SupplyLot[]; missing: Because[] } {
  if (next === null) return { lots, missing: [] };
  return "units" in next && "deadline" in next ? { lots: [...lots, next], missing: [] } : { lots, missing: [next] };
}

/** Covered units that are not shipped, and other items' units that can be packed before ours or on the same day and rank first. */
function workAhead(item: ItemFacts, place: PlaceFacts, location: LocationState): { day: number; units: number }[] {
  if (location.unitsPerDay === null) return [];
  const now = packingDayOfNow(location.days, location.isPastCutOff) ?? 0;
  const ownRank = place.firstRankAt;
  const booked = location.booked.flatMap(({ inventoryItemId, day, units, rankAt }) => {
    const index = packingDayFrom(location.days, Math.max(0, daysBetween(location.days.today, day)));
    if (inventoryItemId === item.inventoryItemId || index === null) return [];
    // Of the same day only older work goes first; younger work is there one day later as far as we are concerned.
    return [{ day: Math.max(now, index) + (ownRank !== null && rankAt > ownRank ? 1 : 0), units }];
  });
  return [{ day: now, units: location.backlogUnits }, ...booked];
}

function bookedWork(item: ItemFacts, place: PlaceFacts, curve: PromiseCurve): BookedWork[] {
  const lastWaiting = place.unseenUnits + place.unitsWaiting;
  const units = new Map<CalendarDate, number>();
  let before = 0;
  for (const { upTo, day } of curve.work) {
    const waiting = Math.min(upTo, lastWaiting) - Math.min(before, lastWaiting);
    if (waiting > 0) units.set(day, (units.get(day) ?? 0) + waiting);
    before = upTo;
  }
  const rankAt = place.firstRankAt;
  return rankAt === null ? [] : [...units].map(([day, count]) => ({ inventoryItemId: item.inventoryItemId, day, units: count, rankAt }));
}

export interface ItemContent {
  readonly content: PromiseContent;
  /** Units that may still be backordered; null: no limit. */
  readonly stillSellable: number | null;
  /** Units that waited meanwhile; null: nothing is offered, the variant is switched off. */
  readonly unitsWaiting: number | null;
  readonly readiness: readonly Criterion[];
}

/** What the storefront should say of the item, how many more units may be backordered, and whether it is ready for that. */
export function contentOf({ item, curves, places, confidence, today, onlinePlaces, publishSeconds }: EstimatedItem): ItemContent {
  const unitsWaiting = item.places.reduce((sum, place) => sum + place.unitsWaiting, 0);
  const unseenUnits = onlinePlaces.reduce((sum, place) => sum + place.unseenUnits, 0);
  const online = onlinePlaces.flatMap((place) => {
    const curve = curves.get(place.locationId);
    if (curve === undefined) return [];
    // Nobody knows who buys next: the date is for the lowest level, behind everybody and passed by all others.
    const behind = places.find(({ locationId }) => locationId === place.locationId)?.behindClasses ?? [];
    const steps = stepsOfLevel(LEAST_LEVEL, curve.steps, behind);
    return [{ curve, shown: { ...curve, steps }, unitsAhead: place.unseenUnits + place.unitsWaiting }];
  });
  const datedInboundUnits = online.reduce((sum, { curve }) => sum + datedUnitsBeyondShelf(curve, today), 0);
  const buffer = bufferUnits({ soldPerDay: item.soldPerDay, publishSeconds, confidence });
  const supply = { unitsWaiting, unseenUnits, datedInboundUnits, bufferUnits: buffer };
  const readiness = readinessOf({
    ...supply,
    next: nextDate(
      online.map(({ shown, unitsAhead }) => ({ curve: shown, unitsAhead })),
      today,
    ),
    undated: online.flatMap(({ curve }) => curve.undated),
    placesRead: onlinePlaces.length,
    uncommittedUnits: item.uncommittedUnits,
    risenUnits: item.risenUnits,
  });
  const isHeldBack = item.mode === "autopilot" && !isReady(readiness);
  const stillSellable = isHeldBack ? 0 : unitsStillSellable({ mode: item.mode, limit: item.limit, ...supply });
  const tranches = mergeTranches(online.map(({ shown, unitsAhead }) => tranchesBehind(shown, unitsAhead)));
  const content = promiseContent({ mode: item.mode, stillSellable, limit: item.limit, unitsWaiting, tranches, confidence });
  return { content, stillSellable, unitsWaiting: item.mode === "off" ? null : unitsWaiting, readiness };
}

/** What the next buyer of a unit beyond the shelf would be told: the earliest of the locations' dates. */
function nextDate(online: readonly { curve: PromiseCurve; unitsAhead: number }[], today: CalendarDate): ReadinessFacts["next"] {
  const steps = online.flatMap(({ curve, unitsAhead }) => {
    const step = curve.steps.find(({ upTo }) => upTo > Math.max(unitsAhead, curve.shelfUnits));
    return step === undefined || !isWithinHorizon(step.shipBy, today) ? [] : [step];
  });
  return steps.sort((a, b) => (a.shipBy < b.shipBy ? -1 : 1))[0] ?? null;
}

function datedUnitsBeyondShelf(curve: PromiseCurve, today: CalendarDate): number {
  const dated = curve.steps.filter(({ shipBy }) => isWithinHorizon(shipBy, today)).at(-1)?.upTo ?? 0;
  return Math.max(0, dated - curve.shelfUnits);
}
