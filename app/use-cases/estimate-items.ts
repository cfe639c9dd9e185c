/**
 * New dates for items whose supply, queue or calendar changed: the curve, the estimates along the queue, the promises
 * that no longer hold, and what the storefront is told. All of it is one transaction, so that a customer is told of a
 * new date exactly if it was saved. Twice without new facts writes nothing.
 */
import { policyForCap, isWithinHorizon, unitsStillSellable } from "../domain/backorder-cap.ts";
import { isPast, todayIn } from "../domain/calendar-date.ts";
import { planPacking } from "../domain/capacity.ts";
import type { CalendarDate, Instant, InventoryItemId, LocationId, ShopDomain } from "../domain/ids.ts";
import { promiseCurve } from "../domain/promise-curve.ts";
import type { PromiseCurve } from "../domain/promise-curve.ts";
import { needsPublishing, promiseContent, publish } from "../domain/published-promise.ts";
import type { SupplyLot } from "../domain/supply-lot.ts";
import { mergeTranches, tranchesBehind } from "../domain/tranches.ts";
import { layOut, packingDayFrom, packingDayOfNow } from "../domain/working-calendar.ts";
import type { WorkingDays } from "../domain/working-calendar.ts";
import { daysBetween } from "../domain/calendar-date.ts";
import { movedPromises } from "./moved-promises.ts";
import type { Clock } from "./ports/clock.ts";
import type { Job, Jobs } from "./ports/jobs.ts";
import type { BookedWork, EstimatedPlace, EstimateFacts, EstimateStore, ItemFacts, LocationFacts, PlaceFacts, PromiseStore } from "./ports/promises.ts";
import { noticeIdOf } from "./ports/queue.ts";
import type { Database, Transaction } from "./ports/transaction.ts";

/** Items estimated in one transaction: it holds their locks, so it must stay short. */
const ITEMS_PER_TRANSACTION = 25;

export interface EstimateItemsDeps {
  readonly estimates: EstimateStore;
  readonly promises: PromiseStore;
  readonly database: Database;
  readonly jobs: Jobs;
  readonly clock: Clock;
}

export async function estimateItems(deps: EstimateItemsDeps, { shop, inventoryItemIds }: { shop: ShopDomain; inventoryItemIds: readonly InventoryItemId[] }): Promise<void> {
  const all = [...new Set(inventoryItemIds)].sort();
  for (let first = 0; first < all.length; first += ITEMS_PER_TRANSACTION) {
    const chunk = all.slice(first, first + ITEMS_PER_TRANSACTION);
    await deps.database.transaction((tx) => estimateChunk(deps, tx, { shop, inventoryItemIds: chunk }));
  }
}

async function estimateChunk(deps: EstimateItemsDeps, tx: Transaction, { shop, inventoryItemIds }: { shop: ShopDomain; inventoryItemIds: InventoryItemId[] }): Promise<void> {
  const now = deps.clock.now();
  const facts = await deps.estimates.lock(tx, shop, { inventoryItemIds, now });
  if (facts === null) return;
  const locations = layOutLocations(facts, now);
  // An item whose receipt is on its way into Shopify's stock is estimated when that is confirmed.
  const items = facts.items.filter(({ isReceiptUncertain }) => !isReceiptUncertain).map((item) => estimateItem(item, { facts, locations, now }));

  const movedWork = await deps.estimates.saveCurves(tx, shop, items.flatMap(({ places }) => places.filter(isWorthSaving)));
  const jobs: Job[] = await sharingJobs(deps, tx, { shop, movedWork, inventoryItemIds, facts });
  if (facts.stage === "live") {
    jobs.push(...(await tellMoved(deps, tx, { shop, items, confidence: facts.confidence, now })));
    jobs.push(...(await republish(deps, tx, { shop, items, now })));
  }
  await deps.jobs.enqueue(tx, jobs);
}

interface LocationState extends LocationFacts {
  readonly days: WorkingDays;
  readonly isPastCutOff: boolean;
}

export interface EstimatedItem {
  readonly item: ItemFacts;
  readonly places: readonly (EstimatedPlace & { readonly hasCurve: boolean })[];
  readonly curves: ReadonlyMap<LocationId, PromiseCurve>;
  readonly confidence: number;
  readonly today: CalendarDate;
  /** Locations whose units the storefront may promise. */
  readonly onlinePlaces: readonly PlaceFacts[];
}

function layOutLocations(facts: EstimateFacts, now: Instant): Map<LocationId, LocationState> {
  const today = todayIn(facts.timeZone, now);
  return new Map(
    [...facts.locations].map(([locationId, location]) => [
      locationId,
      { ...location, days: layOut(location.calendar, today), isPastCutOff: isPast(location.cutOff, facts.timeZone, now) },
    ]),
  );
}

function estimateItem(item: ItemFacts, { facts, locations, now }: { facts: EstimateFacts; locations: ReadonlyMap<LocationId, LocationState>; now: Instant }): EstimatedItem {
  const curves = new Map<LocationId, PromiseCurve>();
  const places: (EstimatedPlace & { hasCurve: boolean })[] = [];
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
    const curve = promiseCurve({ days, isPastCutOff, packing, lots: lotsOf(place), lateness: facts.lateness, confidence: facts.confidence });
    curves.set(place.locationId, curve);
    places.push({
      inventoryItemId: item.inventoryItemId,
      locationId: place.locationId,
      unseenUnits: place.unseenUnits,
      movesQueue: place.unitsWaiting > 0 && (place.hasDates || curve.steps.length > 0),
      hasCurve: place.hasCurve,
      steps: curve.steps,
      work: location.unitsPerDay === null ? [] : bookedWork(item, place, curve),
      computedAt: now,
      computedFor: today,
    });
  }
  const onlinePlaces = item.places.filter(({ locationId }) => locations.get(locationId)?.isActive === true && locations.get(locationId)?.fulfilsOnline === true);
  return { item, places, curves, confidence: facts.confidence, today, onlinePlaces };
}

