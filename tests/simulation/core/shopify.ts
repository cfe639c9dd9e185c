/**
 * Shopify's orders and stock as a simulated shop sees them: `available` and `committed` per item and location, orders with
 * their fulfillment orders, edits, refunds, holds. Written after Shopify's documentation alone; it shares no arithmetic
 * with the app. Everything that happens leaves hints, as webhooks do.
 */

export interface Level {
  available: number;
  committed: number;
}

export interface Hold {
  readonly id: string;
  readonly handle: string;
  readonly isOurs: boolean;
}

export interface FulfillmentOrder {
  readonly id: string;
  readonly orderId: string;
  locationId: string;
  status: "OPEN" | "ON_HOLD" | "IN_PROGRESS" | "CLOSED" | "CANCELLED";
  readonly units: Map<string, number>;
  readonly holds: Hold[];
  /** The one from which a hold of a part split it off. */
  heldApartFrom: string | null;
}

export interface Line {
  readonly id: string;
  readonly item: string;
  /** Ever ordered, edits included. */
  quantity: number;
  /** Still to be shipped and not routed to a location yet. */
  unrouted: number;
  /** False: a selling plan reserves its stock only when it ships. */
  readonly commits: boolean;
  readonly promisedRev: number | null;
}

export interface Fulfillment {
  readonly id: string;
  readonly createdAt: string;
  readonly locationId: string;
  readonly lineId: string;
  readonly units: number;
  status: "SUCCESS" | "CANCELLED";
}

export interface Agreement {
  readonly reason: "ORDER" | "ORDER_EDIT" | "REFUND";
  readonly happenedAt: string;
  readonly lineId: string;
  readonly quantity: number;
}

export interface Order {
  readonly id: string;
  readonly createdAt: string;
  readonly processedAt: string;
  updatedAt: string;
  cancelledAt: string | null;
  paid: "PAID" | "PENDING" | "VOIDED";
  /** False: the app may not read it. */
  readonly isVisible: boolean;
  readonly shipPreference: "as_ready" | "together" | null;
  readonly homeId: string;
  readonly customerId: string | null;
  readonly tags: readonly string[];
  readonly lines: Line[];
  fulfillmentOrders: FulfillmentOrder[];
  readonly fulfillments: Fulfillment[];
  readonly agreements: Agreement[];
}

export interface NewOrder {
  readonly lines: readonly { readonly item: string; readonly units: number; readonly commits: boolean; readonly promisedRev: number | null }[];
  readonly homeId: string;
  readonly isVisible: boolean;
  readonly isRouted: boolean;
  readonly shipPreference: Order["shipPreference"];
  readonly customerId: string | null;
  readonly tags: readonly string[];
  readonly processedAt: string;
}

export interface ShopifyRules {
  /** Whether units of an order that is not routed yet are committed already: nobody has said. */
  readonly commitsUnrouted: boolean;
}

const OPEN: ReadonlySet<FulfillmentOrder["status"]> = new Set(["OPEN", "ON_HOLD", "IN_PROGRESS"]);

export class SimulatedShopify {
  readonly orders = new Map<string, Order>();
  readonly levels = new Map<string, Level>();
  readonly policies = new Map<string, "CONTINUE" | "DENY">();
  /** What the storefront shows, by variant. */
  readonly published = new Map<string, { rev: number }>();
  readonly keysSeen = new Set<string>();
  readonly items: readonly string[];
  readonly locations: readonly string[];
  readonly rules: ShopifyRules;
  readonly #now: () => number;
  readonly #hint: (key: string, topic: string) => void;
  #ids = 1000;

  constructor(made: {
    items: readonly string[];
    locations: readonly string[];
    rules: ShopifyRules;
    now: () => number;
    hint: (key: string, topic: string) => void;
  }) {
    this.items = made.items;
    this.locations = made.locations;
    this.rules = made.rules;
    this.#now = made.now;
    this.#hint = made.hint;
    for (const item of this.items) {
      this.policies.set(variantOf(item), "DENY");
      for (const locationId of this.locations) this.levels.set(`${item}/${locationId}`, { available: 0, committed: 0 });
    }
  }

  level(item: string, locationId: string): Level {
    const level = this.levels.get(`${item}/${locationId}`);
    if (level === undefined) throw new Error(`Item ${item} is not stocked at ${locationId}.`);
    return level;
  }

  order(id: string): Order {
    const order = this.orders.get(id);
    if (order === undefined) throw new Error(`There is no order ${id}.`);
    return order;
  }

