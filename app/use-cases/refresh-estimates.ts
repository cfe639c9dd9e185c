/**
 * Keeps dates true while nothing happens: a lot that has not arrived by today is later than it was yesterday, and what
 * the storefront shows expires. To be called every hour; it does nothing until the shop's midnight has passed or a
 * publication nears its end.
 */
import { todayIn } from "../domain/calendar-date.ts";
import type { Instant, InventoryItemId, ShopDomain } from "../domain/ids.ts";
import type { EstimateItemsDeps } from "./estimate-items.ts";
import type { Job } from "./ports/jobs.ts";
import { inChunks } from "./record-orders.ts";

/** Half a publication's day: it is renewed at least once before it ends. */
const RENEW_BEFORE_HOURS = 12;
/** Normal demand is measured over so many working days, four weeks of seven days with room for holidays. */
const MEASURED_WORKING_DAYS = 28;
const MEASURED_CALENDAR_DAYS = 40;
const HOUR_MS = 3_600_000;
/** Jobs so small that several workers share a midnight. */
const ITEMS_PER_JOB = 100;

export async function refreshEstimates(deps: EstimateItemsDeps, { shop, timeZone }: { shop: ShopDomain; timeZone: string }): Promise<{ items: number }> {
  const now = deps.clock.now();
  const items: InventoryItemId[] = await deps.estimates.itemsToRefresh(shop, {
    today: todayIn(timeZone, now),
    renewBefore: hoursFrom(now, RENEW_BEFORE_HOURS),
  });
  if (items.length === 0) return { items: 0 };
  await deps.estimates.measureNormalUnits(shop, { orderedAfter: hoursFrom(now, -24 * MEASURED_CALENDAR_DAYS), workingDays: MEASURED_WORKING_DAYS });
  const jobs = inChunks(items, ITEMS_PER_JOB).map((inventoryItemIds): Job => ({ name: "estimate-items", shop, inventoryItemIds }));
  await deps.database.transaction((tx) => deps.jobs.enqueue(tx, jobs, { unlessOpen: true }));
  return { items: items.length };
}

function hoursFrom(moment: Instant, hours: number): Instant {
  return new Date(Date.parse(moment) + hours * HOUR_MS).toISOString() as Instant; // toISOString writes exactly an Instant
}
