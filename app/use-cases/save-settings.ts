/** The shop's and its locations' settings. Dates that depend on them are computed anew. */
import { isTimeZone, parseCalendarDate } from "../domain/calendar-date.ts";
import { done, problem, refused } from "../domain/errors.ts";
import type { Outcome, Problem } from "../domain/errors.ts";
import type { LocationId, ShopDomain } from "../domain/ids.ts";
import { checkRange, checkText, checkUnits, found, MOST_TEXT, MOST_UNITS } from "../domain/input-checks.ts";
import { parseMailAddress } from "../domain/mail-address.ts";
import { SHIP_PREFERENCES } from "../domain/units-to-hold.ts";
import type { Job } from "./ports/jobs.ts";
import { inChunks } from "./record-orders.ts";
import type { SupplyDeps } from "./save-purchase-order.ts";
import type { Transaction } from "./ports/transaction.ts";

const LONGEST_RECEIVING_DAYS = 30;
const MOST_HOLIDAYS = 200;
const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;
const LEAST_CONFIDENCE = 0.5;
const MOST_CONFIDENCE = 0.99;
const STAGES = ["live", "observe"] as const;
/** More orders than a shop has waiting. */
const MOST_ORDERS_TO_HOLD = 50_000;
/** Items of one job. */
const ITEMS_PER_JOB = 100;

export interface ShopSettingsInput {
  readonly timeZone: string;
  /** Share of promises to keep, 0.5 to 0.99. */
  readonly confidence: number;
  readonly senderName: string;
  readonly senderEmail: string;
  /** live or observe; absent: as it was. */
  readonly stage?: string;
  /** as_ready or together: how an order ships that says nothing about it. */
  readonly shipPreference: string;
  /** Fewer units of a line leave only when nothing of it waits; 1: every unit as it is there. */
  readonly leastShippable: number;
}

export interface LocationSettingsInput {
  readonly locationId: LocationId;
  /** Null: no limit. */
  readonly unitsPerDay: number | null;
  /** Null: as measured. */
  readonly normalUnitsPerDay: number | null;
  readonly packingWeekdays: readonly number[];
  readonly receivingWeekdays: readonly number[];
  readonly receivingDays: number;
  /** "YYYY-MM-DD" each */
  readonly holidays: readonly string[];
  /** "HH:MM" */
  readonly cutOff: string;
  /** Its stock serves lines that wait elsewhere, and theirs its own. */
  readonly isInPool: boolean;
}

export async function saveShopSettings(deps: SupplyDeps, { shop, settings }: { shop: ShopDomain; settings: ShopSettingsInput }): Promise<Outcome<null>> {
  const stage = STAGES.find((known) => known === settings.stage) ?? null;
  const shipPreference = SHIP_PREFERENCES.find((known) => known === settings.shipPreference);
  const typed = checkShop(settings);
  if (typed.length > 0 || shipPreference === undefined) return refused(...typed);
  return deps.database.transaction(async (tx) => {
    const saved = { ...settings, senderName: settings.senderName.trim(), senderEmail: settings.senderEmail.trim(), stage, shipPreference } as const;
    const before = await deps.supply.saveShopSettings(tx, shop, saved);
    // While a shop observes nothing is held and nothing released: who came to wait or was covered meanwhile is caught up on.
    const holdsChange = before.stage === "observe" || before.leastShippable !== settings.leastShippable;
    const toHold = (stage ?? before.stage) === "live" && holdsChange ? await deps.supply.ordersToHold(tx, shop, { limit: MOST_ORDERS_TO_HOLD }) : [];
    await deps.jobs.enqueue(tx, [
      ...(await jobsOfItems(deps, tx, { shop, name: "estimate-items" })),
      ...toHold.map((orderId) => ({ name: "apply-holds", shop, orderId }) as const),
    ]);
    return done(null);
  });
}

