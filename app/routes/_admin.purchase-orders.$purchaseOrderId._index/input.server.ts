/** What the page of one purchase order sends. */
import { z } from "zod";
import type { InboundShipmentId, InventoryItemId } from "../../domain/ids.ts";
import { typedId, typedNumber, typedText } from "../../typed-input.ts";

const inboundShipmentId = typedId<InboundShipmentId>();
const expectedVersion = z.number().int();

export const changeInput = z.discriminatedUnion("change", [
  z.object({ change: z.literal("deadline"), inboundShipmentId, expectedVersion, deadline: typedText, reason: typedText }),
  z.object({
    change: z.literal("move"),
    inboundShipmentId,
    toShipmentId: inboundShipmentId.nullable(),
    expectedVersion,
    deadline: typedText,
    reason: typedText,
    lines: z.array(z.object({ inventoryItemId: typedId<InventoryItemId>(), units: typedNumber })),
  }),
  z.object({
    change: z.literal("cancel"),
    expectedVersion,
    inboundShipmentId: inboundShipmentId.nullable().optional().default(null),
    inventoryItemId: typedId<InventoryItemId>().nullable().optional().default(null),
    reason: typedText.optional().default(""),
  }),
  z.object({ change: z.literal("place"), expectedVersion }),
]);
