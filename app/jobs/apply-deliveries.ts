/**
 * Claimed deliveries become readings: those of one kind are read together, first what says who is who, then orders, then
 * stock. A delivery is let go of only after what it named is settled, so a crash in between repeats and loses nothing.
 */
import { hintOf } from "../adapters/shopify/webhook-payloads.ts";
import type { Hint, HintKind } from "../adapters/shopify/webhook-payloads.ts";
import type { Claim, Delivery, WebhookInbox } from "../adapters/prisma/webhook-inbox.server.ts";
import type { InventoryItemId, OrderId, ShopDomain } from "../domain/ids.ts";
import type { Log } from "../log.server.ts";
import { leaveShop } from "../use-cases/leave-shop.ts";
import { mirrorLocations, mirrorProducts } from "../use-cases/mirror-catalog.ts";
import type { Job } from "../use-cases/ports/jobs.ts";
import { ShopifyUnavailable } from "../use-cases/ports/shopify-unavailable.ts";
import { recordOrders } from "../use-cases/record-orders.ts";
import { settleItems } from "../use-cases/settle-items.ts";
import type { Parts } from "./parts.ts";

/** Orders and items read together. */
const ORDERS_AT_ONCE = 25;
const ITEMS_AT_ONCE = 100;
/** Shops of a claim that are served side by side. */
const SHOPS_AT_ONCE = 4;
const REASON_LIMIT_CHARACTERS = 300;

export interface ApplyDeps {
  readonly parts: Parts;
  readonly inbox: WebhookInbox;
  readonly log: Log;
  readonly retryBaseSeconds: number;
  /** True once the worker stops: what has not been started is given back. */
  isStopping(): boolean;
}

/** Deliveries that ask for the same kind of reading in one shop. */
interface Errand {
  readonly shop: ShopDomain;
  readonly leaseToken: string;
  readonly deliveries: readonly Delivery[];
}

interface Reading {
  readonly shop: ShopDomain;
  /** What to read again, each once. */
  readonly hints: readonly Hint[];
  readonly deliveries: readonly Delivery[];
}

type Work = (parts: Parts, reading: Reading) => Promise<unknown>;

/** In this order: shops leave before anything is asked for them, orders are known before their stock is settled. */
const STEPS: readonly { readonly kinds: readonly HintKind[]; readonly atOnce: number; readonly evenAfterLeaving: boolean; readonly work: Work }[] = [
  { kinds: ["uninstalled"], atOnce: 1, evenAfterLeaving: true, work: leave },
  { kinds: ["redact-shop", "redact-customer"], atOnce: ITEMS_AT_ONCE, evenAfterLeaving: true, work: enqueueRedactions },
  // The merchant answers the customer; what we hold of them is on the orders that the merchant sees.
  { kinds: ["customer-data", "scopes"], atOnce: ITEMS_AT_ONCE, evenAfterLeaving: true, work: async () => undefined },
  { kinds: ["locations"], atOnce: 1, evenAfterLeaving: false, work: (parts, { shop }) => mirrorLocations(parts, { shop }) },
  { kinds: ["product", "item-settings"], atOnce: ITEMS_AT_ONCE, evenAfterLeaving: false, work: mirror },
  { kinds: ["order", "fulfillment-order"], atOnce: ORDERS_AT_ONCE, evenAfterLeaving: false, work: record },
  {
    kinds: ["item"],
    atOnce: ITEMS_AT_ONCE,
    evenAfterLeaving: false,
    work: (parts, { shop, hints }) => settleItems(parts, { shop, inventoryItemIds: idsOf<InventoryItemId>(hints, "item") }),
  },
];

/** Answers how many deliveries were let go of, applied or dead. Shops are served side by side: a slow one keeps no other waiting. */
export async function applyDeliveries(deps: ApplyDeps, { leaseToken, deliveries }: Claim): Promise<number> {
  const waiting = [...Map.groupBy(deliveries, (delivery) => delivery.shop)];
  let done = 0;
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [shop, ofShop] = next;
      const applied = await applyShop(deps, { shop, leaseToken, deliveries: ofShop });
      done += applied;
    }
  };
  await Promise.all(Array.from({ length: SHOPS_AT_ONCE }, lane));
  return done;
}

