import type { GraphQLResolveInfo } from "graphql";
import type { ApiContext, Args } from "./api-context.ts";
import { metafieldMutations } from "./mutations/metafields.ts";

type MetafieldError = { field: string[]; message: string; code: string };

/** Sets metafields that came along with their owner's own input. Says what is wrong with them, if anything is. */
export function setOwnedMetafields(
  api: ApiContext,
  info: GraphQLResolveInfo,
  { ownerGid, metafields }: { ownerGid: string; metafields: readonly Args[] | null | undefined },
): MetafieldError[] {
  const set = metafieldMutations["metafieldsSet"];
  if (metafields == null || metafields.length === 0 || set === undefined) return [];
  const args = { metafields: metafields.map((metafield) => ({ ...metafield, ownerId: ownerGid })) };
  // The mutation's own answer.
  return (set(undefined, args, api, info) as { userErrors: MetafieldError[] }).userErrors;
}
