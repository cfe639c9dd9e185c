import { GraphQLError } from "graphql";
import type { Args } from "./api-context.ts";

const MAX_LIST_SIZE = 250;
/** A product has up to 2,048 variants, and these take them all at once. */
const TAKES_MORE: ReadonlySet<string> = new Set(["productSet", "productVariantsBulkCreate", "productVariantsBulkUpdate"]);

/** Shopify takes lists of 250 at most, wherever they stand in the input. */
export function requireSmallLists(root: string, args: Args): void {
  const size = TAKES_MORE.has(root) ? 0 : longestList(args);
  if (size <= MAX_LIST_SIZE) return;
  throw new GraphQLError(`The input array size of ${size} is greater than the maximum allowed of ${MAX_LIST_SIZE}.`, {
    extensions: { code: "MAX_INPUT_SIZE_EXCEEDED" },
  });
}

function longestList(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const below = Object.values(value).reduce<number>((longest, own) => Math.max(longest, longestList(own)), 0);
  return Array.isArray(value) ? Math.max(value.length, below) : below;
}
