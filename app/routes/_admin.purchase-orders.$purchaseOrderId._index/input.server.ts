/** What the page of one purchase order sends. */
import { z } from "zod";
import type { InboundShipmentId } from "../../domain/ids.ts";
import { typedId, typedText } from "../../typed-input.ts";

export const changeInput = z.discriminatedUnion("change", [
  z.object({
    change: z.literal("deadline"),
    inboundShipmentId: typedId<InboundShipmentId>(),
    expectedVersion: z.number().int(),
    deadline: typedText,
    reason: typedText,
  }),
  z.object({ change: z.literal("cancel"), expectedVersion: z.number().int() }),
]);
