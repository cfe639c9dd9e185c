/**
 * What befalls an app at the hands of merchants, customers and Shopify: tokens that die, scopes that shrink, a shop that
 * is shut, a person who wants to know or be forgotten.
 */
import { z } from "zod";
import { SHOP_CONDITIONS } from "./admin-api/http-request.ts";
import type { ShopContext } from "./commerce/context.ts";
import type { InstalledApp } from "./state/types.ts";

/** Whose app it happens to; the first shop when none is named. */
const shop = z.string().optional();

export const tokenLoss = z.object({
  shop,
  /** Refresh tokens die too: only a merchant's visit helps. */
  refreshToo: z.boolean().default(false),
});

/** Access tokens are refused from now on. */
export function revokeTokens(app: InstalledApp, now: Date, { refreshToo }: z.infer<typeof tokenLoss>): { tokens: number } {
  for (const token of app.tokens) token.expiresAt = now.toISOString();
  const tokens = app.tokens.length;
  if (refreshToo) app.tokens = [];
  return { tokens };
}

export const scopeChange = z.object({ shop, scopes: z.array(z.string()) });

/** The merchant grants other scopes; the app hears of it. */
export function changeScopes(context: ShopContext, app: InstalledApp, { scopes }: z.infer<typeof scopeChange>): { previous: string[]; current: string[] } {
  const previous = app.scopes;
  app.scopes = [...scopes];
  context.emit({ topic: "app/scopes_update", previousScopes: previous });
  return { previous, current: app.scopes };
}

export const conditionChange = z.object({ shop, condition: z.enum(SHOP_CONDITIONS) });

export const privacyRequest = z.discriminatedUnion("topic", [
  z.object({ shop, topic: z.enum(["customers/data_request", "customers/redact"]), email: z.email(), orderIds: z.array(z.int()).optional() }),
  z.object({ shop, topic: z.literal("shop/redact") }),
]);

/** Sends what Shopify sends when somebody asks: about all orders of the customer where none are named. */
export function askForPrivacy(context: ShopContext, request: z.infer<typeof privacyRequest>): { topic: string; orderIds: number[] } {
  if (request.topic === "shop/redact") {
    context.emit({ topic: request.topic });
    return { topic: request.topic, orderIds: [] };
  }
  const [customer] = context.shop.customers.withValue("email", request.email.toLowerCase());
  if (customer === undefined) throw new NobodyThere(`No customer of this shop has the address ${request.email}.`);
  const orders = context.shop.orders.withValue("customerId", customer.id);
  const orderIds = request.orderIds ?? orders.map(({ id }) => id);
  context.emit({ topic: request.topic, customerId: customer.id, orderIds });
  return { topic: request.topic, orderIds };
}

export class NobodyThere extends Error {}
