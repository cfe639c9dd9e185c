/** The rules by which each place serves, put together from the shop's policy, its reserves and how its locations pack. */
import type { AllocationPolicy, ServingRules } from "../domain/allocation.ts";
import { isPast, todayIn } from "../domain/calendar-date.ts";
import { planPacking } from "../domain/capacity.ts";
import type { Instant } from "../domain/ids.ts";
import { leaveDays } from "../domain/leave-days.ts";
import type { LeaveStep } from "../domain/leave-days.ts";
import { layOut, packingDayOfNow } from "../domain/working-calendar.ts";
import type { ItemQueue, PackingFacts, Place } from "./ports/queue.ts";

/** `packing`: null unless the policy asks when units leave. `unitsToGive` is as far as anybody looks. */
export function servingRules(
  { item, locationId }: { item: ItemQueue; locationId: Place["locationId"] },
  { policy, packing, unitsToGive, now }: { policy: AllocationPolicy; packing: PackingFacts | null; unitsToGive: number; now: Instant },
): ServingRules {
  const leaves = packing === null || unitsToGive === 0 ? [] : leavesAt(locationId, { packing, unitsToGive, now });
  return { policy, leaves, reserves: item.reserves.get(locationId) ?? [] };
}

/** A location that is not mirrored yet is taken to pack every day, without a limit. */
export function leavesAt(
  locationId: Place["locationId"],
  { packing, unitsToGive, now }: { packing: PackingFacts; unitsToGive: number; now: Instant },
): LeaveStep[] {
  const location = packing.locations.get(locationId);
  const today = todayIn(packing.timeZone, now);
  if (location === undefined) return [{ upTo: null, day: today }];
  const days = layOut(location.calendar, today);
  const fromDay = packingDayOfNow(days, isPast(location.cutOff, packing.timeZone, now));
  const { unitsPerDay, normalUnitsPerDay, backlogUnits } = location;
  const plan = planPacking({
    unitsPerDay,
    normalUnitsPerDay,
    confidence: packing.confidence,
    ahead: fromDay === null ? [] : [{ day: fromDay, units: backlogUnits }],
  });
  return leaveDays({ days, packing: plan, fromDay, units: unitsToGive });
}
