import { editedOrder, stagedLines, stagedQuantities } from "../../commerce/order-edit.ts";
import { uneditableUnits } from "../../commerce/order-edit-staging.ts";
import type { StagedDiscount } from "../../commerce/order-edit-staging.ts";
import { unitDiscountCents } from "../../commerce/discounts.ts";
import { netPaymentCents, shippingLineCents, taxCents } from "../../commerce/order-money.ts";
import type { StagedLine } from "../../state/sales-types.ts";
import { toGid } from "../../state/gid.ts";
import type { LineItem, Order, OrderEditSession, Variant } from "../../state/types.ts";
import { named } from "../api-context.ts";
import type { ApiContext, ResolverMap, TypeResolvers } from "../api-context.ts";
import { listConnection } from "../connections.ts";
import { moneyBag, moneyV2 } from "../views.ts";
import { calculatedDiscountApplication, discountApplication, pricingValue } from "./discount-views.ts";

/** An order as an edit would leave it. Nothing here changes anything. */

/** A line of an order under edit: one that is there already, or one that is being added. */
export type CalculatedLine = {
  id: number | string;
  session: OrderEditSession;
  order: Order;
  quantity: number;
  lineItem: LineItem | null;
  staged: StagedLine | null;
  variant: Variant | null;
};

export function calculatedLines(api: ApiContext, session: OrderEditSession): CalculatedLine[] {
  const order = editedOrder(api, session);
  const quantities = new Map(stagedQuantities(session).map(({ lineItemId, quantity }) => [lineItemId, quantity]));
  return order.lineItems.map((lineItem) => ({
    ...{ id: lineItem.id, session, order, lineItem, staged: null },
    quantity: quantities.get(lineItem.id) ?? lineItem.currentQuantity,
    variant: lineItem.variantId === null ? null : (api.shop.variants.get(lineItem.variantId) ?? null),
  }));
}

export function addedLines(api: ApiContext, session: OrderEditSession): CalculatedLine[] {
  const order = editedOrder(api, session);
  return stagedLines(session).map((staged) => ({
    ...{ id: staged.uuid, session, order, lineItem: null, staged },
    quantity: staged.quantity,
    variant: staged.variantId === null ? null : (api.shop.variants.get(staged.variantId) ?? null),
  }));
}

const priceCents = ({ lineItem, staged }: CalculatedLine): number => lineItem?.priceCents ?? staged?.priceCents ?? 0;

function stagedDiscounts({ session, lineItem, staged }: CalculatedLine): StagedDiscount[] {
  return session.changes
    .filter((change) => change.kind === "DISCOUNT")
    .filter(({ target }) => ("uuid" in target ? target.uuid === staged?.uuid : target.lineItemId === lineItem?.id));
}

/** Discounts that the line has and keeps, each with what it takes off a unit. */
function keptDiscounts({ session, order, lineItem }: CalculatedLine): { discount: Order["discounts"][number]; unitCents: number }[] {
  const removed = new Set(session.changes.flatMap((change) => (change.kind === "REMOVE_DISCOUNT" ? [change.discountId] : [])));
  return (lineItem?.discounts ?? []).flatMap(({ discountId, cents }) => {
    const discount = order.discounts.find(({ id }) => id === discountId);
    return discount === undefined || removed.has(discountId) ? [] : [{ discount, unitCents: cents / Math.max(1, lineItem?.quantity ?? 1) }];
  });
}

function discountedUnitCents(line: CalculatedLine): number {
  const kept = keptDiscounts(line).reduce((sum, { unitCents }) => sum + unitCents, 0);
  const staged = stagedDiscounts(line).reduce((sum, { value }) => sum + unitDiscountCents(value, priceCents(line)), 0);
  return Math.max(0, priceCents(line) - kept - staged);
}

function subtotalCents(api: ApiContext, session: OrderEditSession): number {
  const lines = [...calculatedLines(api, session), ...addedLines(api, session)];
  return Math.round(lines.reduce((sum, line) => sum + discountedUnitCents(line) * line.quantity, 0));
}

function totalCents(api: ApiContext, session: OrderEditSession): number {
  const order = editedOrder(api, session);
  const shipping = shippingLines(api, session).reduce((sum, { cents, stagedStatus }) => (stagedStatus === "REMOVED" ? sum : sum + cents), 0);
  return subtotalCents(api, session) + shipping + (order.taxesIncluded ? 0 : taxCents(order, "currentQuantity"));
}

type CalculatedShippingLine = { id: string; title: string; cents: number; stagedStatus: "ADDED" | "NONE" | "REMOVED" };

