/** What the settings page sends. */
import { z } from "zod";
import { typedNumber, typedText } from "../../typed-input.ts";

export const shopSettingsInput = z.object({
  timeZone: typedText,
  confidence: typedNumber,
  senderName: typedText,
  senderEmail: typedText,
  shipPreference: typedText,
  leastShippable: typedNumber,
});
