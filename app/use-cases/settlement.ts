/** What a settle of several items decides, once the queue is locked and its head is read. No I/O. */
import { grantSentence, liftSentence } from "../domain/allocation-sentences.ts";
import type { AllocationPolicy, ServingRules } from "../domain/allocation.ts";
import type { Instant, InventoryItemId, OrderId } from "../domain/ids.ts";
import type { AllocatedLine } from "../domain/notice-facts.ts";
import type { OverrideTarget } from "../domain/override.ts";
import type { HeadWish } from "../domain/queue-head.ts";
import { NO_TERMS, reach, settleLocation } from "../domain/settle.ts";
import type { Decision, LocationView, QueueTerms } from "../domain/settle.ts";
import { doubtOf, isTakenBack } from "../domain/stock-rise.ts";
import type { RiseDoubt, RisenLevel } from "../domain/stock-rise.ts";
import type { LevelFact } from "./ports/facts.ts";
import { LINES_PER_SETTLE, personOf } from "./ports/queue.ts";
import type {
  AllocatedEntry,
  AllocationChange,
  ItemQueue,
  OwedNotice,
  PackingFacts,
  PendingOverride,
  Place,
  QueueStore,
  QueueWish,
  RiseFacts,
  SettledItem,
  SettledLocation,
  WaitingEntry,
} from "./ports/queue.ts";
import { servingRules } from "./serving-rules.ts";

type PlaceDecision = Decision<WaitingEntry, AllocatedEntry>;

/** One item at one location, as it is about to be decided. */
export interface View extends LocationView, Place {
  readonly level: LevelFact;
  readonly doubt: RiseDoubt | null;
  readonly isDoubtOver: boolean;
  readonly rules: ServingRules;
  readonly overrides: readonly PendingOverride[];
}

type PlainView = Omit<View, "rules" | "overrides">;

/** Lines of an override whose units might be met on the way back through the queue and cannot be used for it. */
const OWN_ENTRIES_PER_OVERRIDE = 20;

/** What decides beside the queue and the levels. */
export interface Steering {
  readonly policy: AllocationPolicy;
  readonly packing: PackingFacts | null;
  readonly overrides: readonly PendingOverride[];
  /** What our books say about levels that rose below the queue. */
  readonly rises: ReadonlyMap<string, RiseFacts>;
  readonly now: Instant;
}

/** The places at which an item's levels were read, each with the rules by which it serves. */
export function steeredViews(item: ItemQueue, levels: readonly LevelFact[], { policy, packing, overrides, rises, now }: Steering): View[] {
  return viewsOf(item, levels)
    .map((seen) => doubted(seen, rises.get(placeKey(seen)), item.levels.get(seen.locationId)))
    .map((view) => ({
      ...view,
      rules: servingRules({ item, locationId: view.locationId }, { policy, packing, unitsToGive: reach(view, now).unitsToGive, now }),
      overrides: overrides.filter((override) => placeKey(override) === placeKey(view)),
    }));
}

/** The places at which an item's levels were read. A place that Shopify does not stock is left alone. */
export function viewsOf(item: ItemQueue, levels: readonly LevelFact[]): PlainView[] {
  return levels
    .filter(({ inventoryItemId }) => inventoryItemId === item.inventoryItemId)
    .map((level) => {
      const total = item.totals.get(level.locationId);
      const recorded = item.levels.get(level.locationId) ?? null;
      const inDoubt = item.withheld?.get(level.locationId) ?? 0;
      const isDoubtOver = inDoubt > 0 && recorded !== null && isTakenBack(inDoubt, recorded, level);
      const unitsWithheld = isDoubtOver ? 0 : inDoubt;
      return {
        level,
        inventoryItemId: item.inventoryItemId,
        locationId: level.locationId,
        available: level.available,
        committed: level.committed,
        unitsWaiting: total?.unitsWaiting ?? 0,
        unitsAllocated: total?.unitsAllocated ?? 0,
        unitsBlocked: (item.blocked?.get(level.locationId) ?? 0) + unitsWithheld,
        unitsWithheld,
        doubt: null,
        isDoubtOver,
        earlier: total ?? NO_TERMS,
        readBefore: recorded,
      };
    });
}

/** Places where a level rose past what waits, so that our books are asked what came in. */
export function risenPlaces(item: ItemQueue, levels: readonly LevelFact[]): Place[] {
  return viewsOf(item, levels)
    .filter((view) => doubtOf(risen(view, item.levels.get(view.locationId), 0), []) !== null)
    .map(({ inventoryItemId, locationId }) => ({ inventoryItemId, locationId }));
}

