/** What happened to collections, selling plans and an app's charges, named by webhook topic. */

export type MerchandiseEvent =
  | { topic: "collections/create" | "collections/delete" | "collections/update"; collectionId: number }
  | { topic: "selling_plan_groups/create" | "selling_plan_groups/delete" | "selling_plan_groups/update"; sellingPlanGroupId: number };

export type ChargeEvent =
  | { topic: "app_subscriptions/approaching_capped_amount" | "app_subscriptions/update"; appSubscriptionId: number }
  | { topic: "app_purchases_one_time/update"; oneTimePurchaseId: number };
