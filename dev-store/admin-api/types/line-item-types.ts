import { fulfillableUnits } from "../../commerce/fulfillment-orders.ts";
import { lineCents, lineDiscountCents } from "../../commerce/order-money.ts";
import { unshippedUnits } from "../../commerce/remove-units.ts";
import { shippedUnits } from "../../commerce/order-status.ts";
import { toGid } from "../../state/gid.ts";
import type { LineItem, LineItemGroup, Order, ShopState } from "../../state/types.ts";
import type { ResolverMap, TypeResolvers } from "../api-context.ts";
import { money, moneyBag } from "../views.ts";
import { discountAllocations } from "./discount-views.ts";
import { orderOf } from "./order-types.ts";
import { taxLine } from "./tax-views.ts";

const parentOf = (shop: ShopState, { id }: LineItem): Order => orderOf(shop, "lineItem", id);
const unshipped = (shop: ShopState, line: LineItem): number => unshippedUnits(parentOf(shop, line), line.id);

/** Discounts of this line alone; those of the whole order (codes) only when asked for. */
function ownDiscounts(order: Order, line: LineItem, withCodes: boolean): LineItem {
  const counted = new Set(order.discounts.filter(({ level }) => withCodes || level === "LINE").map(({ id }) => id));
  return { ...line, discounts: line.discounts.filter(({ discountId }) => counted.has(discountId)) };
}

function unitCents(order: Order, line: LineItem, withCodes: boolean): number {
  return line.quantity === 0 ? line.priceCents : Math.round(lineCents(ownDiscounts(order, line, withCodes), line.quantity) / line.quantity);
}

const lineItem: TypeResolvers<LineItem> = {
  id: ({ id }) => toGid("LineItem", id),
  title: ({ title }) => title,
  name: ({ title, variantTitle }) => (variantTitle === null ? title : `${title} - ${variantTitle}`),
  variantTitle: ({ variantTitle }) => variantTitle,
  sku: ({ sku }) => sku,
  vendor: ({ vendor }) => vendor,
  quantity: ({ quantity }) => quantity,
  currentQuantity: ({ currentQuantity }) => currentQuantity,
  fulfillableQuantity: (line, _args, { shop }) => fulfillableUnits(parentOf(shop, line), line.id),
  fulfillmentStatus: (line, _args, { shop }) => {
    if (unshipped(shop, line) === 0) return "fulfilled";
    return shippedUnits(parentOf(shop, line), line.id) > 0 ? "partial" : "unfulfilled";
  },
  unfulfilledQuantity: (line, _args, { shop }) => unshipped(shop, line),
  nonFulfillableQuantity: (line, _args, { shop }) => line.quantity - unshipped(shop, line),
  refundableQuantity: ({ currentQuantity }) => currentQuantity,
  requiresShipping: ({ requiresShipping }) => requiresShipping,
  restockable: ({ commitsInventory }) => commitsInventory,
  canRestock: ({ commitsInventory }) => commitsInventory,
  taxable: ({ taxable }) => taxable,
  isGiftCard: () => false,
  sellingPlan: ({ sellingPlan }) => sellingPlan && { name: sellingPlan.name, sellingPlanId: toGid("SellingPlan", sellingPlan.id) },
  image: () => null,
  lineItemGroup: ({ group }) => group,
  contract: () => null,
  staffMember: () => null,
  duties: () => [],
  merchantEditable: (line, _args, { shop }) => parentOf(shop, line).cancelledAt === null,
  customAttributes: ({ properties }) => properties.map(({ name, value }) => ({ key: name, value })),
  variant: ({ variantId }, _args, { shop }) => (variantId === null ? null : (shop.variants.get(variantId) ?? null)),
  product: ({ productId }, _args, { shop }) => (productId === null ? null : (shop.products.get(productId) ?? null)),
  discountAllocations: (line, _args, api) => discountAllocations(api, parentOf(api.shop, line), line.discounts),
  taxLines: (line, args, { shop }) =>
    line.taxLines.slice(0, args["first"] ?? line.taxLines.length).map((tax) => taxLine(tax, parentOf(shop, line).currencyCode)),
  originalUnitPrice: ({ priceCents }) => money(priceCents),
  originalTotal: ({ priceCents, quantity }) => money(priceCents * quantity),
  originalUnitPriceSet: bagOf(({ priceCents }) => priceCents),
  originalTotalSet: bagOf(({ priceCents, quantity }) => priceCents * quantity),
  discountedUnitPriceSet: bagOf((line, order) => unitCents(order, line, false)),
  discountedUnitPriceAfterAllDiscountsSet: bagOf((line, order) => unitCents(order, line, true)),
  priceAfterAllDiscountsBeforeTaxesSet: bagOf((line) => lineCents(line, line.quantity)),
  discountedTotalSet: (line, args, { shop }) => {
    const order = parentOf(shop, line);
    return moneyBag(lineCents(ownDiscounts(order, line, args["withCodeDiscounts"] === true), line.quantity), order.currencyCode);
  },
  totalDiscountSet: bagOf((line, order) => lineDiscountCents(ownDiscounts(order, line, false), line.quantity)),
  unfulfilledOriginalTotalSet: bagOf((line, order) => line.priceCents * unshippedUnits(order, line.id)),
  unfulfilledDiscountedTotalSet: bagOf((line, order) => lineCents(ownDiscounts(order, line, false), unshippedUnits(order, line.id))),
};

function bagOf(cents: (line: LineItem, order: Order) => number): TypeResolvers<LineItem>[string] {
  return (line, _args, { shop }) => {
    const order = parentOf(shop, line);
    return moneyBag(cents(line, order), order.currencyCode);
  };
}

const lineItemGroup: TypeResolvers<LineItemGroup> = {
  id: ({ id }) => toGid("LineItemGroup", id),
  title: ({ title }) => title,
  quantity: ({ quantity }) => quantity,
  variantId: ({ variantId }) => (variantId === null ? null : toGid("ProductVariant", variantId)),
  variantSku: ({ variantId }, _args, { shop }) => (variantId === null ? null : (shop.variants.get(variantId)?.sku ?? null)),
  productId: ({ variantId }, _args, { shop }) => {
    const variant = variantId === null ? undefined : shop.variants.get(variantId);
    return variant === undefined ? null : toGid("Product", variant.productId);
  },
  customAttributes: () => [],
};

export const lineItemTypes: ResolverMap = { LineItem: lineItem, LineItemGroup: lineItemGroup };
