/**
 * Watches every settle as it is saved: that nothing is given that does not lie on the shelf, that nobody is passed over, and
 * that units are taken back only where they are truly short. It knows what Shopify really held, which the app cannot.
 */
import type { MemoryTransaction } from "../../../app/testing/in-memory/database.ts";
import type { EntryRow, Tables } from "../../../app/testing/in-memory/tables.ts";
import type { SettledItem, SettledItems } from "../../../app/use-cases/ports/queue.ts";
import type { ShopDomain } from "../../../app/domain/ids.ts";
import { Violation } from "./faults.ts";
import type { Tally } from "./faults.ts";
import type { SimulatedShopify } from "./shopify.ts";
import type { ReadingLog } from "./shopify-ports.ts";

/** The minute after which two readings may agree. */
const RULE_MS = 60_000;

export interface Watched {
  readonly tables: Tables;
  readonly tally: Tally;
  readonly log: ReadingLog;
  readonly shopifyOf: (shop: string) => SimulatedShopify;
  readonly nowMs: () => number;
}

type Change = SettledItem["changes"][number];

/** Before the settle is saved, within its transaction: entries are still as the settle found them. */
export function watchSettle(watched: Watched, { shop, settled, tx }: { shop: ShopDomain; settled: SettledItems; tx: MemoryTransaction }): void {
  for (const item of settled.items) {
    watched.tally.settles += 1;
    for (const { locationId } of item.locations) {
      const changes = item.changes.filter((change) => change.locationId === locationId);
      const entries = watched.tables.entries.of(tx, "open", shop, item.inventoryItemId, locationId);
      const place: Settled = { shop, itemId: item.inventoryItemId, locationId, entries, changes, readSeq: settled.readSeq };
      watchGiving(watched, place);
      watchOrder(place, settled.policy);
      watchTaking(watched, place);
    }
  }
}

interface Settled {
  readonly shop: string;
  readonly itemId: string;
  readonly locationId: string;
  readonly entries: readonly EntryRow[];
  readonly changes: readonly Change[];
  readonly readSeq: number;
}

function unitsChanged(changes: readonly Change[], entry: EntryRow): number {
  return changes.reduce((sum, change) => sum + (change.lineItemId === entry.lineItemId && change.cohort === entry.cohort ? change.units : 0), 0);
}

/** I1: what is given lies on the shelf, as Shopify showed it in the reading that the settle decided on. */
function watchGiving({ log, tally }: Watched, { itemId, locationId, entries, changes, readSeq }: Settled): void {
  const given = changes.reduce((sum, { units }) => sum + Math.max(0, units), 0);
  tally.unitsGiven += given;
  if (given === 0) return;
  const level = log.levels.get(readSeq)?.find((one) => one.inventoryItemId === itemId && one.locationId === locationId);
  if (level === undefined) throw new Violation("I1", `units of item ${itemId} were given at ${locationId} without a reading of its level`);
  const allocated = entries.reduce((sum, entry) => sum + entry.unitsAllocated + unitsChanged(changes, entry), 0);
  const shelf = Math.max(0, level.available + level.committed);
  if (allocated <= shelf) return;
  tally.overAllocations += 1;
  throw new Violation("I1", `${allocated} units of item ${itemId} are allocated at ${locationId}, the shelf holds ${shelf}`);
}

/** I5: nobody eligible of the same class waits behind somebody who is served. */
function watchOrder({ itemId, locationId, entries, changes }: Settled, policy: string): void {
  if (policy !== "first_come" && policy !== "class") return;
  const served = entries.filter((entry) =>
    changes.some((change) => isOf(change, entry) && change.units > 0 && (change.rule === "first_come" || change.rule === "class")),
  );
  for (const entry of entries) {
    const waitsOn = entry.unitsWaiting - unitsChanged(changes, entry);
    if (waitsOn <= 0 || entry.ineligible !== null || entry.unitsLent > 0) continue;
    const younger = served.find((one) => one.priority === entry.priority && isBehind(one, entry));
    if (younger !== undefined)
      throw new Violation(
        "I5",
        `line ${younger.lineItemId} was served at ${locationId} before line ${entry.lineItemId}, which ranks earlier and waits for ${waitsOn} of item ${itemId}`,
      );
  }
}

function isOf(change: Change, entry: EntryRow): boolean {
  return change.lineItemId === entry.lineItemId && change.cohort === entry.cohort;
}

function isBehind(one: EntryRow, other: EntryRow): boolean {
  if (one.rankAt !== other.rankAt) return one.rankAt > other.rankAt;
  return one.lineItemId === other.lineItemId ? one.cohort > other.cohort : one.lineItemId > other.lineItemId;
}

