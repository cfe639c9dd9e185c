import { customerByEmail, customerByPhone } from "../../commerce/customers.ts";
import { netPaymentCents } from "../../commerce/order-money.ts";
import { idOf } from "../../state/gid.ts";
import type { Customer, Order, ShopState } from "../../state/types.ts";
import type { TypeResolvers } from "../api-context.ts";
import { notImplemented } from "../api-error.ts";
import { searched } from "../indexed-search.ts";
import type { SearchPlan } from "../indexed-search.ts";
import { CHANGED, search, TIMES } from "../record-search.ts";
import type { SortKeys } from "../record-search.ts";
import { byFlag, byId, byNumber, byText, byTime, byWords, matcherOf } from "../search.ts";
import type { SearchField } from "../search.ts";
import { count } from "../views.ts";

/** Query roots of customers: what they are searched by and sorted by. */

function customerFields(shop: ShopState): Record<string, SearchField<Customer>> {
  const ordersOf = ({ id }: Customer): Order[] => shop.orders.withValue("customerId", id);
  return {
    ...TIMES,
    customer_date: byTime(({ createdAt }) => createdAt),
    id: byId(({ id }) => id),
    email: byText(({ email }) => email),
    phone: byText(({ phone }) => phone),
    first_name: byText(({ firstName }) => firstName),
    last_name: byText(({ lastName }) => lastName),
    tag: byText(({ tags }) => tags),
    tag_not: (customer, term) => !byText<Customer>(({ tags }) => tags)(customer, term),
    state: byText(() => "disabled"),
    country: byText(({ defaultAddress }) => (defaultAddress === null ? null : [defaultAddress.country, defaultAddress.countryCode])),
    accepts_marketing: byFlag(({ emailConsent }) => emailConsent.state === "SUBSCRIBED"),
    email_marketing_state: byText(({ emailConsent }) => emailConsent.state),
    sms_marketing_state: byText(({ smsConsent }) => smsConsent.state),
    orders_count: byNumber((customer) => ordersOf(customer).length),
    total_spent: byNumber((customer) => ordersOf(customer).reduce((sum, order) => sum + netPaymentCents(order), 0) / 100),
    default: byWords(({ firstName, lastName, email, phone }) => [`${firstName} ${lastName}`, email, phone]),
  };
}

const SORT: SortKeys<Customer> = {
  ...CHANGED,
  RELEVANCE: ({ id }) => id,
  NAME: ({ lastName, firstName }) => `${lastName}, ${firstName}`,
  LOCATION: ({ defaultAddress }) => `${defaultAddress?.country ?? ""} ${defaultAddress?.city ?? ""}`,
};

function planOf(shop: ShopState): SearchPlan<Customer> {
  return {
    fields: customerFields(shop),
    lookups: { email: { column: "email", valueOf: (text) => text.toLowerCase() } },
    times: { created_at: "createdAt", updated_at: "updatedAt" },
    sortColumns: { ID: "id", CREATED_AT: "createdAt", UPDATED_AT: "updatedAt" },
  };
}

export const customerQueries: TypeResolvers<unknown> = {
  customers: (_source, args, { shop }) => {
    const plan = planOf(shop);
    return search(searched(shop.customers, args, plan), args, plan.fields, SORT);
  },
  customersCount: (_source, args, { shop }) => {
    const plan = planOf(shop);
    return count([...searched(shop.customers, args, plan)].filter(matcherOf(args["query"], plan.fields)).length, args["limit"]);
  },
  customerByIdentifier: (_source, { identifier }, { shop }) => {
    if (identifier.emailAddress != null) return customerByEmail(shop, identifier.emailAddress) ?? null;
    if (identifier.phoneNumber != null) return customerByPhone(shop, identifier.phoneNumber) ?? null;
    if (identifier.id == null) throw notImplemented("customerByIdentifier by customId");
    return shop.customers.get(idOf("Customer", identifier.id) ?? 0) ?? null;
  },
};
