/** What the page of service rules sends. */
import { z } from "zod";
import type { InventoryItemId, LocationId } from "../../domain/ids.ts";
import { typedId, typedNumber, typedText } from "../../typed-input.ts";

export const allocationRulesInput = z.object({
  policy: typedText,
  priorityRules: z.array(z.object({ name: typedText, level: typedNumber, condition: typedText, value: typedText })),
  reserves: z.array(z.object({ locationId: typedId<LocationId>(), inventoryItemId: typedId<InventoryItemId>(), channel: typedText, units: typedNumber })),
});
