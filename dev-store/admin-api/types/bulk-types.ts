import { RESULTS_PATH } from "../../bulk/staged-uploads.ts";
import { toGid } from "../../state/gid.ts";
import type { BulkOperation } from "../../state/bulk-types.ts";
import type { ApiContext, ResolverMap, TypeResolvers } from "../api-context.ts";

const bulkOperation: TypeResolvers<BulkOperation> = {
  id: ({ id }) => toGid("BulkOperation", id),
  type: ({ type }) => type,
  status: ({ status }) => status,
  errorCode: ({ errorCode }) => errorCode,
  query: ({ query }) => query,
  objectCount: ({ objectCount }) => String(objectCount),
  rootObjectCount: ({ rootObjectCount }) => String(rootObjectCount),
  fileSize: ({ result }) => (result === null ? null : String(Buffer.byteLength(result))),
  url: (operation, _args, api) => urlOf(operation, api),
  partialDataUrl: () => null,
  createdAt: ({ createdAt }) => createdAt,
  completedAt: ({ completedAt }) => completedAt,
};

function urlOf({ result, token }: BulkOperation, { shop }: ApiContext): string | null {
  return result === null ? null : `https://${shop.profile.domain}${RESULTS_PATH}${token}.jsonl`;
}

export const bulkTypes: ResolverMap = { BulkOperation: bulkOperation };
