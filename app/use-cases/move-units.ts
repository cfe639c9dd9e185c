/**
 * Carries out the moves that settles decided for one order: its units go to the location whose shelf is to serve them.
 *
 * Shopify is read before each request, so that a repeated run asks for nothing twice. A move ends when a reading shows the
 * line where it was to go, and the ledger has read the order again; until then the units stay blocked for it. One that
 * Shopify refuses, or that has lost its reason, ends with that reason and frees them.
 */
import { nextMoveStep } from "../domain/move-step.ts";
import type { MoveEnd, MoveStep } from "../domain/move-step.ts";
import type { OrderId, ShopDomain } from "../domain/ids.ts";
import type { Job } from "./ports/jobs.ts";
import type { FulfillmentOrders } from "./ports/shopify.ts";
import type { MoveOutcome, OpenMove, UnitMoves } from "./ports/unit-moves.ts";
import { recordOrders } from "./record-orders.ts";
import type { RecordOrdersDeps } from "./record-orders.ts";

export interface MoveUnitsDeps extends RecordOrdersDeps {
  readonly unitMoves: UnitMoves;
  readonly fulfillmentOrders: FulfillmentOrders;
}

/** Requests and readings of one run: each move needs two. */
const MOST_ROUNDS = 40;
/** Requests without a result, after which a move is given up. */
const MOST_ATTEMPTS = 5;

export interface MovesDone {
  arrived: number;
  refused: number;
  stale: number;
}

/** Shopify took the request and still shows the line where it was: the next run reads again. */
export class MoveUnseen extends Error {
  override readonly name = "MoveUnseen";
}

export async function moveUnits(deps: MoveUnitsDeps, { shop, orderId }: { shop: ShopDomain; orderId: OrderId }): Promise<MovesDone> {
  const done: MovesDone = { arrived: 0, refused: 0, stale: 0 };
  const asked = new Set<string>();
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const [move] = await deps.unitMoves.open(shop, orderId);
    if (move === undefined) return done;
    const step = await nextStep(deps, { shop, orderId, move });
    if (step.kind === "ask") {
      const key = `${move.settlementId} ${move.lineItemId} ${move.cohort} ${move.fromLocationId}`;
      if (asked.has(key)) throw new MoveUnseen(`Shopify does not show yet that order ${orderId} was moved.`);
      asked.add(key);
      const refusal = await ask(deps, { shop, move, step });
      if (refusal !== null) done[await end(deps, { shop, orderId, move, ended: { state: "refused", reason: refusal } })] += 1;
      continue;
    }
    const ended = step.kind === "arrived" ? { state: step.kind, reason: null } : { state: step.kind, reason: step.reason };
    done[await end(deps, { shop, orderId, move, ended })] += 1;
  }
  throw new MoveUnseen(`After ${MOST_ROUNDS} rounds there is still more of order ${orderId} to move.`);
}

async function nextStep(deps: MoveUnitsDeps, { shop, orderId, move }: { shop: ShopDomain; orderId: OrderId; move: OpenMove }): Promise<MoveStep> {
  const step = nextMoveStep(move, await deps.fulfillmentOrders.read(shop, orderId));
  if (step.kind !== "ask") return step;
  if (!move.isManaged) return { kind: "stale", reason: "switched_off" };
  return move.attempts < MOST_ATTEMPTS ? step : { kind: "refused", reason: "unanswered" };
}

/** Null: Shopify took it. */
async function ask(
  deps: MoveUnitsDeps,
  { shop, move, step }: { shop: ShopDomain; move: OpenMove; step: Extract<MoveStep, { kind: "ask" }> },
): Promise<string | null> {
  const attempt = await deps.database.transaction((tx) => deps.unitMoves.begin(tx, shop, move));
  const key = `move:${move.settlementId}:${move.lineItemId}:${move.cohort}:${move.fromLocationId}:${attempt}`;
  const { kind: _, ...part } = step;
  const answer = await deps.fulfillmentOrders.move(shop, { ...part, toLocationId: move.toLocationId, key });
  return answer.ok ? null : `${"shopify_refused" satisfies MoveEnd}: ${answer.reason}`;
}

/** The order is read first: when the units are free again, the queue already shows where the line lies. */
async function end(
  deps: MoveUnitsDeps,
  { shop, orderId, move, ended }: { shop: ShopDomain; orderId: OrderId; move: OpenMove; ended: Omit<MoveOutcome, "at"> },
): Promise<MoveOutcome["state"]> {
  const { inventoryItemIds } = await recordOrders(deps, { shop, orderIds: [orderId] });
  await deps.database.transaction(async (tx) => {
    if (!(await deps.unitMoves.end(tx, shop, move, { ...ended, at: deps.clock.now() }))) return;
    const follow: Job[] = [
      { name: "settle-items", shop, inventoryItemIds: [...new Set([move.inventoryItemId, ...inventoryItemIds])] },
      { name: "apply-holds", shop, orderId },
    ];
    await deps.jobs.enqueue(tx, follow);
  });
  return ended.state;
}