function shippingLines(api: ApiContext, session: OrderEditSession): CalculatedShippingLine[] {
  const removed = new Set(session.changes.flatMap((change) => (change.kind === "REMOVE_SHIPPING_LINE" ? [change.shippingLineId] : [])));
  const present = editedOrder(api, session).shippingLines.filter(({ isRemoved }) => !isRemoved);
  return [
    ...present.map((line) => ({
      id: shippingGid(line.id),
      title: line.title,
      cents: shippingLineCents(line),
      stagedStatus: removed.has(line.id) ? ("REMOVED" as const) : ("NONE" as const),
    })),
    ...session.changes.flatMap((change) =>
      change.kind === "SHIPPING_LINE"
        ? [{ id: shippingGid(change.shippingLineId), title: change.title, cents: change.priceCents, stagedStatus: "ADDED" as const }]
        : [],
    ),
  ];
}

const shippingGid = (id: number): string => toGid("CalculatedShippingLine", id);

export function calculatedShippingLines(api: ApiContext, session: OrderEditSession): { id: string }[] {
  const { currencyCode } = editedOrder(api, session);
  return shippingLines(api, session).map(({ cents, ...line }) => ({ ...line, price: moneyBag(cents, currencyCode) }));
}

/** What was staged, as one list of changes in the order in which they were made. */
function stagedChanges(api: ApiContext, session: OrderEditSession): { id: number; change: object; lineId: number | string | null }[] {
  const order = editedOrder(api, session);
  return session.changes.flatMap((change, id) => {
    const shown = stagedChange(api, order, change);
    return shown === null ? [] : [{ id, ...shown }];
  });
}

type ShownChange = { change: object; lineId: number | string | null };

function stagedChange(api: ApiContext, order: Order, change: OrderEditSession["changes"][number]): ShownChange | null {
  const { currencyCode } = order;
  switch (change.kind) {
    case "QUANTITY": {
      const lineItem = order.lineItems.find(({ id }) => id === change.lineItemId);
      const delta = change.quantity - (lineItem?.currentQuantity ?? 0);
      if (delta > 0) return { change: named(api, "OrderStagedChangeIncrementItem", { delta, lineItem }), lineId: change.lineItemId };
      const decrement = { delta: -delta, lineItem, restock: change.restock };
      return { change: named(api, "OrderStagedChangeDecrementItem", decrement), lineId: change.lineItemId };
    }
    case "VARIANT": {
      const { quantity, variantId, uuid } = change.addition;
      return { change: named(api, "OrderStagedChangeAddVariant", { quantity, variant: api.shop.variants.get(variantId ?? 0) }), lineId: uuid };
    }
    case "CUSTOM_ITEM": {
      const { quantity, title, uuid, priceCents: cents } = change.addition;
      return { change: named(api, "OrderStagedChangeAddCustomItem", { quantity, title, originalUnitPrice: moneyV2(cents, currencyCode) }), lineId: uuid };
    }
    case "DISCOUNT":
      return { change: addedDiscountChange(api, change, currencyCode), lineId: "uuid" in change.target ? change.target.uuid : change.target.lineItemId };
    case "REMOVE_DISCOUNT": {
      const discount = order.discounts.find(({ id }) => id === change.discountId);
      if (discount === undefined) return null;
      return { change: named(api, "OrderStagedChangeRemoveDiscount", { discountApplication: discountApplication(api, order, discount) }), lineId: null };
    }
    case "SHIPPING_LINE": {
      const line = { title: change.title, presentmentTitle: change.title, phone: null, price: moneyV2(change.priceCents, currencyCode) };
      return { change: named(api, "OrderStagedChangeAddShippingLine", line), lineId: null };
    }
    case "REMOVE_SHIPPING_LINE": {
      const shippingLine = order.shippingLines.find(({ id }) => id === change.shippingLineId);
      return { change: named(api, "OrderStagedChangeRemoveShippingLine", { shippingLine }), lineId: null };
    }
  }
}

export function addedDiscountChange(api: ApiContext, change: StagedDiscount, currencyCode: string): object {
  return named(api, "OrderStagedChangeAddLineItemDiscount", {
    id: toGid("OrderStagedChangeAddLineItemDiscount", change.discountId),
    description: change.description ?? "",
    value: pricingValue(api, change.value, currencyCode),
  });
}

function asDiscount({ discountId, description, value }: StagedDiscount): Parameters<typeof calculatedDiscountApplication>[1] {
  return { id: discountId, kind: "MANUAL", title: description, description, value, level: "LINE", target: "LINE_ITEM" };
}

const sessionBag = (api: ApiContext, session: OrderEditSession, cents: number): object => moneyBag(cents, editedOrder(api, session).currencyCode);

