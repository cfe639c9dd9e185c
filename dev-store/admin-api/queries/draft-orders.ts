import { draftTotals } from "../../commerce/draft-money.ts";
import { idOf } from "../../state/gid.ts";
import type { DraftOrder } from "../../state/sales-types.ts";
import type { TypeResolvers } from "../api-context.ts";
import { resourceNotFound } from "../api-error.ts";
import { search, TIMES } from "../record-search.ts";
import type { SortKeys } from "../record-search.ts";
import { byId, byText, byWords, matcherOf } from "../search.ts";
import type { SearchField } from "../search.ts";
import { count } from "../views.ts";

/** Query roots of draft orders. */

const FIELDS: Record<string, SearchField<DraftOrder>> = {
  ...TIMES,
  id: byId(({ id }) => id),
  customer_id: byId(({ customerId }) => customerId),
  status: byText(({ status }) => (status === "COMPLETED" ? "completed" : [status, "open_and_invoice_sent"])),
  tag: byText(({ tags }) => tags),
  source: byText(({ sourceName }) => sourceName),
  default: byWords(({ number, email, lines }) => [`#D${number}`, email, ...lines.map(({ title }) => title)]),
};

const SORT: SortKeys<DraftOrder> = {
  ID: ({ id }) => id,
  RELEVANCE: ({ id }) => id,
  NUMBER: ({ number }) => number,
  STATUS: ({ status }) => status,
  UPDATED_AT: ({ updatedAt }) => updatedAt,
  TOTAL_PRICE: (draft) => draftTotals(draft).totalCents,
  CUSTOMER_NAME: ({ email }) => email ?? "",
};

export const draftOrderQueries: TypeResolvers<unknown> = {
  draftOrder: (_source, args, { shop }) => {
    const id = idOf("DraftOrder", args["id"]);
    if (id === null) throw resourceNotFound(args["id"]);
    return shop.draftOrders.get(id) ?? null;
  },
  draftOrders: (_source, args, { shop }) => search(shop.draftOrders.values(), args, FIELDS, SORT),
  draftOrdersCount: (_source, args, { shop }) => count([...shop.draftOrders.values()].filter(matcherOf(args["query"], FIELDS)).length, args["limit"]),
};
