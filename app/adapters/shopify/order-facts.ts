/**
 * Shopify's order in our own words.
 *
 * Units of a line: `quantity` counts everything ever ordered, edits included; `unfulfilledQuantity` is what is still
 * open; successful fulfillments hold what has been shipped; the rest was removed. 5 ordered, 2 shipped, 2 open: 1 removed.
 *
 * Cohorts: units that an edit added have the edit's moment. "Order 1, edit to 10" ranks one unit at the order's
 * moment and nine at the edit's; 5, edited to 2, edited to 4 leaves two at each. What sales agreements do not explain ranks at the order's moment.
 */
import type { CustomerId, Instant, InventoryItemId, LineItemId, LocationId, OrderId, VariantId } from "../../domain/ids.ts";
import { UNROUTED } from "../../domain/ids.ts";
import type { CohortFact, FulfillmentFact, LineAtFact, LineFact, OrderFact } from "../../use-cases/ports/facts.ts";
import type { AgreementPartsFragment, FulfillmentOrderPartsFragment, LinePartsFragment, OrderPartsFragment } from "./admin.generated.d.ts";
import { onlyPage } from "./connection-pages.ts";
import { fromGid } from "./gid.ts";

/** Statuses in which units still lie at the fulfillment order's location. */
export const OPEN_STATUSES: ReadonlySet<string> = new Set(["OPEN", "ON_HOLD", "IN_PROGRESS", "SCHEDULED"]);
/** The line property by which the product page says what it showed. */
const PROMISED_PROPERTY = "_promised";
/** The order attribute by which a shopper asks for one parcel. */
const SHIP_PREFERENCE_ATTRIBUTE = "_ship";

export interface WholeOrder {
  readonly order: OrderPartsFragment;
  readonly lines: readonly LinePartsFragment[];
  readonly fulfillmentOrders: readonly WholeFulfillmentOrder[];
  readonly agreements: readonly AgreementPartsFragment[];
}

/** By the plan's gid: does a unit that is sold under it leave `available` at once? Plans that we may not read are missing. */
export type PlanReserves = ReadonlyMap<string, "ON_SALE" | "ON_FULFILLMENT">;

/** Where orders come from for which Shopify itself takes the stock. An app's own orders may leave it untouched. */
const COMMITTING_SOURCES = new Set(["web", "pos", "shopify_draft_order", "iphone", "android"]);

export interface WholeFulfillmentOrder {
  readonly fulfillmentOrder: FulfillmentOrderPartsFragment;
  readonly lines: FulfillmentOrderPartsFragment["lineItems"]["nodes"];
}

type Fulfillment = OrderPartsFragment["fulfillments"][number];

export function orderFact(whole: WholeOrder, readSeq: number, reserves: PlanReserves = new Map()): OrderFact {
  const { order } = whole;
  const shipped = order.fulfillments.filter((fulfillment) => fulfillment.status === "SUCCESS");
  const { customer } = order;
  const email = order.email ?? null;
  const name = [customer?.firstName, customer?.lastName].filter((part) => part != null && part !== "").join(" ");
  return {
    orderId: fromGid<OrderId>(order.id),
    name: order.name,
    createdAt: instant(order.createdAt),
    cancelledAt: order.cancelledAt == null ? null : instant(order.cancelledAt),
    updatedAt: instant(order.updatedAt),
    readSeq,
    financialStatus: order.displayFinancialStatus ?? "",
    sourceName: order.sourceName ?? "",
    tags: [...order.tags].sort(),
    country: order.shippingAddress?.countryCodeV2 ?? null,
    totalPrice: Number(order.totalPriceSet.shopMoney.amount),
    customerTags: [...(customer?.tags ?? [])].sort(),
    customer:
      customer == null && email === null
        ? null
        : { customerId: customer == null ? null : fromGid<CustomerId>(customer.id), name: name === "" ? null : name, email },
    locale: order.customerLocale ?? "en",
    statusPageUrl: order.statusPageUrl,
    shipPreference: shipPreference(order),
    lines: whole.lines.flatMap((line) => lineFact(line, whole, { shipped, reserves })),
    fulfillments: shipped.map(fulfillmentFact),
  };
}

/** Null where the cart said nothing, or something that we do not know. */
function shipPreference({ customAttributes }: OrderPartsFragment): OrderFact["shipPreference"] {
  const said = customAttributes.find(({ key }) => key === SHIP_PREFERENCE_ATTRIBUTE)?.value;
  return said === "together" || said === "as_ready" ? said : null;
}

