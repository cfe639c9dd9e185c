/** What the address of the purchase orders page asks for. */
import { z } from "zod";
import type { PurchaseOrderView } from "../../adapters/prisma/read-models/purchase-order-list.server.ts";

export const VIEWS = ["open", "late", "draft", "received", "all"] as const satisfies readonly PurchaseOrderView[];
const MAX_SEARCH_CHARACTERS = 200;

export interface PurchaseOrdersAddress {
  readonly view: PurchaseOrderView;
  readonly search: string;
  readonly cursor: string | null;
}

export function readPurchaseOrdersAddress(url: URL): PurchaseOrdersAddress {
  return {
    view: z.enum(VIEWS).catch("open").parse(url.searchParams.get("view")),
    search: (url.searchParams.get("q") ?? "").trim().slice(0, MAX_SEARCH_CHARACTERS),
    cursor: url.searchParams.get("cursor"),
  };
}
