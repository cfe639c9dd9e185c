/**
 * Shows in Shopify's incoming stock what a delivery still brings, where the merchant wants it. Each step is saved with its
 * idempotency key before it is sent, so a crash in between repeats it and counts no unit twice.
 */
import type { InboundShipmentId, ShopDomain } from "../domain/ids.ts";
import { mirrorDeltas, shownAfter } from "../domain/inbound-mirror.ts";
import type { InboundMirrors, IncomingStock, MirrorStep } from "./ports/inbound-mirrors.ts";
import type { Jobs } from "./ports/jobs.ts";
import type { Database } from "./ports/transaction.ts";

/** Steps in one go; what changes meanwhile has a job of its own. */
const MOST_STEPS = 5;
/** Deliveries that are shown at once when it is switched on; the rest follows with their next change. */
const MOST_DELIVERIES = 2_000;

export interface MirrorInboundDeps {
  readonly database: Database;
  readonly mirrors: InboundMirrors;
  readonly incoming: IncomingStock;
}

/** Throws `ShopifyUnavailable` when it may be repeated. A refusal is saved with Shopify's reason. */
export async function mirrorInbound(
  deps: MirrorInboundDeps,
  { shop, inboundShipmentId }: { shop: ShopDomain; inboundShipmentId: InboundShipmentId },
): Promise<{ steps: number }> {
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    const step = await nextStep(deps, { shop, inboundShipmentId });
    if (step === null) return { steps };
    const outcome = await deps.incoming.adjustIncoming(shop, { ...step, inboundShipmentId });
    await deps.database.transaction(async (tx) => {
      const mirror = await deps.mirrors.lock(tx, shop, inboundShipmentId);
      if (mirror?.step?.idempotencyKey !== step.idempotencyKey) return;
      const shown = outcome.ok ? shownAfter(mirror.shown, step.lines) : mirror.shown;
      await deps.mirrors.save(tx, shop, { inboundShipmentId, shown, shownAt: step.locationId, step: null, failure: outcome.ok ? null : outcome.reason });
    });
    if (!outcome.ok) return { steps: steps + 1 };
  }
  return { steps: MOST_STEPS };
}

/** The step that was under way, else the difference, saved before it is sent; null: Shopify shows what is wanted. */
async function nextStep(
  deps: MirrorInboundDeps,
  { shop, inboundShipmentId }: { shop: ShopDomain; inboundShipmentId: InboundShipmentId },
): Promise<MirrorStep | null> {
  return deps.database.transaction(async (tx) => {
    const mirror = await deps.mirrors.lock(tx, shop, inboundShipmentId);
    if (mirror === null || mirror.step !== null) return mirror?.step ?? null;
    const { shown, wanted } = mirror;
    // Units that are shown at another place are taken from there first: a step speaks of one location.
    const hasMoved = shown.length > 0 && mirror.shownAt !== mirror.locationId;
    const lines = hasMoved ? mirrorDeltas([], shown) : mirrorDeltas(wanted, shown);
    if (lines.length === 0) return null;
    const locationId = hasMoved ? mirror.shownAt : mirror.locationId;
    const step: MirrorStep = { idempotencyKey: crypto.randomUUID(), locationId, lines };
    await deps.mirrors.save(tx, shop, { inboundShipmentId, shown, shownAt: locationId, step, failure: null });
    return step;
  });
}

export async function switchInboundMirror(
  deps: { readonly database: Database; readonly mirrors: InboundMirrors; readonly jobs: Jobs },
  { shop, isOn }: { shop: ShopDomain; isOn: boolean },
): Promise<{ deliveries: number }> {
  return deps.database.transaction(async (tx) => {
    const ids = await deps.mirrors.switch(tx, shop, { isOn, limit: MOST_DELIVERIES });
    await deps.jobs.enqueue(
      tx,
      ids.map((inboundShipmentId) => ({ name: "mirror-inbound", shop, inboundShipmentId })),
    );
    return { deliveries: ids.length };
  });
}
