import { afterEach, beforeEach, expect, test } from "vitest";
import { startTestStore } from "./admin-api/test-shop.ts";
import type { Answer, TestStore } from "./admin-api/test-shop.ts";

let store: TestStore;
beforeEach(async () => {
  store = await startTestStore();
});
afterEach(() => store.devStore.close());

const CREATE = `mutation { appSubscriptionCreate(name: "Growth", returnUrl: "https://app.example/billing?plan=growth", lineItems: [{plan: {appRecurringPricingDetails: {price: {amount: "29.00", currencyCode: EUR}}}}]) { confirmationUrl userErrors { message } } }`;

function pathOfConfirmation(): string {
  const { confirmationUrl } = store.ask(CREATE).data.appSubscriptionCreate;
  return new URL(confirmationUrl).pathname;
}

async function post(path: string, body: object): Promise<Answer> {
  const response = await fetch(`${store.devStore.url}${path}`, { method: "POST", body: JSON.stringify(body) });
  // Our own endpoint's answer, of which the test says what it expects.
  return (await response.json()) as Answer;
}

test("the merchant sees what is charged, agrees, and goes back to the app with the charge's id", async () => {
  const path = pathOfConfirmation();
  const page = await (await fetch(`${store.devStore.url}/admin${path}`)).text();
  expect(page).toContain("€29.00 every 30 days");
  const answer = await fetch(`${store.devStore.url}/admin${path}`, { method: "POST", body: new URLSearchParams({ do: "approve" }), redirect: "manual" });
  expect(answer.headers.get("location")).toMatch(/^https:\/\/app\.example\/billing\?plan=growth&charge_id=\d+$/);
  expect(store.ask(`{ currentAppInstallation { activeSubscriptions { name } } }`).data.currentAppInstallation.activeSubscriptions).toEqual([
    { name: "Growth" },
  ]);
});

test("a charge that was declined stays so", async () => {
  const token = pathOfConfirmation().split("/").at(-1);
  expect(await post("/__dev/app/charges", { kind: "subscription", token, isApproved: false })).toHaveProperty("returnUrl");
  expect(await post("/__dev/app/charges", { kind: "subscription", token, isApproved: true })).toEqual({ error: "No such charge waits for an answer." });
});

test("the merchant grants an optional scope and takes it back", async () => {
  expect(await post("/__dev/app/scopes", { act: "grant", scopes: ["write_discounts"] })).toMatchObject({
    granted: expect.arrayContaining(["write_discounts"]),
  });
  expect(await post("/__dev/app/scopes", { act: "revoke", scopes: ["write_discounts"] })).toMatchObject({
    granted: expect.not.arrayContaining(["write_discounts"]),
  });
});

test("what the app sent to Flow can be read", async () => {
  store.ask(`mutation { flowTriggerReceive(handle: "promise-moved", payload: {days: 3}) { userErrors { message } } }`);
  const answer = await fetch(`${store.devStore.url}/__dev/app/flow-triggers`);
  expect(await answer.json()).toMatchObject([{ handle: "promise-moved", properties: { days: 3 } }]);
});
