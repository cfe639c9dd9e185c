import { createLocation, createProduct } from "../../dev-store/commerce/catalog.ts";
import { createCustomer } from "../../dev-store/commerce/customers.ts";
import type { NewVariant } from "../../dev-store/commerce/catalog.ts";
import { levelOf } from "../../dev-store/commerce/context.ts";
import type { ShopContext } from "../../dev-store/commerce/context.ts";
import { changeQuantities, quantityOf, stockItem } from "../../dev-store/commerce/inventory.ts";
import { toGid } from "../../dev-store/state/gid.ts";
import type { LocationAddress, QuantityName, StoredQuantityName, Variant } from "../../dev-store/state/types.ts";
import { gidIn } from "./id-map.ts";
import type { IdMap } from "./id-map.ts";
import { nodesIn, objectIn, textIn, walk } from "./json.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Recording } from "./recording.ts";
import { seedDefinition } from "./seed-metafields.ts";
import { seedLoneFulfillmentOrders } from "./seed-fulfillment-orders.ts";
import { seedOrder } from "./seed-orders.ts";
import { seedRouting } from "./seed-routing.ts";
import type { Views } from "./views.ts";

/** Makes the shop that a recording starts from, by the dev store's own functions, and learns whose id is whose. */
export function seedShop(context: ShopContext, recording: Recording, views: Views, ids: IdMap): void {
  const seed: Seed = { context, views, ids };
  nameShop(context, recording);
  for (const view of byAge(ofType(views, "Location"))) seedLocation(seed, view);
  routeFirstTo(seed, homeOf(recording));
  if (context.shop.locations.size === 0) createLocation(context, { name: "Shop location" });
  if (hasMoreLocations(recording)) createLocation(context, { name: "Zone beyond the page", fulfillsOnlineOrders: false });
  for (const view of ofType(views, "Customer")) seedCustomer(seed, view);
  for (const view of ofType(views, "Product")) seedProduct(seed, view);
  for (const view of ofType(views, "ProductVariant")) seedLoneVariant(seed, view);
  for (const view of ofType(views, "InventoryItem")) seedLoneItem(seed, view);
  seedRouting(seed, recording);
  for (const view of byAge(ofType(views, "Order"))) seedOrder(seed, view);
  seedLoneFulfillmentOrders(seed);
  for (const view of byAge(ofType(views, "MetafieldDefinition"))) seedDefinition(seed, view);
}

export type Seed = { context: ShopContext; views: Views; ids: IdMap };

export function ofType({ records }: Views, type: string): JsonObject[] {
  return [...records].flatMap(([gid, view]) => (gidIn(gid)?.type === type ? [view] : []));
}

/** The record as everything shows it, whatever a single place shows. */
export function wholeView({ views }: Seed, part: JsonObject): JsonObject {
  const id = textIn(part, "id");
  return { ...part, ...(id === null ? {} : views.records.get(id)) };
}

export function learn({ ids }: Seed, view: JsonObject, type: string, ourId: number): void {
  const id = textIn(view, "id");
  if (id !== null) ids.learn(id, toGid(type, ourId));
}

function nameShop({ shop }: ShopContext, recording: Recording): void {
  const { profile } = shop;
  profile.name = recording.shopDomain.replace(/\.myshopify\.com$/, "");
  const currency = mostFrequent([...allValues(recording)].flatMap(({ value }) => textIn(value, "shopMoney", "currencyCode") ?? []));
  if (currency !== null) profile.currencyCode = currency;
}

/** Whether a list of locations went on after its page. */
function hasMoreLocations(recording: Recording): boolean {
  return [...allValues(recording)].some(({ value }) => {
    const isOfLocations = gidIn(textIn(nodesIn(value)[0], "id") ?? "")?.type === "Location";
    return isOfLocations && objectIn(value, "pageInfo")?.["hasNextPage"] === true;
  });
}

function* allValues({ glimpses, steps, upstream }: Recording): Generator<{ value: Json }> {
  for (const glimpse of glimpses) yield* walk(glimpse);
  for (const { expected } of [...steps, ...upstream]) yield* walk(expected);
}

function mostFrequent(texts: readonly string[]): string | null {
  const counts = [...Map.groupBy(texts, (text) => text)].map(([text, same]) => ({ text, count: same.length }));
  return counts.sort((one, other) => other.count - one.count)[0]?.text ?? null;
}

