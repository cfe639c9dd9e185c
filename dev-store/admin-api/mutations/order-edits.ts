import { beginOrderEdit, commitOrderEdit, editedOrder } from "../../commerce/order-edit.ts";
import {
  restageDiscount,
  restageShippingLine,
  stageCustomItem,
  stageDiscount,
  stageDiscountRemoval,
  stageQuantity,
  stageShippingLine,
  stageShippingRemoval,
  stageVariant,
} from "../../commerce/order-edit-staging.ts";
import { refused } from "../../commerce/outcome.ts";
import type { Outcome } from "../../commerce/outcome.ts";
import { idOf, parseGid, toGid } from "../../state/gid.ts";
import type { DiscountValue, LineTarget } from "../../state/sales-types.ts";
import type { OrderEditSession } from "../../state/types.ts";
import type { ApiContext, Args, Resolver, TypeResolvers } from "../api-context.ts";
import { idIn } from "../inputs.ts";
import { addedDiscountChange, addedLines, calculatedLines, calculatedShippingLines } from "../types/order-edit-types.ts";
import { centsOf } from "../views.ts";

/** Edits of orders: begun, changed step by step, committed. */

type Extra = (session: OrderEditSession) => Record<string, unknown>;

function sessionOf(api: ApiContext, gid: string): OrderEditSession | undefined {
  return api.shop.orderEdits.get(idOf("CalculatedOrder", gid) ?? idOf("OrderEditSession", gid) ?? 0);
}

/** A step of an edit: finds the session, stages, and answers with the order as it would be. */
function step<T>(
  stage: (session: OrderEditSession, args: Args, api: ApiContext) => Outcome<T>,
  extra: (value: T, api: ApiContext) => Extra,
): Resolver<unknown> {
  return (_source, args, api) => {
    const session = sessionOf(api, args["id"]);
    if (session === undefined) return refusal(refused(["id"], "The calculated order does not exist."));
    const outcome = stage(session, args, api);
    if (!outcome.ok) return refusal(outcome);
    return { ...payload(session), ...extra(outcome.value, api)(session) };
  };
}

function payload(session: OrderEditSession): object {
  return { calculatedOrder: session, orderEditSession: { id: toGid("OrderEditSession", session.id) }, userErrors: [] };
}

const EXTRA_FIELDS = ["addedDiscountStagedChange", "calculatedLineItem", "calculatedShippingLine"];

function refusal({ errors }: ReturnType<typeof refused>): object {
  const nothing = Object.fromEntries(EXTRA_FIELDS.map((name) => [name, null]));
  const userErrors = errors.map((error) => ({ ...error, code: error.code ?? "INVALID" }));
  return { calculatedOrder: null, orderEditSession: null, ...nothing, userErrors };
}

/** Lines that are there are named by their number, added ones by a uuid. */
function targetOf(gid: string): LineTarget {
  const parsed = parseGid(gid);
  if (parsed?.type === "CalculatedLineItem") return { lineItemId: parsed.id };
  return { uuid: /^gid:\/\/shopify\/CalculatedLineItem\/([0-9a-f-]{36})$/.exec(gid)?.[1] ?? "" };
}

const lineOf =
  (api: ApiContext, target: LineTarget): Extra =>
  (session) => {
    const wanted = "uuid" in target ? target.uuid : target.lineItemId;
    return { calculatedLineItem: [...calculatedLines(api, session), ...addedLines(api, session)].find(({ id }) => id === wanted) ?? null };
  };

const nothingMore = (): Extra => () => ({});

function shippingLineOf(api: ApiContext, shippingLineId: number): Extra {
  const gid = toGid("CalculatedShippingLine", shippingLineId);
  return (session) => ({ calculatedShippingLine: calculatedShippingLines(api, session).find(({ id }) => id === gid) ?? null });
}

function discountValue({ fixedValue, percentValue }: Args): DiscountValue {
  return fixedValue == null ? { percentage: percentValue ?? 0 } : { cents: centsOf(fixedValue.amount) };
}

/** Any of the types under which an edit shows a discount; the number is that of the discount. */
function discountIdIn(gid: string): number {
  return parseGid(gid)?.id ?? 0;
}

