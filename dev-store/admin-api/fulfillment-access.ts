import { findFulfillmentOrder } from "../commerce/fulfillment-orders.ts";
import type { FoundFulfillmentOrder } from "../commerce/fulfillment-orders.ts";
import { serviceAt } from "../commerce/fulfillment-services.ts";
import { idOf } from "../state/gid.ts";
import type { FulfillmentOrder, InstalledApp } from "../state/types.ts";
import type { ApiContext } from "./api-context.ts";
import { resourceNotFound } from "./api-error.ts";

/**
 * Whose fulfillment orders an app sees: those at the merchant's own locations, those at any service's locations, those at
 * the locations of its own services; each with a scope of its own. What it may not see is not there for it.
 */
export function isVisible({ shop, app }: ApiContext, fulfillmentOrder: FulfillmentOrder): boolean {
  const service = serviceAt(shop, fulfillmentOrder.locationId);
  if (service === null) return hasScope(app, "merchant_managed_fulfillment_orders");
  if (service.appId === app.id && hasScope(app, "assigned_fulfillment_orders")) return true;
  return hasScope(app, "third_party_fulfillment_orders");
}

/** Writing includes reading. */
function hasScope({ scopes }: InstalledApp, resource: string): boolean {
  return scopes.includes(`read_${resource}`) || scopes.includes(`write_${resource}`);
}

/** The fulfillment order of a global id that the app may see, or undefined. */
export function findVisible(api: ApiContext, gid: string): FoundFulfillmentOrder | undefined {
  const found = findFulfillmentOrder(api.shop, idOf("FulfillmentOrder", gid) ?? 0);
  return found !== undefined && isVisible(api, found.fulfillmentOrder) ? found : undefined;
}

export function findOrThrow(api: ApiContext, gid: string): FoundFulfillmentOrder {
  const found = findVisible(api, gid);
  if (found === undefined) throw resourceNotFound(gid);
  return found;
}
