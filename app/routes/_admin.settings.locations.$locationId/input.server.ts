/** What a location's form sends. Numbers travel as typed. */
import { z } from "zod";
import { typedNumber, typedNumberOrNone, typedText } from "../../typed-input.ts";

const weekdays = z.array(z.number()).max(20);

export const locationSettingsInput = z.object({
  unitsPerDay: typedNumberOrNone,
  normalUnitsPerDay: typedNumberOrNone,
  receivingDays: typedNumber,
  packingWeekdays: weekdays,
  receivingWeekdays: weekdays,
  holidays: z.array(typedText).max(5_000),
  cutOff: typedText,
  isInPool: z.boolean(),
});
