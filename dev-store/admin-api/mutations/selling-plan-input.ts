import { takeId, timestamp } from "../../commerce/context.ts";
import type { UserError } from "../../commerce/outcome.ts";
import type { BillingPolicy, CheckoutCharge, DeliveryPolicy, PricingPolicy, SellingPlan, SellingPlanAnchor } from "../../state/selling-plan-types.ts";
import type { ApiContext, Args } from "../api-context.ts";
import { centsOf } from "../views.ts";

/** Reading the input of selling plans: either a record or everything that is wrong with it. */

const MAX_PRICING_POLICIES = 2;
const MAX_INTERVALS = 3650;
/** A deposit may be collected later than at the checkout only when something is left to collect. */
const WHOLE_PERCENT = 100;

type Fault = (path: string[], message: string, code: string) => void;

/** The plan as the input says it; of a plan that is there already the rest stays. Errors go to `errors`, under `field`. */
export function readPlan(
  api: ApiContext,
  input: Args,
  { field, present, errors }: { field: string[]; present: SellingPlan | null; errors: UserError[] },
): SellingPlan {
  const fault: Fault = (path, message, code) => errors.push({ field: [...field, ...path], message, code });
  const name: string = input["name"] ?? present?.name ?? "";
  if (name.trim() === "") fault(["name"], "Name can't be blank", "BLANK");
  const options: string[] = input["options"] ?? present?.options ?? [];
  const billingPolicy = input["billingPolicy"] == null ? (present?.billingPolicy ?? null) : readBilling(api, input["billingPolicy"], fault);
  const deliveryPolicy = input["deliveryPolicy"] == null ? (present?.deliveryPolicy ?? null) : readDelivery(api, input["deliveryPolicy"], fault);
  if (billingPolicy === null && input["billingPolicy"] == null)
    fault(["billingPolicy"], "Billing policy can't be blank", "SELLING_PLAN_BILLING_POLICY_MISSING");
  if (deliveryPolicy === null && input["deliveryPolicy"] == null) {
    fault(["deliveryPolicy"], "Delivery policy can't be blank", "SELLING_PLAN_DELIVERY_POLICY_MISSING");
  }
  if (billingPolicy !== null && deliveryPolicy !== null && billingPolicy.kind !== deliveryPolicy.kind) {
    fault([], "Billing and delivery policy types must be the same", "BILLING_AND_DELIVERY_POLICY_TYPES_MUST_BE_THE_SAME");
  }
  return {
    id: present?.id ?? takeId(api.commerce),
    name,
    description: "description" in input ? input["description"] : (present?.description ?? null),
    options,
    position: input["position"] ?? present?.position ?? null,
    category: input["category"] ?? present?.category ?? null,
    reserve: input["inventoryPolicy"]?.reserve ?? present?.reserve ?? "ON_SALE",
    billingPolicy: billingPolicy ?? NO_BILLING,
    deliveryPolicy: deliveryPolicy ?? NO_DELIVERY,
    pricingPolicies: input["pricingPolicies"] == null ? (present?.pricingPolicies ?? []) : readPricing(api, input["pricingPolicies"], fault),
    createdAt: present?.createdAt ?? timestamp(api.commerce),
  };
}

/** Stand in for a policy that is missing; an error goes with it, so neither is ever kept. */
const NO_BILLING: BillingPolicy = {
  kind: "fixed",
  checkoutCharge: { type: "PERCENTAGE", percentage: WHOLE_PERCENT },
  remainingBalanceChargeTrigger: "NO_REMAINING_BALANCE",
  remainingBalanceChargeExactTime: null,
  remainingBalanceChargeTimeAfterCheckout: null,
};
const NO_DELIVERY: DeliveryPolicy = {
  kind: "fixed",
  fulfillmentTrigger: "UNKNOWN",
  fulfillmentExactTime: null,
  anchors: [],
  cutoff: null,
  intent: "FULFILLMENT_BEGIN",
  preAnchorBehavior: "ASAP",
};