/** None for custom items and for variants whose stock Shopify does not track. */
function lineFact(line: LinePartsFragment, whole: WholeOrder, { shipped, reserves }: { shipped: readonly Fulfillment[]; reserves: PlanReserves }): LineFact[] {
  const { variant } = line;
  if (variant == null || !variant.inventoryItem.tracked) return [];
  const unitsFulfilled = shipped.reduce((sum, fulfillment) => sum + unitsIn(fulfillment, line.id), 0);
  const unitsOpen = whole.order.cancelledAt == null ? Math.min(line.unfulfilledQuantity, line.quantity - unitsFulfilled) : 0;
  const unitsRemoved = line.quantity - unitsFulfilled - unitsOpen;
  return [
    {
      lineItemId: fromGid<LineItemId>(line.id),
      variantId: fromGid<VariantId>(variant.id),
      inventoryItemId: fromGid<InventoryItemId>(variant.inventoryItem.id),
      title: titleOf(line),
      sku: line.sku ?? "",
      unitsOrdered: line.quantity,
      unitsFulfilled,
      unitsRemoved,
      commits: commitsOf(line, whole, reserves),
      promisedRev: promisedRev(line),
      cohorts: cohortsOf(line, whole, unitsRemoved),
      at: placesOf(line.id, whole.fulfillmentOrders, shipped),
    },
  ];
}

/** What mails and pages call the line: "Mug, Blue", and as a component of a bundle "Gift set: Mug, Blue". */
function titleOf({ title, variantTitle, lineItemGroup }: LinePartsFragment): string {
  const own = variantTitle == null || variantTitle === "" ? title : `${title}, ${variantTitle}`;
  return lineItemGroup == null || lineItemGroup.title === "" ? own : `${lineItemGroup.title}: ${own}`;
}

/** Whether Shopify counts the open units as committed: a selling plan may take stock only when the order ships. */
function commitsOf({ sellingPlan }: LinePartsFragment, { order }: WholeOrder, reserves: PlanReserves): LineFact["commits"] {
  const reserve = sellingPlan?.sellingPlanId == null ? "ON_SALE" : reserves.get(sellingPlan.sellingPlanId);
  if (reserve === "ON_FULFILLMENT") return "no";
  return reserve === "ON_SALE" && COMMITTING_SOURCES.has(order.sourceName ?? "web") ? "yes" : "unknown";
}

function promisedRev(line: LinePartsFragment): number | null {
  const value = line.customAttributes.find(({ key }) => key === PROMISED_PROPERTY)?.value ?? "";
  return /^\d{1,9}$/.test(value) ? Number(value) : null;
}

function cohortsOf(line: LinePartsFragment, { order, agreements }: WholeOrder, unitsRemoved: number): CohortFact[] {
  const added = new Map<Instant, number>();
  const removed: Removal[] = [];
  for (const { reason, happenedAt, sales } of agreements) {
    for (const sale of onlyPage(sales, "An agreement's sales")) {
      if (!("lineItem" in sale) || sale.lineItem.id !== line.id) continue;
      const units = sale.quantity ?? 0;
      const rankAt = instant(reason === "ORDER_EDIT" ? happenedAt : order.createdAt);
      if (units > 0 && (reason === "ORDER" || reason === "ORDER_EDIT")) added.set(rankAt, (added.get(rankAt) ?? 0) + units);
      if (units < 0 && (reason === "ORDER_EDIT" || reason === "REFUND"))
        removed.push({ at: instant(happenedAt), units: -units, isEdit: reason === "ORDER_EDIT" });
    }
  }
  const first = instant(order.createdAt);
  const explained = [...added.values()].reduce((sum, units) => sum + units, 0);
  if (explained < line.quantity) added.set(first, (added.get(first) ?? 0) + line.quantity - explained);
  const cohorts = [...added].map(([rankAt, units]) => ({ units, rankAt })).sort((one, other) => (one.rankAt < other.rankAt ? -1 : 1));
  return withRemovals(upTo(line.quantity, cohorts), removed, unitsRemoved);
}

interface Removal {
  readonly at: Instant;
  readonly units: number;
  /** By an edit, which takes only what was not shipped; a refund may be of units that came back. */
  readonly isEdit: boolean;
}

