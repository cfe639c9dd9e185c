import { discountValue, draftLineDiscountCents, draftTotals } from "../../commerce/draft-money.ts";
import type { DraftTotals } from "../../commerce/draft-money.ts";
import { unitDiscountCents } from "../../commerce/discounts.ts";
import { toGid } from "../../state/gid.ts";
import type { DraftContent, DraftDiscount, DraftLine, DraftOrder } from "../../state/sales-types.ts";
import type { Product, ShopState, Variant } from "../../state/types.ts";
import { named } from "../api-context.ts";
import type { ResolverMap, TypeResolvers } from "../api-context.ts";
import { listConnection } from "../connections.ts";
import { mailingAddress, money, moneyBag, moneyV2 } from "../views.ts";
import { metafieldFields } from "./metafield-types.ts";

/** Draft orders, and what one would come to that is only calculated. */

function sum(pick: (totals: DraftTotals) => number): TypeResolvers<DraftContent>[string] {
  return (draft, _args, { shop }) => moneyBag(pick(draftTotals(draft)), shop.profile.currencyCode);
}

function appliedDiscount(discount: DraftDiscount | null, cents: number, currencyCode: string): object | null {
  if (discount === null) return null;
  const { title, description, value, isPercentage } = discount;
  return {
    ...{ title, description, value },
    valueType: isPercentage ? "PERCENTAGE" : "FIXED_AMOUNT",
    amount: money(cents),
    amountSet: moneyBag(cents, currencyCode),
    amountV2: moneyV2(cents, currencyCode),
  };
}

const content: TypeResolvers<DraftContent> = {
  appliedDiscount: (draft, _args, { shop }) => appliedDiscount(draft.discount, draftTotals(draft).orderDiscountCents, shop.profile.currencyCode),
  acceptAutomaticDiscounts: () => false,
  allVariantPricesOverridden: () => false,
  anyVariantPricesOverridden: () => false,
  billingAddressMatchesShippingAddress: ({ billingAddress, shippingAddress }) => JSON.stringify(billingAddress) === JSON.stringify(shippingAddress),
  currencyCode: (_draft, _args, { shop }) => shop.profile.currencyCode,
  presentmentCurrencyCode: (_draft, _args, { shop }) => shop.profile.currencyCode,
  customer: ({ customerId }, _args, { shop }) => (customerId === null ? null : (shop.customers.get(customerId) ?? null)),
  purchasingEntity: ({ customerId }, _args, api) => {
    const customer = customerId === null ? undefined : api.shop.customers.get(customerId);
    return customer === undefined ? null : named(api, "Customer", customer);
  },
  deposit: () => null,
  discountCodes: () => [],
  platformDiscounts: () => [],
  phone: ({ phone }) => phone,
  taxLines: () => [],
  taxesIncluded: () => true,
  transformerFingerprint: () => null,
  warnings: () => [],
  shippingLine: ({ shipping }) =>
    shipping && {
      ...{ id: 0, title: shipping.title, code: shipping.title, source: null, priceCents: shipping.priceCents },
      ...{ discounts: [], taxLines: [], isRemoved: false },
    },
  lineItemsSubtotalPrice: sum(({ subtotalCents }) => subtotalCents),
  subtotalPrice: (draft) => money(draftTotals(draft).subtotalCents),
  subtotalPriceSet: sum(({ subtotalCents }) => subtotalCents),
  totalDiscountsSet: sum(({ lineDiscountCents, orderDiscountCents }) => lineDiscountCents + orderDiscountCents),
  totalLineItemsPriceSet: sum(({ goodsCents }) => goodsCents),
  totalPrice: (draft) => money(draftTotals(draft).totalCents),
  totalPriceSet: sum(({ totalCents }) => totalCents),
  totalShippingPrice: (draft) => money(draftTotals(draft).shippingCents),
  totalShippingPriceSet: sum(({ shippingCents }) => shippingCents),
  totalTax: () => money(0),
  totalTaxSet: sum(() => 0),
  amountDueNowSet: sum(({ totalCents }) => totalCents),
  amountDueLaterSet: sum(() => 0),
  totalQuantityOfLineItems: ({ lines }) => lines.reduce((units, { quantity }) => units + quantity, 0),
};

const draftOrder: TypeResolvers<DraftOrder> = {
  ...content,
  id: ({ id }) => toGid("DraftOrder", id),
  legacyResourceId: ({ id }) => id,
  name: ({ number }) => `#D${number}`,
  status: ({ status }) => status,
  ready: () => true,
  email: ({ email }) => email,
  note2: ({ note }) => note,
  poNumber: ({ poNumber }) => poNumber,
  tags: ({ tags }) => tags,
  taxExempt: ({ taxExempt }) => taxExempt,
  visibleToCustomer: ({ visibleToCustomer }) => visibleToCustomer,
  allowDiscountCodesInCheckout: () => false,
  customAttributes: ({ attributes }) => attributes.map(({ name, value }) => ({ key: name, value })),
  shippingAddress: ({ shippingAddress, id }) => shippingAddress && mailingAddress(shippingAddress, id),
  billingAddress: ({ billingAddress, id }) => billingAddress && mailingAddress(billingAddress, id),
  lineItems: ({ lines }, args) => listConnection(lines, args),
  order: ({ orderId }, _args, { shop }) => (orderId === null ? null : (shop.orders.get(orderId) ?? null)),
  reserveInventoryUntil: ({ reserveInventoryUntil }) => reserveInventoryUntil,
  invoiceUrl: ({ token }, _args, { shop }) => `https://${shop.profile.domain}/${shop.profile.id}/invoices/${token}`,
  invoiceEmailTemplateSubject: ({ number }) => `Complete your purchase #D${number}`,
  invoiceSentAt: ({ invoiceSentAt }) => invoiceSentAt,
  completedAt: ({ completedAt }) => completedAt,
  hasTimelineComment: () => false,
  paymentTerms: () => null,
  totalWeight: () => 0,
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
  ...metafieldFields<DraftOrder>(({ id }) => toGid("DraftOrder", id)),
};

