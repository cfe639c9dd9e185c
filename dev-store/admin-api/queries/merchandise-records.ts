import { findSellingPlan } from "../../commerce/selling-plans.ts";
import type { ApiContext } from "../api-context.ts";

/** Records of offering goods and of the app itself, by type and number; undefined for a type that is none of them. */
export function findMerchandiseRecord({ shop, app }: ApiContext, type: string, id: number): object | null | undefined {
  const own = <T extends { apiKey: string }>(record: T | undefined): T | null => (record?.apiKey === app.apiKey ? record : null);
  switch (type) {
    case "Collection":
      return shop.collections.get(id) ?? null;
    case "SellingPlanGroup": {
      const group = shop.sellingPlanGroups.get(id);
      return group?.ownerAppId === app.id ? group : null;
    }
    case "SellingPlan":
      return findSellingPlan(shop, id)?.plan ?? null;
    case "DiscountCodeNode":
    case "DiscountNode":
      return shop.codeDiscounts.get(id) ?? null;
    case "Market":
      return shop.markets.get(id) ?? null;
    case "MarketWebPresence":
      return shop.webPresences.get(id) ?? null;
    case "AppSubscription":
      return own(shop.appSubscriptions.get(id));
    case "AppPurchaseOneTime":
      return own(shop.oneTimePurchases.get(id));
    case "Validation":
      return own(shop.validations.get(id));
    default:
      return undefined;
  }
}
