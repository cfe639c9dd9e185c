/**
 * Makes Shopify's holds of one order equal what is still waiting. Shopify is read first and our queue last, in the
 * transaction that also marks as firm what is about to be released: from then on no re-sorting takes it back. One run
 * at a time for an order; a run that was cut off is repeated and finds what is left to do.
 */
import { planHolds } from "../domain/hold-plan.ts";
import type { HoldStep } from "../domain/hold-plan.ts";
import type { LineItemId, LocationId, OrderId, ShopDomain } from "../domain/ids.ts";
import { unitsToHold } from "../domain/units-to-hold.ts";
import type { Holds } from "./ports/holds.ts";
import type { Jobs } from "./ports/jobs.ts";
import { noticeIdOf } from "./ports/queue.ts";
import type { FulfillmentOrderFact, FulfillmentOrders } from "./ports/shopify.ts";
import type { Database, Transaction } from "./ports/transaction.ts";

export interface ApplyHoldsDeps {
  readonly database: Database;
  readonly holds: Holds;
  readonly jobs: Jobs;
  readonly fulfillmentOrders: FulfillmentOrders;
}

/** Shopify changed meanwhile, or said no: the next run reads how it stands then. */
export class HoldRefused extends Error {
  override readonly name = "HoldRefused";
}

interface PlannedStep extends HoldStep {
  /** Null: nothing is held. */
  readonly handle: string | null;
}

/** Releases of one order that a run carries out one after the other. */
const MOST_ROUNDS = 50;

export async function applyHolds(
  deps: ApplyHoldsDeps,
  { shop, orderId }: { shop: ShopDomain; orderId: OrderId },
): Promise<{ placed: number; released: number }> {
  const outcome = { placed: 0, released: 0 };
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const fulfillmentOrders = await deps.fulfillmentOrders.read(shop, orderId);
    const { steps, isLast } = await plan(deps, { shop, orderId, fulfillmentOrders });
    for (const step of steps) await carryOut(deps, shop, step);
    outcome.placed += steps.filter(({ handle }) => handle !== null).length;
    outcome.released += steps.filter(({ release }) => release.length > 0).length;
    if (isLast) return outcome;
  }
  throw new HoldRefused(`After ${MOST_ROUNDS} releases there is still more of order ${orderId} to release.`);
}

/** A release puts back together what its hold had split, so it comes alone, and the rest is planned on what is there then. */
function stepsForNow(steps: readonly HoldStep[]): readonly HoldStep[] {
  const releasing = steps.find(({ release }) => release.length > 0);
  return releasing === undefined ? steps : [releasing];
}

async function plan(
  deps: ApplyHoldsDeps,
  { shop, orderId, fulfillmentOrders }: { shop: ShopDomain; orderId: OrderId; fulfillmentOrders: readonly FulfillmentOrderFact[] },
): Promise<{ steps: PlannedStep[]; isLast: boolean }> {
  return deps.database.transaction(async (tx) => {
    const order = await deps.holds.lock(tx, shop, orderId);
    if (order === null || !order.isLive) return { steps: [], isLast: true };
    const seen = fulfillmentOrders.flatMap(({ holds }) =>
      holds.flatMap(({ holdId, handle, isOurs }) => (isOurs && handle !== null ? [{ holdId, handle }] : [])),
    );
    await deps.holds.observe(tx, shop, orderId, seen);
    if (order.shipsTogether && order.units.every(({ unitsWaiting }) => unitsWaiting === 0)) await tellWholeOrder(deps, tx, { shop, orderId });
    const all = planHolds(fulfillmentOrders, unitsToHold(order, fulfillmentOrders));
    const steps = stepsForNow(all);
    await deps.holds.markReleased(tx, shop, orderId, steps.flatMap(freedBy));
    const planned: PlannedStep[] = [];
    for (const step of steps) {
      const handle = step.hold === "nothing" ? null : await deps.holds.begin(tx, shop, orderId, step.fulfillmentOrderId);
      planned.push({ ...step, handle });
    }
    return { steps: planned, isLast: steps.length === all.length };
  });
}

/** An order that leaves in one parcel is told of its units when all of them are there, not one by one. */
async function tellWholeOrder(deps: ApplyHoldsDeps, tx: Transaction, { shop, orderId }: { shop: ShopDomain; orderId: OrderId }): Promise<void> {
  const notices = await deps.holds.oweWholeOrder(tx, shop, orderId);
  await deps.jobs.enqueue(
    tx,
    notices.map((notice) => ({ name: "send-notice", shop, noticeId: noticeIdOf(notice) })),
  );
}

function freedBy({ release, freed, locationId }: HoldStep): { lineItemId: LineItemId; locationId: LocationId }[] {
  return release.length === 0 || locationId === null ? [] : freed.map((lineItemId) => ({ lineItemId, locationId }));
}

async function carryOut(deps: ApplyHoldsDeps, shop: ShopDomain, step: PlannedStep): Promise<void> {
  const { fulfillmentOrderId, release, handle } = step;
  if (release.length > 0) {
    const released = await deps.fulfillmentOrders.release(shop, { fulfillmentOrderId, holdIds: release });
    if (!released.ok) throw new HoldRefused(`Shopify did not release fulfillment order ${fulfillmentOrderId}: ${released.reason}`);
    await deps.database.transaction((tx) => deps.holds.released(tx, shop, release));
  }
  if (handle === null) return;
  const note = `${step.unitsHeld} ${step.unitsHeld === 1 ? "unit waits" : "units wait"} for stock`;
  const lines = typeof step.hold === "string" ? [] : step.hold;
  const held = await deps.fulfillmentOrders.hold(shop, { fulfillmentOrderId, handle, note, lines });
  await deps.database.transaction((tx) => (held.ok ? deps.holds.placed(tx, shop, handle, held.holdId) : deps.holds.refused(tx, shop, handle)));
  if (!held.ok) throw new HoldRefused(`Shopify did not hold fulfillment order ${fulfillmentOrderId}: ${held.reason}`);
}
