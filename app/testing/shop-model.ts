/**
 * A small model of Shopify's orders and stock in our own words, for tests: it keeps `available` and `committed` as
 * Shopify does and answers the ports that use cases read it by. One location unless told otherwise.
 */
import type { CustomerId, Instant, InventoryItemId, LineItemId, LocationId, OrderId, ShopDomain, VariantId } from "../domain/ids.ts";
import type { OrderTraits } from "../domain/priority-class.ts";
import type { FulfillmentFact, LevelFact, LineFact, OrderFact } from "../use-cases/ports/facts.ts";
import type { Orders, Stock } from "../use-cases/ports/shopify.ts";

// Brands are made here for tests alone.
export const aShop = (name = "test") => `${name}.myshopify.com` as ShopDomain;
export const anItem = (name: string) => name as InventoryItemId;
export const anOrder = (name: string) => name as OrderId;
export const aLine = (name: string) => name as LineItemId;
export const aLocation = (name = "L1") => name as LocationId;
export const instant = (text: string) => new Date(text).toISOString() as Instant;

interface ModelLine {
  fact: LineFact;
  isRouted: boolean;
}
interface ModelOrder {
  fact: Omit<OrderFact, "lines" | "readSeq">;
  lines: ModelLine[];
}

const PAGE_SIZE = 50;

export class ShopModel {
  readonly location: LocationId;
  readonly orders = new Map<OrderId, ModelOrder>();
  readonly #stock = new Map<InventoryItemId, { available: number; committed: number }>();
  #clock = Date.parse("2026-10-01T08:00:00Z");
  #readSeq = 0;
  /** Counts what is read, for tests that ask how often. */
  readonly reads = { orders: 0, levels: 0, changes: 0 };

  constructor(location = aLocation()) {
    this.location = location;
  }

