/**
 * What is ours in a shop is given back: first Shopify's switches, so that nothing more is sold on our word, then our holds,
 * never another app's, then the dates on the storefront. A page at a time, each saved with the place where it ends, so that
 * a restart goes on. What Shopify refuses is written down for the merchant and keeps nothing else from being given back.
 */
import type { OrderId, ShopDomain, VariantId } from "../domain/ids.ts";
import type { Clock } from "./ports/clock.ts";
import type { Holds } from "./ports/holds.ts";
import type { Jobs } from "./ports/jobs.ts";
import type { FulfillmentOrders, Storefront } from "./ports/shopify.ts";
import { GIVING_BACK_STEPS } from "./ports/stages.ts";
import type { GivingBack, Stages } from "./ports/stages.ts";
import { giveBackSwitch, PolicyRefused } from "./set-inventory-policy.ts";
import type { SetInventoryPolicyDeps } from "./set-inventory-policy.ts";

/** Shopify clears 25 metafields in one call; switches and holds are one call each. */
const PER_PAGE = 25;
/** Pages of one run; what is left goes to a job of its own. */
const PAGES_PER_RUN = 20;
/** So many refusals are shown; the rest is counted by what is left. */
const FAILURES_SHOWN = 50;

export interface GiveBackDeps extends SetInventoryPolicyDeps {
  readonly stages: Stages;
  readonly holds: Pick<Holds, "released">;
  readonly fulfillmentOrders: FulfillmentOrders;
  readonly storefront: Storefront;
  readonly jobs: Jobs;
  readonly clock: Clock;
}

/** Throws `ShopifyUnavailable` when it may be repeated later; then it goes on where it stopped. */
export async function giveBack(deps: GiveBackDeps, { shop }: { shop: ShopDomain }): Promise<"done" | "more" | "nothing to do"> {
  let state = await deps.stages.givingBack(shop);
  if (state === null || state.finishedAt !== null) return "nothing to do";
  for (let page = 0; page < PAGES_PER_RUN; page++) {
    // Asked anew for each page: the merchant may have gone live again.
    const current: GivingBack | null = await deps.stages.givingBack(shop);
    if (current === null || current.finishedAt !== null || current.startedAt !== state.startedAt) return "nothing to do";
    state = await givePage(deps, shop, state);
    await deps.stages.saveGivingBack(shop, state);
    if (state.finishedAt !== null) return "done";
  }
  await deps.database.transaction((tx) => deps.jobs.enqueue(tx, [{ name: "give-back", shop }]));
  return "more";
}

async function givePage(deps: GiveBackDeps, shop: ShopDomain, state: GivingBack): Promise<GivingBack> {
  const { ids, given, failures } = await STEPS[state.step](deps, shop, state.cursor);
  const next = { ...state, [state.step]: state[state.step] + given, failures: [...state.failures, ...failures].slice(0, FAILURES_SHOWN) };
  const last = ids.at(-1);
  if (last !== undefined) return { ...next, cursor: last };
  const step = GIVING_BACK_STEPS[GIVING_BACK_STEPS.indexOf(state.step) + 1];
  return step === undefined ? { ...next, finishedAt: deps.clock.now() } : { ...next, step, cursor: "" };
}

interface PageOutcome {
  readonly ids: readonly string[];
  readonly given: number;
  readonly failures: readonly string[];
}

const STEPS: Readonly<Record<GivingBack["step"], (deps: GiveBackDeps, shop: ShopDomain, after: string) => Promise<PageOutcome>>> = {
  switches: async (deps, shop, after) => eachOf(await deps.stages.ownedSwitches(shop, after, PER_PAGE), (variantId) => giveSwitch(deps, shop, variantId)),
  holds: async (deps, shop, after) => eachOf(await deps.stages.heldOrders(shop, after, PER_PAGE), (orderId) => releaseOrder(deps, shop, orderId)),
  dates: clearDates,
};

/** Null: given back; text: what Shopify said. */
async function eachOf<Id extends string>(ids: readonly Id[], give: (id: Id) => Promise<string | null>): Promise<PageOutcome> {
  const failures: string[] = [];
  for (const id of ids) {
    const failure = await give(id);
    if (failure !== null) failures.push(failure);
  }
  return { ids, given: ids.length - failures.length, failures };
}

async function giveSwitch(deps: GiveBackDeps, shop: ShopDomain, variantId: VariantId): Promise<string | null> {
  const wanted = await deps.shelves.switchOf(shop, variantId);
  if (wanted === null) return null;
  try {
    await giveBackSwitch(deps, { shop, variantId, wanted });
    return null;
  } catch (error) {
    if (error instanceof PolicyRefused) return error.message;
    throw error;
  }
}

async function releaseOrder(deps: GiveBackDeps, shop: ShopDomain, orderId: OrderId): Promise<string | null> {
  for (const { fulfillmentOrderId, holds } of await deps.fulfillmentOrders.read(shop, orderId)) {
    const holdIds = holds.filter(({ isOurs }) => isOurs).map(({ holdId }) => holdId);
    if (holdIds.length === 0) continue;
    const released = await deps.fulfillmentOrders.release(shop, { fulfillmentOrderId, holdIds });
    if (!released.ok) return `Order ${orderId}: ${released.reason}`;
    await deps.database.transaction((tx) => deps.holds.released(tx, shop, holdIds));
  }
  return null;
}

async function clearDates(deps: GiveBackDeps, shop: ShopDomain, after: string): Promise<PageOutcome> {
  const ids = await deps.stages.publishedVariants(shop, after, PER_PAGE);
  if (ids.length === 0) return { ids, given: 0, failures: [] };
  const cleared = await deps.storefront.clear(shop, ids);
  if (!cleared.ok) return { ids, given: 0, failures: [cleared.reason] };
  await deps.stages.forgetPublications(shop, ids, deps.clock.now());
  return { ids, given: ids.length, failures: [] };
}
