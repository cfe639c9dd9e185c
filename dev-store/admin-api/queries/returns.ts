import { idOf } from "../../state/gid.ts";
import type { TypeResolvers } from "../api-context.ts";
import { resourceNotFound } from "../api-error.ts";
import { listConnection } from "../connections.ts";
import { RETURN_REASON_DEFINITIONS } from "../return-reasons.ts";
import { returnableFulfillmentsOf } from "../types/return-types.ts";
import { findSalesRecord } from "./sales-records.ts";

/** Query roots of returns. */

function byId(type: "Return" | "ReverseFulfillmentOrder"): TypeResolvers<unknown>[string] {
  return (_source, args, { shop }) => {
    const id = idOf(type, args["id"]);
    if (id === null) throw resourceNotFound(args["id"]);
    return findSalesRecord(shop, type, id);
  };
}

export const returnQueries: TypeResolvers<unknown> = {
  return: byId("Return"),
  reverseFulfillmentOrder: byId("ReverseFulfillmentOrder"),
  returnableFulfillments: (_source, args, { shop }) => {
    const order = shop.orders.get(idOf("Order", args["orderId"]) ?? 0);
    return listConnection(order === undefined ? [] : returnableFulfillmentsOf(order), args);
  },
  returnableFulfillment: (_source, args, { shop }) => {
    const id = idOf("ReturnableFulfillment", args["id"]) ?? 0;
    const order = shop.orders.get(shop.orderIdOf.fulfillment.get(id) ?? 0);
    return (order && returnableFulfillmentsOf(order).find((returnable) => returnable.id === id)) ?? null;
  },
  returnReasonDefinitions: (_source, args) => {
    const ids: readonly string[] | null = args["ids"] ?? null;
    const handles: readonly string[] | null = args["handles"] ?? null;
    const wanted = RETURN_REASON_DEFINITIONS.filter(({ id, handle }) => (ids === null || ids.includes(id)) && (handles === null || handles.includes(handle)));
    return listConnection(wanted, args);
  },
};
