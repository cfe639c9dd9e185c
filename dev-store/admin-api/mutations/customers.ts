import type { GraphQLResolveInfo } from "graphql";
import {
  addAddress,
  addressesOf,
  changeCustomer,
  createCustomer,
  customerProblems,
  deleteCustomer,
  setEmailConsent,
  setSmsConsent,
} from "../../commerce/customers.ts";
import type { CustomerChange } from "../../commerce/customers.ts";
import { takeId } from "../../commerce/context.ts";
import { parseGid, toGid } from "../../state/gid.ts";
import type { Consent, EmailConsentState, SmsConsentState } from "../../state/sales-types.ts";
import type { Customer } from "../../state/types.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { addressFrom, idIn, requireUnderstood, tagsFrom } from "../inputs.ts";
import { setOwnedMetafields } from "../owned-metafields.ts";
import { mailingAddress } from "../views.ts";

const UNDERSTOOD = [
  ...["addresses", "email", "emailMarketingConsent", "firstName", "id", "lastName", "locale", "metafields", "note", "phone"],
  ...["smsMarketingConsent", "tags", "taxExempt"],
];
/** States that an app may write; the others come about by themselves. */
const WRITABLE_STATES = new Set(["PENDING", "SUBSCRIBED", "UNSUBSCRIBED"]);
const NO_CUSTOMER = "Customer does not exist";

function customerIn(api: ApiContext, gid: unknown): Customer | undefined {
  return api.shop.customers.get(idIn("Customer", gid));
}

export const customerMutations: TypeResolvers<unknown> = {
  customerCreate: (_source, { input }, api, info) => {
    requireUnderstood("customerCreate", input, UNDERSTOOD);
    const wanted = { firstName: "", lastName: "", email: null, ...changeFrom(input, api) };
    const errors = customerProblems(api.shop, wanted, null);
    if (errors.length > 0) return { customer: null, userErrors: errors };
    const customer = createCustomer(api.commerce, wanted);
    return { customer, userErrors: ownMetafields(api, info, customer, input) };
  },

  customerUpdate: (_source, { input }, api, info) => {
    requireUnderstood("customerUpdate", input, UNDERSTOOD);
    const customer = customerIn(api, input.id);
    if (customer === undefined) return { customer: null, userErrors: [{ field: ["id"], message: NO_CUSTOMER }] };
    if (input.emailMarketingConsent != null || input.smsMarketingConsent != null) return { customer: null, userErrors: [consentByUpdate(input)] };
    const change = changeFrom(input, api);
    const errors = customerProblems(api.shop, change, customer);
    if (errors.length > 0) return { customer: null, userErrors: errors };
    changeCustomer(api.commerce, customer, change);
    return { customer, userErrors: ownMetafields(api, info, customer, input) };
  },

  customerDelete: (_source, { input }, api) => {
    const customer = customerIn(api, input.id);
    const refusal = { deletedCustomerId: null, shop: api.shop };
    if (customer === undefined) return { ...refusal, userErrors: [{ field: ["id"], message: "Customer can't be found" }] };
    const outcome = deleteCustomer(api.commerce, customer);
    if (!outcome.ok) return { ...refusal, userErrors: outcome.errors };
    return { deletedCustomerId: input.id, shop: api.shop, userErrors: [] };
  },

  customerEmailMarketingConsentUpdate: (_source, { input }, api) => {
    const { emailMarketingConsent: wanted } = input;
    const refusal = consentRefusal(wanted, ["input", "emailMarketingConsent", "marketingState"]);
    const customer = customerIn(api, input.customerId);
    if (customer === undefined) return { customer: null, userErrors: [{ field: ["input", "customerId"], message: NO_CUSTOMER, code: "INVALID" }] };
    if (refusal !== null) return { customer, userErrors: [refusal] };
    const outcome = setEmailConsent(api.commerce, customer, consentFrom<EmailConsentState>(wanted));
    return { customer, userErrors: outcome.ok ? [] : outcome.errors };
  },

  customerSmsMarketingConsentUpdate: (_source, { input }, api) => {
    const { smsMarketingConsent: wanted } = input;
    const refusal = consentRefusal(wanted, ["input", "smsMarketingConsent", "marketingState"]);
    const customer = customerIn(api, input.customerId);
    if (customer === undefined) return { customer: null, userErrors: [{ field: ["input", "customerId"], message: NO_CUSTOMER, code: "INVALID" }] };
    if (refusal !== null) return { customer, userErrors: [refusal] };
    const outcome = setSmsConsent(api.commerce, customer, consentFrom<SmsConsentState>(wanted));
    return { customer, userErrors: outcome.ok ? [] : outcome.errors };
  },

  customerAddressCreate: (_source, args, api) => {
    const customer = customerIn(api, args["customerId"]);
    if (customer === undefined) return { address: null, userErrors: [{ field: ["customerId"], message: NO_CUSTOMER }] };
    const entry = addAddress(api.commerce, customer, { address: addressFrom(args["address"]), isDefault: args["setAsDefault"] === true });
    return { address: mailingAddress(entry, entry.id), userErrors: [] };
  },

  customerAddressDelete: (_source, args, api) => {
    const customer = customerIn(api, args["customerId"]);
    if (customer === undefined) return { deletedAddressId: null, userErrors: [{ field: ["customerId"], message: NO_CUSTOMER }] };
    const id = parseGid(args["addressId"])?.id;
    if (!addressesOf(customer).some((entry) => entry.id === id)) {
      return { deletedAddressId: null, userErrors: [{ field: ["addressId"], message: "Address does not exist" }] };
    }
    const [next, ...others] = customer.otherAddresses;
    const isDefault = id === customer.id;
    const rest = { otherAddresses: customer.otherAddresses.filter((entry) => entry.id !== id) };
    changeCustomer(api.commerce, customer, isDefault ? { defaultAddress: next ?? null, otherAddresses: others } : rest);
    return { deletedAddressId: args["addressId"], userErrors: [] };
  },

  customerUpdateDefaultAddress: (_source, args, api) => {
    const customer = customerIn(api, args["customerId"]);
    if (customer === undefined) return { customer: null, userErrors: [{ field: ["customerId"], message: NO_CUSTOMER }] };
    const id = parseGid(args["addressId"])?.id;
    const chosen = customer.otherAddresses.find((entry) => entry.id === id);
    if (chosen === undefined && id !== customer.id) return { customer: null, userErrors: [{ field: ["addressId"], message: "Address does not exist" }] };
    if (chosen !== undefined) swapDefault(api, customer, chosen);
    return { customer, userErrors: [] };
  },
};

