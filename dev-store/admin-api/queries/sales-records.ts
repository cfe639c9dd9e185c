import type { ShopState } from "../../state/types.ts";

/** Records of selling and taking back, by type and number; undefined for a type that is none of them. */
export function findSalesRecord({ orders, orderIdOf, orderEdits, draftOrders }: ShopState, type: string, id: number): object | null | undefined {
  const returns = orders.get(orderIdOf.return.get(id) ?? 0)?.returns ?? [];
  switch (type) {
    case "OrderTransaction":
      return orders.get(orderIdOf.transaction.get(id) ?? 0)?.transactions.find((one) => one.id === id) ?? null;
    case "CalculatedOrder":
    case "OrderEditSession":
      return orderEdits.get(id) ?? null;
    case "DraftOrder":
      return draftOrders.get(id) ?? null;
    case "Return":
      return returns.find((one) => one.id === id) ?? null;
    case "ReverseFulfillmentOrder":
      return returns.find(({ reverseFulfillmentOrderId }) => reverseFulfillmentOrderId === id) ?? null;
    case "ReturnLineItem":
      return returns.flatMap(({ lines }) => lines).find((one) => one.id === id) ?? null;
    case "ReverseFulfillmentOrderLineItem":
      return returns.flatMap(({ lines }) => lines).find(({ reverseLineId }) => reverseLineId === id) ?? null;
    default:
      return undefined;
  }
}