function risen({ available, level, unitsWaiting }: PlainView, recorded: LevelFact | undefined, unitsInReceipt: number): RisenLevel {
  return { available, unitsWaiting, units: level.onHand - (recorded?.onHand ?? level.onHand) - unitsInReceipt };
}

function doubted(view: PlainView, facts: RiseFacts | undefined, recorded: LevelFact | undefined): PlainView {
  if (facts === undefined) return view;
  const doubt = doubtOf(risen(view, recorded, facts.unitsInReceipt), facts.deliveries);
  if (doubt === null) return view;
  const { unitsBlocked = 0, unitsWithheld = 0 } = view;
  return { ...view, doubt, unitsBlocked: unitsBlocked + doubt.unitsWithheld, unitsWithheld: unitsWithheld + doubt.unitsWithheld };
}

export function wishesOf(views: readonly View[], now: Instant): { give: QueueWish[]; lift: QueueWish[] } {
  const wishes = views.map(({ inventoryItemId, locationId, rules, overrides, ...view }) => {
    const { unitsToGive, unitsToLift } = reach(view, now);
    const byHand = overrides.reduce((sum, { units }) => sum + units + OWN_ENTRIES_PER_OVERRIDE, 0);
    return { unitsToGive, unitsToLift: unitsToLift + byHand, place: { inventoryItemId, locationId, ...preferences(rules) } };
  });
  return {
    give: wishes.filter(({ unitsToGive }) => unitsToGive > 0).map(({ unitsToGive, place }) => ({ ...place, units: unitsToGive })),
    lift: wishes.filter(({ unitsToLift }) => unitsToLift > 0).map(({ unitsToLift, place }) => ({ ...place, units: unitsToLift })),
  };
}

/** Whom the rules of a place prefer to the first in the queue. */
export function preferences({ leaves, reserves }: ServingRules): Omit<HeadWish, "units"> {
  return { promisedFrom: leaves[0]?.day ?? null, channels: reserves.map(({ channel }) => channel) };
}

export interface QueueEnds {
  readonly head: ReadonlyMap<string, readonly WaitingEntry[]>;
  readonly tail: ReadonlyMap<string, readonly AllocatedEntry[]>;
  readonly idleReasons: ReadonlyMap<string, Awaited<ReturnType<QueueStore["idleReasons"]>>[number]["reason"]>;
  readonly overrides: ReadonlyMap<string, readonly OverrideTarget<WaitingEntry>[]>;
}

export const placeKey = ({ inventoryItemId, locationId }: Place): string => `${inventoryItemId}/${locationId}`;

/** Places where more units are free than the eligible can take. */
export function idlePlaces(wishes: readonly QueueWish[], head: QueueEnds["head"]): Place[] {
  return wishes
    .filter((wish) => {
      const entries = head.get(placeKey(wish)) ?? [];
      return entries.length < LINES_PER_SETTLE && entries.reduce((sum, { unitsWaiting }) => sum + unitsWaiting, 0) < wish.units;
    })
    .map(({ inventoryItemId, locationId }) => ({ inventoryItemId, locationId }));
}

/** Each override with the waiting entries of its line, by place. */
export function overrideTargets(overrides: readonly PendingOverride[], entries: readonly WaitingEntry[]): QueueEnds["overrides"] {
  const entriesOf = Map.groupBy(entries, (entry) => `${placeKey(entry)}/${entry.lineItemId}`);
  const targets = overrides.map((override) => ({ ...override, entries: entriesOf.get(`${placeKey(override)}/${override.lineItemId}`) ?? [] }));
  return Map.groupBy(targets, placeKey);
}

export interface ItemDecision {
  readonly settled: SettledItem;
  /** Something is different from what the last settle left behind. */
  readonly isNew: boolean;
  /** More can be decided than one settle decides: lines to serve, or what overrides left. */
  readonly hasMore: boolean;
  /** A shortage was seen that a second reading must confirm, or that could not be lifted. */
  readonly isShort: boolean;
  readonly ordersChanged: readonly OrderId[];
  readonly waitingPlaces: readonly Place[];
}

