import { toGid } from "../../state/gid.ts";
import type { Return } from "../../state/sales-types.ts";
import type { Agreement, LineItem, Refund, Sale, ShopState } from "../../state/types.ts";
import { named } from "../api-context.ts";
import type { ResolverMap, TypeResolvers } from "../api-context.ts";
import { listConnection } from "../connections.ts";
import { moneyBag } from "../views.ts";

const AGREEMENT_TYPES: Record<Agreement["reason"], string> = {
  ORDER: "OrderAgreement",
  ORDER_EDIT: "OrderEditAgreement",
  REFUND: "RefundAgreement",
  RETURN: "ReturnAgreement",
};

const SALE_TYPES: Record<Sale["lineType"], string> = { PRODUCT: "ProductSale", SHIPPING: "ShippingLineSale", ADJUSTMENT: "AdjustmentSale" };

export function agreementType({ reason }: Agreement): string {
  return AGREEMENT_TYPES[reason];
}

const agreement: TypeResolvers<Agreement> = {
  id: (record) => toGid(agreementType(record), record.id),
  reason: ({ reason }) => reason,
  happenedAt: ({ happenedAt }) => happenedAt,
  app: ({ appId }, _args, { shop }) => [...shop.apps.values()].find(({ id }) => id === appId) ?? null,
  user: () => null,
  sales: ({ sales }, args, api) =>
    listConnection(
      sales.map((sale) => named(api, SALE_TYPES[sale.lineType], sale)),
      args,
    ),
};

function refundOf(shop: ShopState, { subjectId }: Agreement): Refund | null {
  const order = shop.orders.get(shop.orderIdOf.refund.get(subjectId ?? 0) ?? 0);
  return order?.refunds.find(({ id }) => id === subjectId) ?? null;
}

function returnOf(shop: ShopState, { subjectId }: Agreement): Return | null {
  const order = shop.orders.get(shop.orderIdOf.return.get(subjectId ?? 0) ?? 0);
  return order?.returns.find(({ id }) => id === subjectId) ?? null;
}

const sale: TypeResolvers<Sale> = {
  id: (record) => toGid(SALE_TYPES[record.lineType], record.id),
  actionType: ({ action }) => action,
  lineType: ({ lineType }) => lineType,
  quantity: ({ quantity }) => quantity,
  taxes: () => [],
  totalAmount: ({ cents }, _args, { shop }) => moneyBag(cents, shop.profile.currencyCode),
  totalDiscountAmountBeforeTaxes: ({ discountCents }, _args, { shop }) => moneyBag(discountCents, shop.profile.currencyCode),
  totalDiscountAmountAfterTaxes: ({ discountCents }, _args, { shop }) => moneyBag(discountCents, shop.profile.currencyCode),
  totalTaxAmount: (_record, _args, { shop }) => moneyBag(0, shop.profile.currencyCode),
};

function soldLine(shop: ShopState, record: Sale): LineItem | null {
  if (record.lineType !== "PRODUCT") return null;
  const order = shop.orders.get(shop.orderIdOf.lineItem.get(record.lineItemId) ?? 0);
  return order?.lineItems.find(({ id }) => id === record.lineItemId) ?? null;
}

export const agreementTypes: ResolverMap = {
  OrderAgreement: agreement,
  OrderEditAgreement: agreement,
  RefundAgreement: { ...agreement, refund: (record: Agreement, _args, { shop }) => refundOf(shop, record) },
  ReturnAgreement: { ...agreement, return: (record: Agreement, _args, { shop }) => returnOf(shop, record) },
  ProductSale: { ...sale, lineItem: (record: Sale, _args, { shop }) => soldLine(shop, record) },
  ShippingLineSale: sale,
  AdjustmentSale: sale,
};
