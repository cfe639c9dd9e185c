/**
 * Bulk operations: Shopify lists everything of a kind in the background and leaves the list where it can be fetched, one
 * object per line. Grouped, what belongs to an object follows it, so a list is read with one object in mind.
 */
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline/promises";
import { Readable } from "node:stream";
import { z } from "zod";
import type { Instant, ShopDomain } from "../../domain/ids.ts";
import type { ListedRow, ListingState, ShopListings } from "../../use-cases/ports/listings.ts";
import type { DriftKind } from "../../use-cases/ports/reconciliation.ts";
import { ShopifyUnavailable } from "../../use-cases/ports/shopify-unavailable.ts";
import type { AdminClient } from "./admin-client.server.ts";
import { ShopifyRefused, userErrorsOf } from "./admin-client.server.ts";
import { fromGid, toGid } from "./gid.ts";
import { OPEN_STATUSES } from "./order-facts.ts";
import { beginListing, listedLevels, listedOrders, listedPlaces, listingState, shopSize } from "./shop-listings.graphql.ts";

/** What the lists of orders ask for; of a shop that is known, those that have changed are enough. */
const OPEN_ORDERS_SEARCH = `"status:open"`;
/** Five lists at once are Shopify's limit for an app in a shop. */
const TOO_MANY = new Set(["OPERATION_IN_PROGRESS", "LIMIT_REACHED"]);
/** Where Shopify leaves lists. Beside it only the shop's own address is asked. */
const RESULT_HOSTS = /^storage\.googleapis\.com$|\.shopify\.com$/;
const DOWNLOAD_TIMEOUT_MS = 10 * 60_000;

export function createShopListings(client: AdminClient, send: typeof fetch = fetch): ShopListings {
  return {
    async size(shop) {
      const { ordersCount, productVariantsCount } = await client.query(shop, shopSize, {});
      return { orders: ordersCount?.count ?? 0, items: productVariantsCount?.count ?? 0 };
    },
    async begin(shop, { kind, changedSince }) {
      const answer = await client.mutate(shop, beginListing, { query: queryOf(kind, changedSince) }, `list:${kind}:${randomUUID()}`);
      const begun = answer.bulkOperationRunQuery?.bulkOperation;
      if (begun != null) return fromGid(begun.id);
      const errors = userErrorsOf(answer);
      if (errors.some(({ code }) => TOO_MANY.has(code ?? ""))) return null;
      throw new ShopifyRefused(`Shopify does not list ${kind}: ${errors.map(({ message }) => message).join(" ")}`);
    },
    async look(shop, listing) {
      const { bulkOperation } = await client.query(shop, listingState, { id: toGid("BulkOperation", listing) });
      return bulkOperation == null ? { state: "failed", reason: "it is not there any more" } : stateOf(bulkOperation);
    },
    async *rows(shop, { kind, address }) {
      if (address === null) return;
      const readers: Record<DriftKind, () => Reader> = { orders: ordersReader, places: placesReader, levels: levelsReader };
      const read = readers[kind]();
      for await (const line of linesAt(send, shop, address)) yield* read(JSON.parse(line));
    },
  };
}

function queryOf(kind: DriftKind, changedSince: Instant | null): string {
  if (kind === "places") return listedPlaces.text;
  if (kind === "levels") return listedLevels.text;
  return changedSince === null ? listedOrders.text : listedOrders.text.replace(OPEN_ORDERS_SEARCH, JSON.stringify(`updated_at:>='${changedSince}'`));
}

function stateOf({ status, errorCode, url }: { status: string; errorCode?: string | null; url?: string | null }): ListingState {
  if (status === "COMPLETED") return { state: "done", address: url ?? null };
  if (status === "CREATED" || status === "RUNNING" || status === "CANCELING") return { state: "running" };
  return { state: "failed", reason: `${status} ${errorCode ?? ""}`.trim() };
}

/** A list may lie at Shopify's own store of files or at the shop, over TLS, and nowhere else. */
export function isResultAddress(address: string, shop: ShopDomain): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username } = new URL(address);
  return protocol === "https:" && username === "" && (hostname === shop || RESULT_HOSTS.test(hostname));
}

async function* linesAt(send: typeof fetch, shop: ShopDomain, address: string): AsyncIterable<string> {
  if (!isResultAddress(address, shop)) throw new ShopifyRefused("Shopify names an address for its list where lists do not lie.");
  try {
    const response = await send(address, { redirect: "error", signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) });
    if (response.status !== 200 || response.body === null) throw new ShopifyUnavailable(`a list could not be fetched: status ${response.status}`);
    const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]); // the same stream under two names
    for await (const line of createInterface({ input: body, crlfDelay: Infinity })) if (line !== "") yield line;
  } catch (error) {
    // A fetch that fails and a connection that ends half-way say so as TypeErrors: it may be repeated.
    if (error instanceof TypeError || (error instanceof Error && error.name === "TimeoutError"))
      throw new ShopifyUnavailable(`a list could not be fetched: ${error.message}`);
    throw error;
  }
}

type Reader = (line: unknown) => ListedRow[];

const gid = z.string().transform((text) => fromGid<string>(text));
const order = z.object({ id: gid, updatedAt: z.string() });
const fulfillmentOrder = z.object({
  id: gid,
  orderId: gid,
  status: z.string(),
  assignedLocation: z.object({ location: z.object({ id: gid }).nullable() }),
  fulfillmentHolds: z.array(z.object({ heldByRequestingApp: z.boolean() })),
});
const fulfillmentOrderLine = z.object({ id: gid, remainingQuantity: z.int(), lineItem: z.object({ id: gid }), __parentId: gid });
const item = z.object({ id: gid });
const level = z.object({
  location: z.object({ id: gid }),
  quantities: z.array(z.object({ name: z.string(), quantity: z.int() })),
  __parentId: gid,
});

function isInner(line: unknown): boolean {
  return typeof line === "object" && line !== null && "__parentId" in line;
}

function ordersReader(): Reader {
  return (line) => {
    const { id, updatedAt } = order.parse(line);
    return [{ key: id, owner: id, detail: { updatedAt: new Date(updatedAt).toISOString() as Instant } }];
  };
}

function placesReader(): Reader {
  let outer: z.output<typeof fulfillmentOrder> | undefined;
  return (line) => {
    if (!isInner(line)) {
      outer = fulfillmentOrder.parse(line);
      return [];
    }
    const { id, remainingQuantity, lineItem, __parentId } = fulfillmentOrderLine.parse(line);
    if (outer?.id !== __parentId) throw new Error("A line of a list does not follow the fulfillment order that it belongs to.");
    if (remainingQuantity === 0 || !OPEN_STATUSES.has(outer.status)) return [];
    const detail = {
      lineItemId: lineItem.id,
      locationId: outer.assignedLocation.location?.id ?? "",
      units: remainingQuantity,
      isHeldElsewhere: outer.fulfillmentHolds.some(({ heldByRequestingApp }) => !heldByRequestingApp),
      isInProgress: outer.status === "IN_PROGRESS",
    };
    return [{ key: id, owner: outer.orderId, detail }];
  };
}

function levelsReader(): Reader {
  return (line) => {
    if (!isInner(line)) {
      item.parse(line);
      return [];
    }
    const { location, quantities, __parentId } = level.parse(line);
    const of = (name: string) => quantities.find((one) => one.name === name)?.quantity ?? 0;
    const detail = { locationId: location.id, available: of("available"), committed: of("committed"), onHand: of("on_hand"), incoming: of("incoming") };
    return [{ key: `${__parentId}/${location.id}`, owner: __parentId, detail }];
  };
}