/** Positions count from the head of the queue, so the shelf's lot is all that lies there and is not given out: A + K - C. */
function lotsOf(place: PlaceFacts): SupplyLot[] {
  const onHand = Math.max(0, place.available + place.committed - place.unitsAllocated);
  return [{ kind: "on_hand", units: onHand }, { kind: "in_receipt", units: place.unitsInReceipt }, ...place.lots];
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

/** A curve without a date is kept only where there was one before. */
function isWorthSaving({ hasCurve, steps }: { hasCurve: boolean; steps: readonly unknown[] }): boolean {
  return hasCurve || steps.length > 0;
}

/** Items that are packed at the same location after the work that changed. Their own work does not depend on it: one round suffices. */
async function sharingJobs(
  deps: EstimateItemsDeps,
  tx: Transaction,
  { shop, movedWork, inventoryItemIds, facts }: { shop: ShopDomain; movedWork: readonly { locationId: LocationId }[]; inventoryItemIds: InventoryItemId[]; facts: EstimateFacts },
): Promise<Job[]> {
  const shared: InventoryItemId[] = [];
  for (const { locationId } of movedWork) {
    if (facts.locations.get(locationId)?.unitsPerDay == null) continue;
    shared.push(...(await deps.estimates.itemsSharing(tx, shop, { locationId, except: inventoryItemIds })));
  }
  return shared.length > 0 ? [{ name: "estimate-items", shop, inventoryItemIds: [...new Set(shared)] }] : [];
}

async function tellMoved(
  deps: EstimateItemsDeps,
  tx: Transaction,
  { shop, items, confidence, now }: { shop: ShopDomain; items: readonly EstimatedItem[]; confidence: number; now: Instant },
): Promise<Job[]> {
  const waiting = items.filter(({ places }) => places.some(({ movesQueue }) => movesQueue)).map(({ item }) => item.inventoryItemId);
  if (waiting.length === 0) return [];
  const lines = await deps.estimates.promisedLines(tx, shop, waiting);
  const curves = new Map(items.map(({ item, curves: ofItem }) => [item.inventoryItemId, ofItem]));
  const jobs: Job[] = [];
  for (const told of movedPromises(lines, { curves, confidence, at: now })) {
    const isNew = await deps.promises.append(tx, shop, told);
    if (isNew) jobs.push({ name: "send-notice", shop, noticeId: noticeIdOf(told.notice) });
  }
  return jobs;
}

async function republish(
  deps: EstimateItemsDeps,
  tx: Transaction,
  { shop, items, now }: { shop: ShopDomain; items: readonly EstimatedItem[]; now: Instant },
): Promise<Job[]> {
  const said = items.map((estimated) => ({ item: estimated.item, ...contentOf(estimated) }));
  // A variant that was never switched on has nothing to say; one that was switched off says so once and is renewed no more.
  const publications = said
    .filter(({ item }) => item.mode !== "off" || item.newest !== null)
    .filter(({ item, content }) => needsPublishing(content, item.newest, item.mode === "off" ? (item.newest?.at ?? now) : now))
    .map(({ item, content }) => ({ variantId: item.variantId, payload: publish(content, { rev: item.publicationRev + 1, at: now }) }));
  await deps.estimates.savePublications(tx, shop, publications);
  const switches = said.filter(({ item, stillSellable }) => item.mode !== "off" && policyForCap(stillSellable) !== item.inventoryPolicy);
  return [
    ...(publications.length > 0 ? [{ name: "publish-promises", shop } as const] : []),
    ...switches.map(({ item }) => ({ name: "set-inventory-policy", shop, variantId: item.variantId }) as const),
  ];
}

function contentOf({ item, curves, confidence, today, onlinePlaces }: EstimatedItem) {
  const unitsWaiting = item.places.reduce((sum, place) => sum + place.unitsWaiting, 0);
  const unseenUnits = onlinePlaces.reduce((sum, place) => sum + place.unseenUnits, 0);
  const online = onlinePlaces.flatMap((place) => {
    const curve = curves.get(place.locationId);
    return curve === undefined ? [] : [{ curve, unitsAhead: place.unseenUnits + place.unitsWaiting }];
  });
  const datedInboundUnits = online.reduce((sum, { curve }) => sum + datedUnitsBeyondShelf(curve, today), 0);
  const stillSellable = unitsStillSellable({ mode: item.mode, limit: item.limit, unitsWaiting, unseenUnits, datedInboundUnits, bufferUnits: 0 });
  const tranches = mergeTranches(online.map(({ curve, unitsAhead }) => tranchesBehind(curve, unitsAhead)));
  const content = promiseContent({ mode: item.mode, stillSellable, limit: item.limit, unitsWaiting, tranches, confidence });
  return { content, stillSellable };
}

function datedUnitsBeyondShelf(curve: PromiseCurve, today: CalendarDate): number {
  const dated = curve.steps.filter(({ shipBy }) => isWithinHorizon(shipBy, today)).at(-1)?.upTo ?? 0;
  return Math.max(0, dated - curve.shelfUnits);
}
