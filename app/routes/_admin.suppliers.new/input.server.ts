/** What a supplier's form sends: the lead time as typed, empty for not known. */
import { z } from "zod";
import { typedNumberOrNone, typedText } from "../../typed-input.ts";

export const supplierInput = z.object({ name: typedText, email: typedText, country: typedText, leadTimeDays: typedNumberOrNone });