function readBilling(api: ApiContext, { fixed, recurring }: Args, fault: Fault): BillingPolicy | null {
  if ((fixed == null) === (recurring == null)) {
    const both = "Only one of fixed or recurring billing policy is allowed";
    fault(
      ["billingPolicy"],
      fixed == null ? "Must provide a billing policy type" : both,
      fixed == null ? "ONLY_NEED_ONE_BILLING_POLICY_TYPE" : "ONLY_ONE_OF_FIXED_OR_RECURRING_BILLING",
    );
    return null;
  }
  if (recurring != null) {
    requireInterval(recurring, ["billingPolicy", "recurring", "intervalCount"], { fault, tooLarge: "BILLING_POLICY_INTERVAL_TOO_LARGE" });
    const [minCycles, maxCycles]: [number | null, number | null] = [recurring.minCycles ?? null, recurring.maxCycles ?? null];
    if (minCycles !== null && maxCycles !== null && maxCycles < minCycles) {
      fault(
        ["billingPolicy", "recurring", "maxCycles"],
        "Max cycles must be greater than min cycles",
        "SELLING_PLAN_MAX_CYCLES_MUST_BE_GREATER_THAN_MIN_CYCLES",
      );
    }
    const { interval, intervalCount } = recurring;
    return { kind: "recurring", interval, intervalCount, minCycles, maxCycles, anchors: readAnchors(recurring.anchors), createdAt: timestamp(api.commerce) };
  }
  return readFixedBilling(fixed, fault);
}

function readFixedBilling(input: Args, fault: Fault): BillingPolicy {
  const at = (name: string): string[] => ["billingPolicy", "fixed", name];
  const checkoutCharge = readCharge(input["checkoutCharge"], at("checkoutCharge"), fault);
  const trigger: Extract<BillingPolicy, { kind: "fixed" }>["remainingBalanceChargeTrigger"] = input["remainingBalanceChargeTrigger"] ?? "NO_REMAINING_BALANCE";
  const exactTime: string | null = input["remainingBalanceChargeExactTime"] ?? null;
  const after: string | null = input["remainingBalanceChargeTimeAfterCheckout"] ?? null;
  const isWhole = checkoutCharge.type === "PERCENTAGE" && checkoutCharge.percentage === WHOLE_PERCENT;
  const isNothingLeft = trigger === "NO_REMAINING_BALANCE";
  const remaining = at("remainingBalanceChargeTrigger");
  if (isWhole && !isNothingLeft) {
    fault(
      remaining,
      "Remaining balance charge trigger must be no_remaining_balance when the checkout charge is 100%",
      "REMAINING_BALANCE_CHARGE_TRIGGER_ON_FULL_CHECKOUT",
    );
  }
  if (!isWhole && isNothingLeft) {
    const isPrice = checkoutCharge.type === "PRICE";
    fault(
      remaining,
      `Remaining balance charge trigger can't be no_remaining_balance with ${isPrice ? "a price checkout charge" : "a partial percentage checkout charge"}`,
      isPrice
        ? "REMAINING_BALANCE_CHARGE_TRIGGER_NO_REMAINING_BALANCE_ON_PRICE_CHECKOUT_CHARGE"
        : "REMAINING_BALANCE_CHARGE_TRIGGER_NO_REMAINING_BALANCE_ON_PARTIAL_PERCENTAGE_CHECKOUT_CHARGE",
    );
  }
  if (trigger === "EXACT_TIME" && exactTime === null) {
    fault(at("remainingBalanceChargeExactTime"), "Remaining balance charge exact time is required", "REMAINING_BALANCE_CHARGE_EXACT_TIME_REQUIRED");
  }
  if (trigger !== "EXACT_TIME" && exactTime !== null) {
    fault(at("remainingBalanceChargeExactTime"), "Remaining balance charge exact time is not allowed", "REMAINING_BALANCE_CHARGE_EXACT_TIME_NOT_ALLOWED");
  }
  if (trigger === "TIME_AFTER_CHECKOUT" && !isPositiveDuration(after)) {
    const message = "Remaining balance charge time after checkout must be greater than zero";
    fault(at("remainingBalanceChargeTimeAfterCheckout"), message, "REMAINING_BALANCE_CHARGE_TIME_AFTER_CHECKOUT_MUST_BE_GREATER_THAN_ZERO");
  }
  return {
    kind: "fixed",
    checkoutCharge,
    remainingBalanceChargeTrigger: trigger,
    remainingBalanceChargeExactTime: exactTime,
    remainingBalanceChargeTimeAfterCheckout: after,
  };
}