export async function saveLocationSettings(
  deps: SupplyDeps,
  { shop, settings }: { shop: ShopDomain; settings: LocationSettingsInput },
): Promise<Outcome<null>> {
  const typed = checkLocation(settings);
  if (typed.length > 0) return refused(...typed);
  return deps.database.transaction(async (tx) => {
    if (!(await deps.supply.hasLocation(tx, shop, settings.locationId))) return refused(problem("location_unknown", "locationId"));
    const holidays = [...new Set(settings.holidays)]
      .map(parseCalendarDate)
      .filter((date) => date !== null)
      .sort();
    const { poolChanged } = await deps.supply.saveLocationSettings(tx, shop, { ...settings, holidays });
    await deps.jobs.enqueue(tx, [
      ...(await jobsOfItems(deps, tx, { shop, name: "estimate-items" })),
      ...(poolChanged ? await jobsOfItems(deps, tx, { shop, name: "settle-items" }) : []),
    ]);
    return done(null);
  });
}

function checkShop({ timeZone, confidence, senderName, senderEmail, stage, shipPreference, leastShippable }: ShopSettingsInput): Problem[] {
  return found([
    isTimeZone(timeZone) ? null : problem("time_zone_unknown", "timeZone", { timeZone: timeZone.slice(0, MOST_TEXT) }),
    confidence >= LEAST_CONFIDENCE && confidence <= MOST_CONFIDENCE ? null : problem("confidence_out_of_range", "confidence"),
    checkText(senderName, "senderName", { isRequired: false }),
    senderEmail.trim() !== "" && parseMailAddress(senderEmail) === null ? problem("email_unreadable", "senderEmail") : null,
    stage === undefined || STAGES.some((known) => known === stage) ? null : problem("stage_unknown", "stage"),
    SHIP_PREFERENCES.some((known) => known === shipPreference) ? null : problem("ship_preference_unknown", "shipPreference"),
    checkUnits(leastShippable, "leastShippable"),
  ]);
}

function checkLocation(settings: LocationSettingsInput): Problem[] {
  const { unitsPerDay, normalUnitsPerDay, holidays, cutOff } = settings;
  return found([
    checkCapacity(unitsPerDay),
    normalUnitsPerDay !== null && !(normalUnitsPerDay >= 0 && normalUnitsPerDay <= MOST_UNITS)
      ? problem("days_out_of_range", "normalUnitsPerDay", { least: 0, most: MOST_UNITS })
      : null,
    ...checkWeekdays(settings.packingWeekdays, "packingWeekdays"),
    ...checkWeekdays(settings.receivingWeekdays, "receivingWeekdays"),
    checkRange(settings.receivingDays, "receivingDays", { least: 0, most: LONGEST_RECEIVING_DAYS }),
    holidays.length > MOST_HOLIDAYS ? problem("holidays_too_many", "holidays", { holidays: holidays.length, most: MOST_HOLIDAYS }) : null,
    ...holidays.map((text, index) =>
      parseCalendarDate(text) === null ? problem("date_unreadable", `holidays.${index}`, { text: text.slice(0, MOST_TEXT) }) : null,
    ),
    TIME_OF_DAY.test(cutOff) ? null : problem("time_unreadable", "cutOff", { text: cutOff.slice(0, MOST_TEXT) }),
  ]);
}

function checkCapacity(unitsPerDay: number | null): Problem | null {
  if (unitsPerDay === null) return null;
  if (!Number.isInteger(unitsPerDay) || unitsPerDay < 1) return problem("capacity_not_positive", "unitsPerDay");
  return unitsPerDay > MOST_UNITS ? problem("capacity_too_large", "unitsPerDay", { most: MOST_UNITS }) : null;
}

function checkWeekdays(weekdays: readonly number[], field: string): (Problem | null)[] {
  if (weekdays.length === 0) return [problem("weekdays_missing", field)];
  return weekdays.map((weekday) => (Number.isInteger(weekday) && weekday >= 1 && weekday <= 7 ? null : problem("weekday_unknown", field, { weekday })));
}

async function jobsOfItems(deps: SupplyDeps, tx: Transaction, { shop, name }: { shop: ShopDomain; name: "estimate-items" | "settle-items" }): Promise<Job[]> {
  const items = await deps.supply.datedItems(tx, shop);
  return inChunks(items, ITEMS_PER_JOB).map((inventoryItemIds) => ({ name, shop, inventoryItemIds }));
}