  get now(): Instant {
    return new Date(this.#clock).toISOString() as Instant;
  }

  pass(milliseconds: number): void {
    this.#clock += milliseconds;
  }

  nextReadSeq(): number {
    this.#readSeq += 1;
    return this.#readSeq;
  }

  stock(item: InventoryItemId): { available: number; committed: number } {
    const level = this.#stock.get(item) ?? { available: 0, committed: 0 };
    this.#stock.set(item, level);
    return level;
  }

  receive(item: InventoryItemId, units: number): void {
    this.stock(item).available += units;
  }

  place(
    name: string,
    lines: Readonly<Record<string, number>>,
    options: {
      createdAt?: Instant;
      customerId?: string;
      isUnseen?: boolean;
      isRouted?: boolean;
      channel?: string;
      shipPreference?: OrderFact["shipPreference"];
    } & Partial<OrderTraits> = {},
  ): OrderId {
    this.pass(1000);
    const orderId = anOrder(name);
    const createdAt = options.createdAt ?? this.now;
    this.orders.set(orderId, {
      fact: {
        orderId,
        name: `#${name}`,
        createdAt,
        cancelledAt: null,
        updatedAt: this.now,
        financialStatus: "PAID",
        sourceName: options.channel ?? "web",
        tags: options.tags ?? [],
        country: options.country ?? "DE",
        totalPrice: options.totalPrice ?? 20,
        customerTags: options.customerTags ?? [],
        customer: { customerId: (options.customerId ?? null) as CustomerId | null, name: "Ada", email: `${name}@example.com` },
        locale: "en",
        statusPageUrl: null,
        shipPreference: options.shipPreference ?? null,
        fulfillments: [],
      },
      lines: Object.entries(lines).map(([item, units]) => ({
        isRouted: options.isRouted ?? true,
        fact: {
          lineItemId: aLine(`${name}-${item}`),
          variantId: `v-${item}` as VariantId,
          inventoryItemId: anItem(item),
          title: `Thing ${item}`,
          sku: item.toUpperCase(),
          unitsOrdered: units,
          unitsFulfilled: 0,
          unitsRemoved: 0,
          commits: "yes",
          promisedRev: null,
          cohorts: [{ units, rankAt: createdAt }],
          at: [],
        },
      })),
    });
    for (const [item, units] of Object.entries(lines)) this.#move(anItem(item), { available: -units, committed: units });
    return orderId;
  }

  route(orderId: OrderId): void {
    for (const line of this.#touch(orderId).lines) line.isRouted = true;
  }

  /** Adds units by an order edit: a cohort of their own. */
  add(orderId: OrderId, item: string, units: number): void {
    const line = this.#line(orderId, item);
    const rankAt = this.now;
    line.fact = { ...line.fact, unitsOrdered: line.fact.unitsOrdered + units, cohorts: [...line.fact.cohorts, { units, rankAt }] };
    this.#move(anItem(item), { available: -units, committed: units });
  }

  ship(orderId: OrderId, item: string, units: number): FulfillmentFact {
    const line = this.#line(orderId, item);
    line.fact = { ...line.fact, unitsFulfilled: line.fact.unitsFulfilled + units };
    this.#move(anItem(item), { available: 0, committed: -units });
    const order = this.#order(orderId);
    const fulfillment: FulfillmentFact = {
      fulfillmentId: `f${order.fact.fulfillments.length + 1}-${orderId}`,
      createdAt: this.now,
      trackingNumber: null,
      trackingUrl: null,
      lines: [{ lineItemId: line.fact.lineItemId, units }],
    };
    order.fact = { ...order.fact, fulfillments: [...order.fact.fulfillments, fulfillment] };
    return fulfillment;
  }

  remove(orderId: OrderId, item: string, units: number): void {
    const line = this.#line(orderId, item);
    line.fact = { ...line.fact, unitsRemoved: line.fact.unitsRemoved + units };
    this.#move(anItem(item), { available: units, committed: -units });
  }

  cancel(orderId: OrderId): void {
    for (const { fact } of this.#order(orderId).lines) {
      const units = fact.unitsOrdered - fact.unitsFulfilled - fact.unitsRemoved;
      if (units > 0) this.remove(orderId, fact.inventoryItemId, units);
    }
    const order = this.#touch(orderId);
    order.fact = { ...order.fact, cancelledAt: this.now };
  }

  fact(orderId: OrderId): OrderFact {
    const readSeq = this.nextReadSeq();
    const { fact, lines } = this.#order(orderId);
    return { ...fact, readSeq, lines: lines.map((line) => this.#placed(line)) };
  }

  levels(items: readonly InventoryItemId[]): LevelFact[] {
    return items.map((inventoryItemId) => {
      const { available, committed } = this.stock(inventoryItemId);
      return { inventoryItemId, locationId: this.location, available, committed, onHand: available + committed, incoming: 0 };
    });
  }

  /** The ports that use cases read Shopify by. */
  asOrders(): Orders {
    return {
      read: async (_, orderIds) => {
        this.reads.orders += 1;
        return orderIds.filter((id) => this.orders.has(id)).map((id) => this.fact(id));
      },
      changedSince: async (_, since, cursor) => {
        this.reads.changes += 1;
        const changed = [...this.orders.values()]
          .map(({ fact: { orderId, updatedAt } }) => ({ orderId, updatedAt }))
          .filter(({ updatedAt }) => updatedAt >= since);
        return page(
          changed.sort((a, b) => (a.updatedAt < b.updatedAt ? -1 : 1)),
          cursor,
        );
      },
      open: async (_, cursor) => {
        const open = [...this.orders.values()].filter(({ lines }) => lines.some(({ fact }) => fact.unitsOrdered > fact.unitsFulfilled + fact.unitsRemoved));
        const { items, cursor: next } = page(open.map(({ fact }) => fact.orderId).sort(), cursor);
        return { items: items.map((id) => this.fact(id)), cursor: next };
      },
    };
  }

  asStock(): Stock {
    return {
      readLevels: async (_, items) => {
        this.reads.levels += 1;
        return { readSeq: this.nextReadSeq(), levels: this.levels(items) };
      },
      addAvailable: async (_, { lines }) => {
        for (const { inventoryItemId, units } of lines) this.receive(inventoryItemId, units);
        return { ok: true };
      },
    };
  }

  #placed({ fact, isRouted }: ModelLine): LineFact {
    if (!isRouted) return fact;
    const unitsRemaining = fact.unitsOrdered - fact.unitsFulfilled - fact.unitsRemoved;
    return { ...fact, at: [{ locationId: this.location, unitsRemaining, unitsFulfilled: fact.unitsFulfilled, isHeldElsewhere: false, isInProgress: false }] };
  }

  #order(orderId: OrderId): ModelOrder {
    const order = this.orders.get(orderId);
    if (order === undefined) throw new Error(`no order ${orderId}`);
    return order;
  }

  /** Every change of an order has a newer version. */
  #touch(orderId: OrderId): ModelOrder {
    this.pass(1000);
    const order = this.#order(orderId);
    order.fact = { ...order.fact, updatedAt: this.now };
    return order;
  }

  #line(orderId: OrderId, item: string): ModelLine {
    const line = this.#touch(orderId).lines.find(({ fact }) => fact.inventoryItemId === item);
    if (line === undefined) throw new Error(`no line of ${item} in order ${orderId}`);
    return line;
  }

  #move(item: InventoryItemId, by: { available: number; committed: number }): void {
    const level = this.stock(item);
    level.available += by.available;
    level.committed += by.committed;
  }
}

function page<Item>(items: readonly Item[], cursor: string | null): { items: Item[]; cursor: string | null } {
  const from = Number(cursor ?? 0);
  const next = from + PAGE_SIZE;
  return { items: items.slice(from, next), cursor: next < items.length ? String(next) : null };
}