function isPositiveDuration(text: string | null): boolean {
  return text !== null && /^P(?=.)(\d+[YMWD])*(T(\d+[HMS])+)?$/.test(text) && /[1-9]/.test(text);
}

function readCharge(input: Args | null | undefined, field: string[], fault: Fault): CheckoutCharge {
  if (input == null) return { type: "PERCENTAGE", percentage: WHOLE_PERCENT };
  const { percentage, fixedValue }: Args = input["value"] ?? {};
  const type: CheckoutCharge["type"] = input["type"] ?? "PERCENTAGE";
  if (percentage != null && fixedValue != null) fault([...field, "value"], "Only one checkout charge value is allowed", "ONLY_NEED_ONE_CHECKOUT_CHARGE_VALUE");
  if ((type === "PERCENTAGE" ? percentage : fixedValue) == null) {
    fault([...field, "value"], "Checkout charge value and type must match", "CHECKOUT_CHARGE_VALUE_AND_TYPE_MUST_MATCH");
  }
  if (percentage != null && (percentage < 0 || percentage > WHOLE_PERCENT)) {
    fault([...field, "value", "percentage"], "Percentage must be between 0 and 100", percentage < 0 ? "GREATER_THAN_OR_EQUAL_TO" : "LESS_THAN_OR_EQUAL_TO");
  }
  return type === "PERCENTAGE" ? { type, percentage: percentage ?? WHOLE_PERCENT } : { type, cents: centsOf(fixedValue ?? 0) };
}

function readDelivery(api: ApiContext, { fixed, recurring }: Args, fault: Fault): DeliveryPolicy | null {
  if ((fixed == null) === (recurring == null)) {
    const both = "Only one of fixed or recurring delivery policy is allowed";
    fault(
      ["deliveryPolicy"],
      fixed == null ? "Must provide a delivery policy type" : both,
      fixed == null ? "ONLY_NEED_ONE_DELIVERY_POLICY_TYPE" : "ONLY_ONE_OF_FIXED_OR_RECURRING_DELIVERY",
    );
    return null;
  }
  if (recurring != null) {
    requireInterval(recurring, ["deliveryPolicy", "recurring", "intervalCount"], { fault, tooLarge: "DELIVERY_POLICY_INTERVAL_TOO_LARGE" });
    return {
      kind: "recurring",
      interval: recurring.interval,
      intervalCount: recurring.intervalCount,
      anchors: readAnchors(recurring.anchors),
      cutoff: recurring.cutoff ?? null,
      intent: recurring.intent ?? "FULFILLMENT_BEGIN",
      preAnchorBehavior: recurring.preAnchorBehavior ?? "ASAP",
      createdAt: timestamp(api.commerce),
    };
  }
  const trigger: Extract<DeliveryPolicy, { kind: "fixed" }>["fulfillmentTrigger"] = fixed.fulfillmentTrigger ?? "UNKNOWN";
  const exactTime: string | null = fixed.fulfillmentExactTime ?? null;
  const at = (name: string): string[] => ["deliveryPolicy", "fixed", name];
  if (trigger === "EXACT_TIME" && exactTime === null)
    fault(at("fulfillmentExactTime"), "Fulfillment exact time is required", "FULFILLMENT_EXACT_TIME_REQUIRED");
  if (trigger !== "EXACT_TIME" && exactTime !== null)
    fault(at("fulfillmentExactTime"), "Fulfillment exact time is not allowed", "FULFILLMENT_EXACT_TIME_NOT_ALLOWED");
  const anchors = readAnchors(fixed.anchors);
  if (trigger === "ANCHOR" && anchors.length === 0) fault(at("anchors"), "Selling plan anchors are required", "SELLING_PLAN_ANCHORS_REQUIRED");
  if (trigger !== "ANCHOR" && anchors.length > 0) fault(at("anchors"), "Selling plan anchors are not allowed", "SELLING_PLAN_ANCHORS_NOT_ALLOWED");
  return {
    kind: "fixed",
    fulfillmentTrigger: trigger,
    fulfillmentExactTime: exactTime,
    anchors,
    cutoff: fixed.cutoff ?? null,
    intent: fixed.intent ?? "FULFILLMENT_BEGIN",
    preAnchorBehavior: fixed.preAnchorBehavior ?? "ASAP",
  };
}

