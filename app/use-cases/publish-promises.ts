/**
 * Sends the newest publications of a shop to its storefront. An older one that was overtaken is never sent; one that
 * Shopify refuses does not keep the others from being sent.
 */
import type { ShopDomain, VariantId } from "../domain/ids.ts";
import type { Clock } from "./ports/clock.ts";
import type { Jobs } from "./ports/jobs.ts";
import type { PromiseStore } from "./ports/promises.ts";
import type { Storefront } from "./ports/shopify.ts";
import type { Database } from "./ports/transaction.ts";

/** Shopify takes 25 metafields in one call. */
const PROMISES_PER_CALL = 25;
/** Calls of one run; what is left goes to a job of its own. */
const CALLS_PER_RUN = 40;

export interface PublishPromisesDeps {
  readonly promises: PromiseStore;
  readonly storefront: Storefront;
  readonly database: Database;
  readonly jobs: Jobs;
  readonly clock: Clock;
}

/** Throws `ShopifyUnavailable` when it may be repeated later, and `PublicationsRefused` after all others were sent. */
export async function publishPromises(deps: PublishPromisesDeps, { shop }: { shop: ShopDomain }): Promise<void> {
  const refused = new Map<VariantId, string>();
  for (let calls = 0; calls < CALLS_PER_RUN; calls++) {
    const batch = await deps.promises.unpublished(shop, { limit: PROMISES_PER_CALL, except: [...refused.keys()] });
    if (batch.length === 0) break;
    const outcome = await deps.storefront.publish(shop, batch);
    if (outcome.ok) await markPublished(deps, shop, batch);
    else await publishOneByOne(deps, shop, batch, refused);
    // What was written meanwhile has a job of its own.
    if (batch.length < PROMISES_PER_CALL) break;
    if (calls === CALLS_PER_RUN - 1) await deps.database.transaction((tx) => deps.jobs.enqueue(tx, [{ name: "publish-promises", shop }]));
  }
  if (refused.size > 0) throw new PublicationsRefused(refused);
}

type Batch = Awaited<ReturnType<PromiseStore["unpublished"]>>;

async function publishOneByOne(deps: PublishPromisesDeps, shop: ShopDomain, batch: Batch, refused: Map<VariantId, string>): Promise<void> {
  for (const promise of batch) {
    const outcome = await deps.storefront.publish(shop, [promise]);
    if (outcome.ok) await markPublished(deps, shop, [promise]);
    else refused.set(promise.variantId, outcome.reason);
  }
}

function markPublished(deps: PublishPromisesDeps, shop: ShopDomain, batch: Batch): Promise<void> {
  const published = batch.map(({ variantId, payload }) => ({ variantId, rev: payload.rev }));
  return deps.promises.markPublished(shop, published, deps.clock.now());
}

/** Shopify refused some variants' promises for good: the storefront shows their last ones until they expire. */
export class PublicationsRefused extends Error {
  constructor(refused: ReadonlyMap<VariantId, string>) {
    const reasons = [...refused].map(([variantId, reason]) => `variant ${variantId}: ${reason}`);
    super(`Shopify refused the promises of ${refused.size} variants. ${reasons.join("; ")}`);
    this.name = "PublicationsRefused";
  }
}
