/** Moves whose job died for good are taken up again: the units that they block must not lie there for ever. */
import type { Instant, ShopDomain } from "../domain/ids.ts";
import type { Clock } from "./ports/clock.ts";
import type { Job, Jobs } from "./ports/jobs.ts";
import type { Database } from "./ports/transaction.ts";
import type { UnitMoves } from "./ports/unit-moves.ts";

/** A job of its own has carried a move out long before that, or tries it still. */
const OVERDUE_AFTER_MS = 10 * 60_000;
const ORDERS_AT_ONCE = 500;

export interface RecoverMovesDeps {
  readonly database: Database;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly unitMoves: UnitMoves;
}

export async function recoverMoves(deps: RecoverMovesDeps, { shop }: { shop: ShopDomain }): Promise<void> {
  const before = new Date(Date.parse(deps.clock.now()) - OVERDUE_AFTER_MS).toISOString() as Instant;
  const orderIds = await deps.unitMoves.overdue(shop, { before, limit: ORDERS_AT_ONCE });
  const again = orderIds.map((orderId): Job => ({ name: "move-units", shop, orderId }));
  if (again.length > 0) await deps.database.transaction((tx) => deps.jobs.enqueue(tx, again, { unlessOpen: true }));
}
