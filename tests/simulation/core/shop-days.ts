/** What happens in a shop, drawn by the seed: what its customers, its warehouse, its suppliers and its staff do. */
import type {
  InboundShipmentId,
  InventoryItemId,
  LocationId,
  PurchaseOrderId,
  SupplierId,
  VariantId,
  ShopDomain,
  CalendarDate,
} from "../../../app/domain/ids.ts";
import { receiveShipment } from "../../../app/use-cases/receive-shipment.ts";
import { savePurchaseOrder } from "../../../app/use-cases/save-purchase-order.ts";
import { saveShopSettings, saveLocationSettings } from "../../../app/use-cases/save-settings.ts";
import { switchBackorders } from "../../../app/use-cases/switch-backorders.ts";
import { changeDeadline } from "../../../app/use-cases/change-deadline.ts";
import { cancelPurchaseOrder } from "../../../app/use-cases/cancel-purchase-order.ts";
import { ITEMS, LOCATIONS, SHOPS } from "./world.ts";
import type { World } from "./world.ts";
import { variantOf } from "./shopify.ts";
import type { Order, SimulatedShopify } from "./shopify.ts";

const DAY_MS = 86_400_000;
/** Orders that are open at once, about: more only makes every event slower. */
const MOST_OPEN_ORDERS = 25;

interface Scene {
  readonly world: World;
  readonly shop: ShopDomain;
  readonly shopify: SimulatedShopify;
  readonly open: readonly Order[];
}

type Happening = (scene: Scene) => void;

/** One event somewhere. */
export function somethingHappens(world: World): void {
  const shop = pick(world, SHOPS);
  const shopify = world.shopify(shop);
  const open = [...shopify.orders.values()].filter((order) => order.cancelledAt === null && order.lines.some((line) => shopify.openUnits(order, line) > 0));
  const total = HAPPENINGS.reduce((sum, [weight]) => sum + weight, 0);
  let drawn = world.random.fraction() * total;
  const [, , happening] = HAPPENINGS.find(([weight]) => (drawn -= weight) < 0) ?? HAPPENINGS[0];
  world.tally.acts += 1;
  happening({ world, shop, shopify, open });
}

/** Time until the next event: mostly seconds, sometimes a lull, rarely days. */
export function gapMs({ random }: World): number {
  const dice = random.fraction();
  if (dice < 0.6) return random.between(0, 3_000);
  if (dice < 0.93) return random.between(1_000, 90_000);
  return dice < 0.99 ? random.between(60_000, 3_600_000) : random.between(1, 3) * DAY_MS;
}

const HAPPENINGS: readonly [[number, string, Happening], ...[number, string, Happening][]] = [
  [24, "order", order],
  [5, "route", ({ world, shopify, open }) => withOrder(world, open, (one) => shopify.route(one, pick(world, LOCATIONS)))],
  [4, "add", ({ world, shopify, open }) => withOrder(world, open, (one) => shopify.add(one, pick(world, one.lines), world.random.between(1, 3)))],
  [4, "remove", remove],
  [4, "cancel", ({ world, shopify, open }) => withOrder(world, open, (one) => (note(world, "cancel", one), shopify.cancel(one, !world.random.happens(0.15))))],
  [15, "ship", ship],
  [1, "undo", undo],
  [1, "return", ({ world, shopify }) => withFulfillment(world, shopify, (one, fulfillment) => shopify.takeBack(one, fulfillment))],
  [2, "split", split],
  [1.5, "merge", ({ world, shopify, open }) => withOrder(world, open, (one) => shopify.merge(one))],
  [2, "move", move],
  [2, "foreign hold", foreignHold],
  [4, "in progress", inProgress],
  [
    1.5,
    "pay",
    ({ world, shopify, open }) => withOrder(world, open, (one) => shopify.pay(one, one.paid === "VOIDED" || world.random.happens(0.7) ? "PAID" : "VOIDED")),
  ],
  [0.4, "delete", ({ world, shopify, open }) => withOrder(world, open, (one) => (note(world, "delete", one), shopify.delete(one)))],
  [8, "stock", stock],
  [3, "count down", countDown],
  [3, "purchase order", purchaseOrder],
  [4, "receive", receive],
  [1.5, "deadline", deadline],
  [0.4, "cancel purchase order", cancelOrder],
  [2, "switch", switchOne],
  [0.4, "settings", settings],
];

