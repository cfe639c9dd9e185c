/** Orders as they stand in Shopify now, every connection read to its end. */
import type { OrderId, ShopDomain } from "../../domain/ids.ts";
import type { OrderFact } from "../../use-cases/ports/facts.ts";
import type { Orders } from "../../use-cases/ports/shopify.ts";
import type { AdminClient } from "./admin-client.server.ts";
import { QueryTooCostly } from "./admin-client.server.ts";
import type { OrderPartsFragment } from "./admin.generated.d.ts";
import { allNodes } from "./connection-pages.ts";
import { fulfillmentOrderLinesPage } from "./fulfillment-orders.graphql.ts";
import { fromGid, toGid } from "./gid.ts";
import { orderFact } from "./order-facts.ts";
import type { PlanReserves, WholeFulfillmentOrder, WholeOrder } from "./order-facts.ts";
import {
  changedOrders,
  openOrders,
  orderAgreementsPage,
  orderFulfillmentOrdersPage,
  orderLinesPage,
  ordersById,
  ordersOfFulfillmentOrders,
  sellingPlanReserves,
} from "./orders.graphql.ts";
import type { ReadSequence } from "./read-sequence.server.ts";

/** Orders in one question; halved where a shop's orders are too large for that. */
const ORDERS_PER_READ = 25;
const OPEN_ORDERS_PER_PAGE = 50;

export interface OrderReader extends Orders {
  /** The orders that the fulfillment orders belong to; those that are gone are missing. */
  ordersOf(shop: ShopDomain, fulfillmentOrderIds: readonly string[]): Promise<OrderId[]>;
}

export function createOrderReader(client: AdminClient, nextReadSeq: ReadSequence): OrderReader {
  const read: Orders["read"] = async (shop, orderIds) => {
    const facts: OrderFact[] = [];
    for (const ids of chunked(orderIds, ORDERS_PER_READ)) {
      const readSeq = await nextReadSeq();
      const orders: WholeOrder[] = [];
      for (const order of await readOrders(client, shop, ids)) orders.push(await completed(client, shop, order));
      const reserves = await planReserves(client, shop, orders);
      facts.push(...orders.map((order) => orderFact(order, readSeq, reserves)));
    }
    return facts;
  };
  return {
    read,
    async changedSince(shop, since, cursor) {
      const { orders } = await client.query(shop, changedOrders, { search: `updated_at:>='${since}'`, after: cursor });
      return {
        items: orders.nodes.map(({ id, updatedAt }) => ({
          orderId: fromGid<OrderId>(id),
          updatedAt: new Date(updatedAt).toISOString() as OrderFact["updatedAt"],
        })),
        cursor: orders.pageInfo.hasNextPage ? (orders.pageInfo.endCursor ?? null) : null,
      };
    },
    async open(shop, cursor) {
      // Only the ids: a list of whole orders would cost more than Shopify allows in one question.
      const { orders } = await client.query(shop, openOrders, { first: OPEN_ORDERS_PER_PAGE, after: cursor });
      return {
        items: await read(
          shop,
          orders.nodes.map((order) => fromGid<OrderId>(order.id)),
        ),
        cursor: orders.pageInfo.hasNextPage ? (orders.pageInfo.endCursor ?? null) : null,
      };
    },
    async ordersOf(shop, fulfillmentOrderIds) {
      const orderIds = new Set<OrderId>();
      for (const ids of chunked(fulfillmentOrderIds, 250)) {
        const { nodes } = await client.query(shop, ordersOfFulfillmentOrders, { ids: ids.map((id) => toGid("FulfillmentOrder", id)) });
        for (const node of nodes) if (node !== null && "orderId" in node) orderIds.add(fromGid<OrderId>(node.orderId));
      }
      return [...orderIds];
    },
  };
}

async function readOrders(client: AdminClient, shop: ShopDomain, ids: readonly OrderId[]): Promise<OrderPartsFragment[]> {
  try {
    const { nodes } = await client.query(shop, ordersById, { ids: ids.map((id) => toGid("Order", id)) });
    return nodes.flatMap((node) => (node !== null && "lineItems" in node ? [node] : []));
  } catch (error) {
    if (!(error instanceof QueryTooCostly) || ids.length === 1) throw error;
    const half = Math.ceil(ids.length / 2);
    return [...(await readOrders(client, shop, ids.slice(0, half))), ...(await readOrders(client, shop, ids.slice(half)))];
  }
}

async function completed(client: AdminClient, shop: ShopDomain, order: OrderPartsFragment): Promise<WholeOrder> {
  const { id } = order;
  const fulfillmentOrders = await allNodes(
    order.fulfillmentOrders,
    async (after) => (await client.query(shop, orderFulfillmentOrdersPage, { id, after })).order?.fulfillmentOrders,
  );
  const whole: WholeFulfillmentOrder[] = [];
  for (const fulfillmentOrder of fulfillmentOrders) {
    const lines = await allNodes(
      fulfillmentOrder.lineItems,
      async (after) => (await client.query(shop, fulfillmentOrderLinesPage, { id: fulfillmentOrder.id, after })).fulfillmentOrder?.lineItems,
    );
    whole.push({ fulfillmentOrder, lines });
  }
  return {
    order,
    lines: await allNodes(order.lineItems, async (after) => (await client.query(shop, orderLinesPage, { id, after })).order?.lineItems),
    fulfillmentOrders: whole,
    agreements: await allNodes(order.agreements, async (after) => (await client.query(shop, orderAgreementsPage, { id, after })).order?.agreements),
  };
}

/** Most orders are sold under no plan, and ask nothing. */
async function planReserves(client: AdminClient, shop: ShopDomain, orders: readonly WholeOrder[]): Promise<PlanReserves> {
  const ids = new Set(orders.flatMap(({ lines }) => lines.flatMap(({ sellingPlan }) => sellingPlan?.sellingPlanId ?? [])));
  const reserves = new Map<string, "ON_SALE" | "ON_FULFILLMENT">();
  for (const chunk of chunked([...ids], 250)) {
    const { nodes } = await client.query(shop, sellingPlanReserves, { ids: chunk });
    for (const node of nodes)
      if (node !== null && "inventoryPolicy" in node && node.inventoryPolicy != null) reserves.set(node.id, node.inventoryPolicy.reserve);
  }
  return reserves;
}

export function chunked<Item>(items: readonly Item[], size: number): Item[][] {
  const chunks: Item[][] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}
