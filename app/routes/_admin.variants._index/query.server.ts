/** What the address of the variants page asks for, and what its switch sends. */
import { z } from "zod";
import type { VariantView } from "../../adapters/prisma/read-models/variant-list.server.ts";
import type { VariantId } from "../../domain/ids.ts";
import { typedId } from "../../typed-input.ts";

export const VIEWS = ["all", "on", "off", "waiting", "sold_out", "gap", "ready", "drifted"] as const satisfies readonly VariantView[];
const MAX_SEARCH_CHARACTERS = 200;

export interface VariantsAddress {
  readonly view: VariantView;
  readonly search: string;
  readonly cursor: string | null;
}

export function readVariantsAddress(url: URL): VariantsAddress {
  return {
    view: z.enum(VIEWS).catch("all").parse(url.searchParams.get("view")),
    search: (url.searchParams.get("q") ?? "").trim().slice(0, MAX_SEARCH_CHARACTERS),
    cursor: url.searchParams.get("cursor"),
  };
}

/** One page of variants at most is switched at once. */
export const switchInput = z.object({
  changes: z
    .array(z.object({ variantId: typedId<VariantId>(), mode: z.string().max(20), limit: z.number().nullable() }))
    .min(1)
    .max(50),
});
