import { propertyOf, textOf } from "./ruby-values.ts";
import { escapeHtml } from "./text-filters.ts";

/** Where each kind of form goes, below the page's language. */
const ACTIONS: Readonly<Record<string, string>> = {
  cart: "/cart",
  contact: "/contact#contact_form",
  customer: "/contact#contact_form",
  customer_login: "/account/login",
  localization: "/localization",
  product: "/cart/add",
};
const CLASSES: Readonly<Record<string, string>> = { product: "shopify-product-form", contact: "contact-form", localization: "shopify-localization-form" };

/** Why the form that was sent is shown again; null for a form that nobody sent. */
export type RefusedForm = { type: string; messages: readonly string[] };

/** `form.errors`, for the form of the page that was refused. */
export function formErrors(type: string, globals: object): readonly string[] | null {
  const refused = propertyOf(globals, "refused_form");
  const messages = propertyOf(refused, "messages");
  return propertyOf(refused, "type") === type && Array.isArray(messages) ? messages.map(textOf) : null;
}

/** The HTML of a `form` tag. Throws for a kind of form that the dev store has no place for. */
export function formHtml({
  type,
  subject,
  attributes,
  content,
  globals,
}: {
  type: string;
  subject: unknown;
  attributes: Record<string, unknown>;
  content: string;
  globals: object;
}): string {
  const action = ACTIONS[type];
  if (action === undefined) throw new Error(`dev store: there is no form '${type}'`);
  const root = textOf(propertyOf(propertyOf(globals, "routes"), "root_url")).replace(/\/$/, "");
  const { return_to: returnTo, ...own } = attributes;
  const written = { method: "post", action: `${root}${action}`, "accept-charset": "UTF-8", class: CLASSES[type], enctype: "multipart/form-data", ...own };
  const fields = { form_type: type, utf8: "✓", ...localizationFields({ type, returnTo, globals }) };
  const after = type === "product" ? { "product-id": propertyOf(subject, "id"), "section-id": propertyOf(propertyOf(globals, "section"), "id") } : {};
  return `<form${attributesHtml(written)}>${hiddenInputs(fields)}${content}${hiddenInputs(after)}</form>`;
}

function localizationFields({ type, returnTo, globals }: { type: string; returnTo: unknown; globals: object }): Record<string, unknown> {
  if (type !== "localization") return {};
  return { _method: "put", return_to: returnTo ?? propertyOf(propertyOf(globals, "request"), "path") };
}

function attributesHtml(attributes: Record<string, unknown>): string {
  const written = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== null);
  return written.map(([name, value]) => ` ${name}="${escapeHtml(textOf(value))}"`).join("");
}

function hiddenInputs(fields: Record<string, unknown>): string {
  const written = Object.entries(fields).map(([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(textOf(value))}" />`);
  return written.join("");
}
