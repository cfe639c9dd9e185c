import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { toGid } from "../../state/gid.ts";
import { startTestStore } from "../test-shop.ts";
import type { Answer, TestStore } from "../test-shop.ts";

let store: TestStore;
beforeEach(async () => {
  store = await startTestStore();
  store.app.scopes.push("write_customers");
});
afterEach(() => store.devStore.close());

function ask(text: string, variables: Record<string, unknown> = {}): Answer["data"] {
  const answer = store.ask(text, variables);
  expect(answer.errors).toBeUndefined();
  return answer.data;
}

const CREATE = `mutation($input: CustomerInput!) { it: customerCreate(input: $input) { customer { id email displayName locale tags defaultEmailAddress { marketingState marketingOptInLevel } } userErrors { field message } } }`;

describe("customers", () => {
  test("are known by an address, a number or a name, and each address once", () => {
    const input = {
      email: "Ada@example.com",
      firstName: "Ada",
      locale: "de",
      tags: ["vip"],
      emailMarketingConsent: { marketingState: "SUBSCRIBED", marketingOptInLevel: "CONFIRMED_OPT_IN" },
    };
    expect(ask(CREATE, { input }).it).toMatchObject({
      customer: {
        email: "ada@example.com",
        displayName: "Ada",
        locale: "de",
        tags: ["vip"],
        defaultEmailAddress: { marketingState: "SUBSCRIBED", marketingOptInLevel: "CONFIRMED_OPT_IN" },
      },
      userErrors: [],
    });
    expect(ask(CREATE, { input }).it).toEqual({ customer: null, userErrors: [{ field: ["email"], message: "Email has already been taken" }] });
    expect(ask(CREATE, { input: { email: "nowhere" } }).it.userErrors).toEqual([{ field: ["email"], message: "Email is invalid" }]);
    expect(ask(CREATE, { input: { note: "x" } }).it.userErrors).toEqual([{ field: null, message: "A name, phone number, or email address must be present" }]);
  });

  test("consent is changed by its own mutation, to what a customer can want", () => {
    const { id } = ask(CREATE, { input: { email: "ada@example.com" } }).it.customer;
    const consent = (marketingState: string): Answer["data"] =>
      ask(
        `mutation($input: CustomerEmailMarketingConsentUpdateInput!) { it: customerEmailMarketingConsentUpdate(input: $input) { customer { defaultEmailAddress { marketingState marketingUpdatedAt } } userErrors { field code } } }`,
        { input: { customerId: id, emailMarketingConsent: { marketingState, consentUpdatedAt: "2026-11-20T09:00:00Z" } } },
      ).it;
    expect(consent("SUBSCRIBED")).toEqual({
      customer: { defaultEmailAddress: { marketingState: "SUBSCRIBED", marketingUpdatedAt: "2026-11-20T09:00:00Z" } },
      userErrors: [],
    });
    expect(consent("REDACTED").userErrors).toMatchObject([{ code: "INVALID" }]);
    const update = `mutation($input: CustomerInput!) { it: customerUpdate(input: $input) { userErrors { field } } }`;
    expect(ask(update, { input: { id, emailMarketingConsent: { marketingState: "UNSUBSCRIBED" } } }).it.userErrors).toEqual([
      { field: ["emailMarketingConsent"] },
    ]);
  });

  test("an update keeps what it does not name", () => {
    const { id } = ask(CREATE, { input: { email: "ada@example.com", firstName: "Ada", lastName: "Lovelace" } }).it.customer;
    const changed = ask(`mutation($input: CustomerInput!) { it: customerUpdate(input: $input) { customer { displayName email note } } }`, {
      input: { id, lastName: "King", note: "x" },
    });
    expect(changed.it.customer).toEqual({ displayName: "Ada King", email: "ada@example.com", note: "x" });
  });

  test("a customer with orders cannot be deleted", () => {
    const order = store.sell(1);
    const remove = (id: string): Answer["data"] =>
      ask(`mutation($id: ID!) { it: customerDelete(input: { id: $id }) { deletedCustomerId userErrors { field message } } }`, { id }).it;
    expect(remove(toGid("Customer", order.customerId ?? 0))).toMatchObject({ deletedCustomerId: null, userErrors: [{ field: ["id"] }] });
    const { id } = ask(CREATE, { input: { email: "grace@example.com" } }).it.customer;
    expect(remove(id)).toEqual({ deletedCustomerId: id, userErrors: [] });
  });

  test("the default address comes first, and can change", () => {
    const { id } = ask(CREATE, { input: { email: "ada@example.com" } }).it.customer;
    const add = (city: string): string =>
      ask(`mutation($id: ID!, $address: MailingAddressInput!) { it: customerAddressCreate(customerId: $id, address: $address) { address { id } } }`, {
        id,
        address: { city, countryCode: "DE" },
      }).it.address.id;
    add("Berlin");
    const second = add("Leipzig");
    const cities = (): string[] =>
      ask(`query($id: ID!) { customer(id: $id) { addressesV2(first: 5) { nodes { city } } } }`, { id }).customer.addressesV2.nodes.map(
        ({ city }: { city: string }) => city,
      );
    expect(cities()).toEqual(["Berlin", "Leipzig"]);
    ask(`mutation($id: ID!, $address: ID!) { customerUpdateDefaultAddress(customerId: $id, addressId: $address) { userErrors { message } } }`, {
      id,
      address: second,
    });
    expect(cities()).toEqual(["Leipzig", "Berlin"]);
  });

  test.each([
    ["tag:vip", ["a@example.com"]],
    ["email:b@example.com", ["b@example.com"]],
    ["orders_count:>0", ["ada@example.com"]],
    ["accepts_marketing:true", ["b@example.com"]],
    ["-tag:vip AND email_marketing_state:not_subscribed", ["ada@example.com"]],
    ["Grace", ["a@example.com"]],
  ])("are found by %s", (query, emails) => {
    store.sell(1);
    ask(CREATE, { input: { email: "a@example.com", firstName: "Grace", tags: ["vip"] } });
    ask(CREATE, { input: { email: "b@example.com", emailMarketingConsent: { marketingState: "SUBSCRIBED" } } });
    const found = ask(`query($query: String) { customers(first: 5, query: $query) { nodes { email } } }`, { query });
    expect(found.customers.nodes.map(({ email }: { email: string }) => email)).toEqual(emails);
  });
});
