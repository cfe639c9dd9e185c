/**
 * Facts as they are kept for good, so that the queue can be rebuilt from them. Small on purpose, and nothing in them
 * tells who the customer is: names and addresses live on the order alone, where a privacy request finds them.
 */
import type { Instant, InventoryItemId, LineItemId, LocationId, OrderId, VariantId } from "../../domain/ids.ts";
import type { LevelFact, LineFact, OrderFact } from "../../use-cases/ports/facts.ts";

/** An order's saved fact. Its version and reading number are columns beside it. */
export interface SavedOrder {
  readonly name: string;
  readonly created: string;
  readonly cancelled: string | null;
  readonly paid: string;
  readonly source: string;
  readonly ship: OrderFact["shipPreference"];
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

export function compactFact(fact: OrderFact): SavedOrder {
  return {
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
