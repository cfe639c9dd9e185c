import type { Consent, EmailConsentState, SmsConsentState } from "../state/sales-types.ts";
import type { Address, Customer, ShopState } from "../state/types.ts";
import { takeId, timestamp } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome, UserError } from "./outcome.ts";

/** Customers: who they are, what they want to hear of. */

export type NewCustomer = Pick<Customer, "email" | "firstName" | "lastName"> &
  Partial<Pick<Customer, "defaultAddress" | "emailConsent" | "locale" | "note" | "otherAddresses" | "phone" | "smsConsent" | "tags" | "taxExempt">>;

/** What a change may touch; what it leaves out stays. */
export type CustomerChange = Partial<Omit<Customer, "createdAt" | "id" | "updatedAt">>;

const MAX_NAME_LENGTH = 255;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const PHONE = /^\+?[\d\s()./-]{6,20}$/;
const LOCALE = /^[a-z]{2,3}(-[A-Z][A-Za-z]{1,3})?$/;

function noConsent<State extends string>(state: State): Consent<State> {
  return { state, optInLevel: null, updatedAt: null, sourceLocationId: null };
}

export function createCustomer(context: ShopContext, customer: NewCustomer): Customer {
  const now = timestamp(context);
  const created: Customer = {
    id: takeId(context),
    firstName: customer.firstName,
    lastName: customer.lastName,
    email: customer.email?.toLowerCase() ?? null,
    phone: customer.phone ?? null,
    locale: customer.locale ?? context.shop.profile.primaryLocale,
    tags: customer.tags ?? [],
    note: customer.note ?? null,
    taxExempt: customer.taxExempt ?? false,
    emailConsent: customer.emailConsent ?? noConsent<EmailConsentState>("NOT_SUBSCRIBED"),
    smsConsent: customer.smsConsent ?? noConsent<SmsConsentState>("NOT_SUBSCRIBED"),
    defaultAddress: customer.defaultAddress ?? null,
    otherAddresses: customer.otherAddresses ?? [],
    createdAt: now,
    updatedAt: now,
  };
  context.shop.customers.set(created.id, created);
  context.emit({ topic: "customers/create", customerId: created.id });
  return created;
}

export function customerByEmail(shop: ShopState, email: string): Customer | undefined {
  return shop.customers.withValue("email", email.toLowerCase())[0];
}

export function customerByPhone(shop: ShopState, phone: string): Customer | undefined {
  const wanted = digitsOf(phone);
  for (const customer of shop.customers.scan()) if (customer.phone !== null && digitsOf(customer.phone) === wanted) return shop.customers.get(customer.id);
  return undefined;
}

function digitsOf(phone: string): string {
  return phone.replace(/[^\d+]/g, "");
}

/** What is wrong with the customer as it would be, in Shopify's words. Fields are named as in the input. */
export function customerProblems(shop: ShopState, wanted: CustomerChange, own: Customer | null): UserError[] {
  const { email = own?.email ?? null, phone = own?.phone ?? null, locale } = wanted;
  const firstName = wanted.firstName ?? own?.firstName ?? "";
  const lastName = wanted.lastName ?? own?.lastName ?? "";
  const errors: UserError[] = [];
  const add = (field: string | null, message: string, code: string): number => errors.push({ field: field === null ? null : [field], message, code });
  if (!email && !phone && firstName === "" && lastName === "") add(null, "A name, phone number, or email address must be present", "INVALID");
  if (email && !EMAIL.test(email)) add("email", "Email is invalid", "INVALID");
  else if (email && isTaken(customerByEmail(shop, email), own)) add("email", "Email has already been taken", "TAKEN");
  if (phone && !PHONE.test(phone)) add("phone", "Phone is invalid", "INVALID");
  else if (phone && isTaken(customerByPhone(shop, phone), own)) add("phone", "Phone has already been taken", "TAKEN");
  if (firstName.length > MAX_NAME_LENGTH) add("firstName", `First name is too long (maximum is ${MAX_NAME_LENGTH} characters)`, "TOO_LONG");
  if (lastName.length > MAX_NAME_LENGTH) add("lastName", `Last name is too long (maximum is ${MAX_NAME_LENGTH} characters)`, "TOO_LONG");
  if (locale !== undefined && !LOCALE.test(locale)) add("locale", "Locale is invalid", "INVALID");
  return errors;
}