async function applyShop(deps: ApplyDeps, { shop, leaseToken, deliveries }: Errand): Promise<number> {
  const byKind = Map.groupBy(deliveries, ({ key }) => hintOf(key).kind);
  let done = 0;
  for (const step of STEPS) {
    const wanted = step.kinds.flatMap((kind) => byKind.get(kind) ?? []);
    if (wanted.length === 0) continue;
    if (deps.isStopping()) return done;
    // Asked anew for each step: an earlier one may have said that the shop leaves.
    const reason = step.evenAfterLeaving ? null : await whyNot(deps.parts, shop);
    if (reason !== null) {
      done += await deps.inbox.bury(leaseToken, wanted, reason);
      continue;
    }
    for (const chunk of keyChunks(wanted, step.atOnce)) {
      const outcome = await run(deps, step.work, { shop, leaseToken, deliveries: chunk });
      done += outcome.done;
      // Each further call would wait as long for the same shop: the rest goes back untried when the claim ends.
      if (outcome.isOutage) return done;
    }
  }
  return done;
}

/** Why nothing is read for this shop; null: it uses the app. */
async function whyNot(parts: Parts, shop: ShopDomain): Promise<string | null> {
  const state = await parts.shops.find(shop);
  if (state === null) return "this shop has never installed the app";
  return state.isInstalled ? null : "the app was removed from this shop";
}

interface Outcome {
  readonly done: number;
  /** Shopify cannot be reached for this shop. */
  readonly isOutage: boolean;
}

/** Runs the work; one key that fails does not keep back the others. */
async function run(deps: ApplyDeps, work: Work, { shop, leaseToken, deliveries }: Errand): Promise<Outcome> {
  const keys = new Set(deliveries.map((delivery) => delivery.key));
  try {
    await work(deps.parts, { shop, hints: [...keys].map(hintOf), deliveries });
    return { done: await deps.inbox.apply(leaseToken, deliveries), isOutage: false };
  } catch (error) {
    const isOutage = error instanceof ShopifyUnavailable;
    if (!isOutage && keys.size > 1) {
      let done = 0;
      for (const ofKey of Map.groupBy(deliveries, (delivery) => delivery.key).values()) {
        const outcome = await run(deps, work, { shop, leaseToken, deliveries: ofKey });
        done += outcome.done;
        if (outcome.isOutage) return { done, isOutage: true };
      }
      return { done, isOutage: false };
    }
    deps.log.warn({ err: error, shop, keys: keys.size, deliveries: deliveries.length, isOutage }, "deliveries given back");
    await deps.inbox.giveBack(leaseToken, deliveries, { reason: reasonOf(error), isOutage, retryBaseSeconds: deps.retryBaseSeconds });
    return { done: 0, isOutage };
  }
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, REASON_LIMIT_CHARACTERS);
}

/** Deliveries of one key stay together; a chunk has at most `size` keys. */
function keyChunks(deliveries: readonly Delivery[], size: number): Delivery[][] {
  const groups = [...Map.groupBy(deliveries, (delivery) => delivery.key).values()];
  return Array.from({ length: Math.ceil(groups.length / size) }, (_, index) => groups.slice(index * size, (index + 1) * size).flat());
}

function idsOf<Id extends string>(hints: readonly Hint[], kind: HintKind): Id[] {
  return hints.filter((hint) => hint.kind === kind).map((hint) => hint.id as Id); // the kind says which id it is
}

/** Our own holds come back as deliveries about fulfillment orders: together with their orders they cost one reading. */
async function record(parts: Parts, { shop, hints, deliveries }: Reading): Promise<void> {
  const fulfillmentOrderIds = idsOf(hints, "fulfillment-order");
  const behind = fulfillmentOrderIds.length === 0 ? [] : await parts.orders.ordersOf(shop, fulfillmentOrderIds);
  const orderIds = [...new Set([...idsOf<OrderId>(hints, "order"), ...behind])];
  const deletedIds = idsOf<OrderId>(
    deliveries.filter(({ topic }) => topic === "orders/delete").map(({ key }) => hintOf(key)),
    "order",
  );
  const { inventoryItemIds } = await recordOrders(parts, { shop, orderIds, deletedIds });
  await settleItems(parts, { shop, inventoryItemIds });
}

async function mirror(parts: Parts, { shop, hints }: Reading): Promise<void> {
  const ofItems = await parts.shelves.productsOf(shop, idsOf<InventoryItemId>(hints, "item-settings"));
  await mirrorProducts(parts, { shop, productIds: [...new Set([...idsOf(hints, "product"), ...ofItems])] });
}

async function leave(parts: Parts, { shop, deliveries }: Reading): Promise<void> {
  const newest = deliveries
    .map((delivery) => delivery.triggeredAt ?? delivery.receivedAt)
    .sort()
    .at(-1);
  if (newest !== undefined) await leaveShop(parts, { shop, at: newest });
}

async function enqueueRedactions(parts: Parts, { shop, hints }: Reading): Promise<void> {
  const jobs = hints.map(({ kind, id }): Job => ({ name: "redact", shop, customerId: kind === "redact-shop" ? null : id }));
  await parts.database.transaction((tx) => parts.jobs.enqueue(tx, jobs));
}
