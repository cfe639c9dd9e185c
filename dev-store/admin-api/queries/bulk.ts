import type { BulkOperation } from "../../state/bulk-types.ts";
import type { ApiContext, TypeResolvers } from "../api-context.ts";
import { connection } from "../connections.ts";
import { keepGoing, ownOperation } from "../mutations/bulk.ts";
import { byNumber, byText, byTime, matcherOf } from "../search.ts";
import type { SearchField } from "../search.ts";

export const bulkQueries: TypeResolvers<unknown> = {
  bulkOperation: (_source, args, api) => {
    const operation = ownOperation(api, args["id"]);
    return operation === null ? null : keepGoing(api, operation);
  },
  bulkOperations: (_source, args, api) => {
    const sortValue = (one: BulkOperation): string => (args["sortKey"] === "COMPLETED_AT" ? (one.completedAt ?? "") : one.createdAt);
    const found = own(api).filter(matcherOf(args["query"], FIELDS));
    return connection(
      found.map((node) => ({ id: node.id, sortValue: sortValue(node), node })),
      args,
    );
  },
  currentBulkOperation: (_source, args, api) => own(api).findLast(({ type }) => type === (args["type"] ?? "QUERY")) ?? null,
};

const FIELDS: Record<string, SearchField<BulkOperation>> = {
  id: byNumber(({ id }) => id),
  created_at: byTime(({ createdAt }) => createdAt),
  completed_at: byTime(({ completedAt }) => completedAt),
  operation_type: byText(({ type }) => type),
  status: byText(({ status }) => status),
};

function own(api: ApiContext): BulkOperation[] {
  const found = [...api.shop.bulkOperations.values()].filter(({ apiKey }) => apiKey === api.app.apiKey);
  return found.map((operation) => keepGoing(api, operation));
}