/** Each removal leaves the newest cohort of its time. Of a single cohort nothing has to be known. */
function withRemovals(cohorts: readonly CohortFact[], removals: readonly Removal[], unitsRemoved: number): CohortFact[] {
  if (cohorts.length < 2) return [...cohorts];
  const removed = cohorts.map(() => 0);
  let budget = unitsRemoved;
  const certainFirst = removals.toSorted((one, other) => Number(other.isEdit) - Number(one.isEdit) || (one.at < other.at ? -1 : 1));
  const counted = certainFirst.map((removal) => {
    const units = Math.min(removal.units, budget);
    budget -= units;
    return { ...removal, units };
  });
  for (const { at, units } of counted.sort((one, other) => (one.at < other.at ? -1 : 1))) {
    let left = units;
    for (let index = cohorts.length - 1; index >= 0; index--) {
      const cohort = cohorts[index];
      if (cohort === undefined || cohort.rankAt > at) continue;
      const taken = Math.min(left, cohort.units - (removed[index] ?? 0));
      removed[index] = (removed[index] ?? 0) + taken;
      left -= taken;
    }
  }
  return cohorts.map((cohort, index) => (removed[index] === 0 ? cohort : { ...cohort, unitsRemoved: removed[index] ?? 0 }));
}

/** Units beyond the line's own count are cut from the newest. */
function upTo(units: number, cohorts: readonly CohortFact[]): CohortFact[] {
  let left = units;
  return cohorts.flatMap((cohort) => {
    const kept = Math.min(left, cohort.units);
    left -= kept;
    return kept > 0 ? [{ ...cohort, units: kept }] : [];
  });
}

interface Place {
  unitsRemaining: number;
  unitsFulfilled: number;
  isHeldElsewhere: boolean;
  isInProgress: boolean;
}

function placesOf(lineItemGid: string, fulfillmentOrders: readonly WholeFulfillmentOrder[], shipped: readonly Fulfillment[]): LineAtFact[] {
  const places = new Map<LocationId, Place>();
  const placeAt = (gid: string | undefined): Place => {
    const locationId = gid === undefined ? UNROUTED : fromGid<LocationId>(gid);
    const place = places.get(locationId) ?? { unitsRemaining: 0, unitsFulfilled: 0, isHeldElsewhere: false, isInProgress: false };
    places.set(locationId, place);
    return place;
  };
  for (const { fulfillmentOrder, lines } of fulfillmentOrders) {
    const ofLine = lines.filter((line) => line.lineItem.id === lineItemGid);
    if (ofLine.length === 0) continue;
    // A closed fulfillment order has no units left, but tells where a cancelled line lay.
    const place = placeAt(fulfillmentOrder.assignedLocation.location?.id);
    const units = ofLine.reduce((sum, line) => sum + line.remainingQuantity, 0);
    if (units === 0 || !OPEN_STATUSES.has(fulfillmentOrder.status)) continue;
    place.unitsRemaining += units;
    place.isHeldElsewhere ||= fulfillmentOrder.fulfillmentHolds.some((hold) => !hold.heldByRequestingApp);
    place.isInProgress ||= fulfillmentOrder.status === "IN_PROGRESS";
  }
  for (const fulfillment of shipped) {
    const units = unitsIn(fulfillment, lineItemGid);
    if (units > 0) placeAt(fulfillment.location?.id).unitsFulfilled += units;
  }
  return [...places].map(([locationId, place]) => ({ locationId, ...place })).sort((one, other) => (one.locationId < other.locationId ? -1 : 1));
}

function unitsIn(fulfillment: Fulfillment, lineItemGid: string): number {
  return onlyPage({ ...fulfillment.fulfillmentLineItems }, "A fulfillment's lines").reduce(
    (sum, line) => sum + (line.lineItem.id === lineItemGid ? (line.quantity ?? 0) : 0),
    0,
  );
}

function fulfillmentFact(fulfillment: Fulfillment): FulfillmentFact {
  const [tracking] = fulfillment.trackingInfo;
  return {
    fulfillmentId: fromGid(fulfillment.id),
    createdAt: instant(fulfillment.createdAt),
    trackingNumber: tracking?.number ?? null,
    trackingUrl: tracking?.url ?? null,
    lines: fulfillment.fulfillmentLineItems.nodes.map((line) => ({ lineItemId: fromGid<LineItemId>(line.lineItem.id), units: line.quantity ?? 0 })),
  };
}

/** Shopify writes moments with and without fractions or offsets; ours compare as text. */
function instant(moment: string): Instant {
  return new Date(moment).toISOString() as Instant;
}
