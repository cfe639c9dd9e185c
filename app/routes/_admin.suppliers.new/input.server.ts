/** What a supplier's form sends: numbers as typed, empty for none. */
import { z } from "zod";
import { typedNumberOrNone, typedText } from "../../typed-input.ts";

export const supplierInput = z.object({
  name: typedText,
  email: typedText,
  country: typedText,
  leadTimeDays: typedNumberOrNone,
  currency: typedText.optional().default(""),
  minimumUnits: typedNumberOrNone.optional().default(null),
  minimumAmount: typedNumberOrNone.optional().default(null),
  orderWeekdays: z.array(z.number()).max(7).optional().default([1, 2, 3, 4, 5]),
});
