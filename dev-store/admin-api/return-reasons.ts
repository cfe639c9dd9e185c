import { idOf, toGid } from "../state/gid.ts";

/** Why things come back: Shopify's own reasons, which every shop has. */

const REASONS: readonly { reason: string; handle: string; name: string }[] = [
  { reason: "UNKNOWN", handle: "unknown", name: "Unknown" },
  { reason: "SIZE_TOO_SMALL", handle: "size-too-small", name: "Size was too small" },
  { reason: "SIZE_TOO_LARGE", handle: "size-too-large", name: "Size was too large" },
  { reason: "UNWANTED", handle: "unwanted", name: "Customer changed their mind" },
  { reason: "NOT_AS_DESCRIBED", handle: "not-as-described", name: "Item not as described" },
  { reason: "WRONG_ITEM", handle: "wrong-item", name: "Received the wrong item" },
  { reason: "DEFECTIVE", handle: "defective", name: "Damaged or defective" },
  { reason: "STYLE", handle: "style", name: "Style" },
  { reason: "COLOR", handle: "color", name: "Color" },
  { reason: "OTHER", handle: "other", name: "Other" },
];

export type ReturnReasonDefinition = { id: string; handle: string; name: string; deleted: boolean };

export const RETURN_REASON_DEFINITIONS: readonly ReturnReasonDefinition[] = REASONS.map(({ handle, name }, index) => ({
  id: toGid("ReturnReasonDefinition", index + 1),
  handle,
  name,
  deleted: false,
}));

export function definitionOf(reason: string): ReturnReasonDefinition | null {
  return RETURN_REASON_DEFINITIONS[REASONS.findIndex((known) => known.reason === reason)] ?? null;
}

/** The reason that the input names in the old way or the new. */
export function reasonFrom({ returnReason, returnReasonDefinitionId }: Record<string, string | null | undefined>): string {
  if (returnReasonDefinitionId == null) return returnReason ?? "UNKNOWN";
  return REASONS[(idOf("ReturnReasonDefinition", returnReasonDefinitionId) ?? 0) - 1]?.reason ?? "UNKNOWN";
}