function swapDefault(api: ApiContext, customer: Customer, chosen: Customer["otherAddresses"][number]): void {
  const { id, ...address } = chosen;
  const otherAddresses = customer.otherAddresses.flatMap((entry) => {
    if (entry.id !== id) return [entry];
    return customer.defaultAddress === null ? [] : [{ ...customer.defaultAddress, id }];
  });
  changeCustomer(api.commerce, customer, { defaultAddress: address, otherAddresses });
}

function ownMetafields(api: ApiContext, info: GraphQLResolveInfo, customer: Customer, input: Args): object[] {
  return setOwnedMetafields(api, info, { ownerGid: toGid("Customer", customer.id), metafields: input["metafields"] });
}

function consentByUpdate(input: Args): object {
  const [name, mutation] =
    input["emailMarketingConsent"] != null
      ? ["emailMarketingConsent", "customerEmailMarketingConsentUpdate"]
      : ["smsMarketingConsent", "customerSmsMarketingConsentUpdate"];
  return { field: [name], message: `To update ${name}, please use the ${mutation} Mutation instead` };
}

function consentRefusal({ marketingState }: Args, field: string[]): object | null {
  if (WRITABLE_STATES.has(marketingState)) return null;
  return { field, message: `Cannot specify ${marketingState} as a marketing state input`, code: "INVALID" };
}

function consentFrom<State extends string>({ marketingState, marketingOptInLevel, consentUpdatedAt, sourceLocationId }: Args): Consent<State> {
  return {
    state: marketingState,
    optInLevel: marketingOptInLevel ?? "SINGLE_OPT_IN",
    updatedAt: consentUpdatedAt ?? null,
    sourceLocationId: sourceLocationId == null ? null : idIn("Location", sourceLocationId),
  };
}

/** What the input names; what is not there stays. */
function changeFrom(input: Args, { commerce }: ApiContext): CustomerChange {
  const change: CustomerChange = {};
  if ("firstName" in input) change.firstName = input["firstName"] ?? "";
  if ("lastName" in input) change.lastName = input["lastName"] ?? "";
  if ("email" in input) change.email = input["email"] || null;
  if ("phone" in input) change.phone = input["phone"] || null;
  if (input["locale"] != null) change.locale = input["locale"];
  if ("note" in input) change.note = input["note"];
  if (input["tags"] != null) change.tags = tagsFrom(input["tags"]);
  if (input["taxExempt"] != null) change.taxExempt = input["taxExempt"];
  if (input["emailMarketingConsent"] != null) change.emailConsent = consentFrom<EmailConsentState>(input["emailMarketingConsent"]);
  if (input["smsMarketingConsent"] != null) change.smsConsent = consentFrom<SmsConsentState>(input["smsMarketingConsent"]);
  const [first, ...others]: Args[] = input["addresses"] ?? [];
  if (first === undefined) return change;
  return { ...change, defaultAddress: addressFrom(first), otherAddresses: others.map((address) => ({ ...addressFrom(address), id: takeId(commerce) })) };
}
