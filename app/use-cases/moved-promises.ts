/** Which customers must be told a new date: one notice per order, one new promise per line. */
import type { Because } from "../domain/because.ts";
import type { InventoryItemId, Instant, LocationId } from "../domain/ids.ts";
import type { MovedFacts } from "../domain/notice-facts.ts";
import { moveReasons, mustMove } from "../domain/promise.ts";
import type { CurveStep, PromiseCurve } from "../domain/promise-curve.ts";
import type { PromisedLine, ToldPromises } from "./ports/promises.ts";
import { personOf } from "./ports/queue.ts";

type Curves = ReadonlyMap<InventoryItemId, ReadonlyMap<LocationId, PromiseCurve>>;

export function movedPromises(lines: readonly PromisedLine[], { curves, confidence, at }: { curves: Curves; confidence: number; at: Instant }): ToldPromises[] {
  const moved = lines.filter(({ promised, estimatedOn }) => mustMove(promised.shipBy, estimatedOn));
  return [...Map.groupBy(moved, ({ orderId }) => orderId).values()].flatMap((ofOrder) => {
    const [first] = ofOrder;
    if (first === undefined) return [];
    const estimates = ofOrder.map((line) => ({ line, ...estimateOf(line, curves) }));
    const facts: MovedFacts = {
      kind: "moved",
      orderId: first.orderId,
      lines: estimates.map(({ line, because }) => ({
        lineItemId: line.lineItemId,
        title: line.title,
        units: line.unitsWaiting,
        shipByBefore: line.promised.shipBy,
        shipByAfter: line.estimatedOn,
        because: moveReasons(line.promised, { shipBy: line.estimatedOn, because }),
      })),
    };
    // A line's promises are numbered, so the event names exactly one change of date.
    const event = `moved:${first.orderId}:${first.lineItemId}-${first.seq + 1}`;
    return [
      {
        at,
        notice: { person: personOf(first), event, orderId: first.orderId, facts },
        promises: estimates.map(({ line, step, because }) => ({
          lineItemId: line.lineItemId,
          orderId: line.orderId,
          seq: line.seq + 1,
          shipBy: line.estimatedOn,
          windowFrom: step?.windowFrom ?? null,
          units: line.unitsWaiting,
          lastCohort: line.lastCohort,
          confidence,
          origin: "moved" as const,
          rev: null,
          because,
        })),
      },
    ];
  });
}

/** The step behind a line's estimate; a line without a date is explained by what keeps its item's supply undated. */
function estimateOf(line: PromisedLine, curves: Curves): { step: CurveStep | null; because: readonly Because[] } {
  const curve = curves.get(line.inventoryItemId)?.get(line.locationId);
  const step = curve?.steps.find(({ shipBy }) => shipBy === line.estimatedOn) ?? null;
  if (step !== null) return { step, because: step.because };
  const undated = curve?.undated ?? [];
  return { step: null, because: line.estimatedOn === null && undated.length === 0 ? [{ kind: "no_dated_supply" }] : undated };
}
