/**
 * What will happen in the shop, decided before the first sale: checkouts in the order of the history, and between them
 * the supplier's deliveries and what the staff does. Each SKU is reordered up to a level, and what was ordered comes in
 * after a lead time counted in orders. One number, the generosity, scales all levels; it is searched so that the wanted
 * share of order lines meets an empty shelf.
 *
 * Example: 4 on the shelf, level 6, lead time 10. Orders of 3 and 2 leave -1: the second met an empty shelf, and the 7
 * that are missing to the level come in ten orders later.
 */
import type { HistoricCheckout, SoldLine } from "./order-lines.ts";
import { seededRandom } from "./random.ts";
import type { Random } from "./random.ts";

/** One order line in eight. */
const WANTED_SHARE_SHORT = 1 / 8;
const SEARCH_STEPS = 24;
/** Levels of sixty lead times of demand: more than any history sells. */
const MAX_GENEROSITY = 64;
/** Lead times and the staff's delays, as shares of the whole run. */
const SHORTEST_LEAD_TIME = 0.02;
const LONGEST_LEAD_TIME = 0.15;
const LONGEST_STAFF_DELAY = 0.1;
/** A pallet carries what came due in this share of the run. */
const PALLET_INTERVAL = 0.005;
const SHARE_FULFILLED = 0.3;
const SHARE_CANCELLED = 0.02;

export interface PlannedVariant {
  readonly sku: string;
  readonly priceCents: number;
  readonly openingUnits: number;
}

export type PlanEvent =
  | { readonly kind: "checkout"; readonly order: number; readonly customer: string; readonly lines: readonly SoldLine[] }
  | { readonly kind: "delivery"; readonly goods: readonly { readonly sku: string; readonly units: number }[] }
  /** The staff ships whatever of the order may leave and lies there. */
  | { readonly kind: "fulfil"; readonly order: number }
  | { readonly kind: "cancel"; readonly order: number };

export interface Plan {
  readonly variants: readonly PlannedVariant[];
  readonly events: readonly PlanEvent[];
  readonly orders: number;
  readonly lines: number;
  /** Lines for which the shelf did not hold enough at that moment. */
  readonly linesShort: number;
}

/** The first `orders` checkouts as a plan. The same seed gives the same plan. Throws when the history holds none. */
export function planReplay(history: readonly HistoricCheckout[], { orders, seed }: { orders: number; seed: number }): Plan {
  const checkouts = history.slice(0, orders);
  if (checkouts.length === 0) throw new Error("The history holds no checkout. Give another file with --data, or a higher --orders.");
  let least = 0;
  let most = MAX_GENEROSITY;
  let best: Plan | undefined;
  for (let step = 0; step < SEARCH_STEPS; step += 1) {
    const generosity = (least + most) / 2;
    const plan = new Simulation(checkouts, generosity, seed).run();
    if (best === undefined || distance(plan) < distance(best)) best = plan;
    if (plan.linesShort / plan.lines > WANTED_SHARE_SHORT) least = generosity;
    else most = generosity;
  }
  if (best === undefined) throw new Error("the search takes at least one step");
  return best;
}

function distance({ linesShort, lines }: Plan): number {
  return Math.abs(linesShort / lines - WANTED_SHARE_SHORT);
}

interface Shelf {
  readonly priceCents: number;
  readonly leadTime: number;
  readonly level: number;
  available: number;
  onOrder: number;
}

class Simulation {
  readonly #checkouts: readonly HistoricCheckout[];
  readonly #random: Random;
  readonly #shelves: Map<string, Shelf>;
  readonly #events: PlanEvent[] = [];
  /** What is due once so many orders have been placed. */
  readonly #deliveriesDue = new Map<number, { sku: string; units: number }[]>();
  readonly #staffDue = new Map<number, PlanEvent[]>();
  #linesShort = 0;

  constructor(checkouts: readonly HistoricCheckout[], generosity: number, seed: number) {
    this.#checkouts = checkouts;
    this.#random = seededRandom(seed);
    this.#shelves = openingShelves(checkouts, generosity, this.#random);
  }