const calculatedDraftOrder: TypeResolvers<DraftContent> = { ...content, alerts: () => [], availableShippingRates: () => [], lineItems: ({ lines }) => lines };

function variantOf({ variants }: ShopState, { variantId }: DraftLine): Variant | null {
  return variantId === null ? null : (variants.get(variantId) ?? null);
}

function productOf(shop: ShopState, line: DraftLine): Product | null {
  const variant = variantOf(shop, line);
  return variant === null ? null : (shop.products.get(variant.productId) ?? null);
}

function variantTitle(shop: ShopState, line: DraftLine): string | null {
  const title = variantOf(shop, line)?.title ?? null;
  return title === "Default Title" ? null : title;
}

const originalCents = ({ priceCents, quantity }: DraftLine): number => priceCents * quantity;
const unitCents = ({ priceCents, discount }: DraftLine): number =>
  priceCents - (discount === null ? 0 : unitDiscountCents(discountValue(discount), priceCents));

function lineBag(cents: (line: DraftLine) => number): TypeResolvers<DraftLine>[string] {
  return (line, _args, { shop }) => moneyBag(cents(line), shop.profile.currencyCode);
}

function lineMoney(cents: (line: DraftLine) => number): TypeResolvers<DraftLine>[string] {
  return (line, _args, { shop }) => moneyV2(cents(line), shop.profile.currencyCode);
}

const line: TypeResolvers<DraftLine> = {
  uuid: ({ uuid }) => uuid,
  appliedDiscount: (record, _args, { shop }) => appliedDiscount(record.discount, draftLineDiscountCents(record), shop.profile.currencyCode),
  custom: ({ variantId }) => variantId === null,
  customAttributes: ({ properties }) => properties.map(({ name, value }) => ({ key: name, value })),
  image: () => null,
  isGiftCard: () => false,
  name: (record, _args, { shop }) => {
    const suffix = variantTitle(shop, record);
    return suffix === null ? record.title : `${record.title} - ${suffix}`;
  },
  product: (record, _args, { shop }) => productOf(shop, record),
  quantity: ({ quantity }) => quantity,
  requiresShipping: ({ requiresShipping }) => requiresShipping,
  sku: ({ sku }) => sku,
  taxable: ({ taxable }) => taxable,
  title: ({ title }) => title,
  variant: (record, _args, { shop }) => variantOf(shop, record),
  variantTitle: (record, _args, { shop }) => variantTitle(shop, record),
  vendor: (record, _args, { shop }) => productOf(shop, record)?.vendor ?? null,
  weight: () => null,
  fulfillmentService: () => null,
  originalUnitPriceSet: lineBag(({ priceCents }) => priceCents),
  originalUnitPriceWithCurrency: lineMoney(({ priceCents }) => priceCents),
  originalTotalSet: lineBag(originalCents),
  discountedUnitPriceSet: lineBag(unitCents),
  approximateDiscountedUnitPriceSet: lineBag(unitCents),
  discountedTotalSet: lineBag((record) => originalCents(record) - draftLineDiscountCents(record)),
  totalDiscountSet: lineBag(draftLineDiscountCents),
  priceOverride: () => null,
};

const draftOrderLineItem: TypeResolvers<DraftLine> = {
  ...line,
  id: ({ id }) => toGid("DraftOrderLineItem", id),
  taxLines: () => [],
  originalUnitPrice: ({ priceCents }) => money(priceCents),
  originalTotal: (record) => money(originalCents(record)),
  discountedUnitPrice: (record) => money(unitCents(record)),
  discountedTotal: (record) => money(originalCents(record) - draftLineDiscountCents(record)),
  totalDiscount: (record) => money(draftLineDiscountCents(record)),
};

const calculatedDraftOrderLineItem: TypeResolvers<DraftLine> = {
  ...line,
  originalUnitPrice: lineMoney(({ priceCents }) => priceCents),
  originalTotal: lineMoney(originalCents),
  discountedUnitPrice: lineMoney(unitCents),
  discountedTotal: lineMoney((record) => originalCents(record) - draftLineDiscountCents(record)),
  totalDiscount: lineMoney(draftLineDiscountCents),
};

export const draftOrderTypes: ResolverMap = {
  DraftOrder: draftOrder,
  DraftOrderLineItem: draftOrderLineItem,
  CalculatedDraftOrder: calculatedDraftOrder,
  CalculatedDraftOrderLineItem: calculatedDraftOrderLineItem,
};
