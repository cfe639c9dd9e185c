/** What the page of one supplier sends: the supplier, or its terms for one variant. */
import { z } from "zod";
import type { InventoryItemId } from "../../domain/ids.ts";
import { typedId, typedNumber, typedNumberOrNone, typedText } from "../../typed-input.ts";
import { supplierInput } from "../_admin.suppliers.new/input.server.ts";

const inventoryItemId = typedId<InventoryItemId>();

export const changeInput = z.union([
  z.object({
    change: z.literal("item"),
    inventoryItemId,
    supplierSku: typedText,
    unitCost: typedNumberOrNone,
    packSize: typedNumber,
    minimumUnits: typedNumberOrNone,
    leadTimeDays: typedNumberOrNone,
    rank: typedNumber,
  }),
  z.object({ change: z.literal("remove-item"), inventoryItemId }),
  supplierInput.extend({ change: z.literal("supplier").optional() }),
]);
