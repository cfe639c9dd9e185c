/** Who is asking, and what day it is in their shop: the first line of every page. */
import { readShop } from "./adapters/prisma/read-models/shop-settings.server.ts";
import type { ShopRow } from "./adapters/prisma/read-models/shop-settings.server.ts";
import { pool } from "./db.server.ts";
import { todayIn } from "./domain/calendar-date.ts";
import type { CalendarDate, ShopDomain } from "./domain/ids.ts";
import { authenticateMerchant } from "./shopify.server.ts";
import { clock, registerShop } from "./wiring.server.ts";

export interface Merchant {
  readonly shop: ShopDomain;
  readonly today: CalendarDate;
  readonly settings: ShopRow;
}

/** Throws the response that sends the browser to sign in. */
export async function meetMerchant(request: Request): Promise<Merchant> {
  const { shop } = await authenticateMerchant(request);
  const settings = (await readShop(pool, shop)) ?? (await registerAnew(shop));
  return { shop, today: todayIn(settings.timeZone, clock.now()), settings };
}

/** A shop whose data was erased while its sign-in was still valid begins again. */
async function registerAnew(shop: ShopDomain): Promise<ShopRow> {
  await registerShop(shop);
  const settings = await readShop(pool, shop);
  if (settings === null) throw new Error(`${shop} is signed in but could not be registered.`);
  return settings;
}