  run(): Plan {
    const variants = [...this.#shelves].map(([sku, { priceCents, available }]) => ({ sku, priceCents, openingUnits: available }));
    this.#checkouts.forEach((checkout, index) => {
      this.#sell(checkout, index + 1);
      this.#receive(index + 1);
      for (const act of this.#staffDue.get(index + 1) ?? []) this.#letStaffAct(act);
    });
    const lines = this.#checkouts.reduce((sum, checkout) => sum + checkout.lines.length, 0);
    return { variants, events: this.#events, orders: this.#checkouts.length, lines, linesShort: this.#linesShort };
  }

  #sell({ customer, lines }: HistoricCheckout, order: number): void {
    this.#events.push({ kind: "checkout", order, customer, lines });
    for (const { sku, units } of lines) {
      const shelf = this.#shelfOf(sku);
      if (shelf.available < units) this.#linesShort += 1;
      shelf.available -= units;
      this.#reorder(sku, shelf, order);
    }
    this.#planStaff(order);
  }

  #reorder(sku: string, shelf: Shelf, order: number): void {
    const position = shelf.available + shelf.onOrder;
    if (position >= shelf.level / 2 && position >= 0) return;
    const units = shelf.level - position;
    const delay = Math.max(1, Math.round(shelf.leadTime * (0.5 + this.#random.fraction())));
    const interval = Math.max(1, Math.round(this.#checkouts.length * PALLET_INTERVAL));
    const due = Math.ceil((order + delay) / interval) * interval;
    shelf.onOrder += units;
    put(this.#deliveriesDue, due, { sku, units });
  }

  #receive(order: number): void {
    const goods = this.#deliveriesDue.get(order);
    if (goods === undefined) return;
    this.#events.push({ kind: "delivery", goods });
    for (const { sku, units } of goods) {
      const shelf = this.#shelfOf(sku);
      shelf.available += units;
      shelf.onOrder -= units;
    }
  }

  #planStaff(order: number): void {
    const lot = this.#random.fraction();
    const due = order + this.#random.between(1, Math.max(1, Math.round(this.#checkouts.length * LONGEST_STAFF_DELAY)));
    if (lot < SHARE_CANCELLED) put(this.#staffDue, due, { kind: "cancel", order });
    else if (lot < SHARE_CANCELLED + SHARE_FULFILLED) put(this.#staffDue, due, { kind: "fulfil", order });
  }

  #letStaffAct(act: PlanEvent): void {
    this.#events.push(act);
    // A cancelled order is put back on the shelf; shipping takes what was no longer available anyway.
    if (act.kind !== "cancel") return;
    for (const { sku, units } of this.#checkouts[act.order - 1]?.lines ?? []) this.#shelfOf(sku).available += units;
  }

  #shelfOf(sku: string): Shelf {
    const shelf = this.#shelves.get(sku);
    if (shelf === undefined) throw new Error(`SKU ${sku} has no shelf`);
    return shelf;
  }
}

function openingShelves(checkouts: readonly HistoricCheckout[], generosity: number, random: Random): Map<string, Shelf> {
  const sold = new Map<string, { units: number; priceCents: number }>();
  for (const { sku, units, priceCents } of checkouts.flatMap(({ lines }) => lines)) {
    const before = sold.get(sku);
    sold.set(sku, { units: units + (before?.units ?? 0), priceCents: before?.priceCents ?? priceCents });
  }
  const shelves = new Map<string, Shelf>();
  for (const [sku, { units, priceCents }] of sold) {
    const leadTimeShare = SHORTEST_LEAD_TIME + random.fraction() * (LONGEST_LEAD_TIME - SHORTEST_LEAD_TIME);
    const level = Math.round(generosity * units * leadTimeShare);
    shelves.set(sku, { priceCents, leadTime: leadTimeShare * checkouts.length, level, available: level, onOrder: 0 });
  }
  return shelves;
}

function put<Value>(lists: Map<number, Value[]>, key: number, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
