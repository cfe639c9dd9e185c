import { serviceAt } from "../../commerce/fulfillment-services.ts";
import { rankedLocations } from "../../commerce/routing.ts";
import { transferOf } from "../../commerce/shipments.ts";
import { idOf } from "../../state/gid.ts";
import type { InventoryShipment, InventoryTransfer } from "../../state/transfer-types.ts";
import type { InventoryItem, Location, QuantityName, ShopState } from "../../state/types.ts";
import type { Args, TypeResolvers } from "../api-context.ts";
import { notImplemented, resourceNotFound } from "../api-error.ts";
import { BY_ID, CHANGED, search, TIMES } from "../record-search.ts";
import { byNumber, byText, matcherOf } from "../search.ts";
import type { SearchField } from "../search.ts";
import { levelByGid } from "../types/inventory-types.ts";
import { count } from "../views.ts";

/** Roots about locations, what they stock, and what is on its way between them. */

const ITEM_FIELDS: Record<string, SearchField<InventoryItem>> = {
  ...TIMES,
  id: byNumber(({ id }) => id),
  sku: byText(({ sku }) => sku),
};

const LOCATION_FIELDS: Record<string, SearchField<Location>> = {
  ...TIMES,
  id: byNumber(({ id }) => id),
  location_id: byNumber(({ id }) => id),
  name: byText(({ name }) => name),
  active: byText(({ isActive }) => String(isActive)),
  address1: byText(({ address }) => address.address1),
  address2: byText(({ address }) => address.address2),
  city: byText(({ address }) => address.city),
  country: byText(({ address }) => [address.country, address.countryCode]),
  province: byText(({ address }) => address.province),
  zip: byText(({ address }) => address.zip),
};

function transferFields(shop: ShopState): Record<string, SearchField<InventoryTransfer>> {
  const variants = ({ lines }: InventoryTransfer) =>
    lines.flatMap(({ inventoryItemId }) => shop.variants.get(shop.inventoryItems.get(inventoryItemId)?.variantId ?? 0) ?? []);
  return {
    ...TIMES,
    id: byNumber(({ id }) => id),
    status: byText(({ status }) => status),
    tag: byText(({ tags }) => tags),
    tag_not: (transfer, { value }) => !transfer.tags.includes(value),
    origin_id: byNumber(({ origin }) => origin?.locationId ?? 0),
    source_id: byNumber(({ origin }) => origin?.locationId ?? 0),
    destination_id: byNumber(({ destination }) => destination?.locationId ?? 0),
    product_id: byText((transfer) => variants(transfer).map(({ productId }) => String(productId))),
    product_variant_id: byText((transfer) => variants(transfer).map(({ id }) => String(id))),
  };
}

const TRANSFER_SORT = {
  ...BY_ID,
  CREATED_AT: ({ createdAt }: InventoryTransfer) => createdAt,
  NAME: ({ name }: InventoryTransfer) => name,
  STATUS: ({ status }: InventoryTransfer) => status,
  ORIGIN_NAME: ({ origin }: InventoryTransfer) => origin?.name ?? "",
  SOURCE_NAME: ({ origin }: InventoryTransfer) => origin?.name ?? "",
  DESTINATION_NAME: ({ destination }: InventoryTransfer) => destination?.name ?? "",
};

function shipmentFields(shop: ShopState): Record<string, SearchField<InventoryShipment>> {
  return {
    id: byNumber(({ id }) => id),
    status: byText(({ status }) => status),
    barcode: byText(({ barcode }) => barcode),
    tracking_number: byText(({ tracking }) => tracking?.trackingNumber ?? null),
    destination_id: byNumber((shipment) => transferOf(shop, shipment).destination?.locationId ?? 0),
  };
}

type QuantityNameView = { name: QuantityName; displayName: string; comprises: QuantityName[]; belongsTo: QuantityName[]; isInUse: boolean };

const ON_HAND_PARTS = ["available", "committed", "damaged", "quality_control", "reserved", "safety_stock"] as const;