const calculatedOrder: TypeResolvers<OrderEditSession> = {
  id: ({ id }) => toGid("CalculatedOrder", id),
  committed: () => false,
  originalOrder: (session, _args, api) => editedOrder(api, session),
  lineItems: (session, args, api) => listConnection(calculatedLines(api, session), args),
  addedLineItems: (session, args, api) => listConnection(addedLines(api, session), args),
  addedDiscountApplications: (session, args, api) =>
    listConnection(
      session.changes.filter((change) => change.kind === "DISCOUNT").map((change) => calculatedDiscountView(api, session, change)),
      args,
    ),
  shippingLines: (session, _args, api) => calculatedShippingLines(api, session),
  stagedChanges: (session, args, api) => {
    const entries = listConnection(stagedChanges(api, session), args);
    return { ...entries, nodes: entries.nodes.map(({ change }) => change), edges: entries.edges.map(({ cursor, node }) => ({ cursor, node: node.change })) };
  },
  subtotalLineItemsQuantity: (session, _args, api) =>
    [...calculatedLines(api, session), ...addedLines(api, session)].reduce((sum, { quantity }) => sum + quantity, 0),
  subtotalPriceSet: (session, _args, api) => sessionBag(api, session, subtotalCents(api, session)),
  cartDiscountAmountSet: (session, _args, api) => sessionBag(api, session, 0),
  totalPriceSet: (session, _args, api) => sessionBag(api, session, totalCents(api, session)),
  totalOutstandingSet: (session, _args, api) => sessionBag(api, session, totalCents(api, session) - netPaymentCents(editedOrder(api, session))),
  taxLines: () => [],
  notificationPreviewHtml: () => null,
  notificationPreviewTitle: (session, _args, api) => `Order ${editedOrder(api, session).name} has been updated`,
};

function calculatedDiscountView(api: ApiContext, session: OrderEditSession, change: StagedDiscount): { id: string } {
  return calculatedDiscountApplication(api, asDiscount(change), editedOrder(api, session).currencyCode);
}

const lineBag = ({ order }: CalculatedLine, cents: number): object => moneyBag(Math.round(cents), order.currencyCode);
const uneditable = ({ order, lineItem }: CalculatedLine): number => (lineItem === null ? 0 : uneditableUnits(order, lineItem));
const stagedRestock = ({ session, lineItem }: CalculatedLine): boolean =>
  stagedQuantities(session).some(({ lineItemId, quantity, restock }) => lineItemId === lineItem?.id && quantity < lineItem.currentQuantity && restock);

const calculatedLineItem: TypeResolvers<CalculatedLine> = {
  id: ({ id }) => `gid://shopify/CalculatedLineItem/${id}`,
  title: ({ lineItem, staged }) => lineItem?.title ?? staged?.title ?? "",
  variantTitle: ({ lineItem, variant }) => lineItem?.variantTitle ?? (variant?.title === "Default Title" ? null : (variant?.title ?? null)),
  sku: ({ lineItem, variant }) => (lineItem === null ? (variant?.sku ?? null) : lineItem.sku),
  image: () => null,
  customAttributes: ({ lineItem }) => (lineItem?.properties ?? []).map(({ name, value }) => ({ key: name, value })),
  quantity: ({ quantity }) => quantity,
  editableQuantity: (line) => line.quantity - uneditable(line),
  editableQuantityBeforeChanges: (line) => (line.lineItem?.currentQuantity ?? 0) - uneditable(line),
  restockable: ({ lineItem, variant }) => lineItem?.commitsInventory ?? variant !== null,
  restocking: stagedRestock,
  variant: ({ variant }) => variant,
  originalUnitPriceSet: (line) => lineBag(line, priceCents(line)),
  discountedUnitPriceSet: (line) => lineBag(line, discountedUnitCents(line)),
  editableSubtotalSet: (line) => lineBag(line, discountedUnitCents(line) * (line.quantity - uneditable(line))),
  uneditableSubtotalSet: (line) => lineBag(line, discountedUnitCents(line) * uneditable(line)),
  hasStagedLineItemDiscount: (line) => stagedDiscounts(line).length > 0,
  calculatedDiscountAllocations: (line, _args, api) => [
    ...keptDiscounts(line).map(({ discount, unitCents }) => ({
      allocatedAmountSet: lineBag(line, unitCents * line.quantity),
      discountApplication: calculatedDiscountApplication(api, discount, line.order.currencyCode),
    })),
    ...stagedDiscounts(line).map((change) => ({
      allocatedAmountSet: lineBag(line, unitDiscountCents(change.value, priceCents(line)) * line.quantity),
      discountApplication: calculatedDiscountView(api, line.session, change),
    })),
  ],
  stagedChanges: (line, _args, api) =>
    stagedChanges(api, line.session)
      .filter(({ lineId }) => lineId === line.id)
      .map(({ change }) => change),
};

export const orderEditTypes: ResolverMap = { CalculatedOrder: calculatedOrder, CalculatedLineItem: calculatedLineItem };
