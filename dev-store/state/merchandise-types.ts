import type { SellingPlanGroup } from "./selling-plan-types.ts";

/** How goods are grouped, offered and made cheaper. */

export type Collection = {
  id: number;
  title: string;
  handle: string;
  descriptionHtml: string;
  sortOrder: string;
  templateSuffix: string | null;
  seo: { title: string | null; description: string | null };
  /** In the order of a manual sort. */
  productIds: number[];
  publishedAt: string | null;
  updatedAt: string;
};

/** A code that a buyer types at the checkout. */
export type CodeDiscount = {
  id: number;
  title: string;
  codes: { id: number; code: string; timesUsed: number }[];
  value: { percentage: number } | { cents: number; appliesOnEachItem: boolean };
  /** Null: all goods. */
  items: { productIds: number[]; variantIds: number[]; collectionIds: number[] } | null;
  /** Null: everybody. */
  customerIds: number[] | null;
  minimum: { subtotalCents: number } | { quantity: number } | null;
  usageLimit: number | null;
  appliesOncePerCustomer: boolean;
  combinesWith: { orderDiscounts: boolean; productDiscounts: boolean; shippingDiscounts: boolean };
  tags: string[];
  appId: number | null;
  /** Null while it is not switched off by hand. */
  deactivatedAt: string | null;
  startsAt: string;
  endsAt: string | null;
  /** Of buyers whose order used it. */
  usedByEmails: string[];
  createdAt: string;
  updatedAt: string;
};

export type MerchandiseRecords = {
  collections: Map<number, Collection>;
  codeDiscounts: Map<number, CodeDiscount>;
  sellingPlanGroups: Map<number, SellingPlanGroup>;
};

export function emptyMerchandise(): MerchandiseRecords {
  return { collections: new Map(), codeDiscounts: new Map(), sellingPlanGroups: new Map() };
}
