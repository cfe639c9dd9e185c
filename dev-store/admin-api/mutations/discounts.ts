import { findByCode } from "../../commerce/code-discounts.ts";
import { takeId, timestamp } from "../../commerce/context.ts";
import { idOf } from "../../state/gid.ts";
import type { CodeDiscount } from "../../state/merchandise-types.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { notImplemented } from "../api-error.ts";
import { centsOf } from "../views.ts";

/** Discount codes of the basic kind: so much or so many percent off goods. */

const INPUT = "basicCodeDiscount";
const MAX_CODE_LENGTH = 255;

type DiscountError = { field: string[]; message: string; code: string; extraInfo: null };

export const discountMutations: TypeResolvers<unknown> = {
  discountCodeBasicCreate: (_source, args, api) => save(api, args[INPUT], null),

  discountCodeBasicUpdate: (_source, args, api) => {
    const present = discountOf(api, args["id"]);
    if (present === null) return { codeDiscountNode: null, userErrors: [missing()] };
    return save(api, args[INPUT], present);
  },

  discountCodeActivate: (_source, { id }, api) =>
    change(api, id, (discount, now) => {
      discount.deactivatedAt = null;
      if (discount.endsAt !== null && discount.endsAt <= now) discount.endsAt = null;
      if (discount.startsAt > now) discount.startsAt = now;
    }),

  discountCodeDeactivate: (_source, { id }, api) =>
    change(api, id, (discount, now) => {
      discount.deactivatedAt = now;
      discount.endsAt = now;
    }),

  discountCodeDelete: (_source, { id }, api) => {
    const discount = discountOf(api, id);
    if (discount === null) return { deletedCodeDiscountId: null, userErrors: [missing()] };
    api.shop.codeDiscounts.delete(discount.id);
    return { deletedCodeDiscountId: id, userErrors: [] };
  },
};

function change(api: ApiContext, gid: string, act: (discount: CodeDiscount, now: string) => void): object {
  const discount = discountOf(api, gid);
  if (discount === null) return { codeDiscountNode: null, userErrors: [missing()] };
  act(discount, timestamp(api.commerce));
  discount.updatedAt = timestamp(api.commerce);
  return { codeDiscountNode: discount, userErrors: [] };
}

function discountOf({ shop }: ApiContext, gid: string): CodeDiscount | null {
  return shop.codeDiscounts.get(idOf("DiscountCodeNode", gid) ?? 0) ?? null;
}

function missing(): DiscountError {
  return { field: ["id"], message: "Code discount does not exist.", code: "INVALID", extraInfo: null };
}

function save(api: ApiContext, input: Args, present: CodeDiscount | null): object {
  const errors: DiscountError[] = [];
  const refuse = (field: string[], message: string, code: string): void => void errors.push({ field: [INPUT, ...field], message, code, extraInfo: null });
  if (input["recurringCycleLimit"] != null) throw notImplemented("a discount on subscriptions");
  const title: string = input["title"] ?? present?.title ?? input["code"] ?? "";
  if (title.trim() === "") refuse(["title"], "Title can't be blank", "BLANK");
  const codes = readCodes(api, input["code"], { present, refuse });
  const startsAt: string | null = input["startsAt"] ?? present?.startsAt ?? null;
  const endsAt: string | null = "endsAt" in input ? input["endsAt"] : (present?.endsAt ?? null);
  if (startsAt === null) refuse(["startsAt"], "Starts at can't be blank", "BLANK");
  if (startsAt !== null && endsAt !== null && new Date(endsAt) <= new Date(startsAt))
    refuse(["endsAt"], "Ends at needs to be after starts_at", "END_DATE_BEFORE_START_DATE");
  const usageLimit: number | null = "usageLimit" in input ? input["usageLimit"] : (present?.usageLimit ?? null);
  if (usageLimit !== null && usageLimit < 1) refuse(["usageLimit"], "Usage limit must be greater than 0", "GREATER_THAN");
  const value = readValue(input["customerGets"]?.value, { present, refuse });
  const minimum = input["minimumRequirement"] === undefined ? (present?.minimum ?? null) : readMinimum(input["minimumRequirement"], refuse);
  const items = readItems(api, input["customerGets"]?.items, { present, refuse });
  if (errors.length > 0 || value === null || startsAt === null) return { codeDiscountNode: null, userErrors: errors };
  const now = timestamp(api.commerce);
  const discount: CodeDiscount = {
    id: present?.id ?? takeId(api.commerce),
    title,
    codes,
    value,
    items,
    customerIds: readCustomers(input, present),
    minimum,
    usageLimit,
    appliesOncePerCustomer: input["appliesOncePerCustomer"] ?? present?.appliesOncePerCustomer ?? false,
    combinesWith: readCombinations(input["combinesWith"], present),
    tags: input["tags"] ?? present?.tags ?? [],
    appId: present?.appId ?? api.app.id,
    deactivatedAt: present?.deactivatedAt ?? null,
    startsAt: isoSeconds(startsAt),
    endsAt: endsAt === null ? null : isoSeconds(endsAt),
    usedByEmails: present?.usedByEmails ?? [],
    createdAt: present?.createdAt ?? now,
    updatedAt: now,
  };
  api.shop.codeDiscounts.set(discount.id, discount);
  return { codeDiscountNode: discount, userErrors: [] };
}

function isoSeconds(time: string): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, "Z");
}

type Reading = { present: CodeDiscount | null; refuse: (field: string[], message: string, code: string) => void };

