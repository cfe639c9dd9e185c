/** What the receiving page sends: first to look, then to save. */
import { z } from "zod";
import type { InventoryItemId } from "../../domain/ids.ts";
import { typedId, typedNumber, typedText } from "../../typed-input.ts";

const lines = z.array(z.object({ inventoryItemId: typedId<InventoryItemId>(), units: typedNumber }));

export const receiveInput = z.discriminatedUnion("step", [
  z.object({ step: z.literal("preview"), lines }),
  z.object({ step: z.literal("receive"), expectedVersion: z.number().int(), receivedOn: typedText, allowsMoreThanOrdered: z.boolean(), lines }),
]);
