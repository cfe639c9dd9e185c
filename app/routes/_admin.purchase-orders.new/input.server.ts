/** What the form of a purchase order sends. What is typed travels as text: the use case says what is wrong with it. */
import { z } from "zod";
import type { InventoryItemId, LocationId, SupplierId } from "../../domain/ids.ts";
import { typedId, typedNumber, typedText } from "../../typed-input.ts";

export const purchaseOrderInput = z.object({
  number: typedText,
  supplierId: typedId<SupplierId>(),
  locationId: typedId<LocationId>(),
  orderedOn: typedText,
  deadline: typedText,
  note: typedText,
  lines: z.array(z.object({ inventoryItemId: typedId<InventoryItemId>(), units: typedNumber })),
});