export function decideItem(
  item: ItemQueue,
  { views, ends, settlementId, now }: { views: readonly View[]; ends: QueueEnds; settlementId: number; now: Instant },
): ItemDecision {
  const decided = views.map((view) => ({ view, ...decidePlace(view, ends, now) }));
  const changes = decided.flatMap(({ view, decision }) => [
    ...decision.grants.map((grant) => grantOf(grant, view, now)),
    ...decision.lifts.map((lift) => liftOf(lift, view)),
  ]);
  const newLevels = views
    .filter(({ level }) => differs(level, item.levels.get(level.locationId)))
    .map(({ level, doubt, isDoubtOver }) => ({ ...level, doubt, isDoubtOver }));
  const locations = decided.map(({ view, decision }) => locationOf(view, decision, ends, now));
  const grants = decided.flatMap(({ decision }) => decision.grants);
  const lifts = decided.flatMap(({ decision }) => decision.lifts);
  const touched = [...grants, ...lifts].map(({ entry }) => entry.orderId);
  return {
    settled: {
      inventoryItemId: item.inventoryItemId,
      settlementId,
      queueVersion: item.queueVersion,
      locations,
      changes,
      newLevels,
      overrides: decided.flatMap(({ decision }) => decision.applied),
      notices: item.isManaged ? [...allocatedNotices(grants, settlementId), ...takenBackNotices(lifts, settlementId)] : [],
    },
    isNew:
      changes.length > 0 ||
      newLevels.length > 0 ||
      decided.some(({ decision }) => decision.applied.length > 0) ||
      decided.some(({ view, decision }) => termsDiffer(view.earlier, decision.terms)),
    hasMore: decided.some(hasMore),
    isShort: decided.some(({ decision }) => decision.terms.shortageUnits > 0),
    ordersChanged: [...new Set(touched)],
    // Who still waits after a settle that has not served everybody may be served by the next: nobody is called a backorder yet.
    waitingPlaces: decided
      .filter((place) => place.decision.unitsWaiting > 0 && !hasMore(place))
      .map(({ view: { inventoryItemId, locationId } }) => ({ inventoryItemId, locationId })),
  };
}

const hasMore = ({ isHeadCut, decision }: ReturnType<typeof decidePlace>) => isHeadCut || decision.applied.length > 0;

function decidePlace(view: View, ends: QueueEnds, now: Instant): { decision: PlaceDecision; isHeadCut: boolean } {
  const key = placeKey(view);
  const head = ends.head.get(key) ?? [];
  const isHeadCut = head.length >= LINES_PER_SETTLE && head.reduce((sum, { unitsWaiting }) => sum + unitsWaiting, 0) < reach(view, now).unitsToGive;
  const queue = { head, tail: ends.tail.get(key) ?? [], idleReason: ends.idleReasons.get(key) ?? null, isHeadCut, overrides: ends.overrides.get(key) ?? [] };
  return { decision: settleLocation(view, queue, now, view.rules), isHeadCut };
}

function grantOf({ entry, units, rank, rule }: PlaceDecision["grants"][number], view: View, now: Instant): AllocationChange {
  const { unitsWaiting, promisedOn } = entry;
  return {
    ...refOf(entry),
    units,
    rank,
    rule,
    sentence: grantSentence({ rule, rank, units, unitsWaiting, promisedOn, allocatableUnits: reach(view, now).unitsToGive }),
    statusBefore: entry.status,
    isFirmFromStart: entry.isOlderThanInstall,
  };
}

function liftOf({ entry, units, rank, breaksFirm, rule }: PlaceDecision["lifts"][number], view: View): AllocationChange {
  const shortageUnits = Math.max(0, -Math.min(view.available + view.unitsWaiting, view.available + view.committed - view.unitsAllocated));
  return {
    ...refOf(entry),
    units: -units,
    rank,
    rule,
    sentence: liftSentence({ rule, units, shortageUnits, breaksFirm }),
    statusBefore: entry.status,
    isFirmFromStart: false,
  };
}

function refOf({ inventoryItemId, locationId, lineItemId, cohort }: WaitingEntry | AllocatedEntry) {
  return { inventoryItemId, locationId, lineItemId, cohort };
}

function locationOf(view: View, { terms, unitsWaiting, unitsAllocated }: PlaceDecision, ends: QueueEnds, now: Instant): SettledLocation {
  const { locationId, available, committed, rules, overrides } = view;
  const { unitsWaiting: unitsWaitingBefore, unitsAllocated: unitsAllocatedBefore, unitsBlocked = 0 } = view;
  const seen = { available, committed, unitsWaiting: unitsWaitingBefore, unitsAllocated: unitsAllocatedBefore, ...(unitsBlocked > 0 && { unitsBlocked }) };
  const tail = ends.tail.get(placeKey(view)) ?? [];
  return { locationId, seen, tail, rules, overrides, ...reach(view, now), unitsWaiting, unitsAllocated, terms };
}