function order({ world, shopify, open }: Scene): void {
  const { random, tally } = world;
  if (open.length >= MOST_OPEN_ORDERS) return withOrder(world, open, (one) => shopify.cancel(one, true));
  const items = ITEMS.filter(() => random.happens(0.5));
  const lines = (items.length === 0 ? [pick(world, ITEMS)] : items).map((item) => {
    const commits = !random.happens(0.05);
    if (!commits) tally.linesUncommitted += 1;
    const rev = shopify.published.get(variantOf(item))?.rev ?? null;
    return { item, units: random.between(1, 4), commits, promisedRev: random.happens(0.7) ? rev : null };
  });
  const isVisible = !random.happens(0.06);
  const isRouted = !random.happens(0.15);
  if (!isVisible) tally.ordersUnseen += 1;
  if (!isRouted) tally.ordersUnrouted += 1;
  const placed = shopify.place({
    lines,
    homeId: random.happens(0.7) ? LOCATIONS[0] : LOCATIONS[1],
    isVisible,
    isRouted,
    shipPreference: random.happens(0.1) ? "together" : random.happens(0.5) ? "as_ready" : null,
    customerId: random.happens(0.8) ? String(random.between(1, 20)) : null,
    tags: random.happens(0.1) ? ["vip"] : [],
    // An import says that the order is older than it is.
    processedAt: wholeSecond(world.nowMs - (random.happens(0.2) ? random.between(1, 30) * DAY_MS : 0)),
  });
  note(
    world,
    `order of ${lines.map(({ item, units }) => `${units} of ${item}`).join(", ")}${isVisible ? "" : ", unseen"}${isRouted ? "" : ", unrouted"}`,
    placed,
  );
}

function wholeSecond(ms: number): string {
  return new Date(Math.floor(ms / 1000) * 1000).toISOString();
}

function remove({ world, shopify, open }: Scene): void {
  const { random } = world;
  withOrder(world, open, (one) => {
    const reason = random.happens(0.5) ? "ORDER_EDIT" : "REFUND";
    const units = shopify.remove(one, pick(world, one.lines), { units: random.between(1, 2), restocks: !random.happens(0.1), reason });
    note(world, `${units} units taken off`, one);
  });
}

function ship({ world, shopify, open }: Scene): void {
  withOrder(world, open, (one) => {
    const free = one.fulfillmentOrders.filter((candidate) => shopify.isOpen(candidate) && candidate.holds.length === 0);
    if (free.length === 0) return;
    const from = pick(world, free);
    const lineId = pick(world, [...from.units.keys()]);
    const isAll = world.random.happens(0.7);
    shopify.ship(one, from, lineId, isAll ? Number.MAX_SAFE_INTEGER : 1);
    note(world, `line ${lineId} ships from ${from.locationId}`, one);
  });
}

function undo({ world, shopify }: Scene): void {
  withFulfillment(world, shopify, (one, fulfillment) => {
    shopify.undo(one, fulfillment);
    note(world, "a fulfilment is undone", one);
  });
}

function split({ world, shopify, open }: Scene): void {
  withOrder(world, open, (one) => {
    const candidate = one.fulfillmentOrders.find((fulfillmentOrder) => shopify.isOpen(fulfillmentOrder) && fulfillmentOrder.status === "OPEN");
    const lineId = candidate === undefined ? undefined : [...candidate.units.keys()][0];
    if (candidate === undefined || lineId === undefined) return;
    const made = shopify.split(one, candidate, lineId, 1);
    if (made !== null && world.random.happens(0.5)) shopify.move(one, made, pick(world, LOCATIONS));
    note(world, `line ${lineId} is split`, one);
  });
}

function move({ world, shopify, open }: Scene): void {
  withOrder(world, open, (one) => {
    const candidates = one.fulfillmentOrders.filter((candidate) => shopify.isOpen(candidate));
    if (candidates.length === 0) return;
    const locationId = pick(world, LOCATIONS);
    if (shopify.move(one, pick(world, candidates), locationId)) note(world, `moved to ${locationId}`, one);
  });
}

