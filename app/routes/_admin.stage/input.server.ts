/** What the page sends: go live, pause, or prepare to leave. */
import { z } from "zod";
import type { VariantId } from "../../domain/ids.ts";
import { typedId } from "../../typed-input.ts";

const MOST_VARIANTS = 1_000;

export const stageInput = z.discriminatedUnion("act", [
  z.object({
    act: z.literal("go_live"),
    variantIds: z.union([z.literal("all"), z.array(typedId<VariantId>()).max(MOST_VARIANTS)]),
    tellsWaiting: z.boolean(),
  }),
  z.object({ act: z.literal("pause"), givesBack: z.boolean() }),
  z.object({ act: z.literal("leave") }),
]);
