import { OPEN_STATUSES } from "../../commerce/fulfillment-orders.ts";
import { mergePartners } from "../../commerce/merge.ts";
import { isStockedAt } from "../../commerce/move.ts";
import { supportedActions } from "../../commerce/supported-actions.ts";
import { toGid } from "../../state/gid.ts";
import type { FulfillmentHold, FulfillmentOrder, FulfillmentOrderLine, LineItem, Location, MerchantRequest, Order, ShopState } from "../../state/types.ts";
import type { ApiContext, Args, Resolver, ResolverMap, TypeResolvers } from "../api-context.ts";
import { accessDenied } from "../api-error.ts";
import { connection, listConnection } from "../connections.ts";
import { count, mailingAddress, moneyBag } from "../views.ts";
import { lineOf, orderOf } from "./order-types.ts";

const DISPLAY_REASONS: Record<FulfillmentHold["reason"], string> = {
  AWAITING_PAYMENT: "Awaiting payment",
  AWAITING_RETURN_ITEMS: "Awaiting return items",
  HIGH_RISK_OF_FRAUD: "High risk of fraud",
  INCORRECT_ADDRESS: "Incorrect address",
  INVENTORY_OUT_OF_STOCK: "Inventory out of stock",
  ONLINE_STORE_POST_PURCHASE_CROSS_SELL: "Online store post purchase cross sell",
  OTHER: "Other",
  UNKNOWN_DELIVERY_DATE: "Unknown delivery date",
};

/** No product here has a weight. */
const NO_WEIGHT = { unit: "KILOGRAMS", value: 0 };

function parentOf(shop: ShopState, fulfillmentOrder: FulfillmentOrder): Order {
  return orderOf(shop, "fulfillmentOrder", fulfillmentOrder.id);
}

export function locationOf(shop: ShopState, locationId: number): Location {
  const location = shop.locations.get(locationId);
  if (location === undefined) throw new Error(`location ${locationId} is gone`);
  return location;
}

const actions: Resolver<FulfillmentOrder> = (record, _args, { shop }, info) => {
  const found = supportedActions(shop, parentOf(shop, record), record);
  const shown = isReachedThroughOrder(info) ? found : found.filter((action) => action !== "MERGE");
  return shown.map((action) => ({ action, externalUrl: null }));
};

/** Shopify names MERGE in the answers of mutations and below an order, never below the roots that ask for fulfillment orders. */
function isReachedThroughOrder({ operation, path }: Parameters<Resolver<unknown>>[3]): boolean {
  if (operation.operation === "mutation") return true;
  for (let step: typeof path | undefined = path; step !== undefined; step = step.prev) if (step.typename === "Order") return true;
  return false;
}

const fulfillmentOrder: TypeResolvers<FulfillmentOrder> = {
  id: ({ id }) => toGid("FulfillmentOrder", id),
  status: ({ status }) => status,
  requestStatus: ({ requestStatus }) => requestStatus,
  fulfillAt: ({ fulfillAt }) => fulfillAt,
  fulfillBy: ({ fulfillBy }) => fulfillBy,
  order: (record, _args, { shop }) => parentOf(shop, record),
  orderId: (record, _args, { shop }) => toGid("Order", parentOf(shop, record).id),
  orderName: (record, _args, { shop }) => parentOf(shop, record).name,
  orderProcessedAt: (record, _args, { shop }) => parentOf(shop, record).processedAt,
  supportedActions: actions,
  assignedLocation: ({ locationId }, _args, { shop }) => assignedLocation(locationOf(shop, locationId)),
  destination: (record, _args, { shop }) => destination(record, parentOf(shop, record)),
  fulfillmentHolds: ({ holds }) => holds,
  lineItems: ({ lines }, args) => listConnection(lines, args),
  fulfillments: (record, args, { shop }) =>
    listConnection(
      parentOf(shop, record).fulfillments.filter(({ fulfillmentOrderIds }) => fulfillmentOrderIds.includes(record.id)),
      args,
    ),
  fulfillmentOrdersForMerge: (record, args, { shop }) => listConnection(mergePartners(parentOf(shop, record), record), args),
  merchantRequests: ({ merchantRequests }, args) =>
    listConnection(
      merchantRequests.filter(({ kind }) => args["kind"] == null || kind === args["kind"]),
      args,
    ),
  locationsForMove: (record, args, api) => locationsForMove(record, args, api),
  deliveryMethod: ({ id, deliveryMethod }) => ({
    id: toGid("DeliveryMethod", id),
    methodType: deliveryMethod,
    presentedName: null,
    serviceCode: null,
    sourceReference: null,
    minDeliveryDateTime: null,
    maxDeliveryDateTime: null,
    brandedPromise: null,
    additionalInformation: null,
  }),
  internationalDuties: () => null,
  remainingLineItemsWeight: () => NO_WEIGHT,
  channelId: () => null,
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
};

function assignedLocation(location: Location): object {
  const { address1, city, zip, countryCode } = location.address;
  return { name: location.name, location, address1, address2: null, city, zip, countryCode, province: null, phone: null };
}

function destination({ id }: FulfillmentOrder, { shippingAddress, email }: Order): object | null {
  return shippingAddress && { ...mailingAddress(shippingAddress, id), id: toGid("FulfillmentOrderDestination", id), email, location: null };
}

/** Every active location but its own; the lines that are not stocked there would have to stay. */
function locationsForMove(record: FulfillmentOrder, args: Args, { shop }: ApiContext): object {
  const wanted: string[] | null = args["locationIds"] ?? null;
  const lineIds: string[] = args["lineItemIds"] ?? [];
  const lines = record.lines.filter(({ id }) => lineIds.length === 0 || lineIds.includes(toGid("FulfillmentOrderLineItem", id)));
  const candidates = [...shop.locations.values()].filter(
    ({ id, isActive }) => isActive && id !== record.locationId && (wanted === null || wanted.includes(toGid("Location", id))),
  );
  const entries = candidates.map((location) => ({ id: location.id, sortValue: location.id, node: moveTarget(shop, record, { location, lines }) }));
  return connection(entries, args);
}

