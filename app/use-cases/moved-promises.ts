/** Which customers must be told a new date: one notice per order, one new promise per line. */
import type { Because } from "../domain/because.ts";
import type { CalendarDate, InventoryItemId, Instant, LocationId } from "../domain/ids.ts";
import type { MovedFacts } from "../domain/notice-facts.ts";
import { moveReasons, mustMove } from "../domain/promise.ts";
import type { PromiseCurve } from "../domain/promise-curve.ts";
import type { PromisedLine, ToldPromises } from "./ports/promises.ts";
import { personOf } from "./ports/queue.ts";
import { togetherEstimate } from "./together-estimate.ts";
import type { Curves as CurvesOfOrders } from "./together-estimate.ts";

type Curves = ReadonlyMap<InventoryItemId, ReadonlyMap<LocationId, PromiseCurve>>;

/** A line of an order that ships together has the date of its order, and moves only if the order's latest promise does. */
export function movedPromises(
  promisedLines: readonly PromisedLine[],
  { curves, together, confidence, at }: { curves: Curves; together: CurvesOfOrders; confidence: number; at: Instant },
): ToldPromises[] {
  const lines = promisedLines.map((line) => ({ ...line, ...estimateOf(line, curves, together) }));
  const moved = lines.filter(
    ({ promised, estimatedOn, together: whole }) => mustMove(promised.shipBy, estimatedOn) && (whole === null || mustMove(whole.promisedOn, estimatedOn)),
  );
  return [...Map.groupBy(moved, ({ orderId }) => orderId).values()].flatMap((ofOrder) => {
    const [first] = ofOrder;
    if (first === undefined) return [];
    const facts: MovedFacts = {
      kind: "moved",
      orderId: first.orderId,
      lines: ofOrder.map(({ because, ...line }) => ({
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
        promises: ofOrder.map(({ windowFrom, because, ...line }) => ({
          lineItemId: line.lineItemId,
          orderId: line.orderId,
          seq: line.seq + 1,
          shipBy: line.estimatedOn,
          windowFrom,
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

/** Its date, and the step behind it; a line without a date is explained by what keeps its item's supply undated. */
function estimateOf(line: PromisedLine, curves: Curves, curvesOfOrders: CurvesOfOrders) {
  const own = ownEstimate(line, curves);
  if (line.together === null || line.together.entries.length < 2) return { ...own, estimatedOn: line.estimatedOn };
  const { shipBy, windowFrom, because } = togetherEstimate(line.together.entries, curvesOfOrders);
  return { estimatedOn: shipBy, windowFrom, because: [...own.because, ...because] };
}

function ownEstimate(line: PromisedLine, curves: Curves): { windowFrom: CalendarDate | null; because: readonly Because[] } {
  const curve = curves.get(line.inventoryItemId)?.get(line.locationId);
  const step = curve?.steps.find(({ shipBy }) => shipBy === line.estimatedOn) ?? null;
  if (step !== null) return { windowFrom: step.windowFrom, because: step.because };
  const undated = curve?.undated ?? [];
  return { windowFrom: null, because: line.estimatedOn === null && undated.length === 0 ? [{ kind: "no_dated_supply" }] : undated };
}
