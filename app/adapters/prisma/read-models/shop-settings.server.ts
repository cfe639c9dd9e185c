/** The shop and its locations, as the settings page shows them and every page needs them. */
import type { LocationId, ShopDomain } from "../../../domain/ids.ts";
import type { ShipPreference } from "../../../domain/units-to-hold.ts";
import type { Sql } from "../database.server.ts";

export interface ShopRow {
  readonly shop: ShopDomain;
  readonly name: string;
  readonly timeZone: string;
  readonly stage: "live" | "observe";
  readonly confidence: number;
  readonly senderName: string;
  readonly senderEmail: string;
  readonly shipPreference: ShipPreference;
  readonly leastShippable: number;
  readonly mirroredAt: string | null;
}

export interface LocationRow {
  readonly locationId: LocationId;
  readonly name: string;
  readonly isActive: boolean;
  readonly fulfilsOnline: boolean;
  readonly isInPool: boolean;
  readonly unitsPerDay: number | null;
  readonly normalUnitsPerDay: number | null;
  readonly packingWeekdays: readonly number[];
  readonly receivingWeekdays: readonly number[];
  readonly receivingDays: number;
  readonly holidays: readonly string[];
  readonly cutOff: string;
}

/** Null until the installation has registered the shop. */
export async function readShop(db: Sql, shop: ShopDomain): Promise<ShopRow | null> {
  const { rows } = await db.query<ShopRow>(
    `SELECT shop, name, time_zone AS "timeZone", stage, confidence, sender_name AS "senderName", sender_email AS "senderEmail", mirrored_at AS "mirroredAt",
            ship_preference AS "shipPreference", least_shippable AS "leastShippable"
     FROM shop WHERE shop = $1`,
    [shop],
  );
  return rows[0] ?? null;
}

export async function listLocations(db: Sql, shop: ShopDomain): Promise<LocationRow[]> {
  const { rows } = await db.query<LocationRow>(
    `SELECT location_id AS "locationId", name, is_active AS "isActive", fulfils_online AS "fulfilsOnline", is_in_pool AS "isInPool", units_per_day AS "unitsPerDay",
            normal_units_per_day AS "normalUnitsPerDay", packing_weekdays AS "packingWeekdays", receiving_weekdays AS "receivingWeekdays",
            receiving_days AS "receivingDays", holidays::text[] AS holidays, cut_off AS "cutOff"
     FROM location WHERE shop = $1 ORDER BY is_active DESC, name, location_id`,
    [shop],
  );
  return rows;
}