export function byAge(views: readonly JsonObject[]): JsonObject[] {
  const age = (view: JsonObject): number => Number(gidIn(textIn(view, "id") ?? "")?.id ?? 0);
  return [...views].sort((one, other) => age(one) - age(other));
}

/** Where orders were routed and products stocked. */
function homeOf(recording: Recording): string | null {
  const values = [...allValues(recording)].map(({ value }) => value);
  const assigned = values.flatMap((value) => textIn(value, "assignedLocation", "location", "id") ?? []);
  const stocked = values.flatMap((value) => nodesIn(objectIn(value, "inventoryLevels") ?? []).flatMap((level) => textIn(level, "location", "id") ?? []));
  return assigned[0] ?? stocked[0] ?? null;
}

/** The shop's first location, in rank too, is the one that it routes to. */
function routeFirstTo({ context: { shop }, ids }: Seed, gid: string | null): void {
  const home = shop.locations.get(Number(gidIn(ids.translate(gid ?? ""))?.id ?? 0));
  if (home === undefined) return;
  home.rank = 0;
  const others = [...shop.locations.values()].filter((location) => location !== home);
  shop.locations.clear();
  for (const location of [home, ...others]) shop.locations.set(location.id, location);
}

function seedLocation(seed: Seed, view: JsonObject): void {
  const created = createLocation(seed.context, {
    name: textIn(view, "name") ?? "Shop location",
    isActive: view["isActive"] !== false,
    fulfillsOnlineOrders: view["fulfillsOnlineOrders"] !== false,
    ...addressIn(view),
  });
  learn(seed, view, "Location", created.id);
}

function addressIn(view: JsonObject): { address?: Partial<LocationAddress> } {
  const shown = objectIn(view, "address");
  if (shown === null) return {};
  const names = ["address1", "address2", "city", "country", "countryCode", "phone", "province", "provinceCode", "zip"] as const;
  return { address: Object.fromEntries(names.flatMap((name) => (typeof shown[name] === "string" ? [[name, shown[name]]] : []))) };
}

function seedCustomer(seed: Seed, view: JsonObject): void {
  const id = textIn(view, "id") ?? "";
  const email = textIn(view, "email") ?? `customer-${gidIn(id)?.id ?? ""}@example.com`;
  const [firstName = "", lastName = ""] = (textIn(view, "displayName") ?? "").split(" ");
  const created = createCustomer(seed.context, { firstName: textIn(view, "firstName") ?? firstName, lastName: textIn(view, "lastName") ?? lastName, email });
  learn(seed, view, "Customer", created.id);
}

function seedProduct(seed: Seed, view: JsonObject): void {
  const shown = nodesIn(view["variants"]).map((variant) => wholeView(seed, variant));
  const productId = textIn(view, "id");
  const others = ofType(seed.views, "ProductVariant").filter(
    (variant) => textIn(variant, "product", "id") === productId && shown.every(({ id }) => id !== variant["id"]),
  );
  makeProduct(seed, view, [...shown, ...others]);
}

/** A variant of which no product is shown still has one. */
function seedLoneVariant(seed: Seed, view: JsonObject): void {
  const id = textIn(view, "id") ?? "";
  if (seed.ids.translate(id) !== id) return;
  makeProduct(seed, objectIn(view, "product") ?? {}, [view]);
}

function seedLoneItem(seed: Seed, view: JsonObject): void {
  const id = textIn(view, "id") ?? "";
  if (seed.ids.translate(id) !== id) return;
  const variant = objectIn(view, "variant") ?? {};
  makeProduct(seed, objectIn(variant, "product") ?? {}, [{ ...variant, inventoryItem: view }]);
}