function readCodes(api: ApiContext, code: string | null | undefined, { present, refuse }: Reading): CodeDiscount["codes"] {
  if (code == null) {
    if (present === null) refuse(["code"], "Code can't be blank", "BLANK");
    return present?.codes ?? [];
  }
  if (code.trim() === "") refuse(["code"], "Code can't be blank", "BLANK");
  if (code.length > MAX_CODE_LENGTH) refuse(["code"], `Code is too long (maximum is ${MAX_CODE_LENGTH} characters)`, "TOO_LONG");
  const owner = findByCode(api.shop, code);
  if (owner !== undefined && owner !== present) refuse(["code"], "Code must be unique. Please try a different code.", "TAKEN");
  const [first, ...others] = present?.codes ?? [];
  return [{ id: first?.id ?? takeId(api.commerce), code, timesUsed: first?.timesUsed ?? 0 }, ...others];
}

function readValue(input: Args | null | undefined, { present, refuse }: Reading): CodeDiscount["value"] | null {
  const field = ["customerGets", "value"];
  if (input == null) {
    if (present === null) refuse(field, "Value can't be blank", "BLANK");
    return present?.value ?? null;
  }
  const { percentage, discountAmount, discountOnQuantity } = input;
  if (discountOnQuantity != null) {
    refuse([...field, "discountOnQuantity"], "discountOnQuantity field is only permitted with bxgy discounts.", "INVALID");
    return null;
  }
  if ((percentage == null) === (discountAmount == null)) {
    refuse(field, "Must provide either a percentage or a discount amount", percentage == null ? "MISSING_ARGUMENT" : "TOO_MANY_ARGUMENTS");
    return null;
  }
  if (percentage != null) {
    if (percentage <= 0 || percentage > 1) refuse([...field, "percentage"], "Value must be between 0.0 and 1.0", "VALUE_OUTSIDE_RANGE");
    return { percentage };
  }
  const cents = centsOf(discountAmount.amount ?? 0);
  if (cents <= 0) refuse([...field, "discountAmount", "amount"], "Value must be greater than 0", "GREATER_THAN");
  return { cents, appliesOnEachItem: discountAmount.appliesOnEachItem === true };
}

function readMinimum(input: Args | null, refuse: Reading["refuse"]): CodeDiscount["minimum"] {
  const subtotal: unknown = input?.["subtotal"]?.greaterThanOrEqualToSubtotal;
  const quantity: unknown = input?.["quantity"]?.greaterThanOrEqualToQuantity;
  if (subtotal != null && quantity != null) {
    refuse(["minimumRequirement"], "Minimum subtotal and minimum quantity can't both be set", "MINIMUM_SUBTOTAL_AND_QUANTITY_RANGE_BOTH_PRESENT");
  }
  if (subtotal != null) return { subtotalCents: centsOf(subtotal) };
  return quantity == null ? null : { quantity: Number(quantity) };
}

function readItems(api: ApiContext, input: Args | null | undefined, { present, refuse }: Reading): CodeDiscount["items"] {
  if (input == null) return present?.items ?? null;
  if (input["all"] === true) return null;
  const before = present?.items ?? { productIds: [], variantIds: [], collectionIds: [] };
  const { products, collections } = input;
  const { shop } = api;
  const read = (
    type: string,
    known: { has: (id: number) => boolean },
    change: { present: number[]; add: string[] | undefined; remove: string[] | undefined },
  ): number[] => {
    const added = (change.add ?? []).map((gid) => idOf(type, gid) ?? 0);
    if (added.some((id) => !known.has(id))) refuse(["customerGets", "items"], `${type} with id: ${change.add?.join(", ")} is invalid`, "INVALID");
    const removed = new Set((change.remove ?? []).map((gid) => idOf(type, gid)));
    return [...new Set([...change.present, ...added])].filter((id) => !removed.has(id));
  };
  const items = {
    productIds: read("Product", shop.products, { present: before.productIds, add: products?.productsToAdd, remove: products?.productsToRemove }),
    variantIds: read("ProductVariant", shop.variants, {
      present: before.variantIds,
      add: products?.productVariantsToAdd,
      remove: products?.productVariantsToRemove,
    }),
    collectionIds: read("Collection", shop.collections, { present: before.collectionIds, add: collections?.add, remove: collections?.remove }),
  };
  if (Object.values(items).every((ids) => ids.length === 0)) refuse(["customerGets", "items"], "Applies on nothing", "APPLIES_ON_NOTHING");
  return items;
}

function readCustomers(input: Args, present: CodeDiscount | null): number[] | null {
  const selection = input["context"] ?? input["customerSelection"];
  if (selection == null) return present?.customerIds ?? null;
  if (selection.customerSegments != null || selection.markets != null) throw notImplemented("a discount for segments or markets");
  if (selection.customers == null) return null;
  const removed = new Set((selection.customers.remove ?? []).map((gid: string) => idOf("Customer", gid)));
  const added: number[] = (selection.customers.add ?? []).map((gid: string) => idOf("Customer", gid) ?? 0);
  return [...new Set([...(present?.customerIds ?? []), ...added])].filter((id) => !removed.has(id));
}

function readCombinations(input: Args | null | undefined, present: CodeDiscount | null): CodeDiscount["combinesWith"] {
  const before = present?.combinesWith ?? { orderDiscounts: false, productDiscounts: false, shippingDiscounts: false };
  return {
    orderDiscounts: input?.["orderDiscounts"] ?? before.orderDiscounts,
    productDiscounts: input?.["productDiscounts"] ?? before.productDiscounts,
    shippingDiscounts: input?.["shippingDiscounts"] ?? before.shippingDiscounts,
  };
}
