import { toGid } from "../../state/gid.ts";
import type { Order } from "../../state/types.ts";
import { named } from "../api-context.ts";
import type { ApiContext } from "../api-context.ts";
import { byText, matcherOf } from "../search.ts";

/**
 * The timeline of an order: what its agreements and dates tell. Comments of the staff and mails do not exist here.
 */

type OrderEvent = { id: number; action: string; message: string; createdAt: string; appTitle: string | null };

export function orderEvents(api: ApiContext, order: Order, query: string | null | undefined): (object & { id: number })[] {
  const matches = matcherOf<OrderEvent>(query, { action: byText(({ action }) => action) }, api.commerce.now());
  return eventsOf(api, order)
    .filter(matches)
    .map((event) => eventView(api, order, event));
}

function eventsOf({ shop }: ApiContext, order: Order): OrderEvent[] {
  const titleOf = (appId: number | null): string | null => [...shop.apps.values()].find(({ id }) => id === appId)?.title ?? null;
  const events = order.agreements.map(({ id, reason, appId, happenedAt }) => {
    const appTitle = titleOf(appId);
    const author = appTitle ?? shop.profile.name;
    const [action, message] = EVENT_TEXTS[reason](author);
    return { id, action, message, createdAt: happenedAt, appTitle };
  });
  if (order.cancelledAt === null) return events;
  return [...events, { id: order.id, action: "cancelled", message: `${shop.profile.name} canceled this order.`, createdAt: order.cancelledAt, appTitle: null }];
}

const EVENT_TEXTS: Record<Order["agreements"][number]["reason"], (author: string) => [string, string]> = {
  ORDER: (author) => ["confirmed", `${author} created this order.`],
  ORDER_EDIT: (author) => ["edited", `${author} edited this order.`],
  REFUND: (author) => ["refunded", `${author} refunded this order.`],
  RETURN: (author) => ["return_processed", `${author} processed a return.`],
};

function eventView(api: ApiContext, order: Order, event: OrderEvent): object & { id: number } {
  const { id, appTitle, ...shown } = event;
  return named(api, "BasicEvent", {
    ...shown,
    id,
    appTitle,
    attributeToApp: appTitle !== null,
    attributeToUser: false,
    criticalAlert: false,
    author: appTitle ?? api.shop.profile.name,
    subjectId: toGid("Order", order.id),
    subjectType: "ORDER",
    secondaryMessage: null,
    additionalContent: null,
    additionalData: null,
    arguments: null,
    hasAdditionalContent: false,
  });
}

export const orderEventTypes = {
  BasicEvent: eventFields(),
};

function eventFields(): Record<string, (event: Record<string, unknown>) => unknown> {
  const names = ["action", "message", "createdAt", "appTitle", "attributeToApp", "attributeToUser", "criticalAlert", "author", "subjectId", "subjectType"];
  const more = ["secondaryMessage", "additionalContent", "additionalData", "arguments", "hasAdditionalContent"];
  const fields = [...names, ...more].map((name) => [name, (event: Record<string, unknown>): unknown => event[name]] as const);
  return { id: ({ id }) => toGid("BasicEvent", Number(id)), ...Object.fromEntries(fields) };
}