function foreignHold({ world, shopify, open }: Scene): void {
  withOrder(world, open, (one) => {
    const held = one.fulfillmentOrders.find(({ holds }) => holds.some(({ isOurs }) => !isOurs));
    if (held !== undefined) {
      const theirs = held.holds.filter(({ isOurs }) => !isOurs).map(({ id }) => id);
      shopify.release(one, held, theirs);
      return note(world, "another app releases its hold", one);
    }
    const free = one.fulfillmentOrders.find((candidate) => shopify.isOpen(candidate) && candidate.status !== "IN_PROGRESS");
    if (free === undefined) return;
    shopify.hold(one, free, { handle: "fraud", isOurs: false, units: null });
    note(world, "another app holds", one);
  });
}

function inProgress({ world, shopify, open }: Scene): void {
  withOrder(world, open, (one) => {
    const working = one.fulfillmentOrders.find(({ status }) => status === "IN_PROGRESS");
    const free = one.fulfillmentOrders.find((candidate) => shopify.isOpen(candidate) && candidate.status === "OPEN" && candidate.holds.length === 0);
    if (working !== undefined) shopify.setInProgress(one, working, false);
    else if (free !== undefined && world.random.happens(0.4)) shopify.setInProgress(one, free, true);
    note(world, "picking starts or stops", one);
  });
}

function stock({ world, shop, shopify }: Scene): void {
  const [item, locationId, units] = [pick(world, ITEMS), pick(world, LOCATIONS), world.random.between(1, 8)];
  shopify.receive(item, locationId, units);
  world.note(`${shop}: ${units} of ${item} arrive at ${locationId}`);
}

function countDown({ world, shop, shopify }: Scene): void {
  const [item, locationId] = [pick(world, ITEMS), pick(world, LOCATIONS)];
  const { available, committed } = shopify.level(item, locationId);
  const units = Math.min(world.random.between(1, 3), Math.max(0, available + committed));
  if (units === 0) return;
  shopify.receive(item, locationId, -units);
  world.note(`${shop}: ${units} of ${item} are missing at ${locationId}`);
}

function purchaseOrder({ world, shop }: Scene): void {
  const { random } = world;
  const today = world.now.slice(0, 10);
  const deadlineDay = new Date(world.nowMs + random.between(-3, 25) * DAY_MS).toISOString().slice(0, 10);
  const input = {
    purchaseOrderId: null,
    expectedVersion: 0,
    number: `PO-${random.between(1, 1_000_000)}`,
    supplierId: (random.happens(0.7) ? "north" : "south") as SupplierId,
    locationId: pick(world, LOCATIONS) as LocationId,
    orderedOn: today,
    deadline: random.happens(0.9) ? deadlineDay : "",
    note: "",
    lines: ITEMS.filter(() => random.happens(0.6)).map((item) => ({ inventoryItemId: item as string as InventoryItemId, units: random.between(1, 12) })),
  };
  world.act(`${shop} orders ${input.lines.map(({ inventoryItemId, units }) => `${units} of ${inventoryItemId}`).join(", ")} by ${input.deadline}`, (parts) =>
    savePurchaseOrder(parts, { shop, order: input }),
  );
}

function openShipment({ world, shop }: Scene): { inboundShipmentId: InboundShipmentId; purchaseOrderId: PurchaseOrderId; version: number } | null {
  const { tables } = world.memory;
  const open = tables.shipments.of(null, "shop", shop).filter((row) => row.receivedOn === null && row.cancelledAt === null);
  if (open.length === 0) return null;
  const { inboundShipmentId, purchaseOrderId } = pick(world, open);
  return { inboundShipmentId, purchaseOrderId, version: tables.purchaseOrders.get(null, shop, purchaseOrderId)?.version ?? 0 };
}