function isTaken(holder: Customer | undefined, own: Customer | null): boolean {
  return holder !== undefined && holder.id !== own?.id;
}

/** Changes what the change names and tells of it. */
export function changeCustomer(context: ShopContext, customer: Customer, change: CustomerChange): void {
  const added = (change.tags ?? customer.tags).filter((tag) => !customer.tags.includes(tag));
  const removed = customer.tags.filter((tag) => !(change.tags ?? customer.tags).includes(tag));
  Object.assign(customer, change);
  if (customer.email !== null) customer.email = customer.email.toLowerCase();
  customer.updatedAt = timestamp(context);
  context.emit({ topic: "customers/update", customerId: customer.id });
  if (added.length > 0) context.emit({ topic: "customer.tags_added", customerId: customer.id, tags: added });
  if (removed.length > 0) context.emit({ topic: "customer.tags_removed", customerId: customer.id, tags: removed });
}

export function setEmailConsent(context: ShopContext, customer: Customer, consent: Consent<EmailConsentState>): Outcome<Customer> {
  if (customer.email === null) return refused(["input", "customerId"], "Customer must have an email address", "INVALID");
  customer.emailConsent = { ...consent, updatedAt: consent.updatedAt ?? timestamp(context) };
  customer.updatedAt = timestamp(context);
  context.emit({ topic: "customers_email_marketing_consent/update", customerId: customer.id });
  context.emit({ topic: "customers/update", customerId: customer.id });
  return done(customer);
}

export function setSmsConsent(context: ShopContext, customer: Customer, consent: Consent<SmsConsentState>): Outcome<Customer> {
  if (customer.phone === null) return refused(["input", "smsMarketingConsent"], "A phone number is required to set the SMS consent state.", "INVALID");
  customer.smsConsent = { ...consent, updatedAt: consent.updatedAt ?? timestamp(context) };
  customer.updatedAt = timestamp(context);
  context.emit({ topic: "customers_marketing_consent/update", customerId: customer.id });
  context.emit({ topic: "customers/update", customerId: customer.id });
  return done(customer);
}

/** A customer with orders stays: they belong to the books. */
export function deleteCustomer(context: ShopContext, customer: Customer): Outcome<number> {
  if (context.shop.orders.withValue("customerId", customer.id).length > 0) {
    return refused(["id"], "Customer can’t be deleted because they have associated orders");
  }
  context.shop.customers.delete(customer.id);
  context.emit({ topic: "customers/delete", customerId: customer.id });
  return done(customer.id);
}

export type AddressEntry = Address & { id: number };

/** All addresses, the default one first. It has the customer's own number. */
export function addressesOf({ id, defaultAddress, otherAddresses }: Customer): AddressEntry[] {
  return [...(defaultAddress === null ? [] : [{ ...defaultAddress, id }]), ...otherAddresses];
}

/** Adds an address; the first one becomes the default whatever is asked. */
export function addAddress(context: ShopContext, customer: Customer, { address, isDefault }: { address: Address; isDefault: boolean }): AddressEntry {
  const entry = { ...address, id: takeId(context) };
  const becomesDefault = isDefault || customer.defaultAddress === null;
  const others =
    customer.defaultAddress !== null && becomesDefault ? [...customer.otherAddresses, { ...customer.defaultAddress, id: entry.id }] : customer.otherAddresses;
  changeCustomer(context, customer, becomesDefault ? { defaultAddress: address, otherAddresses: others } : { otherAddresses: [...others, entry] });
  return becomesDefault ? { ...address, id: customer.id } : entry;
}
