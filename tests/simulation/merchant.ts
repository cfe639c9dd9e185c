/** The merchant at work: sends what the admin's pages send, to the same addresses, signed in by a session token. */
import { mintSessionToken } from "../../dev-store/oauth.ts";
import type { SaveOutcome } from "../../app/components/use-save.ts";
import { USER_AGENT } from "../../scripts/browser.ts";
import { LOCAL_APP, SHOP } from "../../scripts/stack.ts";
import type { Stack } from "../../scripts/stack.ts";

/** A page of the app: where it is, and its route, which a form names so that only its action runs. */
export interface AdminPage {
  readonly path: string;
  readonly route: string;
}

export const newSupplier: AdminPage = { path: "/suppliers/new", route: "routes/_admin.suppliers.new" };
export const newPurchaseOrder: AdminPage = { path: "/purchase-orders/new", route: "routes/_admin.purchase-orders.new" };
export const variants: AdminPage = { path: "/variants?index", route: "routes/_admin.variants._index" };

export function receiving({ purchaseOrderId, inboundShipmentId }: { purchaseOrderId: string; inboundShipmentId: string }): AdminPage {
  return {
    path: `/purchase-orders/${purchaseOrderId}/receive/${inboundShipmentId}`,
    route: "routes/_admin.purchase-orders.$purchaseOrderId.receive.$inboundShipmentId",
  };
}

/** Saves a page's form. Throws when the app does not even answer the form. */
export async function saveForm<Value>(stack: Stack, { path, route }: AdminPage, form: unknown): Promise<SaveOutcome<Value>> {
  const url = new URL(path, `http://127.0.0.1:${stack.ports.app}`);
  url.searchParams.set("_data", route);
  const credentials = { apiKey: LOCAL_APP.SHOPIFY_API_KEY, apiSecret: LOCAL_APP.SHOPIFY_API_SECRET };
  const answer = await fetch(url, {
    method: "POST",
    headers: {
      authorization: `Bearer ${mintSessionToken(credentials, { shopDomain: SHOP, now: new Date() })}`,
      "content-type": "application/json",
      "user-agent": USER_AGENT,
    },
    body: JSON.stringify(form),
  });
  if (!answer.ok) throw new Error(`The app answered ${answer.status} to the form of ${path}: ${(await answer.text()).slice(0, 500)}`);
  return (await answer.json()) as SaveOutcome<Value>; // the action's own answer
}

/** The value of a form that was saved; throws when it was refused. */
export async function saved<Value>(outcome: Promise<SaveOutcome<Value>>): Promise<Value> {
  const answer = await outcome;
  if (!answer.ok) throw new Error(`The form was refused: ${JSON.stringify(answer.problems)}`);
  return answer.value;
}
