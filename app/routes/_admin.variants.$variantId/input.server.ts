/** What a variant's form sends: the limit as typed, empty for none. */
import { z } from "zod";
import { typedNumberOrNone, typedText } from "../../typed-input.ts";

export const variantInput = z.object({
  mode: typedText,
  limit: typedNumberOrNone,
  leastShippable: typedNumberOrNone,
  madeToOrder: z.boolean(),
  tellsWaiting: z.boolean(),
});
