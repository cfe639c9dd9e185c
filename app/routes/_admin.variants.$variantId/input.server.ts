/** What a variant's form sends: the limit as typed, empty for none; or whose Shopify's switch shall be after somebody moved it. */
import { z } from "zod";
import { typedNumberOrNone, typedText } from "../../typed-input.ts";

export const variantInput = z.union([
  z.object({ owner: z.enum(["ours", "left"]) }),
  z.object({ mode: typedText, limit: typedNumberOrNone, leastShippable: typedNumberOrNone, madeToOrder: z.boolean(), tellsWaiting: z.boolean() }),
]);