function differs(level: LevelFact, recorded: LevelFact | undefined): boolean {
  return (
    recorded === undefined ||
    level.available !== recorded.available ||
    level.committed !== recorded.committed ||
    level.onHand !== recorded.onHand ||
    level.incoming !== recorded.incoming
  );
}

function termsDiffer(earlier: QueueTerms, terms: QueueTerms): boolean {
  return (
    earlier.unseenUnits !== terms.unseenUnits ||
    earlier.uncommittedUnits !== terms.uncommittedUnits ||
    earlier.idleUnits !== terms.idleUnits ||
    earlier.idleReason !== terms.idleReason ||
    earlier.shortageUnits !== terms.shortageUnits ||
    earlier.shortageSince !== terms.shortageSince
  );
}

/** One notice per order: its units that were promised and have now arrived. An order that leaves in one parcel is told of all of it, then. */
export function allocatedNotices(grants: readonly Arrived[], settlementId: number): OwedNotice[] {
  const told = grants.filter(({ entry }) => entry.isTold && entry.shipsTogether !== true);
  return [...Map.groupBy(told, ({ entry }) => entry.orderId)].map(([orderId, ofOrder]) => ({
    person: personOf({ orderId, customerId: ofOrder[0]?.entry.customerId ?? null }),
    event: `allocated:${orderId}:${settlementId}`,
    orderId,
    facts: { kind: "allocated", orderId, lines: allocatedLines(ofOrder) },
  }));
}

/** Units that a line may have now. */
type Arrived = Pick<PlaceDecision["grants"][number], "entry" | "units">;

function allocatedLines(grants: readonly Arrived[]): AllocatedLine[] {
  return [...Map.groupBy(grants, ({ entry }) => entry.lineItemId)].map(([lineItemId, ofLine]) => {
    const units = ofLine.reduce((sum, grant) => sum + grant.units, 0);
    const { title = "", lineUnitsWaiting = units } = ofLine[0]?.entry ?? {};
    return { lineItemId, title, units, unitsStillWaiting: Math.max(0, lineUnitsWaiting - units) };
  });
}

/** One notice per order: its units that a mail had said are there, and that are not. Who was told nothing hears nothing. */
export function takenBackNotices(lifts: readonly Pick<PlaceDecision["lifts"][number], "entry" | "units">[], settlementId: number): OwedNotice[] {
  const missing = lifts.flatMap(({ entry, units }) => {
    const { lineItemId, orderId, unitsAllocated, told } = entry;
    if (told == null) return [];
    const unitsMissing = told.units - Math.min(told.units, unitsAllocated - units);
    const { customerId, title, promisedOn: shipBy } = told;
    return unitsMissing > 0 ? [{ orderId, customerId, line: { lineItemId, title, shipBy, units: unitsMissing } }] : [];
  });
  return [...Map.groupBy(missing, ({ orderId }) => orderId)].map(([orderId, ofOrder]) => {
    const lines = [...Map.groupBy(ofOrder, ({ line }) => line.lineItemId).values()].flatMap(([first, ...more]) =>
      first === undefined ? [] : [{ ...first.line, units: more.reduce((sum, { line }) => sum + line.units, first.line.units) }],
    );
    return {
      person: personOf({ orderId, customerId: ofOrder[0]?.customerId ?? null }),
      event: `taken_back:${orderId}:${settlementId}`,
      orderId,
      facts: { kind: "taken_back", orderId, lines },
    };
  });
}

/** Items whose difference to Shopify's count is another one than the last settle named. */
export function unexplainedItems(items: Iterable<ItemQueue>, levels: readonly LevelFact[]): InventoryItemId[] {
  return [...items]
    .filter((item) =>
      viewsOf(item, levels).some(({ committed, unitsWaiting, unitsAllocated, earlier }) => {
        const difference = committed - unitsWaiting - unitsAllocated;
        return difference !== 0 && difference !== earlier.unseenUnits - earlier.uncommittedUnits;
      }),
    )
    .map(({ inventoryItemId }) => inventoryItemId);
}

/** Whether the shelf is short somewhere, and certainly enough for units to go back. */
export function isAboutToTakeBack(items: Iterable<ItemQueue>, levels: readonly LevelFact[], now: Instant): boolean {
  return [...items].some((item) => viewsOf(item, levels).some((view) => reach(view, now).unitsToLift > 0));
}