function makeProduct(seed: Seed, view: JsonObject, variants: readonly JsonObject[]): void {
  const optionNames = optionNamesOf(view, variants);
  const status = textIn(view, "status");
  const handle = textIn(view, "handle");
  const created = createProduct(seed.context, {
    title: textIn(view, "title") ?? "Product",
    ...(handle === null ? {} : { handle }),
    ...(status === "DRAFT" || status === "ARCHIVED" ? { status } : {}),
    ...(optionNames === null ? {} : { optionNames }),
    variants: variants.length === 0 ? [{ sku: null, priceCents: 0, tracked: false }] : variants.map((variant) => newVariant(seed, variant)),
  });
  learn(seed, view, "Product", created.id);
  nodesIn(view["options"]).forEach((option, index) => learn(seed, option, "ProductOption", created.options[index]?.id ?? 0));
  created.variantIds.forEach((variantId, index) => {
    const variant = seed.context.shop.variants.get(variantId);
    const shown = variants[index];
    if (variant !== undefined && shown !== undefined) learnVariant(seed, shown, variant);
  });
}

function optionNamesOf(view: JsonObject, variants: readonly JsonObject[]): string[] | null {
  const shown = nodesIn(view["options"]).flatMap((option) => textIn(option, "name") ?? []);
  const selected = nodesIn(variants[0]?.["selectedOptions"]).flatMap((option) => textIn(option, "name") ?? []);
  const names = shown.length > 0 ? shown : selected;
  return names.length === 0 || names[0] === "Title" ? null : names;
}

function newVariant(seed: Seed, view: JsonObject): NewVariant {
  const item = wholeView(seed, objectIn(view, "inventoryItem") ?? {});
  const optionValues = nodesIn(view["selectedOptions"]).flatMap((option) => textIn(option, "value") ?? []);
  const compareAt = textIn(view, "compareAtPrice");
  return {
    sku: textIn(view, "sku"),
    barcode: textIn(view, "barcode"),
    priceCents: centsIn(textIn(view, "price") ?? "0"),
    compareAtPriceCents: compareAt === null ? null : centsIn(compareAt),
    inventoryPolicy: view["inventoryPolicy"] === "CONTINUE" ? "CONTINUE" : "DENY",
    tracked: item["tracked"] === true,
    requiresShipping: item["requiresShipping"] !== false,
    taxable: view["taxable"] !== false,
    ...(optionValues.length === 0 ? {} : { optionValues }),
  };
}

export function centsIn(amount: string): number {
  return Math.round(Number(amount) * 100);
}

function learnVariant(seed: Seed, view: JsonObject, variant: Variant): void {
  learn(seed, view, "ProductVariant", variant.id);
  const item = objectIn(view, "inventoryItem");
  if (item !== null) learn(seed, item, "InventoryItem", variant.inventoryItemId);
  stockAsShown(seed, item === null ? {} : wholeView(seed, item), variant.inventoryItemId);
}

/** Stocks the item where it is shown, or at the shop's first location as Shopify does for a new product. */
function stockAsShown({ context, ids }: Seed, item: JsonObject, inventoryItemId: number): void {
  const { shop } = context;
  const [home] = shop.locations.keys();
  const levels = nodesIn(item["inventoryLevels"]).map((level) => ({
    level,
    locationId: Number(gidIn(ids.translate(textIn(level, "location", "id") ?? ""))?.id ?? home),
  }));
  const wanted = new Set(levels.length === 0 ? [home] : levels.map(({ locationId }) => locationId));
  for (const [key, level] of shop.inventoryLevels)
    if (level.inventoryItemId === inventoryItemId && !wanted.has(level.locationId)) shop.inventoryLevels.delete(key);
  for (const { level, locationId } of levels) {
    stockItem(context, { inventoryItemId, locationId });
    for (const { name, quantity } of quantitiesIn(level)) setQuantity(context, { inventoryItemId, locationId, name, quantity });
  }
}

function quantitiesIn(level: JsonObject): { name: StoredQuantityName; quantity: number }[] {
  return nodesIn(level["quantities"]).flatMap(({ name, quantity }) =>
    // Quantities are named by Shopify's own words; on_hand follows from the others.
    typeof name === "string" && name !== "on_hand" && typeof quantity === "number" ? [{ name: name as StoredQuantityName, quantity }] : [],
  );
}

type Quantity = { inventoryItemId: number; locationId: number; name: StoredQuantityName & QuantityName; quantity: number };

function setQuantity(context: ShopContext, { inventoryItemId, locationId, name, quantity }: Quantity): void {
  const level = levelOf(context.shop, inventoryItemId, locationId);
  if (level === undefined) return;
  changeQuantities(context, [{ inventoryItemId, locationId, name, delta: quantity - quantityOf(level, name) }]);
}
