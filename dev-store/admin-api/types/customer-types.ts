import { addressesOf } from "../../commerce/customers.ts";
import { netPaymentCents } from "../../commerce/order-money.ts";
import { toGid } from "../../state/gid.ts";
import type { Consent } from "../../state/sales-types.ts";
import type { Customer, Order, ShopState } from "../../state/types.ts";
import type { ApiContext, ResolverMap, TypeResolvers } from "../api-context.ts";
import { connection, listConnection } from "../connections.ts";
import { mailingAddress, moneyV2 } from "../views.ts";
import { metafieldFields } from "./metafield-types.ts";

const DAY_MS = 86_400_000;

const customer: TypeResolvers<Customer> = {
  id: ({ id }) => toGid("Customer", id),
  legacyResourceId: ({ id }) => id,
  firstName: ({ firstName }) => firstName || null,
  lastName: ({ lastName }) => lastName || null,
  displayName: ({ firstName, lastName, email, phone }) => `${firstName} ${lastName}`.trim() || (email ?? phone ?? ""),
  email: ({ email }) => email,
  phone: ({ phone }) => phone,
  locale: ({ locale }) => locale,
  tags: ({ tags }) => tags,
  note: ({ note }) => note,
  state: () => "DISABLED",
  verifiedEmail: () => true,
  validEmailAddress: ({ email }) => email !== null,
  taxExempt: ({ taxExempt }) => taxExempt,
  taxExemptions: () => [],
  multipassIdentifier: () => null,
  dataSaleOptOut: () => false,
  productSubscriberStatus: () => "NEVER_SUBSCRIBED",
  companyContactProfiles: () => [],
  defaultEmailAddress: (record, _args, api) => emailAddress(api, record),
  defaultPhoneNumber: (record, _args, api) => phoneNumber(api, record),
  emailMarketingConsent: ({ email, emailConsent }, _args, { shop }) =>
    email === null ? null : { marketingState: emailConsent.state, ...consentFacts(shop, emailConsent), consentUpdatedAt: emailConsent.updatedAt },
  smsMarketingConsent: ({ phone, smsConsent }, _args, { shop }) =>
    phone === null
      ? null
      : {
          marketingState: smsConsent.state,
          ...consentFacts(shop, smsConsent),
          marketingOptInLevel: smsConsent.optInLevel ?? "SINGLE_OPT_IN",
          consentUpdatedAt: smsConsent.updatedAt,
          consentCollectedFrom: "OTHER",
        },
  defaultAddress: ({ defaultAddress, id }) => defaultAddress && mailingAddress(defaultAddress, id),
  addresses: (record, args) => addressViews(record).slice(0, args["first"] ?? undefined),
  addressesV2: (record, args) => listConnection(addressViews(record), args),
  numberOfOrders: (record, _args, api) => ordersOf(api, record).length,
  amountSpent: (record, _args, api) =>
    moneyV2(
      ordersOf(api, record).reduce((sum, order) => sum + netPaymentCents(order), 0),
      api.shop.profile.currencyCode,
    ),
  canDelete: (record, _args, api) => ordersOf(api, record).length === 0,
  lastOrder: (record, _args, api) => ordersOf(api, record).at(-1) ?? null,
  lifetimeDuration: ({ createdAt }, _args, { commerce }) => durationText(commerce.now().getTime() - new Date(createdAt).getTime()),
  orders: (record, args, api) =>
    connection(
      ordersOf(api, record).map((node) => ({ id: node.id, sortValue: node.id, node })),
      args,
    ),
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
  ...metafieldFields<Customer>(({ id }) => toGid("Customer", id)),
};

function consentFacts(shop: ShopState, consent: Consent<string>): object {
  const { optInLevel, sourceLocationId } = consent;
  return { marketingOptInLevel: optInLevel, sourceLocation: sourceLocationId === null ? null : (shop.locations.get(sourceLocationId) ?? null) };
}

function emailAddress({ shop }: ApiContext, { id, email, emailConsent }: Customer): object | null {
  if (email === null) return null;
  return {
    emailAddress: email,
    marketingState: emailConsent.state,
    ...consentFacts(shop, emailConsent),
    marketingUpdatedAt: emailConsent.updatedAt,
    marketingUnsubscribeUrl: `https://${shop.profile.domain}/account/unsubscribe/${id}`,
    openTrackingLevel: "UNKNOWN",
    openTrackingUrl: `https://${shop.profile.domain}/account/tracking/${id}`,
    validFormat: true,
  };
}

function phoneNumber({ shop }: ApiContext, { phone, smsConsent }: Customer): object | null {
  if (phone === null) return null;
  return {
    phoneNumber: phone,
    marketingState: smsConsent.state,
    ...consentFacts(shop, smsConsent),
    marketingUpdatedAt: smsConsent.updatedAt,
    marketingCollectedFrom: smsConsent.updatedAt === null ? null : "OTHER",
  };
}

function addressViews(record: Customer): { id: string }[] {
  return addressesOf(record).map((entry) => ({
    ...mailingAddress(entry, entry.id),
    id: `gid://shopify/MailingAddress/${entry.id}?model_name=CustomerAddress`,
  }));
}

/** "about 2 months", as the admin says it. */
function durationText(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  if (days < 1) return "less than a day";
  if (days < 31) return days === 1 ? "1 day" : `${days} days`;
  const months = Math.round(days / 30.44);
  if (months < 12) return months === 1 ? "about 1 month" : `about ${months} months`;
  const years = Math.round(months / 12);
  return years === 1 ? "about 1 year" : `about ${years} years`;
}

function ordersOf({ shop }: ApiContext, { id }: Customer): Order[] {
  return shop.orders.withValue("customerId", id);
}

export const customerTypes: ResolverMap = { Customer: customer };