/** Announced units stay while others can give theirs, and nothing is taken back where nothing is short. */
function watchTaking(watched: Watched, place: Settled): void {
  const { tally } = watched;
  const lifts = place.changes.filter(({ units, rule }) => units < 0 && rule === "shortage");
  if (lifts.length === 0) return;
  tally.lifts += lifts.length;
  tally.unitsTakenBack -= lifts.reduce((sum, { units }) => sum + units, 0);
  for (const entry of place.entries) {
    const taken = -Math.min(0, unitsChanged(lifts, entry));
    const firm = Math.min(Math.max(0, entry.unitsFirm - entry.unitsFulfilled), entry.unitsAllocated);
    if (taken > 0 && isInProgress(watched, place.shop, entry))
      throw new Violation("3.4", `units of line ${entry.lineItemId} were taken back while they were being picked`);
    if (taken <= entry.unitsAllocated - firm) continue;
    const other = place.entries.find(
      (one) => one !== entry && !isInProgress(watched, place.shop, one) && untold(one) + Math.min(0, unitsChanged(lifts, one)) > 0,
    );
    if (other !== undefined)
      throw new Violation(
        "3.4",
        `announced units of line ${entry.lineItemId} were taken back while line ${other.lineItemId} has units that nobody was told about`,
      );
  }
  const short = trueShortage(watched, place);
  const units = -lifts.reduce((sum, lift) => sum + lift.units, 0);
  if (units <= short) return;
  if (hasIngestGap(watched, place)) {
    tally.liftsInIngestGap += 1;
    return;
  }
  if (unroutedUnits(watched, place) >= units - short) {
    tally.liftsForUnrouted += 1;
    return;
  }
  tally.falseLifts += 1;
  throw new Violation("3.4", `${units} units of item ${place.itemId} were taken back at ${place.locationId}, ${short} are short: a false lift`);
}

function untold(entry: EntryRow): number {
  return entry.unitsAllocated - Math.min(Math.max(0, entry.unitsFirm - entry.unitsFulfilled), entry.unitsAllocated);
}

function isInProgress({ tables }: Watched, shop: string, entry: EntryRow): boolean {
  return tables.lines.get(null, shop, entry.lineItemId)?.at.some((at) => at.locationId === entry.locationId && at.isInProgress) === true;
}

/** Units allocated that the shelf does not hold once those of orders that the app may not see are set aside. */
function trueShortage({ log, shopifyOf }: Watched, { shop, itemId, locationId, entries, readSeq }: Settled): number {
  const level = log.levels.get(readSeq)?.find((one) => one.inventoryItemId === itemId && one.locationId === locationId);
  if (level === undefined) return 0;
  const shopify = shopifyOf(shop);
  const unseen = [...shopify.orders.values()]
    .filter(({ isVisible }) => !isVisible)
    .reduce((sum, order) => sum + openAt(shopify, order.id, itemId, locationId), 0);
  const allocated = entries.reduce((sum, entry) => sum + entry.unitsAllocated, 0);
  return Math.max(0, allocated - Math.max(0, level.available + level.committed - unseen));
}

/** Committed units of an order's lines of an item at a place. */
function openAt(shopify: SimulatedShopify, orderId: string, itemId: string, locationId: string): number {
  const order = shopify.orders.get(orderId);
  if (order === undefined) return 0;
  return order.lines.reduce((sum, line) => {
    if (line.item !== itemId || !line.commits) return sum;
    const unrouted = shopify.rules.commitsUnrouted && order.homeId === locationId ? line.unrouted : 0;
    return sum + shopify.openUnitsAt(order, line, locationId) + unrouted;
  }, 0);
}

/** Units that Shopify counts as committed at the place, of orders that it has not routed there yet. */
function unroutedUnits({ shopifyOf }: Watched, { shop, itemId, locationId }: Settled): number {
  const shopify = shopifyOf(shop);
  if (!shopify.rules.commitsUnrouted) return 0;
  const here = [...shopify.orders.values()].filter(({ homeId, isVisible }) => homeId === locationId && isVisible);
  return here.flatMap(({ lines }) => lines).reduce((sum, line) => sum + (line.item === itemId && line.commits ? line.unrouted : 0), 0);
}

/** An order of the item changed over a minute ago and the app has not read it since. */
function hasIngestGap({ tables, shopifyOf, nowMs }: Watched, { shop, itemId }: Settled): boolean {
  const shopify = shopifyOf(shop);
  const known = tables.lines.of(null, "item", shop, itemId).map(({ orderId }) => orderId);
  const isGone = known.some(
    (orderId) => !shopify.orders.has(orderId) && tables.entries.of(null, "order", shop, orderId).some((entry) => entry.unitsAllocated + entry.unitsWaiting > 0),
  );
  return (
    isGone ||
    [...shopify.orders.values()].some((order) => {
      if (!order.isVisible || !order.lines.some(({ item }) => item === itemId)) return false;
      return Date.parse(order.updatedAt) <= nowMs() - RULE_MS && (tables.orders.get(null, shop, order.id)?.updatedAt ?? "") < order.updatedAt;
    })
  );
}
