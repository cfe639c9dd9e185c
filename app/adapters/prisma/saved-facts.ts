/**
 * Facts as they are kept for good, so that the queue can be rebuilt from them. Small on purpose, and nothing in them
 * tells who the customer is: names and addresses live on the order alone, where a privacy request finds them.
 */
import type { Instant, InventoryItemId, LineItemId, LocationId, OrderId, VariantId } from "../../domain/ids.ts";
import { LEAST_LEVEL } from "../../domain/priority-class.ts";
import type { LevelFact, LineFact, OrderFact } from "../../use-cases/ports/facts.ts";

/** An order's saved fact. Its version and reading number are columns beside it. */
export interface SavedOrder {
  readonly name: string;
  readonly created: string;
  readonly cancelled: string | null;
  readonly paid: string;
  readonly source: string;
  readonly ship: OrderFact["shipPreference"];
  /** The level of its class as it was folded; missing: 0. What its class follows from may name a person, and is not kept. */
  readonly priority?: number;
  readonly lines: readonly SavedLine[];
}

interface SavedLine {
  readonly id: string;
  readonly item: string;
  readonly variant: string | null;
  readonly ordered: number;
  readonly fulfilled: number;
  readonly removed: number;
  readonly commits: LineFact["commits"];
  /** [units, rank moment, units removed], oldest first; none removed is left out. */
  readonly cohorts: readonly (readonly [number, string, number?])[];
  /** [location, remaining, fulfilled, held elsewhere, in progress]. */
  readonly at: readonly (readonly [string, number, number, boolean, boolean])[];
}

export function compactFact(fact: OrderFact, priority = LEAST_LEVEL): SavedOrder {
  return {
    ...(priority !== LEAST_LEVEL && { priority }),
    name: fact.name,
    created: fact.createdAt,
    cancelled: fact.cancelledAt,
    paid: fact.financialStatus,
    source: fact.sourceName,
    ship: fact.shipPreference,
    lines: fact.lines.map((line) => ({
      id: line.lineItemId,
      item: line.inventoryItemId,
      variant: line.variantId,
      ordered: line.unitsOrdered,
      fulfilled: line.unitsFulfilled,
      removed: line.unitsRemoved,
      commits: line.commits,
      cohorts: line.cohorts.map(({ units, rankAt, unitsRemoved = 0 }) =>
        unitsRemoved === 0 ? ([units, rankAt] as const) : ([units, rankAt, unitsRemoved] as const),
      ),
      at: line.at.map((at) => [at.locationId, at.unitsRemaining, at.unitsFulfilled, at.isHeldElsewhere, at.isInProgress] as const),
    })),
  };
}

/** The same order again, without what only mails and pages need. */
export function restoreOrder(saved: SavedOrder, { orderId, updatedAt, readSeq }: { orderId: OrderId; updatedAt: Instant; readSeq: number }): OrderFact {
  return {
    orderId,
    updatedAt,
    readSeq,
    name: saved.name,
    createdAt: saved.created as Instant, // written by compactFact from branded values, as all below
    cancelledAt: saved.cancelled as Instant | null,
    financialStatus: saved.paid,
    sourceName: saved.source,
    customer: null,
    locale: "en",
    statusPageUrl: null,
    shipPreference: saved.ship,
    tags: [],
    country: null,
    totalPrice: 0,
    customerTags: [],
    fulfillments: [],
    lines: saved.lines.map(restoreLine),
  };
}

function restoreLine(line: SavedLine): LineFact {
  return {
    lineItemId: line.id as LineItemId,
    inventoryItemId: line.item as InventoryItemId,
    variantId: line.variant as VariantId | null,
    title: "",
    sku: "",
    unitsOrdered: line.ordered,
    unitsFulfilled: line.fulfilled,
    unitsRemoved: line.removed,
    commits: line.commits,
    promisedRev: null,
    cohorts: line.cohorts.map(([units, rankAt, unitsRemoved]) => ({
      units,
      rankAt: rankAt as Instant,
      ...(unitsRemoved === undefined ? {} : { unitsRemoved }),
    })),
    at: line.at.map(([locationId, unitsRemaining, unitsFulfilled, isHeldElsewhere, isInProgress]) => ({
      locationId: locationId as LocationId,
      unitsRemaining,
      unitsFulfilled,
      isHeldElsewhere,
      isInProgress,
    })),
  };
}

/** A level's saved fact; its key is "item/location". */
export type SavedLevel = Pick<LevelFact, "available" | "committed" | "onHand" | "incoming">;

/** What a settlement saw and decided at one location, beside the facts; kept with the settlement. */
export interface SeenPlace {
  readonly available: number;
  readonly committed: number;
  readonly unitsWaiting: number;
  readonly unitsAllocated: number;
  readonly unitsToGive: number;
  readonly unitsToLift: number;
  /** Lines from which units could be taken, newest first, each with how many of its units were firm then. */
  readonly tail?: readonly (readonly [lineItemId: string, cohort: number, unitsFirm: number])[];
  /** Where promises come first: the last unit that leaves on each day; null: all the rest. */
  readonly leaves?: readonly (readonly [upTo: number | null, day: string])[];
  readonly reserves?: readonly (readonly [channel: string, units: number])[];
  /** Decided by hand and not applied before. */
  readonly overrides?: readonly (readonly [overrideId: number, lineItemId: string, units: number])[];
  /** Units kept for lines on their way there. */
  readonly unitsBlocked?: number;
  /** Units lent there: lender and borrower as [line, cohort, rank], then units, the day they are back and the day the lender has the rest. */
  readonly loans?: readonly SavedLoan[];
}

export type SavedLoan = readonly [lender: SavedParty, borrower: SavedParty, units: number, repaidBy: string, completesOn: string | null];
type SavedParty = readonly [lineItemId: string, cohort: number, rank: number];
