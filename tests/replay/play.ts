/** Plays a plan in the dev store: sales, deliveries, parcels, cancellations, one after the other, as fast as the app keeps up. */
import type { Plan, PlanEvent } from "./plan.ts";
import type { Rest } from "./quiet.ts";
import type { MadeVariant, StoreControl } from "./store-control.ts";

/**
 * The app may be this share of the orders behind the shop. Suppliers take at least twice as long, so it sees the lines that
 * wait; and a warehouse that is told nothing would ship anything.
 */
const MAX_LAG = 0.01;
/** Webhooks of an order besides those of its lines' stock. */
const WEBHOOKS_PER_ORDER = 4;
/** Looks at the backlog while the lag allowed is sold. */
const LOOKS_PER_LAG = 5;

export interface Player {
  readonly store: StoreControl;
  readonly rest: Rest;
  readonly variants: readonly MadeVariant[];
  /** Called after each order. */
  readonly tell: (ordersPlaced: number) => void;
}

export interface Played {
  readonly ordersPlaced: number;
  readonly unitsSold: number;
  readonly unitsDelivered: number;
  readonly unitsShipped: number;
  readonly ordersCancelled: number;
}

export async function play(plan: Plan, player: Player): Promise<Played> {
  const stage = new Stage(player);
  const ordersBehind = Math.max(2, plan.orders * MAX_LAG);
  const maxBacklog = ordersBehind * (plan.lines / plan.orders + WEBHOOKS_PER_ORDER);
  const eventsBetweenLooks = Math.ceil(ordersBehind / LOOKS_PER_LAG);
  for (const [index, event] of plan.events.entries()) {
    await stage.perform(event);
    if (index % eventsBetweenLooks === 0) await player.rest.untilBacklogBelow(maxBacklog);
  }
  return stage.played;
}

class Stage {
  readonly #player: Player;
  readonly #variantOf: Map<string, MadeVariant>;
  readonly #orderIdOf = new Map<number, number>();
  #played = { ordersPlaced: 0, unitsSold: 0, unitsDelivered: 0, unitsShipped: 0, ordersCancelled: 0 };

  constructor(player: Player) {
    this.#player = player;
    this.#variantOf = new Map(player.variants.map((variant) => [variant.sku, variant]));
  }

  get played(): Played {
    return this.#played;
  }

  async perform(event: PlanEvent): Promise<void> {
    switch (event.kind) {
      case "checkout":
        return this.#checkOut(event);
      case "delivery":
        return this.#receive(event.goods);
      case "fulfil":
        this.#played.unitsShipped += await this.#player.store.ship(this.#orderId(event.order));
        return;
      case "cancel":
        await this.#player.store.cancel(this.#orderId(event.order));
        this.#played.ordersCancelled += 1;
        return;
    }
  }

  async #checkOut({ order, customer, lines }: Extract<PlanEvent, { kind: "checkout" }>): Promise<void> {
    const name = customer === "" ? `guest-${order}` : `customer-${customer}`;
    const wanted = lines.map(({ sku, units }) => ({ variantId: this.#variant(sku).variantId, quantity: units }));
    const orderId = await this.#player.store.checkOut({ email: `${name}@customers.example`, lastName: name, lines: wanted });
    this.#orderIdOf.set(order, orderId);
    this.#played.ordersPlaced += 1;
    this.#played.unitsSold += lines.reduce((sum, { units }) => sum + units, 0);
    this.#player.tell(this.#played.ordersPlaced);
  }

  async #receive(goods: Extract<PlanEvent, { kind: "delivery" }>["goods"]): Promise<void> {
    await this.#player.store.receive(goods.map(({ sku, units }) => ({ inventoryItemId: this.#variant(sku).inventoryItemId, units })));
    this.#played.unitsDelivered += goods.reduce((sum, { units }) => sum + units, 0);
  }

  #variant(sku: string): MadeVariant {
    const variant = this.#variantOf.get(sku);
    if (variant === undefined) throw new Error(`SKU ${sku} is not in the shop`);
    return variant;
  }

  #orderId(order: number): number {
    const orderId = this.#orderIdOf.get(order);
    if (orderId === undefined) throw new Error(`order ${order} of the plan has not been placed`);
    return orderId;
  }
}
