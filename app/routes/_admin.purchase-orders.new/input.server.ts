/** What the form of a purchase order sends. What is typed travels as text: the use case says what is wrong with it. */
import { z } from "zod";
import type { InventoryItemId, LocationId, SupplierId } from "../../domain/ids.ts";
import type { OrderLineInput } from "../../use-cases/save-purchase-order.ts";
import { typedId, typedNumber, typedNumberOrNone, typedText } from "../../typed-input.ts";

export const purchaseOrderInput = z.object({
  number: typedText,
  supplierId: typedId<SupplierId>(),
  locationId: typedId<LocationId>(),
  orderedOn: typedText,
  deadline: typedText,
  note: typedText,
  isDraft: z.boolean().optional(),
  lines: z.array(z.object({ inventoryItemId: typedId<InventoryItemId>(), units: typedNumber, unitCost: typedNumberOrNone.optional() })),
});

/** A field that was not sent leaves the cost as it is; an empty one says that it is not known. */
export function withCost({ unitCost, ...line }: z.infer<typeof purchaseOrderInput>["lines"][number]): OrderLineInput {
  return unitCost === undefined ? line : { ...line, unitCost };
}