const QUANTITIES: readonly QuantityNameView[] = [
  { name: "available", displayName: "Available", comprises: [], belongsTo: ["on_hand"], isInUse: true },
  { name: "committed", displayName: "Committed", comprises: [], belongsTo: ["on_hand"], isInUse: true },
  { name: "damaged", displayName: "Damaged", comprises: [], belongsTo: ["on_hand"], isInUse: false },
  { name: "incoming", displayName: "Incoming", comprises: [], belongsTo: [], isInUse: false },
  { name: "on_hand", displayName: "On hand", comprises: [...ON_HAND_PARTS], belongsTo: [], isInUse: true },
  { name: "quality_control", displayName: "Quality control", comprises: [], belongsTo: ["on_hand"], isInUse: false },
  { name: "reserved", displayName: "Reserved", comprises: [], belongsTo: ["on_hand"], isInUse: false },
  { name: "safety_stock", displayName: "Safety stock", comprises: [], belongsTo: ["on_hand"], isInUse: false },
];

/** Whether the merchant ever used the quantity; the sums and what every sale moves are always in use. */
function isInUse({ inventoryLevels }: ShopState, { name, isInUse: always }: QuantityNameView): boolean {
  return always || (name !== "on_hand" && [...inventoryLevels.values()].some(({ changedAt }) => changedAt[name] !== undefined));
}

/** Closed ones only when they are asked for. */
/** Locations of fulfillment services are their apps' own: they show when they are asked for. */
function locationsSeen(shop: ShopState, args: Args): Location[] {
  return [...shop.locations.values()].filter(
    ({ id, isActive }) => (isActive || args["includeInactive"] === true) && (args["includeLegacy"] === true || serviceAt(shop, id) === null),
  );
}

export const inventoryQueries: TypeResolvers<unknown> = {
  location: (_source, args, { shop }) => {
    if (args["id"] == null) return rankedLocations(shop)[0] ?? null;
    return shop.locations.get(idOf("Location", args["id"]) ?? 0) ?? null;
  },
  locationByIdentifier: (_source, { identifier }, { shop }) => {
    if (identifier.id == null) throw notImplemented("locationByIdentifier with a customId");
    return shop.locations.get(idOf("Location", identifier.id) ?? 0) ?? null;
  },
  locations: (_source, args, { shop }) => search(locationsSeen(shop, args), args, LOCATION_FIELDS, { ...CHANGED, NAME: ({ name }) => name }),
  locationsCount: (_source, args, { shop }) => count(locationsSeen(shop, {}).filter(matcherOf(args["query"], LOCATION_FIELDS)).length, args["limit"]),
  inventoryItem: (_source, args, { shop }) => {
    const id = idOf("InventoryItem", args["id"]);
    if (id === null) throw resourceNotFound(args["id"]);
    return shop.inventoryItems.get(id) ?? null;
  },
  inventoryItems: (_source, args, { shop }) => search(shop.inventoryItems.values(), args, ITEM_FIELDS, BY_ID),
  inventoryLevel: (_source, args, { shop }) => levelByGid(shop, args["id"], { includeInactive: true }),
  inventoryProperties: (_source, _args, { shop }) => ({ quantityNames: QUANTITIES.map((view) => ({ ...view, isInUse: isInUse(shop, view) })) }),
  inventoryTransfer: (_source, args, { shop }) => shop.inventoryTransfers.get(idOf("InventoryTransfer", args["id"]) ?? 0) ?? null,
  inventoryTransfers: (_source, args, { shop }) => search(shop.inventoryTransfers.values(), args, transferFields(shop), TRANSFER_SORT),
  inventoryShipment: (_source, args, { shop }) => shop.inventoryShipments.get(idOf("InventoryShipment", args["id"]) ?? 0) ?? null,
  inventoryShipments: (_source, args, { shop }) =>
    search(shop.inventoryShipments.values(), args, shipmentFields(shop), { ...BY_ID, STATUS: ({ status }: InventoryShipment) => status }),
};
