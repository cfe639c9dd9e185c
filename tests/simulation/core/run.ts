/** One seed is one run: a world of so many events at most, brought to rest at its end. */
import type { CalendarDate, SupplierId, VariantId, InboundShipmentId, PurchaseOrderId, LocationId } from "../../../app/domain/ids.ts";
import { switchBackorders } from "../../../app/use-cases/switch-backorders.ts";
import { eventsOf, FAULTS, Violation } from "./faults.ts";
import type { Tally } from "./faults.ts";
import { compareWithOtherOrder } from "./other-order.ts";
import { checkRest, countRest } from "./rest-watch.ts";
import { gapMs, somethingHappens } from "./shop-days.ts";
import { variantOf } from "./shopify.ts";
import { ITEMS, LOCATIONS, SHOPS, World } from "./world.ts";

/** A shop's tables grow with what happens in it, and each check reads them all: so many short lives. */
const ACTS_PER_SEED = 800;
/** Acts between two looks at the whole ledger, and between two rests. */
const CHECK_EVERY = 40;
const REST_EVERY = 200;
/** Days late of each supplier's earlier deliveries. */
const PAST_LATENESS: Readonly<Record<string, readonly number[]>> = { north: [0, 0, 1, 1, 2, 3, 3, 5, 9, 4, 2, 0], south: [6, 12, 9] };

const UNKNOWN_SUPPLIER = {
  email: "",
  country: "",
  leadTimeDays: null,
  currency: "EUR",
  minimumUnits: null,
  minimumCents: null,
  orderWeekdays: [1, 2, 3, 4, 5],
};

export interface Breach {
  readonly seed: number;
  readonly event: number;
  readonly invariant: string;
  readonly finding: string;
  readonly story: readonly string[];
}

/** Null: everything held. */
export async function runSeed(seed: number, { events, tally }: { events: number; tally: Tally }): Promise<Breach | null> {
  const world = new World(seed, { faults: FAULTS, tally });
  const before = eventsOf(tally);
  const soFar = () => eventsOf(tally).all - before.all;
  const acts = () => tally.acts - before.acts;
  let [nextCheck, nextRest] = [CHECK_EVERY, REST_EVERY];
  try {
    await begin(world);
    while (soFar() < events && acts() < ACTS_PER_SEED) {
      world.pass(gapMs(world));
      // Customers come in bursts, and the app hears of them together.
      for (let more = burst(world); more > 0; more--) somethingHappens(world);
      somethingHappens(world);
      await world.work(turnsFor(world));
      if (acts() >= nextCheck) {
        world.check();
        nextCheck += CHECK_EVERY;
      }
      if (acts() >= nextRest) {
        await restAndCheck(world);
        nextRest += REST_EVERY;
      }
    }
    await restAndCheck(world);
    await compareWithOtherOrder(world);
    countRest(world, tally);
    return null;
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    const isBreach = error instanceof Violation;
    return { seed, event: soFar(), invariant: isBreach ? error.invariant : name, finding: isBreach ? message : (stack ?? message), story: world.story };
  }
}

function burst({ random }: World): number {
  return random.happens(0.5) ? 0 : random.between(1, 8);
}

/** Between two events the app gets nothing done, a little, or all of it. */
function turnsFor({ random }: World): number {
  const dice = random.fraction();
  if (dice < 0.15) return 0;
  return dice < 0.6 ? random.between(1, 120) : 5_000;
}

async function begin(world: World): Promise<void> {
  remember(world);
  // Orders from before the app came.
  for (let count = 0; count < 6; count++) {
    world.pass(gapMs(world));
    somethingHappens(world);
  }
  await world.open();
  goLive(world);
  for (const shop of SHOPS) {
    for (const item of ITEMS) {
      const change = { variantId: variantOf(item) as VariantId, mode: world.random.happens(0.5) ? "on" : "autopilot", limit: null };
      world.act(`${shop} switches ${item} ${change.mode}`, (parts) => switchBackorders(parts, { shop, change }));
    }
  }
}

/** A shop observes when the app comes; ours act at once. */
function goLive({ memory: { database, tables } }: World): void {
  database.now((tx) => SHOPS.forEach((shop) => tables.shops.change(tx, tables.shops.get(tx, shop), { stage: "live" })));
}

/** Suppliers and what is known of their lateness. */
function remember({ memory: { database, tables } }: World): void {
  database.now((tx) => {
    for (const shop of SHOPS) {
      for (const [name, lateness] of Object.entries(PAST_LATENESS)) {
        const supplierId = name as SupplierId; // the simulation's own ids, here and below
        tables.suppliers.put(tx, { ...UNKNOWN_SUPPLIER, shop, supplierId, name });
        lateness.forEach((days, index) => {
          const receivedOn = new Date(Date.parse("2026-08-03") + days * 86_400_000).toISOString().slice(0, 10) as CalendarDate;
          const ids = { inboundShipmentId: `past-${name}-${index}` as InboundShipmentId, purchaseOrderId: `past-${name}` as PurchaseOrderId };
          const shipment = {
            ...ids,
            supplierId,
            locationId: LOCATIONS[0] as LocationId,
            deadline: "2026-08-03" as CalendarDate,
            receivedOn,
            lastReceiptOn: receivedOn,
          };
          tables.shipments.put(tx, { shop, ...shipment, cancelledAt: null });
        });
      }
    }
  });
}

async function restAndCheck(world: World): Promise<void> {
  await world.rest();
  world.check();
  // Hints that got lost are made good by reading everything again; then nothing is left to find.
  await world.reconcile();
  const again = await world.reconcile();
  if (again > 0) throw new Violation("I6b", `reading everything a second time changed ${again} things`);
  world.check();
  checkRest(world);
}