type MoveTarget = { location: Location; movable: boolean; message: string | null; available: FulfillmentOrderLine[]; unavailable: FulfillmentOrderLine[] };

function moveTarget(shop: ShopState, record: FulfillmentOrder, { location, lines }: { location: Location; lines: FulfillmentOrderLine[] }): MoveTarget {
  const order = parentOf(shop, record);
  const isMovable = OPEN_STATUSES.has(record.status) && record.progress === null;
  const available = lines.filter(({ lineItemId }) => isMovable && isStockedAt(shop, order, { lineItemId, location }));
  const unavailable = lines.filter((line) => !available.includes(line));
  const message =
    unavailable.length === 0 ? null : available.length === 0 ? "No items are stocked at this location." : "Some items aren't stocked at this location.";
  return { location, movable: available.length > 0, message, available, unavailable };
}

const locationForMove: TypeResolvers<MoveTarget> = {
  location: ({ location }) => location,
  movable: ({ movable }) => movable,
  message: ({ message }) => message,
  availableLineItems: ({ available }, args) => listConnection(available, args),
  availableLineItemsCount: ({ available }) => count(available.length),
  unavailableLineItems: ({ unavailable }, args) => listConnection(unavailable, args),
  unavailableLineItemsCount: ({ unavailable }) => count(unavailable.length),
};

/** A field that the line shows of its line item. */
function ofLine(show: (line: LineItem, api: ApiContext) => unknown): Resolver<FulfillmentOrderLine> {
  return ({ lineItemId }, _args, api) => {
    const line = lineOf(api.shop, lineItemId);
    if (line === undefined) throw new Error(`line item ${lineItemId} is gone`);
    return show(line, api);
  };
}

const unitPrice = (line: LineItem, { shop }: ApiContext): object => moneyBag(line.priceCents, shop.profile.currencyCode);

const fulfillmentOrderLineItem: TypeResolvers<FulfillmentOrderLine> = {
  id: ({ id }) => toGid("FulfillmentOrderLineItem", id),
  totalQuantity: ({ totalQuantity }) => totalQuantity,
  remainingQuantity: ({ remainingQuantity }) => remainingQuantity,
  lineItem: ofLine((line) => line),
  inventoryItemId: ofLine(({ inventoryItemId }) => (inventoryItemId === null ? null : toGid("InventoryItem", inventoryItemId))),
  sku: ofLine(({ sku }) => sku),
  productTitle: ofLine(({ title }) => title),
  variantTitle: ofLine(({ variantTitle }) => variantTitle),
  vendor: ofLine(({ vendor }) => vendor),
  requiresShipping: ofLine(({ requiresShipping }) => requiresShipping),
  variant: ofLine(({ variantId }, { shop }) => (variantId === null ? null : (shop.variants.get(variantId) ?? null))),
  originalUnitPriceSet: ofLine(unitPrice),
  financialSummaries: ({ totalQuantity, lineItemId }, _args, api) => {
    const line = lineOf(api.shop, lineItemId);
    if (line === undefined || totalQuantity === 0) return [];
    const price = unitPrice(line, api);
    return [{ quantity: totalQuantity, originalUnitPriceSet: price, approximateDiscountedUnitPriceSet: price, discountAllocations: [] }];
  },
  image: () => null,
  shippingLine: () => null,
  weight: () => NO_WEIGHT,
  warnings: () => [],
};

const merchantRequest: TypeResolvers<MerchantRequest> = {
  id: ({ id }) => toGid("FulfillmentOrderMerchantRequest", id),
  kind: ({ kind }) => kind,
  message: ({ message }) => message,
  requestOptions: ({ requestOptions }) => requestOptions,
  responseData: ({ responseData }) => responseData,
  sentAt: ({ sentAt }) => sentAt,
  fulfillmentOrder: ({ id }, _args, { shop }) => fulfillmentOrderOfRequest(shop, id),
};

function fulfillmentOrderOfRequest(shop: ShopState, id: number): FulfillmentOrder {
  for (const { fulfillmentOrders } of shop.orders.scan()) {
    const found = fulfillmentOrders.find(({ merchantRequests }) => merchantRequests.some((request) => request.id === id));
    if (found !== undefined) return found;
  }
  throw new Error(`merchant request ${id} belongs to no fulfillment order`);
}

const fulfillmentHold: TypeResolvers<FulfillmentHold> = {
  id: ({ id }) => toGid("FulfillmentHold", id),
  handle: ({ handle }) => handle,
  reason: ({ reason }) => reason,
  reasonNotes: ({ reasonNotes }) => reasonNotes,
  displayReason: ({ reason }) => DISPLAY_REASONS[reason],
  heldByRequestingApp: ({ appId }, _args, { app }) => appId === app.id,
  heldByApp: ({ appId }, _args, { app, shop }) => {
    if (!app.scopes.includes("read_apps")) throw accessDenied("heldByApp", "`read_apps` access scope.");
    return [...shop.apps.values()].find(({ id }) => id === appId) ?? null;
  },
};

export const fulfillmentOrderTypes: ResolverMap = {
  FulfillmentOrder: fulfillmentOrder,
  FulfillmentOrderLineItem: fulfillmentOrderLineItem,
  FulfillmentOrderLocationForMove: locationForMove,
  FulfillmentOrderMerchantRequest: merchantRequest,
  FulfillmentHold: fulfillmentHold,
};