  place(wish: NewOrder): Order {
    const id = this.#id();
    const lines = wish.lines.map(({ item, units, commits, promisedRev }) => ({ id: this.#id(), item, quantity: units, unrouted: units, commits, promisedRev }));
    const now = this.#second();
    const order: Order = {
      id,
      createdAt: now,
      processedAt: wish.processedAt,
      updatedAt: now,
      cancelledAt: null,
      paid: "PAID",
      isVisible: wish.isVisible,
      shipPreference: wish.shipPreference,
      homeId: wish.homeId,
      customerId: wish.customerId,
      tags: wish.tags,
      lines,
      fulfillmentOrders: [],
      fulfillments: [],
      agreements: lines.map((line) => ({ reason: "ORDER", happenedAt: now, lineId: line.id, quantity: line.quantity })),
    };
    this.orders.set(id, order);
    for (const line of lines) if (this.rules.commitsUnrouted) this.#commit(line, order.homeId, line.quantity);
    if (wish.isRouted) this.route(order, order.homeId);
    this.#changed(order, "orders/create");
    return order;
  }

  /** Gives units without a place a fulfillment order. */
  route(order: Order, locationId: string): void {
    const waiting = order.lines.filter(({ unrouted }) => unrouted > 0);
    if (waiting.length === 0 || order.cancelledAt !== null) return;
    const made = this.#fulfillmentOrder(order, locationId);
    for (const line of waiting) {
      if (this.rules.commitsUnrouted) this.#commit(line, order.homeId, -line.unrouted);
      this.#commit(line, locationId, line.unrouted);
      made.units.set(line.id, line.unrouted);
      line.unrouted = 0;
    }
    this.#changed(order);
  }

  /** An order edit adds units. */
  add(order: Order, line: Line, units: number): void {
    line.quantity += units;
    order.agreements.push({ reason: "ORDER_EDIT", happenedAt: this.#second(), lineId: line.id, quantity: units });
    const open = order.fulfillmentOrders.find(({ status }) => status === "OPEN") ?? this.#fulfillmentOrder(order, order.homeId);
    open.units.set(line.id, (open.units.get(line.id) ?? 0) + units);
    this.#commit(line, open.locationId, units);
    this.#changed(order, "orders/edited");
  }

  /** Takes units off that have not shipped; without restocking they are gone from the shelf. Answers how many. */
  remove(order: Order, line: Line, { units, restocks, reason }: { units: number; restocks: boolean; reason: "ORDER_EDIT" | "REFUND" }): number {
    let left = units;
    if (line.unrouted > 0) {
      const taken = Math.min(left, line.unrouted);
      if (this.rules.commitsUnrouted) this.#uncommit(line, order.homeId, { units: taken, restocks });
      line.unrouted -= taken;
      left -= taken;
    }
    for (const one of [...order.fulfillmentOrders].reverse()) {
      const taken = OPEN.has(one.status) && one.status !== "IN_PROGRESS" ? Math.min(left, one.units.get(line.id) ?? 0) : 0;
      if (taken === 0) continue;
      this.#take(one, line.id, taken);
      this.#uncommit(line, one.locationId, { units: taken, restocks });
      left -= taken;
    }
    if (left === units) return 0;
    order.agreements.push({ reason, happenedAt: this.#second(), lineId: line.id, quantity: left - units });
    this.#changed(order, reason === "REFUND" ? "refunds/create" : "orders/edited");
    return units - left;
  }

  cancel(order: Order, restocks: boolean): void {
    if (order.cancelledAt !== null || order.fulfillmentOrders.some(({ status }) => status === "IN_PROGRESS")) return;
    for (const line of order.lines) this.remove(order, line, { units: this.openUnits(order, line), restocks, reason: "REFUND" });
    for (const one of order.fulfillmentOrders) if (OPEN.has(one.status)) one.status = "CANCELLED";
    order.cancelledAt = this.#second();
    this.#changed(order, "orders/cancelled");
  }

  delete(order: Order): void {
    if (order.fulfillmentOrders.some(({ status }) => status === "IN_PROGRESS")) return;
    this.cancel(order, true);
    this.orders.delete(order.id);
    if (order.isVisible) this.#hint(`order:${order.id}`, "orders/delete");
  }

  ship(order: Order, one: FulfillmentOrder, lineId: string, wish: number): void {
    const units = Math.min(wish, one.units.get(lineId) ?? 0);
    const line = order.lines.find(({ id }) => id === lineId);
    if (units === 0 || line === undefined || one.holds.length > 0 || !OPEN.has(one.status)) return;
    this.#take(one, lineId, units);
    const level = this.level(line.item, one.locationId);
    if (line.commits) level.committed -= units;
    else level.available -= units;
    order.fulfillments.push({ id: this.#id(), createdAt: this.#second(), locationId: one.locationId, lineId, units, status: "SUCCESS" });
    this.#levelChanged(line.item);
    this.#changed(order, "fulfillments/create");
  }

  /** A fulfilment is undone: its units are back at their place. */
  undo(order: Order, fulfillment: Fulfillment): void {
    const line = order.lines.find(({ id }) => id === fulfillment.lineId);
    if (fulfillment.status !== "SUCCESS" || line === undefined || order.cancelledAt !== null) return;
    fulfillment.status = "CANCELLED";
    const made = this.#fulfillmentOrder(order, fulfillment.locationId);
    made.units.set(line.id, fulfillment.units);
    const level = this.level(line.item, fulfillment.locationId);
    if (line.commits) level.committed += fulfillment.units;
    else level.available += fulfillment.units;
    this.#levelChanged(line.item);
    this.#changed(order, "fulfillments/update");
  }

  /** Shipped units come back and are sold again; the order keeps having shipped them. */
  takeBack(order: Order, fulfillment: Fulfillment): void {
    const line = order.lines.find(({ id }) => id === fulfillment.lineId);
    if (line === undefined || fulfillment.status !== "SUCCESS") return;
    this.receive(line.item, fulfillment.locationId, fulfillment.units);
    this.#changed(order, "refunds/create");
  }

  move(order: Order, one: FulfillmentOrder, locationId: string): boolean {
    if (!OPEN.has(one.status) || one.status === "IN_PROGRESS" || one.holds.some(({ isOurs }) => !isOurs) || one.locationId === locationId) return false;
    for (const [lineId, units] of one.units) {
      const line = order.lines.find(({ id }) => id === lineId);
      if (line === undefined) continue;
      this.#commit(line, one.locationId, -units);
      this.#commit(line, locationId, units);
    }
    const moved = this.#fulfillmentOrder(order, locationId);
    for (const [lineId, units] of one.units) moved.units.set(lineId, units);
    moved.holds.push(...one.holds);
    moved.status = one.status;
    one.units.clear();
    one.holds.length = 0;
    one.status = "CLOSED";
    this.#changed(order);
    return true;
  }

  /** Some units of a fulfillment order become one of their own. */
  split(order: Order, one: FulfillmentOrder, lineId: string, wish: number): FulfillmentOrder | null {
    const has = one.units.get(lineId) ?? 0;
    const units = Math.min(wish, has);
    const isAll = units === has && one.units.size === 1;
    if (units === 0 || isAll || one.status !== "OPEN") return null;
    const made = this.#fulfillmentOrder(order, one.locationId);
    this.#take(one, lineId, units);
    made.units.set(lineId, units);
    this.#changed(order);
    return made;
  }

  merge(order: Order): void {
    const [first, ...others] = order.fulfillmentOrders.filter(({ status, holds }) => status === "OPEN" && holds.length === 0);
    const second = others.find(({ locationId }) => locationId === first?.locationId);
    if (first === undefined || second === undefined) return;
    this.#pourInto(first, second);
    this.#changed(order);
  }

  /** A warehouse works on it, or stops to. */
  setInProgress(order: Order, one: FulfillmentOrder, isInProgress: boolean): void {
    if (one.holds.length > 0 || one.status !== (isInProgress ? "OPEN" : "IN_PROGRESS")) return;
    one.status = isInProgress ? "IN_PROGRESS" : "OPEN";
    this.#changed(order);
  }

  hold(order: Order, one: FulfillmentOrder, wish: { handle: string; isOurs: boolean; units: ReadonlyMap<string, number> | null }): Hold | null {
    const same = one.holds.find(({ handle, isOurs }) => handle === wish.handle && isOurs === wish.isOurs);
    if (same !== undefined) return same;
    if (!OPEN.has(one.status) || (wish.units !== null && one.status !== "OPEN")) return null;
    if (wish.units !== null && [...wish.units].some(([lineId, units]) => units > (one.units.get(lineId) ?? 0))) return null;
    const rest = [...one.units].map(([lineId, units]) => [lineId, units - (wish.units === null ? units : (wish.units.get(lineId) ?? 0))] as const);
    const left = rest.filter(([, units]) => units > 0);
    if (left.length > 0) {
      const apart = this.#fulfillmentOrder(order, one.locationId);
      apart.heldApartFrom = one.id;
      for (const [lineId, units] of left) {
        this.#take(one, lineId, units);
        apart.units.set(lineId, units);
      }
    }
    const hold = { id: this.#id(), handle: wish.handle, isOurs: wish.isOurs };
    one.holds.push(hold);
    one.status = "ON_HOLD";
    this.#changed(order);
    return hold;
  }

  release(order: Order, one: FulfillmentOrder, holdIds: readonly string[]): boolean {
    const kept = one.holds.filter(({ id }) => !holdIds.includes(id));
    if (kept.length === one.holds.length) return false;
    one.holds.splice(0, one.holds.length, ...kept);
    if (kept.length > 0) return true;
    one.status = one.units.size > 0 ? "OPEN" : "CLOSED";
    // What the hold had split off comes back.
    const apart = order.fulfillmentOrders.filter((other) => other.heldApartFrom === one.id && other.status === "OPEN" && other.locationId === one.locationId);
    for (const other of apart) this.#pourInto(one, other);
    this.#changed(order);
    return true;
  }

  receive(item: string, locationId: string, units: number): void {
    this.level(item, locationId).available += units;
    this.#levelChanged(item);
  }

  pay(order: Order, paid: Order["paid"]): void {
    order.paid = paid;
    this.#changed(order);
  }

  openUnits(order: Order, line: Line): number {
    const routed = order.fulfillmentOrders.reduce((sum, one) => sum + (OPEN.has(one.status) ? (one.units.get(line.id) ?? 0) : 0), 0);
    return routed + line.unrouted;
  }

  openUnitsAt(order: Order, line: Line, locationId: string): number {
    return order.fulfillmentOrders.reduce((sum, one) => sum + (one.locationId === locationId && OPEN.has(one.status) ? (one.units.get(line.id) ?? 0) : 0), 0);
  }

  find(fulfillmentOrderId: string): { order: Order; one: FulfillmentOrder } | null {
    for (const order of this.orders.values()) {
      const one = order.fulfillmentOrders.find(({ id }) => id === fulfillmentOrderId);
      if (one !== undefined) return { order, one };
    }
    return null;
  }

  isOpen(one: FulfillmentOrder): boolean {
    return OPEN.has(one.status) && one.units.size > 0;
  }

  #pourInto(into: FulfillmentOrder, from: FulfillmentOrder): void {
    for (const [lineId, units] of from.units) into.units.set(lineId, (into.units.get(lineId) ?? 0) + units);
    from.units.clear();
    from.status = "CLOSED";
    if (into.units.size > 0 && into.status === "CLOSED") into.status = "OPEN";
  }

  #take(one: FulfillmentOrder, lineId: string, units: number): void {
    const left = (one.units.get(lineId) ?? 0) - units;
    if (left < 0) throw new Error(`Fulfillment order ${one.id} has fewer than ${units} units of line ${lineId}.`);
    if (left === 0) one.units.delete(lineId);
    else one.units.set(lineId, left);
    if (one.units.size === 0 && one.holds.length === 0) one.status = "CLOSED";
  }

  #commit(line: Line, locationId: string, units: number): void {
    if (!line.commits) return;
    const level = this.level(line.item, locationId);
    level.available -= units;
    level.committed += units;
    this.#levelChanged(line.item);
  }

  #uncommit(line: Line, locationId: string, { units, restocks }: { units: number; restocks: boolean }): void {
    if (!line.commits) return;
    const level = this.level(line.item, locationId);
    level.committed -= units;
    if (restocks) level.available += units;
    this.#levelChanged(line.item);
  }

  #fulfillmentOrder(order: Order, locationId: string): FulfillmentOrder {
    const made: FulfillmentOrder = { id: this.#id(), orderId: order.id, locationId, status: "OPEN", units: new Map(), holds: [], heldApartFrom: null };
    order.fulfillmentOrders.push(made);
    return made;
  }

  #changed(order: Order, topic = "orders/updated"): void {
    order.updatedAt = this.#second();
    if (order.isVisible) this.#hint(`order:${order.id}`, topic);
  }

  #levelChanged(item: string): void {
    this.#hint(`item:${item}`, "inventory_levels/update");
  }

  #id(): string {
    this.#ids += 1;
    return String(this.#ids);
  }

  /** Shopify's moments have whole seconds. */
  #second(): string {
    return new Date(Math.floor(this.#now() / 1000) * 1000).toISOString();
  }
}

export function variantOf(item: string): string {
  return `9${item}`;
}