function receive(scene: Scene): void {
  const { world, shop } = scene;
  const shipment = openShipment(scene);
  if (shipment === null) return;
  const { inboundShipmentId, version } = shipment;
  const lines = world.memory.tables.inbound.of(null, "shipment", shop, inboundShipmentId).flatMap(({ inventoryItemId, units, unitsReceived }) => {
    const open = units - unitsReceived;
    const got = world.random.happens(0.6) ? open : world.random.between(0, open + 1);
    return got > 0 ? [{ inventoryItemId, units: got }] : [];
  });
  const receipt = { inboundShipmentId, expectedVersion: version, receivedOn: world.now.slice(0, 10), lines, allowsMoreThanOrdered: true, actor: "" };
  world.act(`${shop} receives ${lines.map(({ inventoryItemId, units }) => `${units} of ${inventoryItemId}`).join(", ")}`, (parts) =>
    receiveShipment(parts, { shop, receipt }),
  );
}

function deadline(scene: Scene): void {
  const { world, shop } = scene;
  const shipment = openShipment(scene);
  if (shipment === null) return;
  const day = new Date(world.nowMs + world.random.between(-2, 30) * DAY_MS).toISOString().slice(0, 10) as CalendarDate;
  const change = { inboundShipmentId: shipment.inboundShipmentId, expectedVersion: shipment.version, deadline: day, reason: "", actor: "" };
  world.act(`${shop} moves a deadline to ${day}`, (parts) => changeDeadline(parts, { shop, change }));
}

function cancelOrder(scene: Scene): void {
  const { world, shop } = scene;
  const shipment = openShipment(scene);
  if (shipment === null) return;
  const { purchaseOrderId, version } = shipment;
  world.act(`${shop} cancels a purchase order`, (parts) => cancelPurchaseOrder(parts, { shop, purchaseOrderId, expectedVersion: version }));
}

function switchOne({ world, shop }: Scene): void {
  const { random } = world;
  const mode = pick(world, ["on", "on", "autopilot", "autopilot", "off"]);
  const variantId = variantOf(pick(world, ITEMS)) as VariantId;
  const limit = random.happens(0.5) ? null : random.between(0, 20);
  world.act(`${shop} switches ${variantId} ${mode}, limit ${limit}`, (parts) =>
    switchBackorders(parts, { shop, change: { variantId, mode, limit, tellsWaiting: random.happens(0.3) } }),
  );
}

function settings({ world, shop }: Scene): void {
  const { random } = world;
  if (random.happens(0.5)) {
    const stage = random.happens(0.3) ? "observe" : "live";
    const input = {
      timeZone: "Europe/Berlin",
      confidence: pick(world, [0.8, 0.9, 0.95]),
      senderName: "",
      senderEmail: "shop@fernhill.example",
      stage,
      shipPreference: "as_ready",
      leastShippable: 1,
    };
    return world.act(`${shop} is set to ${stage}`, (parts) => saveShopSettings(parts, { shop, settings: input }));
  }
  const known = world.memory.tables.locations.get(null, shop, pick(world, LOCATIONS));
  if (known === undefined) return;
  const input = { ...known, unitsPerDay: random.happens(0.5) ? null : random.between(2, 20), receivingDays: random.between(0, 3) };
  world.act(`${shop} changes what location ${known.locationId} can pack`, (parts) => saveLocationSettings(parts, { shop, settings: input }));
}

function withOrder(world: World, open: readonly Order[], happen: (one: Order) => void): void {
  if (open.length > 0) happen(pick(world, open));
}

function withFulfillment(world: World, shopify: SimulatedShopify, happen: (one: Order, fulfillment: Order["fulfillments"][number]) => void): void {
  const shipped = [...shopify.orders.values()]
    .slice(-40)
    .filter(({ fulfillments, cancelledAt }) => cancelledAt === null && fulfillments.some(({ status }) => status === "SUCCESS"));
  if (shipped.length === 0) return;
  const one = pick(world, shipped);
  happen(
    one,
    pick(
      world,
      one.fulfillments.filter(({ status }) => status === "SUCCESS"),
    ),
  );
}

function note(world: World, what: string, { id }: Order): void {
  world.note(`order ${id}: ${what}`);
}

function pick<Item>({ random }: World, items: readonly Item[]): Item {
  const chosen = items[random.between(0, items.length - 1)];
  if (chosen === undefined) throw new Error("There is nothing to pick from.");
  return chosen;
}