const removeDiscount = step((session, args, api) => stageDiscountRemoval(api.commerce, session, discountIdIn(args["discountApplicationId"])), nothingMore);

export const orderEditMutations: TypeResolvers<unknown> = {
  orderEditBegin: (_source, args, api) => {
    const order = api.shop.orders.get(idIn("Order", args["id"]));
    const outcome = order === undefined ? refused(["id"], "The order does not exist.") : beginOrderEdit(api.commerce, order);
    return outcome.ok ? payload(outcome.value) : refusal(outcome);
  },

  orderEditSetQuantity: step(
    (session, args, api) => {
      const target = targetOf(args["lineItemId"]);
      const outcome = stageQuantity(api.commerce, session, { target, quantity: args["quantity"], restock: args["restock"] === true });
      return outcome.ok ? { ok: true, value: target } : outcome;
    },
    (target: LineTarget, api) => lineOf(api, target),
  ),

  orderEditAddVariant: step(
    (session, args, api) =>
      stageVariant(api.commerce, session, {
        variantId: idIn("ProductVariant", args["variantId"]),
        quantity: args["quantity"],
        locationId: args["locationId"] == null ? null : idIn("Location", args["locationId"]),
        allowDuplicates: args["allowDuplicates"] === true,
      }),
    ({ uuid }, api) => lineOf(api, { uuid }),
  ),

  orderEditAddCustomItem: step(
    (session, args, api) =>
      stageCustomItem(api.commerce, session, {
        title: args["title"],
        priceCents: centsOf(args["price"].amount),
        quantity: args["quantity"],
        locationId: args["locationId"] == null ? null : idIn("Location", args["locationId"]),
        requiresShipping: args["requiresShipping"] ?? false,
        taxable: args["taxable"] ?? false,
      }),
    ({ uuid }, api) => lineOf(api, { uuid }),
  ),

  orderEditAddLineItemDiscount: step(
    (session, args, api) => {
      const { discount } = args;
      const target = targetOf(args["lineItemId"]);
      return stageDiscount(api.commerce, session, { target, value: discountValue(discount), description: discount.description ?? null });
    },
    (change, api) => (session) => ({
      ...lineOf(api, change.target)(session),
      addedDiscountStagedChange: addedDiscountChange(api, change, editedOrder(api, session).currencyCode),
    }),
  ),

  orderEditUpdateDiscount: step((session, args) => {
    const { discount } = args;
    return restageDiscount(session, discountIdIn(args["discountApplicationId"]), { value: discountValue(discount), description: discount.description ?? null });
  }, nothingMore),

  orderEditRemoveDiscount: removeDiscount,
  orderEditRemoveLineItemDiscount: removeDiscount,

  orderEditAddShippingLine: step(
    (session, { shippingLine }, api) => stageShippingLine(api.commerce, session, { title: shippingLine.title, priceCents: centsOf(shippingLine.price.amount) }),
    ({ shippingLineId }, api) => shippingLineOf(api, shippingLineId),
  ),

  orderEditUpdateShippingLine: step((session, args) => {
    const { title = null, price } = args["shippingLine"];
    return restageShippingLine(session, parseGid(args["shippingLineId"])?.id ?? 0, { title, priceCents: price == null ? null : centsOf(price.amount) });
  }, nothingMore),

  orderEditRemoveShippingLine: step(
    (session, args, api) => stageShippingRemoval(api.commerce, session, parseGid(args["shippingLineId"])?.id ?? 0),
    nothingMore,
  ),

  orderEditCommit: (_source, args, api) => {
    const session = sessionOf(api, args["id"]);
    const note = { appId: api.app.id, staffNote: args["staffNote"] ?? null, notifyCustomer: args["notifyCustomer"] === true };
    const outcome = session === undefined ? refused(["id"], "The calculated order does not exist.") : commitOrderEdit(api.commerce, session, note);
    if (!outcome.ok) return { order: null, successMessages: [], userErrors: outcome.errors };
    return { order: outcome.value, successMessages: ["Order updated"], userErrors: [] };
  },
};
