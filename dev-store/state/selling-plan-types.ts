/** Selling plans: terms under which a product is sold other than now and paid now, such as a pre-order with a deposit. */

export type SellingPlanCategory = "OTHER" | "PRE_ORDER" | "SUBSCRIPTION" | "TRY_BEFORE_YOU_BUY";

/** When a line of the plan takes its units: as any other on sale, or not before it is shipped. */
export type SellingPlanReserve = "ON_FULFILLMENT" | "ON_SALE";

export type SellingPlanAnchor = { type: string; day: number; month: number | null; cutoffDay: number | null };

export type CheckoutCharge = { type: "PERCENTAGE"; percentage: number } | { type: "PRICE"; cents: number };

export type BillingPolicy =
  | {
      kind: "fixed";
      checkoutCharge: CheckoutCharge;
      remainingBalanceChargeTrigger: "EXACT_TIME" | "NO_REMAINING_BALANCE" | "ON_FULFILLMENT" | "TIME_AFTER_CHECKOUT";
      remainingBalanceChargeExactTime: string | null;
      /** An ISO 8601 duration: `P7D`. */
      remainingBalanceChargeTimeAfterCheckout: string | null;
    }
  | {
      kind: "recurring";
      interval: string;
      intervalCount: number;
      minCycles: number | null;
      maxCycles: number | null;
      anchors: SellingPlanAnchor[];
      createdAt: string;
    };

export type DeliveryPolicy =
  | {
      kind: "fixed";
      fulfillmentTrigger: "ANCHOR" | "ASAP" | "EXACT_TIME" | "UNKNOWN";
      fulfillmentExactTime: string | null;
      anchors: SellingPlanAnchor[];
      cutoff: number | null;
      intent: string;
      preAnchorBehavior: string;
    }
  | {
      kind: "recurring";
      interval: string;
      intervalCount: number;
      anchors: SellingPlanAnchor[];
      cutoff: number | null;
      intent: string;
      preAnchorBehavior: string;
      createdAt: string;
    };

export type PricingPolicy = {
  id: number;
  /** Null for a price that always holds; else it holds after so many cycles. */
  afterCycle: number | null;
  adjustmentType: "FIXED_AMOUNT" | "PERCENTAGE" | "PRICE";
  /** Percent, or cents. */
  adjustment: { percentage: number } | { cents: number };
  createdAt: string;
};

export type SellingPlan = {
  id: number;
  name: string;
  description: string | null;
  /** One value for each option of the group. */
  options: string[];
  position: number | null;
  category: SellingPlanCategory | null;
  reserve: SellingPlanReserve;
  billingPolicy: BillingPolicy;
  deliveryPolicy: DeliveryPolicy;
  pricingPolicies: PricingPolicy[];
  createdAt: string;
};

export type SellingPlanGroup = {
  id: number;
  /** The app that owns it: others neither see nor change it. */
  ownerAppId: number;
  /** What the app says of itself. */
  appId: string | null;
  name: string;
  merchantCode: string;
  description: string | null;
  options: string[];
  position: number | null;
  plans: SellingPlan[];
  productIds: number[];
  variantIds: number[];
  createdAt: string;
};