function requireInterval({ interval, intervalCount }: Args, field: string[], { fault, tooLarge }: { fault: Fault; tooLarge: string }): void {
  if (interval == null) fault([...field.slice(0, -1), "interval"], "Interval can't be blank", "BLANK");
  if (intervalCount == null) fault(field, "Interval count can't be blank", "BLANK");
  else if (intervalCount < 1) fault(field, "Interval count must be greater than 0", "GREATER_THAN");
  else if (intervalCount > MAX_INTERVALS) fault(field, "Interval is too large", tooLarge);
}

function readAnchors(anchors: Args[] | null | undefined): SellingPlanAnchor[] {
  return (anchors ?? []).map(({ type, day, month, cutoffDay }) => ({ type, day, month: month ?? null, cutoffDay: cutoffDay ?? null }));
}

function readPricing(api: ApiContext, inputs: Args[], fault: Fault): PricingPolicy[] {
  const at = ["pricingPolicies"];
  if (inputs.length > MAX_PRICING_POLICIES) fault(at, `Pricing policies can't be more than ${MAX_PRICING_POLICIES}`, "SELLING_PLAN_PRICING_POLICIES_LIMIT");
  if (inputs.filter(({ fixed }) => fixed != null).length > 1)
    fault(at, "Only one fixed pricing policy is allowed", "SELLING_PLAN_FIXED_PRICING_POLICIES_LIMIT");
  if (inputs.length > 0 && inputs.every(({ fixed }) => fixed == null)) {
    fault(at, "Pricing policies must contain a fixed pricing policy", "SELLING_PLAN_PRICING_POLICIES_MUST_CONTAIN_A_FIXED_PRICING_POLICY");
  }
  return inputs.flatMap(({ fixed, recurring }, index) => {
    const field = [...at, String(index)];
    const policy: Args | null = fixed ?? recurring ?? null;
    if (policy === null || (fixed != null && recurring != null)) {
      fault(field, "Only one pricing policy type is needed", "ONLY_NEED_ONE_PRICING_POLICY_TYPE");
      return [];
    }
    const { percentage, fixedValue }: Args = policy["adjustmentValue"] ?? {};
    const adjustmentType: PricingPolicy["adjustmentType"] = policy["adjustmentType"] ?? "PERCENTAGE";
    if (percentage != null && fixedValue != null) fault(field, "Only one pricing policy value is needed", "ONLY_NEED_ONE_PRICING_POLICY_VALUE");
    if ((adjustmentType === "PERCENTAGE" ? percentage : fixedValue) == null) {
      fault(field, "Pricing policy adjustment value and type must match", "PRICING_POLICY_ADJUSTMENT_VALUE_AND_TYPE_MUST_MATCH");
    }
    return [
      {
        id: takeId(api.commerce),
        afterCycle: fixed == null ? policy["afterCycle"] : null,
        adjustmentType,
        adjustment: adjustmentType === "PERCENTAGE" ? { percentage: percentage ?? 0 } : { cents: centsOf(fixedValue ?? 0) },
        createdAt: timestamp(api.commerce),
      },
    ];
  });
}
